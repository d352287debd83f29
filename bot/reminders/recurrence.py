"""Days of a deadline that comes again (định kỳ), as its RRULE says them (RFC 5545)."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateutil.rrule import rrule, rrulestr

from knowledge.deadlines import Deadline
from knowledge.working_days import add_working_days, is_working_day

Parts = dict[str, str]
_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_SHORTEST_MONTH = 28
_WEEKDAYS = "MO,TU,WE,TH,FR"
_DAY_PARTS = {"BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER"}
_UNTIL = re.compile(r"(\d{8})(?:T\d{6}Z?)?")


def read_rule(text: str) -> Parts:
    """Return the parts of a rule by name.

    A day that shorter months do not have means their last one: "ngày 31 hằng tháng" is 30 April, too.

    Raises:
        ValueError: it is no rule.
    """
    pairs = [part.partition("=") for part in text.upper().removeprefix("RRULE:").split(";") if part]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if "FREQ" not in parts:
        raise ValueError(f"no rule: {text}")
    if parts.get("UNTIL"):
        parts["UNTIL"] = _UNTIL.sub(r"\1", parts["UNTIL"])
    day = parts.get("BYMONTHDAY", "")
    if day.isdecimal() and int(day) > _SHORTEST_MONTH and "BYSETPOS" not in parts:
        parts["BYMONTHDAY"] = ",".join(str(d) for d in range(_SHORTEST_MONTH, int(day) + 1))
        parts["BYSETPOS"] = "-1"
        if parts["FREQ"] == "YEARLY" and parts.get("INTERVAL", "1") == "1" and "BYMONTH" in parts:
            parts["FREQ"] = "MONTHLY"  # so that the last of these days is that of each month
    rrulestr(written(parts), dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 (days only; whatever is wrong raises)
    return parts


def written(parts: Parts) -> str:
    """Return parts as the text of a rule."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def expanded(parts: Parts, first: date, since: date, until: date) -> list[date]:
    """Return the days of a rule that begins on ``first``, from ``since`` to ``until``, both included."""
    midnight = time(0)
    rule = _rule(written(parts), first)
    found = rule.between(datetime.combine(since, midnight), datetime.combine(until, midnight), inc=True)
    return [moment.date() for moment in found]


def named_days(deadline: Deadline, since: date, until: date) -> list[date]:
    """Return the days that a deadline which comes again names, from ``since`` to ``until``, both included.

    Nothing where the rule cannot be read, or where neither rule nor deadline tells on which day it falls.
    """
    try:
        parts = read_rule(deadline.recurrence or "")
    except ValueError:
        return []
    first = begin(deadline, parts)
    if first is None:
        return []
    if parts.get("BYDAY") == _WEEKDAYS and parts.get("BYSETPOS") in {"1", "-1"}:
        found = [_at_work(day, parts["BYSETPOS"]) for day in expanded(parts, first, since - 31 * _DAY, until)]
        return [day for day in found if since <= day <= until]
    return expanded(parts, first, since, until)


def begin(deadline: Deadline, parts: Parts) -> date | None:
    """Return the day from which a rule runs; None where nothing tells it.

    A rule that names no day takes that of the deadline's end, unless this is only where the whole period ends.
    """
    until = datetime.strptime(parts["UNTIL"], "%Y%m%d").date() if "UNTIL" in parts else None  # noqa: DTZ007
    is_period_end = until is not None and deadline.end is not None and deadline.end >= until
    if parts["FREQ"] != "DAILY" and not _DAY_PARTS & parts.keys():
        return None if is_period_end else deadline.end
    if deadline.start is not None:
        return deadline.start
    return until - _YEAR if until is not None and is_period_end else deadline.end


@lru_cache(maxsize=512)
def _rule(text: str, first: date) -> rrule:
    return rrulestr(text, dtstart=datetime.combine(first, time(0)), cache=False)


def _at_work(day: date, place: str) -> date:
    """Return the first or last working day of a month, where the rule knows weekends only."""
    if place == "1":
        first = day.replace(day=1)
        return first if is_working_day(first) else add_working_days(first, 1)
    after = (day.replace(day=_SHORTEST_MONTH) + 4 * _DAY).replace(day=1)
    return add_working_days(after, -1)
