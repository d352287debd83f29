"""The words of a question: folded, with abbreviations opened, each with its way back to what was typed."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType

from knowledge.text import SYLLABLE, Span, folded_in_place
from knowledge.vocabulary.abbreviations import abbreviations, no_place
from knowledge.vocabulary.lexicon import is_word
from retriever.understanding.spelling import mended

Phrase = tuple[str, ...]
NO_NAMES: Mapping[str, Phrase] = MappingProxyType({})
_TOKEN = re.compile(r"[a-z0-9]+(?:\u2060+[a-z0-9]+)*|%")
_AMPERSAND = re.compile(r"(?<=[a-z])\s?&\s?(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded syllable, number or short form as typed; ``typed`` keeps the diacritics, in lower case."""

    text: str
    span: Span
    typed: str


@dataclass(frozen=True, slots=True)
class OpenedWord:
    """A folded syllable after abbreviations were opened; ``token`` is the index of the token it came from."""

    text: str
    token: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The words of a question, and the other meanings of those short forms that have several."""

    words: tuple[OpenedWord, ...]
    other_meanings: tuple[tuple[int, tuple[Phrase, ...]], ...]

    @property
    def line(self) -> str:
        """Return the opened words joined by blanks."""
        return " ".join(w.text for w in self.words)

    def word_range(self, line_span: Span) -> range:
        """Return the indexes of the words that a span of ``line`` touches."""
        starts = list(accumulate((len(w.text) + 1 for w in self.words), initial=0))
        first = max(0, bisect_right(starts, line_span.start) - 1)
        return range(first, min(len(self.words), bisect_left(starts, line_span.end)))


def without_leading_zeros(word: str) -> str:
    """Return a number without leading zeros ("04" is "4"); other words stay."""
    return word.lstrip("0") or "0" if word.isdigit() else word


def tokenise(question: str) -> list[Token]:
    """Return the folded syllables and numbers of a question with their places; slips of the hand are mended."""
    text = _AMPERSAND.sub(lambda m: "\u2060" * len(m.group(0)), folded_in_place(question))
    found = [
        Token(
            "".join(SYLLABLE.findall(m.group(0))) or m.group(0),
            Span(*m.span()),
            question[m.start() : m.end()].lower(),
        )
        for m in _TOKEN.finditer(text)
    ]
    words = ["", *(t.text for t in found), ""]
    return [
        t if (right := mended(t.text, words[i], words[i + 2])) == t.text else Token(right, t.span, right)
        for i, t in enumerate(found)
    ]


def opened(tokens: Sequence[Token], kept: Iterable[Span] = (), names: Mapping[str, Phrase] = NO_NAMES) -> Opening:
    """Open the abbreviations of a question.

    Args:
        tokens: from ``tokenise``.
        kept: places that stay as typed (document numbers).
        names: initials of agencies and places that the home knows ("bk": Bắc Kạn), as folded syllables.
    """
    kept = list(kept)
    words: list[OpenedWord] = []
    others: list[tuple[int, tuple[Phrase, ...]]] = []
    for index, token in enumerate(tokens):
        meanings: tuple[Phrase, ...] = ()
        if not any(k.overlaps(token.span) for k in kept):
            meanings = _meanings(tokens, index, names)
        elif _names_type(tokens, index):
            meanings = _meanings(tokens, index, NO_NAMES)
        if not meanings:
            words.append(OpenedWord(without_leading_zeros(token.text), index))
            continue
        words.extend(OpenedWord(part, index) for part in meanings[0])
        if len(meanings) > 1:
            others.append((index, meanings[1:]))
    return Opening(tuple(words), tuple(others))


def _names_type(tokens: Sequence[Token], index: int) -> bool:
    """Say whether a token is the type before a document's number ("kh 327"): that part of it is opened."""
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    before = tokens[index - 1].text if index else ""
    return tokens[index].text.isalpha() and (following.isdigit() or following == "so") and not before.isdigit()


def _meanings(tokens: Sequence[Token], index: int, names: Mapping[str, Phrase]) -> tuple[Phrase, ...]:
    """Return what a token may stand for, the likeliest first; nothing for an ordinary word."""
    text = tokens[index].text
    short = abbreviations().get(tokens[index].typed) or abbreviations().get(text)
    ordinary = short.folded_meanings if short else ()
    if text in names and (short is None or _may_be_place(tokens, index)):
        return (names[text], *ordinary)
    if text == "sao" and index and tokens[index - 1].text in ("vi", "tai", "lam", "co"):
        return ()
    if short is None or (len(text) > 3 and is_word(text) and not short.of_the_field):
        return ()
    return ordinary


def _may_be_place(tokens: Sequence[Token], index: int) -> bool:
    before = {" ".join(t.text for t in tokens[max(0, index - n) : index]) for n in (1, 2)}
    after = {" ".join(t.text for t in tokens[index + 1 : index + 1 + n]) for n in (1, 2)}
    return not (before & no_place("after") or after & no_place("before"))
