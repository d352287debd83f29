"""One event and its answer: failures are tried again and then told, and what is no question is taken notice of."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, update

from bot.channels.recording import RecordingChannel
from bot.dialogue.sentences import FAILED, INSTEAD
from bot.messages import Capabilities, ChatAddress, Kind, Retry
from knowledge.people import Role
from knowledge.store.chat_schema import inbox, outbox, questions
from tests.fakes.answers import ScriptedAnswers, answered
from tests.fakes.desk import Desk

BROKEN = RuntimeError("chỉ mục hỏng")


def test_a_failing_answer_is_tried_three_times_and_then_apologised_for(desk: Desk) -> None:
    """Twice more a little later, then an apology; the question is over and nothing of it is kept."""
    desk.answers.script += [BROKEN] * 3
    assert desk.say("Câu hỏi rất riêng") == ""
    assert len(desk.answers.asked) == 1
    for tries in (2, 3):
        desk.work()
        assert len(desk.answers.asked) == tries - 1
        desk.clock.pass_by(seconds=2.1)
        desk.work()
        assert len(desk.answers.asked) == tries
    assert desk.channels["zalo"].texts == [FAILED]
    assert "rất riêng" not in desk.everything()
    assert not desk.rows(questions)
    assert "Trả lời: Hạn nộp?" in desk.say("Hạn nộp?")


def test_a_failure_that_passes_is_not_noticed(desk: Desk) -> None:
    """Where the second try succeeds the person gets the answer, once."""
    desk.answers.script.append(BROKEN)
    desk.say("Hạn nộp?")
    desk.clock.pass_by(seconds=2.1)
    desk.work()
    assert [text.count("Trả lời: Hạn nộp?") for text in desk.channels["zalo"].texts] == [1]


def test_a_failure_holds_up_its_own_chat_only(desk: Desk) -> None:
    """A later question of the same chat waits its turn; other chats are answered at once."""
    desk.answers.script.append(BROKEN)
    desk.take(desk.message("Câu một"), desk.message("Câu hai"), desk.message("Câu khác", "sơn"))
    desk.work()
    assert desk.answers.questions == ["Câu một", "Câu khác"]
    desk.clock.pass_by(seconds=3)
    desk.work()
    assert desk.answers.questions == ["Câu một", "Câu khác", "Câu một", "Câu hai"]


def test_an_event_that_cannot_be_read_is_given_up(desk: Desk, engine: Engine) -> None:
    """An event that another version wrote, or a disk spoiled, does not stop its chat."""
    desk.take(desk.message("Hạn nộp?"), desk.message("Câu sau"))
    with engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.id == 1).values(payload='{"event": 7'))
    desk.work()
    assert [row["state"] for row in desk.rows(inbox)] == ["failed", "done"]
    assert desk.answers.questions == ["Câu sau"]


def test_an_event_of_a_channel_that_was_switched_off_ends(desk: Desk) -> None:
    """What came in before a channel was taken out of the settings is given up after its tries."""
    desk.take(desk.message("Hạn nộp?"))
    desk.channels.clear()
    for _ in range(4):
        desk.work()
        desk.clock.pass_by(seconds=3)
    assert [row["state"] for row in desk.rows(inbox)] == ["done"]
    assert [(row["state"], row["payload"]) for row in desk.rows(outbox)] == [("refused", None)]


def test_the_same_event_answered_twice_is_sent_once(desk: Desk) -> None:
    """Where a lease lapsed and two workers answered, the second answer is not written."""
    desk.take(desk.message("Hạn nộp?"))
    (first,) = desk.inbox.claim(0, 1, 1)
    (second,) = desk.inbox.claim(desk.clock.now().timestamp(), 60, 1)
    desk.answering.handle(first)
    desk.answering.handle(second)
    desk.work()
    assert len(desk.channels["zalo"].sent) == 1


# -- what is no question --------------------------------------------------------------------------------


def test_blocked_and_unblocked_are_noted_and_answered_with_nothing(desk: Desk) -> None:
    """A chat that blocked us is left out until it wants us again; nobody gets a message for it."""
    desk.say("/dongy a b")
    for kind, active in ((Kind.BLOCKED, False), (Kind.UNBLOCKED, True)):
        assert desk.say("", kind=kind) == ""
        record = desk.chats.find(desk.key())
        assert record is not None
        assert record.active is active


def test_whoever_writes_again_wants_messages_again(desk: Desk) -> None:
    """A question in a blocked chat unblocks it, also where the platform does not say so."""
    desk.say("/dongy a b")
    desk.say("", kind=Kind.BLOCKED)
    desk.say("Hạn nộp?")
    record = desk.chats.find(desk.key())
    assert record is not None
    assert record.active


def test_blocking_by_a_stranger_keeps_nothing(desk: Desk) -> None:
    """A chat that agreed to nothing is not kept for having blocked us."""
    desk.say("", kind=Kind.BLOCKED)
    assert desk.chats.count() == 0


def test_a_chat_that_moved_is_kept_under_its_new_address(desk: Desk) -> None:
    """Consent, link, memory and waiting messages go along."""
    number = desk.linked("Lò Thị Mai", "cũ")
    new = ChatAddress("zalo", "us", "mới")
    desk.say("", "cũ", kind=Kind.MOVED, moved_to=new)
    assert desk.chats.find(desk.key("cũ")) is None
    assert "Lò Thị Mai" in desk.say("/toi", "mới")
    assert [r.address for r in desk.chats.of_person(number)] == [desk.names.way_to(new).address]


def test_an_answer_to_a_chat_that_moves_meanwhile_arrives(desk: Desk) -> None:
    """Where the platform tells only at sending, the answer follows to the new address."""
    new = ChatAddress("zalo", "us", "mới")
    desk.channels["zalo"].script.append(Retry(0, moved_to=new))
    desk.say("/dongy a b", "cũ")
    assert [to for to, _ in desk.channels["zalo"].sent] == [new]
    assert desk.chats.find(desk.key("mới")) is not None


def test_what_a_question_ended_with_is_counted_without_who(desk: Desk) -> None:
    """Statistics need no person: channel, moment and how it ended."""
    desk.answers.script += [answered("Không thấy.")]
    desk.say("Hạn nộp?", "số-nhà-mai")
    desk.say("/trogiup", "số-nhà-mai")
    assert [(r["channel"], r["status"], r["chat"], r["text"]) for r in desk.rows(questions)] == [
        ("zalo", "answered", None, None)
    ]


def test_others_who_must_know_are_told(desk: Desk) -> None:
    """What the dialogue wants told to others goes out on its own, once, and not again when an event is repeated."""
    desk.administrator("quản trị")
    desk.say("/dongy a b")
    again = desk.message("/sua tên tôi là Mai")
    for _ in range(3):
        desk.hear(again)
    told = [text for text in desk.channels["zalo"].texts if "Yêu cầu sửa dữ liệu" in text]
    assert len(told) == 1


@pytest.fixture
def without_files(open_desk: Callable[..., Desk]) -> Desk:
    """A home whose channel cannot fetch files."""
    return open_desk(ScriptedAnswers(), [RecordingChannel("zalo", Capabilities())])


def test_a_file_on_a_channel_without_files_is_told_what_to_do(without_files: Desk) -> None:
    """Also an administrator is told, where nothing can be fetched."""
    without_files.linked("Sử", "sử", role=Role.ADMINISTRATOR)
    assert INSTEAD[Kind.FILE] in without_files.say("", "sử", kind=Kind.FILE)
