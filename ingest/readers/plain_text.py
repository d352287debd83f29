"""Plain text (TXT): bytes to stored text, with the encodings that Vietnamese offices use."""

import codecs
from pathlib import Path

from ingest.readers.acceptance import accepted
from ingest.readers.base import ReadText, bytes_of, refusal
from ingest.readers.encodings import recognised
from ingest.readers.signatures import content_kind
from knowledge.text import normalised

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# More control characters than this share of a text and it is no text.
_CONTROL_SHARE = 0.01


def _utf16_without_mark(original: bytes) -> str | None:
    """Return the codec where every second byte of the start is zero-like, as UTF-16 without a mark looks."""
    head = original[:400]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 8 and odd == 0 else None


def _from_legacy(original: bytes) -> str | None:
    """Return the text of bytes in TCVN3, VNI or windows-1258, or None where it is not sure."""
    try:
        letters = original.decode("cp1252")
    except UnicodeDecodeError:
        return None
    encoding = recognised(letters)
    return encoding.converted(letters) if encoding else None


def decoded(original: bytes, path: Path) -> str:
    """Return the text of ``original``: UTF-8 or UTF-16, or an old Vietnamese encoding where that is sure."""
    kind = content_kind(original)
    if kind:
        advice = f"Đổi đuôi tệp cho đúng loại ({kind}) hoặc lưu lại nội dung thành tệp văn bản .txt."
        raise refusal(path, f"nội dung là {kind}, không phải văn bản như đuôi tệp cho biết", advice)
    codec = "utf-16" if original.startswith(_UTF16_MARKS) else _utf16_without_mark(original) or "utf-8-sig"
    try:
        text = original.decode(codec)
    except UnicodeDecodeError as error:
        converted = None if codec != "utf-8-sig" else _from_legacy(original)
        if converted is None:
            reason = f"không phải mã UTF-8 hay UTF-16 (lỗi ở byte {error.start}), cũng không chắc là TCVN3, VNI"
            advice = "Chuyển tệp sang Unicode (ví dụ bằng UniKey: Ctrl+Shift+F6), lưu lại với mã UTF-8 rồi nạp lại."
            raise refusal(path, f"{reason} hay windows-1258", advice) from error
        text = converted
    controls = sum(c < " " and c not in "\n\r\t\f" for c in text)
    if "\x00" in text or controls > len(text) * _CONTROL_SHARE:
        raise refusal(path, "nội dung không phải văn bản", "Kiểm tra lại tệp gốc.")
    text = normalised(text)
    if not text.strip():
        raise refusal(path, "tệp không có chữ nào", "Kiểm tra lại tệp gốc rồi nạp lại.")
    return text


class PlainTextReader:
    """Reads TXT; the stored text is what the file says."""

    suffixes = (".txt",)

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path``."""
        original = bytes_of(path)
        text, _ = accepted([decoded(original, path)], path)
        return ReadText(text, original, "text/plain")
