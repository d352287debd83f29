"""The structure of a document (kết cấu): Phần, Chương, Điều, Khoản, Điểm, annexes; I., 1., a), - of plans.

Numbers alone do not tell the level: plans reuse "1." inside "2.", skip Roman numbers and write headings with
their text on one line. So a line continues the deepest open series that expects its number, and opens a level
of its own below a heading that has no text yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.layout import Line, read_layout
from ingest.structure.growing import grow
from ingest.structure.headings import headings
from ingest.structure.tree import ends
from knowledge.documents import Provision
from knowledge.text import Span, View

__all__ = ["Outline", "read_outline", "read_structure"]


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines of a document with the provision that each belongs to (None: front and back matter)."""

    lines: tuple[Line, ...]
    owners: tuple[int | None, ...]
    provisions: tuple[Provision, ...]

    def path(self, ordinal: int | None) -> Iterator[Provision]:
        """Yield the provision ``ordinal`` and those above it, innermost first."""
        while ordinal is not None:
            provision = self.provisions[ordinal]
            yield provision
            ordinal = provision.parent


def read_outline(view: View, stored: str) -> Outline:
    """Return the lines of ``view`` with their provisions; spans are those of ``stored``."""
    lines = read_layout(view, stored)
    tree = grow(lines)
    named = headings(tree, view, stored)
    last = ends(tree)
    provisions: list[Provision] = []
    for number, (node, (is_heading, heading)) in enumerate(zip(tree.nodes, named, strict=True)):
        first = lines[node.line].span
        end = lines[node.line + node.lines - 1].span.end
        if heading and len(heading) < len(lines[node.line].text) and lines[node.line].text.startswith(heading):
            end = first.start + len(heading)
        level = 1 if node.parent is None else provisions[node.parent].level + 1
        provisions.append(
            Provision(
                ordinal=number,
                parent=node.parent,
                kind=node.kind,
                label=node.marker.label,
                heading=heading,
                is_heading=is_heading,
                level=level,
                heading_span=view.to_stored(Span(first.start, end)),
                span=view.to_stored(Span(first.start, lines[last[number]].span.end)),
            )
        )
    return Outline(lines, tuple(tree.owners), tuple(provisions))


def read_structure(view: View, stored: str) -> tuple[Provision, ...]:
    """Return the units of structure (đề mục, điều khoản) of a document in order."""
    return read_outline(view, stored).provisions
