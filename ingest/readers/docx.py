"""Word documents (DOCX): checked here, opened in a child process."""

from pathlib import Path

from ingest.readers.acceptance import accepted
from ingest.readers.base import ReadText, bytes_of, refusal
from ingest.readers.confined import extracted
from ingest.readers.signatures import is_encrypted_office, seen_as

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DocxReader:
    """Reads DOCX: one paragraph or table row per line, with the numbers that Word draws."""

    suffixes = (".docx",)

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path``."""
        original = bytes_of(path)
        if is_encrypted_office(original):
            raise refusal(path, "tệp có mật khẩu", "Mở bằng Word, bỏ mật khẩu (Tệp > Thông tin), lưu rồi nạp lại.")
        if not original.startswith(b"PK\x03\x04"):
            advice = "Đổi đuôi tệp cho đúng loại, hoặc mở bằng Word và lưu thành .docx, rồi nạp lại."
            raise refusal(path, f"nội dung là {seen_as(original)}, không phải DOCX như đuôi tệp cho biết", advice)
        found = extracted("ingest.readers.docx_text:extract", original, path)
        text, _ = accepted(found.pages, path, found.margins)
        return ReadText(text, original, _MEDIA_TYPE)
