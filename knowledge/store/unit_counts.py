"""Counts of a unit's days (số liệu theo ngày): small writes when something happens, sums when somebody asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from knowledge.store.chat_schema import outbox
from knowledge.store.engine import writing
from knowledge.store.once import insert_new
from knowledge.store.schema import audit, documents
from knowledge.store.unit_schema import unit_questions, unit_replies, unit_tallies, unit_votes

_VOTES_KEPT = 3 * 86_400.0  # seconds; an answer can be rated for a day
_FOR_PEOPLE = ("reminder", "notice")


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing to be counted: of which kind, under which name; neither may tell of a person."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time: its first and last day as they are counted, its begin and end in seconds since 1970."""

    first: date
    last: date
    begins: float
    ends: float

    @property
    def as_stored(self) -> tuple[str, str]:
        """Return begin and end as the register writes moments (UTC, ISO)."""
        begin, end = (datetime.fromtimestamp(at, UTC) for at in (self.begins, self.ends))
        return begin.isoformat(timespec="seconds"), end.isoformat(timespec="seconds")


class UnitCounts:
    """The counts of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, tallies: Iterable[Tally], day: date) -> None:
        """Count things of a day, in one transaction."""
        with writing(self._engine) as connection:
            count(connection, tallies, day)

    def vote(self, key: str, tallies: Iterable[Tally], now: float, day: date) -> bool:
        """Count a vote; False where the same key voted before, and nothing was counted.

        Args:
            key: stands for a visitor and an answer, and tells neither.
            tallies: what the vote says.
            now: the moment.
            day: its day.
        """
        with writing(self._engine) as connection:
            connection.execute(delete(unit_votes).where(unit_votes.c.at < now - _VOTES_KEPT))
            if not insert_new(connection, unit_votes, [{"key": key, "at": now}]):
                return False
            count(connection, tallies, day)
        return True

    def sums(self, stretch: Stretch) -> dict[str, dict[str, int]]:
        """Return kind -> name -> how often in a stretch of days."""
        query = (
            select(unit_tallies.c.kind, unit_tallies.c.name, func.sum(unit_tallies.c.times))
            .where(unit_tallies.c.day.between(stretch.first.isoformat(), stretch.last.isoformat()))
            .group_by(unit_tallies.c.kind, unit_tallies.c.name)
        )
        found: dict[str, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for kind, name, times in connection.execute(query):
                found.setdefault(kind, {})[name] = int(times)
        return found

    def deeds(self, stretch: Stretch) -> dict[str, int]:
        """Return how many lines of each action the audit has in a stretch of time."""
        return self._counted(audit, "action", "at", *stretch.as_stored)

    def decisions(self, stretch: Stretch) -> dict[str, int]:
        """Return how many questions were replied to and dropped in a stretch of time."""
        return self._counted(unit_questions, "state", "decided_at", stretch.begins, stretch.ends)

    def replies(self, stretch: Stretch) -> dict[str, int]:
        """Return how many replies were written, approved and withdrawn in a stretch of time."""
        return {
            name: self._number(unit_replies, column, stretch.begins, stretch.ends)
            for name, column in (("written", "written_at"), ("approved", "approved_at"), ("withdrawn", "withdrawn_at"))
        }

    def documents(self, stretch: Stretch) -> tuple[int, int]:
        """Return how many documents were added and removed in a stretch of time."""
        begin, end = stretch.as_stored
        return (
            self._number(documents, "added_at", begin, end), self._number(documents, "removed_at", begin, end),
        )  # fmt: skip

    def deliveries(self, stretch: Stretch) -> dict[tuple[str, str], int]:
        """Return (kind, state) -> how many messages written in a stretch of time; those sent go after a month."""
        query = (
            select(outbox.c.kind, outbox.c.state, func.count())
            .where(outbox.c.created_at >= stretch.begins, outbox.c.created_at < stretch.ends)
            .where(outbox.c.followed_by.is_(None))
            .group_by(outbox.c.kind, outbox.c.state)
        )
        with self._engine.connect() as connection:
            return {(kind, state): times for kind, state, times in connection.execute(query)}

    def undelivered(self, stretch: Stretch) -> int:
        """Return how many messages to people of a stretch of time reached nobody, and no person has settled them."""
        query = select(func.count()).where(
            outbox.c.created_at >= stretch.begins, outbox.c.created_at < stretch.ends, outbox.c.kind.in_(_FOR_PEOPLE),
            outbox.c.state.in_(("refused", "unknown", "expired")), outbox.c.followed_by.is_(None),
            outbox.c.settled_at.is_(None),
        )  # fmt: skip
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def _counted(self, table: Table, name: str, at: str, begin: object, end: object) -> dict[str, int]:
        query = (
            select(table.c[name], func.count())
            .where(table.c[at] >= begin, table.c[at] < end)
            .group_by(table.c[name])
        )  # fmt: skip
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def _number(self, table: Table, at: str, begin: object, end: object) -> int:
        query = select(func.count()).select_from(table).where(table.c[at] >= begin, table.c[at] < end)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()


def count(connection: Connection, tallies: Iterable[Tally], day: date) -> None:
    """Count things of a day on a connection whose transaction the caller owns."""
    rows = [
        {"day": day.isoformat(), "kind": t.kind, "name": t.name[:120], "times": 1}
        for t in sorted(set(tallies), key=_order)
    ]
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    more = {"times": unit_tallies.c.times + 1}
    one = ["day", "kind", "name"]
    connection.execute(dialect.insert(unit_tallies).on_conflict_do_update(index_elements=one, set_=more), rows)


def _order(tally: Tally) -> tuple[str, str]:
    """Return what puts the rows of every writer in one order, so that two never wait for each other."""
    return tally.kind, tally.name
