"""Join what two indexes propose: words in common (BM25) and nearness in meaning (cosine)."""

from collections.abc import Sequence

from retriever.index import Hit

NEARNESS = 1.0  # what a whole cosine is worth beside the best BM25 score; benchmarks/retrieval.md


def fused(lexical: Sequence[Hit], dense: Sequence[Hit], nearness: float = NEARNESS) -> list[Hit]:
    """Return the passages that either index proposes, best first.

    A BM25 score has no scale of its own, so it counts as a share of the best one. A passage that only one index
    proposes is given the least that the other one proposed: it lies below that, but nobody knows how far.

    Args:
        lexical: hits with BM25 scores.
        dense: hits with cosines.
        nearness: what a cosine of 1 is worth beside the best BM25 score.
    """
    best = max((h.score for h in lexical), default=1.0) or 1.0
    words = {_place(h): h.score / best for h in lexical}
    near = {_place(h): h.score for h in dense}
    least_words, least_near = min(words.values(), default=0.0), min(near.values(), default=0.0)
    scores = {
        place: words.get(place, least_words) + nearness * near.get(place, least_near) for place in {**words, **near}
    }
    return [Hit(*place, score) for place, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


def _place(hit: Hit) -> tuple[int, int, int]:
    return hit.document_id, hit.version_id, hit.ordinal
