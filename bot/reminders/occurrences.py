"""Each time that a deadline falls due (kỳ hạn): the last day that counts, and the moment from which it is too late."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.clock import VIETNAM
from bot.reminders.recurrence import named_days
from knowledge.deadlines import Deadline, DeadlineState
from knowledge.time_expressions import Boundary

AHEAD = timedelta(days=731)
"""How far a deadline that comes again is followed: two years."""
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Kept:
    """A deadline as a home keeps it.

    Attributes:
        id: its number.
        deadline: what it says.
        state: proposed, confirmed or cancelled.
        sequence: how often it was changed, for calendars.
        document: how the document that states it is called in a line; empty for one that a person added.
        left_out: last days of those times that do not take place.
    """

    id: int
    deadline: Deadline
    state: DeadlineState
    sequence: int = 0
    document: str = ""
    left_out: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One time of a deadline.

    Attributes:
        closes: the moment from which it is too late.
        last_day: the last day that counts.
        named: the day that the words name; the one after where they say "trước ngày".
    """

    closes: datetime
    last_day: date
    named: date


class Hindrance(StrEnum):
    """Why nobody is reminded of a deadline; the values are shown."""

    UNCONFIRMED = "chưa được xác nhận"
    CANCELLED = "đã hủy"
    ANOMALY = "thời điểm ghi trong văn bản không thể đúng"
    EVENT_NEEDED = "cần biết thêm một sự kiện mới tính được ngày"
    NO_DAY = "không có ngày cụ thể"


def hindrance(kept: Kept) -> Hindrance | None:
    """Return why nobody is reminded of a deadline; None where people are."""
    if kept.state is DeadlineState.CANCELLED:
        return Hindrance.CANCELLED
    if kept.deadline.anomaly is not None:
        return Hindrance.ANOMALY
    if not kept.deadline.resolvable:
        return Hindrance.EVENT_NEEDED
    if kept.deadline.end is None and kept.deadline.recurrence is None:
        return Hindrance.NO_DAY
    return None if kept.state is DeadlineState.CONFIRMED else Hindrance.UNCONFIRMED


def uid_of(home: str, deadline_id: int, day: date | None = None) -> str:
    """Return what names a deadline in every calendar, the same for ever; with a day, one time of it.

    Args:
        home: what tells this home from every other; it cannot be read from the result.
        deadline_id: of the deadline.
        day: the last day of the time that is meant.
    """
    whose = hashlib.sha256(home.encode()).hexdigest()[:16]
    return f"han-{deadline_id}{f'-{day:%Y%m%d}' if day else ''}@{whose}.tdkt"


def occurrences(kept: Kept, now: datetime, until: date) -> tuple[Occurrence, ...]:
    """Return the times of a deadline that are not over, in order; of one that comes again, none after ``until``.

    What state the deadline is in does not matter here; see ``hindrance``.
    """
    deadline = kept.deadline
    if deadline.recurrence:
        named = named_days(deadline, now.astimezone(VIETNAM).date() - _DAY, until)
    else:
        named = [deadline.end] if deadline.end is not None else []
    found = (_occurrence(deadline, day) for day in named if _FIRST_YEAR <= day.year < _LAST_YEAR)
    return tuple(sorted(one for one in found if one.closes > now and one.last_day not in kept.left_out))


def time_of(kept: Kept, last_day: date) -> Occurrence | None:
    """Return the time of a deadline whose last day this is, over or not; None where no one is reminded of such one."""
    if hindrance(kept) is not None:
        return None
    midnight = datetime.combine(last_day, time(0), VIETNAM)
    return next((o for o in occurrences(kept, midnight, last_day + 2 * _DAY) if o.last_day == last_day), None)


def _occurrence(deadline: Deadline, named: date) -> Occurrence:
    """Return one time; "trước 16 giờ 30 ngày 05" lets the 5th count until then, "trước ngày 05" does not."""
    if deadline.time is not None:
        closes = datetime.combine(named, deadline.time.replace(tzinfo=None), VIETNAM)
    else:
        over = named if deadline.boundary is Boundary.BEFORE else named + _DAY
        closes = datetime.combine(over, time(0), VIETNAM)
    return Occurrence(closes, (closes - _INSTANT).date(), named)
