"""Địa danh, ngày ban hành: where and when a document was issued, as precisely as the paper says."""

import re
from dataclasses import dataclass

from ingest.layout import Zone
from ingest.metadata.paper import Paper
from ingest.metadata.places import province
from knowledge.citations.find import find_numbers
from knowledge.documents import Stated
from knowledge.text import Span

_BLANK = r"[\s.…_\-\u00a0]*"
_PLACE = r"(?P<place>[^\W\d][^,;:()\d\n]{1,40}?)\s*,?\s*"
_WORDS = re.compile(
    rf"(?:{_PLACE})?(?<!\w)[Nn]gày{_BLANK}(?P<day>\d{{1,2}})?{_BLANK}tháng{_BLANK}(?P<month>\d{{1,2}})?{_BLANK}năm{_BLANK}(?P<year>\d{{4}})"
)
_FIGURES = re.compile(
    rf"(?:{_PLACE})?(?<!\w)[Nn]gày\s*(?P<day>\d{{1,2}})\s*[/.-]\s*(?P<month>\d{{1,2}})\s*[/.-]\s*(?P<year>\d{{4}})"
)
_PASSED = re.compile(
    r"thông qua\s+(?:vào\s+)?ngày\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})"
)
_BRACKETED = re.compile(r"\((?:ngày\s+)?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?!\s*[-–])")
# Place and date stand on a short line; a page's summary may repeat them in a long one.
_LONGEST_LINE = 80


@dataclass(frozen=True, slots=True)
class Issue:
    """Where and when; ``precision`` is day, month or year."""

    place: Stated | None
    issued_on: Stated
    precision: str


def _issue(paper: Paper, match: re.Match[str], offset: int) -> Issue:
    groups = match.groupdict()
    parts = [groups["year"], groups.get("month"), groups.get("day")]
    if not parts[1]:
        parts = parts[:1]
    known = [p for p in parts if p]
    iso = "-".join(f"{int(p):0{4 if i == 0 else 2}d}" for i, p in enumerate(known))
    start = match.start("place") if groups.get("place") else match.start()
    place = None
    if groups.get("place"):
        written = groups["place"].strip(" ,")
        span = Span(match.start("place"), match.start("place") + len(written)).shifted(offset)
        place = paper.stated(province(written) or written, span)
    return Issue(
        place,
        paper.stated(iso, Span(start, match.end()).shifted(offset)),
        ("year", "month", "day")[len(known) - 1],
    )


def read_issue(paper: Paper) -> Issue | None:
    """Return what the letterhead says of place and date, else the day a law was passed, else None."""
    for pattern in (_WORDS, _FIGURES):
        for line in sorted(paper.lines(Zone.LETTERHEAD), key=lambda line: len(line.text) > _LONGEST_LINE):
            if match := pattern.search(line.text):
                return _issue(paper, match, line.span.start)
    for line in reversed(paper.outline.lines):
        if match := _PASSED.search(line.text):
            return _issue(paper, match, line.span.start)
    lines = paper.lines(Zone.LETTERHEAD, Zone.TITLE)
    numbered = bool(lines) and bool(find_numbers(lines[0].text))
    match = _BRACKETED.search(lines[0].text) if numbered else None
    return _issue(paper, match, lines[0].span.start) if match else None
