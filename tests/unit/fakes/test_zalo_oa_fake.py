"""The stand-in for the Zalo Official Account keeps the rules of tokens, windows, quotas and signed webhooks."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes import faults
from tests.fakes.server import Server
from tests.fakes.zalo_oa import ZaloOaFake
from tests.fakes.zalo_oa_rules import ERRORS

Send = Callable[..., dict[str, Any]]


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


class Door:
    """A webhook that keeps headers and raw bodies, and answers the statuses it was given, then 200."""

    def __init__(self) -> None:
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.app = Starlette(routes=[Route("/oa", self._answer, methods=["POST"])])
        self.url = ""

    async def _answer(self, request: Request) -> Response:
        self.seen.append((dict(request.headers), await request.body()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> Iterator[ZaloOaFake]:
    with ZaloOaFake(clock=clock) as opened:
        yield opened


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=2, trust_env=False, verify=False) as opened:
        yield opened


@pytest.fixture
def door(fake: ZaloOaFake) -> Iterator[Door]:
    opened = Door()
    with Server(opened.app) as server:
        opened.url = f"{server.url}/oa"
        assert fake.set_webhook(opened.url)
        opened.seen.clear()
        yield opened
        fake.close()


@pytest.fixture
def send(fake: ZaloOaFake, http: httpx.Client) -> Send:
    """A consultation message, with a new token unless one is given."""

    def post(user_id: Any, message: Any = None, token: str | None = None, **more: Any) -> dict[str, Any]:
        token = fake.grant()[0] if token is None else token
        body = {"recipient": {"user_id": user_id}, "message": {"text": "Chào"} if message is None else message, **more}
        reply = http.post(f"{fake.api_url}/v3.0/oa/message/cs", json=body, headers={"access_token": token})
        assert reply.status_code == 200
        return dict(reply.json())

    return post


def refresh(fake: ZaloOaFake, http: httpx.Client, token: str, **changed: str) -> dict[str, Any]:
    """Exchange a refresh token."""
    secret = changed.pop("secret_key", fake.names.app_secret)
    form = {"app_id": fake.names.app_id, "grant_type": "refresh_token", "refresh_token": token} | changed
    reply = http.post(f"{fake.oauth_url}/v4/oa/access_token", data=form, headers={"secret_key": secret})
    assert reply.status_code == 200
    return dict(reply.json())


def test_a_refresh_token_works_once(fake: ZaloOaFake, http: httpx.Client, send: Send) -> None:
    """Each refresh gives a new pair, its seconds as a string; the spent token is refused for ever."""
    fake.user("a").say("chào")
    _, first = fake.grant()
    pair = refresh(fake, http, first)
    assert pair["expires_in"] == "90000"
    assert send("a", token=pair["access_token"])["error"] == 0
    assert "access_token" not in refresh(fake, http, first)
    assert refresh(fake, http, pair["refresh_token"])["access_token"] != pair["access_token"]


def test_a_refresh_token_ends_after_three_months(fake: ZaloOaFake, http: httpx.Client, clock: Clock) -> None:
    """What was not refreshed in time needs an administrator again."""
    _, token = fake.grant()
    clock.go(days=91)
    assert refresh(fake, http, token)["error"] < 0
    fake.flags.refresh_days = 92
    _, token = fake.grant()
    clock.go(days=91)
    assert "access_token" in refresh(fake, http, token)


@pytest.mark.parametrize(
    "wrong", [{"secret_key": "sai"}, {"app_id": "1"}, {"grant_type": "password"}, {"scope": "all"}]
)
def test_the_token_endpoint_checks_the_app(fake: ZaloOaFake, http: httpx.Client, wrong: dict[str, str]) -> None:
    """A wrong secret, app, grant or field is refused, and leaves the refresh token unspent."""
    _, token = fake.grant()
    assert refresh(fake, http, token, **wrong)["error"] < 0
    assert "access_token" in refresh(fake, http, token)


def test_the_token_endpoint_takes_forms_only(fake: ZaloOaFake, http: httpx.Client) -> None:
    """JSON is refused."""
    form = {"app_id": fake.names.app_id, "grant_type": "refresh_token", "refresh_token": fake.grant()[1]}
    headers = {"secret_key": fake.names.app_secret}
    assert http.post(f"{fake.oauth_url}/v4/oa/access_token", json=form, headers=headers).json()["error"] < 0


def test_a_code_is_good_once_for_ten_minutes_with_its_verifier(
    fake: ZaloOaFake, http: httpx.Client, clock: Clock
) -> None:
    """An administrator's consent gives a pair against the verifier of its challenge, and nothing later."""
    digest = hashlib.sha256(b"loi-xac-minh").digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def exchange(code: str, verifier: str = "loi-xac-minh") -> dict[str, Any]:
        return refresh(fake, http, "", grant_type="authorization_code", code=code, code_verifier=verifier)

    code = fake.authorise(challenge)
    assert "access_token" in exchange(code)
    assert "access_token" not in exchange(code)
    assert "access_token" not in exchange(fake.authorise(challenge), "sai")
    late = fake.authorise(challenge)
    clock.go(minutes=11)
    assert "access_token" not in exchange(late)


def test_access_tokens_expire(fake: ZaloOaFake, send: Send, clock: Clock) -> None:
    """No token is -216, an old one -220, after 25 hours or at once; a withdrawn consent ends them all."""
    fake.user("a").say("chào")
    token, _ = fake.grant()
    assert send("a", token="")["error"] == -216
    assert send("a", token=token)["error"] == 0
    clock.go(seconds=90_000)
    assert send("a", token=token)["error"] == -220
    fake.flags.access_seconds = 0
    assert send("a")["error"] == -220
    fake.revoke()
    assert send("a", token=token)["error"] == -216


@pytest.mark.parametrize("dies", [False, True])
def test_the_replaced_access_token_lives_on_or_dies(
    fake: ZaloOaFake, http: httpx.Client, send: Send, dies: bool
) -> None:
    """Whether a refresh ends the old access token is unknown: both can be had."""
    fake.flags.old_access_dies = dies
    fake.user("a").say("chào")
    access, token = fake.grant()
    refresh(fake, http, token)
    assert send("a", token=access)["error"] == (-216 if dies else 0)


def test_eight_messages_in_48_hours_are_free(fake: ZaloOaFake, send: Send, clock: Clock) -> None:
    """The free frame counts down from the last message of the user, then what was bought is used, then -211."""
    fake.user("a").say("chào")
    told = [send("a")["data"]["quota"] for _ in range(8)]
    assert [q["quota_type"] for q in told] == ["reply"] * 8
    assert [q["remain"] for q in told] == list(range(7, -1, -1))
    assert send("a")["error"] == -211
    fake.quota["sub_quota"] = 1
    assert send("a")["data"]["quota"]["quota_type"] == "sub_quota"
    assert send("a")["error"] == -211
    fake.user("a").say("vẫn hỏi")
    assert send("a")["data"]["quota"]["remain"] == 7
    clock.go(hours=48, seconds=1)
    assert send("a")["error"] == -211
    assert len(fake.user("a").replies) == 10


@pytest.mark.parametrize("error", [-230, -232])
def test_outside_seven_days_nothing_is_sent(fake: ZaloOaFake, send: Send, clock: Clock, error: Any) -> None:
    """The window closes 7 days after the last interaction, with either of the codes seen."""
    fake.flags.window_error = error
    fake.quota["purchase_quota"] = 10
    fake.user("a").say("chào")
    clock.go(days=7)
    assert send("a")["data"]["quota"]["quota_type"] == "purchase_quota"
    clock.go(seconds=1)
    assert send("a")["error"] == error
    assert fake.quota["purchase_quota"] == 9


def test_who_left_or_was_never_here_gets_nothing(fake: ZaloOaFake, send: Send) -> None:
    """Unfollowing ends it with -213 until the person writes or follows again; strangers are -201."""
    fake.user("a").say("chào")
    fake.user("a").unfollow()
    assert send("a")["error"] == -213
    fake.user("a").say("quay lại")
    assert send("a")["error"] == 0
    fake.flags.followers_only = True
    assert send("a")["error"] == -213
    fake.user("a").follow()
    assert send("a")["error"] == 0
    assert send("nobody")["error"] == -201


@pytest.mark.parametrize("opens", [True, False])
def test_following_opens_the_window_or_not(fake: ZaloOaFake, send: Send, opens: bool) -> None:
    """Whether a follow is an interaction is unknown: both can be had, and neither gives free messages."""
    fake.flags.follow_opens_window = opens
    fake.quota["reward_quota"] = 1
    fake.user("a").follow()
    reply = send("a")
    assert reply["error"] == (0 if opens else -230)
    assert not opens or reply["data"]["quota"]["quota_type"] == "reward_quota"


@pytest.mark.parametrize(
    "message",
    [
        {},
        [],
        {"text": ""},
        {"text": 5},
        {"text": "a" * 2001},
        {"text": "a", "parse_mode": "html"},
        {"attachment": []},
        {"attachment": {"type": "image", "payload": {}}},
        {"attachment": {"type": "file", "payload": {}}},
        {"attachment": {"type": "template", "payload": {"elements": [{}] * 6}}},
        {"attachment": {"type": "template", "payload": {"elements": 6}}},
        {"attachment": {"type": "template", "payload": {"buttons": [{"title": "Xem", "type": "url"}]}}},
    ],
)
def test_a_wrong_message_is_refused(fake: ZaloOaFake, send: Send, message: Any) -> None:
    """Texts out of bounds, unknown fields and shapes answer -201 inside HTTP 200."""
    fake.user("a").say("chào")
    assert send("a", message)["error"] == -201
    assert fake.sent == []


def test_ids_are_strings_and_bodies_are_known(fake: ZaloOaFake, send: Send, http: httpx.Client) -> None:
    """A number for an id, a field too many or a body that is no JSON is -201."""
    fake.user("a").say("chào")
    assert send(1)["error"] == -201
    assert send("a", tag="x")["error"] == -201
    fake.flags.strict = False
    assert send("a", tag="x")["error"] == 0
    headers = {"access_token": fake.grant()[0]}
    assert http.post(f"{fake.api_url}/v3.0/oa/message/cs", content=b"{", headers=headers).json()["error"] == -201


def test_buttons_are_sent_and_their_payload_comes_back(fake: ZaloOaFake, send: Send, door: Door) -> None:
    """A query button's payload comes back as a text of the user."""
    fake.user("a").say("chào")
    button = {"title": "Xem thêm", "type": "oa.query.hide", "payload": "#them"}
    message = {"text": "Còn nữa", "attachment": {"type": "template", "payload": {"buttons": [button]}}}
    assert send("a", message)["error"] == 0
    assert fake.user("a").replies[0].attachment == message["attachment"]
    fake.user("a").press("#them")
    fake.wait_for(lambda: len(door.seen) == 2)
    assert json.loads(door.seen[1][1])["message"]["text"] == "#them"


@pytest.mark.parametrize("error", sorted(ERRORS))
def test_any_error_of_the_table_can_be_had(fake: ZaloOaFake, send: Send, error: int) -> None:
    """A flag lets every call fail with one error."""
    fake.user("a").say("chào")
    fake.flags.always = error
    assert send("a")["error"] == error


def test_calls_have_a_rate(fake: ZaloOaFake, send: Send, clock: Clock) -> None:
    """Above its calls per minute the API answers -32, until the minute is over."""
    fake.user("a").say("chào")
    fake.flags.calls_per_minute = 2
    assert [send("a")["error"] for _ in range(3)] == [0, 0, -32]
    clock.go(seconds=60)
    assert send("a")["error"] == 0


def test_the_rest_of_the_api(fake: ZaloOaFake, http: httpx.Client) -> None:
    """The quota can be asked for, version 2 is closed, and other kinds of message are not enabled."""
    headers = {"access_token": fake.grant()[0]}
    fake.quota["sub_quota"] = 3
    told = http.post(f"{fake.api_url}/v3.0/oa/quota/message", json={}, headers=headers).json()
    assert told["data"][0] == {"quota_type": "sub_quota", "remain": 3}
    assert http.post(f"{fake.api_url}/v2.0/oa/message", json={}, headers=headers).json()["error"] == -240
    assert http.post(f"{fake.api_url}/v3.0/oa/message/promotion", json={}, headers=headers).json()["error"] == -212


def test_numbers_of_the_quota_may_be_texts(fake: ZaloOaFake, send: Send) -> None:
    """The types of the quota's numbers are recorded nowhere: both can be had."""
    fake.user("a").say("chào")
    fake.flags.quota_as_text = True
    assert send("a")["data"]["quota"]["remain"] == "7"


@pytest.mark.parametrize("place", ["body", "header"])
def test_webhooks_are_signed_over_the_raw_body(fake: ZaloOaFake, door: Door, place: Any) -> None:
    """The mac is the SHA-256 of app id, raw bytes, timestamp and OA secret; re-serialising the body breaks it."""
    fake.flags.timestamp_place = place
    message_id = fake.user("a").say("hạn nộp 15/6?")
    fake.wait_for(lambda: door.seen)
    headers, raw = door.seen[0]
    body = json.loads(raw)
    assert body["message"] == {"msg_id": message_id, "text": "hạn nộp 15/6?"}
    assert (body["sender"], body["recipient"]) == ({"id": "a"}, {"id": fake.names.oa_id})
    stamp = headers["x-zevent-timestamp"] if place == "header" else body["timestamp"]
    assert ("x-zevent-timestamp" in headers) == (place == "header")

    def signed(content: bytes) -> str:
        whole = fake.names.app_id.encode() + content + stamp.encode() + fake.names.oa_secret.encode()
        return f"mac={hashlib.sha256(whole).hexdigest()}"

    assert headers["x-zevent-signature"] == signed(raw)
    for rewritten in (json.dumps(body), json.dumps(body, ensure_ascii=False)):
        assert headers["x-zevent-signature"] != signed(rewritten.encode())


def test_signatures_can_be_wrong_in_every_way_seen(fake: ZaloOaFake, door: Door) -> None:
    """None at all, the app's secret, the OA's id, an HMAC or no key: all differ from the right one."""
    kinds = ["right", "none", "wrong", "app_secret", "oa_id", "hmac"]
    for kind in kinds:
        fake.flags.signature = kind  # type: ignore[assignment]
        fake.post_raw(b"{}", "1763607600000")
    fake.wait_for(lambda: len(door.seen) == 6)
    assert len({headers.get("x-zevent-signature") for headers, _ in door.seen}) == 6


def test_saving_the_webhook_probes_it_without_a_signature(fake: ZaloOaFake) -> None:
    """The address is saved only if an unsigned empty object gets a 200."""
    opened = Door()
    opened.statuses = [403]
    with Server(opened.app) as server:
        assert not fake.set_webhook(f"{server.url}/oa")
        fake.user("a").say("không ai nghe")
        assert fake.set_webhook(f"{server.url}/oa")
    assert [raw for _, raw in opened.seen] == [b"{}", b"{}"]
    assert all("x-zevent-signature" not in headers for headers, _ in opened.seen)
    assert not fake.set_webhook(f"{server.url}/oa")


def test_refused_events_come_again_and_then_the_webhook_is_off(fake: ZaloOaFake, door: Door) -> None:
    """An event that meets no 2xx is tried five times more; after the last one nothing is posted any more."""
    fake.time_scale = 0.00001
    door.statuses = [500, 500]
    fake.user("a").say("ba lần")
    fake.wait_for(lambda: len(fake.deliveries) == 3 and fake.quiet())
    assert [d.status for d in fake.deliveries] == [500, 500, 200]
    door.statuses = [500] * 6
    fake.user("a").say("sáu lần")
    fake.wait_for(lambda: fake.webhook is None)
    assert len(door.seen) == 9


def test_retries_and_switching_off_are_flags(fake: ZaloOaFake, door: Door) -> None:
    """Redelivery is reported, not documented: it can be left out, and so can the switching off."""
    fake.flags.webhook_pauses = ()
    door.statuses = [500]
    fake.user("a").say("một lần")
    fake.wait_for(lambda: fake.deliveries and fake.quiet())
    fake.flags.webhook_pauses, fake.flags.disables_webhook = (1.0,), False
    door.statuses = [500, 500]
    fake.user("a").say("hai lần")
    fake.wait_for(lambda: len(fake.deliveries) == 3 and fake.quiet())
    assert fake.webhook == door.url
    fake.flags.duplicate_delivery = True
    fake.user("a").say("gấp đôi")
    fake.wait_for(lambda: len(fake.deliveries) == 5)
    assert door.seen[3][1] == door.seen[4][1]


def test_every_verb_of_a_person_is_an_event(fake: ZaloOaFake, door: Door) -> None:
    """Follow and unfollow name the follower; pictures and files come with an address."""
    someone = fake.user("a")
    someone.follow()
    someone.photo()
    someone.file("to-trinh.docx")
    someone.sticker()
    someone.unfollow()
    fake.wait_for(lambda: len(door.seen) == 5)
    follow, photo, file, sticker, unfollow = (json.loads(raw) for _, raw in door.seen)
    assert follow["follower"] == {"id": "a"}
    assert follow["oa_id"] == fake.names.oa_id
    assert photo["event_name"] == "user_send_image"
    assert file["message"]["attachments"][0]["payload"]["name"] == "to-trinh.docx"
    assert sticker["event_name"] == "user_send_sticker"
    assert unfollow["event_name"] == "unfollow"
    assert all(isinstance(event["timestamp"], str) for event in (follow, photo, file))


def test_what_the_oa_sends_may_come_back_as_events(fake: ZaloOaFake, send: Send, door: Door) -> None:
    """Echoes of one's own messages are events too, which a client must not answer."""
    fake.flags.echoes = True
    fake.user("a").say("chào")
    send("a")
    fake.wait_for(lambda: len(door.seen) == 3)
    assert [json.loads(raw)["event_name"] for _, raw in door.seen[1:]] == ["oa_send_text", "user_received_message"]


def test_faults_and_records(fake: ZaloOaFake, http: httpx.Client, send: Send) -> None:
    """A refresh may be spent while its reply is lost; tokens and secrets stand in no record."""
    fake.user("a").say("chào")
    access, token = fake.grant()
    fake.faults.add("access_token", faults.hang_up(after_effect=True))
    fake.faults.add("message/cs", faults.late(0.1), faults.html(502))
    with pytest.raises(httpx.RemoteProtocolError):
        refresh(fake, http, token)
    assert "access_token" not in refresh(fake, http, token)
    began = time.monotonic()
    assert send("a", token=access)["error"] == 0
    assert time.monotonic() - began >= 0.1
    body = {"recipient": {"user_id": "a"}, "message": {"text": "a"}}
    reply = http.post(f"{fake.api_url}/v3.0/oa/message/cs", json=body, headers={"access_token": access})
    assert reply.status_code == 502
    assert fake.user("a").texts == ["Chào"]
    kept = repr(fake.requests)
    assert [r.method for r in fake.requests] == ["access_token", "access_token", "message/cs", "message/cs"]
    assert not [secret for secret in (access, token, fake.names.app_secret) if secret in kept]
