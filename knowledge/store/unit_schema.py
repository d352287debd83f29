"""Tables of a unit's own work: what became of questions without an answer, officers' replies, counts of each day.

The words of a question stand in ``questions`` alone, so that whatever forgets them there forgets them here.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from knowledge.store.chat_schema import questions
from knowledge.store.schema import metadata

# What an officer answered, and what became of the answer as knowledge of the home.
unit_replies = Table(
    "unit_replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("asked", Text, nullable=False),  # in words that name nobody, by the officer; empty where it is not shared
    Column("text", Text, nullable=False),
    Column("basis", Text, nullable=False),  # on what it rests, as people read it
    Column("basis_document", Integer),  # of the home, where it is one
    Column("basis_number", String(120), nullable=False, server_default=""),
    Column("state", String(10), nullable=False),  # private, draft, approved, withdrawn
    Column("written_by", String(200), nullable=False),
    Column("writer", Integer),  # number of the person
    Column("written_at", Float, nullable=False),
    Column("approved_by", String(200)),
    Column("approved_at", Float),
    Column("document", Integer),  # in which answers quote it
    Column("withdrawn_by", String(200)),
    Column("withdrawn_at", Float),
    Column("withdrawn_why", Text),
)

# What became of a question that the documents did not answer; without a row it waits where its person agreed.
unit_questions = Table(
    "unit_questions",
    metadata,
    Column("question", Integer, ForeignKey("questions.id"), primary_key=True),
    Column("state", String(10), nullable=False),  # waiting (its person sent it), replied, dropped
    Column("reply", Integer, ForeignKey("unit_replies.id")),
    Column("decided_by", String(200)),
    Column("decided_at", Float),
    Column("reason", Text),
)

# Counts by day, with no text and no person.
unit_tallies = Table(
    "unit_tallies",
    metadata,
    Column("day", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", String(120), nullable=False),
    Column("times", Integer, nullable=False),
    UniqueConstraint("day", "kind", "name"),
)

# What keeps a visitor from voting twice on one answer; gone after a few days.
unit_votes = Table(
    "unit_votes",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", Float, nullable=False),
)
Index("unit_votes_by_age", unit_votes.c.at)

# Questions are looked for by who asked them; those of most people are asked by nobody that is kept.
questions_of_chat = Index("questions_of_chat", questions.c.chat)

UNIT_TABLES = (unit_replies, unit_questions, unit_tallies, unit_votes)
