"""Who is reminded of which deadline when (kế hoạch nhắc): rows, each with a key, before there is any message."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot.clock import VIETNAM
from bot.reminders.occurrences import AHEAD, Kept, Occurrence, hindrance, occurrences
from bot.reminders.wishes import Wishes, first_wished, last_allowed

_DAY = timedelta(days=1)
_LONGEST_FEAST = 40  # days by which a reminder may come earlier, with room to spare
_FARTHER = (AHEAD, 5 * AHEAD, 20 * AHEAD)  # for what comes again after some years
Done = Container[tuple[int, int, date]]
"""(person, deadline, last day) of what somebody has done, or wants to hear no more of."""


@dataclass(frozen=True, slots=True, order=True)
class Stage:
    """One of the reminders of a deadline (mốc nhắc).

    Attributes:
        days: so many days before the last day that counts.
        again: the person asked for it ("nhắc lại sau 1 ngày"); it stands beside the one of the plan.
    """

    days: int
    again: bool = False

    def __str__(self) -> str:
        return f"{self.days}{'+' if self.again else ''}"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that comes due.

    Attributes:
        person_id: who is reminded.
        deadline_id: of which deadline.
        occurrence: of which time of it: the last day that counts.
        stage: which of its reminders.
        at: when.
        closes: the moment from which it helps nobody.
    """

    person_id: int
    deadline_id: int
    occurrence: date
    stage: Stage
    at: datetime
    closes: datetime

    def key(self) -> str:
        """Return what keeps the reminder from being written twice; its hour is no part of it."""
        return f"reminder:{self.person_id}:{self.deadline_id}:{self.occurrence.isoformat()}:{self.stage}"


@dataclass(frozen=True, slots=True)
class Ripe:
    """Reminders whose moment has come, told apart.

    Attributes:
        useful: to be sent, one for each time of a deadline.
        overtaken: a later stage of the same time says it better.
        expired: the deadline is over.
    """

    useful: tuple[Due, ...]
    overtaken: tuple[Due, ...]
    expired: tuple[Due, ...]


def planned(
    kept: Iterable[Kept],
    followers: Mapping[int, Collection[int]],
    wishes: Mapping[int, Wishes],
    now: datetime,
    *,
    until: datetime | None = None,
    done: Done = frozenset(),
) -> tuple[Due, ...]:
    """Return the reminders of everything that is not over, in the order in which they come due.

    Those whose moment has already passed are among them; ``ripe`` tells what becomes of them.

    Args:
        kept: the deadlines of the home; those with a hindrance give nothing.
        followers: deadline -> the people who follow it.
        wishes: person -> what the person wants; whoever is missing wants what is usual.
        now: the moment.
        until: those that come due later are left out; None for all.
        done: what is settled for a person.
    """
    farthest = _farthest(now, until, wishes.values())
    found, usual = set[Due](), Wishes()
    for one in kept:
        if hindrance(one) is not None or not followers.get(one.id):
            continue
        for occurrence in occurrences(one, now, farthest):
            for person in followers[one.id]:
                if (person, one.id, occurrence.last_day) not in done:
                    found.update(_dues(person, one.id, occurrence, wishes.get(person, usual), until))
    return tuple(sorted(found, key=lambda due: (due.at, due.person_id, due.deadline_id, due.occurrence, due.stage)))


def next_due(kept: Kept, now: datetime, wishes: Wishes | None = None) -> datetime | None:
    """Return the next moment after ``now`` at which somebody with these wishes is reminded; None where never."""
    if hindrance(kept) is not None:
        return None
    day = now.astimezone(VIETNAM).date()
    for ahead in _FARTHER:
        times = occurrences(kept, now, day + ahead)
        moments = [due.at for one in times for due in _dues(0, kept.id, one, wishes or Wishes()) if due.at > now]
        if moments:
            return min(moments)
    return None


def useful(due: Due, now: datetime) -> bool:
    """Say whether a reminder still helps at a moment, however late it is."""
    return now < due.closes


def ripe(dues: Iterable[Due], now: datetime) -> Ripe:
    """Return what becomes of the reminders whose moment has come: after a downtime one for each time of a deadline."""
    come = sorted((due for due in dues if due.at <= now), key=lambda due: (due.at, -due.stage.days, due.stage.again))
    newest = {(due.person_id, due.deadline_id, due.occurrence): due for due in come}
    kept = {due.key() for due in newest.values()}
    return Ripe(
        tuple(due for due in come if useful(due, now) and due.key() in kept),
        tuple(due for due in come if useful(due, now) and due.key() not in kept),
        tuple(due for due in come if not useful(due, now)),
    )


def asked_again(due: Due, now: datetime, days: int, wishes: Wishes) -> Due | None:
    """Return the reminder of somebody who wants it again after some days; None where it would come too late.

    Where that day is none on which a message may come it is the next one, or, if that is too late, the last moment
    before the deadline is over.
    """
    day = now.astimezone(VIETNAM).date() + days * _DAY
    wished = first_wished(datetime.combine(day, time(0), VIETNAM), wishes)
    at: datetime | None = wished if wished < due.closes else last_allowed(due.occurrence, due.closes, wishes)
    if at is None or at <= now:
        return None
    stage = Stage((due.occurrence - at.date()).days, again=True)
    return Due(due.person_id, due.deadline_id, due.occurrence, stage, at, due.closes)


def _farthest(now: datetime, until: datetime | None, wishes: Iterable[Wishes]) -> date:
    """Return the last named day whose reminders may come due by ``until``; nobody looks farther than two years."""
    day = now.astimezone(VIETNAM).date() + AHEAD
    if until is None:
        return day
    leads = [days for one in (Wishes(), *wishes) for days in one.lead_days]
    return min(day, until.astimezone(VIETNAM).date() + (max(leads) + _LONGEST_FEAST) * _DAY)


def _dues(
    person: int, deadline: int, occurrence: Occurrence, wishes: Wishes, until: datetime | None = None
) -> list[Due]:
    """Return the reminders of one person for one time; of those that meet at one moment only the last."""
    if wishes.stopped:
        return []
    return [
        Due(person, deadline, occurrence.last_day, Stage(days), at, occurrence.closes)
        for at, days in _moments(occurrence.last_day, occurrence.closes, wishes)
        if until is None or at <= until
    ]


@lru_cache(maxsize=8192)
def _moments(last_day: date, closes: datetime, wishes: Wishes) -> tuple[tuple[datetime, int], ...]:
    """Return (moment, days before) of each stage; pure, and the same for everybody with the same wishes."""
    found: dict[datetime, int] = {}
    for days in sorted(set(wishes.lead_days), reverse=True):
        at = last_allowed(last_day - days * _DAY, closes, wishes)
        if at is not None and wishes.paused_until is not None and at < wishes.paused_until:
            at = first_wished(wishes.paused_until, wishes)
        if at is not None and at < closes:
            found[at] = days
    return tuple(sorted(found.items()))
