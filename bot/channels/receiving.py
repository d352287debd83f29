"""How a channel gets its events: it fetches them, or its platform delivers them to a webhook of ours."""

import hashlib
import hmac
import random
from collections.abc import Iterator
from dataclasses import dataclass

_WAITS = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries while a platform does not answer


@dataclass(frozen=True, slots=True)
class Receiving:
    """How events come.

    Attributes:
        public_url: the https address under which the platform reaches us; empty where events are fetched.
        secret: what the platform must show with each delivery.
        replace: a webhook that somebody else set may be taken over or removed.
    """

    public_url: str = ""
    secret: str = ""
    replace: bool = False

    @property
    def by_webhook(self) -> bool:
        """Say whether the platform delivers events to us."""
        return bool(self.public_url)

    def path(self, channel: str) -> str:
        """Return the path of the webhook: the same after each start, not to be guessed without the secret."""
        mark = hashlib.sha256(f"{channel}:{self.secret}".encode()).hexdigest()[:24]
        return f"/webhooks/{channel}/{mark}"

    def url(self, channel: str) -> str:
        """Return the address to give to the platform."""
        return self.public_url.rstrip("/") + self.path(channel)

    def admits(self, shown: str | None) -> bool:
        """Say whether a delivery shows the secret; compared in constant time, and never where none is set."""
        return bool(self.secret) and hmac.compare_digest((shown or "").encode(), self.secret.encode())


def waits() -> Iterator[float]:
    """Yield the seconds to wait before each further try: longer and longer, never two programs in step."""
    for wait in _WAITS:
        yield wait * random.uniform(0.8, 1.2)
    while True:
        yield _WAITS[-1] * random.uniform(0.8, 1.2)
