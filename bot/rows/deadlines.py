"""A deadline as the contract writes it, and its time in words."""

from datetime import date
from typing import Any

from knowledge.deadlines import Deadline, DeadlineState
from knowledge.time_expressions import Boundary

_BOUNDARIES = {Boundary.BEFORE: "trước ngày ", Boundary.ON_OR_BEFORE: "chậm nhất ngày "}


def as_json(
    deadline: Deadline,
    *,
    number: int | None = None,
    document_id: int | None = None,
    state: DeadlineState = DeadlineState.PROPOSED,
) -> dict[str, Any]:
    """Return a deadline as the contract writes it; ``doubts`` stand beside."""
    return {
        "id": number,
        "type": deadline.type.value,
        "what": deadline.what,
        "who": deadline.who,
        "to_whom": deadline.to_whom,
        "start": _iso(deadline.start),
        "end": _iso(deadline.end),
        "time": f"{deadline.time:%H:%M}" if deadline.time else None,
        "boundary": deadline.boundary.value if deadline.boundary else None,
        "recurrence": deadline.recurrence,
        "is_obligation": deadline.is_obligation,
        "resolvable": deadline.resolvable,
        "needs": deadline.needs,
        "anomaly": deadline.anomaly.value if deadline.anomaly else None,
        "state": state.value,
        "quote": deadline.quote,
        "provision": deadline.provision,
        "document_id": document_id,
        "doubts": list(deadline.doubts),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def when(deadline: Deadline) -> str:
    """Return the time of a deadline in words: "chậm nhất ngày 20/06/2024", "chưa ra ngày (cần biết …)"."""
    if deadline.anomaly is not None:
        return "ngày trong văn bản không thể đúng"
    if deadline.end is None:
        return f"chưa ra ngày (cần biết {deadline.needs})" if deadline.needs else "chưa ra ngày"
    hour = f"{deadline.time:%H:%M} " if deadline.time else ""
    before = _BOUNDARIES[deadline.boundary] if deadline.boundary else "đến ngày "
    again = f", lặp lại ({deadline.recurrence})" if deadline.recurrence else ""
    return f"{hour}{before}{deadline.end:%d/%m/%Y}{again}"
