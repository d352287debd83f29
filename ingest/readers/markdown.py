"""Markdown: stored as written; the cleaning view leaves out its marks."""

from pathlib import Path

from ingest.readers.acceptance import accepted
from ingest.readers.base import ReadText, bytes_of
from ingest.readers.plain_text import decoded


class MarkdownReader:
    """Reads Markdown; the marks stay in the stored text, so that quotations stay byte-equal."""

    suffixes = (".md", ".markdown")

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path``."""
        original = bytes_of(path)
        text, _ = accepted([decoded(original, path)], path)
        return ReadText(text, original, "text/markdown")
