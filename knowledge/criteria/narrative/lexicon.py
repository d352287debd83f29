"""The words in which achievements are told, found however they are spaced, accented or mistyped."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.criteria.titles import award_codes
from knowledge.data import load_yaml
from knowledge.text import syllables

LONGEST = 10  # words of a phrase
_CAREFUL = 6  # letters up to which "có số" must not be taken for "cơ sở"
_LEAST_FOR_TYPO = 8  # letters from which a slip of one letter leaves no doubt
_LEAST_FOR_SWAP = 5


@dataclass(frozen=True, slots=True)
class Word:
    """What a phrase is: its kind of mark and its value."""

    mark: str
    value: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their letters without blanks and diacritics.

    Attributes:
        words: what each means.
        spellings: the letters with their marks, of those short enough to be mistaken.
        slips: one letter left out -> the phrase, where there is one only.
        swaps: two letters exchanged -> the phrase.
    """

    words: Mapping[str, Word]
    spellings: Mapping[str, frozenset[str]]
    slips: Mapping[str, str]
    swaps: Mapping[str, str]

    def find(self, key: str, written: str) -> Word | None:
        """Return what a window of the text means.

        Args:
            key: its letters and digits, folded and joined.
            written: the window as typed.
        """
        word = self.words.get(key)
        if word is None or len(key) > _CAREFUL or written.isascii():
            return word
        return word if letters(written) in self.spellings[key] else None

    def mistyped(self, key: str) -> Word | None:
        """Return what a window means that is one slip away from a phrase; None where that is not certain."""
        if len(key) < _LEAST_FOR_SWAP or any(c.isdigit() for c in key):
            return None
        found = self.swaps.get(key)
        if found is None and len(key) >= _LEAST_FOR_TYPO - 1:
            found = self.slips.get(key) or self._slipped(key)
        return self.words[found] if found else None

    def _slipped(self, key: str) -> str | None:
        for left in _shorter(key):
            if left in self.words and len(left) >= _LEAST_FOR_TYPO:
                return left
            found = self.slips.get(left)
            if found and len(found) == len(key) and found[0] == key[0]:
                return found
        return None


def joined(text: str) -> str:
    """Return the letters and digits of a text, folded and without blanks."""
    return "".join(syllables(text))


def letters(text: str) -> str:
    """Return the letters of a text with their marks in one order, so that "hoà" and "hòa" are the same."""
    small = unicodedata.normalize("NFD", text.lower())
    return "".join(sorted(c for c in small if c.isalnum() or unicodedata.combining(c)))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return all phrases: those of wording.yaml, and the names of titles and forms."""
    words: dict[str, Word] = {}
    spellings: dict[str, set[str]] = {}
    for phrase, word in _phrases():
        key = joined(phrase)
        words.setdefault(key, word)
        spellings.setdefault(key, set()).add(letters(phrase))
    slips: dict[str, str | None] = {}
    swaps: dict[str, str | None] = {}
    for key in words:
        if len(key) >= _LEAST_FOR_TYPO:
            for left in _shorter(key):
                slips[left] = key if slips.get(left, key) == key else None
        if len(key) >= _LEAST_FOR_SWAP:
            for place in range(len(key) - 1):
                other = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
                swaps[other] = key if swaps.get(other, key) == key else None
    return Lexicon(words, {k: frozenset(v) for k, v in spellings.items()}, _sure(slips, words), _sure(swaps, words))


@lru_cache(maxsize=1)
def between() -> frozenset[str]:
    """Return the words that may stand between a negation and what it negates."""
    return frozenset(load_yaml("criteria/wording.yaml")["between"])


@lru_cache(maxsize=1)
def numbers() -> Mapping[str, int]:
    """Return numbers written as words, folded."""
    return {joined(str(k)): int(v) for k, v in load_yaml("criteria/wording.yaml")["numbers"].items()}


def _phrases() -> Iterator[tuple[str, Word]]:
    for award in award_codes().values():
        for way in (award.code, award.name, *award.names):
            yield way, Word("award", award.code)
    for row in load_yaml("criteria/wording.yaml")["marks"]:
        for phrase in row["words"]:
            yield str(phrase), Word(row["mark"], str(row["value"]))


def _shorter(key: str) -> Iterator[str]:
    return (key[:place] + key[place + 1 :] for place in range(len(key)))


def _sure(found: Mapping[str, str | None], words: Mapping[str, Word]) -> dict[str, str]:
    return {other: key for other, key in found.items() if key and other not in words}
