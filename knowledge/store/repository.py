"""The register of documents: add versions, read them back, remove, correct; each write one transaction."""

import json
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument
from knowledge.errors import UnknownDocument
from knowledge.store.encoding import decoded, encoded
from knowledge.store.engine import writing
from knowledge.store.records import DocumentRecord, Unit, VersionRecord
from knowledge.store.rows import Original, chunk_of, chunk_row, document_of, now, version_of, version_row
from knowledge.store.schema import (
    audit,
    changes,
    chunks,
    documents,
    home_values,
    originals,
    relations,
    versions,
)


class Library:
    """The documents of one home, in SQL.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    # -- reading ----------------------------------------------------------------------------------------

    def revision(self) -> int:
        """Return the number of the latest change; derived indexes compare theirs with it."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(changes.c.revision))).scalar() or 0

    def changed_since(self, revision: int) -> list[int]:
        """Return the documents whose current state changed after ``revision``."""
        query = select(changes.c.document).where(changes.c.revision > revision).distinct()
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def documents(self, *, superseded: bool = False) -> list[DocumentRecord]:
        """Return the register; summaries that gave way to an original only with ``superseded``."""
        size = select(func.count()).where(chunks.c.version == versions.c.id).scalar_subquery()
        query = (
            select(documents, versions.c.id.label("version"), versions.c.source_path, versions.c.metadata,
                   versions.c.warnings, size.label("chunks"))
            .join(versions, versions.c.id == documents.c.current_version)
            .where(documents.c.removed_at.is_(None))
            .order_by(documents.c.id)
        )  # fmt: skip
        if not superseded:
            query = query.where(documents.c.superseded_by.is_(None))
        with self._engine.connect() as connection:
            return [document_of(row) for row in connection.execute(query).mappings()]

    def version(self, version_id: int) -> VersionRecord:
        """Return one version, whole.

        Raises:
            UnknownDocument: there is no such version.
        """
        query = select(versions, documents.c.kind).join(documents, documents.c.id == versions.c.document)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(versions.c.id == version_id)).mappings().first()
            if row is None:
                raise UnknownDocument(f"Không có phiên bản văn bản số {version_id}.")
            parts = connection.execute(
                select(chunks).where(chunks.c.version == version_id).order_by(chunks.c.ordinal)
            ).mappings()
            return version_of(row, tuple(chunk_of(part) for part in parts))

    def current_version(self, document_id: int) -> VersionRecord:
        """Return the current version of a document.

        Raises:
            UnknownDocument: there is no such document, or it was removed.
        """
        query = select(documents.c.current_version).where(
            documents.c.id == document_id, documents.c.removed_at.is_(None)
        )
        with self._engine.connect() as connection:
            version_id = connection.execute(query).scalar()
        if version_id is None:
            raise UnknownDocument(
                f"Không có văn bản số {document_id}.",
                "Chạy “tdkt documents” để xem danh mục và số của từng văn bản.",
            )
        return self.version(version_id)

    def is_current(self, document_id: int) -> bool:
        """Say whether a document is to be found by search: neither removed nor superseded."""
        query = select(documents.c.id).where(
            documents.c.id == document_id,
            documents.c.removed_at.is_(None),
            documents.c.superseded_by.is_(None),
        )
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def find_by_sha(self, sha256: str) -> int | None:
        """Return the document whose current version was read from these bytes."""
        query = (
            select(documents.c.id)
            .join(versions, versions.c.id == documents.c.current_version)
            .where(versions.c.sha256 == sha256, documents.c.removed_at.is_(None))
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def find_by_identity(self, identity: str, kind: DocumentKind) -> int | None:
        """Return the document with this number, issuer and date."""
        query = select(documents.c.id).where(
            documents.c.identity == identity, documents.c.kind == kind.value, documents.c.removed_at.is_(None)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def find_by_path(self, source_path: str) -> int | None:
        """Return the document whose current version came from this path."""
        query = (
            select(documents.c.id)
            .join(versions, versions.c.id == documents.c.current_version)
            .where(versions.c.source_path == source_path, documents.c.removed_at.is_(None))
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    # -- writing ----------------------------------------------------------------------------------------

    def add(self, parsed: ParsedDocument, original: Original, identity: str | None, document_id: int | None) -> int:
        """Store a version, of ``document_id`` or of a new document; return the document's id."""
        with writing(self._engine) as connection:
            _keep_original(connection, original)
            if document_id is None:
                row = {"kind": parsed.kind.value, "identity": identity, "added_at": now()}
                document_id = _inserted(connection, documents, row)
            _add_version(connection, document_id, parsed, original.sha256, original.source_path, identity)
        return document_id

    def remove(self, document_id: int, actor: str, reason: str) -> None:
        """Take a document out of search and register; its versions stay for old citations.

        Raises:
            UnknownDocument: there is no such document.
        """
        self.current_version(document_id)
        with writing(self._engine) as connection:
            connection.execute(update(documents).where(documents.c.id == document_id).values(removed_at=now()))
            freed = select(documents.c.id).where(documents.c.superseded_by == document_id)
            for summary in connection.execute(freed).scalars().all():
                connection.execute(update(documents).where(documents.c.id == summary).values(superseded_by=None))
                connection.execute(insert(changes).values(document=summary))
            connection.execute(insert(changes).values(document=document_id))
            _note(connection, actor, "remove", document_id, reason)

    def supersede(self, summary_id: int, original_id: int) -> None:
        """Let a summary give way to the document that it stands for."""
        with writing(self._engine) as connection:
            connection.execute(update(documents).where(documents.c.id == summary_id).values(superseded_by=original_id))
            connection.execute(insert(changes).values(document=summary_id))

    def correct(
        self, document_id: int, corrected: DocumentMetadata, identity: str | None, actor: str, detail: dict[str, str]
    ) -> None:
        """Add a version of the same text with what a person says of it, and an audit line."""
        current = self.current_version(document_id)
        parsed = ParsedDocument(
            current.text,
            current.kind,
            corrected,
            current.provisions,
            current.chunks,
            current.anomalies,
            current.warnings,
        )
        with writing(self._engine) as connection:
            sha256 = connection.execute(select(versions.c.sha256).where(versions.c.id == current.id)).scalar_one()
            _add_version(connection, document_id, parsed, sha256, current.source_path, identity)
            _note(connection, actor, "correct", document_id, json.dumps(detail, ensure_ascii=False))

    def relate(self, document_id: int, relation: str, number: str, actor: str) -> None:
        """Record that a document amends, replaces, repeals or guides the one with ``number``."""
        self.current_version(document_id)
        with writing(self._engine) as connection:
            connection.execute(insert(relations).values(document=document_id, relation=relation, number=number))
            connection.execute(insert(changes).values(document=document_id))
            _note(connection, actor, "relate", document_id, f"{relation} {number}")

    def relations_of(self, document_id: int) -> list[tuple[str, str]]:
        """Return (relation, number) pairs that people recorded for a document."""
        query = select(relations.c.relation, relations.c.number).where(relations.c.document == document_id)
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    # -- the unit ---------------------------------------------------------------------------------------

    def unit(self) -> Unit:
        """Return the unit that the home belongs to; empty before ``tdkt init``."""
        query = select(home_values.c.value).where(home_values.c.name == "unit")
        with self._engine.connect() as connection:
            value = connection.execute(query).scalar()
        return decoded(Unit, value) if value else Unit()

    def set_unit(self, unit: Unit, actor: str) -> None:
        """Record the unit that the home belongs to."""
        with writing(self._engine) as connection:
            connection.execute(delete(home_values).where(home_values.c.name == "unit"))
            connection.execute(insert(home_values).values(name="unit", value=encoded(Unit, unit)))
            _note(connection, actor, "init", None, unit.name)


def _add_version(
    connection: Connection,
    document_id: int,
    parsed: ParsedDocument,
    sha256: str,
    source_path: str,
    identity: str | None,
) -> None:
    """Write the next version of a document with its chunks, make it current, and tell the indexes."""
    ordinal = connection.execute(select(func.count()).where(versions.c.document == document_id)).scalar_one()
    version_id = _inserted(connection, versions, version_row(parsed, sha256, source_path, document_id, ordinal + 1))
    if parsed.chunks:
        connection.execute(insert(chunks), [chunk_row(chunk, version_id, document_id) for chunk in parsed.chunks])
    connection.execute(
        update(documents).where(documents.c.id == document_id).values(current_version=version_id, identity=identity)
    )
    connection.execute(insert(changes).values(document=document_id))


def _inserted(connection: Connection, table: Any, row: dict[str, Any]) -> int:  # noqa: ANN401
    key = connection.execute(insert(table).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _note(connection: Connection, actor: str, action: str, document: int | None, detail: str) -> None:
    connection.execute(insert(audit).values(at=now(), actor=actor, action=action, document=document, detail=detail))


def _keep_original(connection: Connection, original: Original) -> None:
    known = connection.execute(select(originals.c.sha256).where(originals.c.sha256 == original.sha256)).first()
    if known is None:
        connection.execute(
            insert(originals).values(sha256=original.sha256, content=original.content, media_type=original.media_type)
        )
