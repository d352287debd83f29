"""A length of time counted from something: "trong 10 ngày làm việc kể từ ngày nhận đủ hồ sơ"."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from knowledge.time_expressions.moment import Moment


class Calendar(Protocol):
    """What knows the working days (ngày làm việc)."""

    def add_working_days(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``, before it where ``n`` is negative."""
        ...


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days, weeks, months before or after an event.

    Attributes:
        count: how many; below zero where it is counted back.
        unit: hour, day, week, month, quarter, year.
        is_working: working days are counted.
        event: what it is counted from, as the text says it; None where the text does not say.
        origin: the moment that it is counted from, where that is a date.
        span: what is meant: "end" a limit, "start" the day from which something holds, "day" that very day,
            "period" all days up to it from the origin on, "from_first" a period whose first day counts.
    """

    count: int
    unit: str
    is_working: bool = False
    event: str | None = None
    origin: Moment | None = None
    span: str = "end"


def moved(day: date, count: int, unit: str) -> date | None:
    """Return the day ``count`` units after ``day``; a month that is too short gives its last day."""
    try:
        if unit in {"day", "week"}:
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        months = count * {"month": 1, "quarter": 3, "year": 12}[unit] + day.month - 1
        first = date(day.year + months // 12, months % 12 + 1, 1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))
    except (KeyError, ValueError, OverflowError):
        return None
