"""Blocks as Telegram shows them: its HTML with everything escaped, and rows of buttons."""

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.channels.fitting import split
from bot.channels.plain import plain_block, units
from bot.messages import Block, Choice, Choices, CitationLine, Heading, ItemList, Notice, Paragraph, Quotation

MOST_BUTTONS = 100  # of one message [D]
_MOST_ID = 64  # bytes of what a button sends back [D]
_MOST_LABEL = 60  # units of a button's label that a telephone still shows
_BESIDE_BUTTONS = "Mời chọn:"  # buttons do not stand without a text


class Unshowable(ValueError):
    """Telegram cannot show a message as it is; the message says which part, without its words."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as Telegram takes it.

    Attributes:
        html: the text with its tags.
        text: the same text as it is read, without tags.
        rows: the buttons, from top to bottom.
    """

    html: str
    text: str
    rows: tuple[tuple[Choice, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some of a message: as it is read, and with its tags."""

    text: str
    html: str


def rendered(blocks: Sequence[Block]) -> Rendered:
    """Return blocks as one message.

    Raises:
        Unshowable: there is nothing to read in it, or its choices cannot be buttons.
    """
    pieces = [piece for block in blocks for piece in _pieces(block) if piece.text.strip()]
    rows = tuple((button,) for block in blocks if isinstance(block, Choices) for button in _buttons(block))
    if len(rows) > MOST_BUTTONS:
        raise Unshowable(f"{len(rows)} lựa chọn, nhiều nhất {MOST_BUTTONS}")
    if rows and not pieces:
        pieces = [_tagged("", _BESIDE_BUTTONS)]
    if not pieces:
        raise Unshowable("tin không có chữ")
    return Rendered("\n".join(p.html for p in pieces), "\n".join(p.text for p in pieces), rows)


def clean(text: str) -> str:
    """Return a text in NFC without what nobody sees: controls of direction, of zero width, and of old terminals."""
    seen = (c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", "".join(seen))


def _pieces(block: Block) -> Iterator[_Piece]:
    match block:
        case Heading(text):
            yield _tagged("b", text)
        case Quotation(text):
            yield _tagged("blockquote", text)
        case Notice(text):
            yield _tagged("i", text)
        case CitationLine(text, url):
            yield _citation(text, url)
        case ItemList(items):
            yield from (_tagged("", f"• {item}") for item in items)
        case Choices(items):
            if _too_long(items):
                yield from (_tagged("", line) for line in _numbered(items))
        case Paragraph(text):
            yield _tagged("", text)
        case _:  # degraded before; shown as words all the same
            yield _tagged("", plain_block(block))


def _tagged(tag: str, text: str) -> _Piece:
    """Return a text within a tag; escaped, so that nothing in it is a tag or a character's name."""
    shown = clean(text)
    escaped = html.escape(shown, quote=False)
    return _Piece(shown, f"<{tag}>{escaped}</{tag}>" if tag else escaped)


def _citation(text: str, url: str) -> _Piece:
    shown = clean(text)
    words = html.escape(shown, quote=False)
    link = f'<a href="{html.escape(url)}">{words}</a>' if _opens_a_page(url) else words
    return _Piece(shown, f"<i>{link}</i>")


def _opens_a_page(url: str) -> bool:
    """Say whether an address is one of the web: tg:// would open a chat or a profile, others a program."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False


def _label(choice: Choice) -> str:
    return " ".join(clean(choice.label).split())


def _numbered(items: Sequence[Choice]) -> list[str]:
    return [f"{number}. {_label(choice)}" for number, choice in enumerate(items, 1)]


def _too_long(items: Sequence[Choice]) -> bool:
    return any(units(_label(choice)) > _MOST_LABEL for choice in items)


def _buttons(choices: Choices) -> Iterator[Choice]:
    """Yield a button for each choice; numbered like the text above where a label had to be cut."""
    labels = _numbered(choices.items) if _too_long(choices.items) else [_label(c) for c in choices.items]
    for label, choice in zip(labels, choices.items, strict=True):
        if not 1 <= len(choice.id.encode("utf-8", "surrogatepass")) <= _MOST_ID:
            raise Unshowable(f"mã của một lựa chọn phải dài từ 1 đến {_MOST_ID} byte")
        if not label:
            raise Unshowable("một lựa chọn không có tên")
        yield Choice(_cut(label), choice.id)


def _cut(label: str) -> str:
    if units(label) <= _MOST_LABEL:
        return label
    return split(label, _MOST_LABEL - 1)[0] + "…"
