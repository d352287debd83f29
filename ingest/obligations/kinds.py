"""What kind of time a sentence tells (loại thời điểm)."""

import re

from ingest.obligations.binding import Bond
from ingest.obligations.cues import any_of, begins, ends, first_deed, has, lowered
from ingest.obligations.reading import Clause, Sentence, cell_of
from knowledge.deadlines import DeadlineType
from knowledge.text import Span
from knowledge.time_expressions import TimeExpression

_LEAST_ANNIVERSARY = 5  # years between the two days of "(03/2/1930 - 03/2/2025)"
_TWO_DAYS = re.compile(
    r"\d{1,2}\s*/\s*\d{1,2}\s*/\s*(?P<first>\d{4})\s*[-–]\s*\d{1,2}\s*/\s*\d{1,2}\s*/\s*(?P<last>\d{4})"
)
_NUMBERED_PAPER = re.compile(r"\bsố\s*:?\s*(?=[^;,]*[\d/])[\w./\- ]{1,30}$")
_NAMED_PAPER = 60  # letters between "Luật" and its day
_NEAR = 90


def unbound_kind(
    sentence: Sentence, clause: Clause, found: TimeExpression, named: tuple[Span, ...]
) -> DeadlineType | None:
    """Return the kind of a time that binds nobody whatever its deed, or None where the deed must be asked.

    Args:
        sentence: the sentence.
        clause: the part of it that holds the time.
        found: the time.
        named: where the document itself and others are named with their day, in the sentence.
    """
    before = clause.before(sentence.low)
    if any(span.overlaps(found.span) for span in named) or _is_of_paper(before, found):
        return DeadlineType.ISSUE_DATE
    if found.boundary is None and begins("legal_basis").match(sentence.low):
        return DeadlineType.ISSUE_DATE
    if has(before + lowered(found.quote), "effective") or has(clause.after(sentence.low)[:30], "effective"):
        return DeadlineType.EFFECTIVE
    if is_anniversary(before, found):
        return DeadlineType.ANNIVERSARY
    return None


def is_anniversary(before: str, found: TimeExpression) -> bool:
    """Say whether a day is remembered: a pair of the same day years apart, or the words before it."""
    if found.boundary is not None:
        return False
    if pair := _TWO_DAYS.search(found.quote):
        return int(pair["last"]) - int(pair["first"]) >= _LEAST_ANNIVERSARY
    is_day = found.precision == "day" and (found.start == found.end or found.anomaly is not None)
    return is_day and has(before[-_NEAR:], "anniversary")


def _is_of_paper(before: str, found: TimeExpression) -> bool:
    """Say whether the day is that of a paper: "số 15/KH-UBND ngày 19/01/2023", "Luật ... ngày 15/6/2022"."""
    quote = lowered(found.quote)
    if found.boundary is not None or found.precision != "day" or not quote.startswith("ngày"):
        return False
    if _NUMBERED_PAPER.search(before.rstrip(" (,")):
        return True
    return bool(ends("papers").search(before)) or bool(re.search(r"\bluật\s[^;:.\d]{0,60}$", before[-_NAMED_PAPER:]))


def kind_of(sentence: Sentence, clause: Clause, found: TimeExpression, bond: Bond | None) -> DeadlineType:
    """Return the kind of a time by its deed; ``bond`` is what makes it a duty, if anything."""
    if bond is not None:
        return _duty(sentence, clause, found, bond)
    if found.recurrence is not None:
        return DeadlineType.RECURRING
    before = clause.before(sentence.low)
    if has(before, "meeting") and has(before, "aims") and found.boundary is None:
        return DeadlineType.MEETING
    if has(before, "history", "aims", "conditions") or found.boundary is not None and found.start is None:
        return DeadlineType.OTHER
    if has(before[-_NEAR:], "meeting") and found.precision != "year":
        return DeadlineType.MEETING
    stretch = found.start != found.end or found.precision == "year"
    return DeadlineType.PERIOD if stretch else DeadlineType.OTHER


def _duty(sentence: Sentence, clause: Clause, found: TimeExpression, bond: Bond) -> DeadlineType:
    if found.recurrence is not None and "YEARLY" not in found.recurrence:
        return DeadlineType.RECURRING
    if sentence.is_row:
        return _of_row(cell_of(sentence, clause, "table_what") or sentence.text[: clause.time.start])
    words = f"{clause.span.of(sentence.low)} {'' if bond.deed else bond.words}"
    opened = any_of("openers").search(words)
    handed = first_deed(words, "handing_in", "receiving") is not None or (
        opened is not None and not has(opened.group(), "plain_openers")
    )
    deed = bond.deed.of(sentence.low).strip() if bond.deed else ""
    if has(words, "reporting") and (handed or "báo cáo" in deed) and not _of_records(words):
        return DeadlineType.REPORT
    if handed:
        return DeadlineType.SUBMISSION
    return DeadlineType.MEETING if deed == "họp" else DeadlineType.OTHER


def _of_row(cell: str) -> DeadlineType:
    """Return the kind of a duty in a table by the cell that says what is to be done."""
    low = cell.lower()
    if has(low, "reporting") and not _of_records(low):
        return DeadlineType.REPORT
    is_handed = begins("objects").match(low) or first_deed(low, "handing_in", "receiving")
    return DeadlineType.SUBMISSION if is_handed else DeadlineType.OTHER


def _of_records(words: str) -> bool:
    """Say whether "báo cáo" is only one paper of a file that is handed in ("hồ sơ gồm báo cáo thành tích")."""
    return words.count("báo cáo") == words.count("báo cáo thành tích") or (
        "hồ sơ" in words and "gửi báo cáo" not in words
    )
