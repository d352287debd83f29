"""Names of files that people send, made harmless (tên tệp an toàn)."""

import re

from knowledge.text import normalised, squeezed

_UNSAFE = re.compile(r"[^\w.() -]+")
_LONGEST = 120


def safe_name(name: str) -> str:
    """Return the last part of a file's name without what a folder could stumble over."""
    last = normalised(name).replace("\\", "/").rsplit("/", 1)[-1]
    return squeezed(_UNSAFE.sub("_", last)).lstrip(".")[-_LONGEST:].lstrip(" .") or "van-ban"
