"""However a question is typed, the answer is the same."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest

from knowledge.text import folded
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState

TODAY = date(2026, 6, 1)
QUESTIONS = [
    "Hạn gửi hồ sơ đợt 1 của Sở Du lịch Cao Bằng là ngày nào?",
    "Hạn gửi hồ sơ đợt 2 của Sở Du lịch Cao Bằng là ngày nào?",
    "Ai ký Kế hoạch 61/KH-SDL?",
    "Nơi nhận của Kế hoạch 95/KH-SCT gồm những đâu?",
    "Kế hoạch của Văn phòng Ủy ban nhân dân tỉnh Hà Nam số mấy?",
    "Sở Du lịch Cao Bằng hưởng ứng những phong trào nào?",
    "Chủ đề thi đua của Sở Du lịch Cao Bằng là gì?",
    "Phòng Quản lý lữ hành phải làm gì?",
    "Hồ sơ Cờ thi đua của Ủy ban nhân dân tỉnh Đắk Lắk lập mấy bộ?",
    "Ngày 13/6/2026 nộp hồ sơ đợt 1 cho Sở Du lịch Cao Bằng còn kịp không?",
    "Bảo hiểm xã hội thành phố Huế mở hội thi lúc mấy giờ?",
    "Sở Công Thương tỉnh Hòa Bình khen thưởng doanh nghiệp nợ thuế không?",
    "Tiền thưởng của Sở Du lịch Cao Bằng là bao nhiêu tiền?",
    "Hạn nộp hồ sơ là ngày nào?",
    "Xin chào",
]
_MARKED_LATE = {"òa": "oà", "óa": "oá", "ọa": "oạ", "ủy": "uỷ", "úy": "uý", "ụy": "uỵ"}
_MARKED_LATE |= {k.capitalize(): v.capitalize() for k, v in _MARKED_LATE.items()}


def _old_tone_marks(question: str) -> str:
    return re.sub("|".join(_MARKED_LATE), lambda m: _MARKED_LATE[m.group(0)], question)


WAYS: dict[str, Callable[[str], str]] = {
    "unaccented": folded,
    "nfd": lambda q: unicodedata.normalize("NFD", q),
    "old tone marks": _old_tone_marks,
    "capitals": str.upper,
    "no question mark": lambda q: q.rstrip("?"),
    "blanks": lambda q: f"  {q.replace(' ', '  ')} ",
    "hard blanks": lambda q: q.replace(" ", "\u00a0"),
    "polite": lambda q: q.rstrip("?") + " ạ?",
}


def said(answer: Answer) -> tuple[object, ...]:
    """Return what an answer says, without the wording of the question in its options."""
    return (answer.status, answer.citations, [o.label for o in answer.options], answer.text)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_same_answer(question: str, way: str, answerer: Answerer) -> None:
    """Accents, Unicode form, place of the tone mark, case, blanks and courtesy change nothing."""
    asked, _ = answerer.answer(question, ConversationState(), TODAY)
    other, _ = answerer.answer(WAYS[way](question), ConversationState(), TODAY)
    assert said(other) == said(asked)


SHORTENED = [
    ("han gui hs dot 1 sdl cb", QUESTIONS[0]),
    ("hạn gửi hs đợt 2 sở du lịch cb khi nào ạ", QUESTIONS[1]),
    ("hạn gửi hs đợt 2 sở dl cao bằng khi nào ạ", QUESTIONS[1]),
    ("kh 61/kh-sdl ai ký", "Ai ký Kế hoạch 61/KH-SDL?"),
    ("ai kyy kế hoạhc 61/KH-SDL", "Ai ký Kế hoạch 61/KH-SDL?"),
    ("hạn gửi hồ sơ đợt 1 của Sở Du lịch Cao Bằng là nngày nào", QUESTIONS[0]),
    ("hạn gửi hồ ơs đợt 1 của Sở Du lịch Cao Bằng là ngày nào", QUESTIONS[0]),
]


@pytest.mark.parametrize(("short", "full"), SHORTENED)
def test_short_forms_and_slips(short: str, full: str, answerer: Answerer) -> None:
    """Short forms and slips of the hand are answered from the same sentence."""
    asked, _ = answerer.answer(full, ConversationState(), TODAY)
    other, _ = answerer.answer(short, ConversationState(), TODAY)
    assert other.status is asked.status
    assert other.citations == asked.citations
