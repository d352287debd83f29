"""What Zalo says that people did, as messages of ours: tolerant of every shape seen, and of any other."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.messages import ChatAddress, IncomingMessage, Kind

NAME = "zalo"
# A.5: documented, but for the last [M]. Any other name is acknowledged and ignored, reactions too: nobody who presses a
# heart waits for an answer.
_KINDS = {
    "message.text.received": Kind.TEXT,
    "message.image.received": Kind.PHOTO,
    "message.sticker.received": Kind.STICKER,
    "message.voice.received": Kind.VOICE,
    "message.unsupported.received": Kind.OTHER,
    "message.link.received": Kind.LINK,
}
_FIRST_MS = 100_000_000_000  # a smaller date cannot be milliseconds (March 1973): it is seconds


def updates(body: object) -> list[Mapping[str, Any]]:
    """Return the updates of a delivery or of a poll's result.

    A delivery is documented as wrapped and reported as flat; a poll gives one update, with some clients a list [?] A.9.
    """
    if isinstance(body, dict) and body.get("ok") is True and isinstance(body.get("result"), dict | list):
        body = body["result"]
    found = body if isinstance(body, list) else [body]
    return [update for update in found if isinstance(update, dict) and isinstance(update.get("event_name"), str)]


def incoming(update: Mapping[str, Any], account: str, now: datetime, groups: bool = False) -> IncomingMessage | None:
    """Return the message that an update tells of; None for what nobody needs to answer.

    Names of people are not read: nothing here needs them (F.2).

    Args:
        update: one update, unwrapped.
        account: the id of our bot.
        now: when it was read, for an update that does not say when it was written.
        groups: whether messages from groups are taken.
    """
    event = _words(update.get("event_name"))
    kind, message = _KINDS.get(event), _object(update.get("message"))  # the message may be missing [D] A.5
    chat, sender = _object(message.get("chat")), _object(message.get("from"))
    chat_id, sender_id = _id(chat.get("id")), _id(sender.get("id"))
    if kind is None or not chat_id or sender_id == account or _is_true(sender.get("is_bot")):
        return None
    private = _is_private(chat, chat_id, sender_id)
    if not private and not groups:
        return None
    text = _text(message, kind)
    return IncomingMessage(
        event=f"{event}:{chat_id}:{_id(message.get('message_id')) or _mark(message, sender_id, text)}",
        chat=ChatAddress(NAME, account, chat_id),
        sender=sender_id or chat_id,
        kind=Kind.OTHER if kind is Kind.TEXT and not text else kind,
        text=text,
        sent_at=_moment(message.get("date")) or now,
        private=private,
    )


def _is_private(chat: Mapping[str, Any], chat_id: str, sender_id: str) -> bool:
    """Say whether a chat is surely private; where its type is missing, its id tells: it is the person's own [D] A.1."""
    told = _words(chat.get("chat_type")).upper()
    return told == "PRIVATE" or (not told and chat_id == sender_id)


def _text(message: Mapping[str, Any], kind: Kind) -> str:
    """Return what was written, the caption of a photo, or the address of a link card."""
    if kind is Kind.TEXT:
        return _words(message.get("text"))
    if kind is Kind.PHOTO:  # an address, an object or a list of either [?] A.5; its caption beside it, or inside
        inside = _object(_first(message.get("photo"))).get("caption")
        return _words(message.get("caption")) or _words(inside) or _words(message.get("text"))
    if kind is Kind.LINK:  # documented nowhere [M] A.4
        card = _first(message.get("link"))
        within = _object(card)
        told = (message.get("text"), card, within.get("url"), within.get("href"), message.get("url"))
        return next((words for words in map(_words, told) if words), "")
    return ""


def _moment(date: object) -> datetime | None:
    """Return the moment of a date in milliseconds [D] A.5."""
    if isinstance(date, bool) or not isinstance(date, int | float | str):
        return None
    try:
        number = float(date)
        moment = datetime.fromtimestamp(number / 1000 if number >= _FIRST_MS else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if number > 0 else None


def _mark(message: Mapping[str, Any], sender_id: str, text: str) -> str:
    """Return what stands for a missing message id: the same when the same update is delivered again."""
    date = message.get("date")
    known = (sender_id, date if isinstance(date, int | float | str) else None, text)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:24]


def _id(value: object) -> str:
    """Return an id as text [D] A.1; a number is taken as well, as some clients write it."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _words(value)


def _words(value: object) -> str:
    """Return a text as it came, but for what no database takes: halves of characters, and NUL."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")
