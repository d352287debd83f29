"""Solar days of what is named by the lunar calendar: "30 tháng Chạp năm Ất Tỵ", "Tết 2027", "rằm tháng 7"."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from knowledge.documents import AnomalyKind
from knowledge.time_expressions.lunar import FIRST_YEAR, LAST_YEAR, LunarDay, months_of, to_lunar, to_solar
from knowledge.time_expressions.moment import Moment


def _years(moment: Moment, reference: date | None) -> Iterator[int]:
    """Yield the lunar years that ``moment`` may mean, the likeliest first."""
    if moment.year is not None:
        yield from (moment.year, moment.year - 1) if moment.name else (moment.year,)
    elif reference is not None and FIRST_YEAR < reference.year < LAST_YEAR:
        now = to_lunar(reference).year
        if moment.sixty is not None:
            eve = moment.name is not None and moment.month == 12  # the eve of Tết opens the year that is named
            near = now + (moment.sixty - (now - 4) + 30) % 60 - 30
            yield near - 1 if eve else near
        elif moment.shift is not None:
            yield now + moment.shift
        else:
            yield from range(now, now + 3)


def _days_in(moment: Moment, year: int) -> tuple[date, date] | None:
    """Return the days of a lunar day, month or whole year."""
    if moment.month is None:
        return months_of(year)[0].first, months_of(year + 1)[0].first - timedelta(days=1)
    month = next((m for m in months_of(year) if (m.month, m.is_leap) == (moment.month, moment.is_leap)), None)
    if month is None:
        return None
    if moment.day is None:
        return month.first, month.first + timedelta(days=month.length - 1)
    day = to_solar(LunarDay(year, month.month, moment.day if moment.day > 0 else month.length, month.is_leap))
    return (day, day) if day else None


def lunar_days(moment: Moment, reference: date | None) -> tuple[date, date] | None:
    """Return the solar days of a lunar day, month or year: the next where no year is told, None where none exists."""
    for year in _years(moment, reference):
        found = _days_in(moment, year) if FIRST_YEAR < year < LAST_YEAR else None
        if found is None:
            return None  # the day that is meant does not exist: none other stands in for it
        is_dated = moment.year is not None or moment.sixty is not None or moment.shift is not None
        if moment.name and moment.year is not None and found[0].year != moment.year:
            continue
        if is_dated or reference is None or found[1] >= reference:
            return found
    return None


def lunar_fault(moment: Moment, reference: date | None) -> tuple[AnomalyKind, str | None] | None:
    """Return why a lunar day cannot be right: its year has no such day, or the name has another."""
    if moment.claim:
        return AnomalyKind.MISWRITTEN_DATE, f"{moment.name} là ngày {moment.day}/{moment.month} âm lịch"
    if lunar_days(moment, reference) is not None:
        return None
    year = next(islice(_years(moment, reference), 1), None)
    if year is None or not FIRST_YEAR < year < LAST_YEAR:
        return None
    last = _days_in(replace(moment, day=-1), year)
    meant = f"{(last[1]):%d/%m/%Y} (ngày cuối tháng {moment.month} âm lịch)" if last else None
    return AnomalyKind.IMPOSSIBLE_DATE, meant
