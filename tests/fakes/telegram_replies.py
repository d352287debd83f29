"""What a person sees of the bot: its messages, as they stand on the screen."""

from dataclasses import dataclass

from tests.fakes.telegram_html import Entity
from tests.fakes.telegram_wire import Upload
from tests.fakes.telegram_world import Chat, Json, Post, World

_KINDS = ("text", "document", "photo")


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says and what it does."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message of the bot, as it stood when it was looked at.

    Attributes:
        kind: ``text``, ``document`` or ``photo``.
        text: The text or caption without tags.
        entities: Its formatting, offsets in UTF-16 units.
        keyboard: Rows of inline buttons.
        markup: The whole ``reply_markup``, also of other kinds.
        thread_id: The forum topic it stands in.
        reply_to: The id of the message it answers.
        versions: Texts that edits have replaced.
        file: The file that it carries.
        asked: The parameters of the request that sent it.
    """

    chat_id: int
    message_id: int
    kind: str
    text: str
    entities: tuple[Entity, ...]
    keyboard: tuple[tuple[Button, ...], ...]
    markup: Json | None
    thread_id: int | None
    reply_to: int | None
    date: int
    deleted: bool
    versions: tuple[str, ...]
    file: Upload | None
    asked: Json

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All inline buttons, row after row."""
        return tuple(button for row in self.keyboard for button in row)

    def button(self, label_or_data: str) -> Button:
        """Return the button with this label or, if there is none, this data."""
        for button in self.buttons:
            if button.text == label_or_data:
                return button
        for button in self.buttons:
            if button.data == label_or_data:
                return button
        raise AssertionError(f"no button {label_or_data!r} among {[b.text for b in self.buttons]}")

    def spans(self, kind: str) -> list[str]:
        """Return the pieces of text that have this formatting: ``bold``, ``text_link``, …."""
        encoded = self.text.encode("utf-16-le")
        found = [e for e in self.entities if e["type"] == kind]
        return [encoded[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in found]


def reply_of(post: Post) -> Reply:
    """Return a message as a person sees it now."""
    rows = (post.markup or {}).get("inline_keyboard", [])
    return Reply(
        post.chat.id,
        post.id,
        next(kind for kind in _KINDS if kind in post.content),
        post.text,
        tuple(post.content.get("entities", post.content.get("caption_entities", []))),
        tuple(tuple(Button(b["text"], b.get("callback_data", ""), b.get("url", "")) for b in row) for row in rows),
        post.markup,
        post.thread_id,
        post.reply_to.id if post.reply_to else None,
        post.date,
        post.deleted,
        tuple(post.versions),
        post.upload,
        post.asked,
    )


def delivered_to(world: World, chat: Chat) -> tuple[Reply, ...]:
    """Return the bot's messages in a chat in order, deleted ones too."""
    with world.lock:
        posts = sorted((p for p in world.posts.values() if p.chat is chat and p.sender is world.bot), key=_order)
        return tuple(reply_of(post) for post in posts)


def _order(post: Post) -> int:
    return post.id
