"""Whether somebody is bound to do something by a time (có phải là hạn hay không)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.obligations.cues import any_of, begins, deeds, ends, first_deed, has
from ingest.obligations.limits import HANDING, binding_deeds, has_day, is_event_bound, is_firm, is_stretch
from ingest.obligations.reading import Clause, Sentence
from knowledge.text import Span
from knowledge.time_expressions import TimeExpression

_SEGMENT_END = re.compile(r"[,:–](?=\s)|\s-\s|\.(?=\s)|[()]")
_NUMBERING = re.compile(r"^\W*(?:\w{1,3}[.)]\s)?\W*")
_LONGEST_LEAD = 320  # letters of a lead-in or heading that still says what its items are
_LONGEST_OPENING = 60  # letters before "trước ngày 05/7" where the deed comes after it
_LONGEST_SUBJECT = 120  # letters between the time and its deed
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Bond:
    """Why a time binds: the words with the deed, and where they stand.

    Attributes:
        deed: the place of the deed in the sentence; None where a heading, a lead-in or a column says it.
        words: the words in small letters that bind: of the sentence, the lead-in or the heading.
    """

    deed: Span | None
    words: str


def bond_of(sentence: Sentence, clause: Clause, found: TimeExpression) -> Bond | None:
    """Return what makes ``found`` a limit for somebody, or None where it binds nobody."""
    if sentence.is_row:
        return _in_column(sentence, found)
    before, after = clause.before(sentence.text), clause.after(sentence.text)
    low_before, low_after = before.lower(), after.lower()
    if _binds_nothing(low_before, low_after, found):
        return None
    opener = _opener(low_before)
    if opener is not None and _takes_opener(found):
        return Bond(_deed_in(before, clause, opener) or _deed_in(after, clause, 0, after=True), low_before[opener:])
    for start, segment in _segments(before):
        if bond := _in_segment(segment, low_before[start:], clause, found):
            return bond if bond.words else None
    if bond := _after(after, clause, found, low_before):
        return bond
    return _around(sentence, clause, found)


def _binds_nothing(before: str, after: str, found: TimeExpression) -> bool:
    """Say whether the words right around a time, or the time itself, show that it is no limit."""
    if found.end is None and found.boundary is None and found.recurrence is None and not found.anomaly:
        return True
    if ends("after_only").search(before) or has(after[:_NEAR], "not_bound"):
        return True
    if is_event_bound(found):
        return bool(begins("lengths").match(_NUMBERING.sub("", before)) and ends("length_ends").search(before))
    return begins("then").match(after) is not None


def _segments(before: str) -> Iterator[tuple[int, str]]:
    """Yield what stands before the time, from the nearest comma, then from the one before that, and so on."""
    cuts = [0, *(m.end() for m in _SEGMENT_END.finditer(before))]
    for start in reversed(cuts):
        yield start, before[start:]


def _opener(low: str) -> int | None:
    last = None
    for match in any_of("openers").finditer(low):
        spoilt = any(m.start() <= match.start() < m.end() for m in any_of("no_openers").finditer(low))
        if not spoilt:
            last = match.start()
    return last


def _takes_opener(found: TimeExpression) -> bool:
    if is_event_bound(found):
        return False
    if found.precision == "year" and found.boundary is None and found.anomaly is None:
        return False
    return found.end is not None or found.boundary is not None or found.anomaly is not None


def _deed_in(text: str, clause: Clause, start: int, *, after: bool = False) -> Span | None:
    match = next((m for m in deeds(text) if m.start() >= start), None)
    if match is None:
        return None
    by = clause.time.end if after else clause.span.start
    return Span(*match.span()).shifted(by)


def _in_segment(segment: str, low: str, clause: Clause, found: TimeExpression) -> Bond | None:
    """Return the bond that a deed in ``segment`` makes; an empty one where the words say that it binds nobody."""
    if begins("adverbials").match(_NUMBERING.sub("", low)):
        return None
    match = first_deed(segment, *binding_deeds(found, low))
    nearest = next(_segments(low))[1]
    if _voids(f"{low[: match.end()]} {nearest}" if match else nearest, has_deed=match is not None):
        return Bond(None, "")
    if match is None or (is_event_bound(found) and has(match.group().lower(), "lasting")):
        return None
    return Bond(Span(*match.span()).shifted(clause.time.start - len(segment)), low)


def _voids(low: str, *, has_deed: bool) -> bool:
    """Say whether history or an aim stands before the time, or a condition without any deed."""
    return has(low, "history", "aims", "not_bound") or (not has_deed and has(low, "conditions"))


def _after(after: str, clause: Clause, found: TimeExpression, low_before: str) -> Bond | None:
    """Return the bond of "Trước ngày 05/7/2025, các cụm báo cáo ...": the deed comes after the time."""
    opening = _NUMBERING.sub("", low_before).strip()
    if begins("adverbials").match(opening):
        opening = ""
    leads = not opening or opening.endswith(",") or ends("adverbs").search(opening) is not None
    if not leads or len(opening) > _LONGEST_OPENING or has(opening, "history", "aims"):
        return None
    if _takes_opener(found) and (opener := begins("openers").match(after.lower())):
        return Bond(_deed_in(after, clause, opener.start(), after=True), after.lower())
    match = first_deed(after, *binding_deeds(found, low_before if opening else "vào "))
    if match is None or match.start() > _LONGEST_SUBJECT:
        return None
    if has(after[: match.start()].lower(), "history", "aims", "not_bound"):
        return None
    if is_event_bound(found) and has(match.group().lower(), "lasting"):
        return None
    by_itself = is_firm(found) or is_event_bound(found) or has_day(found)
    if not by_itself and not (is_stretch(found) and after.lstrip().startswith((",", ":"))):
        return None  # "Ngày 11/10/2025, Sở gửi ..." tells what was done
    return Bond(Span(*match.span()).shifted(clause.time.end), after.lower())


def _around(sentence: Sentence, clause: Clause, found: TimeExpression) -> Bond | None:
    """Return the bond of what stands around: earlier clauses, the lead-in, the column, the nearest heading."""
    if is_event_bound(found):
        return None
    own = clause.before(sentence.low)
    if has(own, "history", "aims", "not_bound", "effective"):
        return None
    earlier = sentence.low[: clause.span.start]
    for words in (earlier, sentence.lead.lower(), sentence.heading.lower()):
        if not words.strip() or len(words) > _LONGEST_LEAD:
            continue
        opened = _opener(words) is not None and found.precision != "year" and found.boundary is not None
        handed = is_firm(found) and first_deed(words, *HANDING)
        single = _opener(words) is not None and found.precision == "day" and found.start == found.end and found.end
        if (opened and not is_stretch(found)) or handed or single:
            return Bond(None, words)
    return None


def _in_column(sentence: Sentence, found: TimeExpression) -> Bond | None:
    column = sentence.text[: found.span.start].count("|")
    title = sentence.columns[column].lower() if column < len(sentence.columns) else ""
    limits = has(title, "table_limits") or _opener(f"{sentence.heading} ".lower()) is not None
    if is_firm(found) or (limits and found.precision != "year" and found.end is not None):
        return Bond(None, title)
    return None
