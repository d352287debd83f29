"""What a chat remembers between two messages: plain data, kept with consent, else only for a while in memory."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.dialogue.eligibility.consultation import Consultation
from bot.messages import Block
from knowledge.store.encoding import decoded, encoded
from retriever.answering.models import ConversationState


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice that was offered: its opaque id, and the message that choosing it stands for."""

    id: str
    says: str


@dataclass(frozen=True, slots=True)
class ChatMemory:
    """What a chat remembers.

    Attributes:
        conversation: of the questions so far.
        rest: what was left of the last answer for "xem thêm".
        rest_for, rest_at: the groups of whom it was found for, and when.
        offers: the choices of the last message.
        offered_to: the pseudonym of whom they were offered to.
        offered_at: when, in seconds since 1970.
        asking: the offers answer a question of ours, so that a bare number picks one of them.
        code: a one-time code that waits for consent.
        greeted: the notice that this is an automatic assistant was shown.
        consultation: about somebody's eligibility, under way or just ended.
    """

    conversation: ConversationState = field(default_factory=ConversationState)
    rest: tuple[Block, ...] = ()
    rest_for: tuple[str, ...] = ()
    rest_at: float = 0.0
    offers: tuple[Offer, ...] = ()
    offered_to: str = ""
    offered_at: float = 0.0
    asking: bool = False
    code: str = ""
    greeted: bool = False
    consultation: Consultation | None = None


def as_text(memory: ChatMemory) -> str:
    """Return a memory as JSON."""
    return encoded(ChatMemory, memory)


def from_text(text: str) -> ChatMemory:
    """Return the memory that ``as_text`` wrote; a new one where another version of the program wrote it."""
    try:
        return decoded(ChatMemory, text) if text else ChatMemory()
    except ValueError:
        return ChatMemory(greeted=True)


class PassingMemories:
    """Memories of chats that agreed to nothing: in this process only, and not for long.

    Args:
        most: how many chats; the one used longest ago is forgotten first.
        good_for: how long after the last message.
    """

    def __init__(self, most: int = 2_000, good_for: timedelta = timedelta(minutes=30)) -> None:
        self._most = most
        self._good_for = good_for
        self._kept: OrderedDict[str, tuple[datetime, ChatMemory]] = OrderedDict()

    def of(self, key: str, now: datetime) -> ChatMemory:
        """Return what a chat remembers at a moment; a new memory where nothing does."""
        at, memory = self._kept.get(key, (now, ChatMemory()))
        return memory if now - at <= self._good_for else ChatMemory()

    def keep(self, key: str, memory: ChatMemory, now: datetime) -> None:
        """Remember for a while."""
        self._kept[key] = (now, memory)
        self._kept.move_to_end(key)
        while self._kept and (
            len(self._kept) > self._most or now - next(iter(self._kept.values()))[0] > self._good_for
        ):
            self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget a chat."""
        self._kept.pop(key, None)
