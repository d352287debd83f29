"""The messages of a month: counted, the last of them kept for reminders, administrators warned once and in time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.channels.recording import RecordingChannel
from bot.clock import VIETNAM
from bot.delivery.quota import Quota
from bot.dialogue.sentences import MONTH_IS_SPENT
from bot.messages import Capabilities, Reason, Refused, said
from knowledge.pseudonyms import pseudonym
from knowledge.store.counters import Counters
from tests.fakes.desk import Desk, Warned

FEW = Capabilities(monthly_messages=300, most_people=50)  # a tenth of the real plan, so that the month is quick
MARCH = datetime(2027, 3, 1, 8, tzinfo=VIETNAM)


def send(quota: Quota, kind: str, now: datetime) -> bool:
    """Send a message of a kind, if it may go; say whether it went."""
    if not quota.admits("zalo", FEW, kind, now):
        return False
    quota.count("zalo", FEW, "Zalo", now)
    return True


def test_a_month_of_fifty_people(engine: Engine) -> None:
    """Questions are answered up to the reserve, every reminder goes out, and each warning comes once and in order."""
    warned = Warned()
    quota = Quota(Counters(engine), warned)
    answered = reminded = 0
    for day in range(31):
        now = MARCH + timedelta(days=day)
        answered += sum(send(quota, "reply", now) for _ in range(50))
        reminded += sum(send(quota, "reminder", now) for _ in range(2))
    assert reminded == 62
    assert 240 - 62 <= answered <= 240  # what reminders took before the answers stopped
    assert quota.used("zalo", MARCH) == answered + reminded
    assert warned.keys == ["quota:zalo:2027-03:0.7", "quota:zalo:2027-03:0.9"]
    first = dict(reversed(warned.told))
    assert "210 trong 300" in first["quota:zalo:2027-03:0.7"]
    assert "270 trong 300" in first["quota:zalo:2027-03:0.9"]


def test_a_new_month_begins_at_zero(engine: Engine) -> None:
    """What was used is over with the month, by the clock of Vietnam, and is warned of again."""
    warned = Warned()
    quota = Quota(Counters(engine), warned)
    last = datetime(2027, 3, 31, 23, 59, tzinfo=VIETNAM)
    while send(quota, "reply", last):
        pass
    assert not quota.admits("zalo", FEW, "reply", last)
    first = last + timedelta(minutes=1)
    assert quota.admits("zalo", FEW, "reply", first)
    assert quota.used("zalo", first) == 0
    while send(quota, "reply", first):
        pass
    assert warned.keys == ["quota:zalo:2027-03:0.7", "quota:zalo:2027-04:0.7"]


def test_even_reminders_end_with_the_plan(engine: Engine) -> None:
    """No more than the plan holds goes out, whatever it is."""
    quota = Quota(Counters(engine), Warned())
    assert sum(send(quota, "reminder", MARCH) for _ in range(350)) == 300


def test_counts_outlive_a_restart(engine: Engine) -> None:
    """A new process goes on counting where the old one stopped."""
    for _ in range(3):
        assert send(Quota(Counters(engine), Warned()), "reply", MARCH)
    assert Quota(Counters(engine), Warned()).used("zalo", MARCH) == 3


@pytest.mark.parametrize("kind", ["reply", "reminder", "notice"])
def test_a_channel_without_a_plan_is_not_counted(engine: Engine, kind: str) -> None:
    """Where a month holds as many as one likes nothing is counted or warned of."""
    warned = Warned()
    quota = Quota(Counters(engine), warned)
    quota.count("telegram", Capabilities(), "Telegram", MARCH)
    quota.meet("telegram", Capabilities(), "Telegram", "0f")
    assert quota.admits("telegram", Capabilities(), kind, MARCH)
    assert quota.used("telegram", MARCH) == 0
    assert not warned.told


def test_forty_of_fifty_people_are_warned_of(engine: Engine) -> None:
    """The fortieth person brings the warning, give or take two; the same people again bring none."""
    warned = Warned()
    quota = Quota(Counters(engine), warned)
    people = [pseudonym(b"k", str(number)) for number in range(50)]
    for number, person in enumerate(people[:37]):
        quota.meet("zalo", FEW, "Zalo", person)
        quota.meet("zalo", FEW, "Zalo", people[number // 2])
    assert not warned.told
    for person in people[37:]:
        quota.meet("zalo", FEW, "Zalo", person)
    assert warned.keys == ["people:zalo"]
    assert "cho 50 người" in warned.told[0][1]


def test_nobody_can_tell_from_the_counts_who_was_there(engine: Engine) -> None:
    """What is kept of people who wrote holds no pseudonym."""
    person = pseudonym(b"k", "mai")
    counters = Counters(engine)
    counters.meet("people:zalo", person)
    with engine.connect() as connection:
        held = str(connection.exec_driver_sql("select * from counters").all())
    assert person not in held
    assert counters.met("people:zalo") == 1


def test_a_person_whose_question_is_not_answered_is_told_once(open_desk: Callable[..., Desk]) -> None:
    """Once the month is spent a question is not answered in silence: why is said once, and reminders still go."""
    desk = open_desk(channels=[RecordingChannel("zalo", Capabilities(monthly_messages=10))])
    person = desk.linked("Lò Thị Mai", "mai")
    for number in range(12):
        desk.say(f"Hạn nộp {number}?")
    texts = desk.channels["zalo"].texts
    assert sum(MONTH_IS_SPENT in text for text in texts) == 1
    assert len(texts) == 9
    desk.notices.tell(person, said("Nhắc hạn"), desk.clock.now(), about="hạn", key="r", kind="reminder")
    desk.work()
    assert "Nhắc hạn" in desk.channels["zalo"].texts[-1]


def test_a_platform_that_refuses_for_its_plan_is_left_alone_for_a_while(open_desk: Callable[..., Desk]) -> None:
    """Where the platform itself says that the plan is used up nothing is tried for an hour, and then again."""
    desk = open_desk(channels=[RecordingChannel("zalo", Capabilities(monthly_messages=1000))])
    person = desk.linked("Lò Thị Mai", "mai")
    channel = desk.channels["zalo"]
    channel.script.append(Refused(Reason.QUOTA))
    for number, minutes in enumerate((0, 30, 45)):
        desk.clock.pass_by(minutes=minutes)
        desk.notices.tell(person, said(f"Nhắc {number}"), desk.clock.now(), about="hạn", key=str(number))
        desk.work()
    assert [n for n in range(3) if any(f"Nhắc {n}" in text for text in channel.texts)] == [2]
    assert [key.split(":")[0] for key in desk.warned.keys] == ["refused"]
    assert [u.about for u in desk.outbox.undelivered()] == ["hạn", "hạn"]
