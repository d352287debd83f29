"""Loại văn bản, trích yếu: the type of a document and its title."""

import re
from dataclasses import dataclass

from ingest.layout import Zone
from ingest.layout.wording import TYPE_LINE, issued_with, type_line
from ingest.metadata.paper import Paper
from knowledge.citations.find import DOCUMENT_TYPES
from knowledge.documents import Stated
from knowledge.text import Span, folded, squeezed

_TYPE_START = re.compile(rf"^(?P<type>{'|'.join(sorted(DOCUMENT_TYPES, key=len, reverse=True))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the title lines say: the type as announced there (or None) and the title."""

    type: str | None
    title: Stated | None


def read_title(paper: Paper) -> Heading:
    """Return type and title; the lines of a title are joined, the type word left out."""
    lines = [line for line in paper.lines(Zone.TITLE) if not issued_with(line.text)]
    if not lines:
        return Heading(None, None)
    first = lines[0]
    announced = type_line(first.text)
    start = first.span.start
    if announced:
        match = TYPE_LINE.match(first.text)
        skipped = len(match["type"]) + (first.text.find(match["type"])) if match else len(first.text)
        start += skipped
    end = lines[-1].span.end
    value = _once(squeezed(paper.view.text[start:end]).strip(" :"), lines[-1].text)
    if not value:
        return Heading(announced, None)
    begin = start + len(paper.view.text[start:end]) - len(paper.view.text[start:end].lstrip(" :\n"))
    return Heading(announced, paper.stated(value, Span(begin, end)))


def _once(value: str, last_line: str) -> str:
    """Drop a last line that repeats what stands before it, as some web pages print a title twice."""
    return last_line if value == f"{last_line} {last_line}" else value


def type_in(text: str) -> str | None:
    """Return the document type with which ``text`` begins, in its usual spelling, or None."""
    match = _TYPE_START.match(text)
    if not match:
        return None
    wanted = folded(match["type"])
    return next((t for t in DOCUMENT_TYPES if folded(t) == wanted), None)
