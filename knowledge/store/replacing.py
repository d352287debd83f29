"""Which documents people recorded as replaced or repealed (bị thay thế, bị bãi bỏ) by another one that is held."""

from sqlalchemy import Connection, select

from knowledge.citations import number_of
from knowledge.documents import DocumentMetadata
from knowledge.identity import issuer_key
from knowledge.store.encoding import decoded
from knowledge.store.schema import documents, relations, versions
from knowledge.text import syllables

_END = ("replaces", "repeals")


def replaced_documents(connection: Connection) -> frozenset[int]:
    """Return the documents that another one replaces or repeals, known by their numbers.

    Where several carry the number, those of the agency that issued the new one are meant.
    """
    joined = relations.join(documents, documents.c.id == relations.c.document)
    said = select(relations.c.document, relations.c.number).select_from(joined)
    ends = connection.execute(said.where(relations.c.relation.in_(_END), documents.c.removed_at.is_(None))).all()
    if not ends:
        return frozenset()
    held = _held(connection)
    found: set[int] = set()
    for by, number in ends:
        alike = [d for d, m in held.items() if d != by and m.number and _key(m.number.value) == _key(number)]
        ours = [d for d in alike if _issuer(held[d]) == _issuer(held.get(by, DocumentMetadata()))]
        found.update(alike if len(alike) == 1 else ours)
    return frozenset(found)


def _held(connection: Connection) -> dict[int, DocumentMetadata]:
    joined = documents.join(versions, versions.c.id == documents.c.current_version)
    query = select(documents.c.id, versions.c.metadata).select_from(joined).where(documents.c.removed_at.is_(None))
    return {row[0]: decoded(DocumentMetadata, row[1]) for row in connection.execute(query)}


def _key(written: str) -> str:
    number = number_of(written)
    return number.key if number else " ".join(syllables(written))


def _issuer(metadata: DocumentMetadata) -> str | None:
    return issuer_key(metadata.issuer.value) if metadata.issuer else None
