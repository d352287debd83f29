"""Rank the sentences of candidate passages for a question: how much of the question does each one support?"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.text import Span
from knowledge.vocabulary.lexicon import rarity
from retriever.fitness import fitness
from retriever.index import LexicalIndex
from retriever.catalogue import opened_words
from retriever.reading import Passage, Reading, Sentence, as_line
from retriever.understanding import Focus, Question
from retriever.understanding.question import Unit
from retriever.understanding.tokens import Phrase

# What finding a unit is worth by where it stands, relative to the sentence itself.
_IN_HEADING, _IN_LEAD, _IN_PASSAGE, _IN_NAMING = 0.9, 0.85, 0.5, 0.6
_SYNONYM, _SCATTERED = 0.85, 0.25
_NAMED_AGENCY_WEIGHT = 0.15
_ORDINAL_WEIGHT = 0.6
_NAMED_HEADING = 0.8  # support of what stands under a heading that the question names whole
_HEAD_NOUN_MISSING = 0.6
_NUMBERING = re.compile(r"^\W*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s*|^\W+")
_FIT_WORTH = {Focus.TASK: 0.45, Focus.AGENT: 0.35}
_SINGLE_SYLLABLE = 0.55  # folded, one syllable stands for many words
_COMFORTABLE_LENGTH = 260


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        support: share of the question's meaning that the sentence carries with its headings, 0..1.
        own: the same, by the sentence's own words only.
        by_heading: the same, by the heading right above it only.
        fit: how well it holds the kind of thing wanted, 0..1.
        score: what it is ranked by.
    """

    reading: Reading
    passage: Passage
    sentence: Sentence
    support: float
    own: float
    by_heading: float
    fit: float
    score: float
    missing: tuple[Unit, ...]

    @property
    def span(self) -> Span:
        """Return the place of the sentence in the stored text."""
        return self.sentence.span

    @property
    def text(self) -> str:
        """Return the sentence exactly as stored."""
        return self.sentence.span.of(self.reading.version.text)


def presence(unit: Unit, line: str) -> float:
    """Return how far a unit stands in a folded line: whole as asked, as a synonym, or in scattered syllables."""
    for position, phrase in enumerate(unit.alternatives):
        if f" {' '.join(phrase)} " in line:
            return 1.0 if position == 0 else _SYNONYM
    best = max((_scattered(p, line) for p in unit.alternatives), default=0.0)
    return _SCATTERED * best


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
        held = sum(presence(unit, p.line) >= _SYNONYM for p in reading.passages)
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
        named = all(i in naming_words for i in range(unit.first, unit.last + 1))
        if focus is Focus.IN_TIME and unit.asked[0].isdigit():
            continue  # the day on which the person would act, not one that the text names
        pairs.append((unit, weights[unit] * (_NAMED_AGENCY_WEIGHT if named else 1.0)))
    return Asked(question, focus, tuple(pairs), reference)


def rank(asked: Asked, reading: Reading, passages: Iterable[Passage]) -> list[Evidence]:
    """Return the sentences of ``passages`` that carry anything of the question, best first."""
    found = []
    for passage in passages:
        if not _periods_agree(asked.question, passage):
            continue
        context = [_context(unit, passage, reading) for unit, _ in asked.weighted]
        by_heading = _by_heading(asked, passage)
        lead: Sentence | None = None
        for sentence in passage.sentences:
            if not _ordinals_agree(asked.question, sentence, passage):
                continue
            evidence = _evidence(asked, reading, passage, sentence, lead, context, by_heading)
            if evidence.own > 0 or evidence.support > 0.3:
                found.append(evidence)
            if sentence.introduces:
                lead = sentence
    return sorted(found, key=lambda e: (-e.score, e.span))


def _context(unit: Unit, passage: Passage, reading: Reading) -> float:
    return max(
        _IN_HEADING * presence(unit, passage.heading),
        _IN_PASSAGE * presence(unit, passage.line),
        _IN_NAMING * presence(unit, reading.naming),
    )


def _heading_is_named(question: Question, passage: Passage, reading: Reading) -> bool:
    """Say whether the question names the nearest heading whole ("mục đích", "Phòng Kế hoạch - Tài chính")."""
    if not passage.chunk.heading_path:
        return False
    words = opened_words(_NUMBERING.sub("", passage.chunk.heading_path[-1]))
    phrase = f" {' '.join(words)} "
    return len(words) >= 2 and phrase in f" {question.line} " and phrase not in reading.naming


def _head_noun_is_there(question: Question, passage: Passage, sentence: Sentence, lead: Sentence | None) -> bool:
    """Say whether what is asked for by its kind ("những huyện nào") is spoken of at all in the words around."""
    around = sentence.line + passage.heading + (lead.line if lead else "")
    return all(presence(u, around) > _SCATTERED for u in question.head_nouns)


def _by_heading(asked: Asked, passage: Passage) -> float:
    """Return the share of the question that the nearest heading carries."""
    nearest = as_line(passage.chunk.heading_path[-1]) if passage.chunk.heading_path else ""
    return sum(w * presence(u, nearest) for u, w in asked.weighted) / asked.total


def _evidence(
    asked: Asked,
    reading: Reading,
    passage: Passage,
    sentence: Sentence,
    lead: Sentence | None,
    context: Sequence[float],
    by_heading: float,
) -> Evidence:
    fit = fitness(
        asked.question,
        asked.focus,
        sentence.span.of(reading.version.text),
        asked.reference,
        passage.chunk.heading_path,
    )
    own = support = _ORDINAL_WEIGHT * _ordinals_met(asked.question, sentence, passage)
    total = asked.total + (_ORDINAL_WEIGHT if asked.question.ordinals else 0.0)
    missing = []
    for (unit, weight), around in zip(asked.weighted, context, strict=True):
        here = presence(unit, sentence.line)
        if unit.first in asked.question.focus_words and unit.last in asked.question.focus_words:
            here = max(here, 0.9 * fit)
        above = _IN_LEAD * presence(unit, lead.line) if lead else 0.0
        own += weight * here
        support += weight * max(here, above, around)
        if max(here, above, around) < _IN_PASSAGE:
            missing.append(unit)
    own, support = own / total, support / total
    if _heading_is_named(asked.question, passage, reading):
        support, by_heading = max(support, _NAMED_HEADING), max(by_heading, own)
    if not _head_noun_is_there(asked.question, passage, sentence, lead):
        support *= _HEAD_NOUN_MISSING
    if asked.focus is Focus.ODDITY and any(a.span.overlaps(sentence.span) for a in reading.version.anomalies):
        fit = 1.0
    score = (
        support
        + 0.35 * max(own, 0.9 * by_heading)
        + _FIT_WORTH.get(asked.focus, 0.25) * (fit - 0.5)
        + 0.15 * _adjacency(asked.question, sentence)
    )
    score -= 0.06 * max(0.0, math.log(len(sentence.span) / _COMFORTABLE_LENGTH))
    return Evidence(reading, passage, sentence, support, own, by_heading, fit, score, tuple(missing))


def _adjacency(question: Question, sentence: Sentence) -> float:
    """Return the share of neighbouring words of the question that stand side by side in the sentence too."""
    neighbours = [f" {a} {b} " for a, b in zip(question.words, question.words[1:], strict=False)]
    return sum(n in sentence.line for n in neighbours) / len(neighbours) if neighbours else 0.0


def _periods_agree(question: Question, passage: Passage) -> bool:
    """Say whether a passage under a dated heading may speak of the part of the year that is asked about."""
    if question.period is None or passage.heading_period is None:
        return True
    return question.period[0] <= passage.heading_period[1] and passage.heading_period[0] <= question.period[1]


def _ordinals_agree(question: Question, sentence: Sentence, passage: Passage) -> bool:
    """Say whether nothing numbered in the sentence or above it speaks of another one than asked."""
    for unit, value in question.ordinals:
        here = {v for u, v in sentence.ordinals if u == unit} or {v for u, v in passage.heading_ordinals if u == unit}
        asked = {v for u, v in question.ordinals if u == unit}
        if here and value not in here and not (here & asked):
            return False
    return True


def _ordinals_met(question: Question, sentence: Sentence, passage: Passage) -> float:
    if not question.ordinals:
        return 0.0
    met = question.ordinals & (sentence.ordinals | passage.heading_ordinals)
    return len(met) / len(question.ordinals)
