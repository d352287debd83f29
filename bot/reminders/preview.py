"""What would be sent on a day (xem trước): nothing is written, and what nobody has confirmed yet is among it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.clock import VIETNAM
from bot.reminders.occurrences import Hindrance, Kept, Occurrence, hindrance, time_of
from bot.reminders.plan import Due, planned
from bot.reminders.register import Register
from bot.reminders.reminding import dues_of
from knowledge.deadlines import DeadlineState
from knowledge.store.reminders import Reminders

ANYBODY = 0
"""The person of a reminder that is for nobody in particular."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A reminder that comes due on a day.

    Attributes:
        due: the reminder.
        kept: its deadline.
        time: which time of it.
        waiting: nobody has confirmed it yet, so it would not be sent.
    """

    due: Due
    kept: Kept
    time: Occurrence
    waiting: bool

    def days_left(self) -> int:
        """Return how many days are left when it comes."""
        return (self.due.occurrence - self.due.at.astimezone(VIETNAM).date()).days

    def why(self) -> str:
        """Return the reason in words: "còn 7 ngày"."""
        left = self.days_left()
        said = f"còn {left} ngày" if left > 0 else "hôm nay là ngày cuối"
        return f"{said}, nhắc lại theo yêu cầu" if self.due.stage.again else said


def for_followers(register: Register, reminders: Reminders, day: date) -> tuple[Foreseen, ...]:
    """Return what comes due on a day for the people who follow it, with the wishes of each."""
    kept = _believed(register.kept)
    dues = dues_of(replace(register, kept=kept), reminders, _begin(day), until=_begin(day + _DAY))
    return _foreseen(register, kept, dues, day)


def for_anybody(register: Register, day: date) -> tuple[Foreseen, ...]:
    """Return what somebody with the usual wishes who follows everything would be reminded of on a day."""
    kept = _believed(register.kept)
    everybody = {one.id: (ANYBODY,) for one in kept}
    return _foreseen(register, kept, planned(kept, everybody, {}, _begin(day), until=_begin(day + _DAY)), day)


def _believed(kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """Return the deadlines as if what is proposed were confirmed."""
    return tuple(
        replace(one, state=DeadlineState.CONFIRMED) if hindrance(one) is Hindrance.UNCONFIRMED else one for one in kept
    )


def _foreseen(register: Register, believed: Iterable[Kept], dues: Iterable[Due], day: date) -> tuple[Foreseen, ...]:
    kept = {one.id: one for one in register.kept}
    as_if = {one.id: one for one in believed}
    found = []
    for due in dues:
        one, time = kept[due.deadline_id], time_of(as_if[due.deadline_id], due.occurrence)
        if time is not None and due.at.astimezone(VIETNAM).date() == day:
            found.append(Foreseen(due, one, time, hindrance(one) is Hindrance.UNCONFIRMED))
    return tuple(sorted(found, key=lambda f: (f.due.person_id, f.due.closes, f.due.deadline_id)))


def _begin(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), VIETNAM)
