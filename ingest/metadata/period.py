"""Năm và thời gian thực hiện: the year of a document and the days that a plan covers."""

import re

from ingest.metadata.paper import Paper
from knowledge.documents import DocumentNumber, Stated

_YEAR = re.compile(r"\b[Nn][ăĂ][Mm]\s+(?P<year>(?:19|20)\d\d)\b|NĂM\s+(?P<capital>(?:19|20)\d\d)\b")
_SCHOOL_YEAR = re.compile(r"năm học\s+(?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d)", re.IGNORECASE)
_SPAN = re.compile(r"(?:giai đoạn|nhiệm kỳ)\s+(?P<first>20\d\d)\s*[-–]\s*(?P<last>20\d\d)", re.IGNORECASE)


def read_year(subject: str, number: DocumentNumber | None, issued_on: Stated | None) -> int | None:
    """Return the year that the title names, else that of the number or of the issue."""
    if match := _SCHOOL_YEAR.search(subject) or _SPAN.search(subject):
        return int(match["first"])
    if match := _YEAR.search(subject):
        return int(match["year"] or match["capital"])
    if number and number.year:
        return number.year
    return int(issued_on.value[:4]) if issued_on else None


def read_period(paper: Paper, subject: str, issued_on: str | None, year: int | None) -> tuple[str, str] | None:
    """Return the first and last day of the plan, ISO."""
    if match := _SCHOOL_YEAR.search(subject):
        return f"{match['first']}-09-01", f"{match['last']}-08-31"
    if match := _SPAN.search(subject):
        return f"{match['first']}-01-01", f"{match['last']}-12-31"
    if match := _YEAR.search(subject):
        named = match["year"] or match["capital"]
        return f"{named}-01-01", f"{named}-12-31"
    return None
