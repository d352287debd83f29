"""The sentence that bears the answer is the one under the heading that was meant, and holds the kind asked for."""

import pytest

from retriever.answerer import Answerer

BEST = [
    ("Hạn gửi hồ sơ đợt 1 của Sở Du lịch Cao Bằng là ngày nào?", "12/6/2026"),
    ("Hạn gửi hồ sơ đợt 2 của Sở Du lịch Cao Bằng là ngày nào?", "04/12/2026"),
    ("han gui ho so dot 2 so du lich cao bang", "04/12/2026"),
    ("Đợt thi đua thứ hai của Sở Du lịch Cao Bằng nộp hồ sơ trước ngày nào?", "04/12/2026"),
    ("Hạn gửi danh sách đợt 2 của Văn phòng UBND tỉnh Hà Nam là ngày nào?", "06/12/2024"),
    ("Gương người tốt hằng tháng gửi Sở Du lịch Cao Bằng trước ngày nào?", "25 hằng tháng"),
    ("Chủ đề năm 2026 của Sở Du lịch Cao Bằng là gì?", "Khách đến thì vui"),
    ("Ai chấm điểm trật tự thương mại?", "Chi cục Quản lý thị trường"),
    ("Bằng khen của Chủ tịch tỉnh Đắk Lắk không tặng cho ai?", "Không tặng Bằng khen"),
    ("Doanh nghiệp nợ thuế có được xét khen thưởng không?", "nợ thuế"),
    ("Mỗi cá nhân được Sở Công Thương Phú Thọ thưởng bao nhiêu tiền?", "780.000"),
    ("Hội thi của BHXH Huế lúc mấy giờ?", "8 giờ 00"),
]


@pytest.mark.parametrize(("question", "words"), BEST, ids=[row[0] for row in BEST])
def test_best_sentence(question: str, words: str, answerer: Answerer) -> None:
    """The best sentence holds what was asked for."""
    assert words in answerer.search(question, 1)[0].text


@pytest.mark.parametrize(("dot", "other"), [("1", "04/12/2026"), ("2", "12/6/2026")])
def test_sentences_of_another_round_are_left_out(dot: str, other: str, answerer: Answerer) -> None:
    """What stands under the heading of another đợt than asked is no evidence at all."""
    found = answerer.search(f"Hạn gửi hồ sơ đợt {dot} của Sở Du lịch Cao Bằng là ngày nào?", 50)
    assert found
    assert not any(other in e.text for e in found)


def test_order_and_limit(answerer: Answerer) -> None:
    """The best come first, no more than asked for, and scores lie where the scale says."""
    found = answerer.search("Hạn nộp hồ sơ khen thưởng là ngày nào?", 4)
    assert len(found) == 4
    assert [e.score for e in found] == sorted((e.score for e in found), reverse=True)
    assert all(0 <= e.support <= 1 and 0 <= e.fit <= 1 for e in found)


def test_each_sentence_is_the_stored_text(answerer: Answerer) -> None:
    """Evidence is a place in the stored text and nothing else."""
    for evidence in answerer.search("Hồ sơ gửi về đâu?", 20):
        assert evidence.text == evidence.span.of(evidence.reading.version.text)
        assert evidence.text.strip() == evidence.text
