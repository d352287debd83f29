"""Blocks as plain text: for channels that show nothing else, for lengths, and for the terminal."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages import (
    Appointment,
    Block,
    Choices,
    CitationLine,
    Heading,
    ItemList,
    Notice,
    Paragraph,
    Quotation,
    Table,
)


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units, as the chat platforms count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(blocks: Sequence[Block]) -> str:
    """Return blocks as lines of text, in order."""
    return "\n".join(line for block in blocks if (line := plain_block(block)))


def plain_block(block: Block) -> str:
    """Return one block as text."""
    match block:
        case Heading(text) | Paragraph(text) | Quotation(text) | Notice(text):
            return text
        case CitationLine(text, url):
            return f"{text}{' ' if text.endswith(':') else chr(10)}{url}" if url else text
        case ItemList(items):
            return "\n".join(f"- {item}" for item in items)
        case Choices(items):
            return "\n".join(f"{number}. {choice.label}" for number, choice in enumerate(items, 1))
        case Table(headings, rows):
            return "\n".join(f"- {row_words(headings, row)}" for row in rows)
        case Appointment():
            return f"📅 {_when(block)}: {block.title}" + (" (đã hủy)" if block.cancelled else "")


def row_words(headings: Sequence[str], row: Sequence[str]) -> str:
    """Return a row of a table as words, each cell with its heading."""
    cells = [f"{h}: {c}" if h else c for h, c in zip(headings, row, strict=False) if c]
    return "; ".join(cells)


def _when(appointment: Appointment) -> str:
    shown = appointment.starts.strftime("%d/%m/%Y")
    return shown if appointment.lasts == timedelta(0) else f"{appointment.starts:%H:%M} ngày {shown}"
