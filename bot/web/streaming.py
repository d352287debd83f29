"""Server-sent events: one answer in several parts, each shown as it comes (truyền từng phần)."""

from fastapi import Request

MEDIA_TYPE = "text/event-stream"
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Tells a proxy before us to pass each part on at once."""


def wants_stream(request: Request) -> bool:
    """Say whether whoever asks takes an answer in parts."""
    return MEDIA_TYPE in request.headers.get("accept", "")


def event(name: str, data: str) -> str:
    """Return one event as it goes over the line; its data may have several lines."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {name}\n{lines}\n"
