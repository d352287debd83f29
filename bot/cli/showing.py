"""How documents are shown: the register, one document, and their JSON."""

from collections.abc import Sequence
from typing import Any

from bot.cli.context import Context
from bot.cli.deadline_list import Shown, row_of, words_of
from knowledge.audiences import group_name
from knowledge.documents import DocumentMetadata, DocumentReference, Stated
from knowledge.store import DocumentRecord, VersionRecord
from knowledge.text import squeezed
from retriever.answering.sources import document_name, validity


def basics(metadata: DocumentMetadata) -> dict[str, Any]:
    """Return what names a document, as the contract writes it."""
    return {
        "number": _value(metadata.number),
        "issuer": _value(metadata.issuer),
        "issued_on": _value(metadata.issued_on),
        "title": _value(metadata.title),
    }


def _value(stated: Stated | None) -> str | None:
    """Return a stated value on one line."""
    return squeezed(stated.value) if stated else None


def _row(record: DocumentRecord, mine: Context) -> dict[str, Any]:
    return {
        "id": record.id,
        "source_path": record.source_path,
        **basics(record.metadata),
        "type": record.metadata.type,
        "kind": record.kind.value,
        "validity": validity(record.metadata, mine.as_of),
        "chunks": record.chunks,
        "shown_to": list(record.shown_to),
        "warnings": list(record.warnings),
    }


def show_register(mine: Context) -> None:
    """Give the register."""
    records = mine.home(create=False).library.documents()
    told = "\n".join(
        f"[{r.id}] {document_name(r.metadata)}"
        + (f" – {squeezed(r.metadata.title.value)}" if r.metadata.title else "")
        + (" (bản tóm lược)" if r.kind.value == "summary" else "")
        + (f" [chỉ {_groups(r.shown_to)}]" if r.shown_to else "")
        for r in records
    )
    mine.give({"documents": [_row(r, mine) for r in records]}, told or "Kho chưa có văn bản nào.")


def _reference(reference: DocumentReference) -> dict[str, Any]:
    return {
        "number": reference.number.written if reference.number else reference.label,
        "date": reference.issued_on,
        "type": reference.type,
        "issuer": reference.issuer,
        "title": reference.title,
    }


def _groups(shown_to: Sequence[str]) -> str:
    return ", ".join(map(group_name, shown_to))


def show_document(
    mine: Context, version: VersionRecord, shown_to: Sequence[str], due: Sequence[Shown], *, text: bool
) -> None:
    """Give one document, the groups that it is limited to, what is due, with its stored text where ``text``."""
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
        "validity": validity(metadata, mine.as_of),
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
    if text:
        value["text"] = version.text
    mine.give(value, _described(version, shown_to, due) + (f"\n\n{version.text}" if text else ""))


def _described(version: VersionRecord, shown_to: Sequence[str], due: Sequence[Shown]) -> str:
    metadata = version.metadata
    lines = [f"[{version.document_id}] {document_name(metadata)} (phiên bản {version.ordinal})"]
    if shown_to:
        lines.append(f"Chỉ cho xem: {_groups(shown_to)}")
    if metadata.title:
        lines.append(f"Trích yếu: {squeezed(metadata.title.value)}")
    if metadata.signer:
        lines.append(
            f"Người ký: {metadata.signer.name}" + (f", {metadata.signer.position}" if metadata.signer.position else "")
        )
    if metadata.recipients:
        lines.append("Nơi nhận: " + "; ".join(squeezed(r.value) for r in metadata.recipients))
    if metadata.legal_bases:
        lines.append("Căn cứ: " + "; ".join(r.label for r in metadata.legal_bases))
    lines.append("Cấu trúc:")
    lines += [f"{'  ' * p.level}{squeezed(p.heading)[:100]}" for p in version.provisions if p.is_heading]
    if due:
        lines += ["Hạn:", *map(words_of, due)]
    if version.anomalies:
        lines.append("Điều cần xem lại trong bản gốc:")
        lines += [f"  ⚠ “{squeezed(a.quote)[:90]}”: {a.explanation}" for a in version.anomalies]
    return "\n".join(lines)
