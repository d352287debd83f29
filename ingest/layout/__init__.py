"""The parts of a paper (thể thức văn bản): letterhead, title, preamble, body, recipients, signature.

Reads the cleaned view line by line. Everything later (metadata, structure, chunks) asks here where a line
stands, so that "- Sở Nội vụ;" under "Nơi nhận" never becomes a provision.
"""

from ingest.layout.end import mark_ends
from ingest.layout.head import mark_head
from ingest.layout.lines import Line, Zone, raw_lines
from knowledge.text import View

__all__ = ["Line", "Zone", "read_layout"]


def read_layout(view: View, stored: str) -> tuple[Line, ...]:
    """Return the lines of ``view`` that have words, each with its zone."""
    found = raw_lines(view, stored)
    body = mark_head(found)
    mark_ends(found, body)
    return tuple(found)
