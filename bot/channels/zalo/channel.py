"""Zalo as a channel: the bot is checked, its messages are received by polling or webhook, and ours are sent."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.channels.base import LARGEST_BODY, ChannelError, ChannelUnreachable, Posted, Take, Webhook
from bot.channels.degrading import degraded
from bot.channels.plain import units
from bot.channels.receiving import Receiving
from bot.channels.redaction import masking
from bot.channels.zalo.client import DEFAULT_API, Denied, Done, ZaloClient
from bot.channels.zalo.incoming import NAME, incoming, updates
from bot.channels.zalo.polling import Poller, token_refused
from bot.channels.zalo.rendering import rendered
from bot.channels.zalo.results import send_result
from bot.messages import (
    Capabilities,
    ChatAddress,
    IncomingMessage,
    OutgoingMessage,
    Reason,
    Refused,
    SendResult,
    SentFile,
)

_log = logging.getLogger(__name__)
_MOST_UNITS = 2000  # [D] A.3, counted in UTF-16, the cautious reading [?] A.4
_SECRET_LENGTHS = range(8, 257)  # [D] A.3
_SECRET_HEADER = "x-bot-api-secret-token"  # [D] A.6
_PASSING_CODES = (403, 408, 429)  # [D] A.2: "internal server error", time-out, too often
_SERVER_ERRORS = 500
_ASKING = 15.0  # seconds for anything that is neither a poll nor a message


def _now() -> datetime:
    return datetime.now(UTC)


class ZaloChannel:
    """One bot on the Zalo Bot Platform.

    Args:
        token: the bot's token, from Zalo Bot Creator.
        receiving: whether messages are fetched or delivered.
        api: the base of the API.
        poll_seconds: how long a poll waits for a message.
        send_timeout: seconds after which nobody waits any more to hear whether a message was taken.
        groups: whether messages from groups are answered.
        monthly_messages: how many messages the plan of the bot holds.
        most_people: how many people it admits.
        clock: the time, for messages that do not say when they were written.

    Raises:
        ChannelError: what was given cannot be right.
    """

    name = NAME
    title = "Zalo"
    abroad = False

    def __init__(  # noqa: PLR0913 (each is a setting of its own)
        self,
        token: str,
        receiving: Receiving,
        api: str = DEFAULT_API,
        *,
        poll_seconds: int = 30,
        send_timeout: float = 15.0,
        groups: bool = False,
        monthly_messages: int | None = 3000,  # [D] of the only plan on sale, 0.1(2)
        most_people: int | None = 50,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        if receiving.by_webhook:
            _check_secret(receiving.secret)
        self._client = ZaloClient(token, api)
        self._receiving = receiving
        self._send_timeout = send_timeout
        self._groups = groups
        self._clock = clock
        self._secrets = (token, receiving.secret)
        self._capabilities = Capabilities(
            most_units=_MOST_UNITS, monthly_messages=monthly_messages, most_people=most_people
        )
        self._poller = Poller(self._client, poll_seconds, self._messages)
        self._account = ""
        self._account_name = ""
        self._unreadable = 0

    @property
    def account(self) -> str:
        """Return the id of the bot; empty until it is open."""
        return self._account

    @property
    def capabilities(self) -> Capabilities:
        """Return what Zalo Bot can do: words, and few of them (0.1)."""
        return self._capabilities

    @property
    def webhooks(self) -> Sequence[Webhook]:
        """Return where Zalo delivers messages; empty where they are polled."""
        return [Webhook(self._receiving.path(NAME), self._posted)] if self._receiving.by_webhook else []

    async def open(self) -> None:
        """See that the token is valid and that messages come to us and to nobody else.

        Raises:
            ChannelError: Zalo cannot be reached or refuses, or another program's webhook is set.
        """
        me = await self._asked("getMe")
        if not isinstance(me, dict) or not isinstance(me.get("id"), str | int):
            raise ChannelUnreachable(
                "Zalo trả lời không đọc được khi hỏi về bot.", "tdkt sẽ thử lại; kiểm tra địa chỉ API."
            )
        names = (me.get("account_name"), me.get("display_name"))
        self._account_name = next((name for name in names if isinstance(name, str) and name), "")
        self._account = str(me["id"])  # known before a webhook is set: the platform may deliver to it at once
        await self._settle_webhook()

    async def receive(self, take: Take) -> None:
        """Poll for messages until cancelled; return at once where they are delivered.

        Raises:
            ChannelError: the token is not valid any more.
        """
        if not self._receiving.by_webhook:
            await self._poller.run(take)

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Send one message, as plain text with bold headings."""
        text, styles = rendered(degraded(message, self._capabilities).blocks)
        if not text.strip():
            return Refused(Reason.INVALID, "the message is empty")
        if units(text) > _MOST_UNITS:
            return Refused(Reason.INVALID, f"{units(text)} units; at most {_MOST_UNITS} fit")
        wanted = {"chat_id": to.chat, "text": text} | ({"text_styles": styles} if styles else {})
        outcome = await self._client.call("sendMessage", wanted, self._send_timeout)
        return send_result(outcome, masking([*self._secrets, to.chat, text, *text.splitlines()]))

    async def fetch(self, file: SentFile) -> bytes:
        """Refuse: what people attach does not reach a bot [M] A.5."""
        raise ChannelError("Zalo không chuyển tệp cho bot.", "Gửi tệp qua trang web hoặc gõ nội dung cần hỏi.")

    def invitation(self, code: str) -> str:
        """Return the words by which a person links their Zalo with a one-time code."""
        bot = f"bot “{self._account_name}”" if self._account_name else "bot của đơn vị"
        return f"Mở Zalo, tìm {bot} và nhắn: /lienket {code}"

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _asked(self, method: str, parameters: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 (any JSON)
        """Return the result of a method; None where it is not found, which only ``getWebhookInfo`` may say."""
        outcome = await self._client.call(method, parameters or {}, _ASKING)
        match outcome:
            case Done(result):
                return result
            case Denied(404) if method == "getWebhookInfo":  # none is set [M] A.3
                return None
            case Denied(401):
                raise token_refused()
            case Denied(code, description):
                said = masking(self._secrets)(description)[:200]
                kind = ChannelUnreachable if code in _PASSING_CODES or code >= _SERVER_ERRORS else ChannelError
                raise kind(f"Zalo không thực hiện {method}: lỗi {code}, “{said}”.", "Kiểm tra token và địa chỉ.")
        raise ChannelUnreachable(
            f"Không kết nối được tới Zalo ({type(outcome).__name__}).",
            "Kiểm tra mạng và tường lửa của máy chủ; tdkt sẽ tự thử lại.",
        )

    async def _settle_webhook(self) -> None:
        """See that no webhook takes our messages away, and set our own where they are to be delivered.

        Polling while a webhook is set brings nothing, and no error either [M] A.6.
        """
        told = await self._asked("getWebhookInfo")
        url = told.get("url") if isinstance(told, dict) else None
        ours = self._receiving.url(NAME) if self._receiving.by_webhook else None
        if url and url != ours and not self._receiving.replace:
            host = urlsplit(str(url)).hostname or "không rõ"
            raise ChannelError(
                f"Một webhook khác đang nhận tin của bot Zalo này (máy chủ {host}).",
                "Nếu chắc chắn muốn thay: chạy `tdkt serve --replace-webhook`.",
            )
        if ours is not None:
            self._note(await self._asked("setWebhook", {"url": ours, "secret_token": self._receiving.secret}))
        elif url:
            await self._asked("deleteWebhook")

    def _note(self, told: object) -> None:
        """Log that Zalo could not reach the webhook that it has just kept [D] A.3; it may not be served yet."""
        verified = told.get("verification") if isinstance(told, dict) else None
        if isinstance(verified, dict) and verified.get("ok") is False:
            _log.warning("zalo: the webhook is set, but the platform could not verify it")

    async def _posted(self, posted: Posted, take: Take) -> int:
        """Answer a delivery with an HTTP status, after everything in it was kept."""
        if len(posted.body) > LARGEST_BODY:
            return 413
        if not self._receiving.admits(posted.headers.get(_SECRET_HEADER)):
            return 403
        if not self._account:  # not open yet: nobody could say whose message it is
            return 503
        try:
            body = json.loads(posted.body)
        except (ValueError, RecursionError):
            body = None
        if not updates(body):
            self._unreadable += 1
            _log.warning("zalo: deliveries that could not be read since the start: %d", self._unreadable)
        if messages := self._messages(body):
            await take(messages)
        return 200

    def _messages(self, body: object) -> list[IncomingMessage]:
        now = self._clock()
        found = (incoming(update, self._account, now, self._groups) for update in updates(body))
        return [message for message in found if message is not None]


def _check_secret(secret: str) -> None:
    if len(secret) not in _SECRET_LENGTHS or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ChannelError(
            f"Khóa bí mật của webhook Zalo không hợp lệ (đang có {len(secret)} ký tự).",
            "Đặt một khóa ngẫu nhiên dài 8–256 ký tự, chỉ gồm chữ không dấu, số và dấu gạch.",
        )
