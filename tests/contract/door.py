"""Our own HTTP side as a platform reaches it: the real app of ``tdkt serve``, on loopback."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.base import Channel, Posted, Take, Webhook
from bot.serving.http import make_app
from tests.fakes.courier import Delivery, Parcel, post
from tests.fakes.server import Server

Handler = Callable[[Posted, Take], Coroutine[Any, Any, int]]
_AT_ONCE = 25  # posts under way at the same time
_PATIENCE = 30.0  # seconds
_NOBODY = Response(status_code=503)


@dataclass(frozen=True, slots=True)
class _InItsLoop:
    """A channel whose webhooks are served by another thread, but work in the loop of the channel, as they do for us."""

    channel: Channel
    loop: asyncio.AbstractEventLoop

    @property
    def webhooks(self) -> Sequence[Webhook]:
        return [Webhook(one.path, self._brought_home(one.take)) for one in self.channel.webhooks]

    def _brought_home(self, handler: Handler) -> Handler:
        async def called(posted: Posted, take: Take) -> int:
            return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(handler(posted, take), self.loop))

        return called


class Door:
    """Serves the app of one channel at a time.

    Attributes:
        shut: nothing is let in; what comes is answered 503.
        turned_away: what came meanwhile, ready to be posted again.
    """

    def __init__(self) -> None:
        self.shut = False
        self.turned_away: list[Parcel] = []
        self._app: ASGIApp = _NOBODY
        self._inside = 0
        self._server = Server(self)

    @property
    def url(self) -> str:
        """Return the address that a unit would make public."""
        return self._server.url

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.__exit__(kind, error, traceback)

    def lead_to(self, channel: Channel, take: Take) -> None:
        """Let what is posted from now on come to a channel; to be called in its loop."""
        inside = _InItsLoop(channel, asyncio.get_running_loop())
        self._app = make_app({channel.name: inside}, {channel.name: take}, lambda: (), lambda: b"")

    async def lead_nowhere(self) -> None:
        """Let nothing in any more, and wait for what is inside."""
        self._app = _NOBODY
        while self._inside:
            await asyncio.sleep(0.001)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self.shut:
            self._inside += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._inside -= 1
            return
        request = Request(scope, receive)
        parcel = Parcel(f"{self.url}{scope['path']}", await request.body(), dict(request.headers))
        await _NOBODY(scope, receive, send)
        self.turned_away.append(parcel)


async def posted(*parcels: Parcel) -> list[Delivery]:
    """Post parcels in parallel, in threads that nobody else needs; return how each was answered."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(_AT_ONCE, "poster") as pool:
        work = [loop.run_in_executor(pool, post, parcel, 1, _PATIENCE) for parcel in parcels]
        return list(await asyncio.gather(*work))
