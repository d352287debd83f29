"""Answers as blocks: the lines of an answer, told apart by what each is."""

from bot.messages import (
    Block,
    CitationLine,
    ItemList,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
)
from retriever.answering.models import Answer
from retriever.answering.sources import CLOSING

_SOURCE = "Nguồn:"
_WARNING = "⚠"


def answer_blocks(answer: Answer) -> tuple[Block, ...]:
    """Return the blocks of an answer; joined as plain text they are its text again, but for the numbered choices."""
    numbered = {f"{number}." for number in range(1, len(answer.options) + 1)}
    blocks: list[Block] = []
    for line in answer.text.split("\n"):
        if answer.options and line.split(" ", 1)[0] in numbered:
            continue
        _add(blocks, line)
    return tuple(blocks)


def labels(answer: Answer) -> tuple[str, ...]:
    """Return what the options of a clarify are called in its text; their own labels where the text has no list."""
    shown = [line.split(" ", 1)[1] for line in answer.text.split("\n") if line.split(".", 1)[0].isdigit()]
    return tuple(shown) if len(shown) == len(answer.options) else tuple(o.label for o in answer.options)


def _add(blocks: list[Block], line: str) -> None:
    if line.startswith("- ") and blocks and isinstance(blocks[-1], ItemList):
        blocks[-1] = ItemList((*blocks[-1].items, line.removeprefix("- ")))
    elif line.startswith("- "):
        blocks.append(ItemList((line.removeprefix("- "),)))
    elif line.startswith("«"):
        blocks.append(Quotation(line))
    elif line.startswith(_SOURCE):
        blocks.append(CitationLine(line))
    elif line.startswith(_WARNING) or line == CLOSING:
        blocks.append(Notice(line))
    elif line.strip():
        blocks.append(Paragraph(line))


def listed(title: str, items: tuple[str, ...]) -> OutgoingMessage:
    """Return a message of a line and a list below it."""
    return OutgoingMessage((Paragraph(title), ItemList(items)))
