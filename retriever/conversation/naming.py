"""Which words of a question name an agency, a place or a number, and the question without them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.citations import find_spoken_numbers
from knowledge.citations.spoken import TYPE_LETTERS
from knowledge.vocabulary.places import find_provinces
from retriever.catalogue import Catalogue, names_agency
from retriever.scope import find_scope, province_words
from retriever.understanding import Question
from retriever.understanding.tokens import opened, tokenise


@dataclass(frozen=True, slots=True)
class NamedWords:
    """The indexes of the words that name whose document is meant; ``any`` where something is named at all."""

    words: frozenset[int]
    any: bool


def named_words(question: Question, catalogue: Catalogue) -> NamedWords:
    """Return which words of a question name an agency, a place or a document, held or not."""
    scope = find_scope(question, catalogue)
    words = set(province_words(question, question.provinces))
    if scope.unknown:
        words |= _words_of(scope.unknown, question)
    told = [c for c in scope.candidates if c.named or question.provinces or _only_one(question, c.profile.issuer)]
    for candidate in told:
        words |= candidate.naming.words
    named = bool(question.provinces or question.numbers or scope.unknown or told)
    if named:
        words |= {i for match in _KIND.finditer(question.line) for i in _word_indexes(question, match)}
    return NamedWords(frozenset(words), named)


# A preposition whose agency fell away, and brackets with nothing in them.
_LEFT_OVER = re.compile(
    r"\(\W*(?:của|cua)?\W*\)|\b(?:của|cua|thuộc|thuoc)\b(?=\W*$|\W*\(|\s+(?:là|la)\b)", re.IGNORECASE
)
_KIND = re.compile(rf"\b(?:{'|'.join(k for k in TYPE_LETTERS if ' ' in k)})\b")


def _word_indexes(question: Question, match: re.Match[str]) -> range:
    first = question.line[: match.start()].count(" ")
    return range(first, first + match.group(0).count(" ") + 1)


def _only_one(question: Question, issuer: Sequence[str]) -> bool:
    """Say whether all words of a message stand in one agency's name ("sở công thương")."""
    return len(question.words) > 1 and f" {' '.join(question.words)} " in f" {' '.join(issuer)} "


def _words_of(phrase: str, question: Question) -> set[int]:
    named = {t.text for t in tokenise(phrase)}
    return {i for i, w in enumerate(question.words) if w in named}


def without_naming(question: Question, catalogue: Catalogue, documents: Sequence[int]) -> str:
    """Return the text of a question without the words that name an agency, a place or a number.

    Args:
        question: what was asked.
        catalogue: of the documents held.
        documents: those that answered it; the words that name their agencies fall away too.
    """
    text = question.text
    numbers = [n.span for n in find_spoken_numbers(text)]
    tokens = tokenise(text)
    usable = {} if find_provinces(text) else catalogue.names
    opening = opened(tokens, numbers, usable)
    words = set(named_words(question, catalogue).words)
    for profile in catalogue.of(documents):
        words |= names_agency(question.words, profile).words
    gone = [tokens[opening.words[i].token].span for i in words if i < len(opening.words)]
    kept = [c for i, c in enumerate(text) if not any(s.start <= i < s.end for s in (*gone, *numbers))]
    return " ".join(_LEFT_OVER.sub(" ", "".join(kept)).split())
