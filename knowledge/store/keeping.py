"""What is held, and the single writes that keep a paper; each on a connection whose transaction the caller owns."""

from sqlalchemy import Connection, Select, func, insert, select, update

from knowledge.documents import DocumentKind, ParsedDocument
from knowledge.identity import identity
from knowledge.store.inserting import inserted
from knowledge.store.records import DocumentRecord
from knowledge.store.rows import Original, chunk_row, document_of, now, version_row
from knowledge.store.schema import changes, chunks, documents, originals, versions


def held_documents(connection: Connection) -> list[DocumentRecord]:
    """Return all that is held, summaries that gave way to an original too."""
    size = select(func.count()).where(chunks.c.version == versions.c.id).scalar_subquery()
    query = (
        select(documents, versions.c.id.label("version"), versions.c.source_path, versions.c.metadata,
               versions.c.warnings, size.label("chunks"))
        .join(versions, versions.c.id == documents.c.current_version)
        .where(documents.c.removed_at.is_(None))
        .order_by(documents.c.id)
    )  # fmt: skip
    return [document_of(row) for row in connection.execute(query).mappings()]


def _current() -> Select[int]:
    joined = select(documents.c.id).join(versions, versions.c.id == documents.c.current_version)
    return joined.where(documents.c.removed_at.is_(None))


def held_by_sha(connection: Connection, sha256: str) -> int | None:
    """Return the document whose current version was read from these bytes."""
    return connection.execute(_current().where(versions.c.sha256 == sha256)).scalar()


def held_by_path(connection: Connection, source_path: str) -> int | None:
    """Return the document whose current version came from this path."""
    return connection.execute(_current().where(versions.c.source_path == source_path)).scalar()


def held_by_identity(connection: Connection, own: str, kind: DocumentKind) -> int | None:
    """Return the document with this number, issuer and date."""
    return connection.execute(_current().where(documents.c.identity == own, documents.c.kind == kind.value)).scalar()


def add_document(connection: Connection, kind: DocumentKind) -> int:
    """Add a document without a version yet; return its id."""
    return inserted(connection, documents, {"kind": kind.value, "added_at": now()})


def add_version(connection: Connection, document_id: int, parsed: ParsedDocument, sha256: str, source_path: str) -> int:
    """Write the next version of a document with its chunks, make it current, tell the indexes; return its number."""
    ordinal = connection.execute(select(func.count()).where(versions.c.document == document_id)).scalar_one()
    version_id = inserted(connection, versions, version_row(parsed, sha256, source_path, document_id, ordinal + 1))
    if parsed.chunks:
        connection.execute(insert(chunks), [chunk_row(chunk, version_id, document_id) for chunk in parsed.chunks])
    connection.execute(
        update(documents)
        .where(documents.c.id == document_id)
        .values(current_version=version_id, identity=identity(parsed.metadata))
    )
    connection.execute(insert(changes).values(document=document_id))
    return version_id


def give_way(connection: Connection, summary_id: int, original_id: int) -> None:
    """Let a summary give way to the document that it stands for."""
    connection.execute(update(documents).where(documents.c.id == summary_id).values(superseded_by=original_id))
    connection.execute(insert(changes).values(document=summary_id))


def keep_original(connection: Connection, original: Original) -> None:
    """Keep the bytes of a file, once per content."""
    known = connection.execute(select(originals.c.sha256).where(originals.c.sha256 == original.sha256)).first()
    if known is None:
        row = {"sha256": original.sha256, "content": original.content, "media_type": original.media_type}
        connection.execute(insert(originals).values(**row))
