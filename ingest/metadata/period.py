"""Năm và thời gian thực hiện: the year of a document and the days that a plan covers."""

import re
from collections.abc import Iterator
from datetime import date

from ingest.metadata.paper import Paper
from knowledge.documents import DocumentNumber, Stated
from knowledge.time_expressions import TimeExpression, find_time_expressions

_YEAR = re.compile(r"(?<!\w)năm\s+(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(r"năm học\s+(?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d)", re.IGNORECASE)
_SPAN = re.compile(r"giai đoạn\s+(?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d)", re.IGNORECASE)
_TIME_HEADING = re.compile(
    r"thời gian\s+(?:tổ chức\s+)?(?:thực hiện|triển khai|tiến hành|phát động"
    r"|(?:các )?phong trào)|thời gian(?=\s*:|$)",
    re.IGNORECASE,
)
_ANY_TIME_HEADING = re.compile(r"thời gian|các giai đoạn|các đợt", re.IGNORECASE)
# Papers that plan something; a law or a decision covers no period of its own.
_PLANNING = re.compile(
    r"kế hoạch|chương trình|phong trào|phương án|đề án|thể lệ|đợt thi đua",
    re.IGNORECASE,
)
_LONGEST = 12  # years; an anniversary is longer


def read_year(subject: str, number: DocumentNumber | None, issued_on: Stated | None) -> int | None:
    """Return the year inside the number, else that of the title, else that of the issue."""
    if number and number.year:
        return number.year
    if match := _SCHOOL_YEAR.search(subject) or _SPAN.search(subject):
        return int(match["first"])
    if match := _YEAR.search(subject):
        return int(match["year"])
    return int(issued_on.value[:4]) if issued_on else None


def _reference_day(issued_on: str | None) -> date | None:
    if issued_on is None:
        return None
    parts = [int(p) for p in issued_on.split("-")]
    try:
        return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except ValueError:
        return None


def _ranges(paper: Paper, heading: re.Pattern[str], reference: date | None) -> Iterator[TimeExpression]:
    """Yield the time expressions under the headings that speak of time, whole ranges and last days."""
    lines = paper.outline.lines
    for provision in paper.outline.provisions:
        if not provision.is_heading or not heading.search(provision.heading) or provision.level > 2:
            continue
        for index, line in enumerate(lines):
            place = paper.view.to_stored(line.span)
            below = provision.span.covers(place) or place.covers(provision.heading_span)
            if below and (paper.outline.owners[index] is not None):
                yield from find_time_expressions(line.text, reference)


def _covered(expressions: Iterator[TimeExpression], reference: date | None) -> tuple[date, date] | None:
    starts: list[date] = []
    ends: list[date] = []
    for found in expressions:
        if found.anomaly or found.recurrence or found.end is None:
            continue
        is_range = found.start is not None and found.start != found.end and found.precision in {"day", "month"}
        if is_range and found.start and found.end.year - found.start.year <= _LONGEST:
            starts.append(found.start)
            ends.append(found.end)
    if not ends:
        return None
    return min(starts or [d for d in (reference,) if d] or ends), max(ends)


def read_period(paper: Paper, subject: str, kind: str, issued_on: str | None) -> tuple[str, str] | None:
    """Return the first and last day that a plan covers, ISO: as its own heading says, else by its title."""
    if not _PLANNING.search(f"{kind} {subject}"):
        return None
    reference = _reference_day(issued_on)
    if stated := _covered(_ranges(paper, _TIME_HEADING, reference), reference):
        return stated[0].isoformat(), stated[1].isoformat()
    period = _without_heading(paper, subject, reference)
    if period is None:
        return None
    return period[0], max(period[1], _last_deadline(paper, reference, period[1]))


def _last_deadline(paper: Paper, reference: date | None, end: str) -> str:
    """Return the last day that the text sets, within two years of ``end``; ``end`` where none is later."""
    limits = [
        e.end.isoformat()
        for e in find_time_expressions(paper.view.text, reference)
        if e.boundary and e.end and e.start is None and not (e.anomaly or e.recurrence) and e.precision == "day"
    ]
    return max([x for x in limits if int(x[:4]) <= int(end[:4]) + 2], default=end)


def _without_heading(paper: Paper, subject: str, reference: date | None) -> tuple[str, str] | None:
    by_title = _by_title(subject)
    if by_title and _YEAR.search(subject) and not _SPAN.search(subject):
        return by_title
    stated = _covered(_ranges(paper, _ANY_TIME_HEADING, reference), reference) or _opening(paper, reference)
    if stated:
        return stated[0].isoformat(), stated[1].isoformat()
    return by_title


def _by_title(subject: str) -> tuple[str, str] | None:
    if match := _SCHOOL_YEAR.search(subject):
        return f"{match['first']}-09-01", f"{match['last']}-08-31"
    if match := _SPAN.search(subject):
        return f"{match['first']}-01-01", f"{match['last']}-12-31"
    if match := _YEAR.search(subject):
        return f"{match['year']}-01-01", f"{match['year']}-12-31"
    return None


def _opening(paper: Paper, reference: date | None) -> tuple[date, date] | None:
    """Read "đợt thi đua kéo dài từ ngày ... đến ngày ..." in the opening of a text without a title's year."""
    first = paper.outline.provisions[0].span.start if paper.outline.provisions else len(paper.stored)
    text = "\n".join(line.text for line in paper.outline.lines if paper.view.to_stored(line.span).start < first)
    return _covered(iter(find_time_expressions(text, reference)), reference)
