"""The paper that the metadata readers look at: its lines by zone, and the way back to the stored text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.layout import Line, Zone
from ingest.structure import Outline
from knowledge.citations.find import find_references
from knowledge.documents import DocumentReference, Stated
from knowledge.text import Span, View


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored text with its view and outline (văn bản đang đọc)."""

    stored: str
    view: View
    outline: Outline
    references: tuple[DocumentReference, ...]  # spans are the view's

    @classmethod
    def of(cls, stored: str, view: View, outline: Outline) -> "Paper":
        """Return the paper, its references found once."""
        return cls(stored, view, outline, tuple(find_references(view.text)))

    def lines(self, *zones: Zone) -> list[Line]:
        """Return the lines of ``zones`` in order."""
        return [line for line in self.outline.lines if line.zone in zones]

    def stated(self, value: str, span: Span) -> Stated:
        """Return ``value`` with its place in the stored text; ``span`` is the view's."""
        return Stated(value, self.view.to_stored(span))

    def zone_at(self, span: Span) -> Zone | None:
        """Return the zone of the line that holds ``span`` of the view."""
        return next((line.zone for line in self.outline.lines if line.span.covers(span)), None)

    def in_stored(self, reference: DocumentReference) -> DocumentReference:
        """Return ``reference`` with the spans of the stored text."""
        return replace(
            reference,
            span=self.view.to_stored(reference.span),
            mention=self.view.to_stored(reference.mention),
        )


def text_of(lines: Sequence[Line]) -> str:
    """Return the words of ``lines`` on one line."""
    return " ".join(line.text for line in lines)
