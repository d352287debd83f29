"""Who follows what, and what each was reminded of: a row before there is a message, once."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from knowledge.deadlines import Deadline, DeadlineType
from knowledge.people import Person
from knowledge.store.chat_schema import outbox
from knowledge.store.deadline_schema import DEADLINE_TABLES
from knowledge.store.deadlines import Deadlines
from knowledge.store.outgoing import Draft, Way
from knowledge.store.people import People
from knowledge.store.reminders import Follow, Following, Reminder, Reminders, Reply
from knowledge.text import Span

NOW = 1_790_000_000.0
DAY = date(2026, 6, 20)
ALL = Follow(Following.ALL, person=1)
WAYS = {1: ((Following.ALL, ""), (Following.DEADLINE, "1"), (Following.DOCUMENT, "7")), 2: ((Following.ALL, ""),)}
DUE = Reminder("a", 1, 1, DAY, 7, NOW)
DRAFT = Draft((Way("lane", "{}"),), "lời nhắc", "reminder", "k", "nhắc hạn", 1)


@pytest.fixture
def people(engine: Engine) -> People:
    """Three people: Mai and Sơn of one unit, Páo of none."""
    home = People(engine)
    home.save([Person("Mai", unit="Phòng A"), Person("Sơn", unit="Phòng A"), Person("Páo")], "Sử", NOW)
    return home


@pytest.fixture
def reminders(engine: Engine, people: People) -> Reminders:
    """The reminders of a home with two deadlines."""
    assert len(people.all()) == 3
    for what in ("báo cáo", "hồ sơ"):
        Deadlines(engine).add(Deadline(DeadlineType.OTHER, what, "", Span(0, 0), end=DAY), "Sử", NOW)
    return Reminders(engine)


def messages(engine: Engine) -> int:
    """Return how many messages wait to go out."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


# -- who follows ----------------------------------------------------------------------------------------


def test_following_twice_is_following_once(reminders: Reminders) -> None:
    """The second wish says that it was so before, and one end ends it."""
    assert [reminders.follow(ALL), reminders.follow(ALL)] == [True, False]
    assert reminders.all_follows() == [ALL]
    assert [reminders.unfollow(ALL), reminders.unfollow(ALL)] == [True, False]
    assert reminders.all_follows() == []


def test_followers_by_every_way(reminders: Reminders, people: People) -> None:
    """A deadline is followed through everything, its document, its own number, and the unit that it is given to."""
    unit = people.unit_id("phòng a")
    assert unit is not None
    reminders.follow(Follow(Following.ALL, person=3))
    assert reminders.followers(WAYS) == {1: frozenset({3}), 2: frozenset({3})}
    reminders.follow(Follow(Following.DOCUMENT, "7", person=1))
    assert reminders.followers(WAYS) == {1: frozenset({1, 3}), 2: frozenset({3})}
    reminders.follow(Follow(Following.DEADLINE, "1", unit=unit))
    assert reminders.followers(WAYS) == {1: frozenset({1, 2, 3}), 2: frozenset({3})}


def test_who_left_follows_nothing(reminders: Reminders, people: People) -> None:
    """Somebody who may not use the home any more is no follower, neither alone nor with a unit."""
    unit = people.unit_id("Phòng A")
    reminders.follow(ALL)
    reminders.follow(Follow(Following.DEADLINE, "1", unit=unit))
    people.save([Person("Mai", unit="Phòng A", id=1, active=False)], "Sử", NOW)
    assert reminders.followers(WAYS) == {1: frozenset({2}), 2: frozenset()}


def test_who_joins_a_unit_follows_what_it_was_given(reminders: Reminders, people: People) -> None:
    """What was given to a unit is that of whoever belongs to it now."""
    reminders.follow(Follow(Following.DEADLINE, "1", unit=people.unit_id("Phòng A")))
    people.save([Person("Páo", unit="phong a", id=3), Person("Mai", id=1)], "Sử", NOW)
    assert reminders.followers(WAYS)[1] == frozenset({2, 3})


def test_units_are_known_however_they_are_typed(people: People) -> None:
    """A unit has one number in every spelling; one to which nobody belonged has none."""
    assert people.unit_id("PHÒNG  A") == people.unit_id("phong a") is not None
    assert people.unit_id("Phòng B") is None
    assert list(people.units().values()) == ["Phòng A"]


# -- what was written -----------------------------------------------------------------------------------


def test_a_reminder_is_written_with_its_message(reminders: Reminders, engine: Engine) -> None:
    """Row and message come together, and the row is known from then on."""
    assert reminders.write([DUE], [DRAFT], NOW)
    assert reminders.known(["a", "b"]) == {"a"}
    assert messages(engine) == 1
    assert reminders.last_told(1, NOW - 1) == [(1, DAY)]


def test_a_reminder_is_written_once(reminders: Reminders, engine: Engine) -> None:
    """Where one of several was written before, neither rows nor message are written."""
    assert reminders.write([DUE], [DRAFT], NOW)
    assert not reminders.write([replace(DUE, key="b", deadline=2), DUE], [replace(DRAFT, key="k2")], NOW + 60)
    assert reminders.known(["a", "b"]) == {"a"}
    assert messages(engine) == 1


def test_what_expired_is_known_and_was_never_told(reminders: Reminders, engine: Engine) -> None:
    """A reminder that helped nobody any more is not looked at again, and no message tells it."""
    reminders.expire([DUE], NOW)
    assert reminders.known(["a"]) == {"a"}
    assert reminders.last_told(1, 0) == []
    assert messages(engine) == 0


def test_many_keys_are_looked_up(reminders: Reminders) -> None:
    """More keys than one question to the database takes are all looked up."""
    reminders.expire([replace(DUE, key=f"k{n}") for n in range(1200)], NOW)
    assert len(reminders.known([f"k{n}" for n in range(1500)])) == 1200


def test_the_last_message_is_the_one_meant(reminders: Reminders) -> None:
    """With "đã xong 2" is meant the second of the latest message, in its order, for that person alone."""
    reminders.write([DUE], [], NOW)
    later = [replace(DUE, key="b", deadline=2, stage=3), replace(DUE, key="c", stage=3)]
    reminders.write(later, [], NOW + 86_400)
    assert reminders.last_told(1, NOW) == [(2, DAY), (1, DAY)]
    assert reminders.last_told(2, NOW) == []


# -- what people say ------------------------------------------------------------------------------------


def test_answers_and_wishes_are_kept(reminders: Reminders) -> None:
    """Answers come back in order; the last wish of a person holds."""
    done, later = Reply(1, 1, DAY, "done"), Reply(1, 2, DAY, "later", NOW + 60)
    reminders.answer(later, NOW)
    reminders.answer(done, NOW)
    assert reminders.replies() == [later, done]
    reminders.wish(1, {"hour": "08:00"})
    reminders.wish(1, {"hour": "09:00"})
    assert reminders.wishes() == {1: {"hour": "09:00"}}


def test_removing_a_person_leaves_nothing_of_reminders(reminders: Reminders, people: People, engine: Engine) -> None:
    """With the person go follows, reminders, answers and wishes; those of others and the deadlines stay."""
    for person in (1, 2):
        reminders.follow(replace(ALL, person=person))
        reminders.write([replace(DUE, key=f"{person}", person=person)], [], NOW)
        reminders.answer(Reply(person, 1, DAY, "done"), NOW)
        reminders.wish(person, {"hour": "08:00"})
    assert people.remove(1, "Sử")
    with engine.connect() as connection:
        left = {t.name: connection.execute(select(func.count()).select_from(t)).scalar() for t in DEADLINE_TABLES}
    assert left == {"deadlines": 2, "follows": 1, "reminders": 1, "reminder_answers": 1, "wishes": 1}
    assert reminders.all_follows() == [replace(ALL, person=2)]
