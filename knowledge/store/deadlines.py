"""Deadlines as they are kept: proposed by ingest, decided by people, followed through the versions of a document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, RowMapping, and_, func, or_, select, update

from knowledge.deadlines import Deadline, DeadlineState
from knowledge.errors import UnknownDeadline
from knowledge.store.deadline_schema import deadlines
from knowledge.store.encoding import decoded, encoded
from knowledge.store.engine import writing
from knowledge.store.inserting import inserted, note
from knowledge.store.replacing import replaced_documents
from knowledge.store.schema import documents
from knowledge.text import folded, squeezed


@dataclass(frozen=True, slots=True)
class DeadlineRecord:
    """A deadline of the home.

    Attributes:
        id: its number.
        document_id: the document that states it; None for one that a person added.
        version_id: the version in which its quote stands.
        deadline: what it says.
        state: proposed, confirmed or cancelled.
        sequence: how often it was changed.
        changed_from: the day that it had before, where it was confirmed with that one.
        decided_by: who confirmed, changed or cancelled it last.
    """

    id: int
    document_id: int | None
    version_id: int | None
    deadline: Deadline
    state: DeadlineState
    sequence: int = 0
    changed_from: str | None = None
    decided_by: str = ""


class Deadlines:
    """The deadlines of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, *, states: Sequence[DeadlineState] = tuple(DeadlineState)) -> list[DeadlineRecord]:
        """Return the deadlines that stand.

        Those of documents that were removed, gave way to an original, or were replaced or repealed have fallen.
        """
        stands = or_(
            deadlines.c.document.is_(None),
            and_(documents.c.removed_at.is_(None), documents.c.superseded_by.is_(None)),
        )
        query = select(deadlines).outerjoin(documents, documents.c.id == deadlines.c.document).where(stands)
        query = query.where(deadlines.c.state.in_([s.value for s in states])).order_by(deadlines.c.id)
        with self._engine.connect() as connection:
            fallen = replaced_documents(connection)
            records = (record_of(row) for row in connection.execute(query).mappings())
            return [record for record in records if record.document_id not in fallen]

    def find(self, deadline_id: int) -> DeadlineRecord:
        """Return one deadline.

        Raises:
            UnknownDeadline: there is no such one.
        """
        with self._engine.connect() as connection:
            return _found(connection, deadline_id)

    def decide(self, deadline_id: int, state: DeadlineState, actor: str, at: float, reason: str = "") -> DeadlineRecord:
        """Confirm or cancel a deadline, with a line in the audit.

        Raises:
            UnknownDeadline: there is no such one.
        """
        with writing(self._engine) as connection:
            before = _found(connection, deadline_id)
            changed = {"state": state.value, "decided_by": actor, "decided_at": at, "sequence": before.sequence + 1}
            connection.execute(update(deadlines).where(deadlines.c.id == deadline_id).values(**changed))
            said = f"số {deadline_id} {reason}".strip()
            note(connection, actor, f"deadline {state.value}", before.document_id, said)
        return replace(before, state=state, decided_by=actor, sequence=before.sequence + 1)

    def edit(self, deadline_id: int, deadline: Deadline, actor: str, at: float) -> DeadlineRecord:
        """Put a deadline right; what a person wrote holds as confirmed, and its former day is remembered.

        Raises:
            UnknownDeadline: there is no such one.
        """
        with writing(self._engine) as connection:
            before = _found(connection, deadline_id)
            values = {
                "content": encoded(Deadline, deadline), "state": DeadlineState.CONFIRMED.value, "decided_by": actor,
                "decided_at": at, "sequence": before.sequence + 1, "changed_from": former_day(before, deadline),
                "as_read": func.coalesce(deadlines.c.as_read, deadlines.c.content),
            }  # fmt: skip
            connection.execute(update(deadlines).where(deadlines.c.id == deadline_id).values(**values))
            note(connection, actor, "deadline edited", before.document_id, f"số {deadline_id}")
            return _found(connection, deadline_id)

    def add(self, deadline: Deadline, actor: str, at: float) -> DeadlineRecord:
        """Keep a deadline that a person states, without any document; it holds as confirmed."""
        with writing(self._engine) as connection:
            row = {
                "duty": duty_of(deadline), "content": encoded(Deadline, deadline),
                "state": DeadlineState.CONFIRMED.value, "decided_by": actor, "decided_at": at,
            }  # fmt: skip
            number = inserted(connection, deadlines, row)
            note(connection, actor, "deadline added", None, f"số {number}")
            return _found(connection, number)


def former_day(before: DeadlineRecord, deadline: Deadline) -> str | None:
    """Return the last day that people may have been told of; None where nobody was, or it is the same."""
    was, now = before.deadline.last_day(), deadline.last_day()
    told = was.isoformat() if was and was != now and before.state is DeadlineState.CONFIRMED else before.changed_from
    return None if now is not None and told == now.isoformat() else told


def duty_of(deadline: Deadline) -> str:
    """Return what a deadline is about without its day."""
    return squeezed(
        folded(" | ".join([deadline.type.value, deadline.what, deadline.who or "", deadline.to_whom or ""]))
    )


def _found(connection: Connection, deadline_id: int) -> DeadlineRecord:
    row = connection.execute(select(deadlines).where(deadlines.c.id == deadline_id)).mappings().first()
    if row is None:
        raise UnknownDeadline(f"Không có hạn số {deadline_id}.", "Xem số ở “tdkt deadlines --all”.")
    return record_of(row)


def record_of(row: RowMapping) -> DeadlineRecord:
    """Return the deadline that a row holds."""
    return DeadlineRecord(
        row["id"], row["document"], row["version"], decoded(Deadline, row["content"]), DeadlineState(row["state"]),
        row["sequence"], row["changed_from"], row["decided_by"],
    )  # fmt: skip
