"""A loopback server for any ASGI app: its own thread, its own loop, and a stop that waits for nobody."""

import asyncio
import contextlib
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

HANG_UP = "tdkt.hang_up"  # the name under which an app finds how to close its connection without a reply
_ROUNDS = 5  # of the loop, after which nothing that was accepted is still on its way
_PATIENCE = 10.0  # seconds for a start or a stop, both of which take milliseconds


class _Line(H11Protocol):
    """One connection, whose app may close it without a reply."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inside = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            known = {**scope.get("extensions", {}), HANG_UP: self.transport.close}
            await inside({**scope, "extensions": known}, receive, send)

        self.app = app  # type: ignore[assignment]


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection of a request without a (further) word, and wait until it is closed."""
    scope["extensions"][HANG_UP]()
    while (await receive())["type"] != "http.disconnect":
        pass


class Server:
    """Serves an app on 127.0.0.1, on a free port, for as long as the ``with`` block lasts.

    Requests that still wait when the block ends (long polls, late replies) are cancelled and their connections closed.

    Attributes:
        url: ``http://127.0.0.1:PORT``, without a slash at its end.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.url = ""
        self._app = app
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = asyncio.Event()
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="fake-server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_PATIENCE) or self._failure is not None:
            raise RuntimeError("the fake server did not start") from self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: it has stopped by itself
                self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            raise RuntimeError("the fake server did not stop")
        if self._failure is not None:
            raise RuntimeError("the fake server broke") from self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # it is shown by the thread that started this one
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        """Listen until the block ends; uvicorn's own server would take up to 0.3 s to stop."""
        self._loop = asyncio.get_running_loop()
        config = uvicorn.Config(
            self._entrance,
            interface="asgi3",
            http=_Line,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=60,
        )
        config.load()
        config.loaded_app = self._entrance  # without the wrapper that logs paths, tokens and all, at the lowest level
        state = ServerState()
        listener = await self._loop.create_server(
            lambda: _Line(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        self.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._closing.wait()
        listener.close()
        for _ in range(_ROUNDS):  # a connection accepted this moment is a task only in the next round
            await asyncio.sleep(0)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*others, return_exceptions=True)
            while state.connections:
                for line in list(state.connections):
                    line.transport.close()
                await asyncio.sleep(0.001)
        await listener.wait_closed()

    async def _entrance(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, unless the server stops first."""
        work = asyncio.ensure_future(self._app(scope, receive, send))
        stop = asyncio.ensure_future(self._closing.wait())
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            stop.cancel()
            with contextlib.suppress(ClientDisconnect):  # whoever hung up hears nothing, and it is no failure of ours
                work.result()
            return
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await hang_up(scope, receive)
