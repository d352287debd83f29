"""Events that came in: kept once before anything else, answered one after the other in each lane (hộp thư đến)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, and_, delete, exists, func, or_, select, update

from knowledge.store.chat_schema import inbox
from knowledge.store.engine import writing
from knowledge.store.once import insert_new


@dataclass(frozen=True, slots=True)
class Event:
    """An event to be kept.

    Attributes:
        key: its pseudonym, the same whenever it is delivered again.
        lane: the pseudonym of its chat.
        payload: what it says, as JSON.
    """

    key: str
    lane: str
    payload: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A kept event whose turn it is; ``attempts`` counts this one."""

    id: int
    lane: str
    payload: str
    received_at: float
    attempts: int


class Inbox:
    """The events of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, events: Sequence[Event], now: float) -> int:
        """Keep events that are not known yet; return how many were new."""
        with writing(self._engine) as connection:
            return sum(_kept(connection, event, now) for event in events)

    def waiting(self, lane: str) -> int:
        """Return how many events of a lane are not answered yet."""
        query = select(func.count()).where(inbox.c.lane == lane, inbox.c.state == "new")
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def claim(self, now: float, lease: float, most: int) -> list[Arrived]:
        """Take the first waiting event of each lane that nobody works on, at most so many, for ``lease`` seconds."""
        earlier = inbox.alias()
        is_head = ~exists().where(earlier.c.lane == inbox.c.lane, earlier.c.state == "new", earlier.c.id < inbox.c.id)
        free = or_(inbox.c.claimed_until.is_(None), inbox.c.claimed_until < now)
        query = select(inbox).where(inbox.c.state == "new", free, is_head).order_by(inbox.c.id).limit(most)
        query = query.with_for_update(skip_locked=True)  # several workers on PostgreSQL; says nothing on SQLite
        with writing(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
            for row in rows:
                held = {"claimed_until": now + lease, "attempts": row["attempts"] + 1}
                connection.execute(update(inbox).where(inbox.c.id == row["id"]).values(**held))
        return [Arrived(r["id"], r["lane"], r["payload"] or "", r["received_at"], r["attempts"] + 1) for r in rows]

    def known(self, key: str) -> bool:
        """Say whether an event was kept before."""
        with self._engine.connect() as connection:
            return connection.execute(select(inbox.c.id).where(inbox.c.key == key)).first() is not None

    def postpone(self, event_id: int, until: float) -> None:
        """Let an event wait until a moment before it is tried again."""
        with writing(self._engine) as connection:
            connection.execute(update(inbox).where(inbox.c.id == event_id).values(claimed_until=until))

    def release_all(self) -> None:
        """Let every claimed event wait again: whoever claimed it is gone."""
        with writing(self._engine) as connection:
            connection.execute(update(inbox).where(inbox.c.state == "new").values(claimed_until=None))

    def fail(self, event_id: int, now: float) -> None:
        """Give an event up that cannot be answered."""
        with writing(self._engine) as connection:
            finish_event(connection, event_id, now, "failed")

    def oldest_waiting(self) -> float | None:
        """Return when the oldest unanswered event came; None where none waits."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.min(inbox.c.received_at)).where(inbox.c.state == "new")).scalar()

    def forget_before(self, moment: float) -> int:
        """Delete the keys of events answered before a moment; return how many there were."""
        with writing(self._engine) as connection:
            gone = connection.execute(delete(inbox).where(and_(inbox.c.state != "new", inbox.c.done_at < moment)))
            return gone.rowcount


def finish_event(connection: Connection, event_id: int, now: float, state: str = "done") -> bool:
    """Mark an event as dealt with and drop what it said and where; return False where that was done before."""
    ended = {"state": state, "lane": "", "payload": None, "claimed_until": None, "done_at": now}
    changed = connection.execute(update(inbox).where(inbox.c.id == event_id, inbox.c.state == "new").values(**ended))
    return changed.rowcount == 1


def _kept(connection: Connection, event: Event, now: float) -> int:
    row = {"key": event.key, "lane": event.lane, "payload": event.payload, "state": "new", "received_at": now}
    return insert_new(connection, inbox, [row])
