"""Single rows that many modules write; each on a connection whose transaction the caller owns."""

from typing import Any

from sqlalchemy import Connection, insert

from knowledge.store.rows import now
from knowledge.store.schema import audit


def inserted(connection: Connection, table: Any, row: dict[str, Any]) -> int:  # noqa: ANN401 (any of our tables)
    """Insert a row; return its key."""
    key = connection.execute(insert(table).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def note(connection: Connection, actor: str, action: str, document: int | None, detail: str) -> None:
    """Write a line into the audit: who did what with which document."""
    line = {"actor": actor, "action": action, "document": document, "detail": detail}
    connection.execute(insert(audit).values(at=now(), **line))
