"""What the worlds of the contract have in common: a channel, its platform, and one person there."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from bot.channels.base import Channel, Take
from bot.channels.receiving import Receiving
from bot.messages import ChatAddress, IncomingMessage, Kind, Reason
from tests.contract.door import Door, posted
from tests.contract.outcomes import Case
from tests.fakes.courier import Parcel

Part = TypeVar("Part")
SECRET = "khoa-bi-mat_cua-webhook"
RIVAL = "https://nguoi-khac.example.vn/webhook"  # where somebody else has the messages of our bot delivered
PATIENCE = 5.0


async def until(true: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Return what a function returns as soon as it is true; the loop goes on meanwhile."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.005)
    return found


def nowhere() -> str:
    """Return an address on loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


class World:
    """One channel variant, its platform, and one person there.

    Attributes:
        variant: its name in the contract.
        person: the id of the person's chat.
        secrets: what settings hold as secret; ``serve`` masks these in logs.
        sends: what the platform may do with a message, and what the channel then says.
        hiccups: what may go wrong on opening and be gone soon after.
        kinds: what the person can send beside texts, and as what it arrives.
        blocked: why a message to somebody who blocked us is refused, as far as the platform tells.
    """

    variant: ClassVar[str]
    person: ClassVar[str]
    secrets: tuple[str, ...] = ()
    sends: ClassVar[tuple[Case, ...]] = ()
    hiccups: ClassVar[tuple[Any, ...]] = ()
    kinds: ClassVar[Mapping[str, Kind]] = {}
    blocked: ClassVar[Reason] = Reason.BLOCKED

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        try:
            self.begin()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @asynccontextmanager
    async def open(self, take: Take | None = None, **changes: Any) -> AsyncIterator[tuple[Channel, Any]]:
        """Yield the channel, open and receiving, and the list of what it kept where no other ``take`` is given."""
        kept: list[IncomingMessage] = []

        async def keep(messages: Sequence[IncomingMessage]) -> None:
            kept.extend(messages)

        channel = self.build(**changes)
        self.lead_to(channel, take or keep)
        receiving = None
        try:
            await channel.open()
            await self.after_opening()
            receiving = asyncio.create_task(channel.receive(take or keep))
            yield channel, kept
        finally:
            await self.lead_nowhere()
            if receiving is not None:
                receiving.cancel()
                for error in await asyncio.gather(receiving, return_exceptions=True):
                    assert error is None or isinstance(error, asyncio.CancelledError), error
            await channel.close()

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return what is secret besides."""
        return ()

    def enter(self, part: AbstractContextManager[Part]) -> Part:
        """Start a part of the world, which ends with it."""
        return self._stack.enter_context(part)

    def here(self, channel: Channel) -> ChatAddress:
        """Return the person's chat."""
        return ChatAddress(channel.name, channel.account, self.person)

    # What a world may have; the table of gaps names those that have not.

    def begin(self) -> None:
        """Start the platform."""

    def build(self, **changes: Any) -> Channel:
        """Return a new channel: ``token``, ``api``, ``replace``, ``patience``, ``poll_seconds`` may be changed."""
        raise NotImplementedError

    def lead_to(self, channel: Channel, take: Take) -> None:
        """Let our webhook lead to a channel, where there is one."""

    async def lead_nowhere(self) -> None:
        """Let our webhook lead there no more."""

    async def after_opening(self) -> None:
        """Do what an operator does by hand."""

    def say(self, text: str) -> None:
        """Let the person write, who may then be written to; nothing where people only read."""

    @property
    def texts(self) -> list[str]:
        """Return what reached the person."""
        raise NotImplementedError

    def trouble(self, trouble: Any) -> None:
        """Let the next message that is sent meet a trouble, as the cases of this world name it."""
        raise NotImplementedError

    def trouble_opening(self, trouble: Any) -> None:
        """Let the next opening meet a trouble, one of the hiccups of this world."""
        self.trouble(trouble)


class Spoken(World):
    """A world whose platform is a fake with a person who speaks.

    Attributes:
        method: that sends a message, as the fake names it.
        first_method: that is called on opening.
    """

    fake: Any
    user: Any
    method: ClassVar[str]
    first_method: ClassVar[str] = "getMe"

    def say(self, text: str) -> None:
        self.user.say(text)

    def show(self, what: str) -> None:
        """Let the person send a photo, a voice message, a sticker or a file."""
        getattr(self.user, what)()

    def block(self) -> None:
        """Let the person want no more messages."""
        self.user.block()

    @property
    def texts(self) -> list[str]:
        return self.user.texts

    def trouble(self, trouble: Any) -> None:
        self.fake.faults.add(self.method, trouble)

    def trouble_opening(self, trouble: Any) -> None:
        self.fake.faults.add(self.first_method, trouble)


class Hooked(Spoken):
    """A world whose platform delivers to us, through the real HTTP side."""

    secret_header: ClassVar[str]

    def begin(self) -> None:
        self.door = self.enter(Door())
        super().begin()

    def lead_to(self, channel: Channel, take: Take) -> None:
        self.door.lead_to(channel, take)

    async def lead_nowhere(self) -> None:
        await self.door.lead_nowhere()

    def receiving(self, replace: bool) -> Receiving:
        return Receiving(self.door.url, SECRET, replace)

    def headers(self, body: bytes) -> dict[str, str]:
        """Return the headers that make a body genuine."""
        return {"content-type": "application/json", self.secret_header: SECRET}

    async def parcel(self, text: str) -> Parcel:
        """Return a genuine delivery of something said, which found our door shut and was not kept."""
        self.door.shut, before = True, len(self.door.turned_away)
        self.say(text)
        await until(lambda: len(self.door.turned_away) > before)
        self.door.shut = False
        return self.door.turned_away[-1]

    def posting(self, body: bytes) -> Parcel:
        """Return a genuine delivery of any body, after the first ``parcel``."""
        return replace(self.door.turned_away[-1], body=body, headers=self.headers(body))

    async def say_often(self, text: str, times: int) -> None:
        await posted(*[await self.parcel(text)] * times)
