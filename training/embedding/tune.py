"""Learn from questions of people: how words weigh and mean in a question; passages stay as they are."""

import copy
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from training.embedding.bag import (
    Adam,
    Floats,
    columns_of,
    narrowed,
    summed,
    summed_backward,
    unit,
    unit_backward,
)
from training.embedding.model import Model

BATCH = 64
SHARPNESS = 20.0
WEIGHT_RATE, MAP_RATE, SHIFT_RATE = 0.02, 0.0008, 0.0015
EPOCHS = 12  # 20 learn the questions by heart


def tuned(
    model: Model,
    questions: csr_matrix,
    gold: Sequence[Sequence[int]],
    passages: Floats,
    generator: np.random.Generator,
    report: Callable[[str], None],
) -> Model:
    """Return a model whose question side has learned from ``questions``.

    Args:
        model: pretrained; left as it is.
        questions: counts of words, (questions, words).
        gold: the places of the passages that answer each.
        passages: the vectors of all passages, (passages, dimensions).
        generator: seeded.
        report: told of the loss.
    """
    learned = copy.deepcopy(model)
    optimisers = (
        Adam(learned.asked, WEIGHT_RATE),
        Adam(learned.map, MAP_RATE),
        Adam(learned.shifts, SHIFT_RATE),
    )
    for epoch in range(EPOCHS):
        order = generator.permutation(questions.shape[0])
        losses = []
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            pace = 1 - 0.9 * epoch / EPOCHS
            losses.append(_step(learned, optimisers, questions[rows], [gold[r] for r in rows], passages, pace))
        report(f"  lượt {epoch + 1}: mất mát {np.mean(losses):.3f}")
    return learned


def _step(
    model: Model,
    optimisers: tuple[Adam, Adam, Adam],
    counts: csr_matrix,
    gold: Sequence[Sequence[int]],
    passages: Floats,
    pace: float,
) -> float:
    columns = columns_of([counts])
    counts = narrowed(counts, columns)
    vectors, weights = model.vectors[columns] + model.shifts[columns], model.asked[columns]
    plain = summed(counts, vectors, weights)
    question, length = unit(plain @ model.map)
    loss, d_question = _softmax_loss(question @ passages.T, gold, passages)
    d_mapped = unit_backward(question, length, d_question)
    found = summed_backward(counts, vectors, weights, np.asarray(d_mapped @ model.map.T))
    asked, mapped, shifted = optimisers
    asked.step(found.weights, columns, pace)
    mapped.step(plain.T @ d_mapped, pace=pace)
    shifted.step(found.vectors, columns, pace)
    return loss


def _softmax_loss(cosines: Floats, gold: Sequence[Sequence[int]], passages: Floats) -> tuple[float, Floats]:
    """Return the cross entropy of finding the gold passages among all, and its gradient by question."""
    likely = np.exp(SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    likely /= likely.sum(axis=1, keepdims=True)
    wanted = np.zeros_like(likely)
    for row, places in zip(wanted, gold, strict=True):
        row[list(places)] = 1 / len(places)
    loss = -(wanted * np.log(np.maximum(likely, 1e-12))).sum() / len(gold)
    return float(loss), np.asarray((likely - wanted) @ passages * (SHARPNESS / len(gold)), dtype=np.float32)
