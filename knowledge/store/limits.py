"""Who may see a document, as it is written down; each write on a connection whose transaction the caller owns."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, update

from knowledge.audiences import is_group
from knowledge.documents import DocumentKind
from knowledge.errors import UsageError
from knowledge.store.encoding import decoded, encoded
from knowledge.store.rows import Groups
from knowledge.store.schema import changes, documents, versions

EVERYBODY = encoded(Groups, ())
STILL_LIMITED = (
    "Văn bản này đã bị gỡ khi đang giới hạn người xem; giới hạn ấy được giữ. "
    "Muốn bỏ: “tdkt documents limit SỐ --everyone”."
)


def check_groups(groups: Iterable[str]) -> None:
    """Say that what is given is no group.

    Raises:
        UsageError: one of them is neither a unit nor a role.
    """
    for group in groups:
        if not is_group(group):
            raise UsageError(f"“{group}” không phải một đơn vị hay vai trò.")


def summaries_of(connection: Connection, document_id: int) -> list[int]:
    """Return the summaries that gave way to a document."""
    gave_way = select(documents.c.id).where(documents.c.superseded_by == document_id)
    return list(connection.execute(gave_way).scalars())


def limit_to(connection: Connection, document_id: int, shown_to: Groups) -> None:
    """Let only these groups see a document, and tell the indexes: its summaries may speak to the others."""
    written = encoded(Groups, shown_to)
    connection.execute(update(documents).where(documents.c.id == document_id).values(shown_to=written))
    for changed in (*summaries_of(connection, document_id), document_id):
        connection.execute(insert(changes).values(document=changed))


def limit_of_removed(connection: Connection, sha256: str, own: str | None, kind: DocumentKind) -> Groups:
    """Return the groups that a paper was limited to when it was removed last: by its bytes, or number and issuer."""
    query = (
        select(documents.c.shown_to)
        .join(versions, versions.c.id == documents.c.current_version)
        .where(documents.c.removed_at.is_not(None), documents.c.kind == kind.value)
        .order_by(documents.c.id.desc())
    )
    same_file = versions.c.sha256 == sha256
    query = query.where(same_file if own is None else same_file | (documents.c.identity == own))
    written = connection.execute(query).scalar()
    return decoded(Groups, written) if written else ()
