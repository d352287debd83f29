"""What passes between people and tdkt, whatever the channel: messages in, blocks out, and what became of a sending."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """Where a chat can be reached, also months later and after a restart (địa chỉ trò chuyện).

    Attributes:
        channel: the name of its channel ("zalo", "telegram", "email", "console").
        account: which of our accounts there: the bot's id, the sender's address.
        chat: the id of the chat as its platform writes it; always text.
        thread: the topic within it; empty where there are none.
    """

    channel: str
    account: str
    chat: str
    thread: str = ""


class Kind(StrEnum):
    """What somebody sent."""

    TEXT = "text"
    PRESS = "press"  # a choice pressed; the text holds its opaque id
    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    FILE = "file"
    LINK = "link"
    OTHER = "other"  # something the platform does not show us
    BLOCKED = "blocked"  # the person no longer wants messages
    UNBLOCKED = "unblocked"
    MOVED = "moved"  # the chat has another id from now on


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody sent: its name, size in bytes where known, and what its channel needs to fetch it."""

    name: str
    reference: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One event from a person.

    Attributes:
        event: what tells it from every other event of the same account; the same again when delivered again.
        chat: where to answer.
        sender: who sent it, as the platform writes it; the chat's own id in a private chat.
        kind: what was sent.
        text: what was typed, the caption, or the opaque id of the choice pressed.
        sent_at: when, by the platform's clock.
        private: False in a group, where nothing personal may be said.
        file: the file sent, where its channel can fetch it.
        moved_to: the new address of a chat that moved.
    """

    event: str
    chat: ChatAddress
    sender: str
    kind: Kind
    text: str
    sent_at: datetime
    private: bool = True
    file: SentFile | None = None
    moved_to: ChatAddress | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A title above what follows."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of ours."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list without numbers."""

    items: tuple[str, ...]
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The exact words of a document, with their quotation marks; ``url`` opens the page where they stand."""

    text: str
    url: str = ""
    kind: Literal["quotation"] = "quotation"


@dataclass(frozen=True, slots=True)
class CitationLine:
    """Where a quotation stands (dòng nguồn); ``url`` opens it where the unit has a public address."""

    text: str
    url: str = ""
    kind: Literal["citation"] = "citation"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what it is called, and the opaque id that comes back when it is pressed."""

    label: str
    id: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Things to choose from; numbered text where a channel has no buttons."""

    items: tuple[Choice, ...]
    kind: Literal["choices"] = "choices"


@dataclass(frozen=True, slots=True)
class Notice:
    """What must be minded: that this is an assistant, that an answer is for reference, that more can be read."""

    text: str
    kind: Literal["notice"] = "notice"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their headings; a list where a channel has no tables, as none of the chats has."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A day, or an hour of it, for a calendar; a line of text where nothing can be attached.

    Attributes:
        uid: the same for the same appointment whenever it is sent again.
        title: what is due.
        starts: its begin, with its time zone; at midnight for a whole day.
        lasts: its length; a whole day where zero.
        alarms: how long before to ring.
        sequence: one more for each change, so that a calendar takes the newest.
        cancelled: it will not take place.
    """

    uid: str
    title: str
    starts: datetime
    lasts: timedelta = timedelta(0)
    alarms: tuple[timedelta, ...] = ()
    sequence: int = 0
    cancelled: bool = False
    kind: Literal["appointment"] = "appointment"


Block = Heading | Paragraph | ItemList | Quotation | CitationLine | Choices | Notice | Table | Appointment


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to a person: blocks from top to bottom.

    Attributes:
        blocks: what it says.
        subject: the line above it where a channel has one, as e-mail has.
    """

    blocks: tuple[Block, ...]
    subject: str = ""

    def and_also(self, *blocks: Block) -> "OutgoingMessage":
        """Return the message with more below."""
        return replace(self, blocks=(*self.blocks, *blocks))


def said(text: str) -> OutgoingMessage:
    """Return a message of one paragraph."""
    return OutgoingMessage((Paragraph(text),))


class Reason(StrEnum):
    """Why a message was refused for good."""

    BLOCKED = "blocked"  # the person does not want messages
    UNKNOWN_CHAT = "unknown_chat"
    WINDOW = "window"  # the person wrote too long ago
    QUOTA = "quota"
    INVALID = "invalid"
    UNAUTHORISED = "unauthorised"  # our token is not valid any more
    CLOSED = "closed"  # no channel of this name and account is switched on


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took the message; ``id`` is its name there."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will not take it, now or later."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """It was certainly not taken, and may be tried again after so many seconds, at ``moved_to`` where given."""

    after: float
    moved_to: ChatAddress | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can tell whether it was taken; it is never sent again by itself."""

    detail: str = ""


SendResult = Sent | Refused | Retry | Unknown


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; everything else degrades in ``bot.channels.degrading``.

    Attributes:
        most_units: the longest text of one message, in UTF-16 code units; None without a limit.
        buttons: choices can be pressed.
        files: it can fetch a file that somebody sends.
        calendar: appointments can be attached.
        links: a quotation itself can be opened; elsewhere its address stands below.
        listens: people can write to us there.
        by_email: people are reached there by their e-mail address alone.
        window: how long after a person's last message we may write unasked; None without a limit.
        monthly_messages: how many messages of ours a month holds; None without a limit.
        most_people: how many people may write to the account; None without a limit.
    """

    most_units: int | None = None
    buttons: bool = False
    files: bool = False
    calendar: bool = False
    links: bool = False
    listens: bool = True
    by_email: bool = False
    window: timedelta | None = None
    monthly_messages: int | None = None
    most_people: int | None = None
