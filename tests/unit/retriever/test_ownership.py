"""The unit's own documents come first, then its superiors', and nobody's silently."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from knowledge.documents import DocumentMetadata, Stated
from knowledge.store import Library
from knowledge.store.records import Unit
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Status
from retriever.answering.ownership import foremost
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes

Ask = Callable[..., Answer]
TODAY = date(2026, 6, 1)
OPEN = "Hạn nộp hồ sơ khen thưởng?"


def by(issuer: str | None) -> DocumentMetadata:
    """Return the metadata of a paper of this agency."""
    return DocumentMetadata(issuer=Stated(issuer) if issuer else None)


OURS = Unit("Sở Nội vụ Lai Châu", ("UBND tỉnh Lai Châu", "Chính phủ"))
PAPERS = [by("Sở Nội vụ tỉnh Lai Châu"), by("Ủy ban nhân dân tỉnh Lai Châu"), by("Sở Y tế tỉnh Sơn La"), by(None)]


@pytest.mark.parametrize(
    ("held", "first"), [([0, 1, 2, 3], [0]), ([1, 2, 3], [1]), ([2, 3], [2, 3]), ([2, 0, 0], [0, 0]), ([], [])]
)
def test_order(held: list[int], first: list[int]) -> None:
    """Own papers, else those of the nearest superior, else all; names are compared as people write them."""
    assert foremost([PAPERS[i] for i in held], lambda m: m, OURS) == [PAPERS[i] for i in first]


def test_a_nameless_unit_owns_nothing() -> None:
    """A home without a unit prefers nobody."""
    assert foremost(PAPERS, lambda m: m, Unit()) == PAPERS


@pytest.fixture
def ask(papers: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask in the home of a unit; afterwards the home belongs to nobody again."""
    indexes = Indexes(tmp_path_factory.mktemp("owned"), StaticEmbedder())
    indexes.synchronise(papers)

    def asked(unit: Unit, question: str = OPEN) -> Answer:
        papers.set_unit(unit, "kiểm thử")
        return Answerer(papers, indexes).answer(question, ConversationState(), TODAY)[0]

    yield asked
    papers.set_unit(Unit(), "kiểm thử")


@pytest.mark.parametrize(
    ("unit", "issuer"),
    [
        (Unit("Sở Du lịch Cao Bằng"), "Sở Du lịch tỉnh Cao Bằng"),
        (Unit("Sở Công Thương tỉnh Phú Thọ"), "Sở Công Thương tỉnh Phú Thọ"),
        (Unit("Xã Ea Kly", ("UBND tỉnh Đắk Lắk",)), "Ủy ban nhân dân tỉnh Đắk Lắk"),
    ],
)
def test_an_open_question_is_answered_from_ones_own(unit: Unit, issuer: str, ask: Ask) -> None:
    """Where the agency is left open the home's unit is meant, and the answer says whose words they are."""
    answer = ask(unit)
    assert answer.status is Status.ANSWERED
    assert {c.issuer for c in answer.citations} == {issuer}
    assert issuer in answer.text


def test_another_agency_is_still_answered_when_it_is_named(ask: Ask) -> None:
    """Whose documents come first does not matter where the question names the agency."""
    answer = ask(Unit("Sở Du lịch Cao Bằng"), "Hạn nộp hồ sơ khen thưởng của Sở Công Thương Phú Thọ?")
    assert {c.issuer for c in answer.citations} == {"Sở Công Thương tỉnh Phú Thọ"}


def test_without_a_unit_the_question_is_asked_back(ask: Ask) -> None:
    """A home that belongs to nobody asks whose deadline is meant."""
    assert ask(Unit()).status is Status.CLARIFY
