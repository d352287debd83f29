"""The people and groups on the other side of the Zalo bot: they speak, and see what reached them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.zalo_bot_world import ZaloBotWorld

_LINK = re.compile(r"https?://\S+")
_PICTURE = "https://photo.example.vn/anh.jpg"


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot, as the platform took it.

    Attributes:
        kind: ``text``, ``photo``, ``sticker`` or ``voice``.
        text: The text, or the caption of a photo.
        url: The address of a photo or voice, or the id of a sticker.
        delivered: Whether it reached the chat; the platform may say ok and deliver nothing.
    """

    message_id: str
    chat_id: str
    kind: str
    text: str
    at: datetime
    delivered: bool
    parse_mode: str | None = None
    styles: tuple[Mapping[str, Any], ...] = ()
    url: str = ""


class _Chat:
    """A conversation with the bot, seen from its people."""

    def __init__(self, fake: "ZaloBotWorld", chat_id: str, chat_type: str) -> None:
        self._fake = fake
        self.id = chat_id
        self.chat_type = chat_type

    @property
    def replies(self) -> list[Reply]:
        """What reached this chat, in order."""
        return [sent for sent in self._fake.sent if sent.chat_id == self.id and sent.delivered]

    @property
    def texts(self) -> list[str]:
        """The texts that reached this chat, in order."""
        return [reply.text for reply in self.replies if reply.kind == "text"]


class ZaloUser(_Chat):
    """A person with a Zalo account; each verb returns the id of the message said.

    Attributes:
        protected: Zalo withholds what they say: it arrives as unsupported (D A.5).
        blocked: They blocked the bot.
    """

    def __init__(self, fake: "ZaloBotWorld", user_id: str, name: str, is_bot: bool = False) -> None:
        super().__init__(fake, user_id, "PRIVATE")  # D A.1: in a private chat, chat.id is from.id
        self.name = name
        self.is_bot = is_bot
        self.protected = False
        self.blocked = False

    def say(self, text: str) -> str:
        """Say a text, in whatever Unicode form it is given."""
        if _LINK.fullmatch(text) and self._fake.flags.link_arrives_as != "text":  # ? A.4: three ways were seen
            if self._fake.flags.link_arrives_as == "link":
                return self.link(text)
            return self.unsupported()
        return self.tell("message.text.received", text=text)

    def photo(self, url: str = _PICTURE, caption: str | None = None) -> str:
        """Send a picture."""
        return self.tell("message.image.received", **photo_fields(self._fake, url, caption))

    def sticker(self, sticker: str = "bfe458bf64fa8da4d4eb") -> str:
        """Send a sticker."""
        url = f"https://stickers.example.vn/{sticker}.png"
        return self.tell("message.sticker.received", sticker=sticker, url=url)

    def voice(self, url: str = "https://voice.example.vn/noi.aac") -> str:
        """Send a voice message."""
        return self.tell("message.voice.received", voice_url=url)

    def file(self, name: str = "ho-so.pdf") -> str:
        """Send a file: it arrives as unsupported, without a handle to fetch it (M A.5)."""
        del name
        return self.unsupported()

    def unsupported(self, message: bool = True) -> str:
        """Send something that the platform withholds; without ``message``, not even who sent it arrives (D A.5)."""
        return self.tell("message.unsupported.received", bare=not message)

    def link(self, url: str = "https://vanban.example.vn/nghi-dinh") -> str:
        """Send a link card, which arrives without a usable text (M A.4; its event is documented nowhere)."""
        return self.tell("message.link.received", link=url)

    def reaction(self, emoji: str = "👍") -> str:
        """React to a message (? A.5: seen once)."""
        return self.tell("message.reaction.received", reaction=emoji)

    def unknown(self, event_name: str = "message.poll.received") -> str:
        """Do something that no document names."""
        return self.tell(event_name)

    def block(self) -> None:
        """Block the bot: nothing is heard, and nothing arrives, until :meth:`unblock`."""
        self.blocked = True

    def unblock(self) -> None:
        """Take the bot back."""
        self.blocked = False

    def tell(self, event_name: str, bare: bool = False, **content: Any) -> str:
        """Send an event with any content; ``bare`` leaves the message out."""
        if self.blocked:
            raise ValueError(f"{self.id} has blocked the bot")
        if self.protected:  # D A.5: a privacy device, not an error
            event_name, content = "message.unsupported.received", {}
        return self._fake.hear(event_name, self, self, content, bare)


class ZaloGroup(_Chat):
    """A group that the bot is in; the bot hears only what mentions it or answers it (D A.7)."""

    def __init__(self, fake: "ZaloBotWorld", group_id: str, name: str) -> None:
        super().__init__(fake, group_id, "GROUP")
        self.name = name

    def say(self, user: ZaloUser, text: str, mention: bool = False, answering: bool = False) -> str:
        """Say a text in the group, to the bot (``mention``), in answer to it, or to the others (it hears nothing)."""
        if mention and self._fake.flags.mention_in_text:  # ? A.7: whether the mention stays in the text
            text = f"@{self._fake.name} {text}"
        return self._tell("message.text.received", user, mention or answering, {"text": text})

    def photo(self, user: ZaloUser, url: str = _PICTURE, caption: str | None = None, mention: bool = False) -> str:
        """Send a picture; the mention stands in its caption (M A.7), so without a caption there is none."""
        if mention and self._fake.flags.mention_in_text and caption is not None:
            caption = f"@{self._fake.name} {caption}"
        heard = mention and caption is not None
        return self._tell("message.image.received", user, heard, photo_fields(self._fake, url, caption))

    def _tell(self, event_name: str, user: ZaloUser, heard: bool, content: dict[str, Any]) -> str:
        return self._fake.hear(event_name, user, self, content) if heard else ""


def photo_fields(fake: "ZaloBotWorld", url: str, caption: str | None) -> dict[str, Any]:
    """Return a picture as the payload shows it: a plain address (D A.5), or as one of the shapes seen elsewhere (?)."""
    shapes: dict[str, dict[str, Any]] = {
        "url": {"photo": url},
        "object": {"photo": {"url": url}},
        "list": {"photo": [url]},
        "photo_url": {"photo_url": url},
    }
    return shapes[fake.flags.photo_shape] | ({} if caption is None else {"caption": caption})
