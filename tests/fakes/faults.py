"""Scripted faults of a platform: what a request meets instead of, or after, the answer that it deserves."""

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.fakes.server import hang_up as close_line

MASK = "<token>"
_DROPS = 10  # pieces of a reply that drips


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: ``answer`` (this status and body), ``html`` (a gateway's page that repeats the path), ``hang_up`` (no
            reply), ``late`` (the reply comes after ``seconds``) or ``drip`` (the reply takes ``seconds`` to arrive).
        after_effect: Whether what was asked is done all the same: the message was sent, only its reply is lost.
    """

    kind: Literal["answer", "html", "hang_up", "late", "drip"]
    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    seconds: float = 0.0
    after_effect: bool = False


def answer(status: int, body: object, after_effect: bool = False) -> Fault:
    """Return a fault that answers a status and a body: an object as JSON, a text as it stands (so also broken JSON)."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Fault("answer", status=status, body=text, after_effect=after_effect)


def html(status: int = 502, after_effect: bool = False) -> Fault:
    """Return a fault that answers a gateway's HTML page, in which the path stands with its token."""
    return Fault("html", status=status, after_effect=after_effect)


def hang_up(after_effect: bool = False) -> Fault:
    """Return a fault that closes the connection without a reply."""
    return Fault("hang_up", after_effect=after_effect)


def late(seconds: float, after_effect: bool = True) -> Fault:
    """Return a fault that waits before it replies; without the effect, the late reply is a gateway's 504."""
    return Fault("late", status=504, seconds=seconds, after_effect=after_effect)


def drip(seconds: float) -> Fault:
    """Return a fault that does what was asked and sends its reply piece by piece over ``seconds``."""
    return Fault("drip", seconds=seconds, after_effect=True)


class Faults:
    """The faults that wait for each method, first added first met; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, *faults: Fault) -> None:
        """Let the next requests to ``method`` meet these faults, one each."""
        with self._lock:
            self._queues[method].extend(faults)

    def next(self, method: str) -> Fault | None:
        """Take the fault that the request at hand meets, or nothing."""
        with self._lock:
            queue = self._queues[method]
            return queue.popleft() if queue else None

    def left(self, method: str) -> int:
        """Return how many faults still wait for ``method``."""
        with self._lock:
            return len(self._queues[method])


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it came in, its token masked.

    Attributes:
        time: The server's clock (seconds) when it came in.
        method: The platform's method that it called.
        params: Its parameters, parsed.
        raw: Its body, before parsing.
        headers: Its headers, names in lower case.
    """

    time: float
    method: str
    params: Mapping[str, Any]
    raw: str
    headers: Mapping[str, str] = field(default_factory=dict)


def masked(text: str, *secrets: str) -> str:
    """Return the text with each secret, plain or percent-encoded, replaced by ``<token>``."""
    for secret in filter(None, secrets):
        for form in (secret, quote(secret, safe=""), quote(secret)):
            text = text.replace(form, MASK)
    return text


async def carry_out(fault: Fault | None, request: Request, effect: Callable[[], Awaitable[Response]]) -> Response:
    """Answer a request as its fault says.

    Args:
        fault: The fault that it meets; None answers as if nothing were wrong.
        request: The request.
        effect: Does what was asked and returns the reply that it deserves; called at most once.
    """
    if fault is None:
        return await effect()
    reply = await effect() if fault.after_effect else None
    if fault.kind == "answer":
        return Response(fault.body, fault.status, media_type=fault.content_type)
    if fault.kind == "html":
        return gateway_page(request, fault.status)
    if fault.kind == "hang_up":
        return _HangUp()
    if fault.kind == "late":
        await _wait(fault.seconds)
    if reply is None:
        return gateway_page(request, fault.status)
    return _dripping(reply, fault.seconds) if fault.kind == "drip" else reply


def gateway_page(request: Request, status: int) -> Response:
    """Return the page of a gateway, which repeats the path that was asked for, token and all."""
    title = f"{status} {HTTPStatus(status).phrase}"
    path = unquote(request.url.path)
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{path}</p><hr>nginx</body></html>"
    return HTMLResponse(page, status)


async def _wait(seconds: float) -> None:
    """Sleep to the given time on the wall, however the loop is loaded."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(left)


def _dripping(reply: Response, seconds: float) -> Response:
    body = bytes(reply.body)
    size = max(1, -(-len(body) // _DROPS))

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            await asyncio.sleep(seconds / _DROPS)
            yield body[start : start + size]

    return StreamingResponse(pieces(), reply.status_code, media_type=reply.headers.get("content-type"))


class _HangUp(Response):
    """No reply: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await close_line(scope, receive)
