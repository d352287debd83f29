"""What is each part of search worth? The product's lexical index, the vectors, and both, on one corpus."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from knowledge.documents import Chunk, DocumentKind, DocumentMetadata, Stated
from knowledge.store import VersionRecord
from knowledge.text import Span, folded
from retriever.fusion import fused
from retriever.index import Hit, LexicalIndex
from retriever.search import query_words
from retriever.understanding import understand
from training.embedding.bag import Floats
from training.embedding.corpus import Article, Questions
from training.embedding.measure import Found, averaged

LEXICAL, DENSE = 130, 70  # how many passages each index proposes
NEARNESS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


def _versions(articles: Sequence[Article]) -> Iterator[VersionRecord]:
    """Yield each law as a document with one passage per article; the passage's place in the corpus is its ordinal."""
    numbered = sorted(enumerate(articles), key=lambda pair: pair[1].law)
    for number, (_, group) in enumerate(groupby(numbered, key=lambda pair: pair[1].law), 1):
        text, chunks = "", []
        for place, article in group:
            span = Span(len(text), len(text) + len(article.body))
            chunks.append(Chunk(place, span, None, (article.heading,), (span,)))
            text += article.body
        metadata = DocumentMetadata(type="", title=Stated(article.title))
        yield VersionRecord(number, number, 1, DocumentKind.ORIGINAL, "", text, metadata, (), tuple(chunks), (), ())


def _indexed(articles: Sequence[Article], folder: Path) -> LexicalIndex:
    index = LexicalIndex(folder)
    index.apply([], _versions(articles), 1)
    return index


def _words_found(index: LexicalIndex, texts: Iterable[str]) -> list[list[Hit]]:
    return [index.search(query_words(understand(text)), LEXICAL) for text in texts]


def _near(scores: Floats, lexical: Sequence[Hit]) -> list[Hit]:
    """Return the passages nearest in meaning, and how near those are that the other index proposes."""
    known = {h.ordinal: h for h in lexical}
    places = {*np.argpartition(-scores, DENSE)[:DENSE].tolist(), *known}
    return [
        Hit(known[p].document_id, known[p].version_id, p, float(scores[p]))
        if p in known
        else Hit(0, 0, p, float(scores[p]))
        for p in places
    ]


def ablated(articles: Sequence[Article], questions: Questions, scores: Floats) -> Iterator[tuple[str, Found]]:
    """Yield a line of the table and its figure, each part alone first.

    Args:
        articles: the corpus, in the order of the columns of ``scores``.
        questions: with gold passages.
        scores: cosines (questions, passages) by vectors that have not seen the question.
    """
    with tempfile.TemporaryDirectory() as folder:
        index = _indexed(articles, Path(folder))
        found = _words_found(index, questions.texts)
        plain = _words_found(index, map(folded, questions.texts))
    yield "lexical", averaged([[h.ordinal for h in hits] for hits in found], questions.gold)
    yield "lexical, folded questions", averaged([[h.ordinal for h in hits] for hits in plain], questions.gold)
    near = [_near(row, hits) for row, hits in zip(scores, found, strict=True)]
    ranked = [sorted(hits, key=lambda h: -h.score) for hits in near]
    yield "vectors", averaged([[h.ordinal for h in hits] for hits in ranked], questions.gold)
    for nearness in NEARNESS:
        joined = [fused(a, b, nearness) for a, b in zip(found, near, strict=True)]
        yield (
            f"lexical + {nearness} × vectors",
            averaged([[h.ordinal for h in hits] for hits in joined], questions.gold),
        )
