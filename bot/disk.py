"""Refuse to write where the disk is about to fill: a half-written home helps nobody (đĩa sắp đầy)."""

from collections.abc import Iterable
from pathlib import Path

from knowledge.errors import HomeError

_RESERVE = 64 * 1024 * 1024  # bytes that must stay free
_GROWTH = 4  # what a file takes in the home: its bytes, its text, its passages, its index


def require_space(free: int, files: Iterable[Path], home: Path) -> None:
    """Check that files fit into a home before anything of them is stored.

    Args:
        free: bytes free on the disk of the home.
        files: about to be ingested.
        home: its folder, for the message.

    Raises:
        HomeError: they do not fit; nothing was stored.
    """
    needed = _RESERVE + _GROWTH * sum(f.stat().st_size for f in files if f.is_file())
    if free < needed:
        raise HomeError(
            f"Ổ đĩa của kho {home} chỉ còn {free // 1_000_000} MB, cần khoảng {needed // 1_000_000} MB; chưa nạp gì.",
            "Hãy giải phóng dung lượng, hoặc đặt kho ở ổ khác bằng --home.",
        )
