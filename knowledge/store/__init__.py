"""The one part of ``knowledge`` with effects: SQL holds everything, indexes are derived from it."""

from knowledge.store.engine import open_engine
from knowledge.store.records import DocumentRecord, VersionRecord
from knowledge.store.repository import Library

__all__ = ["DocumentRecord", "Library", "VersionRecord", "open_engine"]
