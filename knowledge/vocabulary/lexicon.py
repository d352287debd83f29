"""How common folded words are in official Vietnamese, and where one word ends and the next begins.

``data/lexicon.tsv`` is made by ``training/lexicon.py``; it holds syllables and two-syllable words (từ ghép).
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from knowledge.data import data_text

_RAREST = 0.5  # passages per million for a word that the lexicon has never seen


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, int]:
    rows = (line.split("\t") for line in data_text("lexicon.tsv").splitlines() if not line.startswith("#"))
    return {word: int(count) for word, count in rows}


def is_word(folded_word: str) -> bool:
    """Say whether the lexicon holds the folded syllable or ``a_b`` pair."""
    return folded_word in _frequencies()


def rarity(folded_word: str) -> float:
    """Return how much a folded word tells, in 0..1: 0 for one that stands everywhere, near 1 for a rare one."""
    return math.log(1_000_000 / max(_frequencies().get(folded_word, 0), _RAREST)) / math.log(1_000_000 / _RAREST)


def _cohesion(left: str, right: str) -> float:
    """Return how much joining two syllables gains over leaving them apart; 0 where they are no word."""
    frequencies = _frequencies()
    together = frequencies.get(f"{left}_{right}")
    if together is None:
        return 0.0
    apart = min(frequencies.get(left, 1), frequencies.get(right, 1))
    return 0.2 + together / max(apart, together)


def segmented(words: Sequence[str]) -> list[tuple[int, int]]:
    """Cut a run of folded syllables into words of one or two, as index ranges, by greatest total cohesion."""
    best: list[float] = [0.0] * (len(words) + 1)
    step: list[int] = [1] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        best[end], step[end] = best[end - 1], 1
        if end >= 2:
            joined = best[end - 2] + _cohesion(words[end - 2], words[end - 1])
            if joined > best[end]:
                best[end], step[end] = joined, 2
    ranges: list[tuple[int, int]] = []
    end = len(words)
    while end:
        ranges.append((end - step[end], end))
        end -= step[end]
    return ranges[::-1]
