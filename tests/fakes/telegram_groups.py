"""Groups of the fake: what the bot hears there under privacy mode, topics, migration (C.4)."""

from __future__ import annotations

from tests.fakes.telegram_entities import piece, typed
from tests.fakes.telegram_people import FakeUser, Side
from tests.fakes.telegram_replies import Reply
from tests.fakes.telegram_updates import change_bot_status
from tests.fakes.telegram_wire import Upload
from tests.fakes.telegram_world import Json, Person, Post, Press

_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
)


class FakeGroup(Side):
    """A group, seen by the people in it."""

    def say(
        self, user: FakeUser, text: str, thread: int | None = None, reply_to: Reply | Post | int | None = None
    ) -> Post:
        """Let a user write here; the bot hears it if privacy mode lets it."""
        self.join(user)
        return self._write(user.person, typed(text), thread, reply_to)

    def send_file(self, user: FakeUser, name: str, content: bytes, mime: str, caption: str = "") -> Post:
        """Let a user send a file here."""
        self.join(user)
        shown = self._file("document", Upload(name, content, mime), "")
        captioned = {("caption" if key == "text" else "caption_entities"): v for key, v in typed(caption).items()}
        return self._write(user.person, shown | (captioned if caption else {}))

    def edit(self, post: Post, text: str) -> None:
        """Let the writer of a message change it."""
        self._change(post, text)

    def press(self, user: FakeUser, label_or_data: str, message: Reply | None = None) -> Press | Post:
        """Let a user press a button of the newest message with buttons."""
        return self._pressed(user.person, label_or_data, message)

    def press_data(self, user: FakeUser, data: str, message: Reply | None = None) -> Press:
        """Let a user send any callback data."""
        return self._data(user.person, data, message)

    def join(self, user: FakeUser) -> None:
        """Make a user a member, without a word."""
        with self.fake.world.lock:
            self.chat.members.setdefault(user.id, "member")

    def add_bot(self, by: FakeUser) -> None:
        """Let a user add the bot: it hears of its status and of its joining."""
        with self.fake.world.lock:
            self.join(by)
            change_bot_status(self.fake.queue, self.chat, by.person, "member")
            self._write(by.person, {"new_chat_members": [self.fake.world.bot.json()]})

    def kick_bot(self, by: FakeUser) -> None:
        """Let a user remove the bot: it hears of its status, and of nothing more [R]."""
        with self.fake.world.lock:
            change_bot_status(self.fake.queue, self.chat, by.person, "kicked")

    def promote_bot(self, by: FakeUser) -> None:
        """Make the bot an administrator, who hears everything [D]."""
        with self.fake.world.lock:
            change_bot_status(self.fake.queue, self.chat, by.person, "administrator")

    def topic(self, by: FakeUser, name: str) -> int:
        """Let a user open a forum topic; its thread id is the id of the message that says so [R]."""
        assert self.chat.kind == "supergroup", "only a supergroup has topics"
        with self.fake.world.lock:
            self.join(by)
            self.chat.forum = True
            number = self.chat.last_message_id + 1
            self.chat.topics[number] = name
            self._write(by.person, {"forum_topic_created": {"name": name, "icon_color": 7322096}}, number)
            return number

    def delete_topic(self, thread: int) -> None:
        """Delete a forum topic: the bot hears nothing, its next message there is refused."""
        with self.fake.world.lock:
            del self.chat.topics[thread]

    def migrate(self, by: FakeUser, new_id: int) -> FakeGroup:
        """Make a supergroup of a group: both chats say so, the old one takes no more messages [D] C.4."""
        assert self.chat.kind == "group", "only a plain group becomes a supergroup"
        with self.fake.world.lock:
            status = self.chat.bot_status
            grown = self.fake.group(new_id, self.chat.title)
            grown.chat.bot_status, grown.chat.members = status, dict(self.chat.members)
            self._write(by.person, {"migrate_to_chat_id": new_id})
            grown._write(by.person, {"migrate_from_chat_id": self.id})
            self.chat.migrated_to = new_id
            return grown

    def _heard(self, post: Post) -> bool:
        """Apply privacy mode: what is meant for the bot, and service messages [D] C.4."""
        rules = self.fake.rules
        if not super()._heard(post):
            return False
        if not rules.privacy_mode or self.chat.bot_status == "administrator" or _is_service(post.content):
            return True
        before = [one for one in self.fake.world.posts.values() if one.chat is self.chat and one.id < post.id]
        bot_wrote_last = bool(before) and max(before, key=lambda one: one.id).sender is self.fake.world.bot
        bare = rules.group_bare_commands == "always" or bot_wrote_last
        return meant_for(post, self.fake.world.bot, rules.group_mentions_delivered, bare)


def _is_service(content: Json) -> bool:
    return any(name in content for name in _SERVICE)


def meant_for(post: Post, bot: Person, mentions: bool, bare_commands: bool) -> bool:
    """Return whether a group message passes the filter of privacy mode [D] C.4."""
    if post.reply_to is not None and post.reply_to.sender is bot:
        return True
    name = f"@{bot.username.lower()}"
    for entity in post.content.get("entities", post.content.get("caption_entities", [])):
        said = piece(post.text, entity).lower()
        if entity["type"] == "bot_command" and (said.endswith(name) if "@" in said else bare_commands):
            return True
        if entity["type"] == "mention" and mentions and said == name:
            return True
    return False
