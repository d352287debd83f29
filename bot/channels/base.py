"""What every channel can do (kênh): receive, send, and say what it is able to show."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.messages import Capabilities, ChatAddress, IncomingMessage, OutgoingMessage, SendResult, SentFile
from knowledge.errors import TdktError

Take = Callable[[Sequence[IncomingMessage]], Awaitable[None]]
"""Keeps events for good before it returns; whoever read them may then tell the platform that they were read."""

LARGEST_BODY = 256 * 1024  # bytes of a webhook's body; a longer one is refused before it is read


class ChannelError(TdktError):
    """A channel cannot work: half configured, its token refused, or another program receives its messages."""


class ChannelUnreachable(ChannelError):
    """The platform does not answer now; it may be tried again later."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that a platform made to our webhook: header names in small letters, and the body as it came."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a platform delivers events.

    Attributes:
        path: of the address, not to be guessed.
        take: answers a request with an HTTP status, after everything in it was kept.
    """

    path: str
    take: Callable[[Posted, Take], Awaitable[int]]


class Channel(Protocol):
    """One account on one platform."""

    name: str
    title: str  # as people call the platform: "Zalo", "Telegram", "e-mail"
    abroad: bool  # messages leave the country: a transfer that the unit must assess

    @property
    def account(self) -> str:
        """Return which of our accounts it is; known once it is open."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""

    @property
    def webhooks(self) -> Sequence[Webhook]:
        """Return where its platform delivers events; empty where we fetch them, or nobody writes to us."""

    async def open(self) -> None:
        """Reach the platform and see that it may be used as configured.

        Raises:
            ChannelError: it may not; the message says what is missing and what to do.
            ChannelUnreachable: the platform does not answer now.
        """

    async def receive(self, take: Take) -> None:
        """Fetch events until cancelled; return at once where they are delivered to us.

        Raises:
            ChannelError: it can go on no more, as when the token was taken back.
        """

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Send one message that fits; never raise for what the platform or the network does."""

    async def fetch(self, file: SentFile) -> bytes:
        """Return a file that somebody sent.

        Raises:
            ChannelError: it cannot be fetched, or is too large.
        """

    def invitation(self, code: str) -> str:
        """Return how a person uses a one-time code here, in words or as a link."""

    async def close(self) -> None:
        """Give back what it holds; safe to call twice."""
