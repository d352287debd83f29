"""A strict stand-in for the Zalo Bot Platform: its HTTP methods on one side, its users in Python on the other.

The marks at the rules (M, D, S, ?) are those of ``zalo_bot_rules``; FAKE_FACTS.md lists them with their sources.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.faults import Faults, Recorded, carry_out, gateway_page, masked
from tests.fakes.forms import parameters
from tests.fakes.server import Server
from tests.fakes.zalo_bot_people import Reply
from tests.fakes.zalo_bot_rules import (
    Refused,
    ZaloBotFlags,
    check_address,
    check_chat_id,
    check_parameters,
    check_parse_mode,
    check_styles,
    check_text,
    check_timeout,
    check_webhook,
)
from tests.fakes.zalo_bot_world import ZaloBotWorld, milliseconds

TOKEN = "1234567890123456789:abcDEF-ghiJKLmnoPQR"
_TICK = 0.005  # seconds between two looks of a waiting poll
_TEST_WEBHOOK_PAUSE = 60  # seconds; D A.2 only says that calling too often is refused

Params = Mapping[str, Any]


class ZaloBotFake(ZaloBotWorld):
    """The Zalo Bot Platform with one bot, served on loopback while the ``with`` block lasts.

    Args:
        token: The bot's token; another one is answered 401.
        clock: The platform's clock.
        flags: How it decides what its sources leave open.

    Attributes:
        faults: What goes wrong next, by method.
        requests: Every request, the token masked.
        routes: The platform's routes, for a server that holds more than this.
    """

    def __init__(
        self,
        token: str = TOKEN,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        flags: ZaloBotFlags | None = None,
    ) -> None:
        super().__init__(clock, flags or ZaloBotFlags())
        self.token = token
        self.faults = Faults()
        self.requests: list[Recorded] = []
        self.routes = [Route("/zalo/bot{token}/{method}", self._answer, methods=["GET", "POST"])]
        self.app = Starlette(routes=self.routes)
        self._server = Server(self.app)
        self._last_poll = float("-inf")
        self._last_test: datetime | None = None
        self._webhook_set_at = 0

    @property
    def url(self) -> str:
        """The base of the API, to which ``/bot<token>/<method>`` is appended."""
        return f"{self._server.url}/zalo"

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
        self._server.__exit__(kind, error, traceback)

    async def _answer(self, request: Request) -> Response:
        method, token = request.path_params["method"], request.path_params["token"]
        raw = (await request.body()).decode(errors="replace")
        try:
            params = await parameters(request)
        except ValueError:
            params = None
        self._record(method, token, params or {}, raw, request)

        async def effect() -> Response:
            try:
                if token != self.token:
                    raise Refused(401, "Unauthorized")  # D A.2
                if params is None:
                    raise Refused(400, "Bad Request: the body cannot be read")
                return await self._reply(method, params, request)
            except Refused as refused:
                return self._failure(refused)

        return await carry_out(self.faults.next(method), request, effect)

    def _record(self, method: str, token: str, params: Params, raw: str, request: Request) -> None:
        secrets = (self.token, token)
        headers = {name: masked(value, *secrets) for name, value in request.headers.items()}
        kept = {name: masked(value, *secrets) if isinstance(value, str) else value for name, value in params.items()}
        with self._changed:
            now = self._clock().timestamp()
            self.requests.append(Recorded(now, method, kept, masked(raw, *secrets), headers))
            self._changed.notify_all()

    def _failure(self, refused: Refused) -> Response:
        """Answer a failure: ``ok: false`` inside an HTTP 200 (M A.2 for 400, 404 and 408; ? for the others)."""
        code: int | str = str(refused.code) if self.flags.error_code_as_text else refused.code
        body = {"ok": False, "description": refused.description, "error_code": code}
        return JSONResponse(body, self.flags.http_status.get(refused.code, 200))

    async def _reply(self, method: str, params: Params, request: Request) -> Response:
        check_parameters(method, params, self.flags)
        if method == "getUpdates":
            return await self._get_updates(params, request)
        known: dict[str, Callable[[Params], Any]] = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "testWebhook": self._test_webhook,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendSticker": self._send_sticker,
            "sendVoice": self._send_voice,
            "sendChatAction": self._send_chat_action,
        }
        with self._changed:
            result = known[method](params)
            self._changed.notify_all()
        if isinstance(result, Response):
            return result
        return JSONResponse({"ok": True} if result is None else {"ok": True, "result": result})

    async def _get_updates(self, params: Params, request: Request) -> Response:
        """Answer one update, which is gone as it is read (D and M 0.1(5)); two pollers split them (A.6)."""
        seconds = check_timeout(params.get("timeout"))
        now, pause = time.monotonic(), self.flags.fastest_poll
        last, self._last_poll = self._last_poll, now
        if pause is not None and now - last < pause:
            return gateway_page(request, 429)  # M A.2: nginx answers HTML with HTTP 429
        with self._changed:
            self._pollers += 1
        try:
            update = await self._wait(now + seconds * self.time_scale, request)
        finally:
            with self._changed:
                self._pollers -= 1
                self._changed.notify_all()
        if update is not None:
            return JSONResponse({"ok": True, "result": [update] if self.flags.list_of_updates else update})  # ? A.9
        if self.flags.empty_poll == "empty_result":  # ? A.9: what some clients expect
            return JSONResponse({"ok": True, "result": {}})
        raise Refused(408, "Request timeout")  # M A.2

    async def _wait(self, until: float, request: Request) -> dict[str, Any] | None:
        while True:
            gone = not self.flags.pops_for_the_gone and await request.is_disconnected()  # ? either may be true
            with self._changed:
                # M A.6: while a webhook is set a poll yields nothing and raises nothing
                if self._updates and self._webhook is None and not gone:
                    return self._updates.popleft()
            if gone or time.monotonic() >= until:
                return None
            await asyncio.sleep(_TICK)

    def _get_me(self, _params: Params) -> dict[str, Any]:
        me = {"id": self.token.split(":")[0], "account_name": self.name, "account_type": "BASIC"}  # D A.3
        if self.flags.display_name_in_me:  # ? A.3: newer bots
            me["display_name"] = self.name
        return me | {"can_join_groups": False}  # D A.7: the sample of the docs

    def _set_webhook(self, params: Params) -> dict[str, Any]:
        self._webhook = check_webhook(params["url"], params["secret_token"], self.flags)
        self._webhook_set_at = milliseconds(self._clock())
        told = {"url": self._webhook[0], "updated_at": self._webhook_set_at}
        # D A.3, newer docs only: the address is kept even if its verification fails
        return told if self.flags.verification is None else told | {"verification": self.flags.verification}

    def _delete_webhook(self, _params: Params) -> dict[str, Any]:
        self._webhook, self._webhook_set_at = None, milliseconds(self._clock())
        self._courier.forget()
        return {"url": "", "updated_at": self._webhook_set_at}  # D A.3

    def _get_webhook_info(self, _params: Params) -> dict[str, Any]:
        if self._webhook is None:
            raise Refused(404, "Not Found: no webhook is set")  # M A.3
        return {"url": self._webhook[0], "updated_at": self._webhook_set_at}  # D A.3: no pending count, no last error

    def _test_webhook(self, _params: Params) -> dict[str, Any] | Response:
        """Answer the diagnostic of the docs of Sep 2026, which too many calls make spell ``errorCode`` (? A.2, A.3)."""
        now, last = self._clock(), self._last_test
        if last is not None and (now - last).total_seconds() < _TEST_WEBHOOK_PAUSE:
            return JSONResponse({"ok": False, "description": "Too many calls", "errorCode": 426})
        self._last_test = now
        if self._webhook is None:
            raise Refused(404, "Not Found: no webhook is set")
        return {"ok": True, "outcome": "success", "status_code": 200, "latency_ms": 12, "hint": ""}

    def _send_message(self, params: Params) -> dict[str, Any]:
        text = check_text("text", params["text"], self.flags)
        mode = check_parse_mode(params.get("parse_mode"))
        styles = check_styles(params.get("text_styles"), text)
        # D A.4: if both are sent, parse_mode wins
        return self._send(params, "text", text, parse_mode=mode, styles=() if mode else styles)

    def _send_photo(self, params: Params) -> dict[str, Any]:
        url = check_address("photo", params["photo"], self.flags)
        caption = check_text("caption", params["caption"], self.flags) if "caption" in params else ""
        return self._send(params, "photo", caption, url=url)

    def _send_sticker(self, params: Params) -> dict[str, Any]:
        if not isinstance(params["sticker"], str):
            raise Refused(400, "Bad Request: sticker must be a string")
        return self._send(params, "sticker", "", url=params["sticker"])

    def _send_voice(self, params: Params) -> dict[str, Any]:
        url = check_address("voice_url", params["voice_url"], self.flags, suffix=".aac")
        # D A.3 (Oct 2026): in a group it may say ok and not deliver
        lost = params["chat_id"] in self._groups and self.flags.voice_in_groups == "dropped"
        return self._send(params, "voice", "", url=url, lost=lost)

    def _send_chat_action(self, params: Params) -> None:
        chat_id = check_chat_id(params["chat_id"])
        if params["action"] != "typing":  # D A.3: upload_photo is "coming soon"
            raise Refused(400, "Bad Request: unsupported action")
        self._admit(chat_id, counts=self.flags.action_counts)
        self.actions.append((chat_id, "typing"))  # D A.3: answered without a result

    def _send(self, params: Params, kind: str, text: str, lost: bool = False, **how: Any) -> dict[str, Any]:
        chat_id = check_chat_id(params["chat_id"])
        delivered = self._admit(chat_id) and not lost
        reply = Reply(self._new_id(), chat_id, kind, text, self._clock(), delivered, **how)
        self.sent.append(reply)
        return {"message_id": reply.message_id, "date": milliseconds(reply.at)}  # D A.3: milliseconds
