"""A unit's own work as data: questions that wait, officers' replies, what a person sees of the own questions."""

from dataclasses import dataclass
from enum import StrEnum


class ReplyState(StrEnum):
    """What became of an officer's reply as knowledge of the home."""

    PRIVATE = "private"  # for who asked only
    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """Return the state as people read it."""
        return _WORDS[self]


_WORDS = {
    ReplyState.PRIVATE: "chỉ gửi người hỏi", ReplyState.DRAFT: "chờ người thứ hai duyệt",
    ReplyState.APPROVED: "đang dùng chung", ReplyState.WITHDRAWN: "đã rút",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question that waits for an officer (câu chờ trả lời).

    Attributes:
        id: of the question.
        at: when it was asked.
        channel, status: where, and how it ended.
        text: as it was typed.
        asker: the pseudonym of the chat or visitor.
        address: of the chat, as JSON; empty where nobody agreed that it is kept.
        person: whom the chat is linked to.
    """

    id: int
    at: float
    channel: str
    status: str
    text: str
    asker: str
    address: str = ""
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, approves or withdraws: the name as it is kept, and the number of the person."""

    name: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a reply rests (căn cứ): in words, and the number and document of the home where there are such."""

    words: str
    number: str = ""
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What an officer answered.

    Attributes:
        asked: the question in words that name nobody; empty where it is not to be shared.
        approved_by, approved_at: the second person.
        document: in which answers quote it.
        why: the reason for which it was withdrawn.
    """

    id: int
    asked: str
    text: str
    basis: Basis
    state: ReplyState
    writer: Writer
    written_at: float
    approved_by: str = ""
    approved_at: float | None = None
    document: int | None = None
    withdrawn_by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as the one who sent it sees it: what became of it, and the reply where there is one."""

    id: int
    at: float
    text: str
    state: str
    reply: Reply | None = None
    reason: str = ""
