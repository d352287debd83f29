"""Learn from the passages alone: the title of an article, asked as a question, must find its article."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

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
from training.embedding.corpus import Passages
from training.embedding.model import Model

BATCH = 1024
FROM_ONE_LAW = 8  # neighbours in a batch: siblings of an article are the hard wrong answers
SHARPNESS = 25.0
TITLE_HIDDEN, WORD_HIDDEN, LAW_NAMED = 0.9, 0.25, 0.4
RATE, WEIGHT_RATE = 0.003, 0.02

Indices = NDArray[np.intp]


def batches(passages: Passages, generator: np.random.Generator) -> Iterator[Indices]:
    """Yield batches made of groups of neighbours of one law, in random order."""
    order = np.lexsort((generator.random(len(passages.laws)), passages.laws))
    groups = [order[i : i + FROM_ONE_LAW] for i in range(0, len(order), FROM_ONE_LAW)]
    shuffled = np.concatenate([groups[i] for i in generator.permutation(len(groups))])
    for start in range(0, len(shuffled) - BATCH // 2, BATCH):
        yield shuffled[start : start + BATCH]


def hidden(counts: csr_matrix, rate: float, generator: np.random.Generator) -> csr_matrix:
    """Return counts with a share of the words left out at random."""
    kept = (generator.random(len(counts.data)) >= rate).astype(np.float32)
    return csr_matrix((counts.data * kept, counts.indices, counts.indptr), shape=counts.shape)


def without_rows(counts: csr_matrix, rows: NDArray[np.bool_]) -> csr_matrix:
    """Return counts with the marked rows emptied."""
    kept = np.repeat(~rows, np.diff(counts.indptr)).astype(np.float32)
    return csr_matrix((counts.data * kept, counts.indices, counts.indptr), shape=counts.shape)


def as_questions(passages: Passages, rows: Indices, frames: csr_matrix, generator: np.random.Generator) -> csr_matrix:
    """Return titles of articles as people would ask them: in a frame, now and then with the law, words missing."""
    heading = passages.fields[1][rows]
    unnamed = generator.random(len(rows)) >= LAW_NAMED
    law = without_rows(passages.fields[0][rows], unnamed)
    frame = frames[generator.integers(0, frames.shape[0], len(rows))]
    return hidden((heading + law + frame).tocsr(), WORD_HIDDEN, generator)


def pretrain(
    model: Model,
    passages: Passages,
    frames: csr_matrix,
    epochs: int,
    generator: np.random.Generator,
    report: Callable[[str], None],
) -> None:
    """Learn vectors, weights and shares in place.

    Args:
        model: what is learned.
        passages: the corpus.
        frames: counts of the words of question frames ("… được quy định như thế nào?").
        epochs: how often each passage is seen.
        generator: seeded.
        report: told of the loss.
    """
    learning = _Learning(model)
    total = epochs * (len(passages.ids) // BATCH + 1)
    done, losses = 0, []
    for epoch in range(epochs):
        for rows in batches(passages, generator):
            asked = as_questions(passages, rows, frames, generator)
            title, heading, body = (f[rows] for f in passages.fields)
            veiled = without_rows(heading, generator.random(len(rows)) < TITLE_HIDDEN)
            losses.append(learning.step(asked, (title, veiled, body), pace=1 - 0.95 * done / total))
            done += 1
        report(f"lượt {epoch + 1}: mất mát {np.mean(losses[-100:]):.3f}, tỷ trọng {np.exp(model.shares).round(2)}")


class _Learning:
    """One model with its optimisers."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._vectors = Adam(model.vectors, RATE)
        self._asked = Adam(model.asked, WEIGHT_RATE)
        self._told = Adam(model.told, WEIGHT_RATE)
        self._shares = Adam(model.shares, WEIGHT_RATE)

    def step(self, asked: csr_matrix, fields: tuple[csr_matrix, ...], pace: float) -> float:
        """Learn from one batch; return the loss."""
        model = self._model
        columns = columns_of([asked, *fields])
        asked, *told = (narrowed(f, columns) for f in (asked, *fields))
        vectors, w_asked, w_told = model.vectors[columns], model.asked[columns], model.told[columns]
        question, q_length = unit(summed(asked, vectors, w_asked))
        parts = [unit(summed(f, vectors, w_told)) for f in told]
        shares = np.exp(model.shares)
        passage, p_length = unit(sum(s * p for s, (p, _) in zip(shares, parts, strict=True)))
        loss, d_question, d_passage = _softmax_loss(question, passage)
        found = summed_backward(asked, vectors, w_asked, unit_backward(question, q_length, d_question))
        d_total, d_told = found.vectors, np.zeros_like(w_told)
        d_sum = unit_backward(passage, p_length, d_passage)
        d_shares = np.array([s * (d_sum * p).sum() for s, (p, _) in zip(shares, parts, strict=True)], np.float32)
        for share, (part, length), field in zip(shares, parts, told, strict=True):
            back = summed_backward(field, vectors, w_told, unit_backward(part, length, share * d_sum))
            d_total += back.vectors
            d_told += back.weights
        self._vectors.step(d_total, columns, pace)
        self._asked.step(found.weights, columns, pace)
        self._told.step(d_told, columns, pace)
        self._shares.step(d_shares, pace=pace)
        return loss


def _softmax_loss(question: Floats, passage: Floats) -> tuple[float, Floats, Floats]:
    """Return the cross entropy of finding each question's own passage in the batch, with both gradients."""
    scores = SHARPNESS * question @ passage.T
    scores -= scores.max(axis=1, keepdims=True)
    likely = np.exp(scores)
    likely /= likely.sum(axis=1, keepdims=True)
    count = len(likely)
    loss = -np.log(np.maximum(np.diagonal(likely), 1e-12)).mean()
    d_scores = likely.copy()
    d_scores[np.arange(count), np.arange(count)] -= 1
    d_scores *= SHARPNESS / count
    return float(loss), (d_scores @ passage).astype(np.float32), (d_scores.T @ question).astype(np.float32)


def frames_of(texts: list[csr_matrix]) -> csr_matrix:
    """Return frames stacked, with an empty one for titles that are typed as they stand."""
    return vstack([csr_matrix((1, texts[0].shape[1]), dtype=np.float32), *texts]).tocsr()
