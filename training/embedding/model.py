"""What is learned, and how a question and a passage become vectors of it while learning."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from training.embedding.bag import Floats, summed, unit
from training.embedding.corpus import Passages

DIMENSIONS = 256
_SLICE = 8192


@dataclass
class Model:
    """A static embedding; weights and shares are logarithms.

    Attributes:
        vectors: (words, dimensions).
        asked: what a word weighs in a question.
        told: what a word weighs in a passage.
        shares: what title, heading and body of a passage weigh.
        map: what a question passes through.
        shifts: what is added to a word's vector in a question.
    """

    vectors: Floats
    asked: Floats
    told: Floats
    shares: Floats
    map: Floats
    shifts: Floats

    def questions(self, counts: csr_matrix) -> Floats:
        """Return one vector per question."""
        return unit(summed(counts, self.vectors + self.shifts, self.asked) @ self.map)[0]

    def passages(self, passages: Passages) -> Floats:
        """Return one vector per passage."""
        count = passages.fields[0].shape[0]
        found = [self._slice(passages, slice(start, start + _SLICE)) for start in range(0, count, _SLICE)]
        return np.concatenate(found)

    def _slice(self, passages: Passages, rows: slice) -> Floats:
        parts = zip(self.shares, passages.fields, strict=True)
        total = sum(np.exp(share) * unit(summed(f[rows], self.vectors, self.told))[0] for share, f in parts)
        return unit(np.asarray(total))[0]


def untrained(passages: Passages, generator: np.random.Generator) -> Model:
    """Return a model with random vectors and words weighed by how rare they are."""
    words = passages.fields[0].shape[1]
    held = sum(np.bincount(f.indices, minlength=words) for f in passages.fields[1:])
    rarity = np.log(np.log((passages.fields[0].shape[0] + 1) / (held + 0.5)) + 1.0).astype(np.float32)
    vectors = generator.normal(0, DIMENSIONS**-0.5, (words, DIMENSIONS)).astype(np.float32)
    shares = np.log(np.array([0.4, 1.0, 1.0], np.float32))
    none = np.zeros_like(vectors)
    return Model(vectors, rarity.copy(), rarity.copy(), shares, np.eye(DIMENSIONS, dtype=np.float32), none)
