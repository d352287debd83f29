"""Every table of a home in one place, so that a new home can be made at once."""

from knowledge.store.chat_schema import CHAT_TABLES
from knowledge.store.criteria_schema import CRITERIA_TABLES
from knowledge.store.deadline_schema import DEADLINE_TABLES
from knowledge.store.schema import metadata
from knowledge.store.unit_schema import UNIT_TABLES
from knowledge.store.web_schema import WEB_TABLES

ADDED_TABLES = (*CHAT_TABLES, *DEADLINE_TABLES, *CRITERIA_TABLES, *WEB_TABLES, *UNIT_TABLES)
"""The tables that revisions after the first brought."""

__all__ = ["ADDED_TABLES", "metadata"]
