"""How well do question vectors find gold passages among all passages of the corpus?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.embedding.bag import Floats

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Found:
    """nDCG and recall at 10, averaged over questions."""

    ndcg: float
    recall: float

    def __str__(self) -> str:
        return f"nDCG@10 {self.ndcg:.3f}, R@10 {self.recall:.3f}"


def averaged(ranked: Sequence[Sequence[int]], gold: Sequence[Sequence[int]]) -> Found:
    """Return how well passages ranked best first hold the gold ones."""
    gains, recalls = [], []
    for places, right in zip(ranked, gold, strict=True):
        hits = [int(p in right) for p in places[:_DEPTH]]
        best = sum(1 / np.log2(i + 2) for i in range(min(len(right), _DEPTH)))
        gains.append(sum(h / np.log2(i + 2) for i, h in enumerate(hits)) / best)
        recalls.append(sum(hits) / len(right))
    return Found(float(np.mean(gains)), float(np.mean(recalls)))


def measured(scores: Floats, gold: Sequence[Sequence[int]]) -> Found:
    """Return how well ``scores`` (questions, passages) rank the gold passages."""
    top = np.argpartition(-scores, _DEPTH, axis=1)[:, :_DEPTH]
    return averaged([places[np.argsort(-row[places])].tolist() for row, places in zip(scores, top, strict=True)], gold)
