"""Long messages: one that fits with "xem thêm", or several that each fit; no character is cut in two."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from bot.channels.degrading import degraded
from bot.channels.plain import plain_block, units
from bot.messages import (
    Block,
    Capabilities,
    CitationLine,
    Heading,
    ItemList,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
)

MORE = Notice("Còn nữa, gõ “xem thêm” để đọc tiếp.")
_BREAKS = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"(?<=[.;:!?…])\s+", r"\s+")))
_SHORTEST_SHARE = 0.4  # a break that leaves less than this of the room unused is good enough
_JOINER, _PALEST, _DARKEST = "\u200d", "\U0001f3fb", "\U0001f3ff"  # what joins emoji, and gives them a skin
_LEAST_UNITS = 40  # below this a piece says nothing; the block goes to the next message instead


def first_part(message: OutgoingMessage, capabilities: Capabilities) -> tuple[OutgoingMessage, tuple[Block, ...]]:
    """Return what fits into one message, and the blocks left for "xem thêm".

    Where something is left, the sources and notices still stand below the first part, so that no part of an answer
    goes without its source; they are repeated below the rest.
    """
    message, most = degraded(message, capabilities), capabilities.most_units
    if most is None or _length(message.blocks) <= most:
        return message, ()
    lead = tuple(takewhile(lambda b: isinstance(b, Notice), message.blocks))  # said before anything else, and once
    others = message.blocks[len(lead) :]
    pinned = tuple(b for b in others if isinstance(b, CitationLine | Notice))
    body = tuple(b for b in others if b not in pinned)
    room = most - _length((*lead, *pinned, MORE)) - 1
    if room < most // 3:  # too many sources to pin: cut in order, sources as they come
        lead, pinned, body, room = (), (), message.blocks, most - units(MORE.text) - 1
    taken, rest = _take(body, room)
    return replace(message, blocks=(*lead, *taken, *pinned, MORE)), (*rest, *pinned)


def parts(message: OutgoingMessage, capabilities: Capabilities) -> list[OutgoingMessage]:
    """Return messages that each fit and together say everything, in order."""
    message, most = degraded(message, capabilities), capabilities.most_units
    if most is None:
        return [message]
    found: list[OutgoingMessage] = []
    rest = message.blocks
    while rest:
        taken, rest = _take(rest, most)
        found.append(replace(message, blocks=taken))
    return found or [message]


def split(text: str, most: int) -> tuple[str, str]:
    """Cut a text where it stops best within ``most`` UTF-16 units; return both sides, white space between them gone.

    A paragraph, line, sentence or word ends there; where none does, a character ends, with its combining marks.
    """
    text = text if units(text) <= most else text.lstrip()
    if units(text) <= most:
        return text, ""
    window = _longest_prefix(text, most)
    for pattern in _BREAKS:
        ends = [m.start() for m in pattern.finditer(text, 0, len(window) + 1) if 0 < m.start() <= len(window)]
        if ends and ends[-1] >= len(window) * _SHORTEST_SHARE:
            return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    return window, text[len(window) :]


def _longest_prefix(text: str, most: int) -> str:
    """Return the longest beginning within ``most`` units that does not part a character from its marks."""
    used, end = 0, 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > most:
            break
        end = place + 1
    whole = end
    while 0 < whole < len(text) and _belong(text[whole - 1], text[whole]):
        whole -= 1
    return text[: whole or max(end, 1)]  # more marks than there is room are cut all the same


def _belong(before: str, after: str) -> bool:
    """Say whether two characters make one for a reader: a letter and its mark, the parts of one emoji."""
    if _JOINER in (before, after) or _PALEST <= after <= _DARKEST:
        return True
    return unicodedata.category(after).startswith("M")


def _length(blocks: Sequence[Block]) -> int:
    """Return the units of blocks as lines of text; choices that are buttons count as well, which only errs safely."""
    return sum(units(plain_block(b)) + 1 for b in blocks) - 1 if blocks else 0


def _take(blocks: Sequence[Block], room: int) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return the blocks from the front that fit into ``room`` units, the last one cut if need be, and the others."""
    taken: list[Block] = []
    for place, block in enumerate(blocks):
        left = room - (_length(taken) + 1 if taken else 0)
        if units(plain_block(block)) <= left:
            taken.append(block)
            continue
        if taken and left < max(_LEAST_UNITS, room // 3):
            return tuple(taken), tuple(blocks[place:])
        head, tail = _cut(block, max(left, 1))
        return (*taken, head), (*tail, *blocks[place + 1 :])
    return tuple(taken), ()


def _cut(block: Block, room: int) -> tuple[Block, tuple[Block, ...]]:
    """Cut one block; a list between its items, whatever has no text of its own as a paragraph."""
    if isinstance(block, ItemList):
        return _cut_list(block, room)
    if isinstance(block, Heading | Paragraph | Quotation | Notice):
        head, tail = split(block.text, room)
        return replace(block, text=head), (replace(block, text=tail),) if tail else ()
    head, tail = split(plain_block(block), room)
    return Paragraph(head), (Paragraph(tail),) if tail else ()


def _cut_list(block: ItemList, room: int) -> tuple[Block, tuple[Block, ...]]:
    kept = list(_fitting(block.items, room))
    if kept:
        return ItemList(tuple(kept)), (ItemList(block.items[len(kept) :]),)
    head, tail = split(f"- {block.items[0]}", room)
    others = (ItemList(block.items[1:]),) if len(block.items) > 1 else ()
    return Paragraph(head), (*([Paragraph(tail)] if tail else []), *others)


def _fitting(items: Sequence[str], room: int) -> Iterator[str]:
    used = 0
    for item in items:
        used += units(f"- {item}\n")
        if used > room:
            return
        yield item
