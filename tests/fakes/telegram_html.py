"""Telegram's HTML subset, read as the platform reads it: plain text and entities, or its complaint.

Marks as in the reference: M measured, D documented, S read in source, ? disputed, R general knowledge. Rules and
wording of the complaints are of channels C.3 [D]; byte offsets in complaints count UTF-8 [R].
"""

import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

_TYPES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # [D] C.3
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}  # [D] C.3: no other name is known
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|(lt|gt|amp|quot));")
_SPACE = " \t\r\n\x0b\x0c"
_LINK = re.compile(r"^(?P<scheme>https?|tg|ton)://(?P<host>[^/?#\s]+)(?P<rest>[/?#]\S*)?$", re.IGNORECASE)
_ORDER = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "spoiler")
_VERBATIM = ("pre", "code")


class HtmlError(ValueError):
    """The text is not of the subset; the message is what Telegram says after ``can't parse entities: ``."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader sees.

    Attributes:
        text: The text without its tags.
        entities: What is formatted, with offsets and lengths in UTF-16 units, outermost first.
    """

    text: str
    entities: tuple[Entity, ...]


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    start: int
    dropped: bool = False
    holds: list[Entity] = field(default_factory=list)


def units(text: str) -> int:
    """Return the length of a text as Telegram counts it: in UTF-16 units [D] C.3."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str, strict: bool = True) -> Parsed:
    """Return what a reader sees of a text with tags.

    Args:
        source: The text, tags and all.
        strict: Whether a bare ``&`` or ``>``, a nested blockquote and formatting in ``pre`` or ``code`` are refused,
            as the documents forbid them [D]. The live service is milder: it shows the bare sign, and leaves out the
            inner formatting without a word [?].

    Raises:
        HtmlError: The text is not of the subset.
    """
    return _Parser(source, strict).parsed()


class _Parser:
    """One reading of one text."""

    def __init__(self, source: str, strict: bool) -> None:
        self._source = source
        self._strict = strict
        self._at = 0
        self._shown: list[str] = []
        self._offset = 0
        self._stack: list[_Open] = []
        self._found: list[Entity] = []

    def parsed(self) -> Parsed:
        while self._at < len(self._source):
            sign = self._source[self._at]
            if sign == "<":
                self._end_tag() if self._source.startswith("</", self._at) else self._start_tag()
            else:
                self._show(self._character(sign))
        if self._stack:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].tag}"')
        return Parsed("".join(self._shown), tuple(sorted(self._found, key=_outermost_first)))

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode("utf-8", "surrogatepass"))

    def _show(self, text: str) -> None:
        self._shown.append(text)
        self._offset += units(text)

    def _character(self, sign: str) -> str:
        """Read one character or reference."""
        decoded, after = _reference(self._source, self._at)
        if decoded is None:
            if self._strict and sign in "&>":  # [?] the live service shows it
                raise HtmlError(f'Unescaped "{sign}" at byte offset {self._bytes(self._at)}')
            decoded = sign
        self._at = after
        return decoded

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _while(self, wanted: str = "", unless: str = "") -> str:
        """Take the signs that are wanted, or up to one that ends them."""
        begin = self._at
        while (sign := self._peek()) and (sign in wanted if wanted else sign not in unless):
            self._at += 1
        return self._source[begin : self._at]

    def _start_tag(self) -> None:
        begin = self._bytes(self._at)
        self._at += 1
        tag = self._while(unless=_SPACE + ">").lower()
        if not self._peek():
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TYPES:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._attribute_follows(tag, begin):
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        self._at += 1
        if tag == "span" and argument != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if tag == "tg-emoji" and not argument.isdecimal():
            raise HtmlError("Invalid custom emoji identifier specified")
        self._stack.append(_Open(tag, argument, self._offset, len(self._shown), self._misplaced(tag, begin)))

    def _attribute_follows(self, tag: str, begin: int) -> bool:
        self._while(wanted=_SPACE)
        if not self._peek():
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        return self._peek() != ">"

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        """Read a name and, after an equal sign, a value."""
        name = self._while(unless=_SPACE + "=>").lower()
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._while(wanted=_SPACE)
        if self._peek() != "=":
            return name, None
        self._at += 1
        self._while(wanted=_SPACE)
        if not self._peek():
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self._peek() in "\"'" else self._token()
        if not self._peek():
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _quoted(self) -> str:
        quote = self._peek()
        self._at += 1
        value = []
        while (sign := self._peek()) and sign != quote:
            decoded, self._at = _reference(self._source, self._at)
            value.append(decoded or sign)
        self._at += 1
        return "".join(value)

    def _token(self) -> str:
        begin = self._at
        token = re.compile(r"[0-9A-Za-z.-]*").match(self._source, begin)
        assert token is not None
        self._at = token.end()
        if self._peek() not in tuple(_SPACE + ">"):
            raise HtmlError(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return token.group().lower()

    def _misplaced(self, tag: str, begin: int) -> bool:
        """Return whether the formatting is left out, or refuse it, by the rules of nesting [D] C.3."""
        around = [_TYPES[one.tag] for one in self._stack]
        kind = _TYPES[tag]
        whole = kind == "code" and around and around[-1] == "pre" and self._stack[-1].offset == self._offset
        wrong = (any(one in _VERBATIM for one in around) and not whole) or (
            kind == "blockquote" and "blockquote" in around
        )
        if wrong and self._strict:  # [?] the live service leaves the inner one out
            raise HtmlError(f'Tag "{tag}" can\'t be nested in "{self._stack[-1].tag}" at byte offset {begin}')
        return wrong or kind in around

    def _end_tag(self) -> None:
        begin = self._bytes(self._at)
        if not self._stack:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        self._at += 2
        name = self._while(unless=_SPACE + ">").lower()
        self._while(wanted=_SPACE)
        if self._peek() != ">":
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        self._at += 1
        last = self._stack.pop()
        if name and name != last.tag:
            raise HtmlError(f'Unmatched end tag at byte offset {begin}, expected "</{last.tag}>", found "</{name}>"')
        self._close(last)

    def _close(self, last: _Open) -> None:
        length = self._offset - last.offset
        if last.dropped or not length:
            return
        if last.tag == "code" and self._stack and self._stack[-1].tag == "pre":
            self._stack[-1].argument = last.argument  # pre > code names a language [D]
            return
        found = _entity(last.tag, last.argument, "".join(self._shown[last.start :]))
        if found is not None:
            self._found.append({**found, "offset": last.offset, "length": length})


def _reference(source: str, at: int) -> tuple[str | None, int]:
    """Read a character reference: what it stands for, if it is one, and where reading goes on."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return None, at + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    known = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return (chr(code), match.end()) if known else (None, at + 1)


def _argument(tag: str, name: str, value: str | None) -> str:
    """Return what an attribute means to its tag; an attribute without a meaning is passed over [R]."""
    given = value or ""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("span", "class")}:
        return given
    if (tag, name) == ("code", "class"):
        return given.removeprefix("language-") if given.startswith("language-") else ""
    return "expandable" if (tag, name) == ("blockquote", "expandable") else ""


def _entity(tag: str, argument: str, shown: str) -> Entity | None:
    """Return the entity of a closed tag; a link that leads nowhere is no entity [R]."""
    kind = _TYPES[tag]
    if kind == "text_link":
        return _link(argument or shown)
    if kind == "blockquote" and argument:
        return {"type": "expandable_blockquote"}
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": argument}
    return {"type": kind, "language": argument} if kind == "pre" and argument else {"type": kind}


def _link(address: str) -> Entity | None:
    match = _LINK.match(address if "://" in address else f"http://{address}")
    if match is None or ("." not in match["host"] and match["scheme"].startswith("http")):
        return None
    if match["scheme"].lower() in ("tg", "ton"):
        return {"type": "text_link", "url": address}
    return {"type": "text_link", "url": f"{match['scheme'].lower()}://{match['host'].lower()}{match['rest'] or '/'}"}


def _outermost_first(entity: Entity) -> tuple[int, int, int]:
    rank = _ORDER.index(entity["type"]) if entity["type"] in _ORDER else len(_ORDER)
    return entity["offset"], -entity["length"], rank
