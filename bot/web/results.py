"""Files that wait for their visitor a while: in this process only, never on disk."""

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Results:
    """Results that wait to be fetched: in this process only, for one visitor, and not for long.

    Attributes:
        good_for: seconds.
        most: results of all visitors.
        most_bytes: of them together; the newest is kept however large it is.
    """

    good_for: float = 15 * 60
    most: int = 20
    most_bytes: int = 64 * 1024 * 1024
    _kept: "OrderedDict[str, tuple[float, str, bytes]]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, visitor: str, content: bytes) -> str:
        """Keep a result and return the name under which its visitor may fetch it."""
        name, now = secrets.token_urlsafe(16), time.monotonic()
        with self._lock:
            self._kept[name] = (now, visitor, content)
            while len(self._kept) > 1 and self._has_too_much(now):
                self._kept.popitem(last=False)
        return name

    def _has_too_much(self, now: float) -> bool:
        oldest, _, _ = next(iter(self._kept.values()))
        size = sum(len(content) for _, _, content in self._kept.values())
        return len(self._kept) > self.most or size > self.most_bytes or now - oldest > self.good_for

    def of(self, visitor: str, name: str) -> bytes | None:
        """Return a result of this very visitor; None where there is none (any more)."""
        with self._lock:
            at, owner, content = self._kept.get(name, (0.0, "", b""))
        return content if content and owner == visitor and time.monotonic() - at <= self.good_for else None
