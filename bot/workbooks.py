"""A workbook that somebody hands in: how large it may be, and what is told of one that cannot be opened."""

import zipfile
from io import BytesIO
from pathlib import Path

from knowledge.errors import UsageError

_MEGABYTE = 1024 * 1024
_LARGEST_FILE = 10 * _MEGABYTE
_LARGEST_UNPACKED = 100 * _MEGABYTE


def checked_content(path: Path, needed: str) -> bytes:
    """Return the bytes of a workbook that may be unpacked.

    Args:
        path: of the file.
        needed: what the list in it needs, told together with what is wrong.

    Raises:
        UsageError: the file is not there, too large, or no .xlsx.
    """
    if not path.is_file():
        raise UsageError(f"Không có tệp {path}.", "Hãy kiểm tra lại đường dẫn.")
    if path.stat().st_size > _LARGEST_FILE:
        raise UsageError(f"Tệp {path} lớn hơn {_LARGEST_FILE // _MEGABYTE} MB.", "Hãy tách thành nhiều tệp.")
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
    except OSError as error:
        raise UsageError(f"Không đọc được tệp {path} ({error.strerror}).") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged(path, needed) from error
    if unpacked > _LARGEST_UNPACKED:
        raise UsageError(
            f"Tệp {path} bung ra quá {_LARGEST_UNPACKED // _MEGABYTE} MB, có thể là tệp phá hoại.",
            "Hãy chép riêng danh sách sang một tệp mới.",
        )
    return content


def damaged(path: Path, needed: str) -> UsageError:
    """Return what is told of a file that is no workbook, or one that is broken."""
    return UsageError(
        f"Tệp {path} không phải bảng tính .xlsx, có mật khẩu hoặc bị hỏng.",
        f"Hãy mở bằng Excel, bỏ mật khẩu và lưu thành .xlsx. {needed}",
    )
