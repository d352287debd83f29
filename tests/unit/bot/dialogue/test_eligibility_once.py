"""``tdkt ask`` on somebody's own eligibility: one sentence is judged on what it states."""

from datetime import date

import pytest

from bot.dialogue.eligibility.one_shot import answer_once
from retriever.answering.models import Status

DAY = date(2026, 11, 20)


def test_a_full_sentence_is_judged() -> None:
    """Where the sentence says all, the verdict stands with its provisions as references."""
    answer = answer_once(
        "Tôi HTXSNV 2025, tham gia đầy đủ phong trào, không bị kỷ luật, thanh tra, hồ sơ tiếp nhận ngày 15/9/2026, "
        "có đủ CSTĐCS năm 2025 không?",
        DAY,
    )
    assert answer is not None
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("Đủ: Chiến sĩ thi đua cơ sở năm 2025")
    assert "Để tham khảo" in answer.text
    assert ("06/2022/QH15", "Điều 23 khoản 2", "reference") in {
        (c.number, c.provision, c.kind) for c in answer.citations
    }


def test_what_is_missing_is_listed() -> None:
    """Where facts are missing they are listed, with how to go on."""
    answer = answer_once("em có đủ điều kiện LĐTT năm 2025 không ạ", date(2026, 5, 1))
    assert answer is not None
    assert "Cần bổ sung: Lao động tiên tiến năm 2025" in answer.text
    assert "Còn thiếu" in answer.text
    assert "tdkt chat" in answer.text


def test_a_law_that_is_not_held_is_cited_by_its_number() -> None:
    """From 01/10/2026 the verdict is left open, and the law that decides is among the references."""
    answer = answer_once("tôi có đủ CSTĐ tỉnh không", DAY)
    assert answer is not None
    assert answer.text.startswith("Chưa kết luận: Chiến sĩ thi đua bộ, ban, ngành, tỉnh năm 2026")
    assert "06/2026/QH16" in {c.number for c in answer.citations}
    assert all(c.number and "/" in c.number for c in answer.citations)


def test_without_a_title_it_asks_which() -> None:
    """Without a title the titles are offered, each with the question that it stands for."""
    answer = answer_once("em có đủ điều kiện không", DAY)
    assert answer is not None
    assert answer.status is Status.CLARIFY
    assert all(answer_once(o.question, DAY) for o in answer.options)


OTHERS = [
    "CSTĐ cơ sở cần gì?",
    "Hạn nộp hồ sơ đợt 1?",
    "3 năm CSTĐCS có đủ BKTTg không",
    "CSTĐCS tối đa 15% đúng không?",
]
OTHERS += ["tôi nghỉ thai sản có được xét LĐTT không?", "Phòng tôi gửi hồ sơ ngày 25/6 có kịp không?"]


@pytest.mark.parametrize("question", OTHERS)
def test_other_questions_are_left_to_others(question: str) -> None:
    """Questions about criteria in general, deadlines or circumstances are not judged here."""
    assert answer_once(question, DAY) is None
