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
from retriever.answering.sources import CLOSING, SUMMARY_ONLY

_SOURCE = "Nguồn:"
_WARNING = "⚠"


def answer_blocks(answer: Answer) -> tuple[Block, ...]:
    """Return the blocks of an answer; as plain text they are its text again, but for blank lines and the choices."""
    listed = _numbered(answer)
    blocks: list[Block] = []
    for place, line in enumerate(answer.text.split("\n")):
        if place not in listed:
            _add(blocks, line)
    return tuple(blocks)


def labels(answer: Answer) -> tuple[str, ...]:
    """Return what the options of a clarify are called in its text; their own labels where the text has no list."""
    return tuple(_numbered(answer).values()) or tuple(o.label for o in answer.options)


def _numbered(answer: Answer) -> dict[int, str]:
    """Return place -> label of the lines that list the options; nothing where they do not list them all in order."""
    found: dict[int, str] = {}
    for place, line in enumerate(answer.text.split("\n")):
        number, _, label = line.partition(" ")
        if label and len(found) < len(answer.options) and number == f"{len(found) + 1}.":
            found[place] = label
    return found if len(found) == len(answer.options) else {}


def _add(blocks: list[Block], line: str) -> None:
    if line.startswith("- ") and blocks and isinstance(blocks[-1], ItemList):
        blocks[-1] = ItemList((*blocks[-1].items, line.removeprefix("- ")))
    elif line.startswith("- "):
        blocks.append(ItemList((line.removeprefix("- "),)))
    elif line.startswith("«"):
        blocks.append(Quotation(line))
    elif line.startswith(_SOURCE):
        blocks.append(CitationLine(line))
    elif line.startswith(_WARNING) or line in (CLOSING, SUMMARY_ONLY):
        blocks.append(Notice(line))
    elif line.strip():
        blocks.append(Paragraph(line))


def listed(title: str, items: tuple[str, ...]) -> OutgoingMessage:
    """Return a message of a line and a list below it."""
    return OutgoingMessage((Paragraph(title), ItemList(items)))
