"""What a version of a document states becomes deadlines of the home; on a connection whose transaction others own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from knowledge.deadlines import Deadline, DeadlineState
from knowledge.store.deadline_schema import deadlines
from knowledge.store.deadlines import DeadlineRecord, duty_of, former_day, record_of
from knowledge.store.encoding import decoded, encoded
from knowledge.store.inserting import note
from knowledge.text import squeezed

_READER = "nạp văn bản"  # who stands in the audit for what a new version brings about


@dataclass(frozen=True, slots=True)
class _Held:
    """A deadline as it is held, and as the version before stated it."""

    record: DeadlineRecord
    read: Deadline
    put_right: bool

    @property
    def has_vanished(self) -> bool:
        """Say whether it was cancelled because its document did not state it any more, not by a person."""
        return self.record.state is DeadlineState.CANCELLED and not self.record.decided_by


def propose(
    connection: Connection, document_id: int, version_id: int, found: Sequence[Deadline], *, trusted: bool = False
) -> None:
    """Keep what a version of a document states.

    A duty that stood in the version before keeps its number and what people decided of it; where its day is another
    now, it must be confirmed anew and its former day is remembered. One that stands no more is cancelled.

    Args:
        connection: within the transaction that keeps the version.
        document_id: of the document.
        version_id: of its version.
        found: what was read.
        trusted: the unit lets deadlines without doubts count as confirmed.
    """
    rows = connection.execute(select(deadlines).where(deadlines.c.document == document_id).order_by(deadlines.c.id))
    held = [
        _Held(record_of(row), decoded(Deadline, row["as_read"] or row["content"]), row["as_read"] is not None)
        for row in rows.mappings()
    ]
    known = _matched(held, found)
    for place, deadline in enumerate(found):
        if place in known:
            _renew(connection, known[place], version_id, deadline, trusted=trusted)
            continue
        row = {"document": document_id, "version": version_id, "state": _first_state(deadline, trusted=trusted).value}
        content = encoded(Deadline, deadline)
        connection.execute(insert(deadlines).values(duty=duty_of(deadline), content=content, **row))
    for gone in held:
        if gone not in known.values() and gone.record.state is not DeadlineState.CANCELLED:
            _cancel(connection, gone.record)


def _matched(held: Sequence[_Held], found: Sequence[Deadline]) -> dict[int, _Held]:
    """Return which of the deadlines found is which of those held; the surest likeness is looked for first."""
    ways: tuple[Callable[[Deadline], object], ...] = (
        lambda d: (duty_of(d), _time_of(d)),
        lambda d: (squeezed(d.quote), _time_of(d)),
        duty_of,
    )
    matched: dict[int, _Held] = {}
    waiting = sorted(held, key=lambda h: (h.record.state is DeadlineState.CANCELLED, h.record.id))
    for alike in ways:
        for place, deadline in enumerate(found):
            same = next((h for h in waiting if alike(h.read) == alike(deadline)), None)
            if place not in matched and same is not None:
                matched[place] = same
                waiting.remove(same)
    return matched


def _time_of(deadline: Deadline) -> tuple[object, ...]:
    return deadline.end, deadline.time, deadline.boundary, deadline.recurrence


def _renew(connection: Connection, known: _Held, version_id: int, deadline: Deadline, *, trusted: bool) -> None:
    before = known.record
    values: dict[str, Any] = {"version": version_id, "duty": duty_of(deadline), "content": encoded(Deadline, deadline)}
    if _time_of(known.read) == _time_of(deadline):
        state = _state_kept(known, deadline, trusted=trusted)
        values |= {"state": state.value, "sequence": before.sequence + (state is not before.state)}
        if known.put_right:
            mine = replace(before.deadline, quote=deadline.quote, span=deadline.span, provision=deadline.provision)
            values |= {"content": encoded(Deadline, mine), "as_read": encoded(Deadline, deadline)}
    else:
        values |= {
            "state": _first_state(deadline, trusted=trusted).value, "sequence": before.sequence + 1, "as_read": None,
            "changed_from": former_day(before, deadline), "decided_by": "", "decided_at": None,
        }  # fmt: skip
        if before.state is DeadlineState.CONFIRMED:
            said = f"số {before.id} từ {before.deadline.end} sang {deadline.end}"
            note(connection, _READER, "deadline changed", before.document_id, said)
    connection.execute(update(deadlines).where(deadlines.c.id == before.id).values(**values))


def _state_kept(known: _Held, deadline: Deadline, *, trusted: bool) -> DeadlineState:
    """Return the state of a deadline whose day stayed: what people decided holds, what the rule did only if sure."""
    before = known.record
    if before.state is DeadlineState.PROPOSED or known.has_vanished:
        return _first_state(deadline, trusted=trusted)
    if before.state is DeadlineState.CONFIRMED and not before.decided_by and not _is_sure(deadline):
        return DeadlineState.PROPOSED
    return before.state


def _first_state(deadline: Deadline, *, trusted: bool) -> DeadlineState:
    return DeadlineState.CONFIRMED if trusted and _is_sure(deadline) else DeadlineState.PROPOSED


def _is_sure(deadline: Deadline) -> bool:
    return deadline.resolvable and deadline.anomaly is None and not deadline.doubts


def _cancel(connection: Connection, gone: DeadlineRecord) -> None:
    values = {
        "state": DeadlineState.CANCELLED.value, "sequence": gone.sequence + 1, "decided_by": "", "decided_at": None,
    }  # fmt: skip
    connection.execute(update(deadlines).where(deadlines.c.id == gone.id).values(**values))
    if gone.state is DeadlineState.CONFIRMED:
        note(connection, _READER, "deadline cancelled", gone.document_id, f"số {gone.id} không còn trong văn bản")
