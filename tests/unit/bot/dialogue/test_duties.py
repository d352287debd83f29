"""Deadlines in a chat: asked for, followed, reminded of and answered."""

from datetime import date, datetime

import pytest

from bot.clock import VIETNAM
from knowledge.deadlines import Deadline, DeadlineType
from knowledge.store.reminders import Follow, Following
from knowledge.text import Span
from knowledge.time_expressions import Boundary
from tests.fakes.desk import Desk

MONDAY = datetime(2026, 11, 23, 7, 31, tzinfo=VIETNAM)


def deadline(what: str, end: date, **more: object) -> Deadline:
    return Deadline(
        DeadlineType.SUBMISSION, what, what, Span(0, 0), end=end, boundary=Boundary.ON_OR_BEFORE, is_obligation=True,
        **more,
    )  # fmt: skip


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """A home with two deadlines: one in a week, one in January."""
    at = desk.clock.now().timestamp()
    desk.deadlines.add(deadline("gửi hồ sơ đợt 2", date(2026, 11, 30), to_whom="Văn phòng Sở"), "sử", at)
    desk.deadlines.add(deadline("báo cáo tổng kết năm", date(2027, 1, 15)), "sử", at)
    return desk


def reminded(desk: Desk) -> None:
    """Bring the clock to Monday morning, look at it, and send."""
    desk.clock.moment = MONDAY
    desk.reminding.look(desk.clock.now())
    desk.work()


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("tháng này có hạn gì?", "đợt 2", "tổng kết"),
        ("thang sau co han gi k", "Không thấy hạn nào", "đợt 2"),
        ("tháng 1 năm sau có hạn nào", "tổng kết", "đợt 2"),
        ("từ giờ tới Tết có hạn gì không?", "tổng kết", "Không thấy"),
        ("sắp tới có những hạn nào?", "đợt 2", "Không thấy"),
        ("/han", "đợt 2", "Không thấy"),
        ("/hạn tháng sau", "Không thấy hạn nào", "đợt 2"),
        ("liệt kê các hạn sắp tới", "đợt 2", "Không thấy"),
        ("/han năm 2026", "đợt 2", "tổng kết"),
    ],
)
def test_what_is_due_is_told_for_the_time_asked_about(kept: Desk, asked: str, there: str, not_there: str) -> None:
    """A question about deadlines in a time lists those of that time, typed in any way."""
    said = kept.say(asked)
    assert there in said
    assert not_there not in said


@pytest.mark.parametrize(
    "asked",
    [
        "hạn nộp hồ sơ đợt 1 là ngày nào?",
        "han gui bao cao cua so noi vu",
        "quá hạn nộp thì sao?",
        "xong 1",
        "kế hoạch 327 có hạn nào?",
        "đợt 1 có hạn gì không",
        "năm 2024 UBND tỉnh Bắc Kạn có hạn nào?",
    ],
)
def test_a_question_about_one_document_is_asked_there(kept: Desk, asked: str) -> None:
    """A deadline of a document is a question for the documents, not for the list."""
    assert f"Trả lời: {asked}" in kept.say(asked)


def test_mine_are_those_that_i_follow(kept: Desk) -> None:
    """“Của tôi” leaves out what the person does not follow."""
    number = kept.linked("Lò Thị Mai", "mai")
    assert "Không thấy hạn nào bạn đang theo dõi" in kept.say("hạn sắp tới của tôi")
    kept.reminders.follow(Follow(Following.DEADLINE, "1", person=number))
    assert "đợt 2" in kept.say("hạn sắp tới của tôi")


def test_following_needs_a_link(kept: Desk) -> None:
    """Somebody unknown is told how to be linked; somebody linked follows everything, and may stop."""
    assert "/lienket" in kept.say("/theodoi")
    number = kept.linked("Lò Thị Mai", "mai")
    assert "Đã ghi" in kept.say("/theodoi")
    assert kept.reminders.all_follows() == [Follow(Following.ALL, person=number)]
    assert "Đã bỏ theo dõi" in kept.say("/theodoi bỏ")
    assert kept.reminders.all_follows() == []


def test_a_reminder_comes_once_and_is_answered(kept: Desk) -> None:
    """A week before, one message comes; "đã xong" ends the reminders of that deadline."""
    kept.linked("Lò Thị Mai", "mai")
    kept.say("/theodoi")
    reminded(kept)
    reminded(kept)
    texts = [text for text in kept.channels["zalo"].texts if "Nhắc hạn" in text]
    assert len(texts) == 1
    assert "đợt 2" in texts[0]
    assert "Đã ghi xong: gửi hồ sơ đợt 2" in kept.say("đã xong")
    kept.clock.moment = datetime(2026, 11, 30, 8, 0, tzinfo=VIETNAM)
    assert kept.reminding.look(kept.clock.now()) == 0


def test_a_number_that_stands_in_no_reminder_is_asked_again(kept: Desk) -> None:
    """“Đã xong 7” after a reminder of one thing says how many there are, and settles nothing."""
    kept.linked("Lò Thị Mai", "mai")
    kept.say("/theodoi")
    reminded(kept)
    assert "có 1 việc" in kept.say("đã xong 7")
    assert kept.reminders.replies() == []


def test_stop_and_go_on(kept: Desk) -> None:
    """“Dừng” ends all reminders of a person at once, "nhắc tiếp" brings them back."""
    number = kept.linked("Lò Thị Mai", "mai")
    kept.say("/theodoi")
    assert "không nhắc hạn nữa" in kept.say("dừng")
    reminded(kept)
    assert not any("Nhắc hạn" in text for text in kept.channels["zalo"].texts)
    assert "nhắc hạn trở lại" in kept.say("nhắc tiếp")
    assert kept.reminders.wishes()[number]["stopped"] is False


def test_nobody_answers_for_another(kept: Desk) -> None:
    """“Đã xong” of somebody who was reminded of nothing is no answer to a reminder."""
    kept.linked("Lò Thị Mai", "mai")
    kept.say("/theodoi")
    reminded(kept)
    assert "Trả lời: đã xong" in kept.say("đã xong", "người lạ")
    assert kept.reminders.replies() == []
