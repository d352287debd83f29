"""From phrases to calendar days: years filled in, ranges checked, what cannot be is an anomaly."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from knowledge.documents import AnomalyKind
from knowledge.time_expressions.grammar import Phrase, parse
from knowledge.time_expressions.models import Boundary, TimeExpression
from knowledge.time_expressions.moments import Moment
from knowledge.time_expressions.tokens import Tokens

_UNKNOWN_YEAR = "năm"
# A year outside these is a slip of the pen, not a plan.
_LONGEST_PLAN = 30


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _is_possible(moment: Moment) -> bool:
    if moment.month is None:
        return True
    if not 1 <= moment.month <= 12:
        return False
    return moment.day is None or 1 <= moment.day <= _last_day(moment.year or 2024, moment.month)


def _bounds(moment: Moment, year: int) -> tuple[date, date]:
    """Return the first and last day of ``moment`` in ``year``."""
    if moment.day and moment.month:
        day = date(year, moment.month, moment.day)
        return day, day
    if moment.month:
        return date(year, moment.month, 1), date(year, moment.month, _last_day(year, moment.month))
    if moment.quarter:
        last = moment.quarter * 3
        return date(year, last - 2, 1), date(year, last, _last_day(year, last))
    if moment.half:
        return (date(year, 1, 1), date(year, 6, 30)) if moment.half == 1 else (date(year, 7, 1), date(year, 12, 31))
    return date(year, 1, 1), date(year, 12, 31)


def _in_year(moment: Moment, reference: date | None) -> int | None:
    """Return the year of ``moment``: written, told by "năm nay", or the next one after ``reference``."""
    if moment.year is not None:
        return moment.year
    if reference is None:
        return None
    if moment.shift is not None:
        return reference.year + moment.shift
    for year in range(reference.year, reference.year + 9):
        if _is_possible(replace(moment, year=year)) and _bounds(moment, year)[1] >= reference:
            return year
    return None


def _days(moment: Moment, reference: date | None) -> tuple[date, date] | None:
    """Return the first and last day of ``moment``, or None where they cannot be known."""
    if moment.is_now:
        return (reference, reference) if reference else None
    if moment.needs or (moment.day and not moment.month):
        return None
    year = _in_year(moment, reference)
    return _bounds(moment, year) if year is not None else None


def _written(moment: Moment) -> str:
    return "/".join(
        f"{v:02d}" if v < 1000 else str(v) for v in (moment.day, moment.month, moment.year) if v is not None
    )


def _probable_day(moment: Moment, partner: Moment | None) -> str | None:
    """Return what an impossible date most likely means: its anniversary's day, or the month's last."""
    year = moment.year
    if partner and partner.day and partner.month == moment.month and partner.year != year:
        return _written(replace(moment, day=partner.day))
    if moment.month and 1 <= moment.month <= 12:
        if moment.day and moment.day <= 31:
            return _written(replace(moment, day=_last_day(year or 2024, moment.month)))
        return None
    if moment.day and moment.day <= 12 and moment.month and moment.month <= 31:
        return _written(replace(moment, day=moment.month, month=moment.day))
    return None


def _probable_range(start: Moment, end: Moment) -> str | None:
    """Return what a backward range most likely means: one figure of its first year mistyped."""
    if start.year is None or end.year is None or start.day or end.day:
        return None
    first, last = str(start.year), str(end.year)
    for position in range(4):
        mended = first[:position] + last[position] + first[position + 1 :]
        if mended != first and 0 <= int(last) - int(mended) <= _LONGEST_PLAN:
            return f"{mended}-{last}"
    return None


def _inherited(start: Moment, end: Moment) -> tuple[Moment, Moment]:
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


def _rule(phrase: Phrase) -> str | None:
    """Return the RRULE of a recurring phrase (RFC 5545)."""
    day = phrase.end.day if phrase.end else None
    month = phrase.end.month if phrase.end else None
    if phrase.every == "MONTHLY" and day:
        return f"FREQ=MONTHLY;BYMONTHDAY={day}"
    if phrase.every == "YEARLY" and month:
        return f"FREQ=YEARLY;BYMONTH={month}" + (f";BYMONTHDAY={day}" if day else "")
    return {"QUARTERLY": "FREQ=MONTHLY;INTERVAL=3"}.get(
        phrase.every or "", f"FREQ={phrase.every}" if phrase.every else None
    )


def _next_monthly(day: int, reference: date) -> date | None:
    year, month = reference.year, reference.month
    for _ in range(13):
        if day <= _last_day(year, month) and date(year, month, day) >= reference:
            return date(year, month, day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _of_range(phrase: Phrase, found: TimeExpression, reference: date | None) -> TimeExpression:
    start, end = _inherited(*_both(phrase))
    for side, partner in ((start, end), (end, start)):
        if not _is_possible(side):
            probable = _probable_day(side, partner)
            return replace(found, anomaly=AnomalyKind.IMPOSSIBLE_DATE, probable=probable)
    if phrase.school_year and start.year and end.year:
        return replace(found, start=date(start.year, 9, 1), end=date(end.year, 8, 31))
    if start.year is None and end.year is None and reference and not start.is_now:
        end_days = _days(end, reference)
        end = replace(end, year=end_days[1].year) if end_days else end
        start, end = _inherited(start, end)
    first, last = _days(start, reference), _days(end, reference)
    if first and last and last[1] < first[0]:
        return replace(found, anomaly=AnomalyKind.BACKWARD_RANGE, probable=_probable_range(start, end))
    needs = start.needs or end.needs or (_UNKNOWN_YEAR if last is None else None)
    if needs:
        return replace(found, resolvable=False, needs=needs)
    return replace(found, start=first[0] if first else None, end=last[1] if last else None)


def _both(phrase: Phrase) -> tuple[Moment, Moment]:
    if phrase.start is None or phrase.end is None:
        raise ValueError("a range has two sides")
    return phrase.start, phrase.end


def _of_moment(phrase: Phrase, moment: Moment, found: TimeExpression, reference: date | None) -> TimeExpression:
    if not _is_possible(moment):
        return replace(found, anomaly=AnomalyKind.IMPOSSIBLE_DATE, probable=_probable_day(moment, None))
    if moment.needs:
        return replace(found, resolvable=False, needs=moment.needs)
    if phrase.every == "MONTHLY" and moment.day and not moment.month:
        day = _next_monthly(moment.day, reference) if reference else None
        return replace(found, end=day)
    days = _days(moment, reference)
    if days is None:
        recurring = phrase.every is not None
        return found if recurring else replace(found, resolvable=False, needs=_UNKNOWN_YEAR)
    if phrase.start is not None:  # "từ ngày ...": no end is named
        return replace(found, start=days[0])
    if found.boundary is not None:
        return replace(found, end=days[1] if found.boundary is Boundary.ON_OR_BEFORE else days[0])
    return replace(found, start=days[0], end=days[1])


def _expression(tokens: Tokens, phrase: Phrase, reference: date | None) -> TimeExpression:
    span = tokens.span(phrase.first, phrase.last)
    main = phrase.end or phrase.start
    found = TimeExpression(
        span=span,
        quote=span.of(tokens.text),
        precision=main.precision if main else "day",
        time=main.clock if main else None,
        boundary=phrase.boundary,
        recurrence=_rule(phrase),
    )
    if phrase.start is not None and phrase.end is not None:
        return _of_range(phrase, found, reference)
    return _of_moment(phrase, main, found, reference) if main else found


def find_time_expressions(text: str, reference: date | None) -> list[TimeExpression]:
    """Return the time expressions of ``text`` in order.

    Args:
        text: a sentence or a whole document, with or without diacritics.
        reference: the day from which "từ nay" counts and by which a year that is not written is understood.
    """
    tokens = Tokens.of(text)
    return [_expression(tokens, phrase, reference) for phrase in parse(tokens)]
