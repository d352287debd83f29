"""What every reader gives: the stored text of a file, and the bytes that it came from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.errors import UnreadableDocument

_MEGABYTE = 1024 * 1024
LARGEST_FILE = 50 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class ReadText:
    """The stored text (văn bản lưu) of a file: NFC, LF line ends, nothing else changed.

    Attributes:
        text: what the paper says, one line of it per line.
        original: the bytes of the file.
        media_type: the kind of file, as the web names it.
        pages: the offset in ``text`` at which each page (trang) starts; empty where the file has no pages.
    """

    text: str
    original: bytes
    media_type: str
    pages: tuple[int, ...] = ()


class Reader(Protocol):
    """Turns files of some kinds into stored text (bộ đọc văn bản)."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the file name endings that this reader takes, with the dot, in lower case."""
        ...

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path`` or raise UnreadableDocument."""
        ...


def refusal(path: Path, reason: str, advice: str) -> UnreadableDocument:
    """Return the error that names the file, says why it cannot be read, and what to do next."""
    return UnreadableDocument(f"Không đọc được tệp {path}: {reason}.", advice)


def bytes_of(path: Path) -> bytes:
    """Return the bytes of ``path``; a missing, unreadable, empty or too large file is an UnreadableDocument."""
    try:
        with path.open("rb") as file:
            original = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise UnreadableDocument(f"Không tìm thấy tệp {path}.", "Kiểm tra lại đường dẫn.") from error
    except IsADirectoryError as error:
        raise UnreadableDocument(f"{path} là thư mục, không phải tệp.", "Chọn từng tệp trong thư mục.") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(f"Không mở được tệp {path}: {reason}.", "Kiểm tra quyền đọc tệp.") from error
    if len(original) > LARGEST_FILE:
        raise refusal(
            path,
            f"tệp nặng {path.stat().st_size / _MEGABYTE:.0f} MB, quá mức {LARGEST_FILE // _MEGABYTE} MB",
            "Tách tệp thành nhiều phần, hoặc lưu lại bản không kèm ảnh, rồi nạp lại.",
        )
    if not original.strip():
        raise UnreadableDocument(f"Tệp {path} trống.", "Kiểm tra lại tệp gốc rồi nạp lại.")
    return original
