"""Which of several dates or numbers in a sentence belongs to what was asked: the one nearest to its words."""

import re
from collections.abc import Sequence
from typing import TypeVar

from knowledge.text import Span, folded_in_place
from retriever.understanding.units import Unit

T = TypeVar("T")
_REACH = 40  # characters at which nearness has fallen to a half
_SEMICOLON, _COMMA = 70, 20  # characters that a mark of punctuation between counts for
_TIE = 0.97


def nearest(candidates: Sequence[tuple[Span, T]], units: Sequence[Unit], text: str) -> T | None:
    """Return the value whose place is nearest to the units in ``text``; None where two are as near.

    Args:
        candidates: places in ``text`` with their values.
        units: the units of the question.
        text: one sentence.
    """
    if len(candidates) <= 1:
        return candidates[0][1] if candidates else None
    places = [found for unit in units if (found := _places(unit, text))]
    scored = sorted(((_score(span, places, text), i) for i, (span, _) in enumerate(candidates)), reverse=True)
    (best, first), (second, other) = scored[0], scored[1]
    if second >= _TIE * best and candidates[first][1] != candidates[other][1]:
        return None
    return candidates[first][1]


def _places(unit: Unit, text: str) -> list[Span]:
    line = folded_in_place(text)
    found: list[Span] = []
    for phrase in unit.alternatives:
        pattern = r"(?<!\w)0*" + r"[\W_]+".join(map(re.escape, phrase)) + r"(?!\w)"
        found += [Span(*m.span()) for m in re.finditer(pattern, line)]
        if found:
            break
    return found


def _score(span: Span, places: Sequence[Sequence[Span]], text: str) -> float:
    return sum(max(len(p) / (1 + _distance(span, p, text) / _REACH) for p in found) for found in places)


def _distance(one: Span, other: Span, text: str) -> float:
    if one.overlaps(other):
        return 0.0
    gap = text[min(one.end, other.end) : max(one.start, other.start)]
    return len(gap) + _SEMICOLON * gap.count(";") + _COMMA * gap.count(",")
