"""The one part of ``knowledge`` with effects: SQL holds everything, indexes are derived from it."""

from sqlalchemy import Engine

from knowledge.store.engine import open_engine
from knowledge.store.records import DocumentRecord, VersionRecord
from knowledge.store.repository import Library

__all__ = ["DocumentRecord", "Engine", "Library", "VersionRecord", "open_engine"]
