"""The register of documents as it is read (tủ hồ sơ): nothing here changes anything."""

from sqlalchemy import Engine, func, select

from knowledge.audiences import OPERATOR, Audience
from knowledge.errors import UnknownDocument
from knowledge.store.encoding import decoded
from knowledge.store.home_values import TRUSTED, UNIT, read_value
from knowledge.store.keeping import held_by_sha, held_documents
from knowledge.store.limits import EVERYBODY
from knowledge.store.records import DocumentRecord, Unit, VersionRecord, visible
from knowledge.store.rows import Groups, chunk_of, version_of
from knowledge.store.schema import changes, chunks, documents, relations, versions


class Shelves:
    """What one home holds.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close every connection to the database."""
        self._engine.dispose()

    def revision(self) -> int:
        """Return the number of the latest change; derived indexes compare theirs with it."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(changes.c.revision))).scalar() or 0

    def changed_since(self, revision: int) -> list[int]:
        """Return the documents whose current state changed after ``revision``."""
        query = select(changes.c.document).where(changes.c.revision > revision).distinct()
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def documents(self, *, superseded: bool = False, audience: Audience = OPERATOR) -> list[DocumentRecord]:
        """Return the register; summaries that gave way to an original only with ``superseded``.

        Args:
            superseded: everything that is held, whoever may see it.
            audience: whose register: only what these groups may see, and the summaries of what they may not.
        """
        with self._engine.connect() as connection:
            held = held_documents(connection)
        return held if superseded else visible(held, audience)

    def limits(self) -> dict[int, Groups]:
        """Return for each document ever held, also a removed one, the groups that it is limited to."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(documents.c.id, documents.c.shown_to))
            return {row[0]: decoded(Groups, row[1]) for row in rows}

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
        """Say whether somebody is to find a document by search: it is neither removed nor superseded for everybody.

        A summary whose original is limited is still found by those who may not see the original.
        """
        original = documents.alias()
        query = (
            select(documents.c.id)
            .join(original, original.c.id == documents.c.superseded_by, isouter=True)
            .where(
                documents.c.id == document_id,
                documents.c.removed_at.is_(None),
                original.c.id.is_(None) | (original.c.shown_to != EVERYBODY),
            )
        )
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def find_by_sha(self, sha256: str) -> int | None:
        """Return the document whose current version was read from these bytes."""
        with self._engine.connect() as connection:
            return held_by_sha(connection, sha256)

    def relations_of(self, document_id: int) -> list[tuple[str, str]]:
        """Return (relation, number) pairs that people recorded for a document."""
        query = select(relations.c.relation, relations.c.number).where(relations.c.document == document_id)
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def unit(self) -> Unit:
        """Return the unit that the home belongs to; empty before ``tdkt init``."""
        with self._engine.connect() as connection:
            value = read_value(connection, UNIT)
        return decoded(Unit, value) if value else Unit()

    def trusts_sure_deadlines(self) -> bool:
        """Say whether deadlines without doubts count as confirmed here (không nghi ngờ thì tự xác nhận)."""
        with self._engine.connect() as connection:
            return read_value(connection, TRUSTED) == "on"
