"""Anniversaries in brackets: "kỷ niệm 80 năm … (22/12/1944 - 22/12/2024)" is one day that returns every year."""

from dataclasses import replace
from datetime import date

from knowledge.documents import AnomalyKind
from knowledge.time_expressions.models import TimeExpression
from knowledge.time_expressions.moment import Moment
from knowledge.time_expressions.phrase import Phrase
from knowledge.time_expressions.tokens import Tokens

# The same day of two years so far apart is an anniversary, no stretch of time.
_LEAST_YEARS = 5
_REACH = 40


def is_anniversary(start: Moment | None, end: Moment | None) -> bool:
    """Say whether two moments are the same day of years far apart."""
    if start is None or end is None or not (start.day and start.year and end.year):
        return False
    return (start.day, start.month) == (end.day, end.month) and end.year - start.year >= _LEAST_YEARS


def _claimed_years(tokens: Tokens, at: int) -> int | None:
    """Return the number of years that "kỷ niệm 79 năm" before a bracket names."""
    for index in range(at - 1, max(0, at - _REACH), -1):
        if tokens.word(index, ")", ";", "."):
            return None
        count = tokens.number(index, 1, 300, digits=3)
        is_said = tokens.word(index - 1, "niệm") or tokens.word(index + 2, "ngày")
        if count and is_said and tokens.word(index + 1, "năm"):
            return count
    return None


def anniversary(tokens: Tokens, phrase: Phrase, found: TimeExpression) -> TimeExpression:
    """Return the later day, with its yearly rule; a number of years that does not fit makes it doubtful."""
    start, end = phrase.start or Moment(), phrase.end or Moment()
    first, last = _day(start), _day(end)
    if first is None or last is None:
        return found
    claimed = _claimed_years(tokens, phrase.first)
    if claimed and claimed != last.year - first.year:
        meant = f"{last.day:02d}/{last.month:02d}/{first.year + claimed}"
        return replace(found, anomaly=AnomalyKind.CONTRADICTING_YEAR, probable=meant, resolvable=False)
    rule = f"FREQ=YEARLY;BYMONTH={last.month};BYMONTHDAY={last.day}"
    return replace(found, start=last, end=last, boundary=None, recurrence=rule)


def _day(moment: Moment) -> date | None:
    try:
        return date(moment.year or 0, moment.month or 0, moment.day or 0)
    except ValueError:
        return None
