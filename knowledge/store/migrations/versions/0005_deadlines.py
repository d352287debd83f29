"""Deadlines, who follows them, and what each was reminded of."""

from alembic import op

from knowledge.store.deadline_schema import DEADLINE_TABLES
from knowledge.store.schema import metadata

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables of deadlines where they are not there yet."""
    metadata.create_all(op.get_bind(), tables=list(DEADLINE_TABLES))
