"""Vietnamese time expressions: values, limits, recurrence, and what must not be resolved."""

from datetime import date

import pytest

from knowledge.text import folded
from knowledge.time_expressions import find_time_expressions

REFERENCE = date(2024, 3, 10)

# text -> (start, end, boundary, recurrence, needs, anomaly) of the only expression
TABLE = [
    ("nộp ngày 05/12/2025", ("2025-12-05", "2025-12-05")),
    ("nộp 5-12-2025", ("2025-12-05", "2025-12-05")),
    ("nộp 5.12.2025", ("2025-12-05", "2025-12-05")),
    ("ngày 05 tháng 12 năm 2025", ("2025-12-05", "2025-12-05")),
    ("ngày 18\ntháng 11 năm 2025", ("2025-11-18", "2025-11-18")),
    ("tháng 3 năm 2024", ("2024-03-01", "2024-03-31")),
    ("trong tháng 02/2024", ("2024-02-01", "2024-02-29")),
    ("ngày    tháng 3 năm 2024", ("2024-03-01", "2024-03-31")),
    ("quý II năm 2022", ("2022-04-01", "2022-06-30")),
    ("quý 4/2022", ("2022-10-01", "2022-12-31")),
    ("06 tháng đầu năm 2024", ("2024-01-01", "2024-06-30")),
    ("năm học 2025-2026", ("2025-09-01", "2026-08-31")),
    ("giai đoạn 2021 - 2025", ("2021-01-01", "2025-12-31")),
    ("kế hoạch 5 năm 2021 - 2025", ("2021-01-01", "2025-12-31")),
    ("(03/2/1930-03/2/2024)", ("1930-02-03", "2024-02-03")),
    ("Từ 01/7/2024 đến 31/12/2024", ("2024-07-01", "2024-12-31")),
    ("từ 15/8 đến 02/9/2025", ("2025-08-15", "2025-09-02")),
    ("từ ngày 08 đến ngày 10 tháng 12 năm 2025", ("2025-12-08", "2025-12-10")),
    ("từ 15/11 đến 20/01/2026", ("2025-11-15", "2026-01-20")),
    ("từ tháng 10 năm 2025 đến hết tháng 3 năm 2026", ("2025-10-01", "2026-03-31", "on_or_before")),
    ("Từ nay đến ngày 10/10/2024", ("2024-03-10", "2024-10-10", "on_or_before")),
    ("từ ngày 15 tháng 12 năm 2025", ("2025-12-15", None)),
    ("chậm nhất là ngày 20/6/2024", (None, "2024-06-20", "on_or_before")),
    ("trước hoặc trong ngày 20/6/2024", (None, "2024-06-20", "on_or_before")),
    ("đến hết ngày 20/6/2024", (None, "2024-06-20", "on_or_before")),
    ("HẠN CUỐI: 20/6/2024", (None, "2024-06-20", "on_or_before")),
    ("trước ngày 15/8/2024", (None, "2024-08-15", "before")),
    ("trước 15/8", (None, "2024-08-15", "before")),
    ("trước ngày 20 hàng tháng", (None, "2024-03-20", "before", "FREQ=MONTHLY;BYMONTHDAY=20")),
    ("trước ngày 05 hằng tháng", (None, "2024-04-05", "before", "FREQ=MONTHLY;BYMONTHDAY=5")),
    ("trước ngày 10/12 hằng năm", (None, "2024-12-10", "before", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10")),
    (
        "Hằng năm, trước ngày 31 tháng 01",
        (None, "2025-01-31", "before", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"),
    ),
    ("trước ngày 25 tháng 12 năm nay", (None, "2024-12-25", "before")),
    ("trước ngày 31 tháng 7 của năm xét tặng", (None, None, "before", None, "năm xét tặng")),
    ("giỗ Tổ ngày 10/3 âm lịch", (None, None, None, None, "lịch âm")),
    ("ngày 30/2/2024", (None, None, None, None, None, "impossible_date")),
    ("chậm nhất ngày 31/9/2025", (None, None, "on_or_before", None, None, "impossible_date")),
    ("(2121-2025)", (None, None, None, None, None, "backward_range")),
    ("từ ngày 15/9/2025 đến ngày 30/8/2025", (None, None, None, None, None, "backward_range")),
]


def values(text: str, reference: date | None) -> list[tuple[str | None, ...]]:
    """Return what is found in ``text``, as the table writes it."""
    return [
        (
            e.start.isoformat() if e.start else None,
            e.end.isoformat() if e.end else None,
            e.boundary.value if e.boundary else None,
            e.recurrence,
            e.needs,
            e.anomaly.value if e.anomaly else None,
        )
        for e in find_time_expressions(text, reference)
    ]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_values(text: str, expected: tuple[str | None, ...]) -> None:
    """One expression with its days, limit and recurrence, or the reason why it has none."""
    assert values(text, REFERENCE) == [(*expected, *[None] * (6 - len(expected)))]


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_values_without_diacritics(text: str, expected: tuple[str | None, ...]) -> None:
    """A text typed wholly without diacritics says the same."""
    found = values(folded(text), REFERENCE)
    assert len(found) == 1
    assert found[0][:4] == (*expected, *[None] * (6 - len(expected)))[:4]


NOTHING = [
    "Nghị định số 98/2023/NĐ-CP",
    "Công văn số 12/05/CV",
    "chiếm 1/3 thời gian",
    "trước 10 ngày làm việc",
    "trong 03 tháng",
    "khoản 3.4.2024a",
    "trước Hội nghị tổng kết 15 ngày",
    "điện thoại 024.3825.1234",
]


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_and_offsets_are_no_dates(text: str) -> None:
    """Document numbers, fractions, lengths of time and telephones give no calendar day."""
    assert [e for e in find_time_expressions(text, REFERENCE) if e.start or e.end] == []


def test_a_list_of_quarters_shares_its_year() -> None:
    """Three quarters with one year at the end are three expressions, each with its own words."""
    found = find_time_expressions("họp vào quý II. Quý III và quý IV năm 2022", REFERENCE)
    assert [(e.quote, e.end) for e in found] == [
        ("quý II", date(2022, 6, 30)),
        ("Quý III", date(2022, 9, 30)),
        ("quý IV năm 2022", date(2022, 12, 31)),
    ]


def test_a_time_of_day_belongs_to_its_date() -> None:
    """An hour before a date is kept with it."""
    found = find_time_expressions("gửi trước 16 giờ 30 ngày 05/12/2025 để tổng hợp", REFERENCE)
    assert [(e.end, str(e.time), e.quote) for e in found] == [
        (date(2025, 12, 5), "16:30:00", "trước 16 giờ 30 ngày 05/12/2025")
    ]


def test_without_a_reference_a_year_stays_unknown() -> None:
    """A day without its year is not guessed."""
    (found,) = find_time_expressions("trước ngày 15/8", None)
    assert (found.end, found.resolvable, found.needs) == (None, False, "năm")


def test_spans_quote_the_text_and_do_not_overlap() -> None:
    """Several expressions of one sentence stand in order, each quoting its words."""
    text = "Đợt 1 từ 01/3/2024 đến 30/6/2024, nộp trước ngày 15/7/2024; đợt 2 chậm nhất 20/12/2024."
    found = find_time_expressions(text, REFERENCE)
    assert [e.span.of(text) for e in found] == [e.quote for e in found]
    assert [e.quote for e in found] == [
        "từ 01/3/2024 đến 30/6/2024",
        "trước ngày 15/7/2024",
        "chậm nhất 20/12/2024",
    ]


PROBABLE = [
    ("(03/2/1930-30/2/2024)", "03/02/2024"),
    ("ngày 31/4/2025", "30/04/2025"),
    ("ngày 05/15/2025", "15/05/2025"),
    ("(2121-2025)", "2021-2025"),
]


@pytest.mark.parametrize(("text", "probable"), PROBABLE)
def test_what_was_probably_meant(text: str, probable: str) -> None:
    """A wrong date is never used, but what it most likely means is said."""
    (found,) = find_time_expressions(text, REFERENCE)
    assert (found.probable, found.start, found.end) == (probable, None, None)
