"""Whom a document is limited to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let every document of homes made before be shown to everybody; new homes have the column already."""
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("documents")}
    if "shown_to" not in columns:
        op.add_column("documents", sa.Column("shown_to", sa.Text, nullable=False, server_default="[]"))
