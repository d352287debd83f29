"""Who follows which deadline, and what each was reminded of: a row before there is any message."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from knowledge.crash_points import CrashPoint, passing
from knowledge.store.chat_schema import people
from knowledge.store.deadline_schema import answers, follows, reminders, wishes
from knowledge.store.engine import writing
from knowledge.store.once import insert_new
from knowledge.store.outbox import write_draft
from knowledge.store.outgoing import Draft


class Following(StrEnum):
    """What somebody follows."""

    ALL = "all"
    DOCUMENT = "document"
    ISSUER = "issuer"
    DEADLINE = "deadline"  # given to a person or a unit


@dataclass(frozen=True, slots=True)
class Follow:
    """What a person, or everybody of a unit, follows; ``target`` is a document's or deadline's number, or an agency."""

    kind: Following
    target: str = ""
    person: int | None = None
    unit: int | None = None


class ReminderState(StrEnum):
    """What was written of a time of a deadline for a person."""

    WRITTEN = "written"  # a reminder of what is due
    EXPIRED = "expired"  # came too late to help, or a later one said it better
    CHANGED = "changed"  # that the day is another now
    OVERDUE = "overdue"  # to an officer: that it passed and some have not said "đã xong"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of one time of a deadline for one person."""

    key: str
    person: int
    deadline: int
    occurrence: date
    stage: int
    due_at: float
    state: ReminderState = ReminderState.WRITTEN


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person said of one time of a deadline: ``done``, ``later`` or ``stop``."""

    person: int
    deadline: int
    occurrence: date
    said: str
    until: float | None = None


class Reminders:
    """The reminders of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- who follows what -------------------------------------------------------------------------------

    def follow(self, wanted: Follow) -> bool:
        """Let somebody follow something; return False where that was so before."""
        row = {"person": wanted.person, "unit": wanted.unit, "kind": wanted.kind.value, "target": wanted.target}
        with writing(self._engine) as connection:
            if connection.execute(select(follows.c.id).where(*_same(row))).first():
                return False
            connection.execute(insert(follows).values(**row))
        return True

    def unfollow(self, wanted: Follow) -> bool:
        """Let somebody follow something no more; return False where that was not so."""
        row = {"person": wanted.person, "unit": wanted.unit, "kind": wanted.kind.value, "target": wanted.target}
        with writing(self._engine) as connection:
            return connection.execute(delete(follows).where(*_same(row))).rowcount > 0

    def all_follows(self) -> list[Follow]:
        """Return what everybody follows."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(follows).order_by(follows.c.id)).mappings()
            return [Follow(Following(r["kind"]), r["target"], r["person"], r["unit"]) for r in rows]

    def followers(self, targets: Mapping[int, Collection[tuple[Following, str]]]) -> dict[int, frozenset[int]]:
        """Return for each deadline the people who follow it.

        Args:
            targets: deadline -> everything by which it may be followed: itself, its document, its agency, all.
        """
        members: defaultdict[int, set[int]] = defaultdict(set)
        with self._engine.connect() as connection:
            for person, unit in connection.execute(select(people.c.id, people.c.unit).where(people.c.active == 1)):
                members[unit or 0].add(person)
            active = {person for group in members.values() for person in group}
            by_target: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
            for row in connection.execute(select(follows)).mappings():
                who = {row["person"]} & active if row["person"] else members[row["unit"]]
                by_target[row["kind"], row["target"]] |= who
        return {
            deadline: frozenset(p for kind, target in ways for p in by_target.get((kind.value, target), ()))
            for deadline, ways in targets.items()
        }

    # -- what was written -------------------------------------------------------------------------------

    def known(self, keys: Collection[str]) -> frozenset[str]:
        """Return those of the keys that were written or expired before."""
        wanted = list(keys)
        found: set[str] = set()
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                part = wanted[start : start + _AT_ONCE]
                found |= set(connection.execute(select(reminders.c.key).where(reminders.c.key.in_(part))).scalars())
        return frozenset(found)

    def write(
        self, due: Sequence[Reminder], drafts: Sequence[Draft], now: float, *, none_since: float | None = None
    ) -> bool:
        """Keep reminders of one person and the message that tells them, in one transaction.

        Args:
            due: the reminders, in the order in which the message numbers them.
            drafts: the message.
            now: the moment.
            none_since: nothing is written where the person was sent something of the same state since this moment.

        Returns:
            False where one of them was written before, by whomever: then nothing is written, and the caller looks
            again.
        """
        with writing(self._engine) as connection:
            if connection.dialect.name == "postgresql":  # whoever else writes to the same person waits here
                mine = people.c.id.in_({r.person for r in due})
                connection.execute(select(people.c.id).where(mine).with_for_update(key_share=True))
            if none_since is not None and any(_was_sent(connection, r.person, none_since, r.state) for r in due):
                return False
            if _insert(connection, due, now) < len(due):
                connection.rollback()
                return False
            for draft in drafts:
                write_draft(connection, draft, now)
            passing(CrashPoint.REMINDERS_WRITTEN)
        passing(CrashPoint.REMINDERS_COMMITTED)
        return True

    def expire(self, due: Sequence[Reminder], now: float) -> None:
        """Record reminders that help nobody any more, so that they are never looked at again."""
        over = sorted((replace(r, state=ReminderState.EXPIRED) for r in due), key=lambda r: r.key)
        if over:
            with writing(self._engine) as connection:
                _insert(connection, over, now)

    def last_told(self, person: int, since: float) -> list[tuple[int, date]]:
        """Return (deadline, day) of what a person was reminded of since a moment, in the order of the last message."""
        query = select(reminders.c.deadline, reminders.c.occurrence, reminders.c.at).where(
            reminders.c.person == person, reminders.c.state == ReminderState.WRITTEN.value, reminders.c.at >= since
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(reminders.c.at.desc(), reminders.c.id)).all()
        newest = [(row[0], date.fromisoformat(row[1])) for row in rows if row[2] == rows[0][2]]
        return list(dict.fromkeys(newest))

    def sent_to(self, since: float, state: ReminderState = ReminderState.WRITTEN) -> frozenset[int]:
        """Return the people who were sent a digest, or something else of a state, since a moment."""
        query = select(reminders.c.person).where(reminders.c.state == state.value, reminders.c.at >= since)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query.distinct()).scalars())

    def told_days(self, deadline_ids: Collection[int]) -> dict[tuple[int, int], date]:
        """Return for (person, deadline) the last day that the person was told last, by a reminder or as a change."""
        query = select(reminders.c.person, reminders.c.deadline, reminders.c.occurrence).where(
            reminders.c.deadline.in_(list(deadline_ids)),
            reminders.c.state.in_([ReminderState.WRITTEN.value, ReminderState.CHANGED.value]),
        )
        if not deadline_ids:
            return {}
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(reminders.c.at, reminders.c.id))
            return {(person, deadline): date.fromisoformat(day) for person, deadline, day in rows}

    def reminded(self, first: date, last: date) -> list[tuple[int, int, date]]:
        """Return (person, deadline, day) of everybody who was reminded of something that was due in these days."""
        query = select(reminders.c.person, reminders.c.deadline, reminders.c.occurrence).where(
            reminders.c.state == ReminderState.WRITTEN.value,
            reminders.c.occurrence.between(first.isoformat(), last.isoformat()),
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.distinct())
            return sorted((person, deadline, date.fromisoformat(day)) for person, deadline, day in rows)

    # -- what people say --------------------------------------------------------------------------------

    def answer(self, reply: Reply, at: float) -> None:
        """Keep what a person said of a deadline."""
        row = {"person": reply.person, "deadline": reply.deadline, "occurrence": reply.occurrence.isoformat()}
        with writing(self._engine) as connection:
            connection.execute(insert(answers).values(said=reply.said, until=reply.until, at=at, **row))

    def replies(self) -> list[Reply]:
        """Return what everybody said, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(answers).order_by(answers.c.id)).mappings()
            return [
                Reply(r["person"], r["deadline"], date.fromisoformat(r["occurrence"]), r["said"], r["until"])
                for r in rows
            ]

    def wishes(self) -> dict[int, dict[str, Any]]:
        """Return what people want of reminders, as it was written."""
        with self._engine.connect() as connection:
            return {r["person"]: json.loads(r["content"]) for r in connection.execute(select(wishes)).mappings()}

    def wish_of(self, person: int) -> dict[str, Any] | None:
        """Return what one person wants of reminders; None where nothing was said."""
        with self._engine.connect() as connection:
            content = connection.execute(select(wishes.c.content).where(wishes.c.person == person)).scalar()
        return dict(json.loads(content)) if content else None

    def wish(self, person: int, content: Mapping[str, Any]) -> None:
        """Keep what a person wants of reminders."""
        with writing(self._engine) as connection:
            connection.execute(delete(wishes).where(wishes.c.person == person))
            connection.execute(insert(wishes).values(person=person, content=json.dumps(dict(content))))


_AT_ONCE = 500  # keys in one question to the database


def _same(row: Mapping[str, Any]) -> list[Any]:
    return [follows.c[name].is_(None) if value is None else follows.c[name] == value for name, value in row.items()]


def _was_sent(connection: Connection, person: int, since: float, state: ReminderState) -> bool:
    query = select(reminders.c.id).where(
        reminders.c.person == person, reminders.c.state == state.value, reminders.c.at >= since
    )
    return connection.execute(query.limit(1)).first() is not None


def _insert(connection: Connection, due: Sequence[Reminder], now: float) -> int:
    """Write rows whose keys are new; return how many."""
    rows = [
        {
            "key": r.key, "person": r.person, "deadline": r.deadline, "occurrence": r.occurrence.isoformat(),
            "stage": r.stage, "due_at": r.due_at, "state": r.state.value, "at": now,
        }
        for r in due
    ]  # fmt: skip
    return insert_new(connection, reminders, rows)
