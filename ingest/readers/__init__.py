"""Readers: which kind of file becomes text, and by which module (bộ đọc)."""

from importlib import import_module
from pathlib import Path

from ingest.readers.base import Reader, ReadText
from knowledge.errors import UnreadableDocument

__all__ = ["SUFFIXES", "ReadText", "Reader", "reader_for"]

# Suffix -> (module, class); the module is imported when the first such file is read.
_READERS = {
    ".txt": ("ingest.readers.plain_text", "PlainTextReader"),
    ".md": ("ingest.readers.markdown", "MarkdownReader"),
    ".markdown": ("ingest.readers.markdown", "MarkdownReader"),
    ".html": ("ingest.readers.html", "HtmlReader"),
    ".htm": ("ingest.readers.html", "HtmlReader"),
    ".docx": ("ingest.readers.docx", "DocxReader"),
    ".pdf": ("ingest.readers.pdf", "PdfReader"),
}
SUFFIXES = tuple(_READERS)


def reader_for(path: Path) -> Reader:
    """Return the reader for ``path`` by its suffix; an unknown one is an UnreadableDocument."""
    entry = _READERS.get(path.suffix.lower())
    if entry is None:
        written = f"có đuôi {path.suffix}" if path.suffix else "không có đuôi tệp"
        raise UnreadableDocument(
            f"Chưa đọc được tệp {path}: tệp {written}.",
            f"Các loại tệp đọc được: {', '.join(SUFFIXES)}. Hãy chuyển tệp sang một trong các loại này.",
        )
    module, name = entry
    reader: Reader = getattr(import_module(module), name)()
    return reader
