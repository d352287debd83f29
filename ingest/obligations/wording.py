"""What is to be done, in the words of the sentence, with what only the heading tells (việc phải làm)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.obligations.binding import Bond
from ingest.obligations.cues import begins, ends, words
from ingest.obligations.reading import Clause, Sentence, cell_of
from knowledge.text import Span, squeezed

_NUMBERING = re.compile(r"^\W*(?:(?:\d+(?:\.\d+)*|[IVX]+|[a-zđ])[.)]\s+)?[-–+*•\s]*")
_TAIL = re.compile(r"[\s,:;(–-]+$")
_BRACKET = re.compile(r"\s*\([^)]*\)")
_LABEL = re.compile(r"[^:,]{1,50}:\s+(?=\S)")
_JOINED = re.compile(r"\s*(?:,|và|hoặc|,\s*và)?\s*(?:\([^)]*\))?\s*")
_SHORTEST = 12
_LONGEST = 220


def what_of(
    sentence: Sentence, clause: Clause, bond: Bond, who: Span | None, to: Span | None, others: Sequence[Span] = ()
) -> str:
    """Return what is to be done, in one line.

    Args:
        sentence: the sentence.
        clause: the part of it that holds the time.
        bond: what makes it a duty.
        who: where the one bound stands, if there.
        to: where it goes, if there.
        others: the other times of the sentence.
    """
    if sentence.is_row:
        return cell_of(sentence, clause, "table_what") or squeezed(sentence.text)
    after_time = bond.deed is not None and bond.deed.start >= clause.time.end
    clause = clause if after_time else _from_first_limit(sentence, clause, others)
    place = Span(clause.time.end, clause.span.end) if after_time else Span(clause.span.start, clause.time.start)
    said = _cut(sentence.text, place, who, to)
    if not said or (len(said) < _SHORTEST and bond.deed is None):
        head = _NUMBERING.sub("", squeezed(sentence.lead) or sentence.above, count=1).strip(" :.;")
        said = f"{head}: {said}" if said and head else head or said
    if to is not None and len(said.split()) <= 2:
        said = _cut(sentence.text, place, who, None)
    if not said:
        said = squeezed(clause.span.of(sentence.text)).strip(" .;,")
    return _with_phase(_shortened(_deed_first(said)), sentence)


def _deed_first(said: str) -> str:
    """Return "gửi hồ sơ ..." for "Hồ sơ ... gửi", and "giới thiệu gương ..." for "Giới thiệu gương ... gửi"."""
    tail = ends("handing_in").search(said)
    if tail is None:
        return said
    if not begins("objects").match(said.lower()):
        rest = said[: tail.start()].strip(" ,;")
        return (
            rest if begins("handing_in", "doing", "finishing").match(said.lower()) and len(rest) >= _SHORTEST else said
        )
    verb, rest = said[tail.start() :].strip(" :("), said[: tail.start()].strip()
    return f"{verb} {rest[:1].lower()}{rest[1:]}" if rest else said


def _cut(text: str, place: Span, who: Span | None, to: Span | None) -> str:
    """Return the words of ``place`` without the one bound, without where it goes and the prepositions left over."""
    start = who.end if who and place.covers(who) else place.start
    if bracket := _BRACKET.match(text, start, place.end):
        start = bracket.end()
    if to and start <= to.start and to.end <= place.end:
        left = _without_tail(text[start : to.start], "to_prepositions")
        said = f"{left} {text[to.end : place.end]}"
    else:
        said = text[start : place.end]
    said = _NUMBERING.sub("", squeezed(said), count=1)
    said = _from_opener(said)
    said = _without_tail(said, "left_over", "to_prepositions")
    if (label := _LABEL.match(said)) and begins("openers").match(said.lower()):
        said = said[label.end() :]
    while opened := begins("openers", "modals", "orders").match(said.lower()):
        said = said[opened.end() :].lstrip(" :,-")
    return _without_tail(said.strip(" ,;:.–-"), "openers", "modals")


def _from_opener(said: str) -> str:
    """Return "thời hạn gửi báo cáo" for "triển khai thực hiện Kế hoạch, thời hạn gửi báo cáo"."""
    opened = _opener().search(said.lower())
    return said[opened.end() :] if opened else said


@lru_cache(maxsize=1)
def _opener() -> re.Pattern[str]:
    openers = "|".join(sorted(map(re.escape, words("openers")), key=len, reverse=True))
    return re.compile(rf"[,;]\s+(?=(?:{openers})(?!\w))")


def _without_tail(said: str, *names: str) -> str:
    """Return ``said`` without the words of the lists, and the marks, that it ends with."""
    said = _TAIL.sub("", said)
    while tail := ends(*names).search(said.lower()):
        said = _TAIL.sub("", said[: tail.start()])
    return said


def _shortened(said: str) -> str:
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _with_phase(said: str, sentence: Sentence) -> str:
    """Add "đợt 2" where only a heading says it."""
    if _phase().search(said) or _phase().search(sentence.text):
        return said
    phase = next((m for h in sentence.headings if (m := _phase().search(h))), None)
    return f"{said} ({phase.group().lower()})" if phase else said


@lru_cache(maxsize=1)
def _phase() -> re.Pattern[str]:
    kinds = "|".join(map(re.escape, words("phases")))
    return re.compile(rf"(?<!\w)(?:{kinds})\s+(?:\d{{1,2}}|[IVX]{{1,4}})(?!\w)", re.IGNORECASE)


def _from_first_limit(sentence: Sentence, clause: Clause, others: Sequence[Span]) -> Clause:
    """Return the clause up to its first limit: "trước ngày 15/6 và trước ngày 15/12" is one deed with two."""
    first = clause.time
    for other in sorted(others, reverse=True):
        joined = clause.span.covers(other) and other.end <= first.start
        if joined and _JOINED.fullmatch(sentence.low[other.end : first.start]):
            first = other
    return replace(clause, time=first)
