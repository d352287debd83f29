"""Events fetched from Telegram, over and over, each confirmed only after it was kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken

from bot.channels.base import ChannelError
from bot.channels.receiving import waits
from bot.channels.telegram.incoming import WANTED
from bot.channels.telegram.line import TooFast
from bot.channels.telegram.outcomes import told, unopened

_LOG = logging.getLogger(__name__)


async def polling(
    bot: Bot,
    keep: Callable[[Sequence[Update]], Awaitable[None]],
    seconds: int,
    masked: Callable[[str], str],
    pauses: Callable[[], Iterator[float]] = waits,
) -> None:
    """Fetch events until cancelled.

    An update is confirmed by asking for those after it [D], and so only after ``keep`` has returned.

    Args:
        bot: whose events they are.
        keep: keeps them for good.
        seconds: how long one fetch waits for events.
        masked: masks what is secret.
        pauses: the seconds to wait before each further try while one fails.

    Raises:
        ChannelError: the token was taken back.
    """
    following, left = 0, pauses()
    while True:
        try:
            updates = await bot.get_updates(offset=following, timeout=seconds, allowed_updates=WANTED)
            await keep(updates)
        except InvalidToken as error:
            raise ChannelError(unopened(error, masked)) from None
        except Exception as error:  # a platform or a store that fails comes back; what was not kept comes again
            await asyncio.sleep(_pause_after(error, left, masked))
            continue
        following = max((update.update_id + 1 for update in updates), default=following)
        left = pauses()


def _pause_after(error: Exception, left: Iterator[float], masked: Callable[[str], str]) -> float:
    """Return the seconds until events are fetched again, having told the log why."""
    if isinstance(error, TooFast):
        _LOG.warning("Telegram asks to wait %g s before the next fetch", error.seconds)
        return error.seconds
    if isinstance(error, Conflict):
        _LOG.error("another program fetches the messages of this Telegram bot; only one may use its token")
    else:
        _LOG.warning("messages of Telegram could not be fetched and kept: %s", told(error, masked))
    return next(left)
