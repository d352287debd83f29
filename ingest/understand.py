"""One stored text in, everything that a version keeps out (hiểu một văn bản)."""

from ingest.anomalies import find_anomalies
from ingest.chunker import chunk
from ingest.cleaning import clean
from ingest.metadata import read_metadata
from ingest.structure import read_outline
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument


def understand(
    stored: str,
    *,
    file_name: str,
    kind: DocumentKind = DocumentKind.ORIGINAL,
    stated: DocumentMetadata | None = None,
) -> ParsedDocument:
    """Return metadata, structure, passages and anomalies of ``stored``.

    Args:
        stored: the stored text of a version; every span in the result is one of its own.
        file_name: shown in warnings; what the text states always wins over it.
        kind: how the text stands to the paper.
        stated: metadata known from elsewhere (front matter of a summary); then only the rest is read.
    """
    view = clean(stored)
    outline = read_outline(view, stored)
    metadata = stated or read_metadata(stored, view, outline)
    return ParsedDocument(
        text=stored,
        kind=kind,
        metadata=metadata,
        provisions=outline.provisions,
        chunks=chunk(view, outline),
        anomalies=find_anomalies(stored, view, outline, metadata),
        warnings=_warnings(metadata, file_name),
    )


def _warnings(metadata: DocumentMetadata, file_name: str) -> tuple[str, ...]:
    missing = [
        name
        for name, value in (
            ("số, ký hiệu", metadata.number),
            ("cơ quan ban hành", metadata.issuer),
            ("ngày ban hành", metadata.issued_on),
            ("trích yếu", metadata.title),
        )
        if value is None
    ]
    if not missing:
        return ()
    return (f"{file_name}: chưa tìm thấy {', '.join(missing)}; cần người kiểm tra.",)
