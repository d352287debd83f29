"""Files that wait for their visitor a while: in this process only, never on disk."""

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Results:
    """Results that wait to be fetched: in this process only, for one visitor, and not for long."""

    good_for: float = 15 * 60
    most: int = 20
    _kept: "OrderedDict[str, tuple[float, str, bytes]]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, visitor: str, content: bytes) -> str:
        """Keep a result and return the name under which its visitor may fetch it."""
        name, now = secrets.token_urlsafe(16), time.monotonic()
        with self._lock:
            self._kept[name] = (now, visitor, content)
            while len(self._kept) > self.most or now - next(iter(self._kept.values()))[0] > self.good_for:
                self._kept.popitem(last=False)
        return name

    def of(self, visitor: str, name: str) -> bytes | None:
        """Return a result of this very visitor; None where there is none (any more)."""
        with self._lock:
            at, owner, content = self._kept.get(name, (0.0, "", b""))
        return content if content and owner == visitor and time.monotonic() - at <= self.good_for else None
