"""Conversations, what goes in and out, and the people of the home."""

from alembic import op

from knowledge.store.chat_schema import CHAT_TABLES
from knowledge.store.schema import metadata

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables of chats and people where they are not there yet."""
    metadata.create_all(op.get_bind(), tables=list(CHAT_TABLES))
