"""Fetching messages where Zalo does not deliver them: one poll after another, since what was read is gone there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

from bot.channels.base import ChannelError, Take
from bot.channels.receiving import waits
from bot.channels.zalo.client import Denied, Done, Garbled, Outcome, Unreached, ZaloClient
from bot.channels.zalo.incoming import updates
from bot.messages import IncomingMessage

_log = logging.getLogger(__name__)
_MARGIN = 7.0  # seconds that an answer may come after its poll is over [M] A.6
_PAUSE = 0.2  # seconds between two empty polls; nginx answers 429 to faster ones [M] A.6
_NEXT = 0.02  # seconds after a poll that brought a message: others may wait behind it, one by one
_ON_ITS_WAY = 0.3  # seconds for an answer that the platform has begun when we stop
_LAST_MOMENT = 1.0  # seconds that keeping may still take when somebody stops us


def token_refused() -> ChannelError:
    """Return the error of a token that is not valid, or not any more."""
    return ChannelError(
        "Zalo không chấp nhận token của bot (lỗi 401).",
        "Mở Zalo Bot Creator, lấy hoặc cấp lại token, cập nhật cấu hình rồi khởi động lại.",
    )


class Poller:
    """Reads the updates of one bot.

    Args:
        client: of the bot.
        seconds: how long a poll waits for a message.
        read: what a poll's result says, as messages.
        pauses: the waits between tries while something fails.
    """

    def __init__(
        self,
        client: ZaloClient,
        seconds: int,
        read: Callable[[object], Sequence[IncomingMessage]],
        pauses: Callable[[], Iterator[float]] = waits,
    ) -> None:
        self._client = client
        self._seconds = seconds
        self._read = read
        self._pauses = pauses
        self._losses = 0

    async def run(self, take: Take) -> None:
        """Read until cancelled.

        Raises:
            ChannelError: the token is not valid any more.
        """
        pauses = self._pauses()
        while True:
            wanted = {"timeout": str(self._seconds)}  # a text, as documented [D] A.3
            outcome = await self._polled(wanted, take)
            if await self._dealt_with(outcome, take):
                pauses = self._pauses()
                await asyncio.sleep(_NEXT if isinstance(outcome, Done) and updates(outcome.result) else _PAUSE)
            else:
                await asyncio.sleep(next(pauses))

    async def _polled(self, wanted: Mapping[str, str], take: Take) -> Outcome:
        """Ask for messages; whoever stops us waits a moment for what may be on its way, since it is nowhere else."""
        task = asyncio.ensure_future(self._client.call("getUpdates", wanted, self._seconds + _MARGIN))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            done, _ = await asyncio.wait({task}, timeout=_ON_ITS_WAY)
            if done and not task.cancelled() and task.exception() is None:
                await self._dealt_with(task.result(), take)
            task.cancel()
            raise

    async def _dealt_with(self, outcome: Outcome, take: Take) -> bool:
        """Keep what a poll brought; say whether it went well."""
        match outcome:
            case Done(result):
                if messages := self._read(result):
                    await self._keep(messages, take)
                elif result and not updates(result):
                    self._lose("an update that cannot be read")
                return True
            case Denied(408):  # nothing to read [M] A.2
                return True
            case Denied(401):
                raise token_refused()
            case Denied(code):
                _log.warning("zalo: a poll was refused with the code %d", code)
            case Unreached(why):
                _log.warning("zalo: the platform was not reached (%s)", why)
            case Garbled(429):
                _log.warning("zalo: the gateway finds the polls too frequent")
            case Garbled(status):
                self._lose(f"an unreadable answer, HTTP {status}")
            case _:
                self._lose(f"no answer, {outcome.why}")
        return False

    async def _keep(self, messages: Sequence[IncomingMessage], take: Take) -> None:
        """Keep what was read, however often that takes: the platform has it no more [D, M] A.6."""
        pauses = self._pauses()
        while True:
            try:
                await _to_its_end(take(messages))
            except Exception as error:
                _log.error("zalo: %d messages cannot be kept yet (%s)", len(messages), type(error).__name__)
            else:
                return
            try:
                await asyncio.sleep(next(pauses))
            except asyncio.CancelledError:
                self._lose("stopped before what was read could be kept")
                raise

    def _lose(self, why: str) -> None:
        self._losses += 1
        _log.error("zalo: messages may have been lost (%s); times since the start: %d", why, self._losses)


async def _to_its_end(keeping: Awaitable[None]) -> None:
    """Wait for something; whoever stops us meanwhile waits a moment for it too, since its message is nowhere else."""
    task = asyncio.ensure_future(keeping)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait({task}, timeout=_LAST_MOMENT)
        task.cancel()
        if not done or task.cancelled() or task.exception():
            _log.error("zalo: stopped while a message was being kept; it may have been lost")
        raise
