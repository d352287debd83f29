"""Two people stand behind a version of criteria: is the second one somebody else (người duyệt khác người nhập)?"""

import re

from knowledge.errors import UsageError
from knowledge.text import normalised, squeezed, syllables

_ADDRESS = frozenset({("ong",), ("ba",), ("anh",), ("chi",), ("co",), ("chu",), ("dong", "chi"), ("d", "c")})
_AFTER_NAME = re.compile(r"[,(;/–—-]")  # a unit or an office may follow the name
_LEAST_WORDS = 2
_LONGEST = 200


def full_name(written: str) -> str:
    """Return a name as it is kept.

    Raises:
        UsageError: it is no full name, so that nobody could be asked later.
    """
    name = squeezed(normalised(written))
    if len(_name_and_rest(name)[0]) < _LEAST_WORDS or len(name) > _LONGEST:
        raise UsageError(f"--by “{name[:40]}” chưa phải họ và tên.", "Ví dụ: --by “Nguyễn Văn A”")
    return name


def same_name(one: str, other: str) -> bool:
    """Say whether two names may be of one person: compared without case, diacritics, blanks and words of address.

    What follows a name (a unit, an office) tells two people apart only where both have it.
    """
    (mine, my_place), (theirs, their_place) = _name_and_rest(one), _name_and_rest(other)
    return "".join(mine) == "".join(theirs) and (not my_place or not their_place or my_place == their_place)


def _name_and_rest(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    head, *tail = _AFTER_NAME.split(written.strip().replace("đ/c", "").replace("Đ/c", ""), maxsplit=1)
    words = tuple(syllables(head))
    for length in (2, 1):
        if words[:length] in _ADDRESS and len(words) >= length + _LEAST_WORDS:
            words = words[length:]
            break
    return words, tuple(syllables(tail[0])) if tail else ()
