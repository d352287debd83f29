"""What a channel cannot show becomes something that it can: buttons numbered text, tables lists, calendars a line."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.channels.plain import plain_block, row_words
from bot.messages import (
    Appointment,
    Block,
    Capabilities,
    Choices,
    CitationLine,
    ItemList,
    OutgoingMessage,
    Paragraph,
    Quotation,
    Table,
)

_HOW_TO_CHOOSE = "Bạn trả lời bằng số giúp nhé."
_MOST_ADDRESSES = 3  # below one message; more would be longer than the answer


def degraded(message: OutgoingMessage, capabilities: Capabilities) -> OutgoingMessage:
    """Return a message of blocks that a channel can show."""
    shown = [one for block in message.blocks for one in _shown(block, capabilities)]
    if not capabilities.links:
        shown += _addresses(message.blocks)
    return replace(message, blocks=tuple(shown))


def _addresses(blocks: Sequence[Block]) -> Iterator[CitationLine]:
    """Yield a line for each quotation that can be opened where it stands."""
    opened = list(dict.fromkeys(b.url for b in blocks if isinstance(b, Quotation) and b.url))[:_MOST_ADDRESSES]
    for number, url in enumerate(opened, 1):
        yield CitationLine("Xem tại nguồn:" if len(opened) == 1 else f"Xem câu {number} tại nguồn:", url)


def _shown(block: Block, capabilities: Capabilities) -> tuple[Block, ...]:
    match block:
        case Choices() if not capabilities.buttons:
            return (Paragraph(plain_block(block)), Paragraph(_HOW_TO_CHOOSE))
        case Table(headings, rows):
            return (ItemList(tuple(row_words(headings, row) for row in rows)),)
        case Quotation(_, url) if url and not capabilities.links:
            return (replace(block, url=""),)
        case Appointment() if not capabilities.calendar:
            return (Paragraph(plain_block(block)),)
        case _:
            return (block,)
