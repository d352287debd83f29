"""What a person writes of a deadline (sửa, thêm hạn): the same from the terminal, a page and a program."""

from datetime import date, time
from typing import Any

from knowledge.deadlines import Deadline, DeadlineState, DeadlineType
from knowledge.store.deadlines import DeadlineRecord
from knowledge.text import Span, normalised, squeezed
from knowledge.time_expressions import Boundary


def is_sure(record: DeadlineRecord) -> bool:
    """Say whether a deadline waits for a person though nothing is doubted about it."""
    deadline = record.deadline
    sound = deadline.resolvable and deadline.anomaly is None and not deadline.doubts
    return record.state is DeadlineState.PROPOSED and sound


def named_texts(what: str, who: str | None, to_whom: str | None) -> dict[str, Any]:
    """Return the changes of a deadline's words.

    Args:
        what: is to be done; empty to leave it.
        who: must do it; None to leave it, empty to take it out.
        to_whom: it goes; the same.
    """
    found: dict[str, Any] = {"what": squeezed(normalised(what))} if squeezed(what) else {}
    for name, given in (("who", who), ("to_whom", to_whom)):
        if given is not None:
            found[name] = squeezed(normalised(given)) or None
    return found


def on_day(deadline: Deadline, day: date) -> dict[str, Any]:
    """Return the changes that put a deadline on a day that a person names: nothing else must be known any more."""
    start = deadline.start if deadline.start and deadline.start <= day else None
    return {
        "end": day, "start": start, "resolvable": True, "needs": None, "anomaly": None,
        "boundary": deadline.boundary or Boundary.ON_OR_BEFORE,
    }  # fmt: skip


def stated(what: str, end: date, *, who: str = "", to_whom: str = "", hour: time | None = None) -> Deadline:
    """Return a deadline that a person states, without any document; its day still counts."""
    words = named_texts(what, who, to_whom)
    return Deadline(
        DeadlineType.OTHER, words.pop("what", ""), "", Span(0, 0), **words,
        end=end, time=hour, boundary=Boundary.ON_OR_BEFORE, is_obligation=True,
    )  # fmt: skip
