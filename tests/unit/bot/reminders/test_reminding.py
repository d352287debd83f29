"""One look at the clock: one digest a day, nothing twice, nothing at night, nothing to whom it does not concern."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.clock import VIETNAM
from bot.messages import Reason, Refused
from bot.reminders.register import written_wishes
from bot.reminders.wishes import Wishes
from knowledge.audiences import unit_group
from knowledge.deadlines import Deadline, DeadlineState, DeadlineType
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument
from knowledge.people import Role
from knowledge.store import Library
from knowledge.store.deadline_schema import reminders
from knowledge.store.reminders import Follow, Following
from knowledge.store.reminders import Reply as Said
from knowledge.store.rows import Original
from knowledge.text import Span
from knowledge.time_expressions import Boundary
from tests.fakes.desk import Desk

FRIDAY = date(2026, 12, 18)
"""The last day of the usual deadline."""
DAY = timedelta(days=1)


class PowerCut(Exception):
    """Stands for the end of the process in the midst of a look."""


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIETNAM)


def deadline(what: str = "hồ sơ khen thưởng đợt 1", end: date = FRIDAY, **more: Any) -> Deadline:
    said = {"boundary": Boundary.ON_OR_BEFORE, "is_obligation": True} | more
    return Deadline(DeadlineType.SUBMISSION, what, "", Span(0, 0), end=end, **said)


def add(desk: Desk, *deadlines: Deadline) -> list[int]:
    return [desk.deadlines.add(d, "Thào A Sử", 0.0).id for d in deadlines or (deadline(),)]


def look(desk: Desk, moment: datetime) -> list[str]:
    """Look at a moment and send; return what arrived in all chats."""
    channel = desk.channels["zalo"]
    before = len(channel.sent)
    desk.clock.moment = moment
    desk.reminding.look(moment)
    desk.work()
    return channel.texts[before:]


def states(desk: Desk) -> list[str]:
    return [row["state"] for row in desk.rows(reminders)]


@pytest.fixture
def mai(desk: Desk) -> int:
    """Somebody with a linked chat who follows everything; what was said so far is over."""
    number = desk.linked("Lò Thị Mai", "mai", unit="Phòng A")
    desk.reminders.follow(Follow(Following.ALL, person=number))
    desk.channels["zalo"].sent.clear()
    return number


# One message a day


def test_everything_of_a_day_is_one_message(desk: Desk, mai: int) -> None:
    """What is due on one morning comes as one digest, and later looks of the day add nothing."""
    add(desk, deadline(), deadline("báo cáo quý IV", FRIDAY + 4 * DAY), deadline("danh sách", FRIDAY - 3 * DAY))
    (said,) = look(desk, at(FRIDAY - 3 * DAY))
    assert [line in said for line in ("Hồ sơ khen thưởng đợt 1", "Báo cáo quý IV", "Danh sách")] == [True] * 3
    assert look(desk, at(FRIDAY - 3 * DAY, 8, 1)) == look(desk, at(FRIDAY - 3 * DAY, 20)) == []


def test_each_stage_comes_once(desk: Desk, mai: int) -> None:
    """Looking every two hours for weeks gives the five reminders of one deadline, each at half past seven."""
    add(desk)
    told = [
        f"{moment:%d/%m %H:%M}"
        for half_hours in range(15, 19 * 48, 4)
        for moment in [at(FRIDAY - 18 * DAY, 0) + half_hours * timedelta(minutes=30)]
        for _ in look(desk, moment)
    ]
    assert told == ["04/12 07:30", "11/12 07:30", "15/12 07:30", "17/12 07:30", "18/12 07:30"]


def test_what_can_wait_waits_for_tomorrow(desk: Desk, mai: int) -> None:
    """After the message of a day a new deadline waits for the next working morning, one that cannot goes at once."""
    add(desk)
    assert len(look(desk, at(FRIDAY - DAY))) == 1
    add(desk, deadline("công văn mới", FRIDAY + 5 * DAY))
    assert look(desk, at(FRIDAY - DAY, 9)) == []
    add(desk, deadline("việc gấp", FRIDAY - DAY))
    (urgent,) = look(desk, at(FRIDAY - DAY, 10))
    assert "Việc gấp" in urgent
    assert "Công văn mới" in urgent


def test_what_would_be_over_after_a_feast_does_not_wait(desk: Desk, mai: int) -> None:
    """On the last working day before Tết tomorrow is too late, so there is a second message."""
    add(desk, deadline("việc một", date(2026, 2, 13)))
    assert len(look(desk, at(date(2026, 2, 13)))) == 1
    add(desk, deadline("việc trong Tết", date(2026, 2, 19)))
    assert "Việc trong Tết" in "".join(look(desk, at(date(2026, 2, 13), 9)))


# Cuts


@contextmanager
def cut_at(desk: Desk, statement: int) -> Iterator[list[int]]:
    """Let the process end before so many statements of the database were carried out."""
    seen = [0]

    def count(*_: object) -> None:
        seen[0] += 1
        if seen[0] > statement:
            raise PowerCut

    event.listen(desk.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(desk.engine, "before_cursor_execute", count)


def test_a_cut_anywhere_loses_and_doubles_nothing(desk: Desk) -> None:
    """Wherever a look is cut, the next one gives each person the day's message once."""
    for number in range(3):
        person = desk.linked(f"Người {number}", f"chat-{number}", code=f"1111 222{number}")
        desk.reminders.follow(Follow(Following.ALL, person=person))
    desk.channels["zalo"].sent.clear()
    add(desk, deadline(), deadline("báo cáo", FRIDAY))
    statement, day, finished = 0, at(FRIDAY - 14 * DAY), False
    while not finished:
        with cut_at(desk, statement):
            try:
                desk.reminding.look(day)
                finished = True
            except PowerCut:
                statement += 1
    assert statement > 20
    assert len(look(desk, day)) == 3
    assert states(desk) == ["written"] * 6


def test_after_a_week_without_us_one_digest_and_the_rest_expired(desk: Desk, mai: int) -> None:
    """What was missed comes as one message with the newest stage; what is over is expired and never sent."""
    add(desk, deadline(), deadline("việc đã qua", FRIDAY - 5 * DAY))
    assert len(look(desk, at(FRIDAY - 14 * DAY))) == 1
    (after,) = look(desk, at(FRIDAY - 2 * DAY))
    assert "Còn 2 ngày" in after
    assert "Việc đã qua" not in after
    assert sorted(states(desk)) == ["expired"] * 4 + ["written"] * 3
    assert look(desk, at(FRIDAY - 2 * DAY, 9)) == []


def test_a_message_too_late_to_help_is_not_sent(desk: Desk, mai: int) -> None:
    """What lay in the outbox until everything in it was over reaches nobody, and is on the list."""
    add(desk)
    desk.clock.moment = at(FRIDAY)
    assert desk.reminding.look(desk.clock.moment) == 1
    desk.clock.moment = at(FRIDAY + DAY, 7)
    desk.work()
    assert desk.channels["zalo"].sent == []
    assert [u.about for u in desk.outbox.undelivered()] == ["nhắc hạn"]


def test_a_message_that_was_late_does_not_come_at_night(desk: Desk, mai: int) -> None:
    """What was written in the morning and could not go before the night goes on the next working morning, once."""
    add(desk)
    desk.reminding.look(at(FRIDAY - 7 * DAY))
    desk.clock.moment = at(FRIDAY - 7 * DAY, 23)
    desk.work()
    assert desk.channels["zalo"].sent == []
    desk.clock.moment = at(FRIDAY - 6 * DAY, 12)
    desk.work()
    assert desk.channels["zalo"].sent == []
    assert len(look(desk, at(FRIDAY - 4 * DAY, 6))) == 1
    assert look(desk, at(FRIDAY - 4 * DAY, 7)) == []


# When nothing may come


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (at(FRIDAY - 3 * DAY, 5, 59), False), (at(FRIDAY - 3 * DAY, 6), True), (at(FRIDAY - 3 * DAY, 22), False),
        (at(FRIDAY - 5 * DAY), False), (at(date(2026, 12, 12)), False),
    ],
)  # fmt: skip
def test_quiet_hours_and_days_off(desk: Desk, mai: int, moment: datetime, may: bool) -> None:
    """What is late waits for the end of the night, and for a working day."""
    add(desk)
    assert bool(look(desk, moment)) is may


def test_wishes_are_heard(desk: Desk, mai: int) -> None:
    """Other lead times and hours hold, and who stopped gets nothing."""
    add(desk)
    desk.reminders.wish(mai, written_wishes(Wishes((2,), time(15))))
    assert look(desk, at(FRIDAY - 2 * DAY, 14, 59)) == []
    assert len(look(desk, at(FRIDAY - 2 * DAY, 15))) == 1
    desk.reminders.wish(mai, written_wishes(Wishes(stopped=True)))
    assert look(desk, at(FRIDAY)) == []


# To whom


def keep(desk: Desk, *duties: Deadline, shown_to: tuple[str, ...] = ()) -> int:
    """Keep a document that states some deadlines, confirmed by a person; return its number."""
    parsed = ParsedDocument("Kế hoạch", DocumentKind.ORIGINAL, DocumentMetadata(), (), (), ())
    library = Library(desk.engine)
    kept = library.keep(parsed, Original("0" * 64, b"", "text/plain", "ke-hoach.txt"), shown_to, duties)
    for record in desk.deadlines.all(states=[DeadlineState.PROPOSED]):
        desk.deadlines.decide(record.id, DeadlineState.CONFIRMED, "Thào A Sử", 0.0)
    return kept.document_id


def test_limited_documents_are_told_to_those_who_may_see_them(desk: Desk, mai: int) -> None:
    """Whoever follows everything follows what they may see."""
    other = desk.linked("Sùng A Páo", "páo", unit="Phòng B", code="3333 4444")
    desk.reminders.follow(Follow(Following.ALL, person=other))
    keep(desk, deadline(), shown_to=(unit_group("Phòng B"),))
    look(desk, at(FRIDAY - DAY))
    assert {to.chat for to, _ in desk.channels["zalo"].sent[-1:]} == {"páo"}
    assert {row["person"] for row in desk.rows(reminders)} == {other}


def test_a_document_that_was_removed_takes_its_deadlines_along(desk: Desk, mai: int) -> None:
    """Nobody is reminded of what no held document says any more."""
    document = keep(desk, deadline())
    assert len(look(desk, at(FRIDAY - 14 * DAY))) == 1
    Library(desk.engine).remove(document, "Thào A Sử", "thu hồi")
    assert look(desk, at(FRIDAY - 7 * DAY)) == []


@pytest.mark.parametrize("state", [DeadlineState.PROPOSED, DeadlineState.CANCELLED])
def test_only_what_is_confirmed_is_sent(desk: Desk, mai: int, state: DeadlineState) -> None:
    """What nobody has confirmed, or somebody cancelled, is sent to nobody."""
    (number,) = add(desk)
    desk.deadlines.decide(number, state, "Thào A Sử", 0.0)
    assert look(desk, at(FRIDAY - DAY)) == []


def test_followers_by_unit_and_by_deadline(desk: Desk, mai: int) -> None:
    """A deadline given to a unit reaches its people, and nobody else."""
    first, second = add(desk, deadline("việc của phòng"), deadline("việc của ai đó"))
    desk.reminders.unfollow(Follow(Following.ALL, person=mai))
    desk.reminders.follow(Follow(Following.DEADLINE, str(first), unit=1))
    (said,) = look(desk, at(FRIDAY - DAY))
    assert "Việc của phòng" in said
    assert "Việc của ai đó" not in said
    assert second not in {row["deadline"] for row in desk.rows(reminders)}


def test_a_person_without_any_way_is_on_the_list(desk: Desk) -> None:
    """Who has neither chat nor address is not forgotten: the list says that they must be told."""
    person = desk.person("Giàng Thị Dợ")
    desk.reminders.follow(Follow(Following.ALL, person=person))
    add(desk)
    assert look(desk, at(FRIDAY - DAY)) == []
    assert [(u.name, u.about) for u in desk.outbox.undelivered()] == [("Giàng Thị Dợ", "nhắc hạn")]


def test_who_blocked_us_is_on_the_list(desk: Desk, mai: int) -> None:
    """A refused message is not tried again, and is on the list."""
    add(desk)
    desk.channels["zalo"].script.append(Refused(Reason.BLOCKED))
    assert look(desk, at(FRIDAY - DAY)) == look(desk, at(FRIDAY - DAY, 9)) == []
    assert [u.name for u in desk.outbox.undelivered()] == ["Lò Thị Mai"]


# Answers


def test_done_ends_the_reminders_of_that_item(desk: Desk, mai: int) -> None:
    """“đã xong 1” in the chat means the first item of the message, and it is never told again."""
    add(desk, deadline("việc muộn", FRIDAY + DAY * 3), deadline("việc sớm", FRIDAY))
    look(desk, at(FRIDAY - 4 * DAY))
    (said,) = look(desk, at(FRIDAY - DAY * 3))
    assert "Việc sớm" in said
    look(desk, at(FRIDAY - DAY))
    desk.clock.moment = at(FRIDAY - DAY, 9)
    assert "việc sớm" in desk.say("đã xong 1")
    assert all("Việc sớm" not in text for text in look(desk, at(FRIDAY)))
    assert "Việc muộn" in "".join(look(desk, at(FRIDAY + 3 * DAY)))


def test_the_numbers_of_answers_are_those_of_the_message(desk: Desk, mai: int) -> None:
    """Whatever order things came due in, what the store holds is in the order that the person read."""
    add(desk, deadline("xa", FRIDAY + 14 * DAY), deadline("gần", FRIDAY + DAY * 3), deadline("nay", FRIDAY))
    (said,) = look(desk, at(FRIDAY))
    told = desk.reminders.last_told(mai, 0.0)
    places = [said.index(word) for word in ("1. Nay", "2. Gần", "3. Xa")]
    assert places == sorted(places)
    assert [number for number, _ in told] == [3, 2, 1]


def test_later_comes_again_once_and_done_after_all_ends_it(desk: Desk, mai: int) -> None:
    """Who wants to hear of it again after a day does; the last word holds."""
    first, second = add(desk, deadline(), deadline("báo cáo", FRIDAY))
    monday = FRIDAY - 4 * DAY
    look(desk, at(FRIDAY - 7 * DAY))
    again = at(monday, 15).timestamp()
    for number in (first, second):
        desk.reminders.answer(Said(mai, number, FRIDAY, "later", again), 0.0)
    desk.reminders.answer(Said(mai, second, FRIDAY, "done"), 1.0)
    assert look(desk, at(monday, 7, 29)) == []
    (said,) = look(desk, at(monday, 7, 30))
    assert "Hồ sơ khen thưởng" in said
    assert "Báo cáo" not in said
    assert look(desk, at(monday, 16)) == []


def test_stop_of_one_item_leaves_the_others(desk: Desk, mai: int) -> None:
    """“dừng 1” ends one, the other goes on."""
    first, _ = add(desk, deadline(), deadline("báo cáo"))
    desk.reminders.answer(Said(mai, first, FRIDAY, "stop"), 0.0)
    (said,) = look(desk, at(FRIDAY - DAY))
    assert "Báo cáo" in said
    assert "Hồ sơ khen thưởng" not in said


# Days that are others


def move(desk: Desk, number: int, end: date) -> None:
    desk.deadlines.edit(number, replace(desk.deadlines.find(number).deadline, end=end), "Thào A Sử", 0.0)


def test_another_day_is_announced_once_to_whoever_was_told(desk: Desk, mai: int) -> None:
    """Who was told the old day learns the new one at the next moment allowed; who was told nothing hears nothing."""
    (number,) = add(desk)
    look(desk, at(FRIDAY - 7 * DAY))
    other = desk.linked("Sùng A Páo", "páo", code="3333 4444")
    desk.reminders.follow(Follow(Following.ALL, person=other))
    move(desk, number, date(2027, 1, 20))
    assert look(desk, at(FRIDAY - 6 * DAY)) == []  # a Saturday
    (said,) = look(desk, at(FRIDAY - 4 * DAY, 6))
    assert "hạn đổi từ thứ Sáu 18/12/2026 sang thứ Tư 20/01/2027" in said
    assert desk.channels["zalo"].sent[-1][0].chat == "mai"
    assert look(desk, at(FRIDAY - 4 * DAY, 9)) == look(desk, at(FRIDAY - 3 * DAY)) == []


def test_a_change_does_not_wait_for_tomorrow_and_is_no_digest(desk: Desk, mai: int) -> None:
    """It goes at once on a day that had its digest, answers still mean the digest, and the next change is told too."""
    (number,) = add(desk)
    look(desk, at(FRIDAY - 7 * DAY, 7, 30))
    told = desk.reminders.last_told(mai, 0.0)
    move(desk, number, FRIDAY + 14 * DAY)
    assert "đổi từ" in "".join(look(desk, at(FRIDAY - 7 * DAY, 9)))
    assert desk.reminders.last_told(mai, 0.0) == told
    move(desk, number, FRIDAY)
    assert "sang thứ Sáu 18/12/2026" in "".join(look(desk, at(FRIDAY - 7 * DAY, 10)))
    assert look(desk, at(FRIDAY - 7 * DAY, 11)) == []


def test_a_change_and_a_reminder_are_one_message(desk: Desk, mai: int) -> None:
    """Where the new day is near the change stands above what is due."""
    (number,) = add(desk)
    look(desk, at(FRIDAY - 14 * DAY))
    move(desk, number, FRIDAY - 4 * DAY)
    (said,) = look(desk, at(FRIDAY - 10 * DAY))
    assert said.index("đổi từ") < said.index("Còn 6 ngày")


def test_an_unconfirmed_change_is_not_told(desk: Desk, mai: int) -> None:
    """A new version whose day nobody has confirmed changes nothing for people, until somebody does."""
    keep(desk, deadline())
    look(desk, at(FRIDAY - 14 * DAY))
    parsed = ParsedDocument("Kế hoạch sửa", DocumentKind.ORIGINAL, DocumentMetadata(), (), (), ())
    original = Original("1" * 64, b"", "text/plain", "ke-hoach.txt")
    Library(desk.engine).keep(parsed, original, (), [deadline(end=FRIDAY + 7 * DAY)])
    assert look(desk, at(FRIDAY - 10 * DAY)) == []
    desk.deadlines.decide(1, DeadlineState.CONFIRMED, "Thào A Sử", 0.0)
    assert "đổi từ" in "".join(look(desk, at(FRIDAY - 9 * DAY)))


# What passed


@pytest.fixture
def officer(desk: Desk, mai: int) -> int:
    """An officer of the staff office with a linked chat, who follows nothing."""
    number = desk.linked("Quàng Văn Sơn", "sơn", code="5555 6666", role=Role.HR_OFFICER)
    desk.channels["zalo"].sent.clear()
    return number


def test_the_officer_learns_the_morning_after(desk: Desk, mai: int, officer: int) -> None:
    """Who was reminded and has not said "đã xong" is named once, with all that passed in one message."""
    pao = desk.linked("Sùng A Páo", "páo", code="3333 4444")
    desk.reminders.follow(Follow(Following.ALL, person=pao))
    first, _ = add(desk, deadline(end=FRIDAY - DAY), deadline("báo cáo", FRIDAY - DAY))
    look(desk, at(FRIDAY - DAY))
    desk.reminders.answer(Said(mai, first, FRIDAY - DAY, "done"), 0.0)
    assert look(desk, at(FRIDAY, 7, 29)) == []
    (said,) = look(desk, at(FRIDAY, 7, 30))
    assert desk.channels["zalo"].sent[-1][0].chat == "sơn"
    assert "2 việc" in said
    assert "(1 người): Sùng A Páo." in said
    assert "(2 người): Sùng A Páo; Lò Thị Mai (Phòng A)." in said
    assert look(desk, at(FRIDAY, 8)) == look(desk, at(FRIDAY + 3 * DAY)) == []


def test_the_officer_is_not_told_of_what_is_done_moved_or_not_for_their_eyes(
    desk: Desk, mai: int, officer: int
) -> None:
    """What everybody has done, what has another day now and what the officer may not see is no matter for them."""
    done, moved = add(desk, deadline("đã làm"), deadline("đã lùi"))
    keep(desk, deadline("nội bộ phòng A"), shown_to=(unit_group("Phòng A"),))
    look(desk, at(FRIDAY))
    desk.reminders.answer(Said(mai, done, FRIDAY, "done"), 0.0)
    move(desk, moved, FRIDAY + 60 * DAY)
    told = look(desk, at(FRIDAY + 3 * DAY))
    assert [text for text in told if "Quá hạn" in text] == []


def test_what_passed_before_a_weekend_is_told_on_monday(desk: Desk, mai: int, officer: int) -> None:
    """No officer is called on a day off; after a longer time without us it is still told."""
    add(desk)
    look(desk, at(FRIDAY))
    assert look(desk, at(FRIDAY + DAY)) == []
    assert "Quá hạn, chưa báo xong: 1 việc" in "".join(look(desk, at(FRIDAY + 5 * DAY)))


def test_a_person_may_be_forgotten_with_all_reminders(desk: Desk, mai: int) -> None:
    """Whoever is removed leaves neither follows nor reminders nor answers."""
    add(desk)
    look(desk, at(FRIDAY - DAY))
    desk.reminders.answer(Said(mai, 1, FRIDAY, "done"), 0.0)
    desk.reminders.wish(mai, written_wishes(Wishes()))
    assert desk.people.remove(mai, "Thào A Sử")
    assert (desk.rows(reminders), desk.reminders.all_follows(), desk.reminders.replies()) == ([], [], [])
    assert look(desk, at(FRIDAY)) == []
