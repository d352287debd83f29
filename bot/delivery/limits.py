"""How much one chat, and all together, may ask: a bucket of tokens that fills with time."""

from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """Tokens that come back at a rate, up to a burst.

    Attributes:
        rate: tokens in a second.
        burst: the most there can be.
    """

    rate: float
    burst: float
    _tokens: float = field(init=False)
    _at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._tokens = self.burst

    def take(self, now: float) -> bool:
        """Take a token; False where there is none."""
        self._tokens = min(self.burst, self._tokens + max(0.0, now - self._at) * self.rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class DailyCap:
    """Lets each chat in so many times a day, where every answer costs a message of the month.

    Args:
        most: messages of one chat in a day.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._day = ""
        self._counts: dict[str, int] = {}

    def admits(self, lane: str, day: str) -> bool:
        """Count a message of a day; say whether it may come in."""
        if day != self._day:
            self._day, self._counts = day, {}
        self._counts[lane] = self._counts.get(lane, 0) + 1
        return self._counts[lane] <= self.most

    def warns(self, lane: str) -> bool:
        """Say whether this is the first message of the day that was not let in."""
        return self._counts.get(lane, 0) == self.most + 1


class Doorkeeper:
    """Lets messages in, or not, by chat and altogether.

    Args:
        per_minute: messages of one chat in a minute, kept up.
        burst: messages of one chat at once.
        overall_per_second: messages of everybody in a second.
        most_chats: chats remembered; the one heard of longest ago is forgotten first.
    """

    def __init__(
        self, per_minute: float = 20, burst: float = 10, overall_per_second: float = 50, most_chats: int = 10_000
    ) -> None:
        self._per_second, self._burst = per_minute / 60, burst
        self._overall = Bucket(overall_per_second, overall_per_second * 4)
        self._chats: OrderedDict[str, Bucket] = OrderedDict()
        self._warned: OrderedDict[str, float] = OrderedDict()
        self._most = most_chats

    def admits(self, lane: str, now: float) -> bool:
        """Say whether a message may come in."""
        bucket = self._chats.pop(lane, None) or Bucket(self._per_second, self._burst)
        self._chats[lane] = bucket
        while len(self._chats) > self._most:
            self._chats.popitem(last=False)
        return bucket.take(now) and self._overall.take(now)

    def warns(self, lane: str, now: float, again_after: float = 60.0) -> bool:
        """Say whether somebody who was not let in is to be told so: once, and not again for a while."""
        last = self._warned.pop(lane, None)
        self._warned[lane] = now if last is None or now - last >= again_after else last
        while len(self._warned) > self._most:
            self._warned.popitem(last=False)
        return last is None or now - last >= again_after
