"""Messages that go out: a row before anything is sent, and what became of it (hộp thư đi).

States: pending -> claimed -> sent | refused | unknown; pending -> expired. A claimed row whose process died becomes
unknown: nobody can tell whether the message arrived, so it is not sent again by itself.

On PostgreSQL several workers may send for one home: rows are locked while they change, and whoever claims steps over
those that another one holds. On SQLite there is one writer at a time, and the locks say nothing.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, delete, exists, func, or_, select, update

from knowledge.store.chat_schema import outbox, people, units
from knowledge.store.engine import writing
from knowledge.store.inserting import inserted
from knowledge.store.once import insert_new
from knowledge.store.outgoing import Draft, Outcome, Outgoing, Undelivered, Way

_FOR_PEOPLE = ("reminder", "notice")  # whoever misses one of these must be told another way
_ENDED = [o.value for o in Outcome]


class Outbox:
    """The messages of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, drafts: Sequence[Draft], now: float) -> int:
        """Write messages to be sent; return how many were new."""
        with writing(self._engine) as connection:
            return sum(write_draft(connection, draft, now) for draft in drafts)

    def claim(self, now: float, lease: float, most: int) -> list[Outgoing]:
        """Take the first pending message of each lane that has none under way, at most so many."""
        earlier, under_way = outbox.alias(), outbox.alias()
        ahead = or_(earlier.c.not_before <= now, earlier.c.attempts > 0)  # one planned for later holds nobody up
        is_head = ~exists().where(
            earlier.c.lane == outbox.c.lane, earlier.c.state == "pending", earlier.c.id < outbox.c.id, ahead
        )
        is_free = ~exists().where(under_way.c.lane == outbox.c.lane, under_way.c.state == "claimed")
        query = select(outbox).where(outbox.c.state == "pending", outbox.c.not_before <= now, is_head, is_free)
        with writing(self._engine) as connection:
            _expire(connection, now)
            rows = (
                connection.execute(query.order_by(outbox.c.id).limit(most).with_for_update(skip_locked=True))
                .mappings()
                .all()
            )
            for row in rows:
                held = {"state": "claimed", "claimed_until": now + lease, "attempts": row["attempts"] + 1}
                connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(**held))
        return [_outgoing(row) for row in rows]

    def next_due(self) -> float | None:
        """Return the earliest moment at which a pending message may go; None where none is pending."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.min(outbox.c.not_before)).where(outbox.c.state == "pending")).scalar()

    def finish(self, message_id: int, outcome: Outcome, now: float, *, reason: str = "", remote_id: str = "") -> None:
        """Record how a sending ended; a message that did not surely arrive goes its next way, if it has one."""
        with writing(self._engine) as connection:
            known = select(outbox).where(outbox.c.id == message_id).with_for_update()
            row = connection.execute(known).mappings().one()
            if row["state"] in _ENDED:
                return
            _end(connection, row, outcome, now, reason, remote_id)

    def retry(
        self, message_id: int, at: float, moved_to: Way | None = None, reason: str = "", *, counted: bool = True
    ) -> None:
        """Let a message that was certainly not taken wait until a moment, perhaps for another address.

        Args:
            message_id: the message.
            at: the moment.
            moved_to: where it goes then; None for where it went.
            reason: why it was not taken.
            counted: this was an attempt; False where nothing was tried.
        """
        values: dict[str, Any] = {"state": "pending", "not_before": at, "claimed_until": None, "reason": reason}
        if not counted:
            values["attempts"] = outbox.c.attempts - 1
        if moved_to is not None:
            values |= {"lane": moved_to.lane, "address": moved_to.address}
        with writing(self._engine) as connection:
            connection.execute(
                update(outbox).where(outbox.c.id == message_id, outbox.c.state == "claimed").values(**values)
            )

    def recover(self, now: float, *, everything: bool = False) -> int:
        """Record as unknown what was claimed and never finished; return how many there were.

        Args:
            now: the moment.
            everything: also what is still within its lease, since nobody else sends for this home.
        """
        lost = outbox.c.state == "claimed"
        if not everything:
            lost = and_(lost, outbox.c.claimed_until < now)
        with writing(self._engine) as connection:
            rows = connection.execute(select(outbox).where(lost).with_for_update(skip_locked=True)).mappings().all()
            for row in rows:
                _end(connection, row, Outcome.UNKNOWN, now, "chương trình dừng khi đang gửi", "")
        return len(rows)

    def undelivered(self) -> list[Undelivered]:
        """Return what reached nobody as far as we know and no person has settled, newest first; replies left out."""
        query = (
            select(outbox, people.c.name, units.c.name.label("unit_name"))
            .outerjoin(people, people.c.id == outbox.c.person)
            .outerjoin(units, units.c.id == people.c.unit)
            .where(
                outbox.c.kind.in_(_FOR_PEOPLE),
                outbox.c.state.in_([Outcome.REFUSED, Outcome.UNKNOWN, Outcome.EXPIRED]),
                outbox.c.followed_by.is_(None),
                outbox.c.settled_at.is_(None),
            )
            .order_by(outbox.c.id.desc())
        )
        with self._engine.connect() as connection:
            return [_undelivered(row) for row in connection.execute(query).mappings()]

    def settle(self, message_id: int, now: float) -> bool:
        """Record that a person saw an undelivered message; return False where there is no such one."""
        ended = [Outcome.REFUSED, Outcome.UNKNOWN, Outcome.EXPIRED]
        with writing(self._engine) as connection:
            known = outbox.c.id == message_id, outbox.c.state.in_(ended), outbox.c.settled_at.is_(None)
            return connection.execute(update(outbox).where(*known).values(settled_at=now, payload=None)).rowcount == 1

    def counts(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
            return {row[0]: row[1] for row in rows}

    def forget_before(self, moment: float) -> int:
        """Delete messages that ended before a moment and that nobody has to settle; return how many there were."""
        settled = or_(outbox.c.kind.not_in(_FOR_PEOPLE), outbox.c.state == "sent", outbox.c.settled_at.is_not(None),
                      outbox.c.followed_by.is_not(None))  # fmt: skip
        with writing(self._engine) as connection:
            gone = delete(outbox).where(outbox.c.state.in_(_ENDED), outbox.c.finished_at < moment, settled)
            return connection.execute(gone).rowcount


def write_draft(connection: Connection, draft: Draft, now: float) -> int:
    """Write one message on a connection whose transaction the caller owns; return 0 where its key is known."""
    return insert_new(connection, outbox, [_row(draft, now)])


def close_lane(connection: Connection, lane: str, now: float) -> None:
    """Let nothing but replies go to a chat that is forgotten: what waits for it goes its next way, if it has one."""
    ahead = outbox.c.state.in_(["pending", "claimed"]), outbox.c.ways.contains(lane, autoescape=True)
    for row in connection.execute(select(outbox).where(*ahead).with_for_update()).mappings().all():
        others = [way for way in json.loads(row["ways"]) if way[0] != lane]
        connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(ways=json.dumps(others)))
    waiting = outbox.c.lane == lane, outbox.c.state == "pending", outbox.c.kind != "reply"
    for row in connection.execute(select(outbox).where(*waiting).with_for_update()).mappings().all():
        _end(connection, row, Outcome.REFUSED, now, "người nhận đã xóa dữ liệu của cuộc trò chuyện", "")
        gone = {"lane": "", "address": None, "payload": None}
        connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(**gone))


def _row(draft: Draft, now: float) -> dict[str, Any]:
    if not draft.ways:
        return _undeliverable(draft, now)
    first, *others = draft.ways
    return {
        "key": draft.key, "lane": first.lane, "kind": draft.kind, "about": draft.about, "person": draft.person,
        "address": first.address, "payload": draft.payload, "passing": int(draft.passing), "state": "pending",
        "ways": json.dumps([[w.lane, w.address] for w in others]), "created_at": now, "expires_at": draft.expires_at,
        "not_before": now if draft.not_before is None else draft.not_before,
    }  # fmt: skip


def _undeliverable(draft: Draft, now: float) -> dict[str, Any]:
    return {
        "key": draft.key, "lane": "", "kind": draft.kind, "about": draft.about, "person": draft.person,
        "state": Outcome.REFUSED.value, "not_before": now, "created_at": now, "finished_at": now,
        "reason": "không có kênh nào để gửi",
    }  # fmt: skip


def _expire(connection: Connection, now: float) -> None:
    late = select(outbox).where(outbox.c.state == "pending", outbox.c.expires_at < now)
    for row in connection.execute(late.with_for_update(skip_locked=True)).mappings().all():
        _end(connection, row, Outcome.EXPIRED, now, "quá thời gian còn ích lợi", "")


def _end(connection: Connection, row: RowMapping, outcome: Outcome, now: float, reason: str, remote_id: str) -> None:
    values: dict[str, Any] = {"state": outcome.value, "finished_at": now, "claimed_until": None, "reason": reason,
                              "remote_id": remote_id, "ways": "[]"}  # fmt: skip
    others = json.loads(row["ways"])
    if others and outcome in (Outcome.REFUSED, Outcome.UNKNOWN):
        values["followed_by"] = _next_way(connection, row, others, now)
    values["address"] = None
    if row["passing"] or outcome is Outcome.SENT or row["kind"] not in _FOR_PEOPLE or "followed_by" in values:
        values["payload"] = None  # only what somebody must still be told is kept, until it is settled
    if row["passing"]:
        values |= {"lane": "", "remote_id": ""}
    connection.execute(update(outbox).where(outbox.c.id == row["id"]).values(**values))


def _next_way(connection: Connection, row: RowMapping, others: list[list[str]], now: float) -> int:
    kept = ("kind", "about", "person", "payload", "passing", "expires_at")
    (lane, address), *rest = others
    following = {name: row[name] for name in kept} | {
        "lane": lane, "address": address, "ways": json.dumps(rest), "state": "pending", "not_before": now,
        "created_at": now,
    }  # fmt: skip
    return inserted(connection, outbox, following)


def _outgoing(row: RowMapping) -> Outgoing:
    return Outgoing(
        row["id"], row["lane"], row["kind"], row["address"] or "", row["payload"] or "", row["attempts"] + 1,
        row["person"],
    )  # fmt: skip


def _undelivered(row: RowMapping) -> Undelivered:
    return Undelivered(
        row["id"], row["person"], row["name"] or "", row["unit_name"] or "", row["about"], Outcome(row["state"]),
        row["reason"], row["finished_at"],
    )  # fmt: skip
