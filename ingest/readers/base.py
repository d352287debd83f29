"""What every reader gives: the stored text of a file, and the bytes that it came from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.errors import UnreadableDocument


@dataclass(frozen=True, slots=True)
class ReadText:
    """The stored text (văn bản lưu) of a file: NFC, LF line ends, nothing else changed."""

    text: str
    original: bytes
    media_type: str


class Reader(Protocol):
    """Turns files of some kinds into stored text (bộ đọc văn bản)."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the file name endings that this reader takes, with the dot, in lower case."""
        ...

    def read(self, path: Path) -> ReadText:
        """Return the text of ``path`` or raise UnreadableDocument."""
        ...


def bytes_of(path: Path) -> bytes:
    """Return the bytes of ``path``; a missing, unreadable or empty file is an UnreadableDocument."""
    try:
        original = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableDocument(f"Không tìm thấy tệp {path}.", "Kiểm tra lại đường dẫn.") from error
    except IsADirectoryError as error:
        raise UnreadableDocument(f"{path} là thư mục, không phải tệp.", "Chọn từng tệp trong thư mục.") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableDocument(f"Không mở được tệp {path}: {reason}.", "Kiểm tra quyền đọc tệp.") from error
    if not original.strip():
        raise UnreadableDocument(f"Tệp {path} trống.", "Kiểm tra lại tệp gốc rồi nạp lại.")
    return original
