"""What is settled before the first message: the form of the token, how events come, and the menu of commands."""

import logging
import re
from collections.abc import Callable, Sequence

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.base import ChannelError
from bot.channels.receiving import Receiving
from bot.channels.telegram.incoming import WANTED
from bot.channels.telegram.outcomes import told

_LOG = logging.getLogger(__name__)
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram can show us with a delivery [D]


def check(token: str, receiving: Receiving) -> None:
    """See that the token and the secret of the webhook have the form that Telegram gives and takes.

    Raises:
        ChannelError: one of them has not.
    """
    if not _TOKEN.fullmatch(token):
        raise ChannelError(
            "Mã bot (token) Telegram không đúng dạng: cần một dãy số, dấu hai chấm, rồi chữ và số, "
            "như @BotFather đã cấp. Hãy chép lại mã vào cấu hình."
        )
    if receiving.by_webhook and not _SECRET.fullmatch(receiving.secret):
        raise ChannelError(
            "Webhook của Telegram cần một mã bí mật từ 1 đến 256 ký tự, chỉ gồm A–Z, a–z, 0–9, “_” và “-”. "
            "Hãy đặt mã đó trong cấu hình."
        )


async def settle_webhook(bot: Bot, receiving: Receiving, name: str) -> None:
    """Set our webhook, or see that none is set; one that somebody else set is left alone unless we may replace it.

    Raises:
        ChannelError: somebody else has set one.
    """
    present = (await bot.get_webhook_info()).url
    wanted = receiving.url(name) if receiving.by_webhook else ""
    if present and present != wanted and not receiving.replace:
        raise ChannelError(
            "Bot Telegram này đang có webhook do chương trình khác đặt, nên tin nhắn không về đây. "
            "Nếu chắc chắn thay được webhook đó, hãy chạy `tdkt serve --replace-webhook`; "
            "nếu không, hãy dùng một bot khác."
        )
    if wanted:
        await bot.set_webhook(wanted, allowed_updates=WANTED, secret_token=receiving.secret)
    elif present:
        await bot.delete_webhook(drop_pending_updates=False)


async def announce(bot: Bot, commands: Sequence[tuple[str, str]], masked: Callable[[str], str]) -> None:
    """Show the menu, to everybody and to Vietnamese clients; without it the channel works all the same."""
    if not commands:
        return
    try:
        for language in (None, "vi"):
            await bot.set_my_commands(commands, language_code=language)
    except TelegramError as error:
        _LOG.warning("Telegram did not take the menu of commands: %s", told(error, masked))
