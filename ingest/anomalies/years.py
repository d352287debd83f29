"""Years that contradict their document: anniversaries, the plan's own year, legal bases, deadlines."""

import re
from collections.abc import Iterator
from datetime import date

from ingest.anomalies.reading import Reading
from ingest.layout import Zone
from ingest.sentences import sentences
from knowledge.citations.find import find_references
from knowledge.documents import Anomaly, AnomalyKind, DocumentReference
from knowledge.text import Span
from knowledge.time_expressions import find_time_expressions

_ANNIVERSARY = re.compile(
    r"(?P<day>\d{1,2})\s*/\s*(?P<month>\d{1,2})\s*/\s*(?P<first>\d{4})\s*[-–]\s*(?P<other_day>\d{1,2})\s*/\s*(?P<other_month>\d{1,2})\s*/\s*(?P<last>\d{4})"
)
_COUNTED = re.compile(r"(?P<years>\d{1,4})\s+năm\b(?!\s*(?:\d|và))[^;()]{0,160}\(?\s*$")
_PLAN_OF = re.compile(
    r"(?:xây dựng|ban hành|triển khai|đề ra|lập|phê duyệt)\s+(?:kế hoạch"
    r"|chương trình)\b[^.;:“”()]{0,60}?\bnăm\s+(?P<year>20\d\d)(?!\d)",
    re.IGNORECASE,
)
_SUMMING_UP = re.compile(
    r"(?:tổng kết|sơ kết|bình xét|xét tặng|xét khen|phát động"
    r"|đăng ký)\b[^.;:“”()]{0,80}?\bnăm\s+(?P<year>20\d\d)(?!\d|\s*[-–])",
    re.IGNORECASE,
)
_LOOKS_BACK = re.compile(
    r"\b(?:đã|trước đó|trước đây|kết quả|kế thừa|so với|từ năm|báo cáo số|rút kinh nghiệm"
    r"|căn cứ)\b",
    re.IGNORECASE,
)
_YEAR_OF_TITLE = re.compile(r"\bnăm\s+(?P<year>20\d\d)(?!\d|\s*[-–])", re.IGNORECASE)
_FINAL_REPORT = re.compile(r"báo cáo\s+(?:kết quả\s+)?tổng kết|tổng kết\s+phong trào", re.IGNORECASE)
_TIME_HEADING = re.compile(r"thời gian\s+(?:tổ chức\s+)?(?:thực hiện|triển khai)", re.IGNORECASE)
# An anniversary more than this many years after its plan is a slip.
_AHEAD = 1


def anniversaries(reading: Reading) -> Iterator[Anomaly]:
    """Find "79 năm ... (02/9/1945 - 02/9/2028)": the years do not add up, or lie far after the plan."""
    for line in reading.lines():
        for match in _ANNIVERSARY.finditer(line.text):
            first, last = int(match["first"]), int(match["last"])
            if (match["day"].lstrip("0"), match["month"].lstrip("0")) != (
                match["other_day"].lstrip("0"),
                match["other_month"].lstrip("0"),
            ):
                continue
            counted = _COUNTED.search(line.text[: match.start()])
            year = reading.plan_year
            meant = first + int(counted["years"]) if counted else year
            wrong = meant != last if counted else bool(year and last > year + _AHEAD and last - first >= 5)
            if not wrong or meant is None:
                continue
            probable = f"{match['other_day']}/{match['other_month']}/{meant}"
            why = f"{counted['years']} năm tính từ {first} là năm {meant}" if counted else f"văn bản của năm {year}"
            explanation = f"Năm {last} không khớp: {why}; có thể là {probable}."
            span = Span(*match.span()).shifted(line.span.start)
            yield reading.anomaly(AnomalyKind.CONTRADICTING_YEAR, span, explanation, probable)


def own_years(reading: Reading) -> Iterator[Anomaly]:
    """Find a plan of 2022 that says "kế hoạch công tác năm 2021", or will sum up a year long gone."""
    year = reading.plan_year
    if year is None:
        return
    for line in reading.lines():
        if line.zone is Zone.TITLE:
            continue
        cited = [r.mention for r in find_references(line.text)]
        for sentence in sentences(line.text, Span(0, len(line.text))):
            text = sentence.of(line.text)
            for pattern, gap in ((_PLAN_OF, 1), (_SUMMING_UP, 2)):
                for match in pattern.finditer(text):
                    span = Span(*match.span()).shifted(sentence.start)
                    named = int(match["year"])
                    is_old = 0 < gap <= year - named <= 5
                    if not is_old or _LOOKS_BACK.search(text[: match.start()]) or _is_cited(line.text, span, cited):
                        continue
                    explanation = f"Ghi năm {named} trong văn bản của năm {year}; có thể là năm {year}."
                    yield reading.anomaly(
                        AnomalyKind.CONTRADICTING_YEAR,
                        span.shifted(line.span.start),
                        explanation,
                        f"năm {year}",
                    )


def _is_cited(text: str, span: Span, cited: list[Span]) -> bool:
    """Say whether ``span`` belongs to the title of a document cited before it in the same clause."""
    for mention in cited:
        if mention.end <= span.start and not re.search(r"[;.]\s", text[mention.end : span.start]):
            return True
        if mention.overlaps(span):
            return True
    return False


def references(reading: Reading) -> Iterator[Anomaly]:
    """Find a document cited with a date that its number, its title or this document's date contradicts."""
    for reference in (*reading.metadata.legal_bases, *reading.metadata.cited):
        if reference.number is None or reference.issued_on is None:
            continue
        found = _number_year(reference) or _title_year(reading, reference) or _after_issue(reading, reference)
        if found:
            explanation, probable = found
            quote = reference.mention.of(reading.stored)
            yield Anomaly(AnomalyKind.CONTRADICTING_YEAR, reference.mention, quote, explanation, probable)


def _number_year(reference: DocumentReference) -> tuple[str, str | None] | None:
    year = int((reference.issued_on or "0")[:4])
    number = reference.number
    if number is None or number.year is None or number.year == year:
        return None
    return (
        f"Số {number.written} là của năm {number.year} nhưng ghi ngày của năm {year}; có thể là năm {number.year}."
    ), f"năm {number.year}"


def _title_year(reading: Reading, reference: DocumentReference) -> tuple[str, str | None] | None:
    """A plan for a year is issued from October of the year before on, not in its January."""
    if (
        reference.type not in {"Kế hoạch", "Chương trình", "Phương án"}
        or not reference.title
        or reference.issued_on is None
    ):
        return None
    years = [int(m["year"]) for m in _YEAR_OF_TITLE.finditer(reference.title.split(", ")[0] + " " + reference.title)]
    if not years or len(reference.issued_on) < 10:
        return None
    issued, named = reference.issued_on, max(years)
    if issued >= f"{named - 1}-10-01" or int(issued[:4]) < named - 3:
        return None
    day = f"{issued[8:10]}/{issued[5:7]}/{named}"
    return (f"Ghi ngày của năm {issued[:4]} cho {reference.type.lower()} năm {named}; có thể là ngày {day}."), day


def _after_issue(reading: Reading, reference: DocumentReference) -> tuple[str, str | None] | None:
    own = reading.metadata.issued_on
    if own is None or reference not in reading.metadata.legal_bases or reference.issued_on is None:
        return None
    length = min(len(own.value), len(reference.issued_on))
    if reference.issued_on[:length] <= own.value[:length]:
        return None
    return (
        f"Căn cứ ghi ngày {reference.issued_on}, sau ngày ban hành {own.value}; một trong hai ngày bị ghi sai."
    ), None


def deadlines(reading: Reading) -> Iterator[Anomaly]:
    """Find a deadline of last year in a plan, and a final report due before the plan ends."""
    year, issued = reading.plan_year, reading.issued_on
    if year is None or issued is None:
        return
    last_day = _stated_end(reading)
    for line in reading.lines():
        if line.zone is not Zone.BODY:
            continue
        for sentence in sentences(line.text, Span(0, len(line.text))):
            text = sentence.of(line.text)
            for found in find_time_expressions(text, issued):
                if found.boundary is None or found.end is None or found.recurrence or found.precision != "day":
                    continue
                span = found.span.shifted(sentence.start + line.span.start)
                if found.end.year == year - 1 and found.end < issued and not _LOOKS_BACK.search(text):
                    probable = f"{found.end.day:02d}/{found.end.month:02d}/{year}"
                    explanation = f"Thời hạn đã qua trước khi văn bản được ban hành; có thể là {probable}."
                    yield reading.anomaly(AnomalyKind.CONTRADICTING_YEAR, span, explanation, probable)
                elif last_day and found.end < last_day and found.start is None and _is_final(text, found.span):
                    explanation = f"Hạn báo cáo tổng kết trước ngày kết thúc kế hoạch ({last_day:%d/%m/%Y})."
                    yield reading.anomaly(AnomalyKind.CONTRADICTING_DEADLINE, span, explanation)


def _is_final(text: str, span: Span) -> bool:
    return bool(_FINAL_REPORT.search(text[max(0, span.start - 160) : span.start]))


def _stated_end(reading: Reading) -> date | None:
    """Return the last day that a heading "Thời gian thực hiện" names."""
    has_heading = any(p.is_heading and _TIME_HEADING.search(p.heading) for p in reading.outline.provisions)
    period = reading.metadata.period
    return date.fromisoformat(period[1]) if has_heading and period else None
