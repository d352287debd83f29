"""Answers to a reminder, told from ordinary questions."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.replies import Reply, Wanted, read_reply
from knowledge.text import folded

DONE, AGAIN, STOP, RESUME = Wanted.DONE, Wanted.AGAIN, Wanted.STOP, Wanted.RESUME

ANSWERS = [
    ("đã xong", Reply(DONE)),
    ("Đã xong.", Reply(DONE)),
    ("xong", Reply(DONE)),
    ("XONG RỒI", Reply(DONE)),
    ("xong rồi ạ", Reply(DONE)),
    ("em xong rồi ạ", Reply(DONE)),
    ("em đã xong 2 rồi ạ", Reply(DONE, (2,))),
    ("da xong", Reply(DONE)),
    ("xong 2", Reply(DONE, (2,))),
    ("2 xong", Reply(DONE, (2,))),
    ("việc 2 xong rồi", Reply(DONE, (2,))),
    ("đã xong việc số 3", Reply(DONE, (3,))),
    ("xong mục 1 và 3", Reply(DONE, (1, 3))),
    ("xong 1, 3, 4", Reply(DONE, (1, 3, 4))),
    ("xong 1,3", Reply(DONE, (1, 3))),
    ("xong 1 3", Reply(DONE, (1, 3))),
    ("xong hai", Reply(DONE, (2,))),
    ("xong hết rồi", Reply(DONE, everything=True)),
    ("đã xong tất cả", Reply(DONE, everything=True)),
    ("đã nộp", Reply(DONE)),
    ("đã nộp rồi ạ", Reply(DONE)),
    ("đã nộp xong 2", Reply(DONE, (2,))),
    ("hoàn thành 2", Reply(DONE, (2,))),
    ("nhắc lại", Reply(AGAIN)),
    ("nhắc lại 2", Reply(AGAIN, (2,))),
    ("nhac lai 2", Reply(AGAIN, (2,))),
    ("nhắc lại sau 1 ngày", Reply(AGAIN)),
    ("nhắc lại sau 3 ngày", Reply(AGAIN, days=3)),
    ("nhắc lại sau ba ngày", Reply(AGAIN, days=3)),
    ("nhắc lại sau một tuần nhé", Reply(AGAIN, days=7)),
    ("nhắc lại sau sáu ngày", Reply(AGAIN, days=6)),
    ("nhắc lại 2 sau 3 ngày", Reply(AGAIN, (2,), days=3)),
    ("nhắc lại việc 2 sau 3 ngày", Reply(AGAIN, (2,), days=3)),
    ("nhắc lại sau 3 ngày việc 2", Reply(AGAIN, (2,), days=3)),
    ("nhắc lại 2 ngày nữa", Reply(AGAIN, days=2)),
    ("nhắc lại ngày mai", Reply(AGAIN)),
    ("mai nhắc lại", Reply(AGAIN)),
    ("mai nhắc lại 2 nhé", Reply(AGAIN, (2,))),
    ("xong việc này rồi", Reply(DONE)),
    ("vâng, đã xong ạ", Reply(DONE)),
    ("nhắc tôi sau 2 ngày", Reply(AGAIN, days=2)),
    ("nhắc em lại sau 1 ngày", Reply(AGAIN)),
    ("dừng", Reply(STOP)),
    ("Dừng!", Reply(STOP)),
    ("dung", Reply(STOP)),
    ("DUNG 2", Reply(STOP, (2,))),
    ("dừng 2", Reply(STOP, (2,))),
    ("dừng việc 2 và 4", Reply(STOP, (2, 4))),
    ("dừng nhắc", Reply(STOP)),
    ("dừng nhắc 3", Reply(STOP, (3,))),
    ("dừng hết", Reply(STOP, everything=True)),
    ("đừng nhắc nữa", Reply(STOP)),
    ("thôi nhắc", Reply(STOP)),
    ("ngừng nhắc tôi nữa", Reply(STOP)),
    ("hủy nhắc", Reply(STOP)),
    ("STOP", Reply(STOP)),
    ("nhắc tiếp", Reply(RESUME)),
    ("nhắc tiếp 2", Reply(RESUME, (2,))),
]
QUESTIONS = [
    "dừng thi đua khi nào",
    "xong đợt 1 thì nộp gì",
    "xong đợt 1",
    "đã xong chưa",
    "xong chưa",
    "đã xong?",
    "đúng",
    "đúng 2",
    "dùng 2",
    "thôi",
    "2",
    "nộp 2",
    "nộp 2 bộ hồ sơ",
    "đã nộp hồ sơ ở đâu",
    "đã nộp 2 bộ hồ sơ",
    "nhắc lại thời hạn nộp hồ sơ",
    "nhắc lại hạn nộp đợt 2",
    "nhắc lại giúp tôi tiêu chuẩn chiến sĩ thi đua",
    "nhắc lại sau 2 giờ",
    "nhắc lại sau 0 ngày",
    "nhắc lại sau 99 ngày",
    "nhắc lại 2 lần rồi mà",
    "dừng xét tặng danh hiệu",
    "dừng 2 phong trào",
    "hoàn thành tốt nhiệm vụ",
    "hoàn thành xuất sắc nhiệm vụ 2 năm",
    "xong hồ sơ cần chữ ký ai",
    "hạn nộp hồ sơ đợt 2",
    "tháng sau có hạn gì",
    "hủy quyết định khen thưởng",
    "",
    "   ",
    "?",
]


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_an_answer_is_read(text: str, expected: Reply) -> None:
    """What people answer to a reminder is understood, with the items and days that they name."""
    assert read_reply(text) == expected


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_an_answer_is_read_in_any_spelling(text: str, expected: Reply) -> None:
    """Without diacritics, in capitals, decomposed and with blanks around, it is the same answer."""
    for written in (folded(text), text.upper(), unicodedata.normalize("NFD", text), f"  {text}  "):
        assert read_reply(written) == expected, written


@pytest.mark.parametrize("text", QUESTIONS)
def test_an_ordinary_message_is_no_answer(text: str) -> None:
    """Questions that begin like an answer, numbers alone and other words are left to the dialogue."""
    assert read_reply(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_quickly_and_quietly(text: str) -> None:
    """No text makes the reader fail."""
    assert read_reply(text) is None or isinstance(read_reply(text), Reply)


def test_long_lists_cost_nothing() -> None:
    """A message of many numbers is read at once, whatever it is."""
    assert read_reply("xong " + "1 " * 4000 + "x") is None
