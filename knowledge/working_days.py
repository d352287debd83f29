"""Working days of Viet Nam (ngày làm việc): no Saturday, no Sunday, no feast, and what was swapped between them.

Feasts come from the package ``holidays``, which is loaded when first needed; swapped days and the Saturdays worked
for them also from ``data/working_days.yaml``, each with what decided it. Before 1901 and after 2099 no feasts are
known, only weekends.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from knowledge.data import load_yaml

_SATURDAY = 5
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Swap:
    """A working day exchanged for a day of a weekend (hoán đổi ngày làm việc).

    Attributes:
        day_off: the day on which nobody works.
        worked: the Saturday or Sunday on which people work for it.
        decision: what decided it.
        source_status: V seen in its text, S secondary.
    """

    day_off: datetime.date
    worked: datetime.date
    decision: str
    source_status: str


@dataclass(frozen=True, slots=True)
class _Year:
    """What a year has besides its weekends."""

    off: frozenset[datetime.date]
    worked: frozenset[datetime.date]


def is_working_day(day: datetime.date) -> bool:
    """Say whether state bodies work on a day."""
    year = _year(day.year)
    return day in year.worked or (day.weekday() < _SATURDAY and day not in year.off)


def add_working_days(day: datetime.date, n: int) -> datetime.date:
    """Return the ``n``-th working day after a day, before it where ``n`` is negative, the day itself for none.

    Raises:
        OverflowError: there is no such day in the calendar.
    """
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def next_working_day(day: datetime.date) -> datetime.date:
    """Return the first working day after a day."""
    return add_working_days(day, 1)


def previous_working_day(day: datetime.date) -> datetime.date:
    """Return the last working day before a day."""
    return add_working_days(day, -1)


@lru_cache(maxsize=1)
def swaps() -> tuple[Swap, ...]:
    """Return the swapped days of the table, in its order."""
    return tuple(Swap(**row) for row in load_yaml("working_days.yaml")["swaps"])


@lru_cache(maxsize=64)
def _year(year: int) -> _Year:
    """Return the days off and the weekend days worked of a year; those of a swap may lie in the years around it."""
    from holidays import country_holidays  # takes a moment to load, and most commands need no working days

    feasts = country_holidays("VN", years=[y for y in (year - 1, year, year + 1) if 1 <= y <= datetime.MAXYEAR])
    off = {day for day in feasts if day.year == year}
    worked = {day for day in feasts.weekend_workdays if day.year == year}
    off |= {swap.day_off for swap in swaps()}
    worked |= {swap.worked for swap in swaps()}
    return _Year(frozenset(off), frozenset(worked))
