"""Choose what to quote: the best sentence, what belongs to it, and what else the question needs."""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.citations import find_numbers
from knowledge.text import Span, trimmed
from retriever.ranking import Evidence
from retriever.reading import as_line
from retriever.understanding import Focus, Question
from retriever.understanding.numbered import asks_for_every

# Wanting these, a person wants one sentence of a section, not the section.
_ONE_THING = (
    Focus.DEADLINE, Focus.WHEN_DAY, Focus.WHEN, Focus.PERIOD, Focus.COUNT, Focus.AGENT, Focus.ADDRESSEE, Focus.IN_TIME,
    Focus.MONEY, Focus.PERCENT, Focus.DOCUMENT, Focus.YES_NO, Focus.ODDITY, Focus.THEME,
)  # fmt: skip
_LISTED_TOGETHER = (Focus.DEADLINE, Focus.WHEN_DAY, Focus.COUNT, Focus.PERCENT)
_LONG_SENTENCE = 400
_SEMICOLON = re.compile(r";\s+")
_ITEM = re.compile(r"\s*(?:[-–+*•]|[a-zđ]\)|\d{1,2}[.)]|\|)")
_NEAR_BEST = 0.90  # of the best score: says as much
_MANY = frozenset({Focus.LIST})
_MOST_QUOTED = 6
_LONGEST_SECTION = 12


def choose(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences of one document to quote, in the order of the text."""
    best = ranked[0]
    together = _belonging(question, best, ranked)
    if question.wants(Focus.LIST) and question.wants(*_LISTED_TOGETHER):
        together += [e for e in ranked if e is not best and _side_by_side(best, e)]
    wants_all = question.wants(*_MANY) or any(asks_for_every(question.line, u) for u in ("dot", "quy"))
    bar = best.score * (0.75 if wants_all and question.wants(Focus.DEADLINE, Focus.WHEN_DAY) else _NEAR_BEST)
    for other in ranked[1:]:
        if len(together) >= _MOST_QUOTED or other.score < bar or other.fit + 0.2 < best.fit:
            continue
        if other.support >= 0.8 * best.support and (wants_all or _adds(other, together)):
            together.append(other)
    return sorted(_distinct(together), key=lambda e: e.span)


def _side_by_side(best: Evidence, other: Evidence) -> bool:
    """Say whether two sentences stand under one heading and hold the same kind of thing."""
    return other.fit >= best.fit and other.passage.chunk.heading_path == best.passage.chunk.heading_path


def _adds(other: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Say whether a sentence carries a unit of the question that the chosen ones miss."""
    missed = set(chosen[0].missing)
    return bool(missed - set(other.missing)) or any(c.sentence.line == other.sentence.line for c in chosen)


def _belonging(question: Question, best: Evidence, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence with what it introduces, or the whole section whose heading was meant."""
    if (best.by_heading > best.own or _is_heading(best)) and not question.wants(*_ONE_THING):
        return _section(best, ranked)
    if best.sentence.introduces:
        return [best, *_items_after(best)]
    if question.wants(*_MANY) and (lead := _lead_of(best)):
        return [lead, *_items_after(lead)]
    return [best]


def _lead_of(item: Evidence) -> Evidence | None:
    """Return the sentence ending in a colon whose list an item belongs to."""
    lead: Evidence | None = None
    for passage in item.reading.passages:
        for sentence in passage.sentences:
            if sentence.span >= item.span:
                return lead if lead and item.span in {e.span for e in _items_after(lead)} else None
            if sentence.introduces and passage.chunk.heading_path == item.passage.chunk.heading_path:
                lead = replace(item, passage=passage, sentence=sentence)
    return None


def _items_after(lead: Evidence) -> list[Evidence]:
    """Return the list items that follow a sentence ending in a colon, up to one marked as it is itself."""
    text = lead.reading.version.text
    own_mark = _mark(lead.text)
    items: list[Evidence] = []
    for passage in lead.reading.passages:
        for sentence in passage.sentences:
            if sentence.span <= lead.span:
                continue
            mark = _mark(sentence.span.of(text))
            goes_on = not mark and bool(items) and "\n" not in text[items[-1].span.end : sentence.span.start]
            if not (mark or goes_on) or (mark and mark == own_mark) or len(items) >= _LONGEST_SECTION:
                return items
            items.append(replace(lead, passage=passage, sentence=sentence))
    return items


def _mark(text: str) -> str:
    """Return the kind of mark that a list item begins with: a dash, "a)", "1."; empty where it begins with none."""
    found = _ITEM.match(text)
    if found is None:
        return ""
    mark = found.group().strip()
    return "1" if mark[0].isdigit() else "a" if mark[0].isalpha() else mark


def _is_heading(evidence: Evidence) -> bool:
    path = evidence.passage.chunk.heading_path
    return bool(path) and as_line(path[-1]) == evidence.sentence.line


def _section(best: Evidence, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Return what stands under the heading that was meant."""
    path = best.passage.chunk.heading_path
    under = [e for e in ranked if e.passage.chunk.heading_path[: len(path)] == path]
    return sorted(under, key=lambda e: e.span)[:_LONGEST_SECTION]


def clause(evidence: Evidence, question: Question) -> Span:
    """Return the part of a long sentence, between semicolons, that carries most of the question."""
    text = evidence.text
    if len(text) <= _LONG_SENTENCE:
        return evidence.span
    bounds = [0, *(m.end() for m in _SEMICOLON.finditer(text)), len(text)]
    pieces = [Span(a, b) for a, b in zip(bounds, bounds[1:], strict=False)]
    wanted = [p for u in question.units for p in u.alternatives[:1]]

    def carried(piece: Span) -> tuple[int, int]:
        part = piece.of(text)
        line = as_line(part)
        named = sum(any(m.fits(n) for m in question.numbers) for n, _ in find_numbers(part))
        return (named, sum(len(p) for p in wanted if f" {' '.join(p)} " in line))

    best = max(pieces, key=carried)
    return trimmed(evidence.reading.version.text, best.shifted(evidence.span.start))


def _distinct(chosen: Sequence[Evidence]) -> list[Evidence]:
    seen: set[Span] = set()
    kept = []
    for evidence in chosen:
        if evidence.span not in seen:
            seen.add(evidence.span)
            kept.append(evidence)
    return kept
