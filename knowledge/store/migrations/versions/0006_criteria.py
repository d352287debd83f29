"""Criteria that the people of a home entered and approved."""

from alembic import op

from knowledge.store.criteria_schema import CRITERIA_TABLES
from knowledge.store.schema import metadata

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table of criteria where it is not there yet."""
    metadata.create_all(op.get_bind(), tables=list(CRITERIA_TABLES))
