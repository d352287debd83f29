"""The platform's side of a webhook: posts events, one after another, and tries again where it is told to."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is posted, where, and after which pauses it is posted again if no 2xx comes back."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    pauses: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt: the status that came back, or None where no answer came (``why`` says what happened)."""

    url: str
    body: bytes
    status: int | None
    attempt: int
    why: str = ""

    @property
    def accepted(self) -> bool:
        """Whether a 2xx came back."""
        return self.status is not None and 200 <= self.status < 300


def post(parcel: Parcel, attempt: int = 1, timeout: float = 2.0) -> Delivery:
    """Post a parcel once. Only loopback is ever dialled, and nothing is logged."""
    there = urlsplit(parcel.url)
    if there.scheme != "http" or there.hostname not in LOOPBACK:
        return Delivery(parcel.url, parcel.body, None, attempt, "not on loopback")
    line = HTTPConnection(there.hostname, there.port or 80, timeout=timeout)
    try:
        path = (there.path or "/") + (f"?{there.query}" if there.query else "")
        line.request("POST", path, parcel.body, dict(parcel.headers))
        with line.getresponse() as reply:
            reply.read()
            return Delivery(parcel.url, parcel.body, reply.status, attempt)
    except (OSError, HTTPException) as error:
        return Delivery(parcel.url, parcel.body, None, attempt, type(error).__name__)
    finally:
        line.close()


class Courier:
    """Posts parcels from a thread of its own, in order, but for those that wait to be tried again.

    Args:
        finished: Called, from that thread, after each attempt, with whether it was the parcel's last.
        timeout: Seconds that an attempt may take.
    """

    def __init__(self, finished: Callable[[Delivery, bool], None], timeout: float = 2.0) -> None:
        self._finished = finished
        self._timeout = timeout
        self._changed = threading.Condition()
        self._due: list[tuple[float, int, int, Parcel]] = []
        self._order = itertools.count()
        self._at_work = False
        self._closed = False
        self._thread: threading.Thread | None = None

    def take(self, parcel: Parcel) -> None:
        """Post a parcel as soon as those before it are through."""
        with self._changed:
            self._put(0.0, 1, parcel)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="fake-courier", daemon=True)
                self._thread.start()

    def idle(self) -> bool:
        """Whether nothing is being posted and nothing waits."""
        with self._changed:
            return not self._due and not self._at_work

    def forget(self) -> None:
        """Throw away whatever waits."""
        with self._changed:
            self._due.clear()

    def close(self) -> None:
        """Stop; what waits is thrown away."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(self._timeout + 1)

    def _put(self, pause: float, attempt: int, parcel: Parcel) -> None:
        due = time.monotonic() + pause if pause else 0.0
        heapq.heappush(self._due, (due, next(self._order), attempt, parcel))
        self._changed.notify_all()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            attempt, parcel = job
            done = post(replace(parcel, headers={**parcel.headers}), attempt, self._timeout)
            again = not done.accepted and attempt <= len(parcel.pauses)
            self._finished(done, not again)
            with self._changed:
                self._at_work = False
                if again and not self._closed:
                    self._put(parcel.pauses[attempt - 1], attempt + 1, parcel)
                self._changed.notify_all()

    def _next(self) -> tuple[int, Parcel] | None:
        with self._changed:
            while not self._closed:
                pause = self._due[0][0] - time.monotonic() if self._due else None
                if pause is not None and pause <= 0:
                    self._at_work = True
                    return heapq.heappop(self._due)[2:]
                self._changed.wait(pause)
        return None
