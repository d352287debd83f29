"""Calendars at secret addresses: only whoever has the address, and as long as it was not renewed."""

from datetime import date

import pytest
from icalendar import Calendar

from bot.reminders.feeds import PREFIX, Feeds
from bot.reminders.register import read_register
from knowledge.deadlines import Deadline, DeadlineType
from knowledge.store import Library
from knowledge.store.counters import Counters
from knowledge.store.reminders import Follow, Following
from knowledge.text import Span
from tests.fakes.desk import Desk


@pytest.fixture
def feeds(desk: Desk) -> Feeds:
    """A home with one confirmed deadline, which person 1 of Phòng A follows and person 2 of Phòng B does not."""
    at = desk.clock.now().timestamp()
    desk.person("Lò Thị Mai", unit="Phòng A")
    desk.person("Thào A Sử", unit="Phòng B")
    due = Deadline(DeadlineType.SUBMISSION, "gửi hồ sơ", "gửi hồ sơ", Span(0, 9), end=date(2026, 11, 30))
    desk.deadlines.add(due, "sử", at)
    desk.reminders.follow(Follow(Following.ALL, person=1))
    parts = (Library(desk.engine), desk.deadlines, desk.reminders, desk.people)
    return Feeds(
        b"k" * 32, Counters(desk.engine), lambda: read_register(*parts), desk.people.units, "kho", desk.clock.now
    )


def name(path: str) -> str:
    assert path.startswith(PREFIX)
    return path.removeprefix(PREFIX)


def events(content: bytes | None) -> list[str]:
    assert content is not None
    return [str(e["summary"]) for e in Calendar.from_ical(content).walk("VEVENT")]


def test_an_address_gives_what_its_person_follows(feeds: Feeds) -> None:
    """A person's calendar holds what the person follows; a unit's what its people follow; another's nothing."""
    assert len(events(feeds.read(name(feeds.of_person(1))))) == 1
    assert events(feeds.read(name(feeds.of_person(2)))) == []
    numbers = {n: k for k, n in feeds.units().items()}
    assert len(events(feeds.read(name(feeds.of_unit(numbers["Phòng A"]))))) == 1
    assert events(feeds.read(name(feeds.of_unit(numbers["Phòng B"])))) == []


def test_a_renewed_address_replaces_the_old_one(feeds: Feeds) -> None:
    """Once an address is renewed, the old one gives nothing any more."""
    old = feeds.of_person(1)
    new = feeds.renew(old)
    assert new != old
    assert feeds.read(name(old)) is None
    assert feeds.read(name(new)) is not None
    assert feeds.of_person(1) == new


@pytest.mark.parametrize(
    "guessed", ["", "x", "nguoi-1.ics", f"nguoi-1-{'0' * 32}.ics", f"donvi-1-{'a' * 32}.ics", "../tdkt.sqlite"]
)
def test_a_guess_gives_nothing(feeds: Feeds, guessed: str) -> None:
    """What is no address of ours, or one with a wrong secret, gives nothing."""
    assert feeds.read(guessed) is None


def test_one_secret_opens_one_calendar(feeds: Feeds) -> None:
    """The secret of one person opens no other calendar, and that of somebody who is not there opens none."""
    secret = feeds.of_person(1).rsplit("-", 1)[1]
    assert feeds.read(f"nguoi-2-{secret}") is None
    assert feeds.read(name(feeds.of_person(99))) is None
