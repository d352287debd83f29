"""Zalo OA: only what Zalo signed comes in, tokens survive their own rotation, results tell the truth."""

import asyncio
import json
import logging
import stat
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.base import LARGEST_BODY, ChannelError, Posted
from bot.channels.receiving import Receiving
from bot.channels.zalo_oa.channel import ZaloOfficialChannel
from bot.channels.zalo_oa.client import Said, TooFast, Unclear, Unreached, outcome_of
from bot.channels.zalo_oa.incoming import incoming
from bot.channels.zalo_oa.results import send_result, until_morning
from bot.channels.zalo_oa.signature import is_genuine, signature_of
from bot.channels.zalo_oa.tokens import FileTokenStore, RefreshFailed, RefreshRefused, Rotation, Tokens
from bot.messages import (
    ChatAddress,
    Choice,
    Choices,
    IncomingMessage,
    Kind,
    OutgoingMessage,
    Reason,
    Refused,
    Retry,
    SendResult,
    Sent,
    SentFile,
    Unknown,
    said,
)
from tests.fakes.faults import answer, hang_up, html, late
from tests.fakes.server import Server
from tests.fakes.zalo_oa import ZaloOaFake
from tests.fakes.zalo_oa_rules import OaNames, mac

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
NAMES = OaNames()
WEBHOOK = Receiving("https://tdkt.example", "bi-mat-cua-duong-dan")


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Memory:
    """A store that remembers every pair that it kept, and fails when it is told to."""

    def __init__(self, pair: Tokens | None) -> None:
        self.kept = [pair] if pair else []
        self.failures = 0

    def load(self) -> Tokens | None:
        return self.kept[-1] if self.kept else None

    def save(self, tokens: Tokens) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("no space left")
        self.kept.append(tokens)


class Platform:
    """The token endpoint as a function: each refresh token works once."""

    def __init__(self, clock: Clock, valid: str) -> None:
        self.clock, self.valid, self.calls = clock, valid, 0
        self.silent = 0
        self.going = asyncio.Event()
        self.slow = False

    async def __call__(self, refresh: str) -> Tokens:
        self.calls += 1
        self.going.set()
        if self.silent:
            self.silent -= 1
            raise RefreshFailed("Unreached")
        if refresh != self.valid:
            raise RefreshRefused("-14014")
        number = self.calls
        self.valid = f"refresh-{number}"
        await asyncio.sleep(0.02 if self.slow else 0)
        return Tokens(f"access-{number}", self.valid, self.clock() + timedelta(hours=25))


def pair(hours: float = 25) -> Tokens:
    return Tokens("access-0", "refresh-0", NOW + timedelta(hours=hours))


def rotation(store: Memory) -> tuple[Rotation, Platform, Clock]:
    clock = Clock()
    platform = Platform(clock, "refresh-0")
    return Rotation(store, platform, clock), platform, clock


@pytest.fixture
def clock() -> Clock:
    """The time of both sides."""
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[ZaloOaFake]:
    """The platform."""
    with ZaloOaFake(NAMES, clock) as running:
        yield running


def channel(fake: ZaloOaFake, clock: Clock, store: Memory | None = None, patience: float = 5.0) -> ZaloOfficialChannel:
    tokens = store or Memory(Tokens(*fake.grant(), clock() + timedelta(hours=25)))
    return ZaloOfficialChannel(
        NAMES.app_id, NAMES.app_secret, NAMES.oa_secret, tokens, WEBHOOK, fake.api_url, fake.oauth_url, clock=clock,
        patience=patience,
    )  # fmt: skip


def used(one: ZaloOfficialChannel, *steps: Callable[[], Awaitable[Any]]) -> list[Any]:
    """Take some steps with a channel in one loop, and close it."""

    async def go() -> list[Any]:
        try:
            return [await step() for step in steps]
        finally:
            await one.close()

    return asyncio.run(go())


def to(user: str) -> ChatAddress:
    return ChatAddress("zalo_oa", NAMES.oa_id, user)


# Signatures


BODY = '{"app_id":"1","event_name":"user_send_text","timestamp":"%d","message":{"text":"a\\/b"}}'
STAMP = str(int(NOW.timestamp() * 1000))
RAW = (BODY % int(STAMP)).encode()
RIGHT = mac(RAW, STAMP, NAMES)


def genuine(headers: dict[str, str], body: bytes = RAW, now: datetime = NOW, secret: str = NAMES.oa_secret) -> bool:
    return is_genuine(headers, body, NAMES.app_id, secret, now, timedelta(minutes=5))


@pytest.mark.parametrize(
    "shown", [f"mac={RIGHT}", RIGHT, f"mac={RIGHT.upper()}", f" MAC={RIGHT} "], ids=["mac", "bare", "upper", "spaces"]
)
def test_what_zalo_signed_is_genuine(shown: str) -> None:
    """The documented mark over the raw bytes is taken, however it is written."""
    assert genuine({"x-zevent-signature": shown})


@pytest.mark.parametrize("kind", ["wrong", "app_secret", "oa_id", "hmac"])
def test_what_others_signed_is_not(kind: str) -> None:
    """A mark made with another key, another id or another rule is refused."""
    assert not genuine({"x-zevent-signature": f"mac={mac(RAW, STAMP, NAMES, kind)}"})


@pytest.mark.parametrize("shown", ["", "mac=", "mac", RIGHT[:-1], RIGHT + "0", "ché" + RIGHT])
def test_half_a_mark_is_none(shown: str) -> None:
    """An empty, cut or odd mark is refused."""
    assert not genuine({"x-zevent-signature": shown})
    assert not genuine({})


def test_the_mark_is_over_the_bytes_as_they_came() -> None:
    """The same JSON written in another way is not what was signed."""
    assert not genuine({"x-zevent-signature": f"mac={RIGHT}"}, json.dumps(json.loads(RAW)).encode())
    assert not genuine({"x-zevent-signature": f"mac={RIGHT}"}, RAW + b" ")


def test_without_a_secret_nothing_is_genuine() -> None:
    """An empty secret admits nobody, not even who signs with it."""
    empty = signature_of(NAMES.app_id, "", RAW, STAMP)
    assert not genuine({"x-zevent-signature": f"mac={empty}"}, secret="")


@pytest.mark.parametrize(("minutes", "expected"), [(0, True), (4.9, True), (5.1, False), (-4.9, True), (-5.1, False)])
def test_old_deliveries_are_refused(minutes: float, expected: bool) -> None:
    """A genuine delivery is taken for a few minutes only, before and after our clock."""
    assert genuine({"x-zevent-signature": RIGHT}, now=NOW + timedelta(minutes=minutes)) is expected


def test_the_timestamp_of_the_header_counts_where_it_was_signed() -> None:
    """A mark over the header's timestamp is taken, and that timestamp must be fresh; an unsigned one says nothing."""
    later = str(int(STAMP) + 1000)
    shown = f"mac={mac(RAW, later, NAMES)}"
    assert genuine({"x-zevent-signature": shown, "x-zevent-timestamp": later})
    assert not genuine({"x-zevent-signature": shown})
    assert not genuine({"x-zevent-signature": shown, "x-zevent-timestamp": later}, now=NOW + timedelta(hours=1))
    old = f"mac={mac(RAW, STAMP, NAMES)}"
    fresh = str(int(STAMP) + 3_600_000)
    assert not genuine({"x-zevent-signature": old, "x-zevent-timestamp": fresh}, now=NOW + timedelta(hours=1))


@given(st.binary(max_size=200), st.text(max_size=80), st.text(max_size=30))
def test_no_bytes_break_the_check(body: bytes, shown: str, stamp: str) -> None:
    """Whatever comes is refused without an error."""
    assert not genuine({"x-zevent-signature": shown, "x-zevent-timestamp": stamp}, body)


# Tokens


def test_a_valid_pair_is_used_as_it_is() -> None:
    """While the access token lives, nobody asks for another."""
    store = Memory(pair())
    one, platform, _ = rotation(store)
    assert asyncio.run(one.access()) == "access-0"
    assert platform.calls == 0


def test_the_next_pair_is_kept_before_it_is_used() -> None:
    """The pair is refreshed early; the new one is used when the store has it, and the old one is kept until then."""
    store = Memory(pair(hours=1))
    one, platform, _ = rotation(store)
    assert asyncio.run(one.access()) == "access-1"
    assert [p.access for p in store.kept] == ["access-0", "access-1"]
    assert platform.calls == 1


def test_a_pair_that_could_not_be_kept_is_not_used_and_not_lost() -> None:
    """A full disk between refresh and save: the old token serves on, and the new pair is kept at the next chance."""

    async def go() -> None:
        store = Memory(pair(hours=1))
        one, platform, clock = rotation(store)
        store.failures = 1
        assert [await one.access() for _ in range(2)] == ["access-0"] * 2
        assert [p.access for p in store.kept] == ["access-0"]
        clock.now += timedelta(minutes=6)
        assert await one.access() == "access-1"
        assert platform.calls == 1  # the refresh token was spent; asking again would have failed

    asyncio.run(go())


def test_a_crash_between_refresh_and_save_is_told() -> None:
    """After a crash there, the old access token serves to its end; then a person is asked to authorise again."""

    async def go() -> None:
        store = Memory(pair(hours=1))
        store.failures = 99
        crashed, platform, clock = rotation(store)
        await crashed.access()
        again = Rotation(store, platform, clock)
        assert await again.access() == "access-0"
        clock.now += timedelta(hours=2)
        with pytest.raises(RefreshRefused):
            await again.access()

    asyncio.run(go())


def test_many_askers_refresh_once() -> None:
    """However many send at once, there is one refresher, and all get its token."""

    async def go() -> None:
        store = Memory(pair(hours=-1))
        one, platform, _ = rotation(store)
        platform.slow = True
        assert set(await asyncio.gather(*(one.access() for _ in range(20)))) == {"access-1"}
        assert platform.calls == 1
        assert await one.after("access-0") == "access-1"
        assert platform.calls == 1

    asyncio.run(go())


def test_whoever_gives_up_does_not_lose_the_pair() -> None:
    """A sender that is cancelled during a refresh leaves the new pair to be kept before the channel closes."""

    async def go() -> None:
        store = Memory(pair(hours=-1))
        one, platform, _ = rotation(store)
        platform.slow = True
        asking = asyncio.create_task(one.access())
        await platform.going.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert [p.access for p in store.kept] == ["access-0"]
        await one.close()
        assert [p.access for p in store.kept] == ["access-0", "access-1"]

    asyncio.run(go())


def test_silence_of_the_token_endpoint_is_survived() -> None:
    """An early refresh that fails is tried again after a pause, not at each message; a late one is an error."""

    async def go() -> None:
        store = Memory(pair(hours=1))
        one, platform, clock = rotation(store)
        platform.silent = 2
        assert [await one.access() for _ in range(3)] == ["access-0"] * 3
        assert platform.calls == 1
        clock.now += timedelta(hours=2)
        with pytest.raises(RefreshFailed):
            await one.access()
        assert await one.access() == "access-3"

    asyncio.run(go())


def test_a_pair_that_somebody_else_kept_is_taken() -> None:
    """Where the store holds another pair than ours, that one is used and nothing is refreshed."""

    async def go() -> None:
        store = Memory(pair())
        one, platform, _ = rotation(store)
        await one.access()
        store.save(Tokens("access-new", "refresh-new", NOW + timedelta(hours=25)))
        assert await one.after("access-0") == "access-new"
        assert platform.calls == 0

    asyncio.run(go())


def test_the_file_is_ours_alone_and_always_whole(tmp_path: Path) -> None:
    """The file of tokens is replaced as a whole and readable by its owner only; tokens are not shown by accident."""
    store = FileTokenStore(tmp_path / "home" / "tokens.json")
    assert store.load() is None
    for number in range(2):
        kept = Tokens(f"a{number}", f"r{number}", NOW)
        store.save(kept)
        assert store.load() == kept
    assert stat.S_IMODE((tmp_path / "home" / "tokens.json").stat().st_mode) == 0o600
    assert [p.name for p in (tmp_path / "home").iterdir()] == ["tokens.json"]
    assert "a1" not in repr(kept).replace("expires", "")


def test_a_save_that_fails_leaves_the_last_pair(tmp_path: Path) -> None:
    """What cannot be written does not harm what was, and leaves nothing beside it."""
    store = FileTokenStore(tmp_path / "tokens.json")
    store.save(pair())
    with pytest.raises(TypeError):
        store.save(Tokens(object(), "r", NOW))  # type: ignore[arg-type]
    assert store.load() == pair()
    assert len(list(tmp_path.iterdir())) == 1


HALVES = [
    '{"access":"a","refresh":"","expires":"2026-11-20T00:00:00+00:00"}',
    '{"access":"a","refresh":"r","expires":"2026-11-20T00:00:00"}',
]


@pytest.mark.parametrize("held", ["", "{}", "[]", *HALVES])
def test_a_damaged_file_is_told(tmp_path: Path, held: str) -> None:
    """A file that is no pair of tokens is an error for a person, who is told which file."""
    (tmp_path / "tokens.json").write_text(held, encoding="utf-8")
    with pytest.raises(ChannelError, match="tokens.json"):
        FileTokenStore(tmp_path / "tokens.json").load()


# Results


NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=timezone(timedelta(hours=7)))
CODES: list[tuple[int, Reason]] = [
    (-230, Reason.WINDOW),
    (-232, Reason.WINDOW),
    (-213, Reason.BLOCKED),
    (-211, Reason.QUOTA),
    (-218, Reason.QUOTA),
    (-224, Reason.QUOTA),
    (-201, Reason.INVALID),
    (-233, Reason.INVALID),
    (-999, Reason.INVALID),
    *((code, Reason.UNAUTHORISED) for code in (-204, -205, -209, -212, -216, -219, -220, -221, -223, -227, -240)),
]


@pytest.mark.parametrize(("code", "reason"), CODES)
def test_each_code_has_its_reason(code: int, reason: Reason) -> None:
    """Every error of the platform becomes the reason that the person or the operator can act on."""
    result = send_result(outcome_of(200, json.dumps({"error": code, "message": "x"}).encode()), NOW, str)
    assert result == Refused(reason, f"{code}: x")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"error":0,"data":{"message_id":"m1"}}', Sent("m1")),
        (200, b'{"error":"0","data":{"message_id":7}}', Sent("7")),
        (200, b'{"error":0,"data":{}}', Unknown("a success without the id of a message")),
        (200, b'{"error":-32}', Retry(60, detail="-32: ")),
        (200, b"[]", Unknown("HTTP 200")),
        (200, b"{", Unknown("HTTP 200")),
        (502, b"<html>", Unknown("HTTP 502")),
        (504, b'{"error":0,"data":{"message_id":"m1"}}', Unknown("HTTP 504")),
        (429, b"<html>", Retry(60, detail="HTTP 429")),
    ],
)
def test_each_answer_has_its_result(status: int, body: bytes, expected: SendResult) -> None:
    """Only an id in words of the platform is a sent message; what nobody understands is unknown."""
    assert send_result(outcome_of(status, body), NOW, str) == expected


def test_what_did_not_arrive_may_be_sent_again() -> None:
    """A connection that was not made is tried again soon; a night lasts until six."""
    assert send_result(Unreached("ConnectError"), NOW, str) == Retry(5, detail="ConnectError")
    assert send_result(Unclear("ReadTimeout"), NOW, str) == Unknown("ReadTimeout")
    assert send_result(TooFast(), NOW, str) == Retry(60, detail="HTTP 429")
    assert send_result(Said(-234, "", {}), NIGHT, str) == Retry(7.5 * 3600, detail="-234: ")
    assert until_morning(NIGHT.replace(hour=5, minute=59)) == 60


def test_details_are_masked_before_they_are_cut() -> None:
    """No half of a secret stays in a detail."""
    result = send_result(Said(-201, "x" * 190 + "bi-mat-dai", {}), NOW, lambda text: text.replace("bi-mat-dai", "•"))
    assert isinstance(result, Refused)
    assert "bi-mat" not in result.detail


# Incoming


def event(name: str, **more: Any) -> dict[str, Any]:
    return {
        "event_name": name,
        "sender": {"id": "u1"},
        "recipient": {"id": NAMES.oa_id},
        "timestamp": STAMP,
        "message": {"msg_id": "m1", "text": "xin chào"},
        **more,
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("user_send_text", Kind.TEXT),
        ("user_send_image", Kind.PHOTO),
        ("user_send_gif", Kind.PHOTO),
        ("user_send_file", Kind.FILE),
        ("user_send_sticker", Kind.STICKER),
        ("user_send_audio", Kind.VOICE),
        ("user_send_video", Kind.OTHER),
        ("user_send_location", Kind.OTHER),
        ("user_send_link", Kind.LINK),
    ],
)
def test_events_become_messages(name: str, kind: Kind) -> None:
    """Each thing that a person sends has its kind, its chat and an event of its own."""
    assert incoming(event(name), NAMES.oa_id, NOW) == IncomingMessage(
        f"{name}:u1:m1", to("u1"), "u1", kind, "xin chào", NOW
    )


def test_following_is_a_wish() -> None:
    """Who follows wants messages, who unfollows does not."""
    for name, kind in (("follow", Kind.UNBLOCKED), ("unfollow", Kind.BLOCKED)):
        told = {"event_name": name, "follower": {"id": "u1"}, "oa_id": NAMES.oa_id, "timestamp": STAMP}
        assert incoming(told, NAMES.oa_id, NOW) == IncomingMessage(f"{name}:u1:{STAMP}", to("u1"), "u1", kind, "", NOW)


@pytest.mark.parametrize(
    "told",
    [
        event("oa_send_text"),
        event("user_seen_message"),
        event("user_received_message"),
        event("something_new"),
        event("user_send_text", sender={"id": NAMES.oa_id}),
        event("user_send_text", recipient={"id": "another-oa"}),
        event("user_send_text", sender={}),
        event("user_send_text", message=None),
        {},
    ],
)
def test_what_is_none_of_our_business_is_ignored(told: dict[str, Any]) -> None:
    """What the OA itself did, what is for another OA and what nobody knows is no message."""
    assert incoming(told, NAMES.oa_id, NOW) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = ("event_name", "sender", "recipient", "message", "timestamp", "follower", "oa_id")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(_FIELDS, _JSON)), st.sampled_from(["follow", "user_send_link"]))
def test_no_event_breaks_the_reading(told: dict[str, Any], name: str) -> None:
    """Whatever an event holds, it is read or ignored."""
    for given_event in (told, {**told, "event_name": name}):
        found = incoming(given_event, NAMES.oa_id, NOW)
        assert found is None or isinstance(found.text, str)


# The whole channel


class Inbox:
    """Keeps what came in."""

    def __init__(self) -> None:
        self.kept: list[IncomingMessage] = []

    async def __call__(self, messages: Sequence[IncomingMessage]) -> None:
        self.kept += messages


def test_open_learns_whose_the_tokens_are(fake: ZaloOaFake, clock: Clock) -> None:
    """Opening checks the tokens and fixes the account; there is one webhook, whose path nobody guesses."""
    one = channel(fake, clock)
    used(one, one.open)
    assert one.account == NAMES.oa_id
    assert [w.path for w in one.webhooks] == [WEBHOOK.path("zalo_oa")]
    assert (one.capabilities.most_units, one.capabilities.window) == (2000, timedelta(days=7))
    assert NAMES.oa_id in one.invitation("482913")
    assert "482913" in one.invitation("482913")


def test_a_message_is_sent_within_the_window(fake: ZaloOaFake, clock: Clock) -> None:
    """A person who wrote gets the message as text, choices numbered; after seven days the window is closed."""
    fake.user("u1").say("xin chào")
    one = channel(fake, clock)
    asked = OutgoingMessage((Choices((Choice("Có", "1"), Choice("Không", "2"))),))
    first, invalid, empty = used(
        one,
        lambda: one.send(to("u1"), asked),
        lambda: one.send(to("u1"), said("x" * 2001)),
        lambda: one.send(to("u1"), said(" ")),
    )
    assert first == Sent(fake.sent[0].message_id)
    assert fake.user("u1").texts == ["1. Có\n2. Không\nBạn trả lời bằng số giúp nhé."]
    assert isinstance(invalid, Refused)
    assert isinstance(empty, Refused)
    assert invalid.reason is empty.reason is Reason.INVALID
    clock.now += timedelta(days=7, minutes=1)
    late_one = channel(fake, clock)
    [refused] = used(late_one, lambda: late_one.send(to("u1"), said("x")))
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.WINDOW


def test_an_ended_token_is_refreshed_and_the_message_sent_once(fake: ZaloOaFake, clock: Clock) -> None:
    """When Zalo says that the token ended, the pair is refreshed, kept, and the message sent, once."""
    fake.user("u1").say("xin chào")
    _, refresh = fake.grant()
    store = Memory(Tokens("access-gone", refresh, clock() + timedelta(hours=25)))
    one = channel(fake, clock, store)
    [result] = used(one, lambda: one.send(to("u1"), said("a")))
    assert isinstance(result, Sent)
    assert fake.user("u1").texts == ["a"]
    assert len(store.kept) == 2
    assert store.kept[-1].expires == clock() + timedelta(seconds=90_000)
    assert [r.method for r in fake.requests] == ["message/cs", "access_token", "message/cs"]


def test_a_token_that_ends_again_is_not_tried_for_ever(fake: ZaloOaFake, clock: Clock) -> None:
    """Where the fresh token is refused as well, the channel gives up after one try more."""
    one = channel(fake, clock)
    fake.flags.always = -216
    [result] = used(one, lambda: one.send(to("u1"), said("a")))
    assert isinstance(result, Refused)
    assert result.reason is Reason.UNAUTHORISED
    assert [r.method for r in fake.requests] == ["message/cs", "access_token", "message/cs"]


def test_a_withdrawn_consent_is_told(fake: ZaloOaFake, clock: Clock) -> None:
    """Where no token works any more, sending is refused and opening says whom to ask."""
    one = channel(fake, clock)
    fake.revoke()
    [result] = used(one, lambda: one.send(to("u1"), said("a")))
    assert isinstance(result, Refused)
    assert result.reason is Reason.UNAUTHORISED
    with pytest.raises(ChannelError, match="cấp quyền lại"):
        used(one, one.open)
    empty = channel(fake, clock, Memory(None))
    with pytest.raises(ChannelError, match="Chưa có token"):
        used(empty, empty.open)


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [
        (hang_up(after_effect=True), Unknown, 1),
        (late(0.3), Unknown, 1),
        (html(502, after_effect=True), Unknown, 1),
        (html(429), Retry, 0),
        (answer(200, {"error": -32, "message": "slow down"}), Retry, 0),
        (answer(200, {"error": -234, "message": "night"}), Retry, 0),
    ],
    ids=["hang_up", "late", "gateway", "nginx", "rate", "night"],
)
def test_faults_of_the_platform(
    fake: ZaloOaFake, clock: Clock, fault: Any, kind: type[SendResult], arrived: int
) -> None:
    """Where the message may have arrived the result is unknown, and nothing is sent a second time."""
    fake.user("u1").say("xin chào")
    one = channel(fake, clock, patience=0.15)
    fake.faults.add("message/cs", fault)
    [result] = used(one, lambda: one.send(to("u1"), said("a")))
    assert isinstance(result, kind)
    assert len(fake.sent) == arrived


def test_the_platform_may_repeat_our_words(fake: ZaloOaFake, clock: Clock) -> None:
    """A refusal that repeats the message, the person or a token keeps none of them in its detail."""
    store = Memory(Tokens(*fake.grant(), clock() + timedelta(hours=25)))
    one = channel(fake, clock, store)
    words = f"bad: điều riêng tư; nguoi-dung-1; {store.kept[0].access}"
    fake.faults.add("message/cs", answer(200, {"error": -201, "message": words}))
    [result] = used(one, lambda: one.send(to("nguoi-dung-1"), said("điều riêng tư")))
    assert isinstance(result, Refused)
    assert result.detail == "-201: bad: •••; •••; •••"


def test_nobody_answers(clock: Clock) -> None:
    """Where nobody listens the message certainly did not arrive, and opening says so."""
    with ZaloOaFake(NAMES, clock) as gone:
        one = channel(gone, clock)
    result, _ = used(one, lambda: one.send(to("u1"), said("a")), one.close)
    assert isinstance(result, Retry)
    assert result.after == 5
    with pytest.raises(ChannelError, match="Không kết nối"):
        used(one, one.open)


def test_a_refresh_that_nobody_answers_may_wait(fake: ZaloOaFake, clock: Clock) -> None:
    """Where the token ended and no new one comes, the message was not sent and may be tried again."""
    store = Memory(Tokens("gone", fake.grant()[1], clock() - timedelta(hours=1)))
    one = channel(fake, clock, store)
    fake.faults.add("access_token", html(502))
    fake.user("u1").say("xin chào")
    first, second = used(one, *[lambda: one.send(to("u1"), said("a"))] * 2)
    assert isinstance(first, Retry)
    assert isinstance(second, Sent)
    assert fake.user("u1").texts == ["a"]


class Gate:
    """Hands deliveries of the fake to the channel, without HTTP between."""

    def __init__(self, one: ZaloOfficialChannel) -> None:
        self.inbox = Inbox()
        self._take = one.webhooks[0].take

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        lowered = {name.lower(): value for name, value in headers.items()}
        return asyncio.run(self._take(Posted(lowered, body), self.inbox))  # type: ignore[arg-type]


def signed(body: bytes, stamp: str = STAMP) -> dict[str, str]:
    return {"X-ZEvent-Signature": f"mac={mac(body, stamp, NAMES)}", "X-ZEvent-Timestamp": stamp}


@pytest.fixture
def gate(fake: ZaloOaFake, clock: Clock) -> Gate:
    """The webhook of an open channel."""
    one = channel(fake, clock)
    used(one, one.open)
    return Gate(one)


@pytest.mark.parametrize("place", ["body", "header"])
def test_what_people_do_arrives_over_http(fake: ZaloOaFake, clock: Clock, place: Literal["body", "header"]) -> None:
    """Everything that the platform posts, wherever its timestamp stands, is taken; what it signs wrongly is not."""
    one = channel(fake, clock)
    used(one, one.open)
    webhook, inbox = one.webhooks[0], Inbox()

    async def deliver(request: Request) -> Response:
        posted = Posted(dict(request.headers), await request.body())
        return Response(status_code=await webhook.take(posted, inbox))

    fake.flags.timestamp_place = place
    fake.flags.webhook_pauses = ()
    fake.flags.echoes = True
    with Server(Starlette(routes=[Route(webhook.path, deliver, methods=["POST"])])) as server:
        assert fake.set_webhook(server.url + webhook.path)
        person = fake.user("u1")
        person.follow()
        person.say("Hạn nộp hồ sơ/đợt 1?")
        person.photo()
        person.file()
        person.unfollow()
        fake.wait_for(lambda: len(fake.deliveries) == 5)
        fake.flags.signature = "hmac"
        person.say("giả")
        fake.wait_for(lambda: len(fake.deliveries) == 6)
    assert [d.status for d in fake.deliveries] == [200] * 5 + [403]
    kinds = [Kind.UNBLOCKED, Kind.TEXT, Kind.PHOTO, Kind.FILE, Kind.BLOCKED]
    assert [(m.kind, m.chat) for m in inbox.kept] == [(kind, to("u1")) for kind in kinds]
    assert inbox.kept[1].text == "Hạn nộp hồ sơ/đợt 1?"


def test_signed_events_are_kept(gate: Gate) -> None:
    """A signed event is kept before it is acknowledged; delivered again it has the same name."""
    body = json.dumps(event("user_send_text")).encode()
    assert [gate.post(body, signed(body)) for _ in range(2)] == [200, 200]
    assert [m.text for m in gate.inbox.kept] == ["xin chào"] * 2
    assert len({m.event for m in gate.inbox.kept}) == 1


def test_the_probe_is_answered_and_does_nothing(gate: Gate) -> None:
    """The unsigned {} with which Zalo tries an address gets 200; an unsigned event does not."""
    assert gate.post(b"{}", {}) == 200
    assert gate.post(json.dumps(event("user_send_text")).encode(), {}) == 403
    assert gate.post(b"{}", {"X-ZEvent-Signature": "mac=00"}) == 403
    assert gate.inbox.kept == []


def test_garbage_with_the_right_mark_is_acknowledged(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    """What Zalo signed gets 200, so that it does not switch the webhook off; the log counts it without its words."""
    with caplog.at_level(logging.DEBUG, "bot"):
        for body in (b"{rieng-tu", b"[]", b"\xff", json.dumps({"event_name": "new"}).encode()):
            assert gate.post(body, signed(body)) == 200
    assert gate.inbox.kept == []
    assert "rieng-tu" not in caplog.text
    assert "3 signed" in caplog.text


def test_a_large_body_is_refused_before_it_is_read(gate: Gate) -> None:
    """A body beyond the limit is not even checked."""
    body = b" " * (LARGEST_BODY + 1)
    assert gate.post(body, signed(body)) == 413


def test_an_event_that_cannot_be_kept_is_not_acknowledged(fake: ZaloOaFake, clock: Clock) -> None:
    """Where keeping fails, the failure goes up, so that Zalo delivers again."""

    async def full(messages: Sequence[IncomingMessage]) -> None:
        raise OSError("no space left")

    one = channel(fake, clock)
    body = json.dumps(event("user_send_text", recipient={})).encode()
    headers = {name.lower(): value for name, value in signed(body).items()}
    with pytest.raises(OSError, match="no space"):
        asyncio.run(one.webhooks[0].take(Posted(headers, body), full))  # type: ignore[arg-type]


def test_nothing_secret_and_no_words_in_the_log(
    fake: ZaloOaFake, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Our own log lines hold neither tokens nor secrets nor what people write."""
    fake.user("u1").say("xin chào")
    store = Memory(Tokens(*fake.grant(), clock() + timedelta(minutes=30)))
    fake.faults.add("access_token", html(502))
    one = channel(fake, clock, store)
    with caplog.at_level(logging.DEBUG, "bot"):
        used(one, one.open, lambda: one.send(to("u1"), said("điều riêng")))
    kept = store.kept[0]
    assert "not refreshed" in caplog.text
    for secret in (kept.access, kept.refresh, NAMES.app_secret, NAMES.oa_secret, "điều riêng"):
        assert secret not in caplog.text


@pytest.mark.parametrize("missing", ["app_id", "app_secret", "oa_secret", "public_url"])
def test_half_a_configuration_is_none(missing: str) -> None:
    """The message names what is missing."""
    values = {
        "app_id": "1",
        "app_secret": "khoa-ung-dung",
        "oa_secret": "khoa-webhook",
        "public_url": "https://a.example",
    }
    values[missing] = ""
    url = values.pop("public_url")
    words = {"app_id": "app id", "app_secret": "khóa bí mật của ứng dụng", "oa_secret": "trang webhook",
             "public_url": "https công khai"}  # fmt: skip
    with pytest.raises(ChannelError, match=words[missing]):
        ZaloOfficialChannel(*values.values(), Memory(None), Receiving(url, "s"), clock=Clock())
    with pytest.raises(ChannelError, match="https"):
        ZaloOfficialChannel("1", "2", "3", Memory(None), Receiving("http://a.example", "s"), clock=Clock())


def test_files_are_not_fetched_and_nothing_is_polled(fake: ZaloOaFake, clock: Clock) -> None:
    """There is nothing to receive but by webhook, files are refused in words, and closing twice is safe."""
    one = channel(fake, clock)
    used(one, lambda: one.receive(Inbox()), one.close)
    with pytest.raises(ChannelError):
        used(one, lambda: one.fetch(SentFile("a", "b")))
    assert (one.name, one.title, one.abroad) == ("zalo_oa", "Zalo OA", False)
