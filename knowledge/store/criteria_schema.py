"""The table of criteria that the people of a home entered: as they wrote them, with who entered and who approved."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from knowledge.store.schema import metadata

# One row per file that was given; its text is never rewritten, only decided upon.
criteria = Table(
    "criteria",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(60), nullable=False),  # code of a title, CHUNG, or the id of a local layer
    Column("content", Text, nullable=False),  # the YAML file as it was given
    Column("sha256", String(64), nullable=False),
    Column("entered_by", String(200), nullable=False),
    Column("entered_on", String(10), nullable=False),
    Column("approved_by", String(200)),
    Column("approved_on", String(10)),
    Column("withdrawn_by", String(200)),
    Column("withdrawn_on", String(10)),
    Column("withdrawn_why", Text),
)
Index("criteria_by_content", criteria.c.sha256)

CRITERIA_TABLES = (criteria,)
