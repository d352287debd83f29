"""Write a trained model in the form that ``retriever.embedding.static`` reads: int8 vectors, a scale per row."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.embedding.bag import Floats
from training.embedding.model import Model

_LEAST_SHIFT = 0.05  # of a word's own length: below it the vector of a question's word is that of a passage's


def quantised(rows: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return rows as int8 and what each is to be multiplied by."""
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    return np.round(rows / scale[:, None]).astype(np.int8), scale.astype(np.float16)


def export(model: Model, words: Sequence[str], name: str, folder: Path) -> int:
    """Write the files of a model into ``folder``; return how many bytes they take.

    Args:
        model: trained.
        words: of its rows, in order.
        name: the model's name and version, kept with every index made by it.
        folder: made when absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vectors, scale = quantised(model.vectors)
    size = np.linalg.norm(model.vectors, axis=1)
    shifted = np.flatnonzero(np.linalg.norm(model.shifts, axis=1) > _LEAST_SHIFT * size)
    shifts, shift_scale = quantised(model.shifts[shifted])
    (folder / "words.txt").write_text("\n".join([f"# {name}", *words]) + "\n", encoding="utf-8")
    np.save(folder / "vectors.npy", vectors)
    np.savez(
        folder / "scales.npz",
        scale=scale,
        asked=np.exp(model.asked).astype(np.float16),
        told=np.exp(model.told).astype(np.float16),
        shares=np.exp(model.shares),
        map=model.map.astype(np.float16),
        shifted=shifted.astype(np.int32),
        shift_scale=shift_scale,
        shifts=shifts,
    )
    return sum(p.stat().st_size for p in folder.iterdir() if p.suffix != ".md")
