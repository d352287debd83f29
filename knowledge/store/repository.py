"""The register of documents as it is changed: add versions, remove, correct; each write one transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update

from knowledge.crash_points import CrashPoint, passing
from knowledge.deadlines import Deadline
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument
from knowledge.identity import identity, stands_for
from knowledge.store.encoding import encoded
from knowledge.store.engine import writing
from knowledge.store.home_values import TRUSTED, UNIT, read_value, write_value
from knowledge.store.inserting import note
from knowledge.store.keeping import (
    add_document,
    add_version,
    give_way,
    held_by_identity,
    held_by_path,
    held_by_sha,
    held_documents,
    keep_original,
)
from knowledge.store.limits import STILL_LIMITED, check_groups, limit_of_removed, limit_to, summaries_of
from knowledge.store.proposing import propose
from knowledge.store.records import DocumentRecord, Unit, VersionRecord
from knowledge.store.rows import Groups, Original, now
from knowledge.store.schema import (
    changes,
    documents,
    relations,
    versions,
)
from knowledge.store.shelves import Shelves


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a paper: its document, whether it was added, updated or unchanged, and what to warn of."""

    document_id: int
    status: str
    warnings: tuple[str, ...]


class Library(Shelves):
    """The documents of one home, in SQL, to read and to change."""

    def keep(
        self,
        parsed: ParsedDocument,
        original: Original,
        shown_to: Groups = (),
        duties: Sequence[Deadline] = (),
    ) -> Kept:
        """Store what was read, in one transaction: as a new document, a new version, or not at all.

        Same bytes: unchanged. Same number, issuer and date, or same path: a new version. A summary gives way to
        the document that it stands for, whichever came first; a likely twin with a blank number is warned of.

        Args:
            parsed: what was read.
            original: the file.
            shown_to: the groups that alone may see it from the first moment on; none: those who might before, also
                before it was removed; a new one everybody.
            duties: what it binds people to do by then.

        Raises:
            UsageError: what is given is no group.
        """
        check_groups(shown_to)
        with writing(self._engine) as connection:
            known = held_by_sha(connection, original.sha256)
            if known is not None:
                return Kept(known, "unchanged", parsed.warnings)
            own = identity(parsed.metadata)
            before = held_by_identity(connection, own, parsed.kind) if own else None
            before = before or held_by_path(connection, original.source_path)
            others = [d for d in held_documents(connection) if d.id != before]
            likely = [d for d in others if stands_for(parsed.metadata, d.metadata)]
            if before is None and own is None and parsed.kind is not DocumentKind.SUMMARY:
                parsed = replace(parsed, warnings=(*parsed.warnings, *map(_twin, _originals(likely))))
            if before is None and not shown_to:
                shown_to = limit_of_removed(connection, original.sha256, own, parsed.kind)
                parsed = replace(parsed, warnings=(*parsed.warnings, *([STILL_LIMITED] if shown_to else [])))
            document_id = before or add_document(connection, parsed.kind)
            keep_original(connection, original)
            version_id = add_version(connection, document_id, parsed, original.sha256, original.source_path)
            propose(connection, document_id, version_id, duties, trusted=read_value(connection, TRUSTED) == "on")
            if shown_to:
                limit_to(connection, document_id, tuple(sorted(set(shown_to))))
            for summary, paper in _standing_for(document_id, parsed.kind, likely):
                give_way(connection, summary, paper)
            passing(CrashPoint.KEEP_STORED)
        passing(CrashPoint.KEEP_COMMITTED)
        return Kept(document_id, "added" if before is None else "updated", parsed.warnings)

    def read_deadlines_anew(self, version: VersionRecord, duties: Sequence[Deadline]) -> bool:
        """Keep what a version binds people to as it is read now; what people decided stays.

        Returns:
            False where another version is current by now, or the document was removed: then nothing changed.
        """
        current = select(documents.c.id).where(
            documents.c.current_version == version.id, documents.c.removed_at.is_(None)
        )
        with writing(self._engine) as connection:
            if connection.execute(current).first() is None:
                return False
            trusted = read_value(connection, TRUSTED) == "on"
            propose(connection, version.document_id, version.id, duties, trusted=trusted)
        return True

    def remove(self, document_id: int, actor: str, reason: str) -> None:
        """Take a document out of search and register; its versions stay for old citations.

        Raises:
            UnknownDocument: there is no such document.
        """
        self.current_version(document_id)
        with writing(self._engine) as connection:
            connection.execute(update(documents).where(documents.c.id == document_id).values(removed_at=now()))
            for summary in summaries_of(connection, document_id):
                connection.execute(update(documents).where(documents.c.id == summary).values(superseded_by=None))
                connection.execute(insert(changes).values(document=summary))
            connection.execute(insert(changes).values(document=document_id))
            note(connection, actor, "remove", document_id, reason)
            passing(CrashPoint.REMOVE_MARKED)
        passing(CrashPoint.REMOVE_COMMITTED)

    def correct(self, document_id: int, corrected: DocumentMetadata, actor: str, detail: dict[str, str]) -> None:
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
            current.pages,
        )
        with writing(self._engine) as connection:
            sha256 = connection.execute(select(versions.c.sha256).where(versions.c.id == current.id)).scalar_one()
            add_version(connection, document_id, parsed, sha256, current.source_path)
            note(connection, actor, "correct", document_id, json.dumps(detail, ensure_ascii=False))

    def relate(self, document_id: int, relation: str, number: str, actor: str) -> None:
        """Record that a document amends, replaces, repeals or guides the one with ``number``."""
        self.current_version(document_id)
        with writing(self._engine) as connection:
            connection.execute(insert(relations).values(document=document_id, relation=relation, number=number))
            connection.execute(insert(changes).values(document=document_id))
            note(connection, actor, "relate", document_id, f"{relation} {number}")

    def note(self, actor: str, action: str, document_id: int | None, detail: str) -> None:
        """Write a line into the audit: who did what with which document."""
        with writing(self._engine) as connection:
            note(connection, actor, action, document_id, detail)

    def limit(self, document_id: int, groups: Iterable[str], actor: str) -> Groups:
        """Let only these groups see a document from now on, in all its versions; return them in order.

        Args:
            document_id: which.
            groups: as ``unit_group`` and ``role_group`` write them; none: everybody may see it again.
            actor: who says so, for the audit.

        Raises:
            UnknownDocument: there is no such document.
            UsageError: what is given is no group.
        """
        shown_to = tuple(sorted(set(groups)))
        check_groups(shown_to)
        self.current_version(document_id)
        with writing(self._engine) as connection:
            limit_to(connection, document_id, shown_to)
            note(connection, actor, "limit", document_id, json.dumps(shown_to, ensure_ascii=False))
        return shown_to

    def trust_sure_deadlines(self, actor: str, *, trusted: bool) -> None:
        """Switch on, or off, that deadlines without doubts count as confirmed."""
        with writing(self._engine) as connection:
            write_value(connection, TRUSTED, "on" if trusted else "off")
            note(connection, actor, "rule", None, f"{TRUSTED} {trusted}")

    def set_unit(self, unit: Unit, actor: str) -> None:
        """Record the unit that the home belongs to."""
        with writing(self._engine) as connection:
            write_value(connection, UNIT, encoded(Unit, unit))
            note(connection, actor, "init", None, unit.name)


def _originals(likely: list[DocumentRecord]) -> list[DocumentRecord]:
    return [d for d in likely if d.kind is not DocumentKind.SUMMARY]


def _twin(other: DocumentRecord) -> str:
    return (
        f"Có thể trùng với văn bản số {other.id} trong kho ({other.source_path}): cùng cơ quan, loại và thời gian, "
        "nhưng số hoặc ngày để trống nên không tự gộp."
    )


def _standing_for(document_id: int, kind: DocumentKind, likely: list[DocumentRecord]) -> list[tuple[int, int]]:
    """Return (summary, original) pairs of which the summary gives way."""
    if kind is DocumentKind.SUMMARY:
        return [(document_id, d.id) for d in _originals(likely)[:1]]
    return [(d.id, document_id) for d in likely if d.kind is DocumentKind.SUMMARY]
