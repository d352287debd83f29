"""Cut the words of a question into units of meaning: set phrases, words of the lexicon, and what falls silent."""

import re
from collections.abc import Set
from dataclasses import dataclass

from knowledge.citations import NumberMention
from knowledge.text import Span
from knowledge.vocabulary.abbreviations import accented_fillers, grammar_words
from knowledge.vocabulary.frames import vague_kinds
from knowledge.vocabulary.lexicon import segmented
from knowledge.vocabulary.synonyms import synonym_classes
from retriever.understanding.focus import asking_spans
from retriever.understanding.numbered import BOTH, ORDINAL
from retriever.understanding.tokens import Opening, Phrase, Token

_LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of meaning (đơn vị nghĩa): one word or set phrase, and the other ways to say it.

    ``alternatives`` are folded phrases, the first as asked; ``first`` and ``last`` are word indexes.
    """

    alternatives: tuple[Phrase, ...]
    first: int
    last: int

    @property
    def asked(self) -> Phrase:
        """Return the phrase as asked."""
        return self.alternatives[0]

    @property
    def indexes(self) -> range:
        """Return the indexes of its words."""
        return range(self.first, self.last + 1)

    def is_within(self, words: Set[int]) -> bool:
        """Say whether all its words are among those with these indexes."""
        return all(i in words for i in self.indexes)


_KIND_ASKED = re.compile(r"\b(?:nhung|cac) (?P<kind>\w+(?: \w+)?) (?:nao|gi)\b|\b(?P<single>\w+ \w+) nao\b")


def head_nouns(opening: Opening, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return the units that name the kind of thing asked for; kinds that anything is ("nội dung") do not count."""
    found: list[Unit] = []
    for match in _KIND_ASKED.finditer(opening.line):
        kind = match["kind"] or match["single"]
        if kind in vague_kinds() or kind.split()[-1] in vague_kinds():
            continue
        indexes = set(opening.word_range(Span(*match.span("kind" if match["kind"] else "single"))))
        found += [u for u in units if u.is_within(indexes) and u.last == max(indexes)]
    return tuple(found)


def silent_words(opening: Opening, tokens: list[Token], numbers: tuple[NumberMention, ...]) -> set[int]:
    """Return the indexes of words that ask, number documents or name years, and so are no content."""
    silent: set[int] = set()
    for span in (
        *asking_spans(opening.line),
        *(Span(*m.span("value")) for m in ORDINAL.finditer(opening.line)),
    ):
        silent.update(opening.word_range(span))
    for match in BOTH.finditer(opening.line):
        silent.update(opening.word_range(Span(match.start(), match.start("unit") - 1)))
    for match in re.finditer(r"\b(?:nam )?(?:19|20)\d\d\b", opening.line):
        silent.update(opening.word_range(Span(*match.span())))
    accented = any(t.typed != t.text for t in tokens)
    for index, word in enumerate(opening.words):
        token = tokens[word.token]
        grammar = token.typed in accented_fillers() if accented else word.text in grammar_words()
        if grammar and token.text == word.text or any(n.span.overlaps(token.span) for n in numbers):
            silent.add(index)
    return silent


def cut_units(opening: Opening, silent: set[int], unaccented: frozenset[str]) -> list[Unit]:
    """Cut the opened words into units: set phrases first, then words of the lexicon; fillers fall out last.

    A filler may be half of a word once folded ("hộ" and "hồ sơ"), so words are cut before fillers fall;
    ``unaccented`` holds the folded fillers where the question was typed without diacritics.
    """
    words = [w.text for w in opening.words]
    units: list[Unit] = []
    run: list[int] = []
    index = 0
    while index < len(words):
        length = 0 if index in silent else _phrase_length(words, index, silent)
        if length == 0 and index not in silent:
            run.append(index)
        else:
            units += _plain_units(words, run)
            run = []
        if length:
            phrase = tuple(words[index : index + length])
            units.append(Unit(synonym_classes()[phrase], index, index + length - 1))
        index += max(1, length)
    units += _plain_units(words, run)
    return _with_other_meanings([u for u in units if not (u.first == u.last and u.asked[0] in unaccented)], opening)


def _phrase_length(words: list[str], start: int, silent: set[int]) -> int:
    for length in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
        if any(i in silent for i in range(start, start + length)):
            continue
        if tuple(words[start : start + length]) in synonym_classes():
            return length
    return 0


def _plain_units(words: list[str], run: list[int]) -> list[Unit]:
    return [
        Unit((tuple(words[i] for i in run[a:b]),), run[a], run[b - 1]) for a, b in segmented([words[i] for i in run])
    ]


def _with_other_meanings(units: list[Unit], opening: Opening) -> list[Unit]:
    """Give each unit that came from an ambiguous short form its other meanings too."""
    merged = list(units)
    for token, meanings in opening.other_meanings:
        indexes = {i for i, w in enumerate(opening.words) if w.token == token}
        for position, unit in enumerate(merged):
            if not indexes.isdisjoint(unit.indexes):
                extra = tuple(m for m in meanings if m not in unit.alternatives)
                merged[position] = Unit((*unit.alternatives, *extra), unit.first, unit.last)
                break
    return merged
