"""Sessions, one-time links and API keys of the web."""

from alembic import op

from knowledge.store.schema import metadata
from knowledge.store.web_schema import WEB_TABLES

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables of the web where they are not there yet."""
    metadata.create_all(op.get_bind(), tables=list(WEB_TABLES))
