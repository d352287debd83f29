"""What goes out, as data: drafts, what is claimed, what reached nobody."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How the sending of a message ended."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody: the lane that keeps the order, and the address as JSON."""

    lane: str
    address: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written into the outbox.

    Attributes:
        ways: where to send it; each further one is tried when the one before refused it or nobody knows. Without any
            it goes at once to the list of what could not be delivered.
        payload: the message, as JSON.
        kind: ``reply`` to a question; ``reminder`` or ``notice`` to a person; a ``word`` that nobody misses.
        key: what keeps it from being written twice; None for none.
        about: in a few words, for the list of what could not be delivered.
        person: whom it is for, where that is known.
        passing: nothing of it may stay after the sending, as for people who agreed to nothing.
        not_before, expires_at: seconds since 1970; None for at once and for never.
    """

    ways: tuple[Way, ...]
    payload: str
    kind: str = "reply"
    key: str | None = None
    about: str = ""
    person: int | None = None
    passing: bool = False
    not_before: float | None = None
    expires_at: float | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message whose turn it is; ``person`` is whom it is for, where that is known."""

    id: int
    lane: str
    kind: str
    address: str
    payload: str
    attempts: int
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that reached nobody as far as we know (chưa gửi được)."""

    id: int
    person: int | None
    name: str
    unit: str
    about: str
    outcome: Outcome
    reason: str
    at: float
