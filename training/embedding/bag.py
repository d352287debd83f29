"""Weighted bags of words and the gradients of their sums, in NumPy and SciPy.

A side (question or passage) of the model is ``sum over fields of share * unit(counts @ (exp(weight) * vectors))``,
scaled to length 1. Each forward function returns its value and what its backward twin needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
_TINY = 1e-9


def unit(rows: Floats) -> tuple[Floats, Floats]:
    """Return rows scaled to length 1, and their lengths."""
    length = np.maximum(np.sqrt((rows * rows).sum(axis=1, keepdims=True)), _TINY)
    return rows / length, length


def unit_backward(scaled: Floats, length: Floats, gradient: Floats) -> Floats:
    """Return the gradient before scaling: what points along the vector is lost."""
    return (gradient - scaled * (scaled * gradient).sum(axis=1, keepdims=True)) / length


def narrowed(rows: csr_matrix, columns: NDArray[np.intp]) -> csr_matrix:
    """Return rows with only ``columns``, which must hold every column that the rows use."""
    places = np.searchsorted(columns, rows.indices)
    return csr_matrix((rows.data, places, rows.indptr), shape=(rows.shape[0], len(columns)))


def columns_of(fields: Sequence[csr_matrix]) -> NDArray[np.intp]:
    """Return every column that any of the fields uses, in order."""
    return np.unique(np.concatenate([f.indices for f in fields])).astype(np.intp)


@dataclass
class Gradient:
    """Gradients with respect to the vectors and log weights of the columns of one batch."""

    vectors: Floats
    weights: Floats


def summed(counts: csr_matrix, vectors: Floats, weights: Floats) -> Floats:
    """Return the weighted sum of the vectors of each bag; ``weights`` are logarithms."""
    return np.asarray(counts @ (np.exp(weights)[:, None] * vectors), dtype=np.float32)


def summed_backward(counts: csr_matrix, vectors: Floats, weights: Floats, gradient: Floats) -> Gradient:
    """Return the gradients of :func:`summed`."""
    per_word = np.asarray(counts.T @ gradient, dtype=np.float32)
    scale = np.exp(weights)
    return Gradient(scale[:, None] * per_word, scale * (vectors * per_word).sum(axis=1))


@dataclass
class Adam:
    """Adam for rows of a table, of which each step touches a few (lazy moments).

    Attributes:
        table: what is learned, changed in place.
        rate: the step.
    """

    table: Floats
    rate: float
    first: Floats = field(init=False)
    second: Floats = field(init=False)
    steps: int = 0

    def __post_init__(self) -> None:
        self.first = np.zeros_like(self.table)
        self.second = np.zeros_like(self.table)

    def step(self, gradient: Floats, rows: NDArray[np.intp] | slice = slice(None), pace: float = 1.0) -> None:
        """Move ``rows`` against their gradient; ``pace`` scales the rate of this step."""
        self.steps += 1
        first = 0.9 * self.first[rows] + 0.1 * gradient
        second = 0.999 * self.second[rows] + 0.001 * gradient * gradient
        self.first[rows], self.second[rows] = first, second
        rate = self.rate * pace * np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        self.table[rows] -= rate * first / (np.sqrt(second) + 1e-8)
