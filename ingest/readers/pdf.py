"""PDF with a text layer: checked here, opened in a child process."""

from pathlib import Path

from ingest.readers.acceptance import accepted
from ingest.readers.base import ReadText, bytes_of, refusal
from ingest.readers.confined import extracted
from ingest.readers.signatures import seen_as

# The mark of a PDF may stand after a few bytes of a mail or web server.
_MARK_WITHIN = 1024


class PdfReader:
    """Reads PDF: one printed line per line, a blank line between paragraphs, and where each page starts."""

    suffixes = (".pdf",)

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path``."""
        original = bytes_of(path)
        if b"%PDF" not in original[:_MARK_WITHIN]:
            advice = "Đổi đuôi tệp cho đúng loại, hoặc mở và in lại thành PDF, rồi nạp lại."
            raise refusal(path, f"nội dung là {seen_as(original)}, không phải PDF như đuôi tệp cho biết", advice)
        found = extracted("ingest.readers.pdf_text:extract", original, path)
        text, pages = accepted(found.pages, path, found.margins)
        return ReadText(text, original, "application/pdf", pages)
