"""Which deadlines a visitor looks for (lọc hạn), as a list and as the days of a month."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from bot.clock import VIETNAM
from bot.reminders.occurrences import AHEAD, occurrences
from bot.rows.due import Shown, upcoming
from knowledge.deadlines import DeadlineState

STATES = {"cho": "chờ xác nhận", "roi": "đã xác nhận", "qua": "đã qua", "huy": "đã hủy"}
_WANTED_STATE = {
    "cho": DeadlineState.PROPOSED,
    "roi": DeadlineState.CONFIRMED,
    "huy": DeadlineState.CANCELLED,
}
_DAY = timedelta(days=1)
_LONG_AGO = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class WantedDue:
    """What a visitor looks for; an empty wish asks for nothing.

    Attributes:
        state: one of ``STATES``.
        first: the first last day.
        last: the last one.
        document: the number of the document that states it.
        mine: only what the visitor follows.
    """

    state: str = ""
    first: date | None = None
    last: date | None = None
    document: int | None = None
    mine: bool = False

    def address(self, **others: str) -> str:
        """Return the address of the list, or with ``xem`` and ``thang`` of a month, of what is looked for."""
        fields = {
            "trang-thai": self.state, "tu": self.first.isoformat() if self.first else "",
            "den": self.last.isoformat() if self.last else "",
            "van-ban": str(self.document) if self.document is not None else "", "cua-toi": "1" if self.mine else "",
        }  # fmt: skip
        given = urlencode({name: value for name, value in {**fields, **others}.items() if value})
        return f"/han?{given}" if given else "/han"


def meant(held: Iterable[Shown], wanted: WantedDue, followed: Collection[int]) -> list[Shown]:
    """Return the deadlines that are looked for, whenever they fall due.

    Args:
        held: what the visitor may see.
        wanted: what is looked for.
        followed: the numbers of what the visitor follows.
    """
    state = _WANTED_STATE.get(wanted.state)
    return [
        one
        for one in held
        if (state is None or one.kept.state is state)
        and (state is not None or one.kept.state is not DeadlineState.CANCELLED)
        and wanted.document in (None, one.record.document_id)
        and (not wanted.mine or one.record.id in followed)
    ]


def listed(found: Iterable[Shown], wanted: WantedDue, today: date) -> list[Shown]:
    """Return what is looked for in the order of its last day; what has no day comes last.

    Without any day named, what is over is left out, unless it is what was asked for or one document's.
    """
    found = list(found)
    if wanted.state == "qua":
        over = [one for one in found if one.time and one.time.last_day < today and _within(one, wanted)]
        return sorted(over, key=lambda one: one.time.last_day if one.time else today, reverse=True)
    if wanted.state == "huy" or (wanted.document is not None and not (wanted.first or wanted.last)):
        return [one for one in found if one.time is None or _within(one, wanted)]
    if not (wanted.first or wanted.last):
        return [one for one in found if one.time is None or one.time.last_day >= today]
    first = wanted.first or (_LONG_AGO if wanted.last and wanted.last < today else today)
    return upcoming(found, first, wanted.last or first + AHEAD)


def _within(one: Shown, wanted: WantedDue) -> bool:
    day = one.time.last_day if one.time else None
    return day is None or ((wanted.first or day) <= day <= (wanted.last or day))


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's page, and what falls due on it."""

    day: date
    inside: bool
    due: tuple[Shown, ...]


def month_of(found: Iterable[Shown], first: date) -> list[list[Day]]:
    """Return the weeks of a month, Monday first; a deadline that comes again stands on each of its days.

    Args:
        found: from ``meant``.
        first: the first day of the month.
    """
    days = list(Calendar().itermonthdates(first.year, first.month))
    due: defaultdict[date, list[Shown]] = defaultdict(list)
    for one in found:
        begin = datetime.combine(days[0], time(0), VIETNAM)
        for occurrence in occurrences(one.kept, begin, days[-1] + _DAY) if one.time else ():
            due[occurrence.last_day].append(replace(one, time=occurrence))
    told = [Day(day, day.month == first.month, tuple(due[day])) for day in days]
    return [told[place : place + 7] for place in range(0, len(told), 7)]


def month_asked(written: str, today: date) -> date:
    """Return the first day of the month that is written as 2026-11; of this month where it is none."""
    try:
        first = datetime.strptime(written, "%Y-%m").replace(tzinfo=VIETNAM).date()
    except ValueError:
        return today.replace(day=1)
    return first if _LONG_AGO <= first <= today + 5 * AHEAD else today.replace(day=1)
