"""People decide which deadlines hold: the same from the terminal, a page and a program."""

from collections.abc import Iterable

from knowledge.deadlines import DeadlineState
from knowledge.errors import UnknownDeadline
from knowledge.store.deadlines import DeadlineRecord, Deadlines


def standing(deadlines: Deadlines, numbers: Iterable[int]) -> list[DeadlineRecord]:
    """Return the deadlines with these numbers.

    Raises:
        UnknownDeadline: one of them is not there, or has fallen with its document.
    """
    held = {record.id: record for record in deadlines.all()}
    wanted = list(dict.fromkeys(numbers))
    for number in wanted:
        if number not in held:
            deadlines.find(number)
            raise UnknownDeadline(f"Hạn số {number} không còn: văn bản của nó đã bị gỡ hoặc thay thế.")
    return [held[number] for number in wanted]


def decide_all(
    deadlines: Deadlines,
    chosen: Iterable[DeadlineRecord],
    state: DeadlineState,
    actor: str,
    at: float,
    reason: str = "",
) -> None:
    """Confirm or cancel deadlines; what somebody has decided so already stays as it is, without a second line.

    Args:
        deadlines: of the home.
        chosen: which, as they stand.
        state: confirmed or cancelled.
        actor: who says so, for the audit.
        at: when.
        reason: why, for the audit.
    """
    for record in chosen:
        if record.state is not state or not record.decided_by:
            deadlines.decide(record.id, state, actor, at, reason)
