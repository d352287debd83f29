"""Why a person should look at a deadline before anybody is told (điều còn ngờ)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ingest.obligations.reading import Paper
from knowledge.documents import AnomalyKind, DocumentKind
from knowledge.text import Span
from knowledge.time_expressions import TimeExpression

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
# After its last day a plan still has things to hand in; what comes much later belongs to another year.
_AFTERMATH = timedelta(days=120)
_FAULTS = {
    AnomalyKind.IMPOSSIBLE_DATE: "Ngày ghi trong văn bản không có trên lịch",
    AnomalyKind.BACKWARD_RANGE: "Ngày bắt đầu ghi sau ngày kết thúc",
    AnomalyKind.CONTRADICTING_WEEKDAY: "Thứ ghi trong văn bản không khớp với ngày",
    AnomalyKind.MISWRITTEN_DATE: "Ngày ghi trong văn bản không khớp với tên gọi",
}
_PLAIN = (AnomalyKind.CONTRADICTING_YEAR, AnomalyKind.CONTRADICTING_DEADLINE, AnomalyKind.CONTRADICTING_WEEKDAY)


def doubts_about(paper: Paper, found: TimeExpression, place: Span, issued: date | None) -> Iterator[str]:
    """Yield the reasons to doubt a deadline, each a sentence for people.

    Args:
        paper: the document.
        found: the time.
        place: where the time stands in the stored text.
        issued: the day of issue, where it is known.
    """
    if found.anomaly is not None:
        probable = f"; có thể là {found.probable}" if found.probable else ""
        yield f"{_FAULTS.get(found.anomaly, 'Thời gian ghi trong văn bản không thể đúng')}{probable}."
    for anomaly in paper.anomalies:
        if anomaly.span.overlaps(place) and anomaly.kind in _PLAIN and anomaly.kind is not found.anomaly:
            yield anomaly.explanation
    day = found.end
    if day is not None and found.recurrence is None and not _YEAR.search(found.quote):
        yield f"Văn bản không ghi năm; máy hiểu là năm {day.year}."
    if day is not None and issued is not None and day < issued and found.recurrence is None:
        yield f"Hạn {day:%d/%m/%Y} trước ngày ban hành văn bản ({issued:%d/%m/%Y})."
    if day is not None and found.recurrence is None and (period := _period(paper)):
        first, last = period
        if day < first.replace(month=1, day=1) or day > last + _AFTERMATH:
            yield f"Hạn {day:%d/%m/%Y} nằm ngoài thời gian của kế hoạch ({first:%d/%m/%Y} – {last:%d/%m/%Y})."
    if paper.kind is DocumentKind.SUMMARY:
        yield "Đây là bản tóm lược, không phải văn bản gốc; cần đối chiếu bản chính."


def _period(paper: Paper) -> tuple[date, date] | None:
    """Return the time of a plan: to the end of the last year that its title names, else as the plan says."""
    period = paper.metadata.period
    if period is None:
        return None
    title = paper.metadata.title.value if paper.metadata.title else ""
    years = [int(year) for year in _YEAR.findall(title)]
    last = date(max(years), 12, 31) if years and 1900 < max(years) < 2200 else date.fromisoformat(period[1])
    return date.fromisoformat(period[0]), last
