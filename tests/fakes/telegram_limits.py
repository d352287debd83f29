"""How fast a bot may write: one a second to a chat, twenty a minute to a group, thirty a second to all (C.5 [D])."""

import math
from collections import defaultdict, deque
from collections.abc import Callable

from tests.fakes.telegram_rules import Rules
from tests.fakes.telegram_wire import Refused
from tests.fakes.telegram_world import Chat


class FloodControl:
    """Counts what is written, by the injected clock; a message that is refused does not count."""

    def __init__(self, clock: Callable[[], float], rules: Rules) -> None:
        self._clock, self._rules = clock, rules
        self._tokens: dict[int, tuple[float, float]] = {}
        self._minutes: defaultdict[int, deque[float]] = defaultdict(deque)
        self._second: deque[float] = deque()

    def spend(self, chat: Chat) -> None:
        """Count a message to a chat.

        Raises:
            Refused: It comes too soon: 429 with ``retry_after`` [D].
        """
        if not self._rules.rate_limits:
            return
        now = self._clock()
        tokens = self._tokens_of(chat, now)
        group = self._minutes[chat.id] if chat.id < 0 else deque[float]()
        wait = max(
            (1.0 - tokens) / self._rules.chat_per_second,
            _until_room(group, now, 60.0, self._rules.group_per_minute),
            _until_room(self._second, now, 1.0, self._rules.overall_per_second),
        )
        if wait > 0:
            seconds = max(1, math.ceil(wait))
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._tokens[chat.id] = (tokens - 1.0, now)
        group.append(now)
        self._second.append(now)

    def _tokens_of(self, chat: Chat, now: float) -> float:
        """Return what the chat takes at once [?]: a small burst, refilled by one a second [D]."""
        left, before = self._tokens.get(chat.id, (float(self._rules.chat_burst), now))
        return min(float(self._rules.chat_burst), left + (now - before) * self._rules.chat_per_second)


def _until_room(times: deque[float], now: float, window: float, most: int) -> float:
    """Return how long it takes until the window holds less than it may."""
    while times and times[0] <= now - window:
        times.popleft()
    return times[0] + window - now if len(times) >= most else 0.0
