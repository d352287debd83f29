"""The words that tell a duty (``knowledge/data/obligations.yaml``), as patterns over a sentence in its own letters."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from knowledge.data import load_yaml

_FILE = "obligations.yaml"


def words(*names: str) -> list[str]:
    """Return the words of the lists ``names``, the longest first."""
    data = load_yaml(_FILE)
    return sorted({str(word) for name in names for word in data.get(name, ())}, key=len, reverse=True)


def _bounded(found: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)"


@lru_cache(maxsize=64)
def any_of(*names: str) -> re.Pattern[str]:
    """Return a pattern that finds a word of the lists ``names`` in a text in small letters."""
    return re.compile(_bounded(words(*names)))


@lru_cache(maxsize=16)
def begins(*names: str) -> re.Pattern[str]:
    """Return a pattern for a text that begins with a word of the lists, whatever marks stand before it."""
    return re.compile(rf"[\W_]*{_bounded(words(*names))}")


@lru_cache(maxsize=16)
def ends(*names: str) -> re.Pattern[str]:
    """Return a pattern for a text that ends with a word of the lists, a colon or bracket after it or not."""
    return re.compile(rf"{_bounded(words(*names))}[\s:(]*$")


_DEEDS = ("handing_in", "reporting", "finishing", "receiving", "doing")


def deeds(text: str, *names: str) -> Iterator[re.Match[str]]:
    """Yield the deeds of a text in its own letters: in small letters, with a capital at the very start.

    So "Phòng Tổ chức - Hành chính" holds no deed, nor does "quá trình", where a syllable of another word looks like
    one. Without ``names`` every kind of deed counts.
    """
    return (match for match in _deed(*(names or _DEEDS)).finditer(text) if match["other"] is None)


def first_deed(text: str, *names: str) -> re.Match[str] | None:
    """Return the first deed of a text, as :func:`deeds` finds them."""
    return next(deeds(text, *names), None)


@lru_cache(maxsize=16)
def _deed(*names: str) -> re.Pattern[str]:
    found = words(*names)
    if not found:
        return re.compile(r"(?P<other>(?!))")
    others = "|".join(re.escape(w) for w in words("other_words") if w not in found)
    small = "|".join(map(re.escape, found))
    capital = "|".join(re.escape(word[:1].upper() + word[1:]) for word in found)
    return re.compile(rf"(?<!\w)(?P<other>(?i:{others})(?!\w))|(?<!\w)(?:{small})(?!\w)|\A[\W_\d]*(?:{capital})(?!\w)")


def lowered(text: str) -> str:
    """Return ``text`` in small letters; every letter stays at its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def has(text: str, *names: str) -> bool:
    """Say whether a text in small letters has a word of the lists."""
    return any_of(*names).search(text) is not None
