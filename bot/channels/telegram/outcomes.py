"""What became of a request to Telegram: the library's errors as results of a sending, and in words for an operator."""

from collections.abc import Callable

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.line import GatewayAnswered, TooFast
from bot.messages import ChatAddress, Reason, Refused, Retry, SendResult, Unknown

SOON = 5.0  # seconds until the next try of what certainly was not taken
# Nothing had left us yet when one of these came.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_NO_SUCH_CHAT = ("chat not found", "chat_id is empty", "chat_id_invalid", "peer_id_invalid", "chat was deactivated")
_NOT_ALLOWED = ("not enough rights", "have no rights", "need administrator rights", "chat_write_forbidden")
_LONGEST_DETAIL = 120


def outcome(error: Exception, to: ChatAddress, masked: Callable[[str], str]) -> SendResult:
    """Return what an error says about a message that was being sent.

    A refused request is told from one whose answer was lost by who answered. Telegram's own "server error" says that it
    did not take the message, so it may go again; the page of a gateway says nothing about it [D]. A server that was
    being restarted may have passed the message on [R].

    Args:
        error: what the library raised.
        to: where the message was to go.
        masked: masks what is secret.
    """
    detail = told(error, masked)
    match error:
        case TooFast():
            return Retry(error.seconds, detail=detail)
        case ChatMigrated():
            moved_to = ChatAddress(CHANNEL, to.account, str(error.new_chat_id))
            return Retry(0, moved_to, detail)
        case Forbidden():
            return Refused(Reason.BLOCKED, detail)
        case InvalidToken():
            return Refused(Reason.UNAUTHORISED, detail)
        case BadRequest():  # before NetworkError, of which it is one
            return Refused(_reason(error), detail)
        case NetworkError() if _not_sent(error):
            return Retry(SOON, detail=detail)
        case _:
            return Unknown(detail)


def told(error: Exception, masked: Callable[[str], str]) -> str:
    """Return what kind of error it is, in a few words that hold no secret and nothing that people wrote.

    After its colon, Telegram's complaint about a request repeats parts of the message.
    """
    kind = type(error).__name__
    if isinstance(error, BadRequest):
        return masked(f"{kind}: {error.message.split(':')[0]}")[:_LONGEST_DETAIL]
    if isinstance(error, Forbidden | Conflict | TooFast | GatewayAnswered):
        return masked(f"{kind}: {error.message.removeprefix(f'{kind}: ')}")[:_LONGEST_DETAIL]
    cause = error.__cause__
    return f"{kind} ({type(cause).__name__})" if cause is not None else kind


def unopened(error: Exception, masked: Callable[[str], str]) -> str:
    """Return in words why Telegram could not be reached or used, and what to do."""
    match error:
        case InvalidToken():
            return (
                "Telegram không nhận mã bot (token) đã cấu hình. "
                "Hãy kiểm tra lại, hoặc lấy mã mới ở @BotFather rồi khởi động lại."
            )
        case BadRequest():
            return f"Telegram không nhận cấu hình của kênh ({told(error, masked)}). Hãy kiểm tra địa chỉ webhook."
        case TooFast():
            return f"Telegram yêu cầu chờ {error.seconds:g} giây. Hãy thử lại sau thời gian đó."
        case _:
            return (
                f"Chưa dùng được Telegram ({told(error, masked)}). "
                "Hãy kiểm tra đường truyền và tường lửa tới máy chủ của Telegram rồi thử lại."
            )


def complains_of(error: TelegramError, words: str) -> bool:
    """Say whether Telegram's complaint holds some words."""
    return words in error.message.lower()


def _reason(error: BadRequest) -> Reason:
    if any(complains_of(error, words) for words in _NO_SUCH_CHAT):
        return Reason.UNKNOWN_CHAT
    return Reason.BLOCKED if any(complains_of(error, words) for words in _NOT_ALLOWED) else Reason.INVALID


def _not_sent(error: NetworkError) -> bool:
    """Say whether a message certainly was not taken: it never left, or Telegram itself answered that it failed."""
    if error.__cause__ is not None:
        return isinstance(error.__cause__, _BEFORE_SENDING)
    return not complains_of(error, "restart")
