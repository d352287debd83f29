"""What an answer is (design: the command-line contract)."""

from dataclasses import dataclass
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
    """A choice offered with a clarify: what it is called, the question it stands for, and its document."""

    label: str
    question: str
    document_id: int | None = None


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
    """What a conversation remembers between two messages; plain data, so that any channel can keep it.

    Attributes:
        last_question: the last question, completed by what was said before it.
        documents: those that answered it.
        options: what was offered where it was left open.
        citations: what the answer rested on.
    """

    last_question: str = ""
    documents: tuple[int, ...] = ()
    options: tuple[Option, ...] = ()
    citations: tuple[Citation, ...] = ()
