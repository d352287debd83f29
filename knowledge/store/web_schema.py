"""Tables of the web: who is logged in, the links that log in, and the keys of programs; secrets only as hashes."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from knowledge.store.schema import metadata

web_sessions = Table(
    "web_sessions",
    metadata,
    Column("key", String(64), primary_key=True),  # sha256 of the cookie
    Column("person", Integer, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("begun_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
)
Index("web_sessions_of_person", web_sessions.c.person)

login_links = Table(
    "login_links",
    metadata,
    Column("key", String(64), primary_key=True),  # sha256 of the secret in the link
    Column("person", Integer, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Float, nullable=False),
    Column("used_at", Float),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # sha256 of the secret
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),  # JSON list
    Column("person", Integer, ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Float, nullable=False),
    Column("used_at", Float),
    Column("revoked_at", Float),
)

WEB_TABLES = (web_sessions, login_links, api_keys)
