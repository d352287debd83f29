"""The variants of the contract: each channel with its platform and one person there, all handled alike."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import httpx

from bot.channels.base import Channel
from bot.channels.email.channel import EmailChannel
from bot.channels.receiving import Receiving
from bot.channels.recording import RecordingChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.zalo import ZaloChannel
from bot.channels.zalo_oa.channel import ZaloOfficialChannel
from bot.channels.zalo_oa.tokens import FileTokenStore, Tokens
from bot.messages import Capabilities, IncomingMessage, Kind, Reason, Refused
from tests.contract import outcomes
from tests.contract.world import PATIENCE, SECRET, Hooked, Spoken, World
from tests.fakes import telegram_bot, zalo_bot
from tests.fakes.faults import answer
from tests.fakes.mail import MailHost
from tests.fakes.server import Server
from tests.fakes.telegram_bot import TelegramFake
from tests.fakes.telegram_rules import Rules
from tests.fakes.zalo_bot import ZaloBotFake
from tests.fakes.zalo_bot_rules import ZaloBotFlags
from tests.fakes.zalo_oa import ZaloOaFake
from tests.fakes.zalo_oa_rules import ZaloOaFlags, mac


class ZaloPolling(Spoken):
    variant = "zalo-polling"
    person = "6ede9afa66b88fe6d6a9"
    secrets = (zalo_bot.TOKEN,)
    sends = outcomes.ZALO
    hiccups = (*outcomes.BETWEEN, outcomes.zalo(403), outcomes.zalo(429), outcomes.zalo(500))
    kinds: ClassVar = {"photo": Kind.PHOTO, "voice": Kind.VOICE, "sticker": Kind.STICKER, "file": Kind.OTHER}
    blocked = Reason.INVALID  # the platform names no reason [?] A.2
    method, other_token, echo = "sendMessage", "9876543210987654321:khong-Phai-Token-nay", staticmethod(outcomes.zalo)

    def begin(self) -> None:
        self.fake = self.enter(ZaloBotFake(flags=ZaloBotFlags(allow_loopback=True)))
        self.user = self.fake.user(self.person)

    def receiving(self, replace: bool) -> Receiving:
        return Receiving(replace=replace)

    def build(self, token: str = zalo_bot.TOKEN, api: str = "", replace: bool = False, patience: float = PATIENCE,
              poll_seconds: int = 30) -> Channel:  # fmt: skip
        return ZaloChannel(token, self.receiving(replace), api or self.fake.url, poll_seconds=poll_seconds,
                           send_timeout=patience, groups=True)  # fmt: skip

    async def say_often(self, text: str, times: int) -> None:
        person = {"id": self.person, "chat_type": "PRIVATE", "is_bot": False}
        message = {"message_id": "0a1b2c", "date": 1_763_625_600_000, "from": person, "chat": person, "text": text}
        update = {"event_name": "message.text.received", "message": message}
        self.fake.faults.add("getUpdates", answer(200, {"ok": True, "result": [update] * times}))

    def say_in_group(self, text: str) -> None:
        self.fake.group("g1c0ffee").say(self.user, text, mention=True)

    async def call(self, method: str, parameters: Mapping[str, str]) -> None:
        async with httpx.AsyncClient() as client:
            (await client.post(f"{self.fake.url}/bot{self.fake.token}/{method}", json=dict(parameters))).json()

    @property
    def hook(self) -> str:
        return self.fake.webhook or ""

    def polled(self) -> bool:
        return self.fake.polling > 0


class ZaloWrapped(Hooked, ZaloPolling):
    variant, flat = "zalo-webhook-wrapped", False
    secrets = (zalo_bot.TOKEN, SECRET)
    secret_header = "x-bot-api-secret-token"

    def begin(self) -> None:
        super().begin()
        self.fake.flags.flat_webhook = self.flat


class ZaloFlat(ZaloWrapped):
    variant, flat = "zalo-webhook-flat", True


class ZaloOfficial(Hooked):
    variant = "zalo-oa-webhook"
    person = "7719283746501928374"
    sends = outcomes.ZALO_OA
    hiccups = (*outcomes.BETWEEN, outcomes.official(-32))
    kinds: ClassVar = {"photo": Kind.PHOTO, "voice": Kind.VOICE, "sticker": Kind.STICKER, "file": Kind.FILE}
    secret_header = "x-zevent-signature"
    method, first_method = "message/cs", "getoa"
    echo = staticmethod(lambda _code, words: outcomes.official(-201, words))

    def begin(self) -> None:
        super().begin()
        self.fake = self.enter(ZaloOaFake(flags=ZaloOaFlags(webhook_pauses=())))
        self.user = self.fake.user(self.person)
        self.tokens = FileTokenStore(self.folder / "oa.tokens")
        self.fake.quota["sub_quota"] = 1000  # a long answer has more parts than the messages that are free
        self.tokens.save(Tokens(*self.fake.grant(), datetime.now(UTC) + timedelta(hours=25)))
        self.secrets = (self.fake.names.app_secret, self.fake.names.oa_secret, SECRET)

    @property
    def hidden(self) -> tuple[str, ...]:
        kept = self.tokens.load()
        return (kept.access, kept.refresh) if kept else ()

    def build(self, api: str = "", patience: float = PATIENCE, **_: Any) -> Channel:
        names, self.way_in = self.fake.names, self.receiving(replace=False)
        return ZaloOfficialChannel(
            names.app_id, names.app_secret, names.oa_secret, self.tokens, self.way_in, api or self.fake.api_url,
            api or self.fake.oauth_url, clock=lambda: datetime.now(UTC), patience=patience,
        )  # fmt: skip

    async def after_opening(self) -> None:
        assert await asyncio.to_thread(self.fake.set_webhook, self.way_in.url("zalo_oa"))

    def headers(self, body: bytes) -> dict[str, str]:
        now = str(int(time.time() * 1000))
        return {"x-zevent-timestamp": now, self.secret_header: f"mac={mac(body, now, self.fake.names)}"}

    def show(self, what: str) -> None:
        sound = [{"type": "audio", "payload": {"url": "https://noi.example.vn/n.aac"}}]
        self.user.tell("user_send_audio", attachments=sound) if what == "voice" else super().show(what)

    def block(self) -> None:
        self.user.unfollow()

    def withdraw(self) -> None:
        self.fake.revoke()


class TelegramPolling(Spoken):
    variant = "telegram-polling"
    person = "918273645546"
    secrets = (telegram_bot.TOKEN,)
    sends = outcomes.TELEGRAM
    hiccups = (
        *outcomes.BETWEEN,
        outcomes.telegram(429, "Too Many Requests", retry_after=1),
        outcomes.telegram(500, ""),
    )
    kinds: ClassVar = {"photo": Kind.PHOTO, "voice": Kind.VOICE, "sticker": Kind.STICKER, "file": Kind.FILE}
    method, other_token = "sendMessage", "7000000002:TEST-another_token_than_this-012345"
    echo = staticmethod(lambda code, words: outcomes.telegram(code, f"Forbidden: {words}"))

    def begin(self) -> None:
        self.fake = self.enter(TelegramFake(rules=Rules(webhook_attempts=1)))
        self.api = self.enter(Server(self.fake)).url
        self.user = self.fake.user(int(self.person))

    def receiving(self, replace: bool) -> Receiving:
        return Receiving(replace=replace)

    def build(self, token: str = telegram_bot.TOKEN, api: str = "", replace: bool = False, patience: float = PATIENCE,
              poll_seconds: int = 30) -> Channel:  # fmt: skip
        patient = type("Patient", (TelegramChannel,), {"answer_seconds": patience})
        base = api or self.api
        return patient(token, self.receiving(replace), f"{base}/tg/bot", f"{base}/tg/file/bot", groups=True,
                       poll_seconds=poll_seconds)  # fmt: skip

    async def say_often(self, text: str, times: int) -> None:
        self.user.say(text)
        update = self.fake.queue.pending()[-1]
        self.fake.faults.add("getUpdates", answer(200, {"ok": True, "result": [update] * times}))

    def say_in_group(self, text: str) -> None:
        self.fake.group(-1001234567890).say(self.user, f"@{self.fake.world.bot.username} {text}")

    def show(self, what: str) -> None:
        self.user.send_file("ho-so.pdf", b"%PDF-1.7") if what == "file" else super().show(what)

    @property
    def texts(self) -> list[str]:
        return [reply.text for reply in self.user.delivered]

    async def call(self, method: str, parameters: Mapping[str, str]) -> None:
        async with httpx.AsyncClient() as client:
            (await client.post(f"{self.api}/tg/bot{self.fake.token}/{method}", json=dict(parameters))).json()

    @property
    def hook(self) -> str:
        return self.fake.webhook.url

    def polled(self) -> bool:
        return self.fake.queue.open_polls > 0


class TelegramHooked(Hooked, TelegramPolling):
    variant = "telegram-webhook"
    secrets = (telegram_bot.TOKEN, SECRET)
    secret_header = "x-telegram-bot-api-secret-token"


class Email(World):
    variant = "email"
    person = "lan.tran@sonoivu.example"
    secrets = ("mat-khau-rat-dai",)
    sends = outcomes.EMAIL
    hiccups = outcomes.MAIL_HICCUPS
    blocked = Reason.UNKNOWN_CHAT
    other_token = "mot-mat-khau-khac"
    echo = staticmethod(lambda _code, words: outcomes.at("RCPT", f"550 {words.encode('ascii', 'replace').decode()}"))

    def begin(self) -> None:
        self.host = self.enter(MailHost(user="tdkt", password=self.secrets[0]))

    def build(self, token: str = "", api: str = "", patience: float = PATIENCE, **_: Any) -> Channel:
        port = int(api.rpartition(":")[2]) if api else self.host.port
        return EmailChannel("127.0.0.1", "tdkt@sonoivu.example", port, "none", "tdkt", token or self.secrets[0],
                            timeout=patience, clock=lambda: datetime.now(UTC))  # fmt: skip

    @property
    def texts(self) -> list[str]:
        return [taken.letter.get_body(("plain",)).get_content() for taken in self.host.taken]  # type: ignore[union-attr]

    def trouble(self, trouble: Any) -> None:
        self.host.meet(*trouble)

    def block(self) -> None:
        self.trouble(outcomes.at("RCPT", "550 5.1.1 no such user"))


class Recording(World):
    variant = "recording"
    person = "nguoi-thu-nhat"
    sends = outcomes.RECORDING
    kinds: ClassVar = {kind.value: kind for kind in (Kind.PHOTO, Kind.VOICE, Kind.STICKER, Kind.FILE)}

    def build(self, **_: Any) -> Channel:
        self.channel = RecordingChannel("recording", Capabilities(most_units=700))
        self.numbers = iter(range(1000))
        return self.channel

    def send_event(self, kind: Kind, text: str = "", times: int = 1) -> None:
        event = IncomingMessage(
            str(next(self.numbers)), self.here(self.channel), self.person, kind, text, datetime.now(UTC)
        )
        for _ in range(times):
            self.channel.say(event)

    def say(self, text: str) -> None:
        self.send_event(Kind.TEXT, text)

    async def say_often(self, text: str, times: int) -> None:
        self.send_event(Kind.TEXT, text, times)

    @property
    def texts(self) -> list[str]:
        return self.channel.texts

    def trouble(self, trouble: Any) -> None:
        self.channel.script.append(trouble)

    def show(self, what: str) -> None:
        self.send_event(self.kinds[what])

    def block(self) -> None:
        self.trouble(Refused(self.blocked))


WORLDS: tuple[type[World], ...] = (
    ZaloPolling, ZaloWrapped, ZaloFlat, ZaloOfficial, TelegramPolling, TelegramHooked, Email, Recording,
)  # fmt: skip
