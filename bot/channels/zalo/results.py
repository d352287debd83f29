"""What became of a sending, from what the platform answered: the codes of A.2."""

import re
from collections.abc import Callable
from http import HTTPStatus

from bot.channels.zalo.client import Denied, Done, Garbled, Outcome, Unreached
from bot.messages import Reason, Refused, Retry, SendResult, Sent, Unknown

_LONGEST_DETAIL = 200  # characters
_UNREACHED = 5.0  # seconds
_HICCUP = 3.0
_TOO_FAST = 30.0
# No code tells why a message is refused [?] A.2: only the words of the description do.
_WINDOW = re.compile(r"interact", re.IGNORECASE)
_CHAT = re.compile(r"chat|user|recipient", re.IGNORECASE)


def send_result(outcome: Outcome, masked: Callable[[str], str]) -> SendResult:
    """Return what became of a message.

    Args:
        outcome: how the call went.
        masked: takes secrets, and what the message says, out of a description.
    """
    match outcome:
        case Done(result):
            message_id = result.get("message_id") if isinstance(result, dict) else None
            return Sent("" if message_id is None else str(message_id))
        case Denied(code, description):
            return _denied(code, description, masked(f"{code}: {description}")[:_LONGEST_DETAIL])
        case Garbled(HTTPStatus.TOO_MANY_REQUESTS):  # nginx, in front of the platform [M] A.2: it was not passed on
            return Retry(_TOO_FAST, detail="HTTP 429")
        case Garbled(status):
            return Unknown(f"HTTP {status}, not an answer of the platform")
        case Unreached(why):
            return Retry(_UNREACHED, detail=why)
        case _:
            return Unknown(outcome.why)


def _denied(code: int, description: str, detail: str) -> SendResult:
    match code:
        case 400 | 404:
            return Refused(_reason(description), detail)
        case 401:
            return Refused(Reason.UNAUTHORISED, detail)
        case 403:  # "internal server error", not "blocked" [D] A.2
            return Retry(_HICCUP, detail=detail)
        case 429:  # the plan's messages are used up; no word of when to try again [D] A.2
            return Refused(Reason.QUOTA, detail)
        case _ if code != HTTPStatus.REQUEST_TIMEOUT and 400 < code < 500:
            return Refused(Reason.INVALID, detail)
        case _:  # 408, 5xx, no code: it may have been sent all the same
            return Unknown(detail)


def _reason(description: str) -> Reason:
    if _WINDOW.search(description):
        return Reason.WINDOW
    return Reason.UNKNOWN_CHAT if _CHAT.search(description) else Reason.INVALID
