"""Calendar days of the moments that a text names: years filled in, bounds, and what cannot be.

Everything here is pure: a moment and the reference day in, days or None out.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from knowledge.time_expressions.moment import Moment

# A year outside these is a slip of the pen, not a plan.
_LONGEST_PLAN = 30


def last_day(year: int, month: int) -> int:
    """Return the number of the last day of a month."""
    return monthrange(year, month)[1]


def is_possible(moment: Moment) -> bool:
    """Say whether a calendar has such a day; without a year, whether some year has."""
    if moment.month is None:
        return True
    if not 1 <= moment.month <= 12:
        return False
    return moment.day is None or 1 <= moment.day <= last_day(moment.year or 2024, moment.month)


def bounds(moment: Moment, year: int) -> tuple[date, date]:
    """Return the first and last day of ``moment`` in ``year``."""
    if moment.day and moment.month:
        day = date(year, moment.month, moment.day)
        return day, day
    if moment.month:
        return date(year, moment.month, 1), date(year, moment.month, last_day(year, moment.month))
    if moment.quarter:
        last = moment.quarter * 3
        return date(year, last - 2, 1), date(year, last, last_day(year, last))
    if moment.half:
        return (date(year, 1, 1), date(year, 6, 30)) if moment.half == 1 else (date(year, 7, 1), date(year, 12, 31))
    return date(year, 1, 1), date(year, 12, 31)


def year_of(moment: Moment, reference: date | None) -> int | None:
    """Return the year of ``moment``: written, told by "năm nay", or the next one after ``reference``."""
    if moment.year is not None:
        return moment.year
    if reference is None:
        return None
    if moment.shift is not None:
        return reference.year + moment.shift
    for year in range(reference.year, reference.year + 9):
        if is_possible(replace(moment, year=year)) and bounds(moment, year)[1] >= reference:
            return year
    return None


def days_of(moment: Moment, reference: date | None) -> tuple[date, date] | None:
    """Return the first and last day of ``moment``, or None where they cannot be known."""
    if moment.is_now:
        return (reference, reference) if reference else None
    if moment.needs or (moment.day and not moment.month):
        return None
    year = year_of(moment, reference)
    return bounds(moment, year) if year is not None else None


def _written(moment: Moment) -> str:
    return "/".join(
        f"{v:02d}" if v < 1000 else str(v) for v in (moment.day, moment.month, moment.year) if v is not None
    )


def probable_day(moment: Moment, partner: Moment | None) -> str | None:
    """Return what an impossible date most likely means: its anniversary's day, or the month's last."""
    year = moment.year
    if partner and partner.day and partner.month == moment.month and partner.year != year:
        return _written(replace(moment, day=partner.day))
    if moment.month and 1 <= moment.month <= 12:
        if moment.day and moment.day <= 31:
            return _written(replace(moment, day=last_day(year or 2024, moment.month)))
        return None
    if moment.day and moment.day <= 12 and moment.month and moment.month <= 31:
        return _written(replace(moment, day=moment.month, month=moment.day))
    return None


def probable_range(start: Moment, end: Moment) -> str | None:
    """Return what a backward range most likely means: one figure of its first year mistyped."""
    if start.year is None or end.year is None or start.day or end.day:
        return None
    first, last = str(start.year), str(end.year)
    for position in range(4):
        mended = first[:position] + last[position] + first[position + 1 :]
        if mended != first and 0 <= int(last) - int(mended) <= _LONGEST_PLAN:
            return f"{mended}-{last}"
    return None


def inherited(start: Moment, end: Moment) -> tuple[Moment, Moment]:
    """Fill in month and year of one side of a range from the other."""
    if start.day and start.month is None and end.day:
        start = replace(start, month=end.month)
    if end.day and end.month is None and start.day:
        end = replace(end, month=start.month)
    if start.year is None and end.year is not None and start.shift is None:
        later = start.month and end.month and (start.month, start.day or 1) > (end.month, end.day or 31)
        start = replace(start, year=end.year - 1 if later else end.year)
    elif end.year is None and start.year is not None and end.shift is None:
        earlier = start.month and end.month and (end.month, end.day or 31) < (start.month, start.day or 1)
        end = replace(end, year=start.year + 1 if earlier else start.year)
    return start, end
