"""From phrases to calendar days: years filled in, ranges checked, what cannot be is an anomaly."""

from dataclasses import replace
from datetime import date

from knowledge.documents import AnomalyKind
from knowledge.time_expressions.days import (
    days_of,
    inherited,
    is_possible,
    last_day,
    probable_day,
    probable_range,
)
from knowledge.time_expressions.grammar import parse
from knowledge.time_expressions.models import Boundary, TimeExpression
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.tokens import Tokens

_UNKNOWN_YEAR = "năm"


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
        if day <= last_day(year, month) and date(year, month, day) >= reference:
            return date(year, month, day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _of_range(phrase: Phrase, found: TimeExpression, reference: date | None) -> TimeExpression:
    start, end = inherited(*_both(phrase))
    for side, partner in ((start, end), (end, start)):
        if not is_possible(side):
            probable = probable_day(side, partner)
            return replace(found, anomaly=AnomalyKind.IMPOSSIBLE_DATE, probable=probable)
    if phrase.school_year and start.year and end.year:
        return replace(found, start=date(start.year, 9, 1), end=date(end.year, 8, 31))
    if start.year is None and end.year is None and reference and not start.is_now:
        end_days = days_of(end, reference)
        end = replace(end, year=end_days[1].year) if end_days else end
        start, end = inherited(start, end)
    first, last = days_of(start, reference), days_of(end, reference)
    if first and last and last[1] < first[0]:
        return replace(found, anomaly=AnomalyKind.BACKWARD_RANGE, probable=probable_range(start, end))
    needs = start.needs or end.needs or (_UNKNOWN_YEAR if last is None else None)
    if needs:
        return replace(found, resolvable=False, needs=needs)
    return replace(found, start=first[0] if first else None, end=last[1] if last else None)


def _both(phrase: Phrase) -> tuple[Moment, Moment]:
    if phrase.start is None or phrase.end is None:
        raise ValueError("a range has two sides")
    return phrase.start, phrase.end


def _of_moment(phrase: Phrase, moment: Moment, found: TimeExpression, reference: date | None) -> TimeExpression:
    if not is_possible(moment):
        return replace(found, anomaly=AnomalyKind.IMPOSSIBLE_DATE, probable=probable_day(moment, None))
    if moment.needs:
        return replace(found, resolvable=False, needs=moment.needs)
    if phrase.every == "MONTHLY" and moment.day and not moment.month:
        day = _next_monthly(moment.day, reference) if reference else None
        return replace(found, end=day)
    days = days_of(moment, reference)
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
