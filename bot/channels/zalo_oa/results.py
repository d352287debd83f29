"""What became of a message, from what Zalo OA answered: the codes of B.4."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.channels.zalo_oa.client import Outcome, Said, TooFast, Unreached
from bot.clock import VIETNAM
from bot.messages import Reason, Refused, Retry, SendResult, Sent, Unknown

TOKEN_ENDED = frozenset({-216, -220})  # [D] B.2: refresh once, try once more
CALL_RATE = -32  # [D] B.4: too many calls, gone in a while
_NIGHT = -234
_MORNING = 6  # the hour at which Zalo's night is over [D] B.4
_SOON, _LATER = 5.0, 60.0  # seconds
_MOST_SAID = 200  # characters
_REASONS: dict[int, Reason] = {
    -213: Reason.BLOCKED,  # does not follow the OA
    **dict.fromkeys((-230, -232), Reason.WINDOW),
    **dict.fromkeys((-211, -218, -224), Reason.QUOTA),
    **dict.fromkeys((-204, -205, -209, -212, -216, -219, -220, -221, -223, -227, -240), Reason.UNAUTHORISED),
}  # [D] B.4; any other code means that something of the request was wrong


def send_result(outcome: Outcome, now: datetime, masked: Callable[[str], str]) -> SendResult:
    """Return what became of a message.

    Args:
        outcome: how the call went.
        now: the time, for how long a night lasts.
        masked: takes secrets, and what the message says, out of the platform's words.
    """
    match outcome:
        case Said(0, _, data):
            return _sent(data.get("message_id"))
        case Said(error, message):
            detail = masked(f"{error}: {message}")[:_MOST_SAID]
            if error == _NIGHT:
                return Retry(until_morning(now), detail=detail)
            if error == CALL_RATE:
                return Retry(_LATER, detail=detail)
            return Refused(_REASONS.get(error, Reason.INVALID), detail)
        case Unreached(why):
            return Retry(_SOON, detail=why)
        case TooFast():
            return Retry(_LATER, detail="HTTP 429")
        case _:
            return Unknown(outcome.why)


def until_morning(now: datetime) -> float:
    """Return the seconds until six o'clock in Viet Nam."""
    here = now.astimezone(VIETNAM)
    morning = here.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    return (morning - here).total_seconds()


def _sent(message_id: object) -> SendResult:
    if isinstance(message_id, str | int) and not isinstance(message_id, bool) and str(message_id):
        return Sent(str(message_id))
    return Unknown("a success without the id of a message")
