"""Calendar days of moments told from today, by the moon, by name, or as part of a stretch.

Like ``days``, which fills in what plans write out, everything here is pure.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from knowledge.documents import AnomalyKind
from knowledge.time_expressions.days import days_of, is_possible, probable_day
from knowledge.time_expressions.lunar_days import lunar_days, lunar_fault
from knowledge.time_expressions.moment import Moment

Days = tuple[date, date]

_OPEN_UNITS = {"WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year"}
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def month_days(year: int, month: int) -> Days:
    """Return the first and last day of a month; ``month`` may run over the year's end."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def shifted_stretch(unit: str, shift: int, reference: date) -> Days:
    """Return the day, week, month, quarter or year ``shift`` after that of ``reference``."""
    if unit == "day":
        day = reference + timedelta(days=shift)
        return day, day
    if unit == "week":
        monday = reference + timedelta(days=7 * shift - reference.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return month_days(reference.year, reference.month + shift)
    if unit == "quarter":
        first = 3 * ((reference.month - 1) // 3) + 1 + 3 * shift
        return month_days(reference.year, first)[0], month_days(reference.year, first + 2)[1]
    return date(reference.year + shift, 1, 1), date(reference.year + shift, 12, 31)


def _weekday_near(weekday: int, shift: int, reference: date) -> date:
    """Return the next such weekday from ``reference``, the one after it, or the one before."""
    ahead = (weekday - reference.weekday()) % 7
    if shift > 0:
        ahead = ahead or 7
    return reference + timedelta(days=ahead if shift >= 0 else ahead - 7)


def _relative(moment: Moment, reference: date) -> Days | None:
    shift = moment.shift or 0
    if moment.unit == "weekday" and moment.weekday is not None:
        day = _weekday_near(moment.weekday, shift, reference)
        return day, day
    first, last = shifted_stretch(moment.unit or "year", shift, reference)
    if moment.unit == "week" and moment.weekday is not None:
        first = first + timedelta(days=moment.weekday)
        return first, first
    if moment.day and moment.part is None:
        return _day_in(moment.day, first)
    return first, last


def _day_in(day: int, month: date) -> Days | None:
    if day > monthrange(month.year, month.month)[1]:
        return None
    return month.replace(day=day), month.replace(day=day)


def _months_of_year(moment: Moment, reference: date | None) -> Days | None:
    year = moment.year
    if year is None and reference is not None:
        year = reference.year + (moment.shift or 0)
    count = moment.months or 12
    if year is None:
        return None
    first = 1 if count > 0 else 13 + count
    return month_days(year, first)[0], month_days(year, count if count > 0 else 12)[1]


def _base(moment: Moment, reference: date | None) -> Days | None:
    if moment.is_lunar:
        return lunar_days(moment, reference)
    if moment.months:
        return _months_of_year(moment, reference)
    if moment.unit and not moment.needs:
        return _relative(moment, reference) if reference else None
    if moment.day and moment.month is None and not moment.is_now:
        return None
    return days_of(replace(moment, day=None) if moment.part == "month" else moment, reference)


def _edge(part: str, days: Days) -> Days:
    """Return the beginning, middle or end of a week, month, quarter or year, as people mean it."""
    first, last = days
    length = (last - first).days + 1
    index = {"begin": 0, "middle": 1, "end": 2}[part]
    if length <= 7:
        cut = ((0, 1), (2, 3), (5, 6))[index]
        return first + timedelta(days=cut[0]), first + timedelta(days=cut[1])
    if length <= 31:
        cut = ((1, 10), (11, 20), (21, length))[index]
        return first.replace(day=cut[0]), first.replace(day=cut[1])
    if length <= 92:
        return month_days(first.year, first.month + index)
    begin, end = ((0, 2), (4, 7), (9, 11))[index]
    return month_days(first.year, first.month + begin)[0], month_days(first.year, first.month + end)[1]


def _half_of(part: str, days: Days) -> Days:
    first, last = days
    length = (last - first).days + 1
    if length > 31:
        middle = month_days(first.year, first.month + (5 if length > 200 else 1))[1]
    else:
        middle = first + timedelta(days=14)
    return (first, middle) if part == "first_half" else (middle + timedelta(days=1), last)


def _part_of(moment: Moment, days: Days) -> Days | None:
    first, last = days
    nth = moment.nth or 1
    if moment.part in {"begin", "middle", "end"}:
        return _edge(moment.part, days)
    if moment.part in {"first_half", "last_half"}:
        return _half_of(moment.part, days)
    if moment.part in {"first_day", "last_day"}:
        day = first if moment.part == "first_day" else last
        return day, day
    if moment.part == "days":
        step = timedelta(days=abs(nth) - 1)
        return (first, first + step) if nth > 0 else (last - step, last)
    if moment.part == "week":
        begin = last - timedelta(days=6) if nth < 0 else first + timedelta(days=7 * (nth - 1))
        return (begin, min(begin + timedelta(days=6), last)) if begin <= last else None
    if moment.part == "month":
        month = month_days(last.year, last.month) if nth < 0 else month_days(first.year, first.month + nth - 1)
        return _day_in(moment.day, month[0]) if moment.day else month
    return None  # a working day: only a calendar of working days tells which


def _weekday_in(moment: Moment, days: Days | None) -> Days | None:
    """Return the weekday inside a week that is named ("thứ Sáu tuần cuối tháng 6")."""
    if days is None or moment.weekday is None or moment.part != "week":
        return days
    day = _weekday_near(moment.weekday, 0, days[0])
    return (day, day) if day <= days[1] else None


def _next_of_cycle(moment: Moment, reference: date) -> Days | None:
    """Return the next such part of a period that is left open ("ngày cuối cùng của quý")."""
    unit = _OPEN_UNITS[moment.cycle or "YEARLY"]
    for shift in range(14):
        base = shifted_stretch(unit, shift, reference)
        days = _part_of(moment, base) if moment.part else _day_in(moment.day or 1, base[0])
        days = _weekday_in(moment, days)
        if days and days[1] >= reference:
            return days
    return None


def span_of(moment: Moment, reference: date | None) -> Days | None:
    """Return the first and last day of ``moment``, or None where they cannot be known.

    Args:
        moment: as the grammar read it.
        reference: today, or the day of the document.
    """
    try:
        if moment.cycle and not moment.unit and moment.month is None:
            return _next_of_cycle(moment, reference) if reference else None
        base = _base(moment, reference)
        found = _part_of(moment, base) if base and moment.part else base
        return _weekday_in(moment, found)
    except (ValueError, OverflowError):  # outside the calendar
        return None


def fault_of(moment: Moment, reference: date | None) -> tuple[AnomalyKind, str | None] | None:
    """Return why ``moment`` cannot be right, with what was probably meant, or None."""
    if moment.is_lunar:
        return lunar_fault(moment, reference)
    if not is_possible(moment):
        return AnomalyKind.IMPOSSIBLE_DATE, probable_day(moment, None)
    days = span_of(moment, reference)
    if moment.claim:
        meant = f"{moment.day:02d}/{moment.month:02d}"
        return AnomalyKind.MISWRITTEN_DATE, f"{moment.name} là ngày {meant}"
    if moment.unit == "month" and moment.day and days is None and reference:
        last = shifted_stretch("month", moment.shift or 0, reference)[1]
        return AnomalyKind.IMPOSSIBLE_DATE, f"{last:%d/%m/%Y}"
    is_claimed = moment.weekday is not None and moment.month is not None and moment.part is None
    if days and is_claimed and days[0].weekday() != moment.weekday:
        return AnomalyKind.CONTRADICTING_WEEKDAY, f"{days[0]:%d/%m/%Y} là {_WEEKDAYS[days[0].weekday()]}"
    return None
