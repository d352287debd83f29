"""What a document binds somebody to do by then (nghĩa vụ có thời hạn): sentences in, deadlines out."""

from ingest.obligations.find import find_deadlines, issue_day
from ingest.obligations.reading import Paper

__all__ = ["Paper", "find_deadlines", "issue_day"]
