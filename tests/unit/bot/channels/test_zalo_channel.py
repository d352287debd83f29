"""Zalo as a channel: every shape of its events, what each of its answers means, and a bot on a strict stand-in."""

import asyncio
import json
import logging
import unicodedata
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import LARGEST_BODY, ChannelError, Posted, Take
from bot.channels.plain import units
from bot.channels.receiving import Receiving
from bot.channels.redaction import guard_logs, masking
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo.client import Denied, Done, Garbled, Unanswered, Unreached, ZaloClient, outcome_of
from bot.channels.zalo.incoming import incoming, updates
from bot.channels.zalo.polling import Poller
from bot.channels.zalo.rendering import rendered, shown
from bot.channels.zalo.results import send_result
from bot.messages import (
    ChatAddress,
    Choice,
    Choices,
    CitationLine,
    Heading,
    IncomingMessage,
    Kind,
    OutgoingMessage,
    Paragraph,
    Quotation,
    Reason,
    Refused,
    Retry,
    SendResult,
    Sent,
    SentFile,
    Unknown,
    said,
)
from tests.fakes.faults import answer, drip, hang_up, html, late
from tests.fakes.zalo_bot import TOKEN, ZaloBotFake
from tests.fakes.zalo_bot_rules import ZaloBotFlags

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BOT = TOKEN.split(":")[0]
SECRET = "khoa-bi-mat-cua-webhook"
HOOK = Receiving(public_url="https://bot.example.vn", secret=SECRET)
POLLING = Receiving()
WRITTEN = "Hạn nộp hồ sơ đợt 1 là khi nào?"
GREETING = said("Chào bạn")


def update(event: str = "message.text.received", **message: Any) -> dict[str, Any]:
    """Return an update as documented, with these fields of its message changed; None takes a field out."""
    usual = {
        "message_id": "2d758cb5e222177a4e35",
        "date": 1_763_625_600_000,
        "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Nguyễn Thị Hòa", "is_bot": False},
        "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
        **message,
    }
    return {"event_name": event, "message": {name: value for name, value in usual.items() if value is not None}}


def read(given: dict[str, Any], groups: bool = False) -> IncomingMessage | None:
    return incoming(given, BOT, NOW, groups)


def read_all(body: object) -> list[IncomingMessage]:
    return [message for one in updates(body) if (message := read(one)) is not None]


# --- what people did ------------------------------------------------------------------------------------------------


def test_a_text_is_read_whole() -> None:
    """Chat, sender, kind, text as typed and the moment are taken over, and the name of the person nowhere."""
    typed = unicodedata.normalize("NFD", "Nghị định")
    assert read(update(text=typed)) == IncomingMessage(
        event="message.text.received:6ede9afa66b88fe6d6a9:2d758cb5e222177a4e35",
        chat=ChatAddress("zalo", BOT, "6ede9afa66b88fe6d6a9"),
        sender="6ede9afa66b88fe6d6a9",
        kind=Kind.TEXT,
        text=typed,
        sent_at=datetime(2025, 11, 20, 8, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("event", "content", "kind", "text"),
    [
        ("message.text.received", {"text": "/lienket 123456"}, Kind.TEXT, "/lienket 123456"),
        ("message.text.received", {}, Kind.OTHER, ""),
        ("message.text.received", {"text": 5}, Kind.OTHER, ""),
        ("message.text.received", {"text": "a\x00b\ud83d"}, Kind.TEXT, "ab\ufffd"),
        ("message.image.received", {"photo": "https://a.vn/1.jpg", "caption": "Giấy khen"}, Kind.PHOTO, "Giấy khen"),
        ("message.image.received", {"photo": {"url": "https://a.vn/1", "caption": "Bằng"}}, Kind.PHOTO, "Bằng"),
        ("message.image.received", {"photo": [{"url": "https://a.vn/1", "caption": "Ảnh"}]}, Kind.PHOTO, "Ảnh"),
        ("message.image.received", {"photo": ["https://a.vn/1"]}, Kind.PHOTO, ""),
        ("message.image.received", {"photo": []}, Kind.PHOTO, ""),
        ("message.image.received", {"photo_url": "https://a.vn/1"}, Kind.PHOTO, ""),
        ("message.sticker.received", {"sticker": "bfe458", "url": "https://a.vn/s"}, Kind.STICKER, ""),
        ("message.voice.received", {"voice_url": "https://a.vn/n.aac"}, Kind.VOICE, ""),
        ("message.unsupported.received", {}, Kind.OTHER, ""),
        ("message.link.received", {"link": "https://a.vn/nd"}, Kind.LINK, "https://a.vn/nd"),
        ("message.link.received", {"link": {"url": "https://a.vn/nd"}}, Kind.LINK, "https://a.vn/nd"),
        ("message.link.received", {"text": "xem https://a.vn"}, Kind.LINK, "xem https://a.vn"),
        ("message.link.received", {}, Kind.LINK, ""),
    ],
)
def test_every_known_event_has_its_kind_and_words(event: str, content: dict[str, Any], kind: Kind, text: str) -> None:
    """Each event that was ever seen becomes its kind, in all the shapes of its content, and no file is kept."""
    message = read(update(event, **content))
    assert message is not None
    assert (message.kind, message.text, message.file) == (kind, text, None)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.text.received", "message": None},
        {"event_name": "message.text.received", "message": "chào"},
        {"event_name": ["message.text.received"], "message": update(text="a")["message"]},
        update("message.reaction.received"),
        update("message.poll.received", text="chào"),
        update(text="chào", chat={}),
        update(text="chào", chat=None),
        update(text="chào", chat={"id": True}),
        update(text="chào", **{"from": {"id": "x", "is_bot": True}}),
        update(text="chào", **{"from": {"id": "x", "is_bot": "true"}}),
        update(text="chào", **{"from": {"id": BOT}}),
        update(text="chào", chat={"id": "nhom", "chat_type": "GROUP"}),
        update(text="chào", chat={"id": "nhom"}),
    ],
)
def test_what_nobody_waits_an_answer_for_is_left_out(given: dict[str, Any]) -> None:
    """Unknown events, events without a chat, of bots, of ourselves and of groups give no message."""
    assert read(given) is None


@pytest.mark.parametrize(
    ("chat", "private"),
    [
        ({"id": "nhom", "chat_type": "GROUP"}, False),
        ({"id": "nhom", "chat_type": "SOMETHING_NEW"}, False),
        ({"id": "nhom"}, False),
        ({"id": "6ede9afa66b88fe6d6a9"}, True),
        ({"id": "6ede9afa66b88fe6d6a9", "chat_type": "private"}, True),
    ],
)
def test_only_a_chat_that_surely_is_private_counts_as_private(chat: dict[str, Any], private: bool) -> None:
    """Where groups are taken, whatever is not surely private is treated as a group."""
    message = read(update(text="chào", chat=chat), groups=True)
    assert message is not None
    assert (message.private, message.chat.chat) == (private, chat["id"])


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (1_763_625_600_500, datetime(2025, 11, 20, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("1763625600000", datetime(2025, 11, 20, 8, 0, tzinfo=UTC)),
        (1_763_625_600, datetime(2025, 11, 20, 8, 0, tzinfo=UTC)),
        *((odd, NOW) for odd in (None, True, "hôm qua", -5, 0, 10**30, float("nan"), float("inf"), {}, [])),
    ],
)
def test_a_date_is_milliseconds_or_else_now(date: object, moment: datetime) -> None:
    """A date in milliseconds is read, one in seconds too, and anything else is the moment of reading."""
    message = read(update(text="chào", date=date))
    assert message is not None
    assert message.sent_at == moment


def test_an_update_without_an_id_has_the_same_mark_again() -> None:
    """The same update delivered again is the same event; another text of the same chat is another."""
    first, again, other = (read(update(text=t, message_id=None)) for t in ("một", "một", "hai"))
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.event == again.event != other.event


def test_ids_that_are_numbers_become_text() -> None:
    """Ids are text, also where a client of the platform writes numbers."""
    message = read(update(text="a", message_id=7, chat={"id": 12, "chat_type": "PRIVATE"}, **{"from": {"id": 12}}))
    assert message is not None
    assert (message.event, message.chat.chat, message.sender) == ("message.text.received:12:7", "12", "12")


SAID = update(text="chào")


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (SAID, 1),
        ({"ok": True, "result": SAID}, 1),
        ([SAID, SAID], 2),
        ({"ok": True, "result": [SAID, "?", SAID]}, 2),
        ({"ok": True, "result": {}}, 0),
        ({"ok": False, "result": SAID}, 0),
        *((odd, 0) for odd in (None, {}, [], "chào", 5, [[SAID]], {"ok": True}, {"message": SAID["message"]})),
    ],
)
def test_wrapped_and_flat_bodies_and_lists_are_read(body: object, count: int) -> None:
    """Updates are found in each of the shapes in which they were seen."""
    assert updates(body) == [SAID] * count


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
parties = st.dictionaries(st.sampled_from(["id", "chat_type", "is_bot", "display_name"]), json_values)
messages = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("message_id", "date", "text", "caption", "photo", "link", "url"), json_values),
        **dict.fromkeys(("from", "chat"), parties | json_values),
    },
)
likely = st.fixed_dictionaries(
    {"event_name": st.sampled_from(["message.text.received", "message.image.received", "message.link.received"])},
    optional={"message": messages | json_values},
)
wrapped = st.fixed_dictionaries({"ok": json_values | st.just(True), "result": likely | st.lists(likely, max_size=3)})


@given(likely | wrapped | json_values, st.booleans())
def test_no_json_makes_the_reader_fail(body: object, groups: bool) -> None:
    """Whatever JSON comes, reading it does not fail, and what is read can be stored."""
    for one in updates(body):
        message = incoming(one, BOT, NOW, groups)
        if message is not None:
            assert message.chat.chat
            words = message.event + message.chat.chat + message.sender + message.text
            assert words.encode().decode() == words
            assert "\x00" not in words


@given(st.binary(max_size=60), st.integers(100, 599))
def test_no_answer_makes_the_client_fail(body: bytes, status: int) -> None:
    """Whatever bytes come back, they have a meaning."""
    assert outcome_of(status, body) is not None


# --- what answers mean ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, {"ok": True, "result": {"id": "1"}}, Done({"id": "1"})),
        (200, {"ok": True}, Done()),
        (200, {"ok": False, "error_code": 408, "description": "x"}, Denied(408, "x")),
        (200, {"ok": False, "error_code": "429"}, Denied(429)),
        (200, {"ok": False, "errorCode": 426, "description": 5}, Denied(426)),
        (200, {"ok": False, "error_code": None}, Denied(0)),
        (401, {"ok": False}, Denied(401)),
        (502, {"ok": True}, Garbled(502)),
        (200, {"ok": "true"}, Garbled(200)),
        (502, {"message": "bad gateway"}, Garbled(502)),
        (200, [], Garbled(200)),
    ],
)
def test_an_envelope_is_read_whatever_the_http_status(status: int, body: object, outcome: object) -> None:
    """Errors inside HTTP 200, codes as text and under both names are read; anything else is no answer."""
    assert outcome_of(status, json.dumps(body).encode()) == outcome


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b'{"ok": tr', b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_is_garbled(body: bytes) -> None:
    """Pages of gateways, cut and endlessly deep JSON are told from answers."""
    assert outcome_of(200, body) == Garbled(200)


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Done({"message_id": "abc", "date": 1}), Sent("abc")),
        (Done({}), Sent()),
        (Done(None), Sent()),
        (Denied(400, "Bad Request: chat not found"), Refused(Reason.UNKNOWN_CHAT, "400: Bad Request: chat not found")),
        (Denied(400, "text is empty"), Refused(Reason.INVALID, "400: text is empty")),
        (Denied(400, "the user has not interacted"), Refused(Reason.WINDOW, "400: the user has not interacted")),
        (Denied(401, "Unauthorized"), Refused(Reason.UNAUTHORISED, "401: Unauthorized")),
        (Denied(403, "internal server error"), Retry(3.0, detail="403: internal server error")),
        (Denied(404, "Not Found"), Refused(Reason.INVALID, "404: Not Found")),
        (Denied(404, "User not found"), Refused(Reason.UNKNOWN_CHAT, "404: User not found")),
        (Denied(408, "timeout"), Unknown("408: timeout")),
        (Denied(413, "large"), Refused(Reason.INVALID, "413: large")),
        (Denied(429, "Quota exceeded"), Refused(Reason.QUOTA, "429: Quota exceeded")),
        (Denied(500, "x"), Unknown("500: x")),
        (Denied(0, "x"), Unknown("0: x")),
        (Garbled(429), Retry(30.0, detail="HTTP 429")),
        (Garbled(502), Unknown("HTTP 502, not an answer of the platform")),
        (Garbled(200), Unknown("HTTP 200, not an answer of the platform")),
        (Unreached("ConnectError"), Retry(5.0, detail="ConnectError")),
        (Unanswered("time-out"), Unknown("time-out")),
    ],
)
def test_each_answer_to_a_send_has_its_meaning(outcome: Any, result: SendResult) -> None:
    """A send is tried again only where it was certainly not taken, and unknown where nobody can tell."""
    assert send_result(outcome, masking([])) == result


def test_a_detail_is_masked_before_it_is_cut() -> None:
    """A token that the cut would halve is masked all the same, and the detail stays short."""
    result = send_result(Denied(400, "x" * 180 + TOKEN + "y" * 500), masking([TOKEN]))
    assert isinstance(result, Refused)
    assert len(result.detail) == 200
    assert TOKEN[:12] not in result.detail


# --- what is shown --------------------------------------------------------------------------------------------------


def test_headings_are_bold_where_they_stand_in_utf_16() -> None:
    """Styles cover exactly the headings, also behind characters of two units, and nothing else is styled."""
    blocks = (Paragraph("📅 Lịch"), Heading("Hạn nộp"), Quotation("“*đậm* <b>”"), Heading("\u200b"), Heading("🏅 Mức"))
    text, styles = rendered(blocks)
    assert text == "📅 Lịch\nHạn nộp\n“*đậm* <b>”\n🏅 Mức"
    wide = text.encode("utf-16-le")
    assert [wide[2 * s["start"] : 2 * (s["start"] + s["len"])].decode("utf-16-le") for s in styles] == [
        "Hạn nộp",
        "🏅 Mức",
    ]
    assert all(s["st"] == ["b"] for s in styles)


def test_addresses_are_printed() -> None:
    """The address of a source stands in the text: nothing hides behind words."""
    assert rendered([CitationLine("Điều 5 NĐ 152/2025", "https://a.vn/nd")])[0] == "Điều 5 NĐ 152/2025\nhttps://a.vn/nd"


@given(st.text(st.characters(), max_size=40))
def test_nothing_unseen_is_sent(text: str) -> None:
    """What is shown is NFC, can be encoded, and holds no turn of direction, zero width or control character."""
    clean = shown(text)
    assert clean.encode().decode() == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert not [c for c in clean if c not in "\n\t" and unicodedata.category(c) in {"Cf", "Cc", "Cs"}]


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\x07", "\ud83d"])
def test_unseen_characters_are_taken_out(hidden: str) -> None:
    """Marks that turn or hide what others read do not reach a reader."""
    assert shown(f"nộp{hidden} hồ sơ") == "nộp hồ sơ"


# --- the bot on the stand-in ----------------------------------------------------------------------------------------


@pytest.fixture
def fake() -> Iterator[ZaloBotFake]:
    with ZaloBotFake() as running:
        yield running


def channel_of(fake: ZaloBotFake, receiving: Receiving = POLLING, **settings: Any) -> ZaloChannel:
    return ZaloChannel(fake.token, receiving, fake.url, **settings)


def through(channel: ZaloChannel, work: Callable[[], Awaitable[Any]]) -> Any:
    """Open a channel, do some work with it, and close it."""

    async def whole() -> Any:
        try:
            await channel.open()
            return await work()
        finally:
            await channel.close()
            await channel.close()

    return asyncio.run(whole())


def address(chat: str = "hoa") -> ChatAddress:
    return ChatAddress("zalo", BOT, chat)


def send(fake: ZaloBotFake, message: OutgoingMessage = GREETING, **settings: Any) -> SendResult:
    channel = channel_of(fake, **settings)
    return through(channel, lambda: channel.send(address(), message))


def received(fake: ZaloBotFake, count: int, **settings: Any) -> list[IncomingMessage]:
    """Poll until so many messages were kept."""
    channel = channel_of(fake, **settings)
    kept: list[IncomingMessage] = []
    return through(channel, lambda: poll(channel.receive, kept, lambda: len(kept) >= count))


async def poll(
    receive: Callable[[Take], Awaitable[None]], kept: list[IncomingMessage], enough: Callable[[], bool]
) -> list[IncomingMessage]:
    async def take(given: Sequence[IncomingMessage]) -> None:
        kept.extend(given)

    polling = asyncio.ensure_future(receive(take))
    async with asyncio.timeout(3):
        while not enough() and not polling.done():
            await asyncio.sleep(0.01)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    if not polling.cancelled() and (error := polling.exception()):
        raise error
    return kept


def test_a_message_reaches_the_person_who_wrote_first(fake: ZaloBotFake) -> None:
    """Plain text, NFC, bold headings and numbered choices arrive, within what the platform documents."""
    person = fake.user("hoa")
    person.say("chào")
    message = OutgoingMessage(
        (
            Heading(unicodedata.normalize("NFD", "Hạn nộp hồ sơ")),
            Quotation("“chậm nhất ngày 15/6/2026”"),
            Choices((Choice("Đợt 1", "a1"), Choice("Đợt 2", "a2"))),
        )
    )
    result = send(fake, message)
    (reply,) = person.replies
    assert result == Sent(reply.message_id)
    assert reply.text == "Hạn nộp hồ sơ\n“chậm nhất ngày 15/6/2026”\n1. Đợt 1\n2. Đợt 2\nBạn trả lời bằng số giúp nhé."
    assert reply.styles == ({"start": 0, "len": 13, "st": ["b"]},)
    assert reply.parse_mode is None


def test_a_message_that_does_not_fit_is_refused_here(fake: ZaloBotFake) -> None:
    """The longest message is sent, one unit more or nothing visible is refused without asking the platform."""
    fake.user("hoa").say("chào")
    assert isinstance(send(fake, said("đ" * 2000)), Sent)
    for text in ("đ" * 2001, "🏅" * 1001, "", "\u200b \n"):
        assert isinstance(refused := send(fake, said(text)), Refused)
        assert refused.reason is Reason.INVALID
    assert [units(text) for text in fake.user("hoa").texts] == [2000]


def test_who_never_wrote_is_an_unknown_chat(fake: ZaloBotFake) -> None:
    """The platform's word that it does not know the chat is told, without the message in it."""
    assert send(fake) == Refused(Reason.UNKNOWN_CHAT, "400: Bad Request: chat not found")


def test_a_used_up_month_is_a_quota(fake: ZaloBotFake) -> None:
    """The code 429 inside HTTP 200 is the plan's quota, never a reason to try again."""
    fake.user("hoa").say("chào")
    fake.spend(3000)
    assert send(fake) == Refused(Reason.QUOTA, "429: Quota exceeded")


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [
        (late(0.6), Unknown, 1),
        (drip(0.9), Unknown, 1),
        (hang_up(after_effect=True), Unknown, 1),
        (hang_up(), Unknown, 0),
        (html(502), Unknown, 0),
        (html(504, after_effect=True), Unknown, 1),
        (html(429), Retry, 0),
        (answer(200, '{"ok": tru', after_effect=True), Unknown, 1),
        (answer(200, {"ok": False, "error_code": "408", "description": "Request timeout"}), Unknown, 0),
        (answer(200, {"ok": False, "error_code": 403, "description": "internal server error"}), Retry, 0),
    ],
)
def test_a_send_is_sent_once_whatever_happens(fake: ZaloBotFake, fault: Any, kind: type, arrived: int) -> None:
    """What may have arrived is unknown, what surely did not may be tried again, and no token stands in either."""
    fake.user("hoa").say("chào")
    fake.faults.add("sendMessage", fault)
    result = send(fake, send_timeout=0.2 if fault.kind in ("late", "drip") else 5.0)
    assert isinstance(result, kind)
    assert len(fake.sent) == arrived
    assert [r.method for r in fake.requests].count("sendMessage") == 1
    assert TOKEN.split(":")[1] not in repr(result)


def test_what_a_description_repeats_is_masked(fake: ZaloBotFake) -> None:
    """A description that repeats the message, the token or the chat keeps none of them."""
    told = f"cannot send «{WRITTEN}» to 6ede9afa66b8 by {TOKEN}"
    fake.faults.add("sendMessage", answer(200, {"ok": False, "error_code": 400, "description": told}))
    channel = channel_of(fake)
    result = through(channel, lambda: channel.send(address("6ede9afa66b8"), said(WRITTEN)))
    assert result == Refused(Reason.INVALID, "400: cannot send «•••» to ••• by •••")


def test_a_platform_that_is_not_there_is_tried_again() -> None:
    """A refused connection is the one failure of the network after which a message may be sent again."""
    with ZaloBotFake() as gone:
        channel = channel_of(gone)
    assert asyncio.run(channel.send(address(), said("Chào"))) == Retry(5.0, detail="ConnectError")
    with pytest.raises(ChannelError, match="Không kết nối được tới Zalo"):
        asyncio.run(channel.open())


@pytest.mark.parametrize(
    "flags",
    [
        ZaloBotFlags(),
        ZaloBotFlags(list_of_updates=True, empty_poll="empty_result", error_code_as_text=True),
        ZaloBotFlags(http_status={408: 408}, name_field="name", photo_shape="list", message_type=True),
    ],
)
def test_what_people_say_is_polled_in_order(flags: ZaloBotFlags) -> None:
    """Each message is read once and in order, in every shape of answers, and empty polls are nothing special."""
    with ZaloBotFake(flags=flags) as fake:
        person = fake.user("hoa")
        person.say(WRITTEN)
        person.unknown()
        person.photo(caption="Giấy khen")
        kept = received(fake, 2, poll_seconds=5)
        polls = [r for r in fake.requests if r.method == "getUpdates"]
    assert [(m.kind, m.text, m.chat) for m in kept] == [
        (Kind.TEXT, WRITTEN, address()),
        (Kind.PHOTO, "Giấy khen", address()),
    ]
    assert {r.params["timeout"] for r in polls} == {"5"}
    assert "Hòa" not in repr(kept)


def test_an_empty_poll_is_followed_by_another(fake: ZaloBotFake) -> None:
    """Nothing to read is no error: the next poll brings what was said meanwhile."""
    channel = channel_of(fake, poll_seconds=1)
    kept: list[IncomingMessage] = []

    def spoken() -> bool:
        if len([r for r in fake.requests if r.method == "getUpdates"]) == 2 and not fake.unread and not kept:
            fake.user("hoa").say("chào")
        return bool(kept)

    assert [m.text for m in through(channel, lambda: poll(channel.receive, kept, spoken))] == ["chào"]


@pytest.mark.parametrize(("groups", "count"), [(False, 0), (True, 1)])
def test_groups_are_heard_only_where_they_are_switched_on(fake: ZaloBotFake, groups: bool, count: int) -> None:
    """A group's message is left out by default; where it is taken, it is not private."""
    person = fake.user("hoa")
    fake.group("nhom").say(person, "hạn nộp?", mention=True)
    person.say("riêng")
    kept = received(fake, 1 + count, groups=groups)
    assert [(m.private, m.chat.chat) for m in kept] == [(False, "nhom")] * count + [(True, "hoa")]


async def poll_by_itself(
    fake: ZaloBotFake, take: Take | None, kept: list[IncomingMessage], pause: float = 0.01
) -> list[IncomingMessage]:
    """Let a poller that waits only ``pause`` between tries read until something was kept, or was begun to be."""
    client = ZaloClient(fake.token, fake.url)
    poller = Poller(client, 5, read_all, lambda: repeat(pause))
    try:
        return await poll(lambda ours: poller.run(take or ours), kept, lambda: bool(kept))
    finally:
        await client.close()


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (html(429), False),
        (answer(200, {"ok": False, "error_code": 403, "description": "internal server error"}), False),
        (answer(200, {"ok": False, "error_code": 429, "description": "Quota exceeded"}), False),
        (html(502), True),
        (hang_up(), True),
        (answer(200, '{"ok": true, "resu'), True),
        (answer(200, {"ok": True, "result": "?"}), True),
    ],
)
def test_polling_goes_on_after_a_fault(
    fake: ZaloBotFake, caplog: pytest.LogCaptureFixture, fault: Any, lost: bool
) -> None:
    """A poll that fails is followed by another; where it may have taken a message with it, an error counts that."""
    fake.faults.add("getUpdates", fault)
    fake.user("hoa").say(WRITTEN)
    kept: list[IncomingMessage] = []
    asyncio.run(poll_by_itself(fake, None, kept))
    assert [m.text for m in kept] == [WRITTEN]
    assert ("messages may have been lost" in caplog.text) is lost
    assert ("times since the start: 1" in caplog.text) is lost


def test_what_was_on_its_way_when_we_stop_is_kept(fake: ZaloBotFake) -> None:
    """A poll whose answer the platform has begun is read to its end: the message is nowhere else."""
    fake.faults.add("getUpdates", late(0.15))
    fake.user("hoa").say(WRITTEN)
    kept: list[IncomingMessage] = []

    async def stopped_in_the_middle() -> None:
        async def take(given: Sequence[IncomingMessage]) -> None:
            kept.extend(given)

        client = ZaloClient(fake.token, fake.url)
        polling = asyncio.ensure_future(Poller(client, 5, read_all, lambda: repeat(0.01)).run(take))
        await asyncio.sleep(0.05)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        await client.close()

    asyncio.run(stopped_in_the_middle())
    assert [m.text for m in kept] == [WRITTEN]


def test_polling_ends_where_the_token_was_taken_back(fake: ZaloBotFake) -> None:
    """A token that is not valid any more ends the polling with words for the operator."""
    fake.faults.add("getUpdates", answer(200, {"ok": False, "error_code": "401", "description": "Unauthorized"}))
    with pytest.raises(ChannelError, match="không chấp nhận token"):
        received(fake, 1)


def test_what_was_read_is_kept_in_the_end(fake: ZaloBotFake, caplog: pytest.LogCaptureFixture) -> None:
    """A store that fails is tried again before the next poll, since the platform has the message no more."""
    fake.user("hoa").say(WRITTEN)
    kept: list[IncomingMessage] = []
    failures = iter([OSError(WRITTEN), OSError(WRITTEN)])

    async def take(given: Sequence[IncomingMessage]) -> None:
        if (error := next(failures, None)) is not None:
            raise error
        kept.extend(given)

    asyncio.run(poll_by_itself(fake, take, kept))
    assert [m.text for m in kept] == [WRITTEN]
    assert caplog.text.count("cannot be kept yet (OSError)") == 2
    assert WRITTEN not in caplog.text


def test_stopping_waits_for_what_is_being_kept(fake: ZaloBotFake) -> None:
    """A message that is being kept when polling is stopped is kept."""
    fake.user("hoa").say(WRITTEN)
    begun: list[IncomingMessage] = []
    kept: list[IncomingMessage] = []

    async def take(given: Sequence[IncomingMessage]) -> None:
        begun.extend(given)
        await asyncio.sleep(0.1)
        kept.extend(given)

    asyncio.run(poll_by_itself(fake, take, begun))
    assert [m.text for m in kept] == [WRITTEN]


@pytest.mark.parametrize("stuck", [False, True])
def test_what_could_not_be_kept_at_the_end_is_told(
    fake: ZaloBotFake, caplog: pytest.LogCaptureFixture, stuck: bool
) -> None:
    """A message that is lost because polling is stopped leaves an error in the log."""
    fake.user("hoa").say(WRITTEN)
    begun: list[IncomingMessage] = []

    async def take(given: Sequence[IncomingMessage]) -> None:
        begun.extend(given)
        if stuck:
            await asyncio.sleep(0.05)
        raise OSError

    asyncio.run(poll_by_itself(fake, take, begun, pause=5.0))
    assert "lost" in caplog.text


# --- opening, and the webhook ---------------------------------------------------------------------------------------


def test_an_open_bot_knows_who_it_is(fake: ZaloBotFake) -> None:
    """The account is the bot's id, and an invitation names the bot that people look for."""
    channel = channel_of(fake)
    assert channel.account == ""
    assert "/lienket 482913" in channel.invitation("482913")
    through(channel, lambda: asyncio.sleep(0))
    assert channel.account == BOT
    assert channel.invitation("482913") == "Mở Zalo, tìm bot “Bot tdkt” và nhắn: /lienket 482913"
    assert (channel.name, channel.title, channel.abroad) == ("zalo", "Zalo", False)
    assert list(channel.webhooks) == []


def test_what_the_plan_holds_is_told(fake: ZaloBotFake) -> None:
    """The limits of the plan are capabilities, which an operator may set."""
    usual, other = channel_of(fake).capabilities, channel_of(fake, monthly_messages=None, most_people=9).capabilities
    assert (usual.most_units, usual.monthly_messages, usual.most_people) == (2000, 3000, 50)
    assert (other.monthly_messages, other.most_people) == (None, 9)
    assert (usual.buttons, usual.files, usual.calendar) == (False, False, False)


@pytest.mark.parametrize("token", ["", "123:abc def", "123:abc\n", "123/../456", "mã"])
def test_a_token_that_cannot_be_one_is_refused(token: str) -> None:
    """A token with spaces or signs of an address is refused at once, and not shown."""
    with pytest.raises(ChannelError, match="Token của bot Zalo") as refused:
        ZaloChannel(token, POLLING)
    assert not token or token not in str(refused.value)


def test_an_address_that_cannot_be_one_is_refused() -> None:
    """The base of the API must be an address of the web."""
    for api in ("", "bot-api.zaloplatforms.com", "ftp://a.vn", "https://a.vn/?x", "https:// a.vn"):
        with pytest.raises(ChannelError, match="Địa chỉ API"):
            ZaloChannel(TOKEN, POLLING, api)


@pytest.mark.parametrize("secret", ["", "ngan", "x" * 257, "khóa bí mật dài", "co dau cach o day"])
def test_a_secret_that_zalo_would_refuse_is_refused_first(secret: str) -> None:
    """The secret of a webhook has 8 to 256 plain characters; without a webhook it does not matter."""
    with pytest.raises(ChannelError, match="8–256"):
        ZaloChannel(TOKEN, Receiving("https://bot.example.vn", secret))
    ZaloChannel(TOKEN, Receiving(secret=secret))


def test_a_refused_token_is_told_at_the_start(fake: ZaloBotFake) -> None:
    """A token that the platform does not know stops the start, and is not shown."""
    channel = ZaloChannel("999:sai-token-nay", POLLING, fake.url)
    with pytest.raises(ChannelError, match="không chấp nhận token") as refused:
        through(channel, lambda: asyncio.sleep(0))
    assert "sai-token-nay" not in str(refused.value)


@pytest.mark.parametrize(
    "fault", [html(502), hang_up(), answer(200, {"ok": True, "result": []}), answer(200, {"ok": False})]
)
def test_a_start_without_an_answer_says_so(fake: ZaloBotFake, fault: Any) -> None:
    """Whatever keeps the bot from being checked is told in words, without the token."""
    fake.faults.add("getMe", fault)
    with pytest.raises(ChannelError, match="Zalo") as refused:
        through(channel_of(fake), lambda: asyncio.sleep(0))
    assert TOKEN.split(":")[1] not in str(refused.value)


def set_by_another(fake: ZaloBotFake) -> None:
    """Let another program set a webhook."""
    other = ZaloClient(fake.token, fake.url)
    wanted = {"url": "https://khac.example.vn/bi-mat", "secret_token": SECRET}

    async def setting() -> None:
        assert isinstance(await other.call("setWebhook", wanted, 2), Done)
        await other.close()

    asyncio.run(setting())


@pytest.mark.parametrize("receiving", [POLLING, HOOK])
def test_the_webhook_of_another_program_is_left_alone(fake: ZaloBotFake, receiving: Receiving) -> None:
    """Nobody's webhook is replaced unasked: the start says who receives, and what to do."""
    set_by_another(fake)
    with pytest.raises(ChannelError, match=r"khac\.example\.vn.*--replace-webhook") as refused:
        through(channel_of(fake, receiving), lambda: asyncio.sleep(0))
    assert "bi-mat" not in str(refused.value)
    assert fake.webhook == "https://khac.example.vn/bi-mat"


@pytest.mark.parametrize(
    ("receiving", "webhook"),
    [
        (Receiving(replace=True), None),
        (Receiving(HOOK.public_url, SECRET, replace=True), HOOK.url("zalo")),
    ],
)
def test_a_webhook_is_replaced_where_the_operator_asks(
    fake: ZaloBotFake, receiving: Receiving, webhook: str | None
) -> None:
    """With the operator's word a foreign webhook is removed, or ours set in its place."""
    set_by_another(fake)
    through(channel_of(fake, receiving), lambda: asyncio.sleep(0))
    assert fake.webhook == webhook


def test_our_own_webhook_is_set_at_every_start(fake: ZaloBotFake, caplog: pytest.LogCaptureFixture) -> None:
    """The same address is set again without a question, and a failed verification is only told."""
    fake.flags.verification = {"ok": False, "outcome": "timeout", "status_code": 0, "hint": "bi-mat"}
    for _ in range(2):
        through(channel_of(fake, HOOK), lambda: asyncio.sleep(0))
    assert fake.webhook == HOOK.url("zalo")
    assert caplog.text.count("could not verify") == 2
    assert "bi-mat" not in caplog.text


def test_a_webhook_that_zalo_refuses_is_told(fake: ZaloBotFake) -> None:
    """What the platform says against an address reaches the operator."""
    with pytest.raises(ChannelError, match="setWebhook: lỗi 400.*url must be public"):
        through(channel_of(fake, Receiving("http://127.0.0.1:9", SECRET)), lambda: asyncio.sleep(0))


def post(fake: ZaloBotFake, body: bytes, kept: list[IncomingMessage], **headers: str) -> int:
    """Deliver a body to an open channel; return the status."""
    channel = channel_of(fake, HOOK)
    shown_headers = {"x-bot-api-secret-token": SECRET} | {name.replace("_", "-"): v for name, v in headers.items()}

    async def take(given: Sequence[IncomingMessage]) -> None:
        kept.extend(given)

    async def delivered() -> int:
        (hook,) = channel.webhooks
        assert hook.path == HOOK.path("zalo")
        await channel.receive(take)
        return await hook.take(Posted(shown_headers, body), take)

    return through(channel, delivered)


@pytest.mark.parametrize("body", [SAID, {"ok": True, "result": SAID}, [SAID]])
def test_a_delivery_is_kept_before_it_is_answered(fake: ZaloBotFake, body: object) -> None:
    """A wrapped and a flat delivery are kept, then answered 200."""
    kept: list[IncomingMessage] = []
    assert post(fake, json.dumps(body).encode(), kept) == 200
    assert [m.text for m in kept] == ["chào"]


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 50_000, b"[]", b"{}", b'{"event_name": 5}', b'"x"'])
def test_garbage_with_the_right_secret_is_answered_200(
    fake: ZaloBotFake, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    """Whatever comes with the secret is acknowledged, so that it does not come again; nothing of it is kept."""
    kept: list[IncomingMessage] = []
    assert post(fake, body, kept) == 200
    assert kept == []
    assert "could not be read since the start: 1" in caplog.text


@pytest.mark.parametrize("secret", ["", "sai-khoa-bi-mat", SECRET.upper(), "ké"])
def test_a_delivery_without_the_secret_is_refused(fake: ZaloBotFake, secret: str) -> None:
    """Another secret, or none, is refused before anything is read."""
    kept: list[IncomingMessage] = []
    assert post(fake, json.dumps(SAID).encode(), kept, x_bot_api_secret_token=secret) == 403
    assert kept == []


def test_a_delivery_that_is_too_large_is_refused(fake: ZaloBotFake) -> None:
    """A body over the limit is refused before it is read."""
    kept: list[IncomingMessage] = []
    assert post(fake, json.dumps(update(text="x" * LARGEST_BODY)).encode(), kept) == 413
    assert kept == []


def test_a_delivery_that_cannot_be_kept_is_not_acknowledged(fake: ZaloBotFake) -> None:
    """A store that fails is not answered 200: a platform that delivers again does so."""
    channel = channel_of(fake, HOOK)

    async def take(_given: Sequence[IncomingMessage]) -> None:
        raise OSError

    async def delivered() -> int:
        posted = Posted({"x-bot-api-secret-token": SECRET}, json.dumps(SAID).encode())
        return await channel.webhooks[0].take(posted, take)

    with pytest.raises(OSError):  # noqa: PT011
        through(channel, delivered)
    assert (
        asyncio.run(channel_of(fake, HOOK).webhooks[0].take(Posted({"x-bot-api-secret-token": SECRET}, b""), take))
        == 503
    )


def test_files_cannot_be_fetched(fake: ZaloBotFake) -> None:
    """Asking for a file is answered in words: the platform gives bots none."""
    with pytest.raises(ChannelError, match="không chuyển tệp"):
        asyncio.run(channel_of(fake).fetch(SentFile("a.pdf", "x")))


def test_no_log_holds_a_secret_or_a_word(fake: ZaloBotFake, caplog: pytest.LogCaptureFixture) -> None:
    """With every log switched on, no token, secret, id or text of anybody stands in it."""
    fake.faults.add("getUpdates", html(502))
    fake.faults.add("sendMessage", html(502))
    caplog.set_level(logging.DEBUG)
    undo = guard_logs([TOKEN, SECRET])
    try:
        fake.user("6ede9afa66b8").say(WRITTEN)
        send(fake, said("Chậm nhất ngày 15/6"))
        kept: list[IncomingMessage] = []
        asyncio.run(poll_by_itself(fake, None, kept))
        post(fake, b"{", [])
    finally:
        undo()
    assert "zalo: " in caplog.text
    for secret in (TOKEN, TOKEN.split(":")[1], SECRET, "6ede9afa66b8", WRITTEN, "Chậm nhất"):
        assert secret not in caplog.text
