"""The HTTP side: webhooks of the platforms, and whether the service lives, is ready, and how it does."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.channels.base import LARGEST_BODY, Channel, Posted, Take, Webhook
from bot.channels.redaction import trace_of
from bot.reminders.feeds import PREFIX

_log = logging.getLogger(__name__)
_SLOWEST_BODY = 10.0  # seconds in which a body must have come

Troubles = Callable[[], Sequence[str]]
"""Returns what keeps the service from being ready; nothing where it is."""


def make_app(
    channels: Mapping[str, Channel],
    takes: Mapping[str, Take],
    troubles: Troubles,
    metrics: Callable[[], bytes],
    calendars: Callable[[str], bytes | None] = lambda name: None,
) -> FastAPI:
    """Return the app of one home.

    Args:
        channels: those switched on, by name.
        takes: what keeps the events of each.
        troubles: what keeps the service from being ready.
        metrics: counts, as Prometheus reads them.
        calendars: the calendar behind the last part of a secret address; None where there is no such one.
    """
    app = FastAPI(title="tdkt", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        """Say that the process lives."""
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """Say whether questions are answered on every channel."""
        found = await asyncio.to_thread(troubles)
        status = HTTPStatus.SERVICE_UNAVAILABLE if found else HTTPStatus.OK
        return JSONResponse({"status": "waiting" if found else "ready", "troubles": list(found)}, status)

    @app.get("/metrics")
    async def read_metrics() -> PlainTextResponse:
        """Return the counts."""
        return PlainTextResponse(await asyncio.to_thread(metrics), media_type="text/plain; version=0.0.4")

    @app.get(f"{PREFIX}{{name}}")
    async def calendar(name: str) -> Response:
        """Return the calendar at a secret address; whoever guesses learns nothing."""
        content = await asyncio.to_thread(calendars, name)
        if content is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return Response(content, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})

    for name, channel in channels.items():
        for webhook in channel.webhooks:
            app.add_api_route(webhook.path, _endpoint(webhook, takes[name]), methods=["POST"], include_in_schema=False)
    return app


def _endpoint(webhook: Webhook, take: Take) -> Callable[[Request], object]:
    async def deliver(request: Request) -> Response:
        try:
            body = await asyncio.wait_for(_body(request), _SLOWEST_BODY)
        except TimeoutError:
            return Response(status_code=HTTPStatus.REQUEST_TIMEOUT)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            return Response(status_code=await webhook.take(Posted(headers, body), take))
        except Exception as error:  # the event was not kept: the platform may deliver it again
            _log.error("an event could not be kept: %s", trace_of(error))
            return Response(status_code=HTTPStatus.INTERNAL_SERVER_ERROR)

    return deliver


async def _body(request: Request) -> bytes | None:
    """Return the body; None where it is too large, without reading on."""
    with suppress(ValueError):
        if int(request.headers.get("content-length", "0")) > LARGEST_BODY:
            return None
    body = bytearray()
    stream: AsyncIterator[bytes] = request.stream()
    async for piece in stream:
        body += piece
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)
