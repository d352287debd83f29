"""Messages to a person wherever reached: in the order wished, on the next way when one fails, never twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.recording import RecordingChannel
from bot.messages import (
    Appointment,
    Capabilities,
    Heading,
    Kind,
    OutgoingMessage,
    Paragraph,
    Reason,
    Refused,
    SendResult,
    Unknown,
    said,
)
from knowledge.people import Role
from knowledge.store.chat_schema import outbox
from tests.fakes.desk import MORNING, Desk

LETTERS = Capabilities(calendar=True, listens=False, by_email=True)


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    """A home with Zalo, Telegram and e-mail."""
    channels = [
        RecordingChannel("zalo", Capabilities(most_units=300)), RecordingChannel("telegram"),
        RecordingChannel("email", LETTERS, "so@lc.vn"),
    ]  # fmt: skip
    return open_desk(channels=channels)


@pytest.fixture
def mai(desk: Desk) -> int:
    """Somebody with a chat on Zalo, a newer one on Telegram, and an e-mail address; what was said so far is over."""
    number = desk.linked("Lò Thị Mai", "mai", email="mai@lc.vn")
    desk.also_linked(number, "mai", channel="telegram", code="3333 4444")
    for channel in desk.channels.values():
        channel.sent.clear()
    return number


def order(desk: Desk, person: int, *names: str) -> None:
    """Let a person wish an order of channels."""
    desk.people.order_channels(person, names)


def tell(desk: Desk, person: int, message: OutgoingMessage | None = None, key: str = "k") -> int:
    """Tell a person something and let it go out."""
    given = message or said("Nhắc: hạn nộp ngày mai.")
    written = desk.notices.tell(person, given, desk.clock.now(), about="hạn nộp", key=key, kind="reminder")
    desk.work()
    return written


def reached(desk: Desk) -> list[str]:
    """Return the channels that took messages."""
    return [name for name, channel in desk.channels.items() for _ in channel.sent]


@pytest.mark.parametrize(
    ("wished", "first"),
    [((), "telegram"), (("zalo",), "zalo"), (("email", "zalo"), "email"), (("viber", "zalo"), "zalo")],
)
def test_the_channel_wished_first_is_used(desk: Desk, mai: int, wished: tuple[str, ...], first: str) -> None:
    """One message on one channel: the one wished, else the chat that was used last."""
    order(desk, mai, *wished)
    assert tell(desk, mai) == 1
    assert reached(desk) == [first]


@pytest.mark.parametrize(
    "result", [Refused(Reason.BLOCKED), Refused(Reason.WINDOW), Refused(Reason.QUOTA), Unknown("?")]
)
def test_what_is_refused_or_unknown_goes_on(desk: Desk, mai: int, result: SendResult) -> None:
    """The next channel of the order gets it, and nobody else hears of it."""
    order(desk, mai, "zalo", "email")
    desk.channels["zalo"].script.append(result)
    tell(desk, mai)
    assert reached(desk) == ["email"]
    assert desk.channels["email"].sent[0][0].chat == "mai@lc.vn"
    assert desk.outbox.undelivered() == []


def test_what_fails_everywhere_is_on_the_list(desk: Desk, mai: int) -> None:
    """After the last way the message is undelivered, with the name and what it was about."""
    for channel in desk.channels.values():
        channel.script.append(Refused(Reason.UNKNOWN_CHAT))
    tell(desk, mai)
    assert [(u.name, u.about) for u in desk.outbox.undelivered()] == [("Lò Thị Mai", "hạn nộp")]


def test_somebody_without_any_way_is_on_the_list_at_once(desk: Desk) -> None:
    """A person with neither chat nor address is told to the unit instead."""
    number = desk.person("Quàng Văn Sơn")
    assert tell(desk, number) == 1
    assert [(u.name, u.about) for u in desk.outbox.undelivered()] == [("Quàng Văn Sơn", "hạn nộp")]


def test_an_address_alone_is_a_way(desk: Desk) -> None:
    """E-mail needs no chat and no link."""
    tell(desk, desk.person("Quàng Văn Sơn", email="son@lc.vn"))
    assert [to.chat for to, _ in desk.channels["email"].sent] == ["son@lc.vn"]


def test_a_blocked_chat_is_left_out_until_it_is_unblocked(desk: Desk, mai: int) -> None:
    """Nobody writes to a chat that does not want it; the others serve meanwhile."""
    order(desk, mai, "zalo", "email")
    desk.say("", "mai", kind=Kind.BLOCKED)
    tell(desk, mai, key="một")
    desk.say("", "mai", kind=Kind.UNBLOCKED)
    tell(desk, mai, key="hai")
    assert reached(desk) == ["zalo", "email"]


def test_a_refusal_for_good_leaves_the_chat_out_the_next_time(desk: Desk, mai: int) -> None:
    """Blocked once, the next message goes the other way at once."""
    order(desk, mai, "zalo", "email")
    desk.channels["zalo"].script.append(Refused(Reason.BLOCKED))
    tell(desk, mai, key="một")
    person = desk.people.find(mai)
    assert person is not None
    assert len(desk.notices.ways_to(person)) == 2


def test_a_channel_that_is_off_or_another_account_is_left_out(desk: Desk, mai: int) -> None:
    """Chats with a bot that is not ours any more are no way."""
    order(desk, mai, "zalo", "telegram")
    del desk.notices.accounts["telegram"]
    desk.notices.accounts["zalo"] = "một bot khác"
    tell(desk, mai)
    assert reached(desk) == ["email"]


def test_a_key_keeps_from_telling_twice(desk: Desk, mai: int) -> None:
    """The same message again, also after a restart, is not written."""
    assert tell(desk, mai) == 1
    desk.start()
    assert tell(desk, mai) == 0
    assert len(reached(desk)) == 1


def test_somebody_who_left_is_told_nothing(desk: Desk, mai: int) -> None:
    """A person who may not use the home any more, or never was, gets nothing and is on no list."""
    person = desk.people.find(mai)
    assert person is not None
    desk.people.save([replace(person, active=False)], "thử", 0)
    assert tell(desk, mai) == 0
    assert tell(desk, 4711) == 0
    assert desk.outbox.undelivered() == []


def test_a_long_message_comes_in_parts_and_in_order(desk: Desk, mai: int) -> None:
    """What is too long for some way to the person goes in parts that fit all ways; each part once."""
    order(desk, mai, "zalo")
    lines = [f"Việc số {n}: nộp hồ sơ khen thưởng." for n in range(40)]
    message = OutgoingMessage((Heading("Việc tuần này"), Paragraph("\n".join(lines))), "Việc tuần này")
    assert tell(desk, mai, message) > 3
    got = "\n".join(desk.channels["zalo"].texts)
    assert [line for line in got.split("\n") if line.startswith("Việc số")] == lines
    assert {m.subject for _, m in desk.channels["zalo"].sent} == {"Việc tuần này"}


def test_an_appointment_reaches_the_calendar(desk: Desk, mai: int) -> None:
    """A channel that attaches appointments gets the appointment itself, whatever the other channels can do."""
    order(desk, mai, "email")
    appointment = Appointment("uid", "Hạn nộp", MORNING + timedelta(days=3))
    tell(desk, mai, OutgoingMessage((Paragraph("Nhắc hạn."), appointment)))
    assert appointment in desk.channels["email"].sent[0][1].blocks


def test_an_appointment_is_a_line_where_there_is_no_calendar(desk: Desk, mai: int) -> None:
    """The same message on a chat tells the day in words."""
    order(desk, mai, "zalo")
    tell(desk, mai, OutgoingMessage((Appointment("uid", "Hạn nộp", MORNING + timedelta(days=3)),)))
    assert desk.channels["zalo"].texts[0].startswith("📅 23/11/2026: Hạn nộp")


def test_every_administrator_is_told_once(desk: Desk) -> None:
    """Each gets a message of one's own; who is none gets nothing."""
    for name in ("Sử", "Páo"):
        desk.person(name, role=Role.ADMINISTRATOR, email=f"{name}@lc.vn")
    desk.person("Mai", email="mai@lc.vn")
    for _ in range(2):
        desk.notices.tell_administrators(said("Cảnh báo"), desk.clock.now(), about="cảnh báo", key="w")
    desk.work()
    assert sorted(to.chat for to, _ in desk.channels["email"].sent) == ["Páo@lc.vn", "Sử@lc.vn"]


def test_a_notice_is_no_use_after_two_days(desk: Desk, mai: int) -> None:
    """What could not go out in time is not sent late, and is on the list."""
    desk.notices.tell(mai, said("Nhắc hạn"), desk.clock.now(), about="hạn nộp", key="k")
    desk.clock.pass_by(days=2, seconds=1)
    desk.work()
    assert reached(desk) == []
    assert [u.about for u in desk.outbox.undelivered()] == ["hạn nộp"]
    assert [row["state"] for row in desk.rows(outbox)][-1] == "expired"
