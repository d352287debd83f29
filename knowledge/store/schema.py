"""Tables. JSON columns hold frozen domain data as written by ``encoding``."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_REVISION = "0008"

metadata = MetaData()

# Bytes of a file as received, once per content.
originals = Table(
    "originals",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("media_type", String(80), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("identity", String(300)),  # number + issuer + date folded; null where the number is blank
    Column("current_version", Integer),
    Column("superseded_by", Integer, ForeignKey("documents.id")),  # a summary that gave way to the original
    Column("added_at", String(40), nullable=False),
    Column("removed_at", String(40)),
    Column("shown_to", Text, nullable=False, server_default="[]"),  # groups; none: everybody
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("source_path", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("metadata", Text, nullable=False),
    Column("provisions", Text, nullable=False),
    Column("anomalies", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("pages", Text, nullable=False, server_default="[]"),
    Column("added_at", String(40), nullable=False),
    UniqueConstraint("document", "ordinal"),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, ForeignKey("versions.id"), nullable=False),
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("provision", Integer),
    Column("heading_path", Text, nullable=False),
    Column("sentences", Text, nullable=False),
)
Index("chunks_of_version", chunks.c.version, chunks.c.ordinal)

# The feed that derived indexes follow: one row per change of what is current.
changes = Table(
    "changes",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=True),
    Column("document", Integer, nullable=False),
)

# What people corrected or said about documents, and when; never rewritten.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(40), nullable=False),
    Column("document", Integer),
    Column("detail", Text, nullable=False),
)

relations = Table(
    "relations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("documents.id"), nullable=False),
    Column("relation", String(20), nullable=False),  # amends, replaces, repeals, guides
    Column("number", String(120), nullable=False),
)

# The unit that the home belongs to, and other single values.
home_values = Table(
    "home_values",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
