"""What answers: the same calls whether the indexes are here or in another process, and what passes between the two."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from knowledge.audiences import Audience
from retriever.answering.models import Answer, ConversationState

Row = dict[str, Any]
MOST_BYTES = 1_000_000  # of one message between the two processes


class Answers(Protocol):
    """Answers for one home."""

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience
    ) -> tuple[Answer, ConversationState]:
        """Return the answer to a message, and what the conversation remembers of it."""

    def search(self, message: str, k: int, audience: Audience) -> list[Row]:
        """Return the ``k`` sentences that would rank best, as rows for people who tune."""

    def apply(self) -> int:
        """Bring the indexes up to the register; return the revision that they show."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A message put to the owner of the indexes."""

    message: str
    state: ConversationState
    as_of: date
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the owner answers."""

    answer: Answer
    state: ConversationState


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search put to the owner of the indexes."""

    message: str
    k: int
    audience: tuple[str, ...]
