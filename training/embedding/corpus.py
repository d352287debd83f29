"""The passages and questions that the embedding learns from, as sparse counts of folded words."""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from retriever.embedding.static import LONGEST_BODY, counted, words_of

WORDS = 37_000
MIN_PASSAGES = 4


@dataclass(frozen=True, slots=True)
class Article:
    """One passage of the corpus: an article (Điều) of a text."""

    name: str
    law: str
    title: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a corpus, field by field.

    Attributes:
        ids: how questions name them.
        laws: which text each belongs to, as a number.
        fields: counts of words in the text's title, the article's title and its body, (passages, words) each.
    """

    ids: tuple[str, ...]
    laws: NDArray[np.intp]
    fields: tuple[csr_matrix, csr_matrix, csr_matrix]


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions of people with the places of the passages that answer them."""

    texts: tuple[str, ...]
    gold: tuple[tuple[int, ...], ...]


def read_articles(path: Path) -> list[Article]:
    """Return the passages of a gzip of JSON Lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Article(r["_id"], r["law_id"] or "", r["law_title"] or "", r["title"] or "", r["text"] or "") for r in rows]


def counts_of(texts: Iterable[Sequence[str]], places: dict[str, int]) -> csr_matrix:
    """Return the counts of the known words of each bag, one row per bag."""
    indices: list[int] = []
    data: list[float] = []
    starts = [0]
    for words in texts:
        for word, count in counted(words).items():
            if (place := places.get(word)) is not None:
                indices.append(place)
                data.append(count)
        starts.append(len(indices))
    shape = (len(starts) - 1, len(places))
    return csr_matrix((np.array(data, np.float32), np.array(indices, np.int32), np.array(starts)), shape=shape)


def count_passages(articles: Sequence[Article]) -> tuple[list[str], Passages]:
    """Return the words of the vocabulary, the most widespread first, and the passages counted in them."""
    titles = [words_of(a.title) for a in articles]
    headings = [words_of(a.heading) for a in articles]
    bodies = [words_of(a.body, LONGEST_BODY) for a in articles]
    spread = Counter(w for heading, body in zip(headings, bodies, strict=True) for w in {*heading, *body})
    words = [w for w, n in spread.most_common(WORDS) if n >= MIN_PASSAGES]
    places = {w: i for i, w in enumerate(words)}
    laws = {law: i for i, law in enumerate(dict.fromkeys(a.law for a in articles))}
    numbered = np.array([laws[a.law] for a in articles])
    fields = (counts_of(titles, places), counts_of(headings, places), counts_of(bodies, places))
    return words, Passages(tuple(a.name for a in articles), numbered, fields)


def read_questions(paths: Iterable[Path], passages: Passages) -> Questions:
    """Return the questions of JSON Lines files, each with the places of its gold passages."""
    places = {name: i for i, name in enumerate(passages.ids)}
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return Questions(tuple(r["text"] for r in rows), tuple(tuple(places[g] for g in r["gold"]) for r in rows))
