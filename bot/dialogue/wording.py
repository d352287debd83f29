"""Answers as blocks: the lines of an answer, told apart by what each is."""

from collections.abc import Callable
from dataclasses import replace

from bot.messages import (
    Block,
    CitationLine,
    ItemList,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
)
from retriever.answering.models import Answer, Citation
from retriever.answering.sources import CLOSING, SUMMARY_ONLY
from retriever.answering.writing import quoted

_SOURCE = "Nguồn:"
_WARNING = "⚠"

Address = Callable[[Citation], str]
"""Gives the address of the page where cited words stand; empty where there is none."""


def nowhere(_: Citation) -> str:
    """Return no address: where there are no pages, or the unit has no public address."""
    return ""


def answer_blocks(answer: Answer, address: Address = nowhere) -> tuple[Block, ...]:
    """Return the blocks of an answer; as plain text they are its text again, but for blank lines and the choices."""
    listed = _numbered(answer)
    blocks: list[Block] = []
    for place, line in enumerate(answer.text.split("\n")):
        if place not in listed:
            _add(blocks, line)
    return tuple(_opened(blocks, answer, address))


def _opened(blocks: list[Block], answer: Answer, address: Address) -> list[Block]:
    """Return blocks whose quotations can be opened where they stand."""
    places: dict[str, list[str]] = {}
    for citation in answer.citations:
        places.setdefault(quoted(citation.quote or ""), []).append(address(citation))
    return [_with_address(block, places) for block in blocks]


def _with_address(block: Block, places: dict[str, list[str]]) -> Block:
    """Return a quotation with the next address of its words, which may stand in several places; others as they are."""
    left = places.get(block.text) if isinstance(block, Quotation) else None
    return replace(block, url=left.pop(0)) if left and isinstance(block, Quotation) else block


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
