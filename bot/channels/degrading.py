"""What a channel cannot show becomes something that it can: buttons numbered text, tables lists, calendars a line."""

from dataclasses import replace

from bot.channels.plain import plain_block, row_words
from bot.messages import Appointment, Block, Capabilities, Choices, ItemList, OutgoingMessage, Paragraph, Table

_HOW_TO_CHOOSE = "Bạn trả lời bằng số giúp nhé."


def degraded(message: OutgoingMessage, capabilities: Capabilities) -> OutgoingMessage:
    """Return a message of blocks that a channel can show."""
    return replace(message, blocks=tuple(one for block in message.blocks for one in _shown(block, capabilities)))


def _shown(block: Block, capabilities: Capabilities) -> tuple[Block, ...]:
    match block:
        case Choices() if not capabilities.buttons:
            return (Paragraph(plain_block(block)), Paragraph(_HOW_TO_CHOOSE))
        case Table(headings, rows):
            return (ItemList(tuple(row_words(headings, row) for row in rows)),)
        case Appointment() if not capabilities.calendar:
            return (Paragraph(plain_block(block)),)
        case _:
            return (block,)
