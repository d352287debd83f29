"""Rows that may be written by several at once: the first one holds, and nobody waits for an error to learn of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write those rows of which no unique value is known yet; return how many.

    Args:
        connection: within a transaction that the caller owns.
        table: where to.
        rows: all with the same columns.
    """
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return connection.execute(written, [dict(row) for row in rows]).rowcount
