"""The Vietnamese lunar calendar against published days, and against itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.time_expressions.lunar import LunarDay, months_of, new_year, to_lunar, to_solar

# 1968, 1985 and 2007 differ from the calendar of China, which counts at UTC+8.
NEW_YEARS = [
    (1968, "1968-01-29"), (1985, "1985-01-21"), (2000, "2000-02-05"), (2007, "2007-02-17"), (2020, "2020-01-25"),
    (2021, "2021-02-12"), (2022, "2022-02-01"), (2023, "2023-01-22"), (2024, "2024-02-10"), (2025, "2025-01-29"),
    (2026, "2026-02-17"), (2027, "2027-02-06"), (2030, "2030-02-02"),
]  # fmt: skip
ANCESTORS = [(2024, "2024-04-18"), (2025, "2025-04-07"), (2026, "2026-04-26"), (2027, "2027-04-16")]
LEAP_MONTHS = {2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11}


@pytest.mark.parametrize(("year", "day"), NEW_YEARS)
def test_tet(year: int, day: str) -> None:
    """Tết falls on the days that were celebrated, or that are announced."""
    assert new_year(year).isoformat() == day


@pytest.mark.parametrize(("year", "day"), ANCESTORS)
def test_the_ancestors_day(year: int, day: str) -> None:
    """Giỗ Tổ is the tenth of the third month."""
    assert to_solar(LunarDay(year, 3, 10)) == date.fromisoformat(day)


def test_leap_months() -> None:
    """The leap months are those of the published calendars."""
    found = {y: [m.month for m in months_of(y) if m.is_leap] for y in range(2014, 2034)}
    assert {y: months[0] for y, months in found.items() if months} == LEAP_MONTHS


def test_a_day_that_a_year_does_not_have() -> None:
    """The last month of Ất Tỵ has 29 days, and no year has a 31st."""
    assert to_solar(LunarDay(2025, 12, 29)) == date(2026, 2, 16)
    assert to_solar(LunarDay(2025, 12, 30)) is None
    assert to_solar(LunarDay(2025, 1, 31)) is None
    assert to_solar(LunarDay(2026, 6, 1, is_leap=True)) is None


@given(st.dates(date(1900, 2, 1), date(2100, 12, 31)))
def test_there_and_back(day: date) -> None:
    """Every day of two centuries has one lunar day, and comes back from it."""
    assert to_solar(to_lunar(day)) == day


@given(st.dates(date(1900, 2, 1), date(2100, 12, 30)))
def test_lunar_days_follow_one_another(day: date) -> None:
    """The day after is the next of its month, or the first of another."""
    here, after = to_lunar(day), to_lunar(day + timedelta(days=1))
    same = (here.year, here.month, here.is_leap) == (after.year, after.month, after.is_leap)
    assert after.day == (here.day + 1 if same else 1)


@given(st.integers(1900, 2100))
def test_a_lunar_year_is_twelve_or_thirteen_months(year: int) -> None:
    """Months have 29 or 30 days and stand in a row; Tết lies between 20 January and 21 February."""
    months = months_of(year)
    assert [m.month for m in months if not m.is_leap] == list(range(1, 13))
    assert sum(m.is_leap for m in months) == len(months) - 12 <= 1
    assert {m.length for m in months} <= {29, 30}
    assert (1, 20) <= (months[0].first.month, months[0].first.day) <= (2, 21)
