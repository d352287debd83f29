"""What the store hands out: documents and their versions as frozen records."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.audiences import Audience, may_see
from knowledge.documents import Anomaly, Chunk, DocumentKind, DocumentMetadata, Provision
from knowledge.text import Span


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One immutable version of a document, whole."""

    id: int
    document_id: int
    ordinal: int
    kind: DocumentKind
    source_path: str
    text: str
    metadata: DocumentMetadata
    provisions: tuple[Provision, ...]
    chunks: tuple[Chunk, ...]
    anomalies: tuple[Anomaly, ...]
    warnings: tuple[str, ...]
    pages: tuple[int, ...] = ()

    def page_of(self, span: Span) -> int | None:
        """Return the page on which ``span`` begins, from 1; None for a file without pages."""
        return bisect_right(self.pages, span.start) if self.pages else None

    def path_of(self, span: Span) -> tuple[Provision, ...]:
        """Return the provisions that hold ``span``, outermost first."""
        return tuple(p for p in self.provisions if p.span.covers(span))


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document in the register, with the metadata of its current version.

    ``shown_to`` names the groups that it is limited to; none: everybody may see it.
    """

    id: int
    kind: DocumentKind
    version_id: int
    source_path: str
    metadata: DocumentMetadata
    superseded_by: int | None
    chunks: int
    warnings: tuple[str, ...]
    shown_to: tuple[str, ...] = ()


def visible(records: Iterable[DocumentRecord], audience: Audience) -> list[DocumentRecord]:
    """Return the documents that speak to somebody, of all that are held.

    A summary that gave way speaks to those who may not see its original.
    """
    held = list(records)
    seen = {r.id for r in held if may_see(r.shown_to, audience)}
    return [r for r in held if r.id in seen and r.superseded_by not in seen]


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that a home belongs to (đơn vị), its superiors from the nearest up, and whom to ask."""

    name: str = ""
    parents: tuple[str, ...] = ()
    contact: str = ""
