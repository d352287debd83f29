"""Pages of a PDF: where each begins in the stored text."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the page map to the versions of homes made before it; new homes have it from the first revision on."""
    columns = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("versions")}
    if "pages" not in columns:
        op.add_column("versions", sa.Column("pages", sa.Text, nullable=False, server_default="[]"))
