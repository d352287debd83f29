"""Days that are others than people were told (đổi hạn): whom to tell of which, once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime

from bot.reminders.digest import Change
from bot.reminders.occurrences import AHEAD, Kept, hindrance, occurrences
from bot.reminders.register import Register
from knowledge.store.reminders import Reminder, ReminderState

Told = Mapping[tuple[int, int], date]
"""(person, deadline) -> the last day that the person was told last."""


def may_have_changed(register: Register) -> list[Kept]:
    """Return the deadlines of which somebody may have been told another day: confirmed, on one day, changed."""
    return [
        kept
        for kept in register.kept
        if register.records[kept.id].changed_from and not kept.deadline.recurrence and hindrance(kept) is None
    ]


def changes(
    register: Register, told: Told, stopped: Collection[tuple[int, int, date]], now: datetime
) -> dict[int, list[Change]]:
    """Return for each person the deadlines whose day is another than the one told last, and not over.

    Who follows a deadline no more is still told, since the wrong day is in their calendar; who may not see its
    document any more, or said "dừng" to it, is not.

    Args:
        register: of the home.
        told: what people were told.
        stopped: (person, deadline, day) of what somebody wants to hear no more of.
        now: the moment.
    """
    found: defaultdict[int, list[Change]] = defaultdict(list)
    present = {k.id: (k, o) for k in may_have_changed(register) for o in occurrences(k, now, now.date() + AHEAD)}
    for (person, deadline), day in sorted(told.items()):
        kept, occurrence = present.get(deadline, (None, None))
        if kept is None or occurrence is None or occurrence.last_day == day or (person, deadline, day) in stopped:
            continue
        if register.may_see(person, deadline):
            found[person].append(Change(kept, day, occurrence))
    return dict(found)


def row_of(person: int, change: Change, now: datetime) -> Reminder:
    """Return what keeps a change from being told twice."""
    assert change.now is not None
    key = f"changed:{person}:{change.kept.id}:{change.kept.sequence}"
    left = (change.now.last_day - now.date()).days
    return Reminder(
        key, person, change.kept.id, change.now.last_day, left, now.timestamp(), ReminderState.CHANGED
    )  # fmt: skip
