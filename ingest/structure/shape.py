"""The shape of a line: may it be a heading (hình thức đề mục)?"""

import re

_TERMINAL = re.compile(r"[.;,!?…][”\"’)]*$")
_TITLE_LIMIT = 250


def is_title_like(text: str) -> bool:
    """Say whether ``text`` may be a heading by its shape alone: short, and no sentence end."""
    return len(text) <= _TITLE_LIMIT and not _TERMINAL.search(text)
