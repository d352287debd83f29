"""What is due, in order of the last day: each kept deadline at its next time, as a row and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.clock import VIETNAM
from bot.reminders.occurrences import AHEAD, Hindrance, Kept, Occurrence, hindrance, occurrences
from bot.reminders.register import kept_of
from bot.reminders.wording import day_words, hour_words, named_words, source_words
from bot.rows.deadlines import as_json
from knowledge.audiences import OPERATOR, Audience
from knowledge.deadlines import Deadline, DeadlineState
from knowledge.documents import AnomalyKind
from knowledge.store import Library
from knowledge.store.deadlines import DeadlineRecord, Deadlines
from knowledge.text import squeezed

_LONG_AGO = datetime(1900, 1, 1, tzinfo=VIETNAM)
_DAY = timedelta(days=1)
_STATES = {
    DeadlineState.PROPOSED: "chờ xác nhận",
    DeadlineState.CONFIRMED: "đã xác nhận",
    DeadlineState.CANCELLED: "đã hủy",
}
_CALLED = {
    AnomalyKind.IMPOSSIBLE_DATE: "ngày không tồn tại",
    AnomalyKind.BACKWARD_RANGE: "bắt đầu sau khi kết thúc",
    AnomalyKind.CONTRADICTING_WEEKDAY: "thứ không khớp với ngày",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A deadline of the home, and the time of it that is shown; None where it has no day."""

    record: DeadlineRecord
    kept: Kept
    time: Occurrence | None


def shown(library: Library, deadlines: Deadlines, today: date, audience: Audience = OPERATOR) -> list[Shown]:
    """Return every deadline that stands, each at its next time from today, else at its last one; by last day.

    Args:
        library: the documents.
        deadlines: what they and people say is due.
        today: the day from which the next time counts.
        audience: to whom: only deadlines of documents that these groups may see, and those of no document.
    """
    documents = {d.id: d for d in library.documents(audience=audience)}
    seen = [r for r in deadlines.all() if r.document_id is None or r.document_id in documents]
    found = [_shown(record, kept_of(record, documents), today) for record in seen]
    return sorted(found, key=_order)


def upcoming(held: Iterable[Shown], first: date, last: date) -> list[Shown]:
    """Return what may still bind somebody and falls due from one day to another, both included."""
    found = []
    for one in held:
        times = () if one.time is None else occurrences(one.kept, _begin(first), last + _DAY)
        if one.record.state is not DeadlineState.CANCELLED and times and times[0].last_day <= last:
            found.append(Shown(one.record, one.kept, times[0]))
    return sorted(found, key=_order)


def waiting(held: Iterable[Shown], today: date) -> list[Shown]:
    """Return what somebody should confirm or cancel: it has no day, or is not over."""
    proposed = [one for one in held if one.record.state is DeadlineState.PROPOSED]
    return [one for one in proposed if one.time is None or one.time.last_day >= today]


def row_of(one: Shown) -> dict[str, Any]:
    """Return a deadline as the contract writes it; its last day that counts, and what it was before, beside."""
    record = one.record
    row = as_json(record.deadline, number=record.id, document_id=record.document_id, state=record.state)
    last_day = one.time.last_day.isoformat() if one.time else None
    return {
        **row, "last_day": last_day, "changed_from": record.changed_from, "decided_by": record.decided_by,
        "source": source_words(one.kept),
    }  # fmt: skip


def words_of(one: Shown) -> str:
    """Return a deadline in lines for people: when, its state, what, who, its words, what is doubted."""
    record, deadline = one.record, one.record.deadline
    changed = f", trước là {date.fromisoformat(record.changed_from):%d/%m/%Y}" if record.changed_from else ""
    lines = [f"[{record.id}] {when(one)} ({_STATES[record.state]}{changed}): {squeezed(deadline.what)}"]
    parties = (deadline.who and f"ai: {deadline.who}", deadline.to_whom and f"gửi: {deadline.to_whom}")
    if named := [part for part in parties if part]:
        lines.append("    " + " · ".join(named))
    said = f"«{squeezed(deadline.quote)}»" if deadline.quote and record.document_id else ""
    source = source_words(one.kept)
    if said or source:
        lines.append("    " + " ".join(filter(None, [said, f"({source})" if source else ""])))
    doubts = deadline.doubts if record.state is DeadlineState.PROPOSED else ()
    return "\n".join([*lines, *(f"    ⚠ {doubt}" for doubt in doubts)])


def when(one: Shown) -> str:
    """Return the last day that counts in words, or why there is none."""
    deadline = one.record.deadline
    if one.time is None or deadline.anomaly is not None or not deadline.resolvable:
        return _dayless(one.kept)
    beside = [hour_words(one.kept, one.time), named_words(one.time)]
    beside += ["lặp lại" if deadline.recurrence else ""]
    told = ", ".join(filter(None, beside))
    return f"chậm nhất {day_words(one.time.last_day)}" + (f" ({told})" if told else "")


def _dayless(kept: Kept) -> str:
    deadline, why = kept.deadline, hindrance(kept)
    if deadline.anomaly is not None:
        return f"chưa ra ngày ({_CALLED.get(deadline.anomaly, Hindrance.ANOMALY.value)})"
    if deadline.needs:
        return f"chưa ra ngày (cần biết {deadline.needs})"
    return "chưa ra ngày" if why in (None, Hindrance.UNCONFIRMED, Hindrance.CANCELLED) else f"chưa ra ngày ({why})"


def _shown(record: DeadlineRecord, kept: Kept, today: date) -> Shown:
    times = occurrences(kept, _LONG_AGO, today + AHEAD) if _has_day(record.deadline) else ()
    ahead = next((t for t in times if t.last_day >= today), None)
    return Shown(record, kept, ahead or (times[-1] if times else None))


def _has_day(deadline: Deadline) -> bool:
    return deadline.anomaly is None and deadline.resolvable


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(0), VIETNAM)


def _order(one: Shown) -> tuple[bool, datetime, int]:
    return (one.time is None, one.time.closes if one.time else _LONG_AGO, one.record.id)
