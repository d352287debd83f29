"""Working days of Viet Nam: feasts by the sun and the moon, weekends, swapped days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import working_days
from knowledge.time_expressions import Calendar
from knowledge.working_days import add_working_days, is_working_day, next_working_day, previous_working_day, swaps

DAYS = st.dates(date(2020, 1, 1), date(2031, 12, 31))
COUNTS = st.integers(0, 60)

FEASTS = [
    ("Tết Dương lịch", ["2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01"]),
    ("mùng một Tết", ["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"]),
    ("giao thừa", ["2024-02-09", "2025-01-28", "2026-02-16", "2027-02-05"]),
    ("Giỗ Tổ", ["2024-04-18", "2025-04-07", "2026-04-26", "2027-04-16"]),
    ("30/4", ["2024-04-30", "2025-04-30", "2026-04-30", "2027-04-30"]),
    ("1/5", ["2024-05-01", "2025-05-01", "2026-05-01", "2027-05-01"]),
    ("Quốc khánh", ["2024-09-02", "2025-09-02", "2026-09-02", "2027-09-02"]),
    ("ngày liền kề Quốc khánh", ["2024-09-03", "2025-09-01", "2026-09-01", "2027-09-03"]),
    ("nghỉ bù, hoán đổi", ["2024-04-29", "2025-05-02", "2026-08-31", "2026-01-02", "2026-04-27", "2027-05-03"]),
    ("Ngày Văn hóa Việt Nam", ["2026-11-24", "2027-11-24"]),
]
WORKED = ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"]
ORDINARY = ["2024-06-20", "2025-11-24", "2026-01-05", "2026-02-23", "2026-11-20", "2027-02-11"]


@pytest.mark.parametrize("day", [day for _, days in FEASTS for day in days])
def test_nobody_works_on_a_feast(day: str) -> None:
    """Feasts, days off for feasts on a weekend, and swapped days are no working days."""
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", [*WORKED, *ORDINARY])
def test_other_days_of_the_week_and_swapped_saturdays_are_worked(day: str) -> None:
    """Ordinary days are working days, and so are the Saturdays worked for a swapped day."""
    assert is_working_day(date.fromisoformat(day))


def test_ten_working_days_over_tet() -> None:
    """Days of Tết and its weekends do not count."""
    assert add_working_days(date(2026, 2, 12), 2) == date(2026, 2, 23)
    assert add_working_days(date(2026, 2, 12), 10) == date(2026, 3, 5)
    assert add_working_days(date(2026, 2, 23), -2) == date(2026, 2, 12)
    assert add_working_days(date(2026, 2, 17), 0) == date(2026, 2, 17)


def test_the_module_is_the_calendar_of_the_grammar() -> None:
    """What counts "10 ngày làm việc" takes the module as it stands."""
    calendar: Calendar = working_days
    assert calendar.add_working_days(date(2026, 1, 1), 1) == date(2026, 1, 5)


@given(DAYS, COUNTS)
def test_counting_there_and_back_gives_the_day_again(day: date, n: int) -> None:
    """From a working day, so many forward and so many back is the same day."""
    start = next_working_day(day)
    assert add_working_days(add_working_days(start, n), -n) == start
    assert previous_working_day(next_working_day(start)) == start


@given(DAYS, DAYS, COUNTS)
def test_a_later_day_never_counts_to_an_earlier_one(one: date, other: date, n: int) -> None:
    """Counting keeps the order of days, forward and back."""
    first, second = sorted((one, other))
    assert add_working_days(first, n) <= add_working_days(second, n)
    assert add_working_days(first, -n) <= add_working_days(second, -n)


@given(DAYS, st.integers(1, 60))
def test_what_is_counted_is_worked(day: date, n: int) -> None:
    """The n-th working day is one, lies after the day, and exactly n of them lie on the way."""
    end = add_working_days(day, n)
    way = [day + timedelta(days=i) for i in range(1, (end - day).days + 1)]
    assert is_working_day(end)
    assert sum(map(is_working_day, way)) == n


def test_every_swap_says_what_decided_it() -> None:
    """A swap takes a day of the week off, has a day of a weekend worked, and names its decision and how sure it is."""
    for swap in swaps():
        assert swap.day_off.weekday() < 5 <= swap.worked.weekday()
        assert swap.decision
        assert swap.source_status in {"V", "S"}


@pytest.mark.parametrize("day", [date(1, 1, 5), date(1900, 1, 1), date(2150, 6, 1), date(9999, 12, 30)])
def test_far_years_have_weekends_only(day: date) -> None:
    """Where the moon is not reckoned any more, days of the week are still told from weekends."""
    assert is_working_day(day) == (day.weekday() < 5)


def test_beyond_the_calendar_is_said() -> None:
    """A day that no calendar has is an error, no value."""
    with pytest.raises(OverflowError):
        next_working_day(date.max)
