"""When a person wants to be reminded (mong muốn nhận nhắc), and the moments that these wishes allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from knowledge.working_days import is_working_day, next_working_day, previous_working_day

_DAY = timedelta(days=1)
_LONGEST_LEAD = 365
_TRIES = 40  # more days than any feast lasts


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person wants of reminders.

    Attributes:
        lead_days: how many days before the last day that counts; 0 is the morning itself.
        hour: at which hour, in Vietnam.
        quiet_from, quiet_to: no message from the one to the other, over midnight where the first is later; no quiet
            hours where both are the same.
        paused_until: nothing before this moment.
        stopped: nothing at all.
    """

    lead_days: tuple[int, ...] = (14, 7, 3, 1, 0)
    hour: time = time(7, 30)
    quiet_from: time = time(22)
    quiet_to: time = time(6)
    paused_until: datetime | None = None
    stopped: bool = False

    def __post_init__(self) -> None:
        """Refuse lead times that mean nothing."""
        if not all(0 <= days <= _LONGEST_LEAD for days in self.lead_days):
            raise ValueError(f"lead days must lie between 0 and {_LONGEST_LEAD}")

    def are_quiet_at(self, moment: datetime) -> bool:
        """Say whether a moment lies in the quiet hours."""
        at = moment.astimezone(VIETNAM).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= at < self.quiet_to
        return at >= self.quiet_from or at < self.quiet_to

    def allow(self, moment: datetime) -> bool:
        """Say whether a message may come at a moment: on a working day, outside the quiet hours."""
        return is_working_day(moment.astimezone(VIETNAM).date()) and not self.are_quiet_at(moment)


def last_allowed(day: date, closes: datetime, wishes: Wishes) -> datetime | None:
    """Return the moment for a message meant for a day: that day or the working day before, and before ``closes``."""
    if not is_working_day(day):
        day = previous_working_day(day)
    for _ in range(_TRIES):
        for moment in _moments_of(day, wishes):
            if moment < closes and wishes.allow(moment):
                return moment
        day = previous_working_day(day)
    return None


def first_allowed(moment: datetime, wishes: Wishes) -> datetime:
    """Return the first moment from ``moment`` on at which a message may come."""
    for _ in range(_TRIES):
        local = moment.astimezone(VIETNAM)
        if not is_working_day(local.date()):
            local = datetime.combine(next_working_day(local.date()), time(0), VIETNAM)
        if wishes.allow(local):
            return local
        moment = _end_of_quiet(local, wishes)
    return moment


def first_wished(moment: datetime, wishes: Wishes) -> datetime:
    """Return the first moment from ``moment`` on at the hour that the person wants, where a message may come."""
    day = moment.astimezone(VIETNAM).date()
    for _ in range(_TRIES):
        wished = _wished(day, wishes)
        if wished >= moment and wishes.allow(wished):
            return wished
        day += _DAY
    return first_allowed(moment, wishes)


def _moments_of(day: date, wishes: Wishes) -> Iterator[datetime]:
    """Yield when a message of a day may come, the best first: at the hour wished, when the quiet hours are over."""
    yield _wished(day, wishes)
    if wishes.quiet_from != wishes.quiet_to:
        yield datetime.combine(day, wishes.quiet_to, VIETNAM)


def _wished(day: date, wishes: Wishes) -> datetime:
    """Return the hour wished on a day, pushed to the end of the quiet hours where it lies in them."""
    wished = datetime.combine(day, wishes.hour, VIETNAM)
    return _end_of_quiet(wished, wishes) if wishes.are_quiet_at(wished) else wished


def _end_of_quiet(moment: datetime, wishes: Wishes) -> datetime:
    end = datetime.combine(moment.date(), wishes.quiet_to, VIETNAM)
    return end if end > moment else end + _DAY
