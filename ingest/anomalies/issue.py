"""Numbers and days that were left for the pen (để trống số, ngày)."""

import re
from collections.abc import Iterator

from ingest.anomalies.reading import Reading
from ingest.layout import Zone
from knowledge.citations.find import find_blank_number
from knowledge.documents import Anomaly, AnomalyKind
from knowledge.text import Span

_NUMBER_LABEL = re.compile(r"(?<!\w)[Ss][ốỐ]\s*:|^[Ss][ốỐ]\b(?=[\s.…_]*[-/])")


def missing_number(reading: Reading) -> Iterator[Anomaly]:
    """Find "Số:    /KH-VP": the paper carries no serial."""
    number = reading.metadata.number
    if number and number.value[:1].isdigit():
        return
    for line in reading.outline.lines:
        label = _NUMBER_LABEL.search(line.text) if line.zone is Zone.LETTERHEAD else None
        if label is None:
            continue
        blank = find_blank_number(" " + line.text[label.end() :])
        end = label.end() + blank[1].end - 1 if blank else len(line.text)
        span = Span(label.start(), end).shifted(line.span.start)
        explanation = "Số của văn bản để trống; cần đối chiếu bản đã phát hành."
        yield reading.anomaly(AnomalyKind.MISSING_NUMBER, span, explanation)
        return


def missing_day(reading: Reading) -> Iterator[Anomaly]:
    """Find "ngày    tháng 3 năm 2024": the paper carries no day."""
    issued = reading.metadata.issued_on
    if issued is None or issued.span is None or reading.metadata.issued_on_precision == "day":
        return
    known = "tháng và năm" if reading.metadata.issued_on_precision == "month" else "năm"
    explanation = f"Ngày ban hành để trống, chỉ biết {known} ({issued.value})."
    yield Anomaly(AnomalyKind.MISSING_DAY, issued.span, issued.span.of(reading.stored), explanation)
