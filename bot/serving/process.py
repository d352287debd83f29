"""The server process of one home: started within seconds, stopped without losing work."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI

from bot import clock
from bot.bootstrap import Home
from bot.channels.base import Channel, ChannelError, ChannelUnreachable, Take
from bot.channels.receiving import waits
from bot.channels.redaction import trace_of
from bot.delivery.quota import sent_this_month
from bot.messages import IncomingMessage, said
from bot.serving.assembly import Parts, Wanted, assemble
from bot.serving.http import make_app
from bot.serving.metrics import Metrics
from bot.web.app import add_web
from knowledge.errors import TdktError

_log = logging.getLogger(__name__)
_THREADS = 8
_LOOK = 60.0  # seconds between two looks for what has come due
_LATE = 60.0  # seconds after which a question that waits is a trouble


@dataclass(slots=True)
class Server:
    """Serves one home until it is stopped.

    Attributes:
        home: whose indexes this process owns.
        channels: those switched on, by name.
        wanted: what the operator wants.
        ready: told the address once the server listens and channels were tried.
    """

    home: Home
    channels: Mapping[str, Channel]
    wanted: Wanted
    ready: Callable[[str], None] = lambda address: None
    _parts: Parts | None = field(init=False, default=None)
    _opened: set[str] = field(init=False, default_factory=set)
    _stopping: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def stop(self) -> None:
        """Let the server stop; to be called in its loop."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until stopped by a signal or ``stop``.

        Raises:
            ChannelError: a channel may not be used as configured.
            TdktError: the home belongs to another process, or the address is taken.
        """
        loop = asyncio.get_running_loop()
        # Not waited for here: a thread may wait for a file that this very loop fetches.
        loop.set_default_executor(ThreadPoolExecutor(_THREADS, "tdkt"))
        with _signals(loop, self.stop):
            await asyncio.to_thread(self.home.own_answers)  # before the port: who holds the home tells more than it
            with _listening(self.wanted) as listener:
                await self._serve(listener)

    async def _serve(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        parts = await asyncio.to_thread(assemble, self.home, self.channels, self.wanted, loop)
        self._parts = parts
        metrics = Metrics(self._waiting)
        parts.worker.counted = metrics.counted
        takes = {name: _taker(channel, parts) for name, channel in self.channels.items()}
        app = make_app(self.channels, takes, self._troubles, metrics.text, parts.feeds.read)
        add_web(app, parts.site)
        server = _Uvicorn(app)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        receiving: list[asyncio.Task[None]] = []
        working: list[asyncio.Task[None]] = []
        try:
            await self._open_all(parts)
            working = [asyncio.create_task(parts.worker.run()), asyncio.create_task(_remind(parts))]
            receiving = [asyncio.create_task(self._receive(c, takes[n], parts)) for n, c in self.channels.items()]
            self.ready("http://{}:{}".format(*listener.getsockname()[:2]))
            await self._until_stopped([*working, *receiving, serving])
        finally:
            await _cancelled(receiving)
            await _cancelled(working)
            server.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)
            await asyncio.gather(*(c.close() for c in self.channels.values()), return_exceptions=True)

    async def _until_stopped(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        """Wait for the wish to stop, or for a part that cannot go on; its error is raised."""
        stopping = asyncio.ensure_future(self._stopping.wait())
        waiting: set[asyncio.Future[object]] = {stopping, *tasks}  # type: ignore[arg-type]
        try:
            while not stopping.done():
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            stopping.cancel()

    async def _open_all(self, parts: Parts) -> None:
        for channel in self.channels.values():
            try:
                await self._open(channel, parts)
            except ChannelUnreachable as error:
                _log.warning("%s is not reachable now and is tried again: %s", channel.name, error.message)

    async def _open(self, channel: Channel, parts: Parts) -> None:
        await channel.open()
        self._opened.add(channel.name)
        parts.notices.accounts[channel.name] = channel.account
        parts.notices.capabilities[channel.name] = channel.capabilities
        parts.worker.wake()

    async def _receive(self, channel: Channel, take: Take, parts: Parts) -> None:
        """Open a channel that could not be reached at first, then receive from it until cancelled."""
        try:
            for wait in waits():
                if channel.name in self._opened:
                    break
                await asyncio.sleep(wait)
                with contextlib.suppress(ChannelUnreachable):
                    await self._open(channel, parts)
            await channel.receive(take)
        except ChannelError as error:  # a token taken back ends this channel, not the others
            _log.error("%s can receive no more: %s", channel.name, error)
            self._opened.discard(channel.name)
            words = said(f"Kênh {channel.title} ngừng nhận tin. {error}")
            key = f"closed:{channel.name}:{clock.now():%Y-%m-%d}"
            tell = parts.notices.tell_administrators
            await asyncio.to_thread(tell, words, clock.now(), about="kênh ngừng nhận tin", key=key)

    def _troubles(self) -> list[str]:
        closed = [f"kênh {c.title} chưa mở được" for c in self.channels.values() if c.name not in self._opened]
        oldest = self.home.inbox.oldest_waiting()
        late = oldest is not None and clock.now().timestamp() - oldest > _LATE
        refused = sorted(self._parts.worker.sending.unauthorised) if self._parts else []
        taken_back = [f"kênh {self.channels[name].title} không nhận token của ta nữa" for name in refused]
        return [*closed, *taken_back, *(["có câu hỏi chờ quá một phút"] if late else [])]

    def _waiting(self) -> dict[str, float]:
        oldest, now = self.home.inbox.oldest_waiting(), clock.now()
        states = {f"outbox_{state}": float(count) for state, count in self.home.outbox.counts().items()}
        used = {
            f"sent_this_month_{c.name}": float(sent_this_month(self.home.counters, c.name, now))
            for c in self.channels.values()
            if c.capabilities.monthly_messages
        }
        return states | used | {"inbox_oldest_seconds": max(0.0, now.timestamp() - oldest) if oldest else 0.0}


class _Uvicorn(uvicorn.Server):
    """A uvicorn server beside our own loop and signals."""

    def __init__(self, app: FastAPI) -> None:
        quiet = {"log_config": None, "access_log": False, "server_header": False, "date_header": False}
        super().__init__(uvicorn.Config(app, lifespan="off", timeout_graceful_shutdown=2, **quiet))  # type: ignore[arg-type]

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield


def _taker(channel: Channel, parts: Parts) -> Take:
    async def take(messages: Sequence[IncomingMessage]) -> None:
        await asyncio.to_thread(parts.reception.take, channel, messages, clock.now())
        parts.worker.wake()

    return take


async def _remind(parts: Parts) -> None:
    """Look at the clock now and then until cancelled; what has come due goes the way of every message."""
    while True:
        try:
            if await asyncio.to_thread(parts.reminding.look, clock.now()):
                parts.worker.wake()
        except Exception as error:  # what is due stays due: it is looked for again
            _log.error("looking for reminders failed: %s", trace_of(error))
        await asyncio.sleep(_LOOK)


@contextlib.contextmanager
def _listening(wanted: Wanted) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((wanted.host, wanted.port))
    except OSError as error:
        raise TdktError(
            f"Không nghe được ở {wanted.host}:{wanted.port} ({error.strerror}).",
            "Đổi TDKT_PORT, hoặc dừng chương trình đang dùng cổng ấy.",
        ) from error
    with listener:
        yield listener


@contextlib.contextmanager
def _signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Stop at SIGTERM and SIGINT, where this thread may listen to them."""
    heard = []
    for one in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(ValueError, RuntimeError):
            loop.add_signal_handler(one, stop)
            heard.append(one)
    try:
        yield
    finally:
        for one in heard:
            loop.remove_signal_handler(one)


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
