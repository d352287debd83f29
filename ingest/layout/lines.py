"""The lines of a paper: what each says, how it is numbered, where on the paper it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.layout.wording import SIGNING_LINE, TYPE_LINE, is_capitals
from ingest.markers import Marker, marker_of
from knowledge.documents import ProvisionKind
from knowledge.text import Span, View, lines, trimmed

_HEADING_LIMIT = 160
_HASHES = re.compile(r"^#{1,6}(?=$|\s|\*)")


class Zone(StrEnum):
    """Where on the paper a line stands."""

    LETTERHEAD = "letterhead"
    TITLE = "title"
    PREAMBLE = "preamble"
    BODY = "body"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the view that has words, with its marker and zone."""

    text: str
    span: Span
    marker: Marker | None
    zone: Zone
    after_blank: bool
    emphasis: str = ""  # "##" of a Markdown heading, "**" where the whole line is bold
    is_unnumbered_heading: bool = False

    @property
    def is_capitals(self) -> bool:
        """Say whether every letter is a capital."""
        return is_capitals(self.text)


def _emphasis(view: View, stored: str, span: Span) -> str:
    """Return how the stored text sets off a line: as a Markdown heading, in bold, or not at all."""
    place = view.to_stored(span)
    before = stored[stored.rfind("\n", 0, place.start) + 1 : place.start].strip()
    if hashes := _HASHES.match(before):
        return hashes.group()
    following = stored[place.end : place.end + 3]
    whole = before == "**" and following.startswith("**") and "**" not in place.of(stored)
    return "**" if whole and stored[place.end + 2 : place.end + 3] in ("", "\n", " ") else ""


def _numbers_its_parts(found: Sequence[Line]) -> bool:
    """Say whether headings have numbers here, so that capitals or bold alone make none."""
    kinds = (ProvisionKind.PART, ProvisionKind.CHAPTER, ProvisionKind.ARTICLE, ProvisionKind.ROMAN)
    clauses = sum(line.marker is not None and line.marker.kind is ProvisionKind.CLAUSE for line in found)
    return clauses >= 2 or any(line.marker is not None and line.marker.kind in kinds for line in found)


def _is_unnumbered_heading(line: Line, *, numbered: bool) -> bool:
    if (
        line.marker
        or len(line.text) > _HEADING_LIMIT
        or line.text.endswith((".", ";", ","))
        or TYPE_LINE.match(line.text)
    ):
        return False
    if len(line.emphasis) >= 2 and line.emphasis.startswith("#"):
        return True
    set_off = line.emphasis == "**" or (line.is_capitals and len(line.text.split()) >= 2)
    return set_off and not numbered and line.after_blank and not SIGNING_LINE.match(line.text)


def raw_lines(view: View, stored: str) -> list[Line]:
    """Return the lines of ``view`` that have words, all of them still of the body."""
    found: list[Line] = []
    blank = False
    for span in lines(view.text):
        inner = trimmed(view.text, span)
        if not len(inner):
            blank = True
            continue
        text = inner.of(view.text)
        found.append(Line(text, inner, marker_of(text), Zone.BODY, blank, _emphasis(view, stored, inner)))
        blank = False
    numbered = _numbers_its_parts(found)
    return [
        replace(line, is_unnumbered_heading=True) if _is_unnumbered_heading(line, numbered=numbered) else line
        for line in found
    ]


def mark(found: list[Line], start: int, end: int, zone: Zone) -> None:
    """Set the zone of the lines from ``start`` up to ``end``; outside the body nothing is numbered."""
    for index in range(start, min(end, len(found))):
        line = found[index]
        found[index] = replace(line, zone=zone, marker=None, is_unnumbered_heading=False)
