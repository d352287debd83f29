"""What each unit of a question weighs, and how far it stands in a line of text."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.vocabulary.lexicon import rarity
from retriever.index import LexicalIndex
from retriever.reading import Reading
from retriever.understanding import Focus, Question
from retriever.understanding.tokens import Phrase
from retriever.understanding.units import Unit

SYNONYM, SCATTERED = 0.85, 0.25  # said in another way; only its syllables, apart
_NAMED_AGENCY_WEIGHT = 0.15
_SINGLE_SYLLABLE = 0.55  # folded, one syllable stands for many words


def presence(unit: Unit, line: str) -> float:
    """Return how far a unit stands in a folded line: whole as asked, as a synonym, or in scattered syllables."""
    for position, phrase in enumerate(unit.alternatives):
        if f" {' '.join(phrase)} " in line:
            return 1.0 if position == 0 else SYNONYM
    best = max((_scattered(p, line) for p in unit.alternatives), default=0.0)
    return SCATTERED * best


def _scattered(phrase: Phrase, line: str) -> float:
    if len(phrase) == 1:
        return 0.0
    return sum(f" {w} " in line for w in phrase) / len(phrase)


class Weights:
    """What each unit of a question tells, from official Vietnamese at large and from the passages searched."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index
        self._total = max(2, index.count())

    def in_home(self, unit: Unit) -> float:
        """Return the weight of a unit among all passages of the home, 0..1."""
        held = max(min(self._index.frequency(t) for t in _terms(p)) for p in unit.alternatives)
        return _weight(unit, held, self._total)

    def in_document(self, unit: Unit, reading: Reading) -> float:
        """Return the weight of a unit among the passages of one document, 0..1."""
        held = sum(presence(unit, p.line) >= SYNONYM for p in reading.passages)
        return _weight(unit, held, max(2, len(reading.passages)))


def _weight(unit: Unit, held: int, total: int) -> float:
    local = max(0.05, math.log((total + 1) / (held + 0.7)) / math.log((total + 1) / 0.7))
    single = all(len(p) == 1 for p in unit.alternatives) and unit.asked[0].isalpha()
    clarity = _SINGLE_SYLLABLE if single else 1.0
    return clarity * math.sqrt(_general(unit.asked) * local) + 0.05


def _terms(phrase: Phrase) -> list[str]:
    return [f"{a}_{b}" for a, b in zip(phrase, phrase[1:], strict=False)] or list(phrase)


def _general(phrase: Phrase) -> float:
    return 0.5 if phrase[0].isdigit() else max(rarity(t) for t in _terms(phrase))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question weighed for one document: units with their weights after what names the document."""

    question: Question
    focus: Focus
    weighted: tuple[tuple[Unit, float], ...]
    reference: date | None

    @property
    def total(self) -> float:
        """Return the sum of all weights."""
        return sum(w for _, w in self.weighted) or 1.0


def weighed(
    question: Question,
    focus: Focus,
    weights: Mapping[Unit, float],
    naming_words: frozenset[int],
    reference: date | None,
) -> Asked:
    """Return the question with the words that only name the document's agency made light."""
    pairs = []
    for unit in question.units:
        named = unit.is_within(naming_words)
        if focus is Focus.IN_TIME and unit.asked[0].isdigit():
            continue  # the day on which the person would act, not one that the text names
        pairs.append((unit, weights[unit] * (_NAMED_AGENCY_WEIGHT if named else 1.0)))
    return Asked(question, focus, tuple(pairs), reference)
