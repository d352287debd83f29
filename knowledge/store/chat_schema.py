"""Tables of conversations and people. Moments are seconds since 1970 (UTC); keys are pseudonyms of chats."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from knowledge.store.schema import metadata

# Events that came in: one row per event, whatever becomes of it; the content goes once it was answered.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("lane", String(32), nullable=False),  # events of one lane are answered one after the other
    Column("payload", Text),
    Column("state", String(10), nullable=False),  # new, done, failed
    Column("received_at", Float, nullable=False),
    Column("claimed_until", Float),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("done_at", Float),
)
Index("inbox_lanes", inbox.c.state, inbox.c.lane, inbox.c.id)

# Messages that go out: a row before anything is sent.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(120), unique=True),  # the same message is never written twice
    Column("lane", String(32), nullable=False),
    Column("kind", String(20), nullable=False),  # reply, reminder, notice
    Column("about", Text, nullable=False, server_default=""),  # for the list of what could not be delivered
    Column("person", Integer, ForeignKey("people.id")),
    Column("address", Text),
    Column("payload", Text),
    Column("ways", Text, nullable=False, server_default="[]"),  # where to go on when this way fails
    Column("passing", Integer, nullable=False, server_default="0"),  # nothing of it may stay after the sending
    Column("state", String(10), nullable=False),  # pending, claimed, sent, refused, unknown, expired
    Column("not_before", Float, nullable=False),
    Column("expires_at", Float),
    Column("claimed_until", Float),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", Float, nullable=False),
    Column("finished_at", Float),
    Column("reason", Text, nullable=False, server_default=""),
    Column("remote_id", Text, nullable=False, server_default=""),
    Column("followed_by", Integer),  # the row of the next way
    Column("settled_at", Float),  # a person saw that it could not be delivered
)
Index("outbox_lanes", outbox.c.state, outbox.c.lane, outbox.c.id)

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("group", Text, nullable=False, unique=True),  # as audiences name it
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(60), unique=True),  # staff code
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("unit", Integer, ForeignKey("units.id")),
    Column("role", String(20), nullable=False),
    Column("channels", Text, nullable=False, server_default="[]"),  # in the order that the person wants
    Column("active", Integer, nullable=False, server_default="1"),
    Column("added_at", Float, nullable=False),
)

# Chats of people who agreed that something of them is kept.
chats = Table(
    "chats",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("address", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.id")),
    Column("consent_version", String(20), nullable=False),
    Column("state", Text, nullable=False, server_default=""),
    Column("active", Integer, nullable=False, server_default="1"),
    Column("since", Float, nullable=False),
    Column("last_wrote", Float, nullable=False),
)

# Evidence of what was agreed and withdrawn; it outlives the chat.
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat", String(32), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("given", Integer, nullable=False),
    Column("version", String(20), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("at", Float, nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", String(32), nullable=False, unique=True),
    Column("person", Integer, ForeignKey("people.id")),  # null: makes the first administrator
    Column("made_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("used_at", Float),
    Column("used_by", String(32)),
)

link_tries = Table(
    "link_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat", String(32), nullable=False),
    Column("at", Float, nullable=False),
)

# What people asked for about their own data, with the days by which the law wants it done.
data_requests = Table(
    "data_requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat", String(32), nullable=False),
    Column("kind", String(20), nullable=False),  # copy, correct, erase, withdraw
    Column("detail", Text, nullable=False, server_default=""),  # what to correct, until it was done
    Column("at", Float, nullable=False),
    Column("acknowledge_by", String(10), nullable=False),
    Column("due_by", String(10), nullable=False),
    Column("done_at", Float),
)

# Questions for statistics; the text only with consent, and only for some days.
questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat", String(32)),
    Column("channel", String(20), nullable=False),
    Column("at", Float, nullable=False),
    Column("status", String(12), nullable=False),
    Column("text", Text),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(80), nullable=False),
    Column("period", String(20), nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("name", "period"),
)

CHAT_TABLES = (
    units,
    people,
    inbox,
    outbox,
    chats,
    consents,
    link_codes,
    link_tries,
    data_requests,
    questions,
    counters,
)
