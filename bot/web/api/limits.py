"""How much a program may send: so many requests in a minute for each key, and so many bytes at once."""

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request

from bot.delivery.limits import Bucket
from bot.web.errors import TooMany
from ingest.readers.base import LARGEST_FILE

LARGEST_JSON = 1024 * 1024
_FORM = 64 * 1024  # bytes of a form beside its file
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How often one key may be used: so many times in a minute kept up, and so many at once."""

    per_minute: float = 120.0
    burst: float = 60.0


class TooFast(TooMany):
    """A key is used too often; ``headers`` say when to come again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("Khóa này gửi quá nhanh.", f"Chờ {seconds} giây rồi gửi lại.")
        self.headers = {"Retry-After": str(seconds)}


class RateLimit:
    """Counts the requests of each key.

    Args:
        rate: how often each may come.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[int, Bucket] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def admit(self, key_id: int, now: float) -> None:
        """Count a request.

        Raises:
            TooFast: there were too many lately.
        """
        per_second = self._rate.per_minute / 60
        with self._one_at_a_time:
            bucket = self._buckets.pop(key_id, None) or Bucket(per_second, self._rate.burst)
            self._buckets[key_id] = bucket
            while len(self._buckets) > _MOST_KEYS:
                self._buckets.popitem(last=False)
            admitted = bucket.take(now)
        if not admitted:
            raise TooFast(max(1, math.ceil(1 / per_second)))


def bounded(request: Request) -> Request:
    """Return a request whose body can be read as far as it may go; more of it is refused while it comes.

    Reading raises an ``HTTPException`` with status 413.
    """
    is_form = request.headers.get("content-type", "").lower().startswith("multipart/")
    most = LARGEST_FILE + _FORM if is_form else LARGEST_JSON
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise HTTPException(413)
    read = 0

    async def receive() -> Any:  # noqa: ANN401 (a message of ASGI)
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)
