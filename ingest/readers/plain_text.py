"""Plain text (TXT): bytes to stored text, with the encodings that Vietnamese offices use."""

import codecs
from pathlib import Path

from ingest.readers.base import ReadText, bytes_of
from knowledge.errors import UnreadableDocument
from knowledge.text import normalised

# First bytes -> what the file really is; people rename files.
_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "DOCX, XLSX hoặc ZIP"),
    (b"\xd0\xcf\x11\xe0", "Word hoặc Excel đời cũ (.doc, .xls)"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"GIF8", "ảnh GIF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"Rar!", "tệp nén RAR"),
)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# More control characters than this share of a text and it is no text.
_CONTROL_SHARE = 0.01


def _refuse(path: Path, reason: str, advice: str) -> UnreadableDocument:
    return UnreadableDocument(f"Không đọc được tệp {path}: {reason}.", advice)


def _utf16_without_mark(original: bytes) -> str | None:
    """Return the codec where every second byte of the start is zero-like, as UTF-16 without a mark looks."""
    head = original[:400]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 8 and odd == 0 else None


def decoded(original: bytes, path: Path) -> str:
    """Return the text of ``original``: UTF-8 or UTF-16, with or without a byte order mark."""
    for signature, kind in _SIGNATURES:
        if original.startswith(signature):
            advice = f"Đổi đuôi tệp cho đúng loại ({kind}) hoặc lưu lại nội dung thành tệp văn bản .txt."
            raise _refuse(path, f"nội dung là {kind}, không phải văn bản như đuôi tệp cho biết", advice)
    codec = "utf-16" if original.startswith(_UTF16_MARKS) else _utf16_without_mark(original) or "utf-8-sig"
    try:
        text = original.decode(codec)
    except UnicodeDecodeError as error:
        advice = "Mở tệp bằng trình soạn thảo và lưu lại với mã UTF-8 (Unicode dựng sẵn)."
        raise _refuse(path, f"không phải mã UTF-8 hay UTF-16 (lỗi ở byte {error.start})", advice) from error
    controls = sum(c < " " and c not in "\n\r\t\f" for c in text)
    if "\x00" in text or controls > len(text) * _CONTROL_SHARE:
        raise _refuse(path, "nội dung không phải văn bản", "Kiểm tra lại tệp gốc.")
    text = normalised(text)
    if not text.strip():
        raise _refuse(path, "tệp không có chữ nào", "Kiểm tra lại tệp gốc rồi nạp lại.")
    return text


class PlainTextReader:
    """Reads TXT; the stored text is what the file says."""

    suffixes = (".txt",)

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path``."""
        original = bytes_of(path)
        return ReadText(decoded(original, path), original, "text/plain")
