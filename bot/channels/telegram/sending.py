"""One message to Telegram, with the two stumbles that are worth another step."""

from collections.abc import Callable

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.outcomes import complains_of, outcome
from bot.channels.telegram.rendering import Rendered
from bot.messages import ChatAddress, SendResult, Sent


async def sending(bot: Bot, to: ChatAddress, shown: Rendered, masked: Callable[[str], str]) -> SendResult:
    """Send a message; once more without tags, and once more without a topic, where Telegram refuses those.

    Args:
        bot: who sends it.
        to: the chat, whose id is a number.
        shown: what it says.
        masked: masks what is secret.
    """
    tags, thread = True, to.thread
    while True:
        try:
            return Sent(await _sent(bot, to.chat, shown, tags=tags, thread=thread))
        except BadRequest as error:
            if tags and complains_of(error, "can't parse entities"):
                tags = False
            elif thread and complains_of(error, "message thread not found"):
                thread = ""
            else:
                return outcome(error, to, masked)
        except Exception as error:  # also an answer of another shape than the library's: nobody knows what was done
            return outcome(error, to, masked)


async def _sent(bot: Bot, chat: str, shown: Rendered, *, tags: bool, thread: str) -> str:
    """Make one request; return the id of the message."""
    buttons = [[InlineKeyboardButton(b.label, callback_data=b.id) for b in row] for row in shown.rows]
    message = await bot.send_message(
        int(chat),
        shown.html if tags else shown.text,
        parse_mode=ParseMode.HTML if tags else None,
        message_thread_id=int(thread) if thread else None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=InlineKeyboardMarkup(buttons) if buttons else None,
    )
    return str(message.message_id)
