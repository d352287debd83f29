"""Words, numbers and marks of a text, as the grammar of time expressions reads them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import Span, folded

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
DIACRITIC = re.compile(r"[à-ỹÀ-ỸđĐ]")


plain = lru_cache(maxsize=1024)(folded)
_words_of = lru_cache(maxsize=1024)(str.split)


@lru_cache(maxsize=2048)
def _all_plain(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, words))


@lru_cache(maxsize=256)
def _by_first_word(phrases: tuple[str, ...], is_plain: bool) -> dict[str, list[str]]:
    """Return the phrases, in their order, by the word that each begins with."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        word = _words_of(phrase)[0]
        for key in {word, plain(word)} if is_plain else {word}:
            found.setdefault(key, []).append(phrase)
    return found


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters, a run of digits, or one mark."""

    text: str  # in small letters
    span: Span

    @property
    def is_number(self) -> bool:
        """Say whether this is a run of digits."""
        return self.text.isascii() and self.text.isdecimal()

    @property
    def is_word(self) -> bool:
        """Say whether this is a run of letters."""
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a text; where it bears no diacritics at all, words match without them too.

    Two of them are never equal, so that what was read at a position may be kept by the tokens it was read from.
    """

    text: str
    items: tuple[Token, ...]
    is_plain: bool

    @classmethod
    def of(cls, text: str) -> "Tokens":
        """Cut ``text`` into tokens."""
        items = tuple(Token(m.group().lower(), Span(*m.span())) for m in _TOKEN.finditer(text))
        return cls(text, items, DIACRITIC.search(text) is None)

    def __len__(self) -> int:
        return len(self.items)

    def word(self, at: int, *words: str) -> bool:
        """Say whether the token at ``at`` is one of ``words``."""
        if not 0 <= at < len(self.items):
            return False
        text = self.items[at].text
        return text in words or (self.is_plain and text in _all_plain(words))

    def phrase(self, at: int, phrase: str) -> int | None:
        """Return the position after ``phrase`` where it begins at ``at``, else None."""
        words = _words_of(phrase)
        for offset, word in enumerate(words):
            if not self.word(at + offset, word):
                return None
        return at + len(words)

    def one_of(self, at: int, phrases: tuple[str, ...]) -> tuple[str, int] | None:
        """Return the first of ``phrases`` that begins at ``at``, with the position after it."""
        if not 0 <= at < len(self.items):
            return None
        for phrase in _by_first_word(phrases, self.is_plain).get(self.items[at].text, ()):
            if end := self.phrase(at, phrase):
                return phrase, end
        return None

    def number(self, at: int, low: int = 0, high: int = 9999, *, digits: int = 4) -> int | None:
        """Return the number at ``at`` where it is within bounds and not longer than ``digits``."""
        if not 0 <= at < len(self.items) or not self.items[at].is_number or len(self.items[at].text) > digits:
            return None
        value = int(self.items[at].text)
        return value if low <= value <= high else None

    def year(self, at: int) -> int | None:
        """Return the year written with four digits at ``at``."""
        return self.number(at, 1000, 2999) if 0 <= at < len(self.items) and len(self.items[at].text) == 4 else None

    def glued(self, at: int) -> bool:
        """Say whether no blank stands between the token at ``at`` and the one before it."""
        return 0 < at < len(self.items) and self.items[at - 1].span.end == self.items[at].span.start

    def span(self, start: int, end: int) -> Span:
        """Return the place of the tokens from ``start`` up to ``end``."""
        return Span(self.items[start].span.start, self.items[end - 1].span.end)
