"""Train, measure and write the shipped embedding.

    python -m training.embedding ../shared/corpus

Reads ``passages.jsonl.gz`` (JSON Lines with ``_id``, ``law_id``, ``law_title``, ``title``, ``text``) and
``questions_*.jsonl`` (``text``, ``gold``) of the folder; writes ``retriever/embedding/static_vi``. Two cores take
about four minutes. Figures go to standard error; they belong into the model card.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from retriever.embedding.static import MODEL, words_of
from training.embedding.ablation import ablated
from training.embedding.bag import Floats
from training.embedding.corpus import Questions, count_passages, counts_of, read_articles, read_questions
from training.embedding.export import export
from training.embedding.measure import measured
from training.embedding.model import Model, untrained
from training.embedding.pretrain import frames_of, pretrain
from training.embedding.tune import tuned

NAME = "static-vi 1"
SEED = 7
PASSES, FOLDS = 3, 5
FRAMES = (
    "được quy định như thế nào",
    "quy định như thế nào",
    "là gì",
    "gồm những gì",
    "bao gồm những nội dung nào",
    "là bao nhiêu",
    "có được không",
    "cho hỏi theo quy định của pháp luật",
    "ai có thẩm quyền",
    "thực hiện thế nào",
)


def report(text: str) -> None:
    """Tell the person at the terminal how far it is."""
    sys.stderr.write(f"{text}\n")


def unseen_scores(model: Model, counts: csr_matrix, questions: Questions, passages: Floats) -> Floats:
    """Return cosines (questions, passages), each question's by a model tuned on the other folds only."""
    order = np.random.default_rng(SEED).permutation(len(questions.texts))
    scores = np.zeros((len(order), len(passages)), np.float32)
    for fold in np.array_split(order, FOLDS):
        seen = np.setdiff1d(order, fold)
        generator = np.random.default_rng(SEED)
        learned = tuned(model, counts[seen], [questions.gold[i] for i in seen], passages, generator, lambda _: None)
        scores[fold] = learned.questions(counts[fold]) @ passages.T
    return scores


def main(arguments: Sequence[str]) -> int:
    """Train on the corpus folder named on the command line."""
    folder = Path(arguments[0])
    articles = read_articles(folder / "passages.jsonl.gz")
    words, passages = count_passages(articles)
    questions = read_questions(sorted(folder.glob("questions_*.jsonl")), passages)
    places = {word: i for i, word in enumerate(words)}
    counts = counts_of([words_of(text) for text in questions.texts], places)
    frames = frames_of([counts_of([words_of(frame)], places) for frame in FRAMES])
    generator = np.random.default_rng(SEED)
    model = untrained(passages, generator)
    pretrain(model, passages, frames, PASSES, generator, report)
    vectors = model.passages(passages)
    report(f"chưa thấy câu hỏi nào: {measured(model.questions(counts) @ vectors.T, questions.gold)}")
    for part, found in ablated(articles, questions, unseen_scores(model, counts, questions, vectors)):
        report(f"{part}: {found}")
    final = tuned(model, counts, questions.gold, vectors, np.random.default_rng(SEED), report)
    report(f"{MODEL}: {export(final, words, NAME, MODEL):,} byte")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
