"""What every text passes before it may be stored: it says something, in Unicode, and is no state secret."""

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from ingest.readers.base import refusal
from ingest.readers.encodings import looks_legacy, recognised
from ingest.readers.secrecy import secrecy_mark
from knowledge.errors import UnreadableDocument
from knowledge.text import normalised


def accepted(pages: Sequence[str], path: Path, margins: str = "") -> tuple[str, tuple[int, ...]]:
    """Return the stored text of ``pages`` and the offset at which each one starts.

    Args:
        pages: the text of each page with the line end after it; a file without pages gives one.
        path: named in the error.
        margins: what stands outside the text (headers, footers): searched for a mark of secrecy only.

    Raises:
        UnreadableDocument: the paper is marked as a state secret, or its letters are not sure.
    """
    stored = [normalised(page) for page in _in_unicode(pages, path)]
    text = "".join(stored)
    degree = secrecy_mark(text) or secrecy_mark(margins)
    if degree:
        raise UnreadableDocument(
            f"Không nạp tệp {path}: văn bản đóng dấu {degree}, là bí mật nhà nước.",
            "Hệ thống không lưu gì của tệp này; hãy quản lý văn bản theo quy định về bảo vệ bí mật nhà nước.",
        )
    return text, tuple(accumulate(map(len, stored[:-1]), initial=0))


def _in_unicode(pages: Sequence[str], path: Path) -> Sequence[str]:
    whole = "".join(pages)
    if not looks_legacy(whole):
        return pages
    encoding = recognised(whole)
    if encoding is None:
        raise refusal(
            path,
            "chữ dùng bảng mã cũ (TCVN3, VNI hoặc windows-1258) mà không xác định chắc chắn được",
            "Chuyển văn bản sang Unicode (ví dụ bằng UniKey: Ctrl+Shift+F6), lưu lại rồi nạp lại.",
        )
    return [encoding.converted(page) for page in pages]
