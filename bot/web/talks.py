"""What was said with each visitor: in this process only, not for long, and not too fast (cuộc trò chuyện trên web)."""

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.delivery.limits import Doorkeeper
from bot.dialogue import ChatMemory
from bot.messages import Block, Choices
from bot.web.rating_form import RatingForm
from knowledge.audiences import Audience

_OWN_BITS = 64
"""Of an IPv6 address, that whoever has one chooses as they like."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what was answered.

    Attributes:
        number: in its talk, from 1.
        status: how the question ended; empty where nothing was asked.
        rating: what the forms under the answer need; None where there are none.
    """

    number: int
    asked: str
    blocks: tuple[Block, ...]
    status: str = ""
    rating: RatingForm | None = None


@dataclass(slots=True)
class Talk:
    """What was said with one visitor, the oldest first; whoever holds its lock may add to it."""

    audience: Audience
    at: datetime
    memory: ChatMemory = field(default_factory=ChatMemory)
    exchanges: list[Exchange] = field(default_factory=list)
    said: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self, asked: str, blocks: tuple[Block, ...], status: str, longest: int, rating: RatingForm | None = None
    ) -> Exchange:
        """Keep an exchange, and forget the oldest where there are too many."""
        self.said += 1
        exchange = Exchange(self.said, asked, blocks, status, rating)
        self.exchanges = [*self.exchanges, exchange][-longest:]
        return exchange

    def label_of(self, choice: str) -> str:
        """Return what a choice of the last answer is called; empty where it offered no such one."""
        blocks = self.exchanges[-1].blocks if self.exchanges else ()
        return next((c.label for b in blocks if isinstance(b, Choices) for c in b.items if c.id == choice), "")


class Talks:
    """The talks of all visitors; safe to use from several threads.

    Args:
        most: visitors remembered; the one heard of longest ago is forgotten first.
        longest: exchanges of one talk.
        good_for: how long after the last exchange.
    """

    def __init__(self, most: int = 500, longest: int = 20, good_for: timedelta = timedelta(minutes=30)) -> None:
        self._most, self._longest, self._good_for = most, longest, good_for
        self._held: OrderedDict[str, Talk] = OrderedDict()
        self._lock = threading.Lock()
        self._visitors = Doorkeeper(per_minute=20, burst=10)
        self._places = Doorkeeper(per_minute=300, burst=60)  # an office has one address
        self._askers = Doorkeeper(per_minute=0.05, burst=30)  # questions sent to officers from one place

    def admits(self, visitor: str, place: str, now: float) -> bool:
        """Say whether a visitor may ask now; whoever throws its cookies away is known by the place of its computer.

        The place is asked first, so that no flood from one of them uses up what all visitors have together.
        """
        with self._lock:
            return self._places.admits(_network(place), now) and self._visitors.admits(visitor, now)

    def admits_question(self, place: str, now: float) -> bool:
        """Say whether one more question may go to the officers from a place."""
        with self._lock:
            return self._askers.admits(_network(place), now)

    def of(self, visitor: str, audience: Audience, now: datetime) -> tuple[Exchange, ...]:
        """Return what was said with a visitor lately, as somebody of the same groups."""
        with self._lock:
            talk = self._held.get(visitor)
            return tuple(talk.exchanges) if talk and self._holds(talk, audience, now) else ()

    @contextmanager
    def turn(self, visitor: str, audience: Audience, now: datetime) -> Iterator[Talk]:
        """Give the talk of a visitor for one exchange; another one of the same visitor waits."""
        with self._lock:
            talk = self._held.pop(visitor, None)
            if talk is None or not self._holds(talk, audience, now):
                talk = Talk(audience, now)
            talk.at = now
            self._held[visitor] = talk
            self._forget(now)
        with talk.lock:
            yield talk

    def keep(
        self, talk: Talk, asked: str, blocks: tuple[Block, ...], status: str, rating: RatingForm | None = None
    ) -> Exchange:
        """Add an exchange to a talk that was given out for it."""
        return talk.add(asked, blocks, status, self._longest, rating)

    def drop(self, visitor: str) -> None:
        """Forget what was said with a visitor."""
        with self._lock:
            self._held.pop(visitor, None)

    def _holds(self, talk: Talk, audience: Audience, now: datetime) -> bool:
        return talk.audience == audience and now - talk.at <= self._good_for

    def _forget(self, now: datetime) -> None:
        while self._held:
            oldest = next(iter(self._held.values()))
            if len(self._held) <= self._most and now - oldest.at <= self._good_for:
                return
            self._held.popitem(last=False)


def _network(place: str) -> str:
    """Return what all addresses of one computer have in common."""
    try:
        address = ipaddress.IPv6Address(place.partition("%")[0])
    except ValueError:
        return place
    return str(address.ipv4_mapped or int(address) >> _OWN_BITS)
