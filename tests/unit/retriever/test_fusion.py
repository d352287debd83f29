"""Joining what two indexes propose."""

from hypothesis import given
from hypothesis import strategies as st

from retriever.fusion import fused
from retriever.index import Hit

PLACES = st.lists(st.integers(1, 9), unique=True, max_size=6)


def hits(places: list[int], top: float) -> list[Hit]:
    """Return hits at places, falling from ``top`` to above zero."""
    return [Hit(1, 1, p, top * (len(places) - i) / len(places)) for i, p in enumerate(places)]


@given(PLACES, PLACES)
def test_everything_proposed_is_kept_once(lexical: list[int], dense: list[int]) -> None:
    """The joined list holds each proposed passage once, best first."""
    joined = fused(hits(lexical, 12.0), hits(dense, 0.8))
    assert sorted(h.ordinal for h in joined) == sorted({*lexical, *dense})
    assert [h.score for h in joined] == sorted((h.score for h in joined), reverse=True)


@given(PLACES, st.floats(0.5, 40))
def test_the_scale_of_bm25_does_not_matter(lexical: list[int], scale: float) -> None:
    """Only shares of the best BM25 score count, so a larger collection's scores change nothing."""
    dense = hits([3, 1], 0.7)
    order = [h.ordinal for h in fused(hits(lexical, 1.0), dense)]
    assert [h.ordinal for h in fused(hits(lexical, scale), dense)] == order


def test_a_passage_that_both_propose_wins() -> None:
    """What has the words and the meaning comes before what has only one of them."""
    joined = fused([Hit(1, 1, 1, 9.0), Hit(1, 1, 2, 8.5)], [Hit(1, 1, 2, 0.6), Hit(1, 1, 3, 0.5)])
    assert [h.ordinal for h in joined][0] == 2
