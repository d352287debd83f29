"""An embedder turns text into directions: same words same direction, whatever the spelling; strangers give nothing."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import DataError
from knowledge.text import folded
from retriever.embedding import Embedder, Fields, StaticEmbedder
from retriever.embedding.static import MODEL

QUESTIONS = [
    "Tiền thưởng kèm theo Huân chương Lao động hạng Nhì là bao nhiêu?",
    "Ai được tặng Kỷ niệm chương?",
    "hồ sơ đề nghị Bằng khen của Thủ tướng gồm những gì",
]


@pytest.fixture(scope="module", params=[StaticEmbedder], ids=["static"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """Each kind of embedder."""
    made: Embedder = request.param()
    return made


def test_vectors_have_one_shape_and_length_one(embedder: Embedder) -> None:
    """One row per text, as long as the embedder says, of length 1."""
    rows = [Fields("Nghị định", "Tiền thưởng", q) for q in QUESTIONS]
    for vectors in (embedder.questions(QUESTIONS), embedder.passages(rows)):
        assert vectors.shape == (3, embedder.dimensions)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("question", QUESTIONS)
def test_spelling_does_not_matter(embedder: Embedder, question: str) -> None:
    """Without diacritics, decomposed, or in capitals: the same vector."""
    spellings = [question, folded(question), unicodedata.normalize("NFD", question), question.upper()]
    vectors = embedder.questions(spellings)
    assert np.allclose(vectors, vectors[0], atol=1e-6)


@given(st.lists(st.sampled_from([*QUESTIONS, "", "zzqx 123"]), max_size=5))
def test_a_batch_is_its_rows(texts: list[str]) -> None:
    """Embedding together or one by one makes no difference; nothing known gives the zero vector, not an error."""
    embedder = StaticEmbedder()
    together = embedder.questions(texts)
    assert together.shape == (len(texts), embedder.dimensions)
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(embedder.questions([text])[0], row, atol=1e-6)
        assert (not text) == (not row.any()) or text == "zzqx 123"


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        (
            "mức tiền thưởng chiến sĩ thi đua",
            "Danh hiệu được kèm theo số tiền bằng lần mức lương cơ sở",
            "Thành lập cụm",
        ),
        (
            "ai có thẩm quyền tặng giấy khen",
            "Thủ trưởng cơ quan quyết định tặng Giấy khen",
            "Hồ sơ gồm 02 bộ bản chính",
        ),
        ("hồ sơ gồm những gì", "Tờ trình, báo cáo thành tích, biên bản bình xét", "Mức tiền thưởng bằng mười lần"),
    ],
)
def test_meaning_decides(embedder: Embedder, question: str, right: str, wrong: str) -> None:
    """Of two passages the one that means what is asked lies nearer."""
    near = embedder.passages([Fields("", "", right), Fields("", "", wrong)]) @ embedder.questions([question])[0]
    assert near[0] > near[1]


def test_the_model_is_small_and_says_what_it_is() -> None:
    """The shipped files take at most 12 MB and come with a card that names data, figures and limits."""
    assert sum(p.stat().st_size for p in MODEL.iterdir()) <= 12_000_000
    card = (MODEL / "model_card.md").read_text(encoding="utf-8")
    assert StaticEmbedder().model_id in card
    assert all(f"## {part}" in card for part in ("Data", "Training", "Figures", "Limits"))


def test_a_broken_model_is_named(tmp_path: object) -> None:
    """Where files of the model are missing, the message says which folder and what to do."""
    with pytest.raises(DataError, match="Cài lại tdkt"):
        StaticEmbedder(MODEL.parent / "không có")
