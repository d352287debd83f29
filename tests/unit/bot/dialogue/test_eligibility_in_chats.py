"""Consultations about eligibility on real stores: consent, restarts, groups, forgetting, one message of a chat."""

from collections.abc import Callable

from bot.channels.plain import units
from bot.channels.recording import RecordingChannel
from bot.dialogue import sentences
from bot.messages import Capabilities, Kind
from knowledge.store.chat_schema import chats
from tests.fakes.desk import Desk

OPENING = "tôi có đủ điều kiện CSTĐ cơ sở năm 2025 không?"
BUTTONS = Capabilities(most_units=4096, buttons=True)


def test_with_consent_it_goes_on_after_a_restart(desk: Desk) -> None:
    """What a chat agreed to keep holds the consultation, so that a new process goes on where the old one ended."""
    desk.say("/dongy a b")
    assert "tiếp nhận chưa" in desk.say(OPENING)
    desk.start()
    assert "xếp loại mức nào" in desk.say("1")
    desk.start()
    assert "phong trào" in desk.say("HTXSNV")


def test_without_consent_nothing_of_it_is_kept(desk: Desk) -> None:
    """Facts told by somebody who agreed to nothing stand in no table, and a new process knows nothing of them."""
    desk.say(OPENING)
    desk.say("trước")
    desk.say("HTXSNV, có sáng kiến cấp tỉnh theo QĐ 4711/QĐ-UBND")
    assert "4711" not in desk.everything()
    desk.start()
    desk.say("tiếp tục")
    assert desk.answers.questions[-1] == "tiếp tục"


def test_withdrawing_forgets_it(desk: Desk) -> None:
    """Who takes the consent back takes back what was told for a consultation too."""
    desk.say("/dongy a b")
    desk.say(OPENING)
    desk.say("trước")
    desk.say("có sáng kiến cấp tỉnh theo QĐ 4711/QĐ-UBND")
    assert "4711" in desk.everything()
    desk.say("/rutdongy")
    assert "4711" not in desk.everything()
    desk.say("tiếp tục")
    assert desk.answers.questions[-1] == "tiếp tục"


def test_stopping_forgets_what_was_told(desk: Desk) -> None:
    """After "dừng" the memory of the chat holds none of the facts."""
    desk.say("/dongy b")
    desk.say(OPENING)
    desk.say("trước")
    desk.say("có sáng kiến cấp tỉnh theo QĐ 4711/QĐ-UBND")
    desk.say("dừng")
    assert all("4711" not in row["state"] for row in desk.rows(chats))


def test_after_a_day_it_is_forgotten(desk: Desk) -> None:
    """The next message after more than a day finds no consultation, and the memory that is kept has none."""
    desk.say("/dongy b")
    desk.say(OPENING)
    desk.say("trước")
    desk.clock.pass_by(hours=25)
    desk.say("tiếp tục")
    assert desk.answers.questions[-1] == "tiếp tục"
    assert all("CSTDCS" not in row["state"] for row in desk.rows(chats))


def test_in_a_group_it_asks_to_write_in_private(desk: Desk) -> None:
    """In a group nobody is asked for ratings or discipline; questions about criteria are answered there as ever."""
    assert sentences.PRIVATE_ONLY in desk.say(OPENING, "nhóm", private=False, sender="mai")
    desk.say("CSTĐ cơ sở cần gì?", "nhóm", private=False, sender="mai")
    assert desk.answers.questions == ["CSTĐ cơ sở cần gì?"]


def test_two_chats_do_not_know_of_each_other(desk: Desk) -> None:
    """What one person told is not taken for another's."""
    desk.say(OPENING, "mai")
    desk.say("tôi có đủ điều kiện LĐTT năm 2025 không?", "lan")
    assert "bạn được xếp loại" in desk.say("trước", "mai")
    assert "HTXSNV" not in desk.say("tiếp tục", "lan")
    assert "tiếp nhận" in desk.say("tiếp tục", "lan")


def test_buttons_are_pressed(open_desk: Callable[..., Desk]) -> None:
    """On a channel with buttons every question of choices has them, "Không rõ" among them, and pressing answers it."""
    desk = open_desk(channels=[RecordingChannel("telegram", BUTTONS)])
    where = {"channel": "telegram"}
    desk.say(OPENING, **where)
    assert "xếp loại mức nào" in desk.press("Trước 01/10/2026", **where)
    assert "phong trào" in desk.press("Hoàn thành xuất sắc nhiệm vụ", **where)
    assert "Lao động tiên tiến năm 2025 chưa" in desk.press("Không rõ", **where)


def test_an_old_button_is_not_taken_for_another_question(open_desk: Callable[..., Desk]) -> None:
    """A button of an earlier question that is pressed late answers nothing."""
    desk = open_desk(channels=[RecordingChannel("telegram", BUTTONS)])
    desk.say(OPENING, channel="telegram")
    old = desk.choice("Chưa nộp", "telegram")
    desk.press("Trước 01/10/2026", channel="telegram")
    assert sentences.STALE_CHOICE in desk.say(old, channel="telegram", kind=Kind.PRESS)


def test_the_verdict_fits_one_message(desk: Desk) -> None:
    """Each message is within what Zalo takes; what does not fit is read with "xem thêm"."""
    said = desk.say(OPENING)
    for answer in ("trước", "không rõ", "không rõ", "không rõ", "không rõ", "không rõ", "không rõ"):
        assert units(said) <= 2_000
        if "Cần bổ sung:" in said:
            break
        said = desk.say(answer)
    assert "Cần bổ sung:" in said
    if "xem thêm" in said:
        assert "Còn thiếu" in said + desk.say("xem thêm")


def test_stopping_does_not_stop_reminders(desk: Desk) -> None:
    """A linked person who ends a consultation with "dừng" still gets reminders."""
    number = desk.linked("Mùa A Páo", "mai")
    desk.say(OPENING)
    assert "tôi dừng ở đây" in desk.say("dừng")
    assert not desk.reminders.wishes().get(number)


def test_commands_work_in_between(desk: Desk) -> None:
    """A command is obeyed in the middle, and the consultation is still there."""
    desk.say(OPENING)
    assert "Cách dùng" in desk.say("/trogiup")
    assert "tiếp nhận" in desk.say("tiếp tục")
