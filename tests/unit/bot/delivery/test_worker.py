"""The loops of a home: everything answered once and in order, side by side, and nothing lost when they stop."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.channels.recording import RecordingChannel
from bot.delivery.addresses import written_message
from bot.delivery.worker import Pace, Worker
from bot.dialogue.intake import Intake
from bot.messages import Capabilities, ChatAddress, Kind, OutgoingMessage, SendResult, Sent, SentFile, said
from knowledge.audiences import Audience
from knowledge.people import Role
from knowledge.store import Library
from knowledge.store.chat_schema import inbox, outbox
from knowledge.store.inbox import Arrived, Inbox
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft, Outcome, Outgoing
from retriever.answering.models import Answer, ConversationState
from tests.fakes.answers import ScriptedAnswers
from tests.fakes.desk import Desk

QUICK = Pace(grace=0.1)
LONGEST = 5.0  # seconds that any test may take before it is said to hang


def worker_of(desk: Desk, pace: Pace = QUICK) -> Worker:
    """Return the loops of a desk."""
    return Worker(desk.inbox, desk.outbox, desk.chats, desk.answering, desk.sending, desk.clock.now, pace=pace)


def run(
    desk: Desk, until: Callable[[], bool], pace: Pace = QUICK, then: Callable[[], Awaitable[None]] | None = None
) -> float:
    """Run the loops until something holds, then stop them; return how long stopping took."""

    async def all_of_it() -> float:
        worker = worker_of(desk, pace)
        running = asyncio.create_task(worker.run())
        started = time.monotonic()
        while not until() and not running.done():
            assert time.monotonic() - started < LONGEST, "it hangs"
            await asyncio.sleep(0.01)
        if then is not None:
            await then()
        stopping = time.monotonic()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return time.monotonic() - stopping

    return desk.loop.run_until_complete(all_of_it())


def states(desk: Desk) -> Counter[str]:
    """Return how many messages are in each state."""
    return Counter(desk.outbox.counts())


class Watched(ScriptedAnswers):
    """Takes a moment for each answer, and notices how many run at once and for whom."""

    def __init__(self, lasts: float) -> None:
        super().__init__()
        self.lasts, self.most, self._now = lasts, 0, 0
        self.begun = threading.Event()
        self._lock = threading.Lock()

    def answer(
        self, message: str, state: ConversationState, as_of: date, audience: Audience
    ) -> tuple[Answer, ConversationState]:
        """Answer after a while."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.begun.set()
        time.sleep(self.lasts)
        with self._lock:
            self._now -= 1
            return super().answer(message, state, as_of, audience)


class Stuck(RecordingChannel):
    """A channel whose platform does not answer for a chat called "treo"."""

    def __init__(self, name: str = "zalo", lasts: float = 3600.0) -> None:
        super().__init__(name)
        self.lasts, self.begun = lasts, False

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Hang."""
        if to.chat == "treo":
            self.begun = True
            await asyncio.sleep(self.lasts)
        return await super().send(to, message)


def put(desk: Desk, chat: str) -> None:
    """Write a message to a chat."""
    way = desk.names.way_to(ChatAddress("zalo", "us", chat))
    desk.outbox.write([Draft((way,), written_message(said(f"Lời cho {chat}")), "notice")], desk.clock.now().timestamp())


def test_everybody_is_answered_once_and_in_order(desk: Desk) -> None:
    """Of many chats with several questions each gets the answers to its own, in order."""
    desk.take(*(desk.message(f"Câu {n} của {c}", f"chat {c}") for n in range(4) for c in range(10)))
    run(desk, lambda: states(desk)["sent"] == 40)
    for chat in range(10):
        got = [m for to, m in desk.channels["zalo"].sent if to.chat == f"chat {chat}"]
        assert [f"Trả lời: Câu {n} của {chat}" in str(m) for n, m in enumerate(got)] == [True] * 4
    assert len(desk.channels["zalo"].sent) == 40


def test_chats_are_answered_side_by_side_and_one_chat_is_not(open_desk: Callable[..., Desk]) -> None:
    """Several chats at once as far as the pace allows; never two answers for one chat."""
    answers = Watched(0.03)
    desk = open_desk(answers)
    desk.take(*(desk.message("Hạn?", f"chat {n}") for n in range(6)))
    run(desk, lambda: states(desk)["sent"] == 6, Pace(answers=3, grace=1))
    assert answers.most == 3
    answers.most = 0
    desk.take(*(desk.message(f"Câu {n}", "một") for n in range(4)))
    run(desk, lambda: states(desk)["sent"] == 10, Pace(answers=3, grace=1))
    assert answers.most == 1


def test_a_chat_that_hangs_holds_up_nobody_else(open_desk: Callable[..., Desk]) -> None:
    """While a platform does not answer for one chat the others get their messages."""
    desk = open_desk(channels=[Stuck()])
    for chat in ("treo", "một", "hai", "treo", "ba"):
        put(desk, chat)
    run(desk, lambda: states(desk)["sent"] == 3)
    assert [to.chat for to, _ in desk.channels["zalo"].sent] == ["một", "hai", "ba"]


def test_a_sending_that_does_not_end_within_the_grace_is_unknown(open_desk: Callable[..., Desk]) -> None:
    """Stopping waits no longer than the grace; what nobody can tell is unknown, what was not begun stays."""
    channel = Stuck()
    desk = open_desk(channels=[channel])
    put(desk, "treo")
    put(desk, "treo")
    assert run(desk, lambda: channel.begun) < 2.0
    assert [row["state"] for row in desk.rows(outbox)] == ["unknown", "pending"]


def test_a_sending_that_ends_within_the_grace_is_sent(open_desk: Callable[..., Desk]) -> None:
    """What is almost through is let through."""
    channel = Stuck(lasts=0.1)
    desk = open_desk(channels=[channel])
    put(desk, "treo")
    run(desk, lambda: channel.begun, Pace(grace=2))
    assert states(desk) == {"sent": 1}


def test_an_answer_that_is_being_made_is_not_lost_by_stopping(open_desk: Callable[..., Desk]) -> None:
    """After a stop in the middle and a new start the question is answered, once."""
    answers = Watched(0.2)
    desk = open_desk(answers)
    desk.take(desk.message("Hạn nộp?"))
    run(desk, answers.begun.is_set, Pace(grace=0.01))
    answers.lasts = 0.0
    run(desk, lambda: states(desk)["sent"] == 1, Pace(grace=1))
    assert len(desk.channels["zalo"].sent) == 1
    assert [row["state"] for row in desk.rows(inbox)] == ["done"]


def test_what_an_earlier_process_left_is_taken_over(desk: Desk) -> None:
    """Its questions are answered at once, whatever their lease; its sendings are unknown, since nobody can tell."""
    desk.take(desk.message("Hạn nộp?"))
    put(desk, "mai")
    now = desk.clock.now().timestamp()
    assert desk.inbox.claim(now, 3600, 5)
    assert desk.outbox.claim(now, 3600, 5)
    run(desk, lambda: states(desk)["sent"] == 1)
    assert states(desk) == {"unknown": 1, "sent": 1}


class SlowOutbox(Outbox):
    """Takes its time between having claimed and saying so."""

    claimed = False

    def claim(self, now: float, lease: float, most: int) -> list[Outgoing]:
        """Claim, and say so later."""
        found = super().claim(now, lease, most)
        self.claimed = self.claimed or bool(found)
        if found:
            time.sleep(0.2)
        return found


def test_a_stop_while_messages_are_claimed_loses_none(engine: Engine, open_desk: Callable[..., Desk]) -> None:
    """What was just claimed when the stop came is sent, and not left claimed to become unknown."""
    desk = open_desk()
    desk.outbox = slow = SlowOutbox(engine)
    desk.start()
    put(desk, "mai")
    run(desk, lambda: slow.claimed, Pace(grace=2))
    assert states(desk) in ({"sent": 1}, {"pending": 1})


class Failing:
    """Fails the first so many times, as a full disk does."""

    def __init__(self, times: int) -> None:
        self.left = times

    def check(self) -> None:
        """Fail, while there are failures left."""
        if self.left:
            self.left -= 1
            raise OperationalError("insert", {}, Exception("disk is full"))


class FailingInbox(Inbox):
    """An inbox that fails at first."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.failing = Failing(1)

    def claim(self, now: float, lease: float, most: int) -> list[Arrived]:
        """Claim, unless it fails."""
        self.failing.check()
        return super().claim(now, lease, most)


class FailingOutbox(Outbox):
    """An outbox that fails at first, also at recording what became of a message."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.failing, self.at_the_end = Failing(1), Failing(1)

    def claim(self, now: float, lease: float, most: int) -> list[Outgoing]:
        """Claim, unless it fails."""
        self.failing.check()
        return super().claim(now, lease, most)

    def finish(self, message_id: int, outcome: Outcome, now: float, *, reason: str = "", remote_id: str = "") -> None:
        """Record, unless it fails."""
        self.at_the_end.check()
        super().finish(message_id, outcome, now, reason=reason, remote_id=remote_id)


def test_a_store_that_fails_ends_no_loop(engine: Engine, open_desk: Callable[..., Desk]) -> None:
    """After a failure of the store everything goes on; what could not be recorded is not sent again."""
    desk = open_desk()
    desk.inbox, desk.outbox = FailingInbox(engine), FailingOutbox(engine)
    desk.start()
    put(desk, "một")
    desk.take(desk.message("Hạn nộp?"))
    run(desk, lambda: states(desk)["sent"] == 1, Pace(grace=1))
    assert sorted(to.chat for to, _ in desk.channels["zalo"].sent) == ["mai", "một"]
    assert states(desk) == {"claimed": 1, "sent": 1}
    assert desk.outbox.recover(desk.clock.now().timestamp(), everything=True) == 1


def test_what_was_done_is_counted(desk: Desk) -> None:
    """Metrics hear of each answer and each sending, and how it ended."""
    heard: list[tuple[str, str]] = []
    desk.take(desk.message("Hạn nộp?"), desk.message("/trogiup", "sơn"))

    async def counted() -> None:
        worker = worker_of(desk)
        worker.counted = lambda what, how: heard.append((what, how))
        running = asyncio.ensure_future(worker.run())
        async with asyncio.timeout(10):  # a busy machine may take its time
            while len(heard) < 3:
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait({running})

    desk.loop.run_until_complete(counted())
    assert Counter(heard) == {("answer", "answered"): 1, ("send", "sent"): 2}


def test_being_woken_is_quicker_than_waiting(desk: Desk) -> None:
    """What comes in while nothing is to do is answered at once when somebody says so."""

    async def late() -> list[float]:
        worker, took = worker_of(desk), []
        running = asyncio.create_task(worker.run())
        for number in range(1, 4):
            await asyncio.sleep(0.2)
            begun = time.monotonic()
            await asyncio.to_thread(desk.take, desk.message("Hạn nộp?"))
            worker.wake()
            while len(desk.channels["zalo"].sent) < number:
                await asyncio.sleep(0.01)
            took.append(time.monotonic() - begun)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return took

    assert min(desk.loop.run_until_complete(late())) < 0.6  # the quickest: other work on the machine is not our promise


def test_old_questions_events_and_messages_are_forgotten(desk: Desk) -> None:
    """Housekeeping drops texts and messages after thirty days, and keys of events after fourteen."""
    desk.say("/dongy a b")
    desk.say("Câu hỏi cũ")
    desk.clock.pass_by(days=31)
    desk.say("Câu hỏi mới")
    kept = desk.chats.questions_of
    run(desk, lambda: (len(desk.rows(inbox)), len(desk.rows(outbox)), len(kept(desk.key()))) == (1, 1, 1))
    assert [text for _, text in kept(desk.key())] == ["Câu hỏi mới"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_a_document_of_an_administrator_is_taken_in(
    engine: Engine, open_desk: Callable[..., Desk], tmp_path: Path, paper: Callable[..., str], role: Role
) -> None:
    """The file is fetched, ingested and what was understood is shown; of anybody else no file is taken."""
    desk = open_desk(channels=[RecordingChannel("zalo", Capabilities(files=True, most_units=2000))])
    library, folder = Library(engine), tmp_path / "nhận"
    desk.intake = Intake(library, folder, lambda: None)
    desk.start()
    desk.linked("Thào A Sử", "sử", role=role)
    channel = desk.channels["zalo"]
    channel.sent.clear()
    channel.files["r1"] = paper(number="12/KH-SNV").encode()
    file = SentFile("../../Kế hoạch.txt", "r1", 2000)
    desk.take(desk.message("", "sử", kind=Kind.FILE, file=file))
    run(desk, lambda: bool(channel.sent))
    taken = "Đã nạp: Kế hoạch.txt" in channel.texts[0] and "12/KH-SNV" in channel.texts[0]
    assert taken is (role is Role.ADMINISTRATOR)
    assert len(list(library.documents())) == int(role is Role.ADMINISTRATOR)
    assert not list(folder.rglob("*")) if folder.exists() else True


def test_a_file_that_cannot_be_fetched_is_told(engine: Engine, open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    """The administrator learns that the file did not come, and nothing is ingested."""
    desk = open_desk(channels=[RecordingChannel("zalo", Capabilities(files=True))])
    desk.intake = Intake(Library(engine), tmp_path / "nhận", lambda: None)
    desk.start()
    desk.administrator("sử")
    desk.channels["zalo"].sent.clear()
    desk.take(desk.message("", "sử", kind=Kind.FILE, file=SentFile("a.txt", "mất")))
    run(desk, lambda: bool(desk.channels["zalo"].sent))
    assert "Chưa tải được tệp “a.txt”" in desk.channels["zalo"].texts[0]


def test_sent_is_told_by_the_recording_channel() -> None:
    """The fake itself takes what is sent and numbers it, so that the tests above rest on something."""
    channel = RecordingChannel()
    to = ChatAddress("recording", "us", "mai")
    assert asyncio.run(channel.send(to, said("một"))) == Sent("1")
    assert channel.texts == ["một"]
