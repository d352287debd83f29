"""Read the fact that was asked for out of the sentence that holds it, in as few words as possible."""

import re
from datetime import date
from functools import lru_cache

from knowledge.citations import find_references
from knowledge.documents import DocumentReference
from knowledge.text import Span, folded_in_place, squeezed
from knowledge.time_expressions import Boundary, TimeExpression, find_time_expressions
from knowledge.vocabulary.lexicon import is_word
from retriever.agents import agent_named
from retriever.answering.nearness import nearest
from retriever.answering.sources import day
from retriever.fitness import BODIES, FORM, MONEY, PERCENT
from retriever.ranking import Evidence
from retriever.understanding import Focus, Question

_COUNTED = re.compile(r"\b(?:bao nhieu|may)\s+(?P<noun>[a-z]+)(?: (?P<second>[a-z]+))?")
_DIGITS = r"(?<![\d.,/])(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?![\d/]|[.,]\d)"
_WORDS = r"\b(?:một|hai|ba|bốn|năm(?!\s+(?:\d|học|nay|trước|sau|tới|qua))|sáu|bảy|tám|chín|mười)\b"
_NUMERAL = re.compile(rf"{_DIGITS}|{_WORDS}", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"](?P<inside>[^”\"]{6,})[”\"]")
_DENIED = re.compile(r"\bkhong phai \d|\bkhong (?:phai )?(?:la )?ngay \d")
_CLAIMED = re.compile(r"\b(?:dung (?:khong|chu|ha|chua)|phai khong|co phai|co dung)\b")


_STATED = {Focus.MONEY: MONEY, Focus.PERCENT: PERCENT, Focus.FORM: FORM}
_SENT = re.compile(
    r"\b(?:gui|nop|trinh|chuyen|bao cao|phan anh)\b[^.;:]{0,160}?"
    rf"\b(?P<to>(?:ve|cho|den|toi|qua) (?:{BODIES})\b[^.,;(:]*?)"
    r"(?=\s+(?:cham nhat|muon nhat|truoc|de|trong|theo|vao|dung|hang|hoac|khi|xem)\b|\s*[.,;(:]|$)"
)


def fact(question: Question, focus: Focus, evidence: Evidence, *, reference: date | None, as_of: date) -> str | None:
    """Return the fact wanted, as it can be read from one sentence, or None where the quotation must speak.

    Args:
        question: what is asked.
        focus: the kind of thing wanted.
        evidence: the sentence.
        reference: the day from which the sentence counts ("từ nay"), if known.
        as_of: the day on which the person would act, where the question names none.
    """
    text = evidence.text
    if focus is Focus.IN_TIME:
        return _in_time(question, _times(text, reference), as_of)
    if focus in (Focus.DEADLINE, Focus.WHEN_DAY, Focus.PERIOD, Focus.WHEN):
        return _time(question, focus, text, reference)
    if focus is Focus.COUNT:
        return _count(question, text)
    if focus is Focus.AGENT:
        agent = agent_named(evidence.text, evidence.passage.chunk.heading_path)
        return f"{_capitalised(agent)}." if agent else None
    if focus is Focus.DOCUMENT:
        return _document(question, text)
    if focus is Focus.ADDRESSEE:
        sent = _SENT.search(folded_in_place(text))
        return f"Gửi {squeezed(text[sent.start('to') : sent.end('to')])}." if sent else None
    if focus in _STATED:
        return _stated(question, _STATED[focus], text)
    if focus is Focus.THEME:
        match = _QUOTED.search(text)
        return f"“{squeezed(match['inside'])}”." if match else None
    return None


def _stated(question: Question, kind: re.Pattern[str], text: str) -> str | None:
    """Return the sum, share or form that stands nearest to what was asked."""
    chosen = nearest([(Span(*m.span()), squeezed(m.group())) for m in kind.finditer(text)], question.units, text)
    return f"{_capitalised(chosen)}." if chosen else None


@lru_cache(maxsize=1024)
def _times(text: str, reference: date | None) -> tuple[TimeExpression, ...]:
    """Return the times of a sentence without the dates of the documents that it names."""
    mentions = [r.mention for r in find_references(text)]
    found = find_time_expressions(text, reference)
    return tuple(e for e in found if not any(m.overlaps(e.span) for m in mentions))


def _time(question: Question, focus: Focus, text: str, reference: date | None) -> str | None:
    """Return the time that stands nearest to what was asked; one that cannot be right is quoted, never stated."""
    found = list(_times(text, reference))
    if focus is Focus.PERIOD:
        found = [e for e in found if e.anomaly or (e.start and e.end and e.start != e.end)] or found
    elif focus in (Focus.DEADLINE, Focus.WHEN_DAY):
        found = [e for e in found if e.anomaly or e.boundary] or [e for e in found if e.precision == "day"]
    alike = [e for e in found if e.precision == found[0].precision and not e.anomaly] if found else []
    if focus is Focus.WHEN and len(alike) > 1 and found[0].precision != "day":
        return f"{_capitalised('; '.join(squeezed(e.quote) for e in alike))}."
    chosen = nearest([(e.span, e) for e in found], question.units, text)
    if chosen is None:
        return None
    written = squeezed(chosen.quote)
    if chosen.anomaly:
        return f"Bản gốc ghi “{written}”, không thể đúng; xem lưu ý bên dưới."
    return _agreed(question, chosen) + f"{_capitalised(written)}."


def _agreed(question: Question, found: TimeExpression) -> str:
    """Return "Đúng" or "Không đúng" where the question claims a day, else nothing."""
    if not question.dates or not _CLAIMED.search(question.line) or _DENIED.search(question.line) or found.end is None:
        return ""
    return "Đúng: " if question.dates[0] in (found.start, found.end) else "Không đúng. "


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _in_time(question: Question, found: tuple[TimeExpression, ...], as_of: date) -> str | None:
    limits = [e for e in found if e.boundary and e.end and not e.anomaly]
    if not limits:
        return None
    asked, limit = (question.dates or (as_of,))[0], limits[0]
    last = _last_day(limit, asked)
    if last is None:
        return None
    written = squeezed(limit.quote)
    if limit.time and asked == last:
        return f"Chỉ kịp trước {limit.time:%H:%M} ngày {day(asked.isoformat())} ({written})."
    exclusive = limit.boundary is Boundary.BEFORE and not limit.time
    if asked >= last if exclusive else asked > last:
        return f"Không còn kịp: {day(asked.isoformat())} là đã quá hạn ({written})."
    return f"Còn kịp: {day(asked.isoformat())} vẫn trong hạn ({written})."


def _last_day(limit: TimeExpression, asked: date) -> date | None:
    """Return the end of a limit; a yearly or monthly one in the year or month that is asked about."""
    if limit.end is None or not limit.recurrence:
        return limit.end
    try:
        if "FREQ=YEARLY" in limit.recurrence:
            return limit.end.replace(year=asked.year)
        if "FREQ=MONTHLY" in limit.recurrence and "BYMONTH=" not in limit.recurrence:
            return limit.end.replace(year=asked.year, month=asked.month)
    except ValueError:
        return None
    return None


def _count(question: Question, text: str) -> str | None:
    """Return the number of what is counted, with the word that it counts: "04 nội dung"."""
    counted = _COUNTED.search(question.line)
    if counted is None:
        return None
    line = folded_in_place(text)
    candidates: list[tuple[Span, str]] = []
    for match in _NUMERAL.finditer(text):
        noun = re.match(rf"\s+(?:[^\W\d]+\s+){{0,2}}?{counted['noun']}\b", line[match.end() :])
        if noun:
            end = match.end() + noun.end()
            candidates.append((Span(match.start(), end), squeezed(text[match.start() : _word_end(line, end, counted)])))
    chosen = nearest(candidates, question.units, text)
    return f"{_capitalised(chosen)}." if chosen else None


def _word_end(line: str, end: int, counted: re.Match[str]) -> int:
    """Return where the word that is counted ends: one syllable more where two make one word."""
    following = re.match(r"\s+([a-z]+)", line[end:])
    noun, second = counted["noun"], counted["second"]
    if following and (following.group(1) == second or is_word(f"{noun}_{following.group(1)}")):
        return end + following.end()
    return end


def _document(question: Question, text: str) -> str | None:
    def worth(reference: DocumentReference) -> float:
        around = folded_in_place(text[max(0, reference.mention.start - 60) : reference.mention.end + 160])
        of_type = bool(reference.type) and folded_in_place(reference.type or "") in question.line
        return sum(" ".join(u.asked) in around for u in question.units) + (1.5 if of_type else 0.0)

    best = max(find_references(text), key=worth, default=None)
    if best is None or worth(best) == 0:
        return None
    issued = f" ngày {day(best.issued_on)}" if best.issued_on and len(best.issued_on) == 10 else ""
    issuer = f" của {best.issuer}" if best.issuer else ""
    name = f"{best.type or 'Văn bản'} số {best.label}" if best.number else best.label
    return f"{name}{issued}{issuer}."
