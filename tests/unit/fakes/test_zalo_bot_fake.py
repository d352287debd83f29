"""The stand-in for the Zalo Bot Platform keeps the platform's rules, in each reading that its sources dispute."""

import gc
import json
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes import faults
from tests.fakes.server import Server
from tests.fakes.zalo_bot import TOKEN, ZaloBotFake
from tests.fakes.zalo_bot_rules import METHODS, ZaloBotFlags

SECRET = "bi-mat-cua-webhook"
WEBHOOK = "https://bot.example.vn/zalo"
Call = Callable[..., dict[str, Any]]


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


class Door:
    """The webhook of a bot: it keeps what is posted to it and answers the statuses that it was given, then 200."""

    def __init__(self) -> None:
        self.seen: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.statuses: list[int] = []
        self.app = Starlette(routes=[Route("/zalo", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> Response:
        self.seen.append((dict(request.headers), json.loads(await request.body())))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[ZaloBotFake]:
    with ZaloBotFake(clock=clock) as opened:
        yield opened


@pytest.fixture
def http(fake: ZaloBotFake) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{fake.url}/bot{TOKEN}", timeout=2, trust_env=False, verify=False) as opened:
        yield opened


@pytest.fixture
def call(http: httpx.Client) -> Call:
    """A call of a method, whose HTTP status must be 200."""

    def post(method: str, **params: Any) -> dict[str, Any]:
        body = json.dumps(params)  # so that half a surrogate pair can be sent
        reply = http.post(f"/{method}", content=body, headers={"content-type": "application/json"})
        assert reply.status_code == 200
        return dict(reply.json())

    return post


@pytest.fixture
def door(fake: ZaloBotFake) -> Iterator[Door]:
    """A webhook that the platform reaches under a public address, not yet set."""
    opened = Door()
    with Server(opened.app) as server:
        fake.flags.reaches = {"https://bot.example.vn": server.url}
        yield opened
        fake.close()


def code(reply: dict[str, Any]) -> int:
    """Return the error code of a failure."""
    assert reply["ok"] is False
    assert reply["description"]
    return int(reply["error_code"])


def test_a_poll_gives_one_update_which_is_then_gone(fake: ZaloBotFake, call: Call, clock: Clock) -> None:
    """``getUpdates`` answers one object, with string ids and milliseconds, and never shows it again."""
    fake.user("u1", "Lò Văn Thắm").say("hạn nộp hồ sơ?")
    fake.user("u1").say("đợt 1")
    first, second = call("getUpdates", timeout="1")["result"], call("getUpdates", timeout=1)["result"]
    assert first["event_name"] == "message.text.received"
    assert first["message"] == {
        "message_id": first["message"]["message_id"],
        "date": int(clock.now.timestamp() * 1000),
        "from": {"id": "u1", "display_name": "Lò Văn Thắm", "is_bot": False},
        "chat": {"id": "u1", "chat_type": "PRIVATE"},
        "text": "hạn nộp hồ sơ?",
    }
    assert second["message"]["text"] == "đợt 1"
    assert code(call("getUpdates", timeout=1)) == 408


def test_an_empty_poll_waits_its_time_and_answers_408_or_an_empty_result(fake: ZaloBotFake, call: Call) -> None:
    """An empty wait lasts the time that was asked for, scaled; both of its reported answers can be had."""
    fake.time_scale = 0.02
    began = time.monotonic()
    assert code(call("getUpdates", timeout="5")) == 408
    assert 0.1 <= time.monotonic() - began < 2
    fake.flags.empty_poll = "empty_result"
    assert call("getUpdates", timeout=1) == {"ok": True, "result": {}}


def test_a_waiting_poll_is_answered_as_soon_as_somebody_speaks(fake: ZaloBotFake, call: Call) -> None:
    """A long poll ends with the first message."""
    fake.time_scale = 1
    threading.Timer(0.05, lambda: fake.user("u1").say("chào")).start()
    began = time.monotonic()
    assert call("getUpdates", timeout=2)["result"]["message"]["text"] == "chào"
    assert time.monotonic() - began < 1


def test_two_pollers_split_the_messages(fake: ZaloBotFake, call: Call) -> None:
    """Each message reaches one of two pollers only, which is how a second one loses messages."""
    fake.time_scale = 1
    got: list[list[str]] = [[], []]

    def poll(mine: list[str]) -> None:
        mine.append(call("getUpdates", timeout=2)["result"]["message"]["text"])

    pollers = [threading.Thread(target=poll, args=(mine,)) for mine in got]
    for poller in pollers:
        poller.start()
    fake.user("u1").say("một")
    fake.user("u1").say("hai")
    for poller in pollers:
        poller.join()
    assert sorted(got) == [["hai"], ["một"]]


@pytest.mark.parametrize("pops", [False, True])
def test_a_poller_that_hung_up_takes_nothing_unless_told_otherwise(fake: ZaloBotFake, call: Call, pops: bool) -> None:
    """Whether the platform gives an update to a poll whose client is gone is unknown: both can be had."""
    fake.time_scale, fake.flags.pops_for_the_gone = 1, pops
    with httpx.Client(timeout=0.05, trust_env=False, verify=False) as gone, pytest.raises(httpx.ReadTimeout):
        gone.post(f"{fake.url}/bot{TOKEN}/getUpdates", json={"timeout": 1})
    fake.wait_for(lambda: fake.polling == (1 if pops else 0))
    fake.user("u1").say("có ai không")
    fake.wait_for(lambda: fake.polling == 0)
    assert fake.unread == (0 if pops else 1)


def test_unread_messages_wait_or_are_lost(fake: ZaloBotFake) -> None:
    """What is said while nobody polls is kept, or lost as several operators report."""
    fake.user("u1").say("còn")
    fake.flags.keeps_unread = False
    fake.user("u1").say("mất")
    assert fake.unread == 1


def test_updates_may_come_as_a_list(fake: ZaloBotFake, call: Call) -> None:
    """The list that some libraries defend themselves against can be had."""
    fake.flags.list_of_updates = True
    fake.user("u1").say("chào")
    assert [u["message"]["text"] for u in call("getUpdates", timeout=1)["result"]] == ["chào"]


def test_polling_too_fast_meets_the_gateway(fake: ZaloBotFake, http: httpx.Client) -> None:
    """The gateway answers a hasty poll with HTML and HTTP 429, repeating the token."""
    fake.flags.fastest_poll = 10
    fake.user("u1").say("chào")
    assert http.post("/getUpdates", json={"timeout": 1}).status_code == 200
    hasty = http.post("/getUpdates", json={"timeout": 1})
    assert hasty.status_code == 429
    assert TOKEN in hasty.text
    assert "text/html" in hasty.headers["content-type"]


@pytest.mark.parametrize("timeout", ["", "abc", -1, True, 1.5, [30]])
def test_a_timeout_is_a_number_of_seconds_or_its_text(call: Call, timeout: object) -> None:
    """Any other timeout is refused."""
    assert code(call("getUpdates", timeout=timeout)) == 400


def test_while_a_webhook_is_set_a_poll_is_silent(fake: ZaloBotFake, call: Call) -> None:
    """With a webhook a poll shows no message and no error of its own, which is how a bot goes silent."""
    fake.user("u1").say("trước")
    call("setWebhook", url=WEBHOOK, secret_token=SECRET)
    assert code(call("getUpdates", timeout=1)) == 408
    call("deleteWebhook")
    assert call("getUpdates", timeout=1)["result"]["message"]["text"] == "trước"


def test_webhook_info_is_404_until_one_is_set(call: Call, clock: Clock) -> None:
    """``getWebhookInfo`` shows the address and its time, and fails with 404 where there is none."""
    at = int(clock.now.timestamp() * 1000)
    assert code(call("getWebhookInfo")) == 404
    assert call("setWebhook", url=WEBHOOK, secret_token=SECRET)["result"] == {"url": WEBHOOK, "updated_at": at}
    assert call("getWebhookInfo")["result"] == {"url": WEBHOOK, "updated_at": at}
    assert call("deleteWebhook")["result"] == {"url": "", "updated_at": at}
    assert code(call("getWebhookInfo")) == 404


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        (WEBHOOK, "bảy chữ"),
        (WEBHOOK, "x" * 257),
        ("http://bot.example.vn/zalo", SECRET),
        ("https://127.0.0.1/zalo", SECRET),
        ("https://10.1.2.3/zalo", SECRET),
        ("https://localhost/zalo", SECRET),
        ("https://may-chu/zalo", SECRET),
        ("bot.example.vn", SECRET),
    ],
)
def test_a_webhook_needs_a_public_https_address_and_a_secret(call: Call, url: str, secret: str) -> None:
    """``setWebhook`` refuses private hosts, plain http and secrets outside 8 to 256 characters."""
    assert code(call("setWebhook", url=url, secret_token=secret)) == 400
    assert code(call("getWebhookInfo")) == 404


def test_a_flag_allows_loopback_webhooks_only(fake: ZaloBotFake, call: Call) -> None:
    """A test may set a webhook on loopback; other private hosts stay refused."""
    fake.flags.allow_loopback = True
    assert call("setWebhook", url="http://127.0.0.1:9/zalo", secret_token=SECRET)["ok"]
    assert code(call("setWebhook", url="http://192.168.0.2/zalo", secret_token=SECRET)) == 400


def test_set_webhook_may_tell_of_its_verification(fake: ZaloBotFake, call: Call) -> None:
    """The address is kept even where the verification of the newer docs fails."""
    fake.flags.verification = {"ok": False, "outcome": "http_error", "status_code": 403, "hint": "…"}
    assert call("setWebhook", url=WEBHOOK, secret_token=SECRET)["result"]["verification"]["ok"] is False
    assert fake.webhook == WEBHOOK


@pytest.mark.parametrize("flat", [False, True])
def test_an_event_is_posted_with_the_secret(fake: ZaloBotFake, call: Call, door: Door, flat: bool) -> None:
    """The webhook gets the event wrapped or flat, with the secret in its header, in NFD if it was said so."""
    fake.flags.flat_webhook = flat
    call("setWebhook", url=WEBHOOK, secret_token=SECRET)
    fake.user("u1").say(unicodedata.normalize("NFD", "Nghị định"))
    fake.wait_for(lambda: fake.deliveries)
    headers, body = door.seen[0]
    assert headers["x-bot-api-secret-token"] == SECRET
    assert headers["user-agent"].startswith("Java/1.8")
    update = body if flat else body["result"]
    assert flat or body["ok"] is True
    assert len(update["message"]["text"]) == 11
    assert fake.deliveries[0].status == 200


def test_events_may_be_posted_twice(fake: ZaloBotFake, call: Call, door: Door) -> None:
    """Duplicate delivery posts the same bytes again."""
    fake.flags.duplicate_delivery = True
    call("setWebhook", url=WEBHOOK, secret_token=SECRET)
    fake.user("u1").say("chào")
    fake.wait_for(lambda: len(fake.deliveries) == 2)
    assert door.seen[0][1] == door.seen[1][1]


def test_a_refused_event_is_posted_again_only_by_flag(fake: ZaloBotFake, call: Call, door: Door) -> None:
    """By default nothing is redelivered; with pauses set, the event comes again until it is taken."""
    call("setWebhook", url=WEBHOOK, secret_token=SECRET)
    door.statuses = [500]
    fake.user("u1").say("một lần")
    fake.wait_for(lambda: fake.deliveries and fake.quiet())
    assert [d.status for d in fake.deliveries] == [500]
    fake.flags.webhook_pauses = (1, 2, 3)
    door.statuses = [500, 503]
    fake.user("u1").say("ba lần")
    fake.wait_for(lambda: len(fake.deliveries) == 4 and fake.quiet())
    assert [(d.status, d.attempt) for d in fake.deliveries[1:]] == [(500, 1), (503, 2), (200, 3)]


def test_a_webhook_that_is_not_there_breaks_nothing(fake: ZaloBotFake, call: Call) -> None:
    """An address that cannot be reached, or must not be, is a delivery without a status."""
    call("setWebhook", url=WEBHOOK, secret_token=SECRET)
    fake.user("u1").say("chào")
    fake.wait_for(lambda: fake.deliveries)
    assert (fake.deliveries[0].status, fake.deliveries[0].why) == (None, "not on loopback")


def test_a_message_reaches_the_chat_that_wrote_first(fake: ZaloBotFake, call: Call, clock: Clock) -> None:
    """``sendMessage`` answers an id and milliseconds, and the text stands in the chat; a stranger's chat is refused."""
    fake.user("u1").say("chào")
    fake.user("u2")
    sent = call("sendMessage", chat_id="u1", text="Kính chào")["result"]
    assert sent == {"message_id": fake.user("u1").replies[0].message_id, "date": int(clock.now.timestamp() * 1000)}
    assert isinstance(sent["message_id"], str)
    assert fake.user("u1").texts == ["Kính chào"]
    for stranger in ("u2", "nobody"):
        assert code(call("sendMessage", chat_id=stranger, text="Chào")) == 400
    assert fake.user("u2").replies == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"chat_id": 1234},
        {"chat_id": ""},
        {"text": ""},
        {"text": " \n "},
        {"text": 12},
        {"text": "a" * 2001},
        {"text": "😀" * 1000 + "a"},
        {"text": "\ud83d"},
        {"parse_mode": "MarkdownV2"},
        {"parse_mode": "HTML"},
        {"reply_markup": {}},
        {"reply_to_message_id": "1"},
        {"text_styles": "no"},
        {"text_styles": [{"start": 0, "len": 5, "st": ["b"]}]},
        {"text_styles": [{"start": -1, "len": 1, "st": ["b"]}]},
        {"text_styles": [{"start": 0, "len": 0, "st": ["b"]}]},
        {"text_styles": [{"start": 0, "len": 1, "st": ["bold"]}]},
        {"text_styles": [{"start": 0, "len": 1, "st": []}]},
        {"text_styles": [{"start": 0, "length": 1, "st": ["b"]}]},
    ],
)
def test_a_wrong_message_is_refused(fake: ZaloBotFake, call: Call, wrong: dict[str, Any]) -> None:
    """Numbers for ids, texts out of bounds, unknown parameters, modes and styles answer 400 inside HTTP 200."""
    fake.user("u1").say("chào")
    assert code(call("sendMessage", **({"chat_id": "u1", "text": "abc"} | wrong))) == 400
    assert fake.sent == []


def test_the_length_of_a_text_may_count_code_points(fake: ZaloBotFake, call: Call) -> None:
    """UTF-16 units are the cautious reading of 2000; the other one can be had."""
    fake.user("u1").say("chào")
    assert call("sendMessage", chat_id="u1", text="😀" * 1000)["ok"]
    fake.flags.length_unit = "codepoints"
    assert call("sendMessage", chat_id="u1", text="😀" * 2000)["ok"]


def test_styles_and_parse_modes_are_kept_and_the_mode_wins(fake: ZaloBotFake, call: Call) -> None:
    """Styles in bounds are taken, from forms too; where both are sent the parse mode wins; old docs know neither."""
    fake.user("u1").say("chào")
    styles = [{"start": 2, "len": 4, "st": ["b", "c_15a85f"]}]
    call("sendMessage", chat_id="u1", text="😀 Hạn", text_styles=[{"start": 0, "len": 6, "st": ["b"]}])
    call("sendMessage", chat_id="u1", text="abcdef", text_styles=json.dumps(styles))
    call("sendMessage", chat_id="u1", text="abcdef", text_styles=styles, parse_mode="markdown")
    _, second, third = fake.user("u1").replies
    assert (second.styles, second.parse_mode) == (tuple(styles), None)
    assert (third.styles, third.parse_mode) == ((), "markdown")
    fake.flags.parse_mode_known = False
    assert code(call("sendMessage", chat_id="u1", text="abcdef", parse_mode="html")) == 400


def test_an_easy_platform_lets_unknown_parameters_pass(fake: ZaloBotFake, call: Call) -> None:
    """Without strictness what is not documented is ignored; reply_to_message_id has a flag of its own."""
    fake.user("u1").say("chào")
    fake.flags.accepts_reply_to = True
    assert call("sendMessage", chat_id="u1", text="a", reply_to_message_id="1")["ok"]
    fake.flags.strict = False
    assert call("sendMessage", chat_id="u1", text="a", reply_markup={})["ok"]


def test_photo_sticker_and_voice(fake: ZaloBotFake, call: Call) -> None:
    """Media are addresses or ids; files, data URIs and other endings are refused."""
    fake.user("u1").say("chào")
    fake.flags.refusing_hosts = frozenset({"kin.example.vn"})
    assert call("sendPhoto", chat_id="u1", photo="https://a.example.vn/b.jpg", caption="Mẫu")["ok"]
    assert call("sendSticker", chat_id="u1", sticker="bfe4")["ok"]
    assert call("sendVoice", chat_id="u1", voice_url="https://a.example.vn/b.aac")["ok"]
    assert [r.kind for r in fake.user("u1").replies] == ["photo", "sticker", "voice"]
    for photo in ("data:image/png;base64,AAAA", "AAAA", "ftp://a/b.jpg", "https://kin.example.vn/b.jpg"):
        assert code(call("sendPhoto", chat_id="u1", photo=photo)) == 400
    assert code(call("sendPhoto", chat_id="u1", photo="https://a.example.vn/b.jpg", caption="a" * 2001)) == 400
    assert code(call("sendVoice", chat_id="u1", voice_url="https://a.example.vn/b.mp3")) == 400


def test_a_photo_cannot_be_uploaded(fake: ZaloBotFake, http: httpx.Client) -> None:
    """A multipart file in place of an address is refused; a multipart text is a parameter like any other."""
    fake.user("u1").say("chào")
    reply = http.post("/sendPhoto", data={"chat_id": "u1"}, files={"photo": ("a.jpg", b"\xff\xd8")})
    assert code(reply.json()) == 400
    reply = http.post("/sendMessage", files={"chat_id": (None, "u1"), "text": (None, "Hạn".encode())})
    assert reply.json()["ok"]
    assert fake.user("u1").texts == ["Hạn"]


def test_forms_and_queries_are_taken_too(fake: ZaloBotFake, http: httpx.Client) -> None:
    """Every way of sending parameters works, by GET and by POST."""
    fake.user("u1").say("chào")
    assert http.get("/sendMessage", params={"chat_id": "u1", "text": "một"}).json()["ok"]
    assert http.post("/sendMessage", data={"chat_id": "u1", "text": "hai"}).json()["ok"]
    assert fake.user("u1").texts == ["một", "hai"]
    assert code(http.post("/sendMessage", content=b"{", headers={"content-type": "application/json"}).json()) == 400
    assert code(http.post("/sendMessage", json=["u1"]).json()) == 400


def test_typing_is_answered_without_a_result(fake: ZaloBotFake, call: Call) -> None:
    """``sendChatAction`` knows typing only, says ok and nothing else, and costs nothing unless a flag says so."""
    fake.user("u1").say("chào")
    assert call("sendChatAction", chat_id="u1", action="typing") == {"ok": True}
    assert code(call("sendChatAction", chat_id="u1", action="upload_photo")) == 400
    assert (fake.actions, fake.spent) == ([("u1", "typing")], 0)
    fake.flags.action_counts = True
    call("sendChatAction", chat_id="u1", action="typing")
    assert fake.spent == 1


@pytest.mark.parametrize("method", ["sendDocument", "editMessageText", "getupdates", "testWebhook", "setMyCommands"])
def test_unknown_methods_are_not_found(call: Call, method: str) -> None:
    """What the platform does not have answers Not Found with 404 in the body; names are case sensitive."""
    reply = call(method, chat_id="u1")
    assert (code(reply), reply["description"]) == (404, "Not Found")


def test_the_diagnostic_of_some_docs_spells_its_error_otherwise(fake: ZaloBotFake, call: Call) -> None:
    """``testWebhook`` exists by flag only, and calling it too often answers errorCode, not error_code."""
    fake.flags.has_test_webhook = True
    call("setWebhook", url=WEBHOOK, secret_token=SECRET)
    assert call("testWebhook")["result"]["outcome"]
    assert call("testWebhook")["errorCode"] == 426


def test_get_me_names_the_bot(fake: ZaloBotFake, call: Call) -> None:
    """``getMe`` shows a string id, a name that begins with Bot, and the type of account."""
    me = call("getMe")["result"]
    assert me == {"id": "1234567890123456789", "account_name": "Bot tdkt", "account_type": "BASIC"} | {
        "can_join_groups": False
    }
    fake.flags.display_name_in_me = True
    assert call("getMe")["result"]["display_name"] == "Bot tdkt"


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_wrong_token_is_401_whatever_it_asks(fake: ZaloBotFake, method: str) -> None:
    """Another token is told nothing but 401, inside HTTP 200 or, by flag, as the HTTP status too."""
    with httpx.Client(trust_env=False, verify=False) as other:
        reply = other.post(f"{fake.url}/bot1:another/{method}", json={})
        assert (reply.status_code, code(reply.json())) == (200, 401)
        fake.flags.http_status = {401: 401}
        assert other.post(f"{fake.url}/bot1:another/{method}", json={}).status_code == 401


def test_the_code_of_a_failure_may_be_a_text(fake: ZaloBotFake, call: Call) -> None:
    """The docs do not fix the type of error_code: it may come as a string."""
    fake.flags.error_code_as_text = True
    assert call("nothing")["error_code"] == "404"


def test_the_month_has_its_quota(fake: ZaloBotFake, call: Call, clock: Clock) -> None:
    """After 3,000 accepted messages sends answer 429 without retry_after, until the next month begins in Viet Nam."""
    fake.user("u1").say("chào")
    fake.spend(2999)
    assert call("sendMessage", chat_id="u1", text="cuối")["ok"]
    refused = call("sendMessage", chat_id="u1", text="quá")
    assert code(refused) == 429
    assert set(refused) == {"ok", "description", "error_code"}
    clock.now = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    assert code(call("sendMessage", chat_id="u1", text="quá")) == 429
    clock.go(minutes=1)
    assert call("sendMessage", chat_id="u1", text="tháng mới")["ok"]
    assert (fake.spent, fake.user("u1").texts) == (1, ["cuối", "tháng mới"])


def test_the_plan_and_its_month_are_flags(fake: ZaloBotFake, call: Call, clock: Clock) -> None:
    """Another plan has other limits, and the month may begin at midnight elsewhere."""
    fake.flags.monthly_limit, fake.flags.user_cap, fake.flags.group_cap = 1, 1, 0
    fake.user("u1").say("chào")
    fake.user("u2").say("chào")
    assert call("sendMessage", chat_id="u1", text="a")["ok"]
    assert code(call("sendMessage", chat_id="u1", text="a")) == 429
    fake.flags.monthly_limit = 2
    assert code(call("sendMessage", chat_id="u2", text="a")) == 429
    with pytest.raises(ValueError, match="0 groups"):
        fake.group("g1")
    clock.now = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
    assert fake.spent == 0
    fake.flags.month_offset_hours = 0
    assert fake.spent == 1


def test_what_is_refused_does_not_count(fake: ZaloBotFake, call: Call) -> None:
    """Only accepted messages use the quota up."""
    fake.user("u1").say("chào")
    call("sendMessage", chat_id="u1", text="")
    call("sendMessage", chat_id="nobody", text="a")
    assert fake.spent == 0


def test_above_the_cap_people_are_refused_or_dropped(fake: ZaloBotFake, call: Call) -> None:
    """The fifty-first person is heard but not answered, or not even heard: both readings can be had."""
    for n in range(51):
        fake.user(f"u{n}").say("chào")
    assert fake.unread == 51
    assert call("sendMessage", chat_id="u49", text="a")["ok"]
    assert code(call("sendMessage", chat_id="u50", text="a")) == 429
    fake.flags.above_user_cap = "drop"
    fake.user("u50").say("có ai không")
    assert fake.unread == 51
    assert call("sendMessage", chat_id="u50", text="a")["ok"]
    assert fake.user("u50").replies == []


@pytest.mark.parametrize("how", [400, 403, 404])
def test_a_block_is_refused_with_one_of_the_codes(fake: ZaloBotFake, call: Call, how: Any) -> None:
    """No code is known for a user who blocked the bot: each plausible one can be had."""
    fake.user("u1").say("chào")
    fake.user("u1").block()
    fake.flags.blocked = how
    assert code(call("sendMessage", chat_id="u1", text="a")) == how
    fake.user("u1").unblock()
    assert call("sendMessage", chat_id="u1", text="a")["ok"]


def test_a_block_may_be_invisible(fake: ZaloBotFake, call: Call) -> None:
    """The platform may also say ok and deliver nothing; a person who blocked the bot says nothing to it."""
    fake.user("u1").say("chào")
    fake.user("u1").block()
    fake.flags.blocked = "ok"
    assert call("sendMessage", chat_id="u1", text="a")["ok"]
    assert (len(fake.sent), fake.user("u1").replies) == (1, [])
    with pytest.raises(ValueError, match="blocked"):
        fake.user("u1").say("a")


def test_a_window_for_reminders_exists_by_flag_only(fake: ZaloBotFake, call: Call, clock: Clock) -> None:
    """Production systems see no window after first contact; the opposite can be had."""
    fake.user("u1").say("chào")
    clock.go(days=90)
    assert call("sendMessage", chat_id="u1", text="Nhắc hạn")["ok"]
    fake.flags.proactive_days = 7
    assert code(call("sendMessage", chat_id="u1", text="Nhắc hạn")) == 400
    fake.user("u1").say("vẫn đây")
    assert call("sendMessage", chat_id="u1", text="Nhắc hạn")["ok"]


def events(call: Call) -> list[dict[str, Any]]:
    """Read every event that waits."""
    found = []
    while (reply := call("getUpdates", timeout=1))["ok"]:
        found.append(reply["result"])
    return found


def test_every_kind_of_event_can_be_sent(fake: ZaloBotFake, call: Call) -> None:
    """The five documented events, the two seen in the wild, and one that nobody knows."""
    someone = fake.user("u1")
    someone.photo("https://p.example.vn/1.jpg", caption="Ảnh")
    someone.sticker()
    someone.voice()
    someone.file()
    someone.unsupported(message=False)
    someone.link()
    someone.reaction()
    someone.unknown()
    photo, sticker, voice, file, bare, link, reaction, unknown = events(call)
    assert photo["message"]["photo"] == "https://p.example.vn/1.jpg"
    assert photo["message"]["caption"] == "Ảnh"
    assert {"sticker", "url"} <= set(sticker["message"])
    assert voice["message"]["voice_url"].endswith(".aac")
    assert file["event_name"] == "message.unsupported.received"
    assert set(file["message"]) == {"message_id", "date", "from", "chat"}
    assert bare == {"event_name": "message.unsupported.received"}
    assert link["event_name"] == "message.link.received"
    assert "text" not in link["message"]
    assert reaction["event_name"] == "message.reaction.received"
    assert unknown["event_name"] == "message.poll.received"


def test_payloads_take_the_shapes_seen_in_the_wild(fake: ZaloBotFake, call: Call) -> None:
    """Names, photos, links and message types come in each of their reported shapes."""
    someone = fake.user("u1", "Hòa")
    fake.flags.name_field, fake.flags.message_type = "name", True
    for shape in ("object", "list", "photo_url"):
        fake.flags.photo_shape = shape  # type: ignore[assignment]
        someone.photo("https://p.example.vn/1.jpg")
    someone.say("https://vanban.example.vn/1")
    fake.flags.link_arrives_as = "link"
    someone.say("https://vanban.example.vn/2")
    fake.flags.link_arrives_as = "unsupported"
    someone.say("https://vanban.example.vn/3")
    someone.say("xem https://vanban.example.vn/4")
    first, second, third, *links = events(call)
    assert first["message"]["from"] == {"id": "u1", "name": "Hòa", "is_bot": False}
    assert first["message"]["message_type"] == "CHAT_MESSAGE"
    assert first["message"]["photo"] == {"url": "https://p.example.vn/1.jpg"}
    assert second["message"]["photo"] == ["https://p.example.vn/1.jpg"]
    assert third["message"]["photo_url"] == "https://p.example.vn/1.jpg"
    kinds = [e["event_name"].split(".")[1] for e in links]
    assert kinds == ["text", "link", "unsupported", "text"]


def test_what_a_protected_person_says_is_withheld(fake: ZaloBotFake, call: Call) -> None:
    """The platform shows that a protected person wrote, not what."""
    fake.user("u1").protected = True
    fake.user("u1").say("riêng tư")
    (event,) = events(call)
    assert event["event_name"] == "message.unsupported.received"
    assert "text" not in event["message"]


def test_in_a_group_only_what_is_for_the_bot_is_heard(fake: ZaloBotFake, call: Call) -> None:
    """A group's talk reaches the bot when it is mentioned (for photos: in the caption) or answered."""
    group, someone = fake.group("g1"), fake.user("u1")
    group.say(someone, "nói với nhau")
    group.say(someone, "hạn nộp?", mention=True)
    group.say(someone, "cảm ơn", answering=True)
    group.photo(someone, mention=True)
    group.photo(someone, mention=True, caption="đây")
    fake.flags.mention_in_text = False
    group.say(someone, "hạn nộp?", mention=True)
    said = [e["message"] for e in events(call)]
    assert [m.get("text", m.get("caption")) for m in said] == [
        "@Bot tdkt hạn nộp?",
        "cảm ơn",
        "@Bot tdkt đây",
        "hạn nộp?",
    ]
    assert said[0]["chat"] == {"id": "g1", "chat_type": "GROUP"}
    assert said[0]["from"]["id"] == "u1"


def test_a_bot_may_be_in_three_groups_and_voice_gets_lost_there(fake: ZaloBotFake, call: Call) -> None:
    """Groups can be written to; voice there is accepted and not delivered, unless a flag says otherwise."""
    for n in range(3):
        fake.group(f"g{n}")
    with pytest.raises(ValueError, match="3 groups"):
        fake.group("g3")
    assert call("sendMessage", chat_id="g0", text="Thông báo")["ok"]
    assert call("sendVoice", chat_id="g0", voice_url="https://a.example.vn/b.aac")["ok"]
    assert [r.kind for r in fake.group("g0").replies] == ["text"]
    fake.flags.voice_in_groups = "delivered"
    call("sendVoice", chat_id="g0", voice_url="https://a.example.vn/b.aac")
    assert [r.kind for r in fake.group("g0").replies] == ["text", "voice"]


def test_faults_lose_the_reply_with_or_without_the_effect(fake: ZaloBotFake, http: httpx.Client) -> None:
    """A scripted fault replaces the reply; whether the message went out all the same is its own choice."""
    fake.user("u1").say("chào")
    fake.faults.add("sendMessage", faults.hang_up(), faults.hang_up(after_effect=True), faults.late(1.0))

    def send(text: str) -> httpx.Response:
        return http.post("/sendMessage", json={"chat_id": "u1", "text": text}, timeout=0.3)

    for text in ("mất", "tới"):
        with pytest.raises(httpx.RemoteProtocolError):
            send(text)
    with pytest.raises(httpx.ReadTimeout):
        send("chậm")
    assert fake.user("u1").texts == ["tới", "chậm"]
    assert send("thường").json()["ok"]
    assert fake.faults.left("sendMessage") == 0


def test_faults_answer_anything(fake: ZaloBotFake, http: httpx.Client) -> None:
    """A gateway's page repeats the token; bodies may be broken, statuses free, replies slow."""
    fake.faults.add(
        "getMe", faults.html(502), faults.answer(200, '{"ok": tr'), faults.answer(503, {"x": 1}), faults.drip(0.1)
    )
    page = http.post("/getMe")
    assert page.status_code == 502
    assert TOKEN in page.text
    assert http.post("/getMe").text == '{"ok": tr'
    assert http.post("/getMe").status_code == 503
    began = time.monotonic()
    assert http.post("/getMe").json()["ok"]
    assert time.monotonic() - began >= 0.1


def test_a_late_fault_without_its_effect_is_a_gateway_that_gave_up(fake: ZaloBotFake, http: httpx.Client) -> None:
    """What answers late may also have done nothing."""
    fake.user("u1").say("chào")
    fake.faults.add("sendMessage", faults.late(0.05, after_effect=False))
    assert http.post("/sendMessage", json={"chat_id": "u1", "text": "a"}).status_code == 504
    assert fake.sent == []


def test_requests_are_kept_without_the_token(fake: ZaloBotFake, http: httpx.Client, clock: Clock) -> None:
    """Every request is recorded, faulty ones too, and the token stands nowhere in the record."""
    fake.faults.add("sendMessage", faults.hang_up())
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/sendMessage", json={"chat_id": "u1", "text": f"lộ {TOKEN}"}, headers={"x-note": TOKEN})
    (kept,) = fake.requests
    assert (kept.method, kept.params["chat_id"], kept.time) == ("sendMessage", "u1", clock.now.timestamp())
    assert "lộ <token>" in kept.raw
    assert kept.headers["x-note"] == "<token>"
    assert TOKEN not in repr(kept)


def test_the_fake_logs_no_token(fake: ZaloBotFake, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a log shows of the token was written by the program under test, not by the server."""
    caplog.set_level(1)
    line = HTTPConnection("127.0.0.1", httpx.URL(fake.url).port, timeout=2)
    with closing(line):
        line.request("POST", f"/zalo/bot{TOKEN}/getMe")
        with line.getresponse() as reply:
            assert json.loads(reply.read())["ok"]
    assert TOKEN not in caplog.text


def test_a_hundred_parallel_requests_lose_nothing(fake: ZaloBotFake, http: httpx.Client) -> None:
    """People and the bot may act from many threads at once."""
    people = [fake.user(f"u{n}") for n in range(10)]
    threads = [threading.Thread(target=lambda p=p: [p.say(str(n)) for n in range(10)]) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def send(chat: str) -> None:
        for n in range(10):
            http.post("/sendMessage", json={"chat_id": chat, "text": str(n)})

    threads = [threading.Thread(target=send, args=(p.id,)) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fake.unread == 100
    assert all(p.texts == [str(n) for n in range(10)] for p in people)
    assert len({sent.message_id for sent in fake.sent}) == 100


def test_waiting_for_what_never_comes_fails(fake: ZaloBotFake) -> None:
    """wait_for fails the test when its time is over."""
    with pytest.raises(AssertionError, match="within"):
        fake.wait_for(lambda: fake.sent, timeout=0.05)


def test_the_server_stops_at_once_with_polls_waiting() -> None:
    """Leaving the block closes waiting polls, slow faults and idle connections in well under a second."""
    outcomes: list[str] = []

    def ask(url: str, method: str) -> None:
        try:
            httpx.post(f"{url}/bot{TOKEN}/{method}", json={}, timeout=5, trust_env=False, verify=False)
        except httpx.TransportError as error:
            outcomes.append(type(error).__name__)

    with ZaloBotFake(flags=ZaloBotFlags()) as fake:
        fake.time_scale = 1
        fake.faults.add("getMe", faults.late(30))
        threads = [threading.Thread(target=ask, args=(fake.url, m)) for m in ("getUpdates", "getUpdates", "getMe")]
        for thread in threads:
            thread.start()
        fake.wait_for(lambda: len(fake.requests) == 3)
        began = time.monotonic()
    assert time.monotonic() - began < 1
    for thread in threads:
        thread.join()
    assert len(outcomes) == 3
    gc.collect()
