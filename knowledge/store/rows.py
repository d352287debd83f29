"""Between rows of the tables and frozen records."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping

from knowledge.documents import Anomaly, Chunk, DocumentKind, DocumentMetadata, ParsedDocument, Provision
from knowledge.store.encoding import decoded, encoded
from knowledge.store.records import DocumentRecord, VersionRecord
from knowledge.text import Span

Provisions = tuple[Provision, ...]
Anomalies = tuple[Anomaly, ...]
Warnings = tuple[str, ...]
Path = tuple[str, ...]
Groups = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """A file as received."""

    sha256: str
    content: bytes
    media_type: str
    source_path: str


def now() -> str:
    """Return the present moment as stored (UTC, ISO)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def version_row(
    parsed: ParsedDocument, sha256: str, source_path: str, document_id: int, ordinal: int
) -> dict[str, Any]:
    """Return the row of a new version."""
    return {
        "document": document_id,
        "ordinal": ordinal,
        "sha256": sha256,
        "source_path": source_path,
        "text": parsed.text,
        "metadata": encoded(DocumentMetadata, parsed.metadata),
        "provisions": encoded(Provisions, parsed.provisions),
        "anomalies": encoded(Anomalies, parsed.anomalies),
        "warnings": encoded(Warnings, parsed.warnings),
        "pages": json.dumps(parsed.pages),
        "added_at": now(),
    }


def chunk_row(chunk: Chunk, version_id: int, document_id: int) -> dict[str, Any]:
    """Return the row of a chunk."""
    return {
        "version": version_id,
        "document": document_id,
        "ordinal": chunk.ordinal,
        "start": chunk.span.start,
        "end": chunk.span.end,
        "provision": chunk.provision,
        "heading_path": json.dumps(chunk.heading_path, ensure_ascii=False),
        "sentences": json.dumps([[s.start, s.end] for s in chunk.sentences]),
    }


def chunk_of(row: RowMapping) -> Chunk:
    """Return the chunk that a row holds."""
    return Chunk(
        ordinal=row["ordinal"],
        span=Span(row["start"], row["end"]),
        provision=row["provision"],
        heading_path=tuple(json.loads(row["heading_path"])),
        sentences=tuple(Span(*pair) for pair in json.loads(row["sentences"])),
    )


def version_of(row: RowMapping, parts: tuple[Chunk, ...]) -> VersionRecord:
    """Return the version that a row holds, with its chunks."""
    return VersionRecord(
        id=row["id"],
        document_id=row["document"],
        ordinal=row["ordinal"],
        kind=DocumentKind(row["kind"]),
        source_path=row["source_path"],
        text=row["text"],
        metadata=decoded(DocumentMetadata, row["metadata"]),
        provisions=decoded(Provisions, row["provisions"]),
        chunks=parts,
        anomalies=decoded(Anomalies, row["anomalies"]),
        warnings=decoded(Warnings, row["warnings"]),
        pages=tuple(json.loads(row["pages"])),
    )


def document_of(row: RowMapping) -> DocumentRecord:
    """Return the register entry that a row holds."""
    return DocumentRecord(
        id=row["id"],
        kind=DocumentKind(row["kind"]),
        version_id=row["version"],
        source_path=row["source_path"],
        metadata=decoded(DocumentMetadata, row["metadata"]),
        superseded_by=row["superseded_by"],
        chunks=row["chunks"],
        warnings=decoded(Warnings, row["warnings"]),
        shown_to=decoded(Groups, row["shown_to"]),
    )
