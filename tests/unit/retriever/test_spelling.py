"""Slips of the hand in a question are mended; what is a word or a short form is left alone."""

import pytest

from retriever.understanding.spelling import mended
from retriever.understanding.tokens import tokenise

SLIPS = [
    ("", "ngya", "nao", "ngay"),
    ("", "nngay", "nao", "ngay"),
    ("", "nagy", "", "ngay"),
    ("", "thii", "dua", "thi"),
    ("thi", "uda", "", "dua"),
    ("", "kehn", "thuong", "khen"),
    ("ai", "kyy", "", "ky"),
    ("", "dott", "", "dot"),
    ("", "phogn", "trao", "phong"),
    ("", "thogn", "tin", "thong"),
]

LEFT_ALONE = ["ngay", "ho", "so", "hs", "cstdcs", "ubnd", "dot", "xyzq", "knheh", "b2b", "61", ""]


@pytest.mark.parametrize(("before", "word", "after", "right"), SLIPS, ids=[row[1] for row in SLIPS])
def test_mended(before: str, word: str, after: str, right: str) -> None:
    """Two letters swapped or one doubled become the word that the neighbours ask for."""
    assert mended(word, before, after) == right


@pytest.mark.parametrize("word", LEFT_ALONE)
def test_left_alone(word: str) -> None:
    """Known words, short forms and what resembles nothing stay as typed."""
    assert mended(word, "", "") == word


def test_places_are_kept() -> None:
    """A mended word still knows where it was typed."""
    tokens = tokenise("hạn nngày nào")
    assert [t.text for t in tokens] == ["han", "ngay", "nao"]
    assert tokens[1].span.of("hạn nngày nào") == "nngày"


def test_nothing_to_mend_in_a_right_question() -> None:
    """A question without slips is read word by word."""
    typed = "Hồ sơ đề nghị khen thưởng gửi về phòng nào?"
    assert [t.typed for t in tokenise(typed)] == typed.rstrip("?").lower().split()
