"""What an embedder is: text becomes a vector whose cosine with another says how near the two are in meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # (n, dimensions), every row of length 1, or all zero where nothing was known


@dataclass(frozen=True, slots=True)
class Fields:
    """A passage as an embedder reads it.

    Attributes:
        title: what the document is called (loại, trích yếu).
        heading: the headings above the passage, outermost first.
        body: the text itself.
    """

    title: str
    heading: str
    body: str


class Embedder(Protocol):
    """Turns questions and passages into vectors of one space."""

    @property
    def model_id(self) -> str:
        """Name the model and its version; an index made by another one is rebuilt."""

    @property
    def dimensions(self) -> int:
        """Return how long each vector is."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per question."""

    def passages(self, rows: Sequence[Fields]) -> Vectors:
        """Return one vector per passage."""
