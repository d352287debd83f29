"""Find the passages that may hold an answer: two indexes propose, small documents are read whole.

In a small home the lexical index proposes nearly everything, and vectors could only change the order; they are asked
where a home holds far more than is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from retriever.fusion import fused
from retriever.index import Hit
from retriever.index.both import Indexes
from retriever.reading import Passage, Reading, Readings
from retriever.scope import Candidate
from retriever.understanding import Question

POOL = 120
_NEAR = 70  # passages that the vectors propose
MANY = 1_500  # below, the words propose nearly all that is read
_READ_WHOLE = 150  # passages: a plan has some twenty, so a named plan is read whole


@dataclass(frozen=True, slots=True)
class Pool:
    """The passages of one document that may hold an answer, best first."""

    candidate: Candidate
    reading: Reading
    passages: tuple[Passage, ...]


def query_words(question: Question) -> list[tuple[str, float]]:
    """Return the folded syllables and pairs that search asks the index for, each with a weight."""
    words: dict[str, float] = {}
    for unit in question.units:
        for position, phrase in enumerate(unit.alternatives[:6]):
            worth = 1.0 if position == 0 else 0.5
            for word in (*phrase, *(f"{a}_{b}" for a, b in zip(phrase, phrase[1:], strict=False))):
                words[word] = max(words.get(word, 0.0), worth)
    for left, right in zip(question.words, question.words[1:], strict=False):
        words.setdefault(f"{left}_{right}", 0.6)
    return list(words.items())


class Searcher:
    """Proposes passages for a question within candidate documents.

    Args:
        indexes: of the home.
        readings: the prepared versions.
        many: passages of a home from which on the vectors are asked.
    """

    def __init__(self, indexes: Indexes, readings: Readings, *, many: int = MANY) -> None:
        self._indexes = indexes
        self._many = many
        self._readings = readings

    def pools(self, question: Question, candidates: Sequence[Candidate], *, whole: bool) -> list[Pool]:
        """Return passages per document for the best documents.

        Args:
            question: what is asked.
            candidates: the documents that may be asked about.
            whole: read small documents whole instead of only what the index proposes.
        """
        by_id = {c.profile.document_id: c for c in candidates}
        hits = self.proposed(question, list(by_id))
        order: dict[int, list[int]] = {d: [] for d in by_id} if whole else {}
        for hit in hits:
            candidate = by_id.get(hit.document_id)
            if candidate is None or hit.version_id != candidate.profile.record.version_id:
                continue  # not to be asked about, or the register has moved on since
            order.setdefault(hit.document_id, []).append(hit.ordinal)
        pools = []
        for document_id, ordinals in order.items():
            reading = self._readings.of(by_id[document_id].profile.record.version_id)
            if len(reading.passages) <= _READ_WHOLE and (whole or ordinals):
                passages = reading.passages
            else:
                passages = tuple(reading.passages[o] for o in ordinals)
            pools.append(Pool(by_id[document_id], reading, passages))
        return pools

    def proposed(self, question: Question, documents: Sequence[int]) -> list[Hit]:
        """Return the passages of ``documents`` that the indexes propose for a question, best first."""
        hits = self._indexes.lexical.search(query_words(question), POOL, documents=documents)
        if self._indexes.lexical.count() < self._many:
            return hits
        vector = self._indexes.embedder.questions([question.line])
        return fused(hits, self._indexes.vectors.search(vector, _NEAR, documents))[:POOL]
