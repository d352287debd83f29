"""The Telegram channel, against a strict stand-in on loopback: nothing lost, nothing twice, nothing told to logs."""

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from typing import Any, TypeVar

import pytest
from telegram import Bot, Update

from bot.channels.base import LARGEST_BODY, ChannelError, Posted
from bot.channels.fitting import parts
from bot.channels.receiving import Receiving
from bot.channels.redaction import guard_logs, masking
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.files import address
from bot.channels.telegram.line import Line, PollingLine
from bot.channels.telegram.polling import polling
from bot.channels.telegram.rendering import rendered
from bot.channels.telegram.sending import sending
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
from tests.fakes.faults import Fault, answer, hang_up, html, late
from tests.fakes.server import Server
from tests.fakes.telegram_bot import TelegramFake

AN = 4242
SECRET = "bi-mat_cua-webhook"
HOOKED = Receiving("https://tdkt.example.vn/", SECRET)
FETCHED = Receiving()
SECRET_HEADER = "x-telegram-bot-api-secret-token"
T = TypeVar("T")


class Impatient(TelegramChannel):
    """The channel, giving up sooner than tests do."""

    answer_seconds = 0.1


@dataclass(frozen=True, slots=True)
class Platform:
    """The stand-in and where it is."""

    fake: TelegramFake
    url: str

    def channel(
        self, receiving: Receiving = FETCHED, kind: type[TelegramChannel] = TelegramChannel, **given: Any
    ) -> TelegramChannel:
        return kind(self.fake.token, receiving, f"{self.url}/tg/bot", f"{self.url}/tg/file/bot", **given)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with TelegramFake() as fake, Server(fake) as server:
        yield Platform(fake, server.url)


def run(channel: TelegramChannel, work: Callable[[], Awaitable[T]]) -> T:
    """Return what some work with a channel returns, the channel closed after it."""

    async def whole() -> T:
        try:
            return await work()
        finally:
            await channel.close()

    return asyncio.run(whole())


def opened(channel: TelegramChannel) -> None:
    run(channel, channel.open)


async def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.005)


async def received(channel: TelegramChannel, count: int, act: Callable[[], None]) -> list[IncomingMessage]:
    """Return the first events that a channel keeps while something is done."""
    kept: list[IncomingMessage] = []

    async def take(messages: Sequence[IncomingMessage]) -> None:
        kept.extend(messages)

    await channel.open()
    work = asyncio.create_task(channel.receive(take))
    act()
    await until(lambda: len(kept) >= count or work.done())
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    return kept


async def polled(
    platform: Platform, keep: Callable[[Sequence[Update]], Awaitable[None]], enough: Callable[[], object]
) -> None:
    """Fetch updates, with pauses shorter than a test, until there are enough."""
    lines = Line(), PollingLine()
    bot = Bot(platform.fake.token, f"{platform.url}/tg/bot", request=lines[0], get_updates_request=lines[1])
    task = asyncio.create_task(polling(bot, keep, 1, masking([platform.fake.token]), lambda: repeat(0.005)))
    await until(lambda: enough() or task.done())
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    for line in lines:
        await line.shutdown()


def sent(platform: Platform, message: OutgoingMessage, chat: int = AN, *, thread: str = "", **given: Any) -> SendResult:
    """Return the result of a message to a chat."""
    channel = platform.channel(**given)
    return run(channel, lambda: channel.send(ChatAddress("telegram", "7000000001", str(chat), thread), message))


def told(status: int, description: str, **parameters: Any) -> Fault:
    body = {"ok": False, "error_code": status, "description": description}
    return answer(status, {**body, "parameters": parameters} if parameters else body)


# Opening


def test_an_open_channel_knows_its_account_and_shows_its_menu(platform: Platform) -> None:
    """Opening fixes the account, sets the menu for everybody and for Vietnamese clients, and touches no webhook."""
    channel = platform.channel(commands=[("giup", "Hướng dẫn"), ("huy", "Dừng việc đang làm")])
    assert channel.account == ""
    opened(channel)
    assert channel.account == "7000000001"
    assert channel.invitation("a1-B_2") == "https://t.me/tdkt_thu_bot?start=a1-B_2"
    assert platform.fake.commands_seen(platform.fake.user(AN)) == ["giup", "huy"]
    assert platform.fake.commands_seen(platform.fake.user(AN), "en") == ["giup", "huy"]
    assert not platform.fake.called("deleteWebhook") + platform.fake.called("setWebhook")


def test_a_menu_that_is_refused_does_not_stop_the_channel(platform: Platform) -> None:
    """The menu is a convenience: without it the channel opens."""
    platform.fake.faults.add("setMyCommands", told(400, "Bad Request: BOT_COMMAND_INVALID"))
    channel = platform.channel(commands=[("giup", "Hướng dẫn")])
    opened(channel)
    assert channel.account


@pytest.mark.parametrize("code", ["", "có dấu", "a/b", "a" * 65, "a&b"])
def test_a_link_carries_only_codes_that_it_can(platform: Platform, code: str) -> None:
    """A code of other characters than a link carries is refused."""
    with pytest.raises(ValueError, match="code"):
        platform.channel().invitation(code)


def test_before_it_is_open_a_channel_invites_in_words(platform: Platform) -> None:
    """While the bot's name is not known, the invitation says what to send."""
    assert platform.channel().invitation("a1") == "Mở bot Telegram của đơn vị và gửi: /start a1"


@pytest.mark.parametrize("token", ["", "abc", "123:", "12 3:abcdef", "123:abc/../def"])
def test_a_token_of_another_form_is_told_at_once(token: str) -> None:
    """What cannot be a token is refused in Vietnamese before anything is reached."""
    with pytest.raises(ChannelError, match="@BotFather"):
        TelegramChannel(token, Receiving())


@pytest.mark.parametrize("secret", ["", "có dấu", "a" * 257])
def test_a_webhook_needs_a_secret_that_telegram_can_show(platform: Platform, secret: str) -> None:
    """Half a configuration is refused."""
    with pytest.raises(ChannelError, match="bí mật"):
        platform.channel(Receiving("https://tdkt.example.vn", secret))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (told(401, "Unauthorized"), "@BotFather"),
        (told(404, "Not Found"), "@BotFather"),
        (told(429, "Too Many Requests: retry after 7", retry_after=7), "7 giây"),
        (html(502), "đường truyền"),
        (html(403), "đường truyền"),
        (hang_up(), "đường truyền"),
        (answer(200, "{"), "đường truyền"),
        (answer(200, {"ok": True, "result": []}), "đường truyền"),
    ],
)
def test_what_hinders_opening_is_said_with_what_to_do(platform: Platform, fault: Fault, words: str) -> None:
    """A refused token, a pause asked for, a gateway and nonsense each raise an error for people, without the token."""
    platform.fake.faults.add("getMe", fault)
    with pytest.raises(ChannelError, match=words) as error:
        opened(platform.channel())
    assert platform.fake.token not in repr(error.value)
    assert error.value.__cause__ is None


def test_nobody_at_the_other_end_is_said() -> None:
    """A refused connection raises an error for people."""
    channel = TelegramChannel("7000000001:abcdefgh", Receiving(), "http://127.0.0.1:9/bot")
    with pytest.raises(ChannelError, match="Hãy kiểm tra đường truyền"):
        opened(channel)


def test_a_webhook_of_others_is_left_alone(platform: Platform) -> None:
    """Whether events are fetched or delivered, a webhook that somebody set stays, and the error says what to do."""
    platform.fake.webhook.url = "https://other.example.vn/hook"
    for receiving in (Receiving(), HOOKED):
        with pytest.raises(ChannelError, match="tdkt serve --replace-webhook"):
            opened(platform.channel(receiving))
    assert platform.fake.webhook.url == "https://other.example.vn/hook"


def test_a_webhook_of_others_is_replaced_where_that_was_said(platform: Platform) -> None:
    """With leave to replace, it is removed for fetching, and ours is set for delivery; no message is dropped."""
    platform.fake.webhook.url = "https://other.example.vn/hook"
    platform.fake.user(AN).start()
    opened(platform.channel(Receiving(replace=True)))
    assert platform.fake.webhook.url == ""
    platform.fake.webhook.url = "https://other.example.vn/hook"
    platform.fake.faults.add("setWebhook", answer(200, {"ok": True, "result": True}))
    opened(platform.channel(Receiving(HOOKED.public_url, SECRET, replace=True)))
    assert len(platform.fake.queue.pending()) == 1


def test_our_webhook_is_set_with_its_secret(platform: Platform) -> None:
    """Delivery asks for the kinds of updates that are read, shows the secret, and may be set again."""
    asked = answer(200, {"ok": True, "result": True})
    platform.fake.faults.add("setWebhook", asked, asked)
    channel = platform.channel(HOOKED)
    opened(channel)
    platform.fake.webhook.url = HOOKED.url("telegram")
    opened(platform.channel(HOOKED))
    first, second = (one.params for one in platform.fake.called("setWebhook"))
    assert first == second
    assert first["url"] == "https://tdkt.example.vn" + channel.webhooks[0].path
    assert (first["secret_token"], first["allowed_updates"]) == (
        SECRET,
        ["message", "callback_query", "my_chat_member"],
    )


# Fetching


def test_events_are_fetched(platform: Platform) -> None:
    """What a person writes, sends and presses comes as events, and a block and its end too."""
    user = platform.fake.user(AN)
    channel = platform.channel()

    def act() -> None:
        user.start("ma-1")
        user.say("Hạn nộp hồ sơ đợt 1?")
        user.send_file("ds.xlsx", b"PK", caption="kiểm tra")
        user.edit("sửa lại", user.sent[1])
        user.block()
        user.unblock()

    kept = run(channel, lambda: received(channel, 5, act))
    assert [(one.kind, one.text) for one in kept] == [
        (Kind.TEXT, "/start ma-1"),
        (Kind.TEXT, "Hạn nộp hồ sơ đợt 1?"),
        (Kind.FILE, "kiểm tra"),
        (Kind.BLOCKED, ""),
        (Kind.UNBLOCKED, ""),
    ]
    assert {one.chat for one in kept} == {ChatAddress("telegram", "7000000001", str(AN))}
    assert len({one.event for one in kept}) == 5


def test_a_press_is_kept_and_answered(platform: Platform) -> None:
    """A press comes as an event, and the button stops waiting; that Telegram calls the answer late harms nothing."""
    user = platform.fake.user(AN)
    user.start()
    channel = platform.channel()
    late_answer = told(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    platform.fake.faults.add("answerCallbackQuery", late_answer)

    async def work() -> list[IncomingMessage]:
        chat = ChatAddress("telegram", "7000000001", str(AN))
        assert isinstance(await channel.send(chat, said("Đơn vị?").and_also(Choices((Choice("Sở", "c1"),)))), Sent)

        def act() -> None:
            user.press("Sở")
            user.press("Sở")

        kept = await received(channel, 3, act)
        await until(lambda: len(platform.fake.called("answerCallbackQuery")) == 2)
        return kept

    kept = run(channel, work)
    assert [(one.kind, one.text, one.sender) for one in kept[1:]] == [(Kind.PRESS, "c1", str(AN))] * 2


def test_an_event_is_confirmed_only_after_it_was_kept(platform: Platform) -> None:
    """While nothing keeps an event it stays with Telegram, and comes again to the next start; then it is gone."""
    platform.fake.user(AN).start()

    async def until_cancelled() -> None:
        async def never(_messages: Sequence[IncomingMessage]) -> None:
            reached.set()
            await asyncio.sleep(30)

        reached = asyncio.Event()
        await first.open()
        work = asyncio.create_task(first.receive(never))
        await reached.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    first, second = platform.channel(), platform.channel()
    run(first, until_cancelled)
    assert len(platform.fake.queue.pending()) == 1

    async def kept_and_confirmed() -> list[IncomingMessage]:
        kept: list[IncomingMessage] = []

        async def take(messages: Sequence[IncomingMessage]) -> None:
            kept.extend(messages)

        await second.open()
        work = asyncio.create_task(second.receive(take))
        await until(lambda: kept and not platform.fake.queue.pending())
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        return kept

    assert [one.text for one in run(second, kept_and_confirmed)] == ["/start"]


def test_trouble_does_not_end_the_fetching(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    """Another poller, a pause asked for, a gateway, a cut line, nonsense and a failing store pass; nothing is lost."""
    user = platform.fake.user(AN)
    user.start()
    faults = (told(409, "Conflict: terminated by other getUpdates request"), html(404), hang_up(), answer(200, "[1"))
    platform.fake.faults.add("getUpdates", *faults, told(429, "Too Many Requests", retry_after=0.01), told(500, "?"))
    kept: list[int] = []

    async def keep(updates: Sequence[Update]) -> None:
        kept.extend(update.update_id for update in updates)
        if len(kept) == 1:
            raise OSError("the disk is full of secrets")

    with caplog.at_level(logging.DEBUG, logger="bot"):
        asyncio.run(polled(platform, keep, lambda: len(kept) == 2))
    assert kept[0] == kept[1]
    own = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert len(own) == 7
    assert "another program fetches the messages" in own[0]
    assert not any(word in " ".join(own) for word in (platform.fake.token, "secrets", str(AN)))


def test_a_token_that_was_taken_back_ends_the_fetching(platform: Platform) -> None:
    """Where Telegram refuses the token, fetching ends with an error for people."""
    platform.fake.faults.add("getUpdates", told(401, "Unauthorized"))
    with pytest.raises(ChannelError, match="@BotFather"):
        run(channel := platform.channel(), lambda: received(channel, 1, lambda: None))


def test_an_update_that_cannot_be_read_does_not_hold_up_the_others(
    platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    """Updates of unknown or broken shape are passed over at once; those among and behind them arrive."""
    platform.fake.user(AN).start()
    number = platform.fake.queue.pending()[0]["update_id"]
    among = [
        {"update_id": number - 4, "message": {"message_id": "?", "chat": 3}},
        {"update_id": number - 3, "callback_query": []},
        {"update_id": "x"},
        "no update",
        {**UPDATE, "update_id": number - 2},
        {"update_id": number - 1, "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    ]
    platform.fake.faults.add("getUpdates", answer(200, {"ok": True, "result": among}))
    channel = platform.channel()
    with caplog.at_level(logging.WARNING, logger="bot"):
        kept = run(channel, lambda: received(channel, 2, lambda: None))
    assert [one.text for one in kept] == ["Hạn nộp?", "/start"]
    assert not [record for record in caplog.records if record.name.startswith("bot")]


def test_groups_are_heard_only_where_switched_on(platform: Platform) -> None:
    """In a group the bot answers into the topic where it was named, and only if groups are on."""
    user, room = platform.fake.user(AN), platform.fake.group(-1001234567890)
    topic = room.topic(user, "Thi đua")
    channel = platform.channel(groups=True)

    def act() -> None:
        room.say(user, "Mai họp nhé")
        room.say(user, "@tdkt_thu_bot hạn nộp?", thread=topic)

    (event,) = run(channel, lambda: received(channel, 1, act))
    assert (event.text, event.private, event.sender) == ("hạn nộp?", False, str(AN))
    assert event.chat == ChatAddress("telegram", "7000000001", "-1001234567890", str(topic))
    assert sent(platform, said("Ngày 15/6."), -1001234567890, thread=str(topic)) == Sent(str(room.last.message_id))
    assert room.last.thread_id == topic

    def quiet() -> None:
        room.say(user, "@tdkt_thu_bot còn nữa?")
        user.start()

    closed = platform.channel()
    assert [one.text for one in run(closed, lambda: received(closed, 1, quiet))] == ["/start"]


# Delivery to a webhook


async def delivered(
    channel: TelegramChannel, body: bytes, secret: str | None = SECRET
) -> tuple[int, list[IncomingMessage]]:
    """Return the answer to a delivery and what was kept of it."""
    kept: list[IncomingMessage] = []

    async def take(messages: Sequence[IncomingMessage]) -> None:
        kept.extend(messages)

    headers = {} if secret is None else {SECRET_HEADER: secret}
    return await channel.webhooks[0].take(Posted(headers, body), take), kept


def hooked(platform: Platform) -> TelegramChannel:
    platform.fake.faults.add("setWebhook", answer(200, {"ok": True, "result": True}))
    return platform.channel(HOOKED)


UPDATE: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": AN, "type": "private"},
        "from": {"id": AN, "is_bot": False, "first_name": "An"},
        "text": "Hạn nộp?",
    },
}


def test_a_delivery_with_the_secret_is_kept(platform: Platform) -> None:
    """A delivery is kept and answered 200; fetching returns at once, for there is nothing to fetch."""
    channel = hooked(platform)

    async def work() -> tuple[int, list[IncomingMessage]]:
        await channel.open()
        await channel.receive(lambda _messages: asyncio.sleep(30))
        return await delivered(channel, json.dumps(UPDATE).encode())

    status, kept = run(channel, work)
    assert status == 200
    assert [(one.event, one.text) for one in kept] == [("5", "Hạn nộp?")]


@pytest.mark.parametrize("secret", [None, "", "bi-mat_cua-webhooK", SECRET + "x"])
def test_a_delivery_without_the_secret_is_refused(platform: Platform, secret: str | None) -> None:
    """Without the right secret nothing is kept, whatever the body."""
    channel = hooked(platform)

    async def work() -> tuple[int, list[IncomingMessage]]:
        await channel.open()
        return await delivered(channel, json.dumps(UPDATE).encode(), secret)

    assert run(channel, work) == (401, [])


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 9999, b'{"update_id": 5, "message": 1}']
)
def test_garbage_with_the_secret_is_answered(platform: Platform, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Telegram would deliver again for days what is not answered 200; the log counts it without its content."""
    channel = hooked(platform)

    async def work() -> tuple[int, list[IncomingMessage]]:
        await channel.open()
        return await delivered(channel, body)

    with caplog.at_level(logging.WARNING, logger="bot"):
        assert run(channel, work) == (200, [])
    assert [r.getMessage() for r in caplog.records] == [f"Telegram delivered {len(body)} bytes that are no update"]


def test_a_text_that_is_no_text_is_passed_over(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    """The library checks no types; a number in the place of a text is told to the log, and nothing is kept."""
    channel = hooked(platform)
    odd = {**UPDATE, "message": {**UPDATE["message"], "text": 7}}

    async def work() -> tuple[int, list[IncomingMessage]]:
        await channel.open()
        return await delivered(channel, json.dumps(odd).encode())

    with caplog.at_level(logging.WARNING, logger="bot"):
        assert run(channel, work) == (200, [])
    assert [r.getMessage() for r in caplog.records] == ["an update of Telegram could not be read: TypeError"]


def test_a_delivery_is_refused_where_it_cannot_be_kept(platform: Platform) -> None:
    """What is too large, and what comes before the bot is known, is no 200; a store that fails is told upwards."""
    channel = hooked(platform)

    async def fails(_messages: Sequence[IncomingMessage]) -> None:
        raise OSError("full")

    async def work() -> None:
        body = json.dumps(UPDATE).encode()
        assert await delivered(channel, body) == (503, [])
        await channel.open()
        assert await delivered(channel, b" " * (LARGEST_BODY + 1)) == (413, [])
        with pytest.raises(OSError, match="full"):
            await channel.webhooks[0].take(Posted({SECRET_HEADER: SECRET}, body), fails)

    run(channel, work)


def test_fetching_has_no_webhook(platform: Platform) -> None:
    """Where events are fetched, no address of ours takes deliveries."""
    assert platform.channel().webhooks == ()


# Sending


def test_a_message_arrives_as_it_was_meant(platform: Platform) -> None:
    """Formatting, links and buttons arrive; no preview of a link is shown."""
    user = platform.fake.user(AN)
    user.start()
    message = OutgoingMessage(
        (
            Heading("Hạn <nộp> & gửi"),
            Quotation("“Chậm nhất ngày 15/6/2026.”"),
            CitationLine("Kế hoạch 12/KH-SNV", "https://snv.example.vn/12?a=1&b=2"),
            Choices((Choice("Xem thêm", "c1"),)),
        )
    )
    result = sent(platform, message)
    assert result == Sent(str(user.last.message_id))
    assert user.last.text == "Hạn <nộp> & gửi\n“Chậm nhất ngày 15/6/2026.”\nKế hoạch 12/KH-SNV"
    assert user.last.spans("bold") == ["Hạn <nộp> & gửi"]
    assert user.last.spans("blockquote") == ["“Chậm nhất ngày 15/6/2026.”"]
    assert user.last.spans("text_link") == ["Kế hoạch 12/KH-SNV"]
    assert [(b.text, b.data) for b in user.last.buttons] == [("Xem thêm", "c1")]
    assert platform.fake.called("sendMessage")[0].params["link_preview_options"] == {"is_disabled": True}


def test_the_longest_message_fits_and_a_longer_one_is_refused_here(platform: Platform) -> None:
    """4096 units arrive whole, however many signs escaping adds; one more is refused without being cut or sent."""
    user = platform.fake.user(AN)
    user.start()
    assert isinstance(sent(platform, said("<" * 4094 + "🙏")), Sent)
    assert user.last.text == "<" * 4094 + "🙏"
    assert sent(platform, said("<" * 4095 + "🙏")) == Refused(Reason.INVALID, "4097 units")
    assert len(platform.fake.called("sendMessage")) == 1


def test_every_part_of_a_long_message_arrives(platform: Platform) -> None:
    """What is cut to fit is taken part by part."""
    user = platform.fake.user(AN)
    user.start()
    message = OutgoingMessage(tuple(Paragraph(f"Mục {n}. " + "Tiêu chuẩn & điều kiện. " * 30) for n in range(20)))
    cut = parts(message, platform.channel().capabilities)
    assert len(cut) > 2
    assert all(isinstance(sent(platform, part), Sent) for part in cut)
    assert len(user.replies) == len(cut)


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (told(429, "Too Many Requests: retry after 3", retry_after=3), Retry(3)),
        (told(403, "Forbidden: bot was blocked by the user"), Refused(Reason.BLOCKED)),
        (told(403, "Forbidden: user is deactivated"), Refused(Reason.BLOCKED)),
        (told(401, "Unauthorized"), Refused(Reason.UNAUTHORISED)),
        (told(404, "Not Found"), Refused(Reason.UNAUTHORISED)),
        (told(400, "Bad Request: chat not found"), Refused(Reason.UNKNOWN_CHAT)),
        (told(400, "Bad Request: PEER_ID_INVALID"), Refused(Reason.UNKNOWN_CHAT)),
        (told(400, "Bad Request: not enough rights to send text messages to the chat"), Refused(Reason.BLOCKED)),
        (told(400, "Bad Request: message is too long"), Refused(Reason.INVALID)),
        (told(400, "Bad Request: BUTTON_DATA_INVALID"), Refused(Reason.INVALID)),
        (
            told(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009),
            Retry(0, ChatAddress("telegram", "7000000001", "-1009")),
        ),
        (told(500, "Internal Server Error"), Retry(5)),
        (told(500, "Internal Server Error: restart"), Unknown()),
        (html(502), Unknown()),
        (html(504), Unknown()),
        (html(403), Unknown()),
        (html(404), Unknown()),
        (answer(302, ""), Unknown()),
        (hang_up(), Unknown()),
        (answer(200, "{"), Unknown()),
        (answer(200, {"ok": False, "error_code": 400, "description": "?"}), Unknown()),
        (answer(200, {"ok": True, "result": True}), Unknown()),
        (answer(200, {"ok": True, "result": {"message_id": 1}}), Unknown()),
    ],
)
def test_each_answer_has_its_result(platform: Platform, fault: Fault, result: SendResult) -> None:
    """What was certainly not taken may go again, what was refused may not, what nobody knows is unknown."""
    platform.fake.user(AN).start()
    platform.fake.faults.add("sendMessage", fault)
    found = sent(platform, said("Hồ sơ của bà Lan"))
    assert type(found) is type(result)
    match found, result:
        case Refused(), Refused():
            assert found.reason == result.reason
        case Retry(), Retry():
            assert (found.after, found.moved_to) == (result.after, result.moved_to)
    assert platform.fake.token not in repr(found)
    assert "Lan" not in repr(found)
    assert len(platform.fake.called("sendMessage")) == 1


def test_strangers_and_those_who_blocked_us_are_not_written_to(platform: Platform) -> None:
    """A chat that never began, one that was blocked and one that does not exist are refused for good."""
    user = platform.fake.user(AN)
    assert sent(platform, said("a")) == Refused(
        Reason.BLOCKED, "Forbidden: bot can't initiate conversation with a user"
    )
    user.start()
    user.block()
    assert sent(platform, said("a")) == Refused(Reason.BLOCKED, "Forbidden: bot was blocked by the user")
    assert sent(platform, said("a"), 999) == Refused(Reason.UNKNOWN_CHAT, "BadRequest: Chat not found")


def test_a_line_that_never_stood_is_tried_again() -> None:
    """A refused connection took nothing; so does a closed channel."""
    channel = TelegramChannel("7000000001:abcdefgh", Receiving(), "http://127.0.0.1:9/bot")
    to = ChatAddress("telegram", "7000000001", "1")

    async def work() -> list[SendResult]:
        refused = await channel.send(to, said("a"))
        await channel.close()
        return [refused, await channel.send(to, said("a"))]

    assert run(channel, work) == [Retry(5, detail="NetworkError (ConnectError)"), Retry(5, detail="closed")]


def test_a_late_answer_leaves_the_result_unknown(platform: Platform) -> None:
    """What Telegram did after we gave up may have been done: it was, and it is not sent again."""
    user = platform.fake.user(AN)
    user.start()
    platform.fake.faults.add("sendMessage", late(0.25))
    assert sent(platform, said("a"), kind=Impatient) == Unknown("TimedOut (ReadTimeout)")
    assert len(user.replies) == 1


def test_a_busy_line_is_tried_again(platform: Platform) -> None:
    """Where all connections are busy, a message has not left; it may go again."""
    platform.fake.user(AN).start()

    async def work() -> None:
        line = Line(connection_pool_size=1, pool_timeout=0.02)
        bot = Bot(platform.fake.token, f"{platform.url}/tg/bot", request=line, get_updates_request=line)
        platform.fake.faults.add("getMe", late(0.2))
        busy = asyncio.create_task(bot.get_me())
        await until(lambda: platform.fake.called("getMe"))
        result = await send_through(bot)
        assert isinstance(result, Retry)
        await busy
        await line.shutdown()

    asyncio.run(work())


async def send_through(bot: Bot) -> SendResult:
    return await sending(bot, ChatAddress("telegram", "1", str(AN)), rendered([Paragraph("a")]), masking([]))


def test_a_message_whose_tags_telegram_refuses_goes_as_text(platform: Platform) -> None:
    """A complaint about tags is answered once, with the same words and buttons and no tags."""
    user = platform.fake.user(AN)
    user.start()
    complaint = told(400, 'Bad Request: can\'t parse entities: Unsupported start tag "lan" at byte offset 3')
    message = OutgoingMessage((Heading("A & B"), Choices((Choice("Có", "y"),))))
    platform.fake.faults.add("sendMessage", complaint)
    assert isinstance(sent(platform, message), Sent)
    assert (user.last.text, user.last.entities) == ("A & B", ())
    assert [b.data for b in user.last.buttons] == ["y"]
    platform.fake.faults.add("sendMessage", complaint, complaint)
    assert sent(platform, message) == Refused(Reason.INVALID, "BadRequest: Can't parse entities")
    assert len(user.replies) == 1


def test_a_message_to_a_topic_that_is_gone_goes_to_the_group(platform: Platform) -> None:
    """A deleted topic costs no message: it is sent once more without the topic."""
    user, room = platform.fake.user(AN), platform.fake.group(-1001234567890)
    topic = room.topic(user, "Thi đua")
    room.delete_topic(topic)
    assert isinstance(sent(platform, said("a"), room.id, thread=str(topic)), Sent)
    assert room.last.thread_id is None
    platform.fake.faults.add("sendMessage", *[told(400, "Bad Request: message thread not found")] * 2)
    assert sent(platform, said("a"), room.id, thread="9") == Refused(
        Reason.INVALID, "BadRequest: Message thread not found"
    )


def test_a_group_that_moved_says_where(platform: Platform) -> None:
    """The result names the new address, at which the message may go again at once."""
    user, room = platform.fake.user(AN), platform.fake.group(-55)
    room.migrate(user, -1001234567890)
    result = sent(platform, said("a"), -55)
    assert isinstance(result, Retry)
    assert (result.after, result.moved_to) == (0, ChatAddress("telegram", "7000000001", "-1001234567890"))


@pytest.mark.parametrize(
    ("chat", "thread", "message", "reason"),
    [
        ("@kenh_nao_do", "", said("a"), Reason.UNKNOWN_CHAT),
        ("", "", said("a"), Reason.UNKNOWN_CHAT),
        ("1", "x", said("a"), Reason.UNKNOWN_CHAT),
        ("1", "", said(" "), Reason.INVALID),
        ("1", "", OutgoingMessage((Choices((Choice("a", "x" * 65),)),)), Reason.INVALID),
    ],
)
def test_what_cannot_be_sent_is_refused_here(
    platform: Platform, chat: str, thread: str, message: OutgoingMessage, reason: Reason
) -> None:
    """An address that is no id, an empty text and an impossible button reach no platform."""
    channel = platform.channel()
    result = run(channel, lambda: channel.send(ChatAddress("telegram", "1", chat, thread), message))
    assert isinstance(result, Refused)
    assert result.reason == reason
    assert not platform.fake.requests


# Files


def fetched(platform: Platform, file: SentFile) -> bytes:
    channel = platform.channel()
    return run(channel, lambda: channel.fetch(file))


def received_file(platform: Platform, content: bytes, size: int | None = None) -> SentFile:
    user = platform.fake.user(AN)
    channel = platform.channel()
    (event,) = run(channel, lambda: received(channel, 1, lambda: void(user.send_file("a.xlsx", content, size=size))))
    assert event.file is not None
    return event.file


def void(_: object) -> None:
    """Take what is of no interest."""


def test_a_file_is_fetched(platform: Platform) -> None:
    """The bytes that a person sent come back."""
    assert fetched(platform, received_file(platform, b"PK\x03\x04" * 9)) == b"PK\x03\x04" * 9


def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(platform: Platform) -> None:
    """More than 20 MB are refused, whether its size was told with the message or only by the platform."""
    file = received_file(platform, b"x", size=20 * 1024**2 + 1)
    with pytest.raises(ChannelError, match="20 MB"):
        fetched(platform, file)
    with pytest.raises(ChannelError, match="too big"):
        fetched(platform, SentFile(file.name, file.reference))


def test_a_file_longer_than_was_told_is_not_read_to_its_end(platform: Platform) -> None:
    """Whatever the platform says of its size, no more than 20 MB are kept in memory."""
    file = received_file(platform, b"x" * (20 * 1024**2 + 1), size=5)
    with pytest.raises(ChannelError, match="20 MB"):
        fetched(platform, file)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../../etc/passwd",
        "documents/../../x",
        "documents//x",
        "http://127.0.0.1:1/x",
        "//127.0.0.1:1/x",
        "documents/./x",
    ],
)
def test_no_path_leads_out_of_the_file_server(platform: Platform, path: str) -> None:
    """A path to this machine, to another server or upwards is not followed."""
    held = {"file_id": "F", "file_unique_id": "u", "file_path": path}
    platform.fake.faults.add("getFile", answer(200, {"ok": True, "result": held}))
    with pytest.raises(ChannelError, match="Telegram không cho biết nơi lấy tệp"):
        fetched(platform, SentFile("a", "F"))


def test_what_has_a_meaning_in_addresses_has_none_in_a_path() -> None:
    """Signs of queries, fragments and escapes in a path are part of a file's name."""
    assert address("http://a/file/bot1:x", "documents/a?b#c%2e\\đ.pdf") == (
        "http://a/file/bot1:x/documents/a%3Fb%23c%252e%5C%C4%91.pdf"
    )
    assert address("http://a/file/bot1:x", "http://a/file/bot1:x/documents/a.pdf") == (
        "http://a/file/bot1:x/documents/a.pdf"
    )


@pytest.mark.parametrize(
    "fault",
    [told(400, "Bad Request: invalid file_id"), told(401, "Unauthorized"), html(502), answer(200, {"ok": True})],
)
def test_a_file_that_does_not_come_is_told(platform: Platform, fault: Fault) -> None:
    """Whatever Telegram says instead of a file is an error for people, without the token."""
    platform.fake.faults.add("getFile", fault)
    with pytest.raises(ChannelError, match="tệp") as error:
        fetched(platform, SentFile("a", "F"))
    assert platform.fake.token not in repr(error.value)


def test_a_link_that_serves_no_more_is_told(platform: Platform) -> None:
    """A file whose link ran out is an error for people."""
    held = {"file_id": "F", "file_unique_id": "u", "file_path": "documents/gone.pdf"}
    platform.fake.faults.add("getFile", answer(200, {"ok": True, "result": held}))
    with pytest.raises(ChannelError, match="404"):
        fetched(platform, SentFile("a", "F"))


# Closing, logs, imports


def test_closing_is_quick_at_any_time(platform: Platform) -> None:
    """A channel closes within a moment: never opened, in the middle of a long fetch, twice; and opens again."""
    platform.fake.time_scale = 1.0

    async def work() -> float:
        await platform.channel().close()
        channel = platform.channel()
        await channel.open()
        fetching = asyncio.create_task(channel.receive(lambda _messages: asyncio.sleep(0)))
        await until(lambda: platform.fake.called("getUpdates"))
        begin = time.monotonic()
        fetching.cancel()
        with suppress(asyncio.CancelledError):
            await fetching
        await channel.close()
        await channel.close()
        taken = time.monotonic() - begin
        await channel.open()
        await channel.close()
        return taken

    assert asyncio.run(work()) < 1.0


def test_logs_hold_no_token_and_no_word_of_people(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    """Even with every library at its most talkative, neither the token, nor the secret, nor a text is logged."""
    user = platform.fake.user(AN)
    platform.fake.faults.add("getUpdates", html(502), answer(200, '{"ok": true, "result": [{"text": "bà Lan"'))
    platform.fake.faults.add("sendMessage", html(502), answer(200, '{"text": "bà Lan"'))
    user.start()
    user.say("bà Lan")
    channel = platform.channel(Receiving(secret=SECRET))
    kept: list[Update] = []

    async def keep(updates: Sequence[Update]) -> None:
        kept.extend(updates)

    async def work() -> None:
        await channel.open()
        await polled(platform, keep, lambda: len(kept) == 2)
        for _ in range(3):
            await channel.send(ChatAddress("telegram", "7000000001", str(AN)), said("bà Lan"))

    with caplog.at_level(logging.DEBUG):
        undo = guard_logs([platform.fake.token, SECRET])
        try:
            run(channel, work)
        finally:
            undo()
    assert caplog.records
    for secret in (platform.fake.token, platform.fake.token.split(":")[1], SECRET, "bà Lan"):
        assert secret not in caplog.text


def test_channels_are_imported_without_the_library() -> None:
    """Who does not switch Telegram on does not load its library."""
    script = "import sys, bot.channels, bot.channels.base, bot.channels.fitting; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
