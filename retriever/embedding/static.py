"""The shipped embedder: one trained vector per folded syllable or pair, added up (static embedding).

A text is the bag of its folded syllables and adjacent pairs. Each word has a vector, a weight as part of a question
and a weight as part of a passage; a passage is the weighted sum of its three fields, a question passes through one
more linear map. Nothing is learned or downloaded at run time: ``training/embedding`` made the files beside this
module, ``model_card.md`` tells from what and how good they are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import DataError
from knowledge.text import pairs, syllables
from retriever.embedding.base import Fields, Vectors

MODEL = Path(__file__).parent / "static_vi"
FIELDS = ("title", "heading", "body")
_WORDS = "words.txt"
_PARTS = {"scale", "asked", "told", "shares", "map", "shifted", "shift_scale", "shifts"}
LONGEST_BODY = 400  # syllables of a field; more is a table

Floats = NDArray[np.float32]


def words_of(text: str, longest: int | None = None) -> list[str]:
    """Return the folded syllables of a text and their adjacent pairs."""
    found = syllables(text)[:longest]
    return [*found, *pairs(found)]


def counted(words: Iterable[str]) -> dict[str, float]:
    """Return how much each word counts: the more often the more, but ever less so."""
    return {word: 1.0 + float(np.log(times)) for word, times in Counter(words).items()}


def unit(rows: Floats) -> Vectors:
    """Return rows scaled to length 1; what is zero stays so."""
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)


class StaticEmbedder:
    """Reads the files of a trained model, when they are needed first, and embeds with them.

    Args:
        folder: with ``words.txt``, ``vectors.npy`` (int8), ``scales.npz``.

    Raises:
        DataError: a file of the model is missing or does not fit the others; some are read on first use only.
    """

    def __init__(self, folder: Path = MODEL) -> None:
        self._folder = folder
        try:
            with (folder / _WORDS).open(encoding="utf-8") as words:
                self._model_id = words.readline().removeprefix("# ").strip()
        except OSError as error:
            raise self._broken() from error

    def _broken(self) -> DataError:
        return DataError(f"Mô hình véc-tơ ở {self._folder} bị thiếu hoặc hỏng.", "Cài lại tdkt.")

    @property
    def model_id(self) -> str:
        """Name the model and its version."""
        return self._model_id

    @property
    def dimensions(self) -> int:
        """Return how long each vector is."""
        return int(self._vectors.shape[1])

    @cached_property
    def _places(self) -> dict[str, int]:
        words = (self._folder / _WORDS).read_text(encoding="utf-8").splitlines()[1:]
        if len(words) != len(self._vectors):
            raise self._broken()
        return {word: i for i, word in enumerate(words)}

    @cached_property
    def _vectors(self) -> NDArray[np.int8]:
        try:
            found: NDArray[np.int8] = np.load(self._folder / "vectors.npy", mmap_mode="r")
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            raise self._broken() from error
        return found

    @cached_property
    def _parts(self) -> dict[str, Floats]:
        try:
            with np.load(self._folder / "scales.npz") as parts:
                found = {name: parts[name].astype(np.float32) for name in parts.files}
        except (OSError, ValueError, EOFError, BadZipFile) as error:
            raise self._broken() from error

        if set(found) != _PARTS or len(found["scale"]) != len(self._vectors):
            raise self._broken()
        return found

    @cached_property
    def _shift_of(self) -> dict[int, int]:
        return {int(place): row for row, place in enumerate(self._parts["shifted"])}

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per question."""
        rows = np.stack([self._question(text) for text in texts]) if texts else np.zeros((0, self.dimensions))
        return unit((rows @ self._parts["map"]).astype(np.float32))

    def _question(self, text: str) -> Floats:
        places, counts = self._known(words_of(text))
        weighed = counts * self._parts["asked"][places]
        row = self._sum(places, weighed)
        for place, weight in zip(places, weighed, strict=True):
            if (shift := self._shift_of.get(int(place))) is not None:
                row += weight * self._parts["shift_scale"][shift] * self._parts["shifts"][shift]
        return row

    def passages(self, rows: Sequence[Fields]) -> Vectors:
        """Return one vector per passage."""
        total = np.zeros((len(rows), self.dimensions), dtype=np.float32)
        for share, name in zip(self._parts["shares"], FIELDS, strict=True):
            summed = [self._field(getattr(row, name)) for row in rows]
            total += share * unit(np.stack(summed) if summed else total)
        return unit(total)

    def _field(self, text: str) -> Floats:
        places, counts = self._known(words_of(text, LONGEST_BODY))
        return self._sum(places, counts * self._parts["told"][places])

    def _known(self, words: Sequence[str]) -> tuple[NDArray[np.intp], Floats]:
        found = [(self._places[w], n) for w, n in counted(words).items() if w in self._places]
        return np.array([p for p, _ in found], dtype=np.intp), np.array([n for _, n in found], dtype=np.float32)

    def _sum(self, places: NDArray[np.intp], counts: Floats) -> Floats:
        return np.asarray((counts * self._parts["scale"][places]) @ self._vectors[places].astype(np.float32))
