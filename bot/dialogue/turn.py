"""One turn of a dialogue: what was said to us where and by whom, and what is said back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.memory import ChatMemory
from bot.messages import Capabilities, IncomingMessage, OutgoingMessage
from knowledge.audiences import EVERYONE, Audience
from knowledge.people import Person
from knowledge.store.chat_records import ChatRecord

Fetch = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Turn:
    """A message to us with what is known of its chat.

    Attributes:
        message: what was sent.
        key: the pseudonym of the chat.
        sender: the pseudonym of who sent it; the chat's own in a private chat.
        now: the moment, in Vietnam's time.
        memory: what the chat remembers.
        record: what is kept of it; None where its person agreed to nothing.
        person: whom it is linked to.
        audience: the groups whose documents may be shown.
        capabilities: of the channel.
        address: of the chat, as JSON, for keeping.
        abroad: the channel's servers are abroad.
        fetch: gets the file that was sent; None where the channel cannot.
    """

    message: IncomingMessage
    key: str
    sender: str
    now: datetime
    memory: ChatMemory
    capabilities: Capabilities
    record: ChatRecord | None = None
    person: Person | None = None
    audience: Audience = EVERYONE
    address: str = ""
    abroad: bool = False
    fetch: Fetch | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What is said back, and what the chat remembers from then on.

    Attributes:
        message: what is said; None for nothing.
        memory: what the chat remembers.
        status: how a question ended; empty where nothing was asked.
        told: (number of a person, message) pairs for others who must know.
    """

    message: OutgoingMessage | None
    memory: ChatMemory
    status: str = ""
    told: tuple[tuple[int, OutgoingMessage], ...] = ()
