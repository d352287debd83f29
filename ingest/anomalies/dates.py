"""Dates that no calendar has, ranges that run backwards, dates written so that they mislead."""

import re
from calendar import monthrange
from collections.abc import Iterator

from ingest.anomalies.reading import Reading
from knowledge.documents import Anomaly, AnomalyKind
from knowledge.text import Span
from knowledge.time_expressions import TimeExpression

_FIGURES = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})(?!\d)")
_MONTH_BEFORE_DATE = re.compile(r"(?<!\w)tháng\s+(?P<date>\d{1,2}\s*/\s*\d{1,2}\s*/\s*\d{4})", re.IGNORECASE)
_BROKEN_QUARTERS = re.compile(
    r"(?<!\w)quý\s+(?:I{1,3}|IV|[1-4])(?:\s*,\s*(?:quý\s+)?(?:I{1,3}|IV"
    r"|[1-4]))*\s*[.;]\s+Quý\s+(?:I{1,3}|IV|[1-4])[^.;\n]{0,40}?năm\s+\d{4}",
    re.IGNORECASE,
)


def _impossible_part(quote: str) -> Span:
    """Return the place in ``quote`` of the date that does not exist, or all of it."""
    for match in _FIGURES.finditer(quote):
        day, month, year = (int(match[name]) for name in ("day", "month", "year"))
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
            return Span(*match.span())
    return Span(0, len(quote))


def _explained(found: TimeExpression, quote: str) -> str:
    meant = f"; có thể là {found.probable}" if found.probable else ""
    if found.anomaly is AnomalyKind.IMPOSSIBLE_DATE:
        return f"Ngày {quote} không tồn tại{meant}."
    return f"Khoảng thời gian {quote} bắt đầu sau khi kết thúc{meant or '; có thể hai mốc bị đảo hoặc ghi sai năm'}."


def impossible_dates(reading: Reading) -> Iterator[Anomaly]:
    """Find "30/2/2024" and "(2121-2025)"."""
    for line in reading.outline.lines:
        for found in reading.times(line):
            if found.anomaly is None:
                continue
            span = found.span
            if found.anomaly is AnomalyKind.IMPOSSIBLE_DATE:
                span = _impossible_part(found.quote).shifted(found.span.start)
            explanation = _explained(found, span.of(line.text))
            yield reading.anomaly(found.anomaly, span.shifted(line.span.start), explanation, found.probable)


def miswritten_dates(reading: Reading) -> Iterator[Anomaly]:
    """Find "tháng 01/01/2024" and a full stop inside a list of quarters."""
    for line in reading.lines():
        for match in _MONTH_BEFORE_DATE.finditer(line.text):
            explanation = f"Thừa chữ “tháng” trước một ngày đầy đủ; có thể là ngày {match['date']}."
            span = Span(*match.span()).shifted(line.span.start)
            yield reading.anomaly(AnomalyKind.MISWRITTEN_DATE, span, explanation, match["date"])
        for match in _BROKEN_QUARTERS.finditer(line.text):
            probable = re.sub(r"\s*[.;]\s+Quý", ", quý", match.group())
            explanation = f"Dấu câu cắt rời danh sách các quý; có thể là “{probable}”."
            span = Span(*match.span()).shifted(line.span.start)
            yield reading.anomaly(AnomalyKind.MISWRITTEN_DATE, span, explanation, probable)
