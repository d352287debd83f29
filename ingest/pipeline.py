"""A file becomes a version of a document: read, understood, told apart from what is held, stored in one transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.obligations import find_deadlines
from ingest.readers import SUFFIXES, reader_for
from ingest.summaries import SUMMARY_MARK, understand_summary
from ingest.understand import understand
from knowledge.deadlines import Deadline
from knowledge.documents import DocumentMetadata, ParsedDocument
from knowledge.errors import TdktError
from knowledge.store import Library
from knowledge.store.repository import Kept
from knowledge.store.rows import Original
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
    deadlines: int = 0
    warnings: tuple[str, ...] = field(default=())


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


def ingest_files(library: Library, paths: Iterable[Path], shown_to: tuple[str, ...] = ()) -> Iterator[Outcome]:
    """Ingest files one by one; a bad one is reported and never stops the rest.

    Args:
        library: the register.
        paths: of the files.
        shown_to: the groups that alone may see what is added or changed, from the first moment on; none: as before.
    """
    for path in paths:
        try:
            yield ingest_file(library, path, shown_to)
        except TdktError as error:
            yield Outcome(str(path), "rejected", reason=str(error))
        except OSError as error:
            yield Outcome(str(path), "rejected", reason=f"Không mở được {path}: {error.strerror or error}.")
        except Exception as error:
            reason = f"{path}: chương trình không hiểu nổi tệp này ({type(error).__name__}: {error})."
            yield Outcome(str(path), "rejected", reason=f"{reason} Hãy báo lỗi kèm tệp; các tệp khác vẫn được nạp.")


def ingest_file(library: Library, path: Path, shown_to: tuple[str, ...] = ()) -> Outcome:
    """Read, understand and store one file, limited to ``shown_to`` where given.

    Raises:
        UnreadableDocument: the file cannot become text.
    """
    resolved = path.resolve()
    read = reader_for(resolved).read(resolved)
    original = Original(hashlib.sha256(read.original).hexdigest(), read.original, read.media_type, str(resolved))
    known = library.find_by_sha(original.sha256)
    if known is not None:
        return _outcome(library, path, Kept(known, "unchanged", ()))
    is_summary = path.suffix.lower() == ".md" and read.text.startswith(SUMMARY_MARK)
    parsed = understand_summary(read.text, path) if is_summary else understand(read.text, file_name=path.name)
    parsed = replace(parsed, warnings=(*parsed.warnings, *contradictions(parsed.metadata)), pages=read.pages)
    duties = _duties(parsed)
    return _outcome(library, path, library.keep(parsed, original, shown_to, duties), len(duties))


def read_deadlines_anew(library: Library, document_id: int) -> None:
    """Read what the current version of a document binds people to once more; what people decided stays.

    Raises:
        UnknownDocument: there is no such document.
    """
    version = library.current_version(document_id)
    parsed = ParsedDocument(
        version.text, version.kind, version.metadata, version.provisions, version.chunks, version.anomalies,
        version.warnings, version.pages,
    )  # fmt: skip
    library.read_deadlines_anew(version, _duties(parsed))


def _duties(parsed: ParsedDocument) -> tuple[Deadline, ...]:
    return tuple(d for d in find_deadlines(parsed) if d.is_obligation)


def _outcome(library: Library, path: Path, kept: Kept, deadlines: int = 0) -> Outcome:
    current = library.current_version(kept.document_id)
    return Outcome(
        str(path), kept.status, kept.document_id,
        metadata=current.metadata, chunks=len(current.chunks), deadlines=deadlines, warnings=kept.warnings,
    )  # fmt: skip
