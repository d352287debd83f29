"""Rows of reminders: written once with their message or not at all, and read back as people were told."""

from datetime import date

import pytest
from sqlalchemy import Engine

from knowledge.deadlines import Deadline, DeadlineType
from knowledge.people import Person
from knowledge.store.deadlines import Deadlines
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft, Way
from knowledge.store.people import People
from knowledge.store.reminders import Follow, Following, Reminder, Reminders, ReminderState, Reply
from knowledge.text import Span

NOW, DAY = 1_790_000_000.0, 86_400.0
FRIDAY = date(2026, 12, 18)
MAI, SON = 1, 2
DRAFT = [Draft((Way("a", "địa chỉ"),), "nhắc", "reminder")]


@pytest.fixture
def home(engine: Engine) -> Reminders:
    """A home with two people and two deadlines, numbers 1 and 2 of each."""
    People(engine).save([Person("Lò Thị Mai"), Person("Quàng Văn Sơn", unit="Phòng A")], "thử", NOW)
    for what in ("hồ sơ", "báo cáo"):
        Deadlines(engine).add(Deadline(DeadlineType.REPORT, what, "", Span(0, 0), end=FRIDAY), "thử", NOW)
    return Reminders(engine)


def due(key: str, day: date = FRIDAY, deadline: int = 1, state: ReminderState = ReminderState.WRITTEN) -> Reminder:
    return Reminder(key, MAI, deadline, day, 1, NOW, state)


def test_nothing_is_written_where_one_row_is_known(home: Reminders, engine: Engine) -> None:
    """Neither the rows that are new nor the message are kept, and the next attempt finds nothing half done."""
    assert home.write([due("a")], DRAFT, NOW)
    assert not home.write([due("b"), due("a")], DRAFT, NOW)
    assert home.known(["a", "b"]) == {"a"}
    assert Outbox(engine).counts() == {"pending": 1}
    assert home.write([due("b")], DRAFT, NOW)


def test_one_message_of_a_state_since_a_moment(home: Reminders) -> None:
    """Where somebody had today's digest nothing is written; a change is no digest."""
    assert home.write([due("a", state=ReminderState.CHANGED)], DRAFT, NOW)
    assert home.write([due("b")], DRAFT, NOW, none_since=NOW)
    assert not home.write([due("c")], DRAFT, NOW + 5, none_since=NOW)
    assert home.write([due("c")], DRAFT, NOW + DAY, none_since=NOW + 5)
    assert (home.sent_to(NOW + 5), home.sent_to(NOW + DAY + 1)) == ({MAI}, frozenset())


def test_what_expired_was_not_told(home: Reminders) -> None:
    """It is known, twice over without harm, and counts neither as a digest nor as told."""
    home.expire([due("a")], NOW)
    home.expire([due("a"), due("b")], NOW)
    assert home.known(["a", "b"]) == {"a", "b"}
    assert (home.sent_to(0), home.told_days([1]), home.last_told(MAI, 0), home.reminded(FRIDAY, FRIDAY)) == (
        frozenset(), {}, [], [],
    )  # fmt: skip


def test_the_day_told_last_holds(home: Reminders) -> None:
    """A change told later is what the person knows now; numbers in answers still mean the digest."""
    later = date(2027, 1, 20)
    home.write([due("b", deadline=2), due("a")], DRAFT, NOW)
    home.write([due("c", later, state=ReminderState.CHANGED)], DRAFT, NOW + 1)
    assert home.told_days([1, 2]) == {(MAI, 1): later, (MAI, 2): FRIDAY}
    assert home.last_told(MAI, 0) == [(2, FRIDAY), (1, FRIDAY)]
    assert home.reminded(FRIDAY, later) == [(MAI, 1, FRIDAY), (MAI, 2, FRIDAY)]


def test_follows_of_people_and_units(home: Reminders) -> None:
    """Following twice is following once; a unit's people follow with it."""
    mine, ours = Follow(Following.ALL, person=MAI), Follow(Following.DEADLINE, "2", unit=1)
    assert [home.follow(f) for f in (mine, mine, ours)] == [True, False, True]
    targets = {n: [(Following.ALL, ""), (Following.DEADLINE, str(n))] for n in (1, 2)}
    assert home.followers(targets) == {1: {MAI}, 2: {MAI, SON}}
    assert [home.unfollow(mine), home.unfollow(mine)] == [True, False]
    assert home.followers(targets) == {1: frozenset(), 2: {SON}}


def test_answers_and_wishes_are_read_back(home: Reminders) -> None:
    """What people say is kept in order; of wishes the last one holds."""
    said = [Reply(MAI, 1, FRIDAY, "later", NOW + DAY), Reply(MAI, 1, FRIDAY, "done")]
    for reply in said:
        home.answer(reply, NOW)
    assert home.replies() == said
    home.wish(MAI, {"hour": "07:30"})
    home.wish(MAI, {"hour": "09:00"})
    assert home.wishes() == {MAI: {"hour": "09:00"}}
    assert (home.wish_of(MAI), home.wish_of(SON)) == ({"hour": "09:00"}, None)
