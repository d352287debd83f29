"""Updates of Telegram as events from people; whatever is none of ours, or a machine's, is nothing."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.helpers import effective_message_type

from bot.messages import ChatAddress, IncomingMessage, Kind, SentFile

CHANNEL = "telegram"
WANTED = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)  # kinds of updates that we read
# What somebody sent, the first that a message holds: an animation is also a document, a live photo also a photo [S].
_CONTENTS = (
    ("text", Kind.TEXT),
    ("photo", Kind.PHOTO),
    ("voice", Kind.VOICE),
    ("audio", Kind.VOICE),
    ("video_note", Kind.VOICE),
    ("sticker", Kind.STICKER),
    ("animation", Kind.OTHER),
    ("document", Kind.FILE),
    *((name, Kind.OTHER) for name in ("video", "live_photo", "location", "venue", "contact", "poll", "dice")),
    *((name, Kind.OTHER) for name in ("game", "story", "paid_media", "checklist", "invoice")),
)
_COMMAND = re.compile(r"(/[A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)")
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_UNNAMED = "tệp"
_MEMBERSHIP = {ChatMember.BANNED: Kind.BLOCKED, ChatMember.MEMBER: Kind.UNBLOCKED}  # "kicked" is a block [D]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which bot we are: its id, and its name without the sign @."""

    id: str = ""
    username: str = ""


def readable(data: object) -> Update | None:
    """Return what the platform sent as an update, or nothing where it is none."""
    if not isinstance(data, dict) or type(data.get("update_id")) is not int:
        return None
    try:
        return Update.de_json(data, None)
    except Exception:  # the library fails in many ways on what has not the shape that it expects
        return None


def incoming(update: Update, own: Identity, received_at: datetime, groups: bool = False) -> IncomingMessage | None:
    """Return the event that an update tells, or nothing where it is not for us.

    Args:
        update: what the platform sent.
        own: who we are, so that commands and mentions of others are left to them.
        received_at: when it came; the time of a press, of which the platform tells none.
        groups: events of groups are read too, where they are addressed to us.
    """
    event = str(update.update_id)
    if update.my_chat_member is not None:
        return _membership(event, update.my_chat_member, own)
    if update.callback_query is not None:
        return _press(event, update.callback_query, own, received_at, groups)
    if update.message is not None:
        return _moved(event, update.message, own) or _message(event, update.message, own, groups)
    return None


def _address(own: Identity, chat: Chat, thread: str = "") -> ChatAddress:
    return ChatAddress(CHANNEL, own.id, str(chat.id), thread)


def _thread(message: Message) -> str:
    """Return the topic; replies outside topics have a thread id too, to which nothing can be sent [D]."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""


def _open_to_us(chat: Chat, groups: bool) -> bool:
    return chat.type == ChatType.PRIVATE or (groups and chat.type in _GROUPS)


def _membership(event: str, change: ChatMemberUpdated, own: Identity) -> IncomingMessage | None:
    kind = _MEMBERSHIP.get(change.new_chat_member.status)
    if kind is None or change.chat.type != ChatType.PRIVATE or change.from_user.is_bot:
        return None
    return IncomingMessage(event, _address(own, change.chat), str(change.from_user.id), kind, "", change.date)


def _press(
    event: str, query: CallbackQuery, own: Identity, received_at: datetime, groups: bool
) -> IncomingMessage | None:
    """Return a press; of a message too old to be shown only the chat is known [D]."""
    message = query.message
    if message is None or query.data is None or query.from_user.is_bot or not _open_to_us(message.chat, groups):
        return None
    chat = _address(own, message.chat, _thread(message) if isinstance(message, Message) else "")
    private = message.chat.type == ChatType.PRIVATE
    return IncomingMessage(event, chat, str(query.from_user.id), Kind.PRESS, query.data, received_at, private)


def _moved(event: str, message: Message, own: Identity) -> IncomingMessage | None:
    """Return that a group got another id; both the old and the new group tell it, whoever may have caused it."""
    if message.migrate_to_chat_id:
        before, after = str(message.chat.id), str(message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        before, after = str(message.migrate_from_chat_id), str(message.chat.id)
    else:
        return None
    old, new = (ChatAddress(CHANNEL, own.id, chat) for chat in (before, after))
    return IncomingMessage(event, old, before, Kind.MOVED, "", message.date, private=False, moved_to=new)


def _message(event: str, message: Message, own: Identity, groups: bool) -> IncomingMessage | None:
    sender, kind = message.from_user, _kind(message)
    # sender_chat: a channel or a hidden administrator speaks, to whom nothing can be answered in person [D].
    if sender is None or sender.is_bot or message.sender_chat is not None or kind is None:
        return None
    if not _open_to_us(message.chat, groups):
        return None
    private = message.chat.type == ChatType.PRIVATE
    told = _own_command(message.text or message.caption or "" if private else _unmentioned(message, own), own)
    if told is None or not (private or _addressed(message, own)):
        return None
    chat = _address(own, message.chat, _thread(message))
    return IncomingMessage(
        event, chat, str(sender.id), kind, told, message.date, private, _file(message) if kind == Kind.FILE else None
    )


def _kind(message: Message) -> Kind | None:
    """Return what was sent; nothing for a notice of the platform's own, as of a pinned message."""
    for name, kind in _CONTENTS:
        if getattr(message, name):
            return kind
    return Kind.OTHER if effective_message_type(message) is None else None  # newer than the library


def _file(message: Message) -> SentFile | None:
    document = message.document
    return SentFile(document.file_name or _UNNAMED, document.file_id, document.file_size) if document else None


def _own_command(text: str, own: Identity) -> str | None:
    """Return a text with our name cut from its command; nothing where the command is another bot's."""
    match = _COMMAND.match(text)
    if match is None or match[2] is None:
        return text
    return match[1] + text[match.end() :] if match[2].lower() == own.username.lower() else None


def _addressed(message: Message, own: Identity) -> bool:
    """Say whether a message of a group is meant for us: a command, a mention, or a reply to what we wrote."""
    reply = message.reply_to_message
    # The first message of a topic is a reply to the notice that it was opened [D].
    replies = (
        reply is not None
        and reply.from_user is not None
        and str(reply.from_user.id) == own.id
        and reply.forum_topic_created is None
    )
    return replies or bool(_COMMAND.match(message.text or "")) or bool(_mentions(message, own))


def _mentions(message: Message, own: Identity) -> list[MessageEntity]:
    """Return where a message names us, by @name or by a link to our profile."""
    text = message.text or message.caption or ""
    found = message.entities or message.caption_entities
    return [one for one in found if _names_us(one, _slice(text, one), own)]


def _names_us(entity: MessageEntity, text: str, own: Identity) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and str(entity.user.id) == own.id
    return entity.type == MessageEntity.MENTION and text.lower() == f"@{own.username}".lower()


def _slice(text: str, entity: MessageEntity) -> str:
    wide = text.encode("utf-16-le", "surrogatepass")  # offsets count UTF-16 units [D]
    return wide[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")


def _unmentioned(message: Message, own: Identity) -> str:
    """Return the text of a message of a group without our name, wherever it stood."""
    text: str = message.text or message.caption or ""
    mentions = sorted(_mentions(message, own), key=lambda one: one.offset, reverse=True)
    wide: Any = text.encode("utf-16-le", "surrogatepass")
    for one in mentions:
        before, after = wide[: one.offset * 2], wide[(one.offset + one.length) * 2 :]
        spaced = before.endswith(b" \0") and after.startswith(b" \0")
        wide = before + (after[2:] if spaced else after)
    left: str = wide.decode("utf-16-le", "replace")
    return left.strip() if mentions else left
