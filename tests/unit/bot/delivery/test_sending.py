"""One message and what its channel says of it: each result becomes what the outbox records."""

from collections.abc import Callable

import pytest

from bot.channels.recording import RecordingChannel
from bot.delivery.addresses import written_message
from bot.messages import Capabilities, ChatAddress, Reason, Refused, Retry, SendResult, Sent, Unknown, said
from knowledge.store.chat_schema import outbox
from knowledge.store.outgoing import Draft
from tests.fakes.desk import Desk

MAI = ChatAddress("zalo", "us", "mai")


def put(desk: Desk, to: ChatAddress = MAI, kind: str = "notice") -> None:
    """Write a message to a chat."""
    draft = Draft((desk.names.way_to(to),), written_message(said("Lời")), kind)
    desk.outbox.write([draft], desk.clock.now().timestamp())


@pytest.mark.parametrize(
    ("result", "state", "reason"),
    [
        (Sent("7"), "sent", ""), (Unknown("hết giờ"), "unknown", "hết giờ"),
        (Refused(Reason.INVALID, "400"), "refused", "invalid: 400"), (Refused(Reason.BLOCKED), "refused", "blocked"),
        (Refused(Reason.UNAUTHORISED, "401"), "refused", "unauthorised: 401"), (Retry(30, detail="429"), "pending",
        "429"),
    ],
)  # fmt: skip
def test_a_result_becomes_a_state(desk: Desk, result: SendResult, state: str, reason: str) -> None:
    """What the channel says is what the outbox holds, with the reason."""
    desk.channels["zalo"].script.append(result)
    put(desk)
    desk.work()
    assert [(r["state"], r["reason"]) for r in desk.rows(outbox)] == [(state, reason)]


@pytest.mark.parametrize(
    ("reason", "active"),
    [
        (Reason.BLOCKED, False),
        (Reason.UNKNOWN_CHAT, False),
        (Reason.QUOTA, True),
        (Reason.WINDOW, True),
        (Reason.INVALID, True),
    ],
)
def test_a_chat_that_cannot_be_reached_is_marked(desk: Desk, reason: Reason, active: bool) -> None:
    """Only what is said of the chat itself marks it."""
    desk.say("/dongy a b")
    desk.channels["zalo"].script.append(Refused(reason))
    put(desk)
    desk.work()
    record = desk.chats.find(desk.key())
    assert record is not None
    assert record.active is active


def test_retries_wait_longer_and_longer_and_end(desk: Desk) -> None:
    """After eight tries a message is refused; no wait is shorter than the platform asks or longer than an hour."""
    desk.channels["zalo"].script += [Retry(60, detail="429")] * 20
    put(desk)
    waited = []
    while desk.outbox.counts() != {"refused": 1}:
        desk.work()
        due = desk.outbox.next_due()
        if due is not None:
            waited.append(due - desk.clock.now().timestamp())
            desk.clock.pass_by(seconds=waited[-1])
    assert waited == [60, 120, 240, 480, 960, 1920, 3600]
    assert desk.rows(outbox)[0]["reason"] == "thử 8 lần: 429"


def test_a_platform_that_asks_for_more_than_an_hour_gets_it(desk: Desk) -> None:
    """Coming back sooner than asked would only lengthen the ban."""
    desk.channels["zalo"].script.append(Retry(7200))
    put(desk)
    desk.work()
    assert desk.outbox.next_due() == desk.clock.now().timestamp() + 7200


@pytest.mark.parametrize("to", [ChatAddress("viber", "us", "mai"), ChatAddress("zalo", "bot cũ", "mai")])
def test_a_channel_that_is_off_refuses(desk: Desk, to: ChatAddress) -> None:
    """A message for a channel or an account that is not ours any more is refused, and sent by no other."""
    put(desk, to)
    desk.work()
    assert [r["state"] for r in desk.rows(outbox)] == ["refused"]
    assert not desk.channels["zalo"].sent


def test_a_channel_that_is_not_open_yet_is_waited_for(open_desk: Callable[..., Desk]) -> None:
    """What waits while the platform cannot be reached at the start is sent once it can, and not given up."""
    channel = RecordingChannel("zalo", account="")
    desk = open_desk(channels=[channel])
    put(desk)
    desk.work()
    assert desk.outbox.counts() == {"pending": 1}
    channel.account = "us"
    desk.clock.pass_by(minutes=1)
    desk.work()
    assert desk.outbox.counts() == {"sent": 1}


class Broken(RecordingChannel):
    """A channel that raises, which none should."""

    async def send(self, to: ChatAddress, message: object) -> SendResult:
        """Fail."""
        raise ValueError("hỏng")


def test_a_channel_that_raises_leaves_the_message_unknown(open_desk: Callable[..., Desk]) -> None:
    """Nobody knows how far it came, so it is not sent again."""
    desk = open_desk(channels=[Broken("zalo"), RecordingChannel("telegram")])
    put(desk)
    put(desk, ChatAddress("telegram", "us", "mai"))
    desk.work()
    assert [(r["state"], r["reason"]) for r in desk.rows(outbox)] == [("unknown", "ValueError"), ("sent", "")]


@pytest.mark.parametrize(
    ("result", "counted"), [(Sent(), 1), (Unknown(), 1), (Refused(Reason.INVALID), 0), (Retry(5), 0)]
)
def test_what_may_have_gone_out_counts_for_the_month(
    open_desk: Callable[..., Desk], result: SendResult, counted: int
) -> None:
    """A message that was certainly not taken uses up nothing."""
    channel = RecordingChannel("zalo", Capabilities(monthly_messages=100))
    desk = open_desk(channels=[channel])
    channel.script.append(result)
    put(desk)
    desk.work()
    assert desk.quota.used("zalo", desk.clock.now()) == counted
