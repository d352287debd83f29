"""What an answer is (design: the command-line contract)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NOT_FOUND = "not_found"
    CHAT = "chat"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer rests: the exact words, their document, their provision, and whether it still holds.

    For ``kind`` original and summary, ``quote`` is the stored text from ``start`` to ``end``; a ``reference``
    (a shipped legal fact) has no quote but a ``source_status``: V seen in the text, S secondary.
    """

    document_id: int | None
    version_id: int | None
    document: str
    number: str | None
    issuer: str | None
    provision: str | None
    quote: str | None
    source_path: str | None
    start: int | None
    end: int | None
    page: int | None = None
    kind: str = "original"
    source_status: str | None = None
    validity: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A choice offered with a clarify: what it is called, and the question it stands for."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to a person: text in Vietnamese and the citations that every claim in it rests on."""

    status: Status
    text: str
    as_of: date
    citations: tuple[Citation, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationState:
    """What a conversation remembers between two questions; plain data, so that any channel can keep it."""

    last_question: str = ""
    documents: tuple[int, ...] = ()
    options: tuple[Option, ...] = field(default=())
