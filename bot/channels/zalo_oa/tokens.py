"""The pair of tokens of an OA: the refresh token works once, so the next pair is kept before it is used.

One refresher at a time, in a task of its own: whoever asked for it may give up, but the new pair is not lost with them.
"""

import asyncio
import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.channels.base import ChannelError

_log = logging.getLogger(__name__)
_EARLY = timedelta(hours=2)  # before the end of some 25 hours [D] B.2: time enough to try again
_PAUSE = timedelta(minutes=5)  # between tries while the old access token still serves


@dataclass(frozen=True, slots=True)
class Tokens:
    """What lets us in.

    Attributes:
        access: shown with each call.
        refresh: changed once for the next pair.
        expires: when ``access`` ends.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires: datetime


class TokenStore(Protocol):
    """Where the pair is kept for good."""

    def load(self) -> Tokens | None:
        """Return the pair kept last, None where there is none yet."""

    def save(self, tokens: Tokens) -> None:
        """Keep a pair in place of the last one; it survives whatever happens after the return."""


class RefreshRefused(Exception):
    """The platform will not change this refresh token: it was used, taken back, or is too old."""


class RefreshFailed(Exception):
    """Nobody answered, or not in words that we know: whether the refresh token was used is open."""


class FileTokenStore:
    """Keeps the pair in a file that only its owner may read; a half-written file is never seen.

    Args:
        path: of the file; its folder is made where absent.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Tokens | None:
        """Return the pair kept last, None where there is none yet.

        Raises:
            ChannelError: the file is there but cannot be read.
        """
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            expires = datetime.fromisoformat(kept["expires"])
            if expires.tzinfo is None or not all(isinstance(kept[k], str) and kept[k] for k in ("access", "refresh")):
                raise ValueError
            return Tokens(kept["access"], kept["refresh"], expires)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise ChannelError(
                f"Không đọc được tệp token Zalo OA {self._path}.", "Xóa tệp ấy và cấp quyền lại cho ứng dụng."
            ) from None

    def save(self, tokens: Tokens) -> None:
        """Keep a pair in place of the last one.

        Raises:
            OSError: the disk does not take it; the last pair is still there.
        """
        kept = {"access": tokens.access, "refresh": tokens.refresh, "expires": tokens.expires.isoformat()}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(self._path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        _sync_folder(self._path.parent)


def _sync_folder(folder: Path) -> None:
    """Let the new name of a file survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Rotation:
    """Gives an access token that is valid, and changes the pair when it is time.

    Args:
        store: where the pair is kept.
        exchange: changes a refresh token for the next pair; raises ``RefreshRefused`` or ``RefreshFailed``.
        clock: tells the time.

    Another process of ours that uses the same store is noticed when its pair is newer than ours; two of them must not
    refresh at once, which the lock on the home sees to.
    """

    def __init__(
        self, store: TokenStore, exchange: Callable[[str], Awaitable[Tokens]], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._exchange = exchange
        self._clock = clock
        self._pair: Tokens | None = None
        self._unkept: Tokens | None = None  # a new pair that the store has not taken yet: not used until it has
        self._not_before: datetime | None = None
        self._refreshing: asyncio.Task[Tokens] | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the tokens known now, for masking."""
        return tuple(t for pair in (self._pair, self._unkept) if pair for t in (pair.access, pair.refresh))

    async def access(self) -> str:
        """Return an access token that is valid by our clock; refresh it early.

        Raises:
            ChannelError: no pair is kept.
            RefreshRefused: the access token ended, and its refresh token is refused.
            RefreshFailed: the access token ended, and the next pair could not be had or kept.
        """
        pair = self._pair or await self._loaded()
        now = self._clock()
        if now < pair.expires - _EARLY or (self._not_before and now < min(self._not_before, pair.expires)):
            return pair.access
        try:
            return await self.after(pair.access)
        except (RefreshRefused, RefreshFailed) as error:
            if now >= pair.expires:
                raise
            self._not_before = now + _PAUSE
            _log.warning("Zalo OA: the tokens were not refreshed (%s); the old ones serve on", type(error).__name__)
            return pair.access

    async def after(self, refused: str) -> str:
        """Return another access token than this one, which the platform refused or which ends soon.

        Raises:
            ChannelError: no pair is kept.
            RefreshRefused: the refresh token is refused.
            RefreshFailed: the next pair could not be had or kept.
        """
        if self._pair is not None and self._pair.access != refused:
            return self._pair.access  # somebody was faster
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refreshed(refused))
        return (await asyncio.shield(self._refreshing)).access

    async def close(self) -> None:
        """Wait until a pair that is on its way is kept."""
        if self._refreshing is not None:
            await asyncio.gather(self._refreshing, return_exceptions=True)

    async def _refreshed(self, refused: str) -> Tokens:
        if self._unkept is None:
            kept = await self._loaded()
            if kept.access != refused:
                return kept  # another process refreshed it, or a person gave the app its rights again
            self._unkept = await self._exchange(kept.refresh)
        try:
            await asyncio.to_thread(self._store.save, self._unkept)
        except Exception as error:  # whatever a store may raise: the pair is in memory only, the next call tries again
            raise RefreshFailed(type(error).__name__) from error
        self._pair, self._unkept, self._not_before = self._unkept, None, None
        return self._pair

    async def _loaded(self) -> Tokens:
        kept = await asyncio.to_thread(self._store.load)
        if kept is None:
            raise ChannelError(
                "Chưa có token của Zalo OA.",
                "Quản trị viên của OA cấp quyền cho ứng dụng, rồi lưu cặp access token và refresh token.",
            )
        self._pair = kept
        return kept
