"""Mend slips of the hand in a question: two letters swapped, a letter doubled (gõ nhầm).

Only a word that official Vietnamese does not know is touched, and only into one that it knows.
"""

from functools import lru_cache

from knowledge.vocabulary.abbreviations import abbreviations, fillers
from knowledge.vocabulary.lexicon import is_word, rarity

_SHORTEST = 2
_LONGEST = 9


def mended(word: str, before: str, after: str) -> str:
    """Return ``word``, or the known word of which it is most likely a slip.

    Args:
        word: a folded syllable.
        before: the syllable before it, or an empty string.
        after: the syllable after it, or an empty string.
    """
    if not _may_be_slip(word):
        return word
    candidates = _candidates(word)
    if not candidates:
        return word
    return min(candidates, key=lambda c: (-_company(c, before, after), rarity(c), c))


def _may_be_slip(word: str) -> bool:
    return (
        word.isalpha()
        and _SHORTEST <= len(word) <= _LONGEST
        and not is_word(word)
        and word not in abbreviations()
        and word not in fillers()
    )


@lru_cache(maxsize=4096)
def _candidates(word: str) -> tuple[str, ...]:
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    single = {word[:i] + word[i + 1 :] for i in range(len(word) - 1) if word[i] == word[i + 1]}
    twice = {s[:i] + s[i + 1 :] for s in single for i in range(len(s) - 1) if s[i] == s[i + 1]}
    both = {s[:i] + s[i + 1] + s[i] + s[i + 2 :] for s in single for i in range(len(s) - 1)}
    near = tuple(sorted(c for c in swapped | single if is_word(c)))
    return near or tuple(sorted(c for c in twice | both if is_word(c)))


def _company(word: str, before: str, after: str) -> int:
    return (bool(before) and is_word(f"{before}_{word}")) + (bool(after) and is_word(f"{word}_{after}"))
