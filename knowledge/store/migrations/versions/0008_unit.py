"""What a unit's officers answered, and counts of each day."""

from alembic import op

from knowledge.store.schema import metadata
from knowledge.store.unit_schema import UNIT_TABLES, questions_of_chat

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables of a unit's own work, and an index, where they are not there yet."""
    metadata.create_all(op.get_bind(), tables=list(UNIT_TABLES))
    questions_of_chat.create(op.get_bind(), checkfirst=True)
