"""The channel of one Zalo Official Account: events by webhook only, answers within the window."""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.channels.base import LARGEST_BODY, ChannelError, ChannelUnreachable, Posted, Take, Webhook
from bot.channels.degrading import degraded
from bot.channels.plain import plain, units
from bot.channels.receiving import Receiving
from bot.channels.redaction import masking
from bot.channels.zalo_oa.client import API, OAUTH, OfficialAccount, Outcome, Said
from bot.channels.zalo_oa.incoming import NAME, incoming
from bot.channels.zalo_oa.results import CALL_RATE, TOKEN_ENDED, send_result
from bot.channels.zalo_oa.signature import SIGNATURE, is_genuine
from bot.channels.zalo_oa.tokens import RefreshFailed, RefreshRefused, Rotation, TokenStore
from bot.messages import (
    Capabilities,
    ChatAddress,
    IncomingMessage,
    OutgoingMessage,
    Reason,
    Refused,
    Retry,
    SendResult,
    SentFile,
)

_log = logging.getLogger(__name__)
_MOST_UNITS = 2000  # [D] B.1
_WINDOW = timedelta(days=7)  # [D] B.4
_FRESH = timedelta(minutes=5)
_SOON = 60.0  # seconds
_AUTHORISE_AGAIN = "Quản trị viên của OA cần cấp quyền lại cho ứng dụng và lưu cặp token mới."


class ZaloOfficialChannel:
    """One Official Account.

    Args:
        app_id: of the app that the OA gave its rights to.
        app_secret: of the app.
        oa_secret: of the webhook page; it is not the app's secret.
        tokens: where the pair of tokens is kept.
        receiving: under which address Zalo reaches us; the address itself is entered on Zalo's page by hand.
        api: the base of the OpenAPI.
        oauth: the base of the token endpoint.
        clock: tells the time.
        fresh: how old a delivery may be.
        patience: seconds to wait for an answer.

    Raises:
        ChannelError: something is missing; the message says what.
    """

    name = NAME
    title = "Zalo OA"
    abroad = False

    def __init__(  # noqa: PLR0913 (each is a setting of its own)
        self,
        app_id: str,
        app_secret: str,
        oa_secret: str,
        tokens: TokenStore,
        receiving: Receiving,
        api: str = API,
        oauth: str = OAUTH,
        *,
        clock: Callable[[], datetime],
        fresh: timedelta = _FRESH,
        patience: float = 15.0,
    ) -> None:
        _require(app_id, app_secret, oa_secret, receiving)
        self._app_id, self._oa_secret = app_id, oa_secret
        self._secrets = (app_secret, oa_secret, receiving.secret)
        self._receiving = receiving
        self._clock, self._fresh = clock, fresh
        self._client = OfficialAccount(app_id, app_secret, api, oauth, patience, clock)
        self._rotation = Rotation(tokens, self._client.refreshed, clock)
        self._account = ""
        self._unreadable = 0

    @property
    def account(self) -> str:
        """Return the id of the OA; empty until it is open."""
        return self._account

    @property
    def capabilities(self) -> Capabilities:
        """Return what an OA can do: words, and only to people who wrote within seven days."""
        return Capabilities(most_units=_MOST_UNITS, window=_WINDOW)

    @property
    def webhooks(self) -> Sequence[Webhook]:
        """Return where Zalo delivers events."""
        return [Webhook(self._receiving.path(NAME), self._posted)]

    async def open(self) -> None:
        """See that the tokens are valid, and learn whose they are.

        Raises:
            ChannelError: Zalo cannot be reached or refuses, or there are no tokens.
        """
        try:
            outcome = await self._with_token(self._client.ourselves)
        except RefreshRefused:
            raise ChannelError("Zalo không nhận refresh token của OA.", _AUTHORISE_AGAIN) from None
        except RefreshFailed as error:
            raise ChannelUnreachable(
                f"Chưa làm mới được token của Zalo OA ({error}).", "tdkt sẽ thử lại sau."
            ) from None
        if not isinstance(outcome, Said) or outcome.error == CALL_RATE:
            raise ChannelUnreachable("Không kết nối được Zalo OA.", "Kiểm tra mạng; tdkt sẽ thử lại sau.")
        if outcome.error:
            said = self._masked(f"{outcome.error} {outcome.message}")
            raise ChannelError(f"Zalo OA từ chối: {said}.", "Kiểm tra quyền và gói dịch vụ của OA. " + _AUTHORISE_AGAIN)
        self._account = str(outcome.data.get("oa_id") or "")
        if not self._account:
            raise ChannelError("Zalo trả lời không đọc được khi hỏi về OA.", "Kiểm tra địa chỉ API của Zalo OA.")

    async def receive(self, take: Take) -> None:
        """Return at once: Zalo delivers events, and there is nothing to fetch."""

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Send one consultation message."""
        text = plain(degraded(message, self.capabilities).blocks)
        if not text.strip():
            return Refused(Reason.INVALID, "the message is empty")
        if units(text) > _MOST_UNITS:
            return Refused(Reason.INVALID, f"{units(text)} units; at most {_MOST_UNITS} fit")
        try:
            outcome = await self._with_token(lambda access: self._client.send_text(access, to.chat, text))
        except (RefreshRefused, ChannelError):
            return Refused(Reason.UNAUTHORISED, "no valid tokens")
        except RefreshFailed as error:
            return Retry(_SOON, detail=f"tokens not refreshed: {error}")
        return send_result(outcome, self._clock(), lambda said: self._masked(said, to.chat, text, *text.splitlines()))

    async def fetch(self, file: SentFile) -> bytes:
        """Refuse: files that people send are not fetched yet.

        Raises:
            ChannelError: always.
        """
        raise ChannelError("Kênh Zalo OA chưa nhận tệp.", "Hãy gửi tệp qua kênh khác, hoặc gõ nội dung.")

    def invitation(self, code: str) -> str:
        """Return how a person uses a one-time code."""
        return f"Mở https://zalo.me/{self._account} trên Zalo, bấm Quan tâm, rồi gửi mã {code}."

    async def close(self) -> None:
        """Keep tokens that are on their way, and close the connections."""
        await self._rotation.close()
        await self._client.close()

    async def _with_token(self, call: Callable[[str], Awaitable[Outcome]]) -> Outcome:
        """Call with a valid token; where Zalo says that it ended, refresh once and try once more."""
        access = await self._rotation.access()
        outcome = await call(access)
        if isinstance(outcome, Said) and outcome.error in TOKEN_ENDED:
            outcome = await call(await self._rotation.after(access))
        return outcome

    async def _posted(self, posted: Posted, take: Take) -> int:
        """Answer a delivery: 200 to whatever Zalo signed, after it was kept."""
        if len(posted.body) > LARGEST_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if SIGNATURE not in posted.headers and posted.body.strip() in (b"{}", b""):
            return (
                HTTPStatus.OK
            )  # the probe when the address is saved on Zalo's page [M] B.3; it tells and does nothing
        if not is_genuine(posted.headers, posted.body, self._app_id, self._oa_secret, self._clock(), self._fresh):
            return HTTPStatus.FORBIDDEN
        message = self._read(posted.body)
        if message is not None:
            await take([message])
        return HTTPStatus.OK

    def _read(self, body: bytes) -> IncomingMessage | None:
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            event = None
        if isinstance(event, dict):
            return incoming(event, self._account, self._clock())
        self._unreadable += 1
        _log.warning("Zalo OA: %d signed deliveries could not be read so far", self._unreadable)
        return None

    def _masked(self, text: str, *more: str) -> str:
        return masking([*self._secrets, *self._rotation.secrets, *more])(text)


def _require(app_id: str, app_secret: str, oa_secret: str, receiving: Receiving) -> None:
    """Check that nothing is missing."""
    named = {
        "mã ứng dụng (app id)": app_id,
        "khóa bí mật của ứng dụng": app_secret,
        "khóa bí mật OA ở trang webhook": oa_secret,
        "địa chỉ https công khai để Zalo gửi sự kiện tới": receiving.public_url,
    }
    missing = [name for name, value in named.items() if not value]
    if missing:
        raise ChannelError(f"Kênh Zalo OA còn thiếu: {'; '.join(missing)}.", "Bổ sung cài đặt, hoặc tắt kênh Zalo OA.")
    if not re.match(r"https://[^\s/]+|http://(127\.0\.0\.1|localhost)\b", receiving.public_url):
        raise ChannelError(
            f"Địa chỉ webhook “{receiving.public_url}” không dùng được cho Zalo OA.", "Cần một địa chỉ https công khai."
        )
