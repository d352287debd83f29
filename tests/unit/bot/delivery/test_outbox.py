"""Messages that go out: every state that a row can reach, order within a chat, and what stays when it is over."""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine, select

from knowledge.people import Person
from knowledge.store import open_engine
from knowledge.store.chat_schema import outbox
from knowledge.store.chats import Chats
from knowledge.store.engine import sqlite_url
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft, Outcome, Outgoing, Way
from knowledge.store.people import People

NOW = 1_790_000_000.0
LEASE = 60.0
DAY = 86_400.0
A, B, C = (Way(name, f"địa chỉ {name}") for name in "abc")


@pytest.fixture
def box(engine: Engine) -> Outbox:
    """An empty outbox."""
    return Outbox(engine)


def rows(engine: Engine) -> list[dict[str, object]]:
    """Return all rows in order."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(outbox).order_by(outbox.c.id)).mappings()]


def write(box: Outbox, *words: str, way: Way = A, **more: object) -> None:
    """Write messages of these words on one way."""
    box.write([Draft((way,), said, **more) for said in words], NOW)  # type: ignore[arg-type]


def claim(box: Outbox, now: float = NOW, most: int = 10) -> list[Outgoing]:
    """Claim what is due."""
    return box.claim(now, LEASE, most)


def words(claimed: list[Outgoing]) -> list[str]:
    """Return what claimed messages say."""
    return [one.payload for one in claimed]


def one(box: Outbox, now: float = NOW) -> Outgoing:
    """Claim the only message that is due."""
    (claimed,) = claim(box, now)
    return claimed


# -- order ----------------------------------------------------------------------------------------------


def test_a_lane_is_serial_and_lanes_are_parallel(box: Outbox) -> None:
    """One message of each chat is under way, the oldest first."""
    write(box, "a1", "a2")
    write(box, "b1", way=B)
    first = claim(box)
    assert words(first) == ["a1", "b1"]
    assert claim(box) == []
    box.finish(first[0].id, Outcome.SENT, NOW)
    assert words(claim(box)) == ["a2"]


def test_a_message_that_is_tried_again_keeps_its_place(box: Outbox) -> None:
    """While it waits no later message of its chat overtakes it; then it goes first."""
    write(box, "a1", "a2")
    box.retry(one(box).id, NOW + 30, reason="429")
    assert claim(box, NOW + 29) == []
    again = one(box, NOW + 31)
    assert (again.payload, again.attempts) == ("a1", 2)


def test_a_message_planned_for_later_holds_nobody_up(box: Outbox) -> None:
    """A reminder written today for next week does not stand in the way of today's answers."""
    write(box, "nhắc", kind="reminder", not_before=NOW + 7 * DAY)
    write(box, "trả lời")
    reply = one(box)
    assert reply.payload == "trả lời"
    box.finish(reply.id, Outcome.SENT, NOW)
    assert claim(box, NOW + DAY) == []
    assert box.next_due() == NOW + 7 * DAY
    assert one(box, NOW + 7 * DAY).payload == "nhắc"


def test_a_key_keeps_from_writing_twice(box: Outbox) -> None:
    """The same message written again, also after it was sent, is not written."""
    draft = Draft((A,), "một lần", key="k")
    assert box.write([draft, draft], NOW) == 1
    box.finish(one(box).id, Outcome.SENT, NOW)
    assert box.write([draft], NOW) == 0


# -- how a sending ends ---------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.REFUSED, Outcome.UNKNOWN])
def test_what_ended_is_never_sent_again(box: Outbox, outcome: Outcome) -> None:
    """Neither a second end, a retry, a recovery nor time brings a message back."""
    write(box, "a1")
    sent = one(box)
    box.finish(sent.id, outcome, NOW, reason="lý do")
    box.finish(sent.id, Outcome.SENT, NOW + 1)
    box.retry(sent.id, NOW)
    assert box.recover(NOW + DAY, everything=True) == 0
    assert claim(box, NOW + DAY) == []
    assert box.counts() == {outcome.value: 1}


@pytest.mark.parametrize(
    ("outcome", "goes_on"), [(Outcome.SENT, False), (Outcome.REFUSED, True), (Outcome.UNKNOWN, True)]
)
def test_the_next_way_is_tried_when_one_did_not_surely_arrive(box: Outbox, outcome: Outcome, goes_on: bool) -> None:
    """Refused and unknown go on to the next way, as often as there are ways; sent does not."""
    box.write([Draft((A, B, C), "nhắc", "reminder", about="hạn", person=None)], NOW)
    box.finish(one(box).id, outcome, NOW)
    following = claim(box)
    assert [(f.lane, f.payload, f.kind) for f in following] == ([("b", "nhắc", "reminder")] if goes_on else [])
    if goes_on:
        assert box.undelivered() == []
        box.finish(following[0].id, outcome, NOW)
        box.finish(one(box).id, outcome, NOW)
        assert [(u.about, u.outcome) for u in box.undelivered()] == [("hạn", outcome)]


def test_an_expired_message_goes_nowhere(box: Outbox) -> None:
    """What is of no use any more is not sent, on no way, and is on the list where it was no reply."""
    box.write([Draft((A, B), "nhắc", "reminder", about="hạn", expires_at=NOW + 5)], NOW)
    write(box, "trả lời", way=C, expires_at=NOW + 5)
    assert claim(box, NOW + 6) == []
    assert [u.outcome for u in box.undelivered()] == [Outcome.EXPIRED]
    assert box.counts() == {"expired": 2}


def test_a_claimed_message_does_not_expire(box: Outbox) -> None:
    """What is on its way is not given up meanwhile."""
    write(box, "a1", expires_at=NOW + 5)
    sent = one(box)
    claim(box, NOW + 6)
    box.finish(sent.id, Outcome.SENT, NOW + 7)
    assert box.counts() == {"sent": 1}


def test_a_message_whose_process_died_is_unknown(box: Outbox) -> None:
    """Within its lease only a restart tells so, afterwards anybody; it goes its next way."""
    box.write([Draft((A, B), "nhắc", "reminder")], NOW)
    one(box)
    assert box.recover(NOW + LEASE - 1) == 0
    assert box.recover(NOW + LEASE + 1) == 1
    assert one(box, NOW + LEASE + 2).lane == "b"
    assert box.recover(NOW + LEASE + 3, everything=True) == 1
    assert [u.reason for u in box.undelivered()] == ["chương trình dừng khi đang gửi"]


def test_without_any_way_a_message_is_undelivered_at_once(box: Outbox) -> None:
    """Nobody has to wait to learn that a person cannot be reached."""
    box.write([Draft((), "nhắc", "reminder", about="hạn nộp")], NOW)
    assert claim(box) == []
    assert [(u.about, u.outcome) for u in box.undelivered()] == [("hạn nộp", Outcome.REFUSED)]


# -- moved chats ----------------------------------------------------------------------------------------


def test_a_moved_chat_takes_its_messages_along(box: Outbox, engine: Engine) -> None:
    """Whatever waits goes to the new address, in order, and the one that was refused for it goes first."""
    write(box, "a1", "a2")
    sent = one(box)
    Chats(engine).move("a", "b", A.address, B.address)
    box.retry(sent.id, NOW, B)
    first = one(box)
    assert (first.payload, first.lane, first.address) == ("a1", "b", B.address)
    box.finish(first.id, Outcome.SENT, NOW)
    second = one(box)
    assert (second.payload, second.address) == ("a2", B.address)


# -- what stays -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [*Outcome, "recover"])
def test_a_passing_message_leaves_nothing(box: Outbox, engine: Engine, end: str) -> None:
    """However it ends, neither address nor words nor its name at the platform stay of such a message."""
    write(box, "riêng tư", way=Way("a", "địa chỉ riêng"), passing=True, expires_at=NOW + 5)
    if end == Outcome.EXPIRED:
        claim(box, NOW + 6)
    elif end == "recover":
        one(box)
        box.recover(NOW, everything=True)
    else:
        box.finish(one(box).id, Outcome(end), NOW, remote_id="tên-ở-nền-tảng")
    (row,) = rows(engine)
    assert not {"riêng tư", "địa chỉ riêng", "tên-ở-nền-tảng"} & set(map(str, row.values()))


def test_a_passing_message_passes_on_its_next_way_too(box: Outbox, engine: Engine) -> None:
    """What goes on to another chat leaves nothing in the row of the first, and in the end nothing at all."""
    box.write([Draft((A, B), "riêng tư", "notice", passing=True)], NOW)
    box.finish(one(box).id, Outcome.REFUSED, NOW)
    box.finish(one(box).id, Outcome.SENT, NOW)
    held = repr(rows(engine))
    assert "riêng tư" not in held
    assert "địa chỉ" not in held


def test_the_words_of_what_was_sent_go(box: Outbox, engine: Engine) -> None:
    """A sent message, an ended reply and one that went on keep no words; an undelivered reminder does."""
    write(box, "gửi", kind="reminder")
    box.finish(one(box).id, Outcome.SENT, NOW, remote_id="7")
    write(box, "trả lời")
    box.finish(one(box).id, Outcome.REFUSED, NOW)
    write(box, "nhắc", kind="reminder")
    box.finish(one(box).id, Outcome.REFUSED, NOW)
    assert [row["payload"] for row in rows(engine)] == [None, None, "nhắc"]


def test_what_nobody_settled_is_not_forgotten(box: Outbox) -> None:
    """Sent messages and replies go with time; what reached nobody stays until a person saw it."""
    write(box, "gửi", "hỏng", kind="reminder")
    write(box, "trả lời", way=B)
    box.finish(claim(box, most=1)[0].id, Outcome.SENT, NOW)
    for claimed in claim(box):
        box.finish(claimed.id, Outcome.REFUSED, NOW)
    write(box, "đang chờ", way=C)
    assert box.forget_before(NOW) == 0
    assert box.forget_before(NOW + 1) == 2
    (left,) = box.undelivered()
    assert box.settle(left.id, NOW)
    assert not box.settle(left.id, NOW)
    assert box.undelivered() == []
    assert box.forget_before(NOW + 1) == 1
    assert box.counts() == {"pending": 1}


def test_the_list_names_person_and_unit(box: Outbox, engine: Engine) -> None:
    """Whoever looks after the list learns who was not reached, newest first; replies are not on it."""
    People(engine).save([Person("Lò Thị Mai", unit="Phòng A")], "thử", NOW)
    for about in ("cũ", "mới"):
        box.write([Draft((), "x", "reminder", about=about, person=1)], NOW)
    write(box, "trả lời", way=B)
    box.finish(one(box).id, Outcome.REFUSED, NOW)
    assert [(u.name, u.unit, u.about) for u in box.undelivered()] == [
        ("Lò Thị Mai", "Phòng A", "mới"), ("Lò Thị Mai", "Phòng A", "cũ"),
    ]  # fmt: skip


# -- everything together --------------------------------------------------------------------------------


@dataclass
class Model:
    """What a row should be."""

    lane: str
    state: str = "pending"
    due: float = NOW
    tried: int = 0
    ways: list[str] = field(default_factory=list)
    passing: bool = False


class AnyOrderOfEvents(RuleBasedStateMachine):
    """Writes, claims, ends, retries, deaths and time in any order, against a model in plain Python."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.engine = open_engine(sqlite_url(Path(self.folder.name) / "t.sqlite"))
        self.box = Outbox(self.engine)
        self.now = NOW
        self.model: dict[int, Model] = {}

    def teardown(self) -> None:
        """Close the database."""
        self.engine.dispose()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        """Start with nothing."""
        assert claim(self.box) == []

    @rule(ways=st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True), passing=st.booleans(),
          later=st.sampled_from([0, 0, 100]))  # fmt: skip
    def write(self, ways: list[str], passing: bool, later: float) -> None:
        """Write a message."""
        drafts = [Draft(tuple(Way(w, f"địa chỉ {w}") for w in ways), "lời", "notice", passing=passing,
                        not_before=self.now + later)]  # fmt: skip
        assert self.box.write(drafts, self.now) == 1
        self.add(ways, passing, self.now + later)

    def add(self, ways: list[str], passing: bool, due: float) -> None:
        """Put a row into the model."""
        self.model[len(self.model) + 1] = Model(ways[0], due=due, ways=ways[1:], passing=passing)

    @rule(most=st.integers(1, 3))
    def claim(self, most: int) -> None:
        """Claim, and find what the model says."""
        wanted = []
        for number, row in self.model.items():
            mine = [(n, r) for n, r in self.model.items() if r.lane == row.lane]
            ahead = any(n < number and r.state == "pending" and (r.due <= self.now or r.tried) for n, r in mine)
            busy = any(r.state == "claimed" for _, r in mine)
            if row.state == "pending" and row.due <= self.now and not ahead and not busy:
                wanted.append(number)
        assert [o.id for o in self.box.claim(self.now, LEASE, most)] == wanted[:most]
        for number in wanted[:most]:
            self.model[number].state = "claimed"
            self.model[number].tried += 1

    @rule(place=st.integers(0, 5), outcome=st.sampled_from([Outcome.SENT, Outcome.REFUSED, Outcome.UNKNOWN]))
    def finish(self, place: int, outcome: Outcome) -> None:
        """End one that is under way."""
        claimed = [n for n, row in self.model.items() if row.state == "claimed"]
        for number in claimed[place : place + 1]:
            self.box.finish(number, outcome, self.now, remote_id="7")
            self.end(number, outcome)

    def end(self, number: int, outcome: Outcome) -> None:
        """End a row of the model; it goes on if it has a further way."""
        row = self.model[number]
        row.state = outcome.value
        if row.ways and outcome is not Outcome.SENT:
            self.add(row.ways, row.passing, self.now)
        if row.passing:
            row.lane = ""  # nothing stays of whom it was for

    @rule(place=st.integers(0, 5), wait=st.sampled_from([0, 30]))
    def retry(self, place: int, wait: float) -> None:
        """Let one that is under way be tried again."""
        claimed = [n for n, row in self.model.items() if row.state == "claimed"]
        for number in claimed[place : place + 1]:
            self.box.retry(number, self.now + wait)
            self.model[number].state, self.model[number].due = "pending", self.now + wait

    @rule()
    def die(self) -> None:
        """Restart."""
        claimed = [n for n, row in self.model.items() if row.state == "claimed"]
        assert self.box.recover(self.now, everything=True) == len(claimed)
        for number in claimed:
            self.end(number, Outcome.UNKNOWN)

    @rule(seconds=st.sampled_from([10, 50]))
    def wait(self, seconds: float) -> None:
        """Let time pass, less than a lease."""
        self.now += seconds

    @invariant()
    def rows_are_as_they_should_be(self) -> None:
        """States agree with the model, one message at most is under way in a chat, and nothing stays that may not."""
        held = rows(self.engine)
        assert {row["id"]: (row["lane"], row["state"]) for row in held} == {
            number: (row.lane, row.state) for number, row in self.model.items()
        }
        under_way = [row["lane"] for row in held if row["state"] == "claimed"]
        assert len(under_way) == len(set(under_way))
        for row in held:
            if row["passing"] and row["state"] not in ("pending", "claimed"):
                assert (row["payload"], row["address"], row["remote_id"], row["ways"]) == (None, None, "", "[]")


AnyOrderOfEvents.TestCase.settings = settings(max_examples=12, stateful_step_count=25)
test_any_order_of_events = AnyOrderOfEvents.TestCase
