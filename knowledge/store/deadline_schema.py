"""Tables of deadlines, of who follows them, and of what each was reminded of."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from knowledge.store.schema import metadata

# One row per duty of a document, through all its versions; those that people add have no document.
deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Integer, ForeignKey("documents.id")),
    Column("version", Integer, ForeignKey("versions.id")),
    Column("duty", Text, nullable=False),  # what it is about without its day, to know it again in another version
    Column("content", Text, nullable=False),  # the deadline, as JSON
    Column("as_read", Text),  # what the document says, where a person put it right
    Column("state", String(12), nullable=False),
    Column("sequence", Integer, nullable=False, server_default="0"),  # one more for each change, for calendars
    Column("changed_from", String(10)),  # the day that it had before, where people were told of that one
    Column("decided_by", String(200), nullable=False, server_default=""),
    Column("decided_at", Float),
)
Index("deadlines_of_document", deadlines.c.document)

# What somebody follows: everything, a document, an agency, or one deadline given to a person or a unit.
follows = Table(
    "follows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.id")),
    Column("unit", Integer, ForeignKey("units.id")),
    Column("kind", String(10), nullable=False),  # all, document, issuer, deadline
    Column("target", Text, nullable=False, server_default=""),
    UniqueConstraint("person", "unit", "kind", "target"),
)

# A reminder is a row before it is a message: person, deadline, which time and which stage, once.
reminders = Table(
    "reminders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("person", Integer, ForeignKey("people.id"), nullable=False),
    Column("deadline", Integer, ForeignKey("deadlines.id"), nullable=False),
    Column("occurrence", String(10), nullable=False),  # the day that counts
    Column("stage", Integer, nullable=False),  # days before
    Column("due_at", Float, nullable=False),
    Column("state", String(10), nullable=False),  # written, expired, changed, overdue
    Column("at", Float, nullable=False),
)
Index("reminders_of_person", reminders.c.person, reminders.c.state, reminders.c.at)
Index("reminders_of_deadline", reminders.c.deadline)
Index("reminders_of_day", reminders.c.occurrence)

# What a person said of a deadline: done, later, no more.
answers = Table(
    "reminder_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.id"), nullable=False),
    Column("deadline", Integer, ForeignKey("deadlines.id"), nullable=False),
    Column("occurrence", String(10), nullable=False),
    Column("said", String(10), nullable=False),  # done, later, stop
    Column("until", Float),
    Column("at", Float, nullable=False),
)

# When a person wants to be reminded.
wishes = Table(
    "wishes",
    metadata,
    Column("person", Integer, ForeignKey("people.id"), primary_key=True),
    Column("content", Text, nullable=False),
)

DEADLINE_TABLES = (deadlines, follows, reminders, answers, wishes)
