"""Nothing goes out that states a number, a day or a document number which its citations do not carry."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.store import Library, VersionRecord
from retriever.answerer import Answerer
from retriever.answering import desk as module
from retriever.answering.models import Answer, ConversationState, Status
from retriever.grounding import is_grounded

QUESTION = "Hạn gửi hồ sơ đợt 1 của Sở Du lịch Cao Bằng là ngày nào?"
TODAY = date(2026, 6, 1)


@pytest.fixture
def answer(answerer: Answerer) -> Answer:
    """An answer that rests on one sentence: chậm nhất ngày 12/6/2026."""
    return answerer.answer(QUESTION, ConversationState(), TODAY)[0]


@pytest.fixture
def versions(answer: Answer, papers: Library) -> list[VersionRecord]:
    """The version that the answer cites."""
    return [papers.version(i) for i in {c.version_id for c in answer.citations} if i is not None]


CARRIED = [
    "Chậm nhất ngày 12/6/2026.",
    "Hạn: 12/6/2026.",
    "Không có số nào ở đây.",
    "Theo Kế hoạch số 61/KH-SDL.",
    "«Ngày 31/12/2031 và 999 đồng»",
]
UNCARRIED = [
    "Chậm nhất ngày 31/12/2031.",
    "Tối đa 999 tập thể.",
    "Thưởng 3.500.000 đồng.",
    "Theo Nghị định số 777/2031/NĐ-CP.",
    "Gồm 83 nội dung.",
    "Chậm nhất ngày 26/12/2026.",
    "Chậm nhất ngày 06/12/2026.",
    "Chậm nhất ngày 20/6/2026.",
    "Theo Kế hoạch số 12/KH-SDL.",
    "Chỉ 026 tập thể.",
]


def _with_first_line(answer: Answer, line: str) -> Answer:
    return replace(answer, text=f"{line}\n{answer.text}")


@pytest.mark.parametrize("line", CARRIED)
def test_carried(line: str, answer: Answer, versions: list[VersionRecord]) -> None:
    """What the citation or the name of its document carries may be said; quotations are held elsewhere."""
    assert is_grounded(_with_first_line(answer, line), versions, QUESTION)


@pytest.mark.parametrize("line", UNCARRIED)
def test_uncarried(line: str, answer: Answer, versions: list[VersionRecord]) -> None:
    """A number that no citation carries, and a day put together from carried figures, hold the answer back."""
    assert not is_grounded(_with_first_line(answer, line), versions, QUESTION)


def test_the_fact_falls_and_the_quotation_stays(
    answer: Answer, answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the sentence of ours is not carried it falls, and the exact words with their source remain."""
    monkeypatch.setattr(module, "fact", lambda *_, **__: "Chậm nhất ngày 31/12/2031.")
    held, _ = answerer.answer(QUESTION, ConversationState(), TODAY)
    assert held.status is Status.ANSWERED
    assert "2031" not in held.text
    assert [c.quote for c in held.citations] == [c.quote for c in answer.citations]
    assert "«" in held.text
    assert "61/KH-SDL" in held.text


def test_a_carried_fact_stays(answer: Answer) -> None:
    """A fact that its quotation carries stands first."""
    assert answer.text.startswith("Chậm nhất ngày 12/6/2026.")


def test_the_question_may_be_repeated(answerer: Answerer) -> None:
    """The day that a person names may be named back."""
    asked = "Ngày 09/6/2026 nộp hồ sơ đợt 1 cho Sở Du lịch Cao Bằng còn kịp không?"
    held, _ = answerer.answer(asked, ConversationState(), TODAY)
    assert "09/06/2026" in held.text
