"""Rank the sentences of candidate passages for a question: how much of the question does each one support?"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.text import Span
from retriever.fitness import fitness
from retriever.reading import Passage, Reading, Sentence
from retriever.understanding import Focus, Question
from retriever.understanding.units import Unit
from retriever.weights import SCATTERED, SYNONYM, Asked, presence

# What finding a unit is worth by where it stands, relative to the sentence itself.
_IN_HEADING, _IN_LEAD, _IN_PASSAGE, _IN_NAMING = 0.9, 0.85, 0.5, 0.6
_ORDINAL_WEIGHT = 0.6
_NAMED_HEADING = 0.8  # support of what stands under a heading that the question names whole
_HEAD_NOUN_MISSING = 0.6
_FEW, _ONLY_SYLLABLES = 4, 0.7  # a short question met by single syllables alone is hardly met
_FIT_WORTH = {Focus.TASK: 0.45, Focus.AGENT: 0.35}
_USUAL_FIT_WORTH = 0.25
_COMFORTABLE_LENGTH = 260
_WORTH_A_LOOK = 0.3  # of support by its surroundings alone


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


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a passage gives to each of its sentences: how far headings, passage and document carry each unit."""

    asked: Asked
    reading: Reading
    passage: Passage
    around: tuple[float, ...]
    by_heading: float
    heading_is_named: bool
    heading_is_meant: bool


def rank(asked: Asked, reading: Reading, passages: Iterable[Passage]) -> list[Evidence]:
    """Return the sentences of ``passages`` that carry anything of the question, best first."""
    found = []
    for passage in passages:
        if not _periods_agree(asked.question, passage):
            continue
        surroundings = _surroundings(asked, reading, passage)
        lead: Sentence | None = None
        for sentence in passage.sentences:
            if not _ordinals_agree(asked.question, sentence, passage):
                continue
            evidence = _evidence(surroundings, sentence, lead)
            if evidence.own > 0 or evidence.support > _WORTH_A_LOOK:
                found.append(evidence)
            if sentence.introduces:
                lead = sentence
    return sorted(found, key=lambda e: (-e.score, e.span))


def _surroundings(asked: Asked, reading: Reading, passage: Passage) -> _Surroundings:
    around = tuple(
        max(
            _IN_HEADING * presence(unit, passage.heading),
            _IN_PASSAGE * presence(unit, passage.line),
            _IN_NAMING * presence(unit, reading.naming),
        )
        for unit, _ in asked.weighted
    )
    by_heading = sum(w * presence(u, passage.nearest_heading) for u, w in asked.weighted) / asked.total
    name = passage.heading_name
    is_named = name.count(" ") > 2 and name in f" {asked.question.line} " and name not in reading.naming
    return _Surroundings(asked, reading, passage, around, by_heading, is_named, _is_meant(asked, reading, name))


def _is_meant(asked: Asked, reading: Reading, name: str) -> bool:
    """Say whether a question asks for what a heading names and for nothing else ("mục đích của kế hoạch …")."""
    telling = [u for u, _ in asked.weighted if presence(u, reading.naming) < SYNONYM]
    words = sum(len(u.asked) for u in telling)
    return bool(telling) and all(presence(u, name) == 1.0 for u in telling) and len(name.split()) <= words + 1


def _evidence(near: _Surroundings, sentence: Sentence, lead: Sentence | None) -> Evidence:
    asked, passage = near.asked, near.passage
    fit = _fit(near, sentence)
    met = _ORDINAL_WEIGHT * _ordinals_met(asked.question, sentence, passage)
    own = support = met
    missing = []
    for (unit, weight), around in zip(asked.weighted, near.around, strict=True):
        here = presence(unit, sentence.line)
        if unit.first in asked.question.focus_words and unit.last in asked.question.focus_words:
            here = max(here, 0.9 * fit)
        above = _IN_LEAD * presence(unit, lead.line) if lead else 0.0
        own += weight * here
        support += weight * max(here, above, around)
        if max(here, above, around) < _IN_PASSAGE:
            missing.append(unit)
    total = asked.total + (_ORDINAL_WEIGHT if asked.question.ordinals else 0.0)
    own, support, by_heading = own / total, support / total, near.by_heading
    if near.heading_is_meant:
        support = by_heading = 1.0
    elif near.heading_is_named:
        support, by_heading = max(support, _NAMED_HEADING), max(by_heading, own)
    if all(u.asked[0].isdigit() or u in missing for u, _ in asked.weighted):
        support = 0.0  # a shared number alone is no evidence
    elif len(asked.weighted) <= _FEW and all(len(u.asked) == 1 or u in missing for u, _ in asked.weighted):
        support *= _ONLY_SYLLABLES
    if not _head_noun_is_there(asked.question, passage, sentence, lead):
        support *= _HEAD_NOUN_MISSING
    score = (
        support
        + 0.35 * max(own, 0.9 * by_heading)
        + _FIT_WORTH.get(asked.focus, _USUAL_FIT_WORTH) * (fit - 0.5)
        + 0.15 * _adjacency(asked.question, sentence)
        - 0.06 * max(0.0, math.log(len(sentence.span) / _COMFORTABLE_LENGTH))
    )
    return Evidence(near.reading, passage, sentence, support, own, by_heading, fit, score, tuple(missing))


def _fit(near: _Surroundings, sentence: Sentence) -> float:
    """Return how well a sentence holds the kind of thing wanted; a doubted one fits a question about oddities."""
    asked, version = near.asked, near.reading.version
    if asked.focus is Focus.ODDITY and any(a.span.overlaps(sentence.span) for a in version.anomalies):
        return 1.0
    text = sentence.span.of(version.text)
    return fitness(asked.question, asked.focus, text, asked.reference, near.passage.chunk.heading_path)


def _head_noun_is_there(question: Question, passage: Passage, sentence: Sentence, lead: Sentence | None) -> bool:
    """Say whether what is asked for by its kind ("những huyện nào") is spoken of at all in the words around."""
    around = sentence.line + passage.heading + (lead.line if lead else "")
    return all(presence(u, around) > SCATTERED for u in question.head_nouns)


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
