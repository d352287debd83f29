"""Nơi nhận và chữ ký: who receives a document, who signs it and in which position."""

import re

from ingest.layout import Line, Zone
from ingest.layout.wording import RECIPIENTS_HEAD, name_in
from ingest.metadata.paper import Paper
from knowledge.documents import Signer, Stated
from knowledge.text import Span, squeezed

_BULLET = re.compile(r"^[-–—+*•·]\s*")
_NEXT_ITEM = re.compile(r";\s*[-–]\s*(?=\S)")
_SIGNED = re.compile(r"^\(?\s*(?:đã ký|ký tên|ký, đóng dấu|chữ ký)", re.IGNORECASE)


def _items(lines: list[Line]) -> list[Span]:
    """Return the spans of the recipients in the view: one per dash, or per line where there is no dash."""
    bulleted = any(_BULLET.match(line.text) for line in lines)
    found: list[Span] = []
    for line in lines:
        text = line.text
        head = RECIPIENTS_HEAD.match(text)
        start = head.start("rest") if head else 0
        rest = text[start:].lstrip(": ")
        start = len(text) - len(rest)
        if not rest or rest.startswith("("):
            continue
        if bulleted and not _BULLET.match(rest):
            if found and not rest.endswith(":") and not _is_closed(lines, line):
                found[-1] = Span(found[-1].start, line.span.end)
            continue
        bounds = [start, *(m.end() for m in _NEXT_ITEM.finditer(text, start)), len(text)]
        found += [Span(a, b).shifted(line.span.start) for a, b in zip(bounds, bounds[1:], strict=False)]
    return found


def _is_closed(lines: list[Line], line: Line) -> bool:
    before = lines[lines.index(line) - 1].text
    return before.endswith((";", ".", ":"))


def _clean_item(paper: Paper, span: Span) -> Stated | None:
    text = span.of(paper.view.text)
    inner = _BULLET.sub("", text)
    start = span.start + len(text) - len(inner)
    inner = re.sub(r"[;.,:\s-]+$", "", inner)
    if len(inner) < 2:
        return None
    place = paper.view.to_stored(Span(start, start + len(inner)))
    # Raised text ("VP^{XT}") is quoted as the stored text has it.
    written = place.of(paper.stored)
    if written.count("{") > written.count("}"):
        place = Span(place.start, place.end + 1)
    return Stated(squeezed(place.of(paper.stored)).replace("**", "").strip(" *"), place)


def read_recipients(paper: Paper) -> tuple[Stated, ...]:
    """Return the recipients (nơi nhận) of the document itself; notes between them are none."""
    lines = _first_block(paper, Zone.RECIPIENTS)
    items = (_clean_item(paper, span) for span in _items(lines))
    return tuple(item for item in items if item)


def _first_block(paper: Paper, zone: Zone) -> list[Line]:
    """Return the lines of ``zone`` at the first end of a paper; annexes may have ends of their own."""
    block: list[Line] = []
    for line in paper.outline.lines:
        if line.zone is zone:
            block.append(line)
        elif block and line.zone not in (Zone.RECIPIENTS, Zone.SIGNATURE):
            break
    return block


def read_signer(paper: Paper) -> Signer | None:
    """Return who signed: the name, and the lines above it as the position."""
    block = _first_block(paper, Zone.SIGNATURE)
    named = next((line for line in reversed(block) if name_in(line.text)), None)
    if named is None:
        return None
    name = name_in(named.text) or named.text
    above = [line.text for line in block if line.span < named.span and not _SIGNED.match(line.text)]
    start = named.span.start + named.text.find(name)
    place = paper.view.to_stored(Span(start, start + len(name)))
    return Signer(squeezed(name), " / ".join(above) or None, place)
