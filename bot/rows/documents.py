"""Documents as rows: a line of the register, one document whole, and what became of a file."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.rows.due import Shown, row_of
from ingest.pipeline import Outcome
from knowledge.documents import DocumentMetadata, DocumentReference, Stated
from knowledge.store import DocumentRecord, VersionRecord
from knowledge.text import squeezed
from retriever.answering.sources import validity


def basics(metadata: DocumentMetadata) -> dict[str, Any]:
    """Return what names a document."""
    return {
        "number": _value(metadata.number),
        "issuer": _value(metadata.issuer),
        "issued_on": _value(metadata.issued_on),
        "title": _value(metadata.title),
    }


def register_row(record: DocumentRecord, as_of: date) -> dict[str, Any]:
    """Return a line of the register; whether the document holds is said as of a day."""
    return {
        "id": record.id,
        "source_path": record.source_path,
        **basics(record.metadata),
        "type": record.metadata.type,
        "kind": record.kind.value,
        "validity": validity(record.metadata, as_of),
        "chunks": record.chunks,
        "shown_to": list(record.shown_to),
        "warnings": list(record.warnings),
    }


def document_row(
    version: VersionRecord, shown_to: Sequence[str], due: Sequence[Shown], as_of: date, *, text: bool = False
) -> dict[str, Any]:
    """Return one document whole.

    Args:
        version: of it.
        shown_to: the groups that it is limited to.
        due: what it binds people to.
        as_of: the day for which it is said whether it holds.
        text: with its stored text.
    """
    metadata = version.metadata
    signer = metadata.signer
    value: dict[str, Any] = {
        "id": version.document_id,
        "version_id": version.id,
        "version": version.ordinal,
        "source_path": version.source_path,
        **basics(metadata),
        "type": metadata.type,
        "kind": version.kind.value,
        "validity": validity(metadata, as_of),
        "issued_on_precision": metadata.issued_on_precision,
        "place": _value(metadata.place),
        "signer": {"name": signer.name, "position": signer.position} if signer else None,
        "recipients": [squeezed(r.value) for r in metadata.recipients],
        "legal_bases": [_reference(r) for r in metadata.legal_bases],
        "cited": [_reference(r) for r in metadata.cited],
        "headings": [{"level": p.level, "text": squeezed(p.heading)} for p in version.provisions if p.is_heading],
        "anomalies": [
            {"kind": a.kind.value, "quote": a.quote, "explanation": a.explanation} for a in version.anomalies
        ],
        "deadlines": [row_of(one) for one in due],
        "warnings": list(version.warnings),
        "shown_to": list(shown_to),
    }
    return {**value, "text": version.text} if text else value


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    """Return what became of a file."""
    metadata = outcome.metadata or DocumentMetadata()
    return {
        "id": outcome.id,
        "source_path": outcome.source_path,
        "status": outcome.status,
        "reason": outcome.reason,
        **basics(metadata),
        "chunks": outcome.chunks,
        "deadlines": outcome.deadlines,
        "warnings": list(outcome.warnings),
    }


def _value(stated: Stated | None) -> str | None:
    """Return a stated value on one line."""
    return squeezed(stated.value) if stated else None


def _reference(reference: DocumentReference) -> dict[str, Any]:
    return {
        "number": reference.number.written if reference.number else reference.label,
        "date": reference.issued_on,
        "type": reference.type,
        "issuer": reference.issuer,
        "title": reference.title,
    }
