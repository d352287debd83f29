"""A file becomes a version of a document: read, understood, told apart from what is held, stored in one transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.readers import SUFFIXES, reader_for
from ingest.summaries import SUMMARY_MARK, understand_summary
from ingest.understand import understand
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument
from knowledge.errors import TdktError
from knowledge.store import DocumentRecord, Library
from knowledge.store.rows import Original
from knowledge.text import syllables
from knowledge.validity import contradictions


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: added, updated, unchanged, or rejected with a reason."""

    source_path: str
    status: str
    id: int | None = None
    reason: str | None = None
    metadata: DocumentMetadata | None = None
    chunks: int = 0
    warnings: tuple[str, ...] = field(default=())


def identity(metadata: DocumentMetadata) -> str | None:
    """Return what tells a document from every other: number, issuer, date; None where one of them is blank."""
    if not (metadata.number and metadata.issuer and metadata.issued_on):
        return None
    if metadata.number.value.startswith("/") or metadata.issued_on_precision != "day":
        return None
    parts = (metadata.number.value.replace(" ", ""), metadata.issuer.value, metadata.issued_on.value)
    return " | ".join(" ".join(syllables(p)) for p in parts)


def files_below(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and those below folders that some reader takes, in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES and not _hidden(p, path)
            )
        else:
            yield path


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def ingest_files(library: Library, paths: Iterable[Path]) -> Iterator[Outcome]:
    """Ingest files one by one; a bad one is reported and never stops the rest."""
    for path in paths:
        try:
            yield ingest_file(library, path)
        except TdktError as error:
            yield Outcome(str(path), "rejected", reason=str(error))
        except OSError as error:
            yield Outcome(str(path), "rejected", reason=f"Không mở được {path}: {error.strerror or error}.")
        except Exception as error:
            reason = f"{path}: chương trình không hiểu nổi tệp này ({type(error).__name__}: {error})."
            yield Outcome(str(path), "rejected", reason=f"{reason} Hãy báo lỗi kèm tệp; các tệp khác vẫn được nạp.")


def ingest_file(library: Library, path: Path) -> Outcome:
    """Read, understand and store one file.

    Raises:
        UnreadableDocument: the file cannot become text.
    """
    read = reader_for(path).read(path)
    sha256 = hashlib.sha256(read.original).hexdigest()
    known = library.find_by_sha(sha256)
    if known is not None:
        current = library.current_version(known)
        return Outcome(str(path), "unchanged", known, metadata=current.metadata, chunks=len(current.chunks))
    is_summary = path.suffix.lower() == ".md" and read.text.startswith(SUMMARY_MARK)
    parsed = understand_summary(read.text, path) if is_summary else understand(read.text, file_name=path.name)
    parsed = replace(parsed, warnings=(*parsed.warnings, *contradictions(parsed.metadata)))
    original = Original(sha256, read.original, read.media_type, str(path))
    return _stored(library, parsed, original)


def _stored(library: Library, parsed: ParsedDocument, original: Original) -> Outcome:
    own_identity = identity(parsed.metadata)
    before = library.find_by_identity(own_identity, parsed.kind) if own_identity else None
    if before is None:
        before = library.find_by_path(original.source_path)
    others = [d for d in library.documents(superseded=True) if d.id != before]
    warnings = parsed.warnings
    if before is None and own_identity is None and parsed.kind is not DocumentKind.SUMMARY:
        warnings = (*warnings, *_twin_warnings(parsed.metadata, others))
    parsed = replace(parsed, warnings=warnings)
    document_id = library.add(parsed, original, own_identity, before)
    _give_way(library, document_id, parsed, others)
    return Outcome(
        original.source_path, "added" if before is None else "updated", document_id,
        metadata=parsed.metadata, chunks=len(parsed.chunks), warnings=warnings,
    )  # fmt: skip


def _twin_warnings(metadata: DocumentMetadata, others: Sequence[DocumentRecord]) -> list[str]:
    return [
        f"Có thể trùng với văn bản số {d.id} trong kho ({d.source_path}): cùng cơ quan, loại và thời gian, nhưng "
        "số hoặc ngày để trống nên không tự gộp."
        for d in others
        if d.kind is not DocumentKind.SUMMARY and stands_for(metadata, d.metadata)
    ]


def stands_for(one: DocumentMetadata, other: DocumentMetadata) -> bool:
    """Say whether two descriptions very likely mean one paper.

    Where both carry a number it decides, with the date; else issuer, type and month must agree.
    """
    if one.number and other.number and not (one.number.value + other.number.value).count("//"):
        blank = one.number.value.startswith("/") or other.number.value.startswith("/")
        if not blank:
            same = one.number.value.replace(" ", "").casefold() == other.number.value.replace(" ", "").casefold()
            return same and _month(one) == _month(other)
    if not (one.issuer and other.issuer):
        return False
    return (
        syllables(one.issuer.value) == syllables(other.issuer.value)
        and _month(one) == _month(other)
        and _month(one) is not None
        and one.type == other.type
    )


def _month(metadata: DocumentMetadata) -> str | None:
    return metadata.issued_on.value[:7] if metadata.issued_on else None


def _give_way(library: Library, document_id: int, parsed: ParsedDocument, others: Sequence[DocumentRecord]) -> None:
    """A summary gives way to the document that it stands for, whichever came first."""
    for other in others:
        if not stands_for(parsed.metadata, other.metadata):
            continue
        if parsed.kind is DocumentKind.SUMMARY and other.kind is not DocumentKind.SUMMARY:
            library.supersede(document_id, other.id)
        elif parsed.kind is not DocumentKind.SUMMARY and other.kind is DocumentKind.SUMMARY:
            library.supersede(other.id, document_id)
