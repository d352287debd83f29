"""What Telegram knows: people, chats, messages and files, each as the Bot API shows it (types of PTB 22.8 [S])."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_rules import Rules
from tests.fakes.telegram_wire import Refused, Upload, bad_request, forbidden

Json = dict[str, Any]


@dataclass(slots=True)
class Person:
    """A user or a bot."""

    id: int
    name: str
    last_name: str = ""
    username: str = ""
    language: str = "vi"
    is_bot: bool = False

    def json(self) -> Json:
        """Return the ``User`` [S]."""
        shown = {"last_name": self.last_name, "username": self.username}
        language = {} if self.is_bot else {"language_code": self.language}
        known = {name: value for name, value in shown.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.name, **known, **language}


_RIGHTS = [
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]


def member_json(person: Person, status: str) -> Json:
    """Return the ``ChatMember`` of a status [S]."""
    shown: Json = {"user": person.json(), "status": status}
    if status == "kicked":
        return {**shown, "until_date": 0}
    if status == "administrator":
        return {**shown, "can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    return {**shown, "is_anonymous": False} if status == "creator" else shown


@dataclass(slots=True)
class Chat:
    """A private chat (whose id is its user's) or a group.

    Attributes:
        bot_status: What the bot is here: ``member``, ``administrator``, ``left`` or ``kicked``.
        started: Whether the user of a private chat has written to the bot.
        topics: Names of forum topics by their thread id; empty in chats without topics.
    """

    id: int
    kind: str
    title: str = ""
    person: Person | None = None
    bot_status: str = "member"
    started: bool = False
    deactivated: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    forum: bool = False
    migrated_to: int | None = None
    last_message_id: int = 0

    def json(self) -> Json:
        """Return the ``Chat`` [S]."""
        if self.person is not None:
            shown = self.person.json()
            names = {key: shown[key] for key in ("first_name", "last_name", "username") if key in shown}
            return {"id": self.id, "type": "private", **names}
        return {"id": self.id, "type": self.kind, "title": self.title, **({"is_forum": True} if self.forum else {})}


@dataclass(slots=True)
class Post:
    """A message that stands in a chat.

    Attributes:
        content: What it holds, in the fields of a ``Message``: text and entities, document and caption, ….
        markup: Its keyboard, if it has one.
        versions: Texts that edits have replaced, oldest first.
        upload: The file that it carries.
        asked: The parameters of the request by which the bot sent it.
    """

    chat: Chat
    id: int
    sender: Person
    date: int
    content: Json
    markup: Json | None = None
    thread_id: int | None = None
    reply_to: "Post | None" = None
    edit_date: int | None = None
    deleted: bool = False
    versions: list[str] = field(default_factory=list)
    upload: Upload | None = None
    asked: Json = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text or caption, without tags."""
        return str(self.content.get("text", self.content.get("caption", "")))

    def json(self, replies: bool = True) -> Json:
        """Return the ``Message``; the one that it replies to is shown without its own [R]."""
        shown: Json = {"message_id": self.id, "from": self.sender.json(), "chat": self.chat.json(), "date": self.date}
        if self.thread_id is not None:
            shown |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.reply_to is not None and replies:
            shown["reply_to_message"] = self.reply_to.json(replies=False)
        if self.edit_date is not None:
            shown["edit_date"] = self.edit_date
        if self.markup and "inline_keyboard" in self.markup:
            shown["reply_markup"] = self.markup
        return shown | self.content


@dataclass(slots=True)
class Press:
    """A press of a button, until and after it is answered.

    Attributes:
        answer: Parameters of ``answerCallbackQuery``, once it came.
    """

    id: str
    by: Person
    post: Post
    data: str
    time: float
    answer: Json | None = None


@dataclass(slots=True)
class StoredFile:
    """A file on Telegram's side; ``size`` may be more than the bytes that are kept, to stand for a big one."""

    file_id: str
    unique_id: str
    path: str
    upload: Upload
    size: int
    linked_at: float | None = None

    def json(self) -> Json:
        """Return what every kind of file shows [S]."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class World:
    """Everything that exists; whoever reads or changes it holds ``lock``.

    Attributes:
        lock: A condition that is notified at every change.
    """

    def __init__(self, bot: Person, clock: Callable[[], float], rules: Rules) -> None:
        self.bot, self.clock, self.rules = bot, clock, rules
        self.lock = threading.Condition(threading.RLock())
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {bot.id: bot}
        self.posts: dict[tuple[int, int], Post] = {}
        self.presses: dict[str, Press] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.menu_buttons: dict[int | None, Json] = {}
        self.actions: list[tuple[int, str]] = []
        self._private_messages = 0
        self._presses = 4_000_000_000_000_000

    def now(self) -> int:
        """Return the date of what happens now, in seconds [D]."""
        return int(self.clock())

    def changed(self) -> None:
        """Wake those who wait for a change."""
        self.lock.notify_all()

    def chat(self, given: str) -> Chat:
        """Return the chat of an id or a @username that the bot may know."""
        if not given:
            raise bad_request("chat_id is empty")
        if given.startswith("@"):
            found = [c for c in self.chats.values() if c.person and c.person.username.lower() == given[1:].lower()]
            if not found or not found[0].person or not found[0].person.is_bot:
                raise bad_request("chat not found")  # [D] people cannot be written to by name
            return found[0]
        known = self.chats.get(int(given)) if given.lstrip("-").isdecimal() else None
        if known is None:
            raise bad_request("chat not found")  # [D] C.5
        return known

    def writable(self, given: str) -> Chat:
        """Return a chat to which the bot may write, or say why it may not: C.5 [D]."""
        chat = self.chat(given)
        if chat.migrated_to is not None:  # [D] C.4
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, why, migrate_to_chat_id=chat.migrated_to)
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.kind == "private" and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.bot_status == "kicked":
            private = chat.kind == "private"
            raise forbidden("bot was blocked by the user" if private else f"bot was kicked from the {chat.kind} chat")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")  # [R]
        return chat

    def post(self, chat: Chat, sender: Person, content: Json, **more: Any) -> Post:
        """Put a message into a chat. Ids grow: in a supergroup from 1, elsewhere over all chats of the bot [R]."""
        if chat.kind != "supergroup":
            self._private_messages += 1
        chat.last_message_id = chat.last_message_id + 1 if chat.kind == "supergroup" else self._private_messages
        made = Post(chat, chat.last_message_id, sender, self.now(), content, **more)
        self.posts[chat.id, made.id] = made
        self.changed()
        return made

    def standing(self, chat: Chat, message_id: int) -> Post | None:
        """Return a message that has not been deleted."""
        found = self.posts.get((chat.id, message_id))
        return None if found is None or found.deleted else found

    def press(self, by: Person, post: Post, data: str) -> Press:
        """Record a press of a button."""
        self._presses += 7
        made = Press(str(self._presses), by, post, data, self.clock())
        self.presses[made.id] = made
        return made

    def keep(self, upload: Upload, kind: str, size: int | None = None) -> StoredFile:
        """Keep a file and give it its ids."""
        number = len(self.files) + 1
        digest = hashlib.sha256(upload.content).hexdigest()
        ending = f".{upload.name.rsplit('.', 1)[1]}" if "." in upload.name else ""
        file_id = f"BQACAgUAAx{number:06d}{digest[:20]}"
        held = StoredFile(
            file_id, f"AgAD{digest[:11]}", f"{kind}s/file_{number}{ending}", upload, size or len(upload.content)
        )
        self.files[file_id] = held
        return held
