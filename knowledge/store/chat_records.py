"""What is kept of chats, as data: the chat, the evidence of consent, a question, a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChatRecord:
    """A chat that is kept: where it is, whose it is, and what its conversation remembers, as JSON."""

    key: str
    address: str
    person: int | None
    consent_version: str
    state: str
    active: bool
    last_wrote: float


@dataclass(frozen=True, slots=True)
class Consent:
    """Evidence of an agreement or of its withdrawal: which words, on which channel (bằng chứng đồng ý)."""

    chat: str
    channel: str
    given: bool
    version: str
    text_hash: str
    at: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for statistics; ``chat`` and ``text`` only where the person agreed."""

    channel: str
    status: str
    chat: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What somebody asked for about their own data, and the days by which the law wants it done."""

    chat: str
    kind: str
    at: float
    acknowledge_by: str
    due_by: str
    done_at: float | None = None
    detail: str = ""
    id: int | None = None
