r"""Vietnamese text: one normal form, folding, syllables, and views with an offset map.

The *stored text* of a document is NFC with ``\n`` line ends; every offset in tdkt is a code point of it.
*Folding* (bỏ dấu) removes tone and vowel marks, đ and case, so that "Thời hạn", "thoi han" and an NFD
"Thời hạn" meet; "hoà" and "hòa" fold alike by themselves.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SYLLABLE = re.compile(r"[a-z0-9]+")
_SPACES = re.compile(r"\s+")
# The wrong D's that Vietnamese keyboards and fonts leave behind: Ð (eth) and Ɖ look like Đ.
_LOOKALIKES = {
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "ɖ": "d",
    "Ɖ": "d",
    "–": "-",
    "—": "-",
    "‑": "-",
    "\u00a0": " ",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``start`` included and ``end`` not."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Say whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> "Span":
        """Return the span moved by ``by`` code points."""
        return Span(self.start + by, self.end + by)


def normalised(raw: str) -> str:
    r"""Return ``raw`` as stored text: NFC, ``\n`` line ends, no byte order mark; nothing else changes."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    base = [c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)]
    return "".join(_LOOKALIKES.get(c, c) for c in base).lower()


def folded(text: str) -> str:
    """Return ``text`` without diacritics and in lower case (bỏ dấu, chữ thường)."""
    return "".join(map(_folded_character, text))


def folded_in_place(text: str) -> str:
    """Fold without moving anything: the result has the length of ``text``, so spans carry over.

    A character that folds to nothing or to several becomes a blank or its first letter.
    """
    return "".join((_folded_character(c) or " ")[0] for c in text)


def syllables(text: str) -> list[str]:
    """Return the folded syllables and numbers of ``text`` in order."""
    return SYLLABLE.findall(folded(text))


def pairs(words: Sequence[str]) -> list[str]:
    """Return the adjacent pairs of ``words``, each joined by an underscore."""
    return [f"{a}_{b}" for a, b in zip(words, words[1:], strict=False)]


def squeezed(text: str) -> str:
    """Collapse white space to single blanks, for display and comparison only."""
    return _SPACES.sub(" ", text).strip()


def trimmed(text: str, span: Span) -> Span:
    """Return ``span`` without the white space at its two ends."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.end - (len(piece) - len(piece.rstrip()))))


def lines(text: str) -> Iterator[Span]:
    """Yield the span of every line, without its line end."""
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


@dataclass(frozen=True, slots=True)
class View:
    """A cleaned reading of a stored text, with the way back.

    ``starts[i]`` is the offset in ``text`` where the i-th kept piece begins and ``origins[i]`` where it
    stands in the stored text. A view only leaves out or replaces by one blank; it never adds words.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    @classmethod
    def of_pieces(cls, stored: str, pieces: Iterable[tuple[Span, str | None]]) -> "View":
        """Build a view from pieces of ``stored`` in order; a text given with a piece stands in its place."""
        parts: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        length = 0
        for span, replacement in pieces:
            part = span.of(stored) if replacement is None else replacement
            if not part:
                continue
            parts.append(part)
            starts.append(length)
            origins.append(span.start)
            length += len(part)
        return cls("".join(parts), tuple(starts), tuple(origins))

    @classmethod
    def whole(cls, stored: str) -> "View":
        """Return the view that leaves everything as it is."""
        return cls(stored, (0,), (0,))

    def _origin(self, offset: int) -> int:
        index = max(0, bisect_right(self.starts, offset) - 1)
        return self.origins[index] + offset - self.starts[index]

    def to_stored(self, span: Span) -> Span:
        """Return where ``span`` of the view stands in the stored text."""
        if not self.starts or len(span) == 0:
            start = self._origin(span.start) if self.starts else 0
            return Span(start, start)
        return Span(self._origin(span.start), self._origin(span.end - 1) + 1)
