"""Headers of every answer: nothing runs but our own files, nobody frames us, nothing leaks to other sites."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse

_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


_LONGEST_PATH = 2_000
"""Characters of an address before the question mark; a number of more than 4,300 digits cannot even be read."""


def guard(app: FastAPI) -> None:
    """Add the headers to every answer of an app; pages are not kept by anybody between."""

    @app.middleware("http")
    async def with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response: Response
        if len(request.url.path) > _LONGEST_PATH:
            response = PlainTextResponse("Địa chỉ quá dài.\n", HTTPStatus.REQUEST_URI_TOO_LONG)
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
