"""A channel that keeps what it is given instead of sending it: for tests, rehearsals and simulations."""

import asyncio
from collections import deque
from collections.abc import Sequence

from bot.channels.base import ChannelError, Take, Webhook
from bot.channels.degrading import degraded
from bot.channels.plain import plain, units
from bot.messages import (
    Capabilities,
    ChatAddress,
    IncomingMessage,
    OutgoingMessage,
    Reason,
    Refused,
    SendResult,
    Sent,
    SentFile,
)


class RecordingChannel:
    """Keeps messages in order, and answers what a script says.

    Args:
        name: of the channel.
        capabilities: what it claims to be able to do.
        account: which account it claims to be.

    Attributes:
        sent: what was taken, with its address.
        script: results of the next sendings; once it is empty, everything is taken.
        files: content by reference, for ``fetch``.
    """

    title = "kênh ghi lại"
    abroad = False
    webhooks: Sequence[Webhook] = ()

    def __init__(self, name: str = "recording", capabilities: Capabilities | None = None, account: str = "us") -> None:
        self.name, self.account = name, account
        self.capabilities = capabilities or Capabilities()
        self.sent: list[tuple[ChatAddress, OutgoingMessage]] = []
        self.script: deque[SendResult] = deque()
        self.files: dict[str, bytes] = {}
        self.is_open = False
        self._events: asyncio.Queue[IncomingMessage] = asyncio.Queue()

    async def open(self) -> None:
        """Become open."""
        self.is_open = True

    def say(self, message: IncomingMessage) -> None:
        """Let an event come in; to be called in the loop."""
        self._events.put_nowait(message)

    async def receive(self, take: Take) -> None:
        """Hand over what is said, until cancelled."""
        while True:
            await take([await self._events.get()])

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Keep a message, unless the script says that it is not taken."""
        result = self.script.popleft() if self.script else Sent(str(len(self.sent) + 1))
        most = self.capabilities.most_units
        if most is not None and units(self.text(message)) > most:
            return Refused(Reason.INVALID, "too long")
        if isinstance(result, Sent):
            self.sent.append((to, message))
        return result

    def text(self, message: OutgoingMessage) -> str:
        """Return a message as this channel would show it."""
        return plain(degraded(message, self.capabilities).blocks)

    @property
    def texts(self) -> list[str]:
        """Return what was taken, as text."""
        return [self.text(message) for _, message in self.sent]

    async def fetch(self, file: SentFile) -> bytes:
        """Return a file that was put there.

        Raises:
            ChannelError: there is no such file.
        """
        if file.reference not in self.files:
            raise ChannelError(f"Không có tệp {file.name}.")
        return self.files[file.reference]

    def invitation(self, code: str) -> str:
        """Return the command with the code."""
        return f"/lienket {code}"

    async def close(self) -> None:
        """Become closed."""
        self.is_open = False
