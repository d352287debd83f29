"""Events of Zalo OA as ours: pure, and silent about whatever is none of our business."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.zalo_oa.signature import moment
from bot.messages import ChatAddress, IncomingMessage, Kind

NAME = "zalo_oa"
# [D] B.3. Everything else is acknowledged and ignored: what the OA itself sent, what was seen or received, groups.
_SENT: dict[str, Kind] = {
    "user_send_text": Kind.TEXT,
    "user_send_image": Kind.PHOTO,
    "user_send_gif": Kind.PHOTO,
    "user_send_audio": Kind.VOICE,
    "user_send_sticker": Kind.STICKER,
    "user_send_file": Kind.FILE,
    "user_send_link": Kind.LINK,
    "user_send_video": Kind.OTHER,
    "user_send_location": Kind.OTHER,
    "user_send_business_card": Kind.OTHER,
}
_FOLLOWING: dict[str, Kind] = {"follow": Kind.UNBLOCKED, "unfollow": Kind.BLOCKED}


def incoming(event: Mapping[str, Any], account: str, received: datetime) -> IncomingMessage | None:
    """Return an event of a person, None for any other.

    Args:
        event: the body of a delivery.
        account: the id of our OA; events for another one are not ours.
        received: when it came, for an event without a time.
    """
    name = _text(event.get("event_name"))
    at = moment(event.get("timestamp"))
    if name in _FOLLOWING:
        person, ours = _id(event.get("follower")), _text(event.get("oa_id")) or _id(event.get("recipient"))
        mark, kind, text = _text(event.get("timestamp")), _FOLLOWING[name], ""
    elif name in _SENT:
        said = _mapping(event.get("message"))
        person, ours = _id(event.get("sender")), _id(event.get("recipient"))
        mark, kind, text = _text(said.get("msg_id")), _SENT[name], _words(said)
        kind = Kind.OTHER if kind is Kind.TEXT and not text else kind
    else:
        return None
    if not (person and mark) or person == account or (ours and ours != account):
        return None
    chat = ChatAddress(NAME, account, person)
    return IncomingMessage(f"{name}:{person}:{mark}", chat, person, kind, text, at or received)


def _words(message: Mapping[str, Any]) -> str:
    """Return what was typed, or the address of a link sent without a word."""
    text = message.get("text")
    if isinstance(text, str) and text:
        return text
    attachments = message.get("attachments")
    first = _mapping(attachments[0]) if isinstance(attachments, list) and attachments else {}
    url = _mapping(first.get("payload")).get("url")
    return url if first.get("type") == "link" and isinstance(url, str) else ""


def _id(party: object) -> str:
    return _text(_mapping(party).get("id"))


def _text(value: object) -> str:
    """Return an id or a name as text, whether it came as text or as a number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
