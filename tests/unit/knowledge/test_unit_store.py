"""Questions without an answer, replies and counts in the store: each decided once, forgotten with their person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.errors import UsageError
from knowledge.store import Engine, Library, open_engine
from knowledge.store.chat_records import Asked, Consent
from knowledge.store.chat_schema import outbox
from knowledge.store.chats import Chats
from knowledge.store.engine import sqlite_url
from knowledge.store.inbox import Event, Inbox
from knowledge.store.outgoing import Draft, Way
from knowledge.store.schema import audit
from knowledge.store.unit_counts import Stretch, Tally
from knowledge.store.unit_records import Basis, Reply, ReplyState, Writer
from knowledge.store.unit_work import UnitWork

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC).timestamp()
STRETCH = Stretch(DAY, DAY, NOW - 3600, NOW + 3600)
MAI, PAO = Writer("Lò Thị Mai", 1), Writer("Vàng A Páo", 2)
BASIS = Basis("152/2025/NĐ-CP, Điều 5", "152/2025/NĐ-CP")
REPLY = Reply(0, "Nuôi con nhỏ có giảm việc không?", "Có, theo điều đã dẫn.", BASIS, ReplyState.DRAFT, MAI, NOW)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give the database of an empty home."""
    made = open_engine(sqlite_url(tmp_path / "home.sqlite"))
    yield made
    made.dispose()


@pytest.fixture
def work(engine: Engine) -> UnitWork:
    """Give the questions and replies of an empty home."""
    return UnitWork(engine)


def asks_in_a_chat(
    engine: Engine, chat: str, text: str | None, status: str = "not_found", consent: str = "1+cauhoi+lienket"
) -> None:  # fmt: skip
    """Let a chat agree, and ask something that ends in some way."""
    chats, inbox = Chats(engine), Inbox(engine)
    if consent:
        chats.agree(Consent(chat, "zalo", True, consent, "h", NOW), f"địa chỉ {chat}")
    inbox.keep([Event(f"{chat}-{text}", chat, "{}")], NOW)
    (event,) = inbox.claim(NOW, 60, 1)
    asked = Asked("zalo", status, chat if consent else None, text if consent else None)
    assert chats.finish(event.id, [], NOW, asked=asked)


# -- what waits -----------------------------------------------------------------------------------------


def test_questions_of_people_who_agreed_wait_by_themselves(engine: Engine, work: UnitWork) -> None:
    """Not found and refused ones, the oldest first; others, and those of strangers, do not."""
    asks_in_a_chat(engine, "mai", "Câu một?")
    asks_in_a_chat(engine, "páo", "Câu hai?", "refused")
    asks_in_a_chat(engine, "páo", "Câu trả lời được?", "answered")
    asks_in_a_chat(engine, "người lạ", "Câu riêng?", consent="")
    found = work.waiting()
    assert [(q.text, q.status, q.address) for q in found] == [
        ("Câu một?", "not_found", "địa chỉ mai"), ("Câu hai?", "refused", "địa chỉ páo"),
    ]  # fmt: skip


def test_a_question_goes_with_its_person(engine: Engine, work: UnitWork) -> None:
    """Withdrawal, a narrower consent and time each take the words away, and nothing waits without words."""
    chats = Chats(engine)
    for chat in ("rút", "hẹp", "cũ"):
        asks_in_a_chat(engine, chat, "Câu của tôi?")
    work.send("khách", "web", "not_found", "Câu của khách?", NOW)
    chats.withdraw(Consent("rút", "zalo", False, "1", "h", NOW))
    assert {q.asker for q in work.waiting()} == {"hẹp", "cũ", "khách"}
    chats.agree(Consent("hẹp", "zalo", True, "1+lienket", "h", NOW), "địa chỉ", forget_questions=True)
    assert {q.asker for q in work.waiting()} == {"cũ", "khách"}
    chats.forget_before(NOW + 1)
    assert work.waiting() == []


def test_what_somebody_sends_waits_once(work: UnitWork) -> None:
    """The same words of the same asker are one question; another asker's are another; a day's are counted."""
    assert work.send("a", "web", "answered", "Câu?", NOW)
    assert not work.send("a", "web", "answered", "Câu?", NOW)
    assert work.send("b", "web", "answered", "Câu?", NOW)
    assert (work.sent_since(NOW), work.sent_since(NOW, "a"), work.sent_since(NOW + 1)) == (2, 1, 0)


def test_a_dropped_question_waits_no_more_and_says_why(work: UnitWork) -> None:
    """Its person reads the reason; nobody can drop it again."""
    work.send("a", "web", "not_found", "Câu?", NOW)
    (question,) = work.waiting()
    work.drop([question.id], "Không thuộc lĩnh vực", MAI, NOW)
    assert work.waiting() == []
    assert [(q.state, q.reason) for q in work.of_asker("a")] == [("dropped", "Không thuộc lĩnh vực")]
    with pytest.raises(UsageError):
        work.drop([question.id], "Lần nữa", MAI, NOW)


def test_somebodys_own_question_is_forgotten_by_that_person_only(work: UnitWork) -> None:
    """The pseudonym decides."""
    work.send("a", "web", "not_found", "Câu?", NOW)
    (question,) = work.waiting()
    assert not work.forget("b", question.id)
    assert work.forget("a", question.id)
    assert (work.waiting(), work.of_asker("a")) == ([], [])


# -- replies --------------------------------------------------------------------------------------------


def test_a_reply_ends_its_questions_and_writes_the_messages_at_once(engine: Engine, work: UnitWork) -> None:
    """All in one step: question, reply, message and audit line; a second officer comes too late."""
    asks_in_a_chat(engine, "mai", "Câu?")
    work.send("a", "web", "not_found", "câu", NOW)
    ids = [q.id for q in work.waiting()]
    draft = Draft((Way("mai", "địa chỉ"),), "{}", "notice", "officer:1:0")
    number = work.reply(REPLY, ids, [draft], NOW)
    assert work.waiting() == []
    (own,) = work.of_asker("a")
    assert own.reply is not None
    assert (own.reply.id, own.reply.text, own.reply.writer, own.reply.basis) == (number, REPLY.text, MAI, BASIS)
    with pytest.raises(UsageError, match="vừa được"):
        work.reply(REPLY, ids, [replace(draft, key="officer:2:0")], NOW)
    with engine.connect() as connection:
        assert [r["key"] for r in connection.execute(select(outbox)).mappings()] == ["officer:1:0"]
        assert "reply written" in [r["action"] for r in connection.execute(select(audit)).mappings()]


def test_a_reply_needs_a_question_that_waits(work: UnitWork) -> None:
    """An empty list is no question, and nothing of the reply is kept."""
    with pytest.raises(UsageError):
        work.reply(REPLY, [], [], NOW)
    assert work.replies(*ReplyState) == []


@pytest.mark.parametrize(
    "by", [MAI, Writer("Lò Thị Mai", 3), Writer("lo thi mai"), Writer("Bà Lò Thị Mai"), Writer("Tên khác", 1)]
)
def test_whoever_wrote_a_reply_does_not_approve_it(work: UnitWork, by: Writer) -> None:
    """Neither under the same number, nor under the same name however it is written."""
    number = _written(work)
    with pytest.raises(UsageError, match="không tự duyệt"):
        work.approve(number, by, 7, NOW)
    found = work.find_reply(number)
    assert found is not None
    assert found.state is ReplyState.DRAFT


def test_a_second_person_approves_once_and_anybody_withdraws_once(work: UnitWork) -> None:
    """Each deed names its person; what was decided stays decided."""
    number = _written(work)
    work.approve(number, PAO, 7, NOW)
    with pytest.raises(UsageError):
        work.approve(number, PAO, 8, NOW)
    (found,) = work.replies(ReplyState.APPROVED)
    assert (found.approved_by, found.document) == ("Vàng A Páo", 7)
    work.withdraw(number, MAI, "Luật đổi", NOW)
    with pytest.raises(UsageError):
        work.withdraw(number, MAI, "Lần nữa", NOW)
    (found,) = work.replies(ReplyState.WITHDRAWN)
    assert (found.withdrawn_by, found.why) == ("Lò Thị Mai", "Luật đổi")


def test_a_private_reply_is_never_shared(work: UnitWork) -> None:
    """What was written for one asker can be neither approved nor withdrawn."""
    number = _written(work, replace(REPLY, state=ReplyState.PRIVATE, asked=""))
    for deed in (lambda: work.approve(number, PAO, 7, NOW), lambda: work.withdraw(number, PAO, "…", NOW)):
        with pytest.raises(UsageError):
            deed()
    assert work.find_reply(99) is None


def _written(work: UnitWork, reply: Reply = REPLY) -> int:
    work.send("a", "web", "not_found", "Câu?", NOW)
    return work.reply(reply, [q.id for q in work.waiting()], [], NOW)


# -- counts ---------------------------------------------------------------------------------------------


def test_counts_add_up_by_day(work: UnitWork) -> None:
    """The same thing twice in a day is two; other days stay apart; a thing named twice at once is one."""
    one = Tally("answer", "answered")
    work.counts.add([one, Tally("law", "nd91"), one], DAY)
    work.counts.add([one], DAY)
    work.counts.add([one], date(2026, 11, 21))
    work.counts.add([], DAY)
    assert work.counts.sums(STRETCH) == {"answer": {"answered": 2}, "law": {"nd91": 1}}


def test_a_vote_counts_once(work: UnitWork) -> None:
    """The same key a second time changes nothing."""
    vote = [Tally("rating", "hay:answered")]
    assert work.counts.vote("k", vote, NOW, DAY)
    assert not work.counts.vote("k", vote, NOW, DAY)
    assert work.counts.sums(STRETCH) == {"rating": {"hay:answered": 1}}


def test_what_was_done_is_counted_in_its_stretch(engine: Engine, work: UnitWork) -> None:
    """Decisions, replies, messages and audit lines of other days are left out."""
    number = _written(work)
    work.approve(number, PAO, 7, NOW)
    Library(engine).note("ai đó", "deadline confirmed", None, "số 1")
    stretch = Stretch(DAY, DAY, NOW - 10, datetime.now(UTC).timestamp() + 10)
    assert work.counts.decisions(STRETCH) == {"replied": 1}
    assert work.counts.replies(STRETCH) == {"written": 1, "approved": 1, "withdrawn": 0}
    assert work.counts.deeds(replace(stretch, begins=0.0))["deadline confirmed"] == 1
    other = Stretch(DAY, DAY, NOW + 5, NOW + 10)
    assert (work.counts.decisions(other), work.counts.deeds(other)) == ({}, {})
    assert work.counts.replies(other)["written"] == 0
    assert (work.counts.documents(other), work.counts.deliveries(other), work.counts.undelivered(other)) == (
        (0, 0), {}, 0,
    )  # fmt: skip
