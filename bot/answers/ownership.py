"""One process owns the indexes of a home (``flock``); it may leave word where others reach it on loopback."""

import fcntl
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from knowledge.errors import HomeError

LOCK = "index.lock"
WORD = "index.server"
_PORTS = 1 << 16
_TOKEN = re.compile(r"[\w-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the owner of the indexes listens on 127.0.0.1, and the token that it asks for."""

    port: int
    token: str


class Ownership:
    """The right of one process to the indexes of a home.

    Args:
        folder: of the home.
    """

    def __init__(self, folder: Path) -> None:
        self._lock_path = folder / LOCK
        self._word_path = folder / WORD
        self._lock: IO[str] | None = None

    def take(self) -> bool:
        """Take the right where nobody holds it; say whether it is ours. A word left by a dead owner goes.

        Raises:
            HomeError: the lock may not be written.
        """
        if self._lock is not None:
            return True
        try:
            self._lock = self._locked()
            if self._lock is not None:
                self.take_word_back()
        except OSError as error:
            raise HomeError(
                f"Không giữ được chỉ mục của kho: {self._lock_path} ({error.strerror}).",
                "Hãy kiểm tra quyền ghi của bạn ở thư mục kho, hoặc chọn kho khác bằng --home.",
            ) from error
        return self._lock is not None

    def _locked(self) -> IO[str] | None:
        lock = self._lock_path.open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
        except BlockingIOError:
            lock.close()
            return None
        except OSError:
            lock.close()
            raise
        return lock

    def holder(self) -> str:
        """Return the pid of the process that holds the right, as far as it is known."""
        try:
            return self._lock_path.read_text(encoding="ascii").strip() or "?"
        except (OSError, ValueError):
            return "?"

    def leave_word(self, address: Address) -> None:
        """Tell other processes of this user where the owner listens; nobody else may read it."""
        draft = self._word_path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump({"port": address.port, "token": address.token}, file)
        draft.replace(self._word_path)

    def take_word_back(self) -> None:
        """Tell nobody any more."""
        self._word_path.unlink(missing_ok=True)

    def word(self) -> Address | None:
        """Return where the owner listens; None where it left no word."""
        try:
            left = json.loads(self._word_path.read_text(encoding="ascii"))
            port, token = int(left["port"]), str(left["token"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return None
        return Address(port, token) if 0 < port < _PORTS and _TOKEN.fullmatch(token) else None

    def release(self) -> None:
        """Give the right back."""
        if self._lock is not None:
            self.take_word_back()
            self._lock.close()
            self._lock = None
