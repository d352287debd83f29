"""The people's side of the fake, in Python: they write, press, edit, send files, block, and talk in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_content import file_content
from tests.fakes.telegram_entities import typed
from tests.fakes.telegram_replies import Button, Reply, delivered_to
from tests.fakes.telegram_updates import change_bot_status
from tests.fakes.telegram_wire import Upload
from tests.fakes.telegram_world import Chat, Json, Person, Post, Press

if TYPE_CHECKING:
    from tests.fakes.telegram_bot import TelegramFake

PICTURE = b"\x89PNG\r\n\x1a\n(no real picture)"


class Side:
    """A chat, seen by the people in it.

    Attributes:
        chat: The chat.
    """

    def __init__(self, fake: TelegramFake, chat: Chat) -> None:
        self.chat = chat
        self.fake = fake

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def delivered(self) -> tuple[Reply, ...]:
        """Every message of the bot here, in order, also those that it deleted."""
        return delivered_to(self.fake.world, self.chat)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """The messages of the bot that stand here, in order."""
        return tuple(reply for reply in self.delivered if not reply.deleted)

    @property
    def last(self) -> Reply:
        """The newest message of the bot that stands here."""
        assert self.replies, "the bot has said nothing here"
        return self.replies[-1]

    @property
    def typings(self) -> int:
        """How often the bot showed an action (“typing”) here."""
        return sum(chat_id == self.id for chat_id, _ in self.fake.world.actions)

    def wait_replies(self, count: int, timeout: float = 5.0) -> tuple[Reply, ...]:
        """Wait until so many messages have been delivered here in all, and return those that stand."""
        self.fake.wait_for(lambda: len(self.delivered) >= count, timeout)
        return self.replies

    def _write(
        self,
        by: Person,
        content: Json,
        thread: int | None = None,
        reply_to: Reply | Post | int | None = None,
        **more: Any,
    ) -> Post:
        """Put a message of a person into the chat and tell the bot, if it may hear it."""
        world = self.fake.world
        with world.lock:
            answered = self._found(reply_to) if reply_to is not None else None
            post = world.post(self.chat, by, content, thread_id=thread, reply_to=answered, **more)
            if self._heard(post):
                self.fake.queue.put("message", post.json())
            return post

    def _file(self, kind: str, upload: Upload, caption: str, size: int | None = None) -> Json:
        with self.fake.world.lock:
            content = file_content(kind, self.fake.world.keep(upload, kind, size))
        return content | ({"caption": caption} if caption else {})

    def _found(self, given: Reply | Post | int) -> Post:
        number = given if isinstance(given, int) else given.message_id if isinstance(given, Reply) else given.id
        return self.fake.world.posts[self.chat.id, number]

    def _heard(self, _post: Post) -> bool:
        return self.chat.bot_status in ("member", "administrator")

    def _change(self, post: Post, text: str) -> None:
        """Let a person change what they wrote."""
        world = self.fake.world
        with world.lock:
            post.versions.append(post.text)
            post.content, post.edit_date = typed(text), world.now()
            if self._heard(post):
                self.fake.queue.put("edited_message", post.json())
            world.changed()

    def _pressed(self, by: Person, label: str, message: Reply | None) -> Press | Post:
        """Press a button by label or data: of a message, or of the newest one with buttons."""
        with_buttons = [reply for reply in self.replies if reply.keyboard]
        shown = message or (with_buttons[-1] if with_buttons else None)
        assert shown is not None, "no message with buttons stands here"
        button: Button = shown.button(label)
        assert button.data, f"button {label!r} sends nothing to the bot"
        return self._data(by, button.data, shown)

    def _data(self, by: Person, data: str, message: Reply | None) -> Press:
        """Send callback data, honest or not; a deleted message is shown as inaccessible [D] C.3."""
        world = self.fake.world
        with world.lock:
            shown = message or self.delivered[-1]
            post = world.posts[shown.chat_id, shown.message_id]
            press = world.press(by, post, data)
            gone = {"chat": post.chat.json(), "message_id": post.id, "date": 0}
            message_json = gone if post.deleted else post.json()
            query = {"id": press.id, "from": by.json(), "message": message_json, "data": data}
            self.fake.queue.put("callback_query", {**query, "chat_instance": str(-post.chat.id * 31)})
            return press


class FakeUser(Side):
    """A person and their private chat with the bot.

    Attributes:
        person: The user.
        sent: What they wrote here.
    """

    def __init__(self, fake: TelegramFake, chat: Chat, person: Person) -> None:
        super().__init__(fake, chat)
        self.person = person
        self.sent: list[Post] = []

    def start(self, payload: str = "") -> Post:
        """Press Start, or follow a deep link with a payload [D] C.4; this also unblocks the bot."""
        assert len(payload) <= 64, "a deep link carries at most 64 characters"
        if self.chat.bot_status == "kicked":
            self.unblock()
        return self.say(f"/start {payload}".rstrip())

    def say(self, text: str, reply_to: Reply | int | None = None) -> Post:
        """Write to the bot; commands and mentions are marked as Telegram marks them."""
        return self._send(typed(text), reply_to=reply_to)

    def ask(self, text: str, timeout: float = 5.0) -> Reply:
        """Write to the bot, wait for its next message and return it."""
        before = len(self.delivered)
        self.say(text)
        self.fake.wait_for(lambda: len(self.delivered) > before, timeout)
        return self.delivered[before]

    def edit(self, text: str, post: Post | None = None) -> None:
        """Change what they wrote last, or a given message."""
        self._change(post or self.sent[-1], text)

    def press(self, label_or_data: str, message: Reply | None = None) -> Press | Post:
        """Press a button of the newest message with buttons; a button of a reply keyboard writes its label."""
        keyboards = [reply.markup["keyboard"] for reply in self.replies if reply.markup and "keyboard" in reply.markup]
        labels = [key["text"] if isinstance(key, dict) else key for row in (keyboards or [[]])[-1] for key in row]
        if message is None and label_or_data in labels:
            return self.say(label_or_data)
        return self._pressed(self.person, label_or_data, message)

    def press_data(self, data: str, message: Reply | None = None) -> Press:
        """Send any callback data, on the bot's last message here or on another's message."""
        return self._data(self.person, data, message)

    def block(self) -> None:
        """Block the bot; it hears of it [D] C.4."""
        with self.fake.world.lock:
            change_bot_status(self.fake.queue, self.chat, self.person, "kicked")

    def unblock(self) -> None:
        """Let the bot write again; it hears of it."""
        with self.fake.world.lock:
            change_bot_status(self.fake.queue, self.chat, self.person, "member")

    def deactivate(self) -> None:
        """Delete the account."""
        with self.fake.world.lock:
            self.chat.deactivated = True

    def send_file(
        self,
        name: str,
        content: bytes = b"",
        mime: str = "application/octet-stream",
        caption: str = "",
        size: int | None = None,
    ) -> Post:
        """Send a file; ``size`` may say that it is bigger than the bytes given."""
        return self._send(self._file("document", Upload(name, content, mime), caption, size))

    def photo(self, content: bytes = PICTURE, caption: str = "") -> Post:
        """Send a picture."""
        return self._send(self._file("photo", Upload("photo.jpg", content, "image/jpeg"), caption))

    def voice(self, content: bytes = b"OggS", mime: str = "audio/ogg") -> Post:
        """Send a voice message."""
        return self._send(self._file("voice", Upload("voice.oga", content, mime), ""))

    def sticker(self, emoji: str = "👍") -> Post:
        """Send a sticker."""
        with self.fake.world.lock:
            held = self.fake.world.keep(Upload("sticker.webp", b"RIFF", "image/webp"), "sticker")
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self._send({"sticker": {**held.json(), **shape, "emoji": emoji}})

    def location(self, latitude: float = 21.0285, longitude: float = 105.8542) -> Post:
        """Send a place."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def _send(self, content: Json, reply_to: Reply | int | None = None) -> Post:
        assert self.chat.bot_status != "kicked", "who has blocked the bot must unblock it before writing"
        assert not self.chat.deactivated, "a deleted account writes nothing"
        with self.fake.world.lock:
            self.chat.started = True
            post = self._write(self.person, content, reply_to=reply_to)
            self.sent.append(post)
            return post
