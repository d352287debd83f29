"""The Vietnamese lunar calendar (âm lịch), computed from new moons and the sun's longitude at UTC+7.

A lunar month begins on the day of the new moon in Vietnam. The month that holds the winter solstice is the
eleventh; where thirteen months lie between two such months, the first without a principal term (trung khí) is leap.
The positions of sun and moon follow the series of Meeus, good to some minutes between 1900 and 2100.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import floor, pi, radians, sin

_TIME_ZONE = 7 / 24
_MONTH = 29.530588853  # mean synodic month, days
_FIRST_NEW_MOON = 2415021.076998695  # of January 1900
_ORDINAL_OF_JULIAN_DAY_0 = -1721425

FIRST_YEAR = 1800
LAST_YEAR = 2199

# Multiples of (sun's anomaly, moon's anomaly, moon's latitude) and the size of each term, in days.
_TERMS = (
    (2, 0, 0, 0.0021),
    (0, 1, 0, -0.4068),
    (0, 2, 0, 0.0161),
    (0, 3, 0, -0.0004),
    (0, 0, 2, 0.0104),
    (1, 1, 0, -0.0051),
    (1, -1, 0, -0.0074),
    (1, 0, 2, 0.0004),
    (-1, 0, 2, -0.0004),
    (0, 1, 2, -0.0006),
    (0, -1, 2, 0.0010),
    (1, 2, 0, 0.0005),
)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; ``is_leap`` marks a day of the leap month (tháng nhuận)."""

    year: int
    month: int
    day: int
    is_leap: bool = False


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """A month of a lunar year with its first day and its length (29 or 30)."""

    month: int
    is_leap: bool
    first: date
    length: int


def _new_moon(index: int) -> date:
    """Return the day in Vietnam of the new moon ``index``, counted from January 1900."""
    t = index / 1236.85
    mean = 2415020.75933 + 29.53058868 * index + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * index - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * index + 0.0107306 * t**2 + 0.00001236 * t**3)
    latitude = radians(21.2964 + 390.67050646 * index - 0.0016528 * t**2 - 0.00000239 * t**3)
    shift = (0.1734 - 0.000393 * t) * sin(sun)
    shift += sum(size * sin(a * sun + b * moon + c * latitude) for a, b, c, size in _TERMS)
    clock = -0.000278 + 0.000265 * t + 0.000262 * t**2  # ephemeris time ahead of the clock
    return date.fromordinal(floor(mean + shift - clock + 0.5 + _TIME_ZONE) + _ORDINAL_OF_JULIAN_DAY_0)


def _sector(day: date) -> int:
    """Return which twelfth of its path the sun has reached when ``day`` begins in Vietnam: 9 after the solstice."""
    t = (day.toordinal() - _ORDINAL_OF_JULIAN_DAY_0 - 0.5 - _TIME_ZONE - 2451545.0) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    longitude = radians(280.46645 + 36000.76983 * t + 0.0003032 * t**2)
    longitude += radians(1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    longitude += radians(0.019993 - 0.000101 * t) * sin(2 * anomaly) + radians(0.000290) * sin(3 * anomaly)
    node = radians(125.04 - 1934.136 * t)
    longitude -= radians(0.00569 + 0.00478 * sin(node))
    return floor(longitude % (2 * pi) / pi * 6)


def _eleventh_month(year: int) -> int:
    """Return the index of the new moon that opens the month of the winter solstice of ``year``."""
    last_day = date(year, 12, 31).toordinal() - _ORDINAL_OF_JULIAN_DAY_0
    index = floor((last_day - _FIRST_NEW_MOON + 0.5) / _MONTH)
    return index - 1 if _sector(_new_moon(index)) >= 9 else index


def _solstice_year(year: int) -> list[LunarMonth]:
    """Return the months from the eleventh of ``year - 1`` up to the tenth of ``year``."""
    first, after = _eleventh_month(year - 1), _eleventh_month(year)
    days = [_new_moon(i) for i in range(first, after + 1)]
    leap = None
    if after - first == 13:
        leap = next((i for i in range(1, 13) if _sector(days[i]) == _sector(days[i + 1])), None)
    months: list[LunarMonth] = []
    number = 10
    for i, day in enumerate(days[:-1]):
        number = number if i == leap else number % 12 + 1
        months.append(LunarMonth(number, i == leap, day, (days[i + 1] - day).days))
    return months


@lru_cache(maxsize=512)
def months_of(year: int) -> tuple[LunarMonth, ...]:
    """Return the twelve or thirteen months of a lunar year, in order.

    Raises:
        ValueError: the year is outside FIRST_YEAR..LAST_YEAR.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no lunar calendar is held for the year {year}")
    here, following = _solstice_year(year), _solstice_year(year + 1)
    begin = next(i for i, m in enumerate(here) if m.month == 1)
    end = next(i for i, m in enumerate(following) if m.month == 1)
    return tuple(here[begin:] + following[:end])


def to_solar(day: LunarDay) -> date | None:
    """Return the solar day of a lunar one, or None where that year has no such day."""
    for month in months_of(day.year):
        if (month.month, month.is_leap) == (day.month, day.is_leap):
            return month.first + timedelta(days=day.day - 1) if 1 <= day.day <= month.length else None
    return None


def to_lunar(day: date) -> LunarDay:
    """Return the lunar day of a solar one."""
    year = day.year if day >= months_of(day.year)[0].first else day.year - 1
    for month in reversed(months_of(year)):
        if month.first <= day:
            return LunarDay(year, month.month, (day - month.first).days + 1, month.is_leap)
    raise ValueError(f"{day} lies before the lunar year {year}")


def new_year(year: int) -> date:
    """Return the first day of Tết Nguyên đán of a lunar year."""
    return months_of(year)[0].first
