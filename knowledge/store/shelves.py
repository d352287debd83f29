"""The register of documents as it is read (tủ hồ sơ): nothing here changes anything."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from knowledge.audiences import OPERATOR, Audience, may_see
from knowledge.errors import UnknownDocument
from knowledge.store.encoding import decoded
from knowledge.store.home_values import TRUSTED, UNIT, read_value
from knowledge.store.keeping import held_by_sha, held_documents
from knowledge.store.limits import EVERYBODY
from knowledge.store.records import DocumentRecord, Unit, VersionRecord, visible
from knowledge.store.rows import Groups, Original, chunk_of, document_of, version_of
from knowledge.store.schema import changes, chunks, documents, originals, relations, versions


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a document in its history: its number in the home and in the document, its file, and when."""

    id: int
    ordinal: int
    sha256: str
    added_at: str


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

    def held(self, document_id: int, audience: Audience) -> DocumentRecord:
        """Return a document that somebody may see; a summary also where it gave way.

        Raises:
            UnknownDocument: there is no such document, it was removed, or these groups may not see it.
        """
        size = select(func.count()).where(chunks.c.version == versions.c.id).scalar_subquery()
        query = (
            select(documents, versions.c.id.label("version"), versions.c.source_path, versions.c.metadata,
                   versions.c.warnings, size.label("chunks"))
            .join(versions, versions.c.id == documents.c.current_version)
            .where(documents.c.id == document_id, documents.c.removed_at.is_(None))
        )  # fmt: skip
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None or not may_see(decoded(Groups, row["shown_to"]), audience):
            raise UnknownDocument(f"Không có văn bản số {document_id}.")
        return document_of(row)

    def editions(self, document_id: int) -> list[Edition]:
        """Return the versions of a document, the oldest first."""
        query = select(versions.c.id, versions.c.ordinal, versions.c.sha256, versions.c.added_at)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(versions.c.document == document_id).order_by(versions.c.ordinal))
            return [Edition(*row) for row in rows]

    def original(self, version_id: int) -> Original:
        """Return the file that a version was read from.

        Raises:
            UnknownDocument: there is no such version.
        """
        query = (
            select(originals, versions.c.source_path)
            .join(versions, versions.c.sha256 == originals.c.sha256)
            .where(versions.c.id == version_id)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise UnknownDocument(f"Không có phiên bản văn bản số {version_id}.")
        return Original(row["sha256"], row["content"], row["media_type"], row["source_path"])

    def version(self, version_id: int, *, passages: bool = True) -> VersionRecord:
        """Return one version, whole.

        Args:
            version_id: which.
            passages: with the chunks that search returns; who only reads needs none.

        Raises:
            UnknownDocument: there is no such version.
        """
        query = select(versions, documents.c.kind).join(documents, documents.c.id == versions.c.document)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(versions.c.id == version_id)).mappings().first()
            if row is None:
                raise UnknownDocument(f"Không có phiên bản văn bản số {version_id}.")
            parts = select(chunks).where(chunks.c.version == version_id).order_by(chunks.c.ordinal)
            found = connection.execute(parts).mappings() if passages else ()
            return version_of(row, tuple(chunk_of(part) for part in found))

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

    def all_relations(self) -> list[tuple[int, str, str]]:
        """Return (document, relation, number) that people recorded, of documents that were not removed."""
        query = (
            select(relations.c.document, relations.c.relation, relations.c.number)
            .join(documents, documents.c.id == relations.c.document)
            .where(documents.c.removed_at.is_(None))
        )
        with self._engine.connect() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def unit(self) -> Unit:
        """Return the unit that the home belongs to; empty before ``tdkt init``."""
        with self._engine.connect() as connection:
            value = read_value(connection, UNIT)
        return decoded(Unit, value) if value else Unit()

    def trusts_sure_deadlines(self) -> bool:
        """Say whether deadlines without doubts count as confirmed here (không nghi ngờ thì tự xác nhận)."""
        with self._engine.connect() as connection:
            return read_value(connection, TRUSTED) == "on"
