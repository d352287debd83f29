"""Blocks as Zalo shows them: plain text that nobody's words can format, and bold headings by their place in it."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.channels.plain import plain_block, units
from bot.messages import Block, Heading

Style = dict[str, Any]
_BOLD = ["b"]  # [D] A.4
_UNSEEN = {"Cf", "Cc", "Cs"}  # turns of direction, zero widths, control characters, halves of characters
_KEPT = "\n\t"


def rendered(blocks: Sequence[Block]) -> tuple[str, list[Style]]:
    """Return the text of blocks, in NFC, and the styles of its headings; their places count UTF-16 units [D] A.4.

    ``parse_mode`` is never used: a quotation or a name could carry its marks.
    """
    lines: list[str] = []
    styles: list[Style] = []
    place = 0
    for block in blocks:
        line = shown(plain_block(block))
        if not line:
            continue
        if isinstance(block, Heading):
            styles.append({"start": place, "len": units(line), "st": _BOLD})
        lines.append(line)
        place += units(line) + 1
    return "\n".join(lines), styles


def shown(text: str) -> str:
    """Return a text in NFC without characters that are not seen but change how others are read (F.1)."""
    seen = "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", seen)
