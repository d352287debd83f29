"""A strict fake of the Telegram Bot API on loopback, with a Python side for the people (channels D.2).

``with TelegramFake() as fake, Server(fake) as server`` serves ``{server.url}/tg/bot{token}/{method}`` and
``{server.url}/tg/file/bot{token}/{path}``. Rules carry the marks of the reference: M measured, D documented, S read in
source, ? disputed (a flag of ``Rules`` takes the other branch), R general knowledge.
"""

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.fakes.faults import Faults, Recorded, carry_out, masked
from tests.fakes.telegram_groups import FakeGroup
from tests.fakes.telegram_limits import FloodControl
from tests.fakes.telegram_messages import Messages
from tests.fakes.telegram_people import FakeUser
from tests.fakes.telegram_rules import Rules
from tests.fakes.telegram_settings import Settings
from tests.fakes.telegram_table import NESTED, PARAMETERS
from tests.fakes.telegram_updates import UpdateQueue, poll
from tests.fakes.telegram_webhook import Webhook
from tests.fakes.telegram_wire import Params, Refused, bad_request, read_params
from tests.fakes.telegram_world import Chat, Json, Person, World

TOKEN = "7000000001:TEST-token_of_the_fake-0123456789ab"
_PATH = re.compile(r"/tg/(?P<file>file/)?bot(?P<token>[^/]*)/(?P<rest>.+)")
_TOKEN = re.compile(r"[1-9]\d{2,18}:[A-Za-z0-9_-]{35}")
_MOST_BODY = 51 * 1024 * 1024


class TelegramFake:
    """The fake: an ASGI app and, in Python, what the people do.

    Attributes:
        token: The only token that is good; it may be changed, as by a reset.
        rules: What is strict, and which branch of what is disputed.
        time_scale: How long a second of a long poll lasts.
        faults: What the next requests meet, method by method.
        requests: Every request, its token masked.
        world: Everything that exists; hold ``world.lock`` to read it whole.
        queue: The events that the bot has not read.
        webhook: The webhook, with its ``deliveries``.
    """

    def __init__(
        self,
        token: str = TOKEN,
        clock: Callable[[], float] = time.time,
        rules: Rules | None = None,
        time_scale: float = 0.01,
        username: str = "tdkt_thu_bot",
    ) -> None:
        self.token = token
        self.rules = rules or Rules()
        self.time_scale = time_scale
        self.faults = Faults()
        self.requests: list[Recorded] = []
        bot = Person(int(token.split(":")[0]), "Trợ lý thi đua (thử)", username=username, is_bot=True)
        self.world = World(bot, clock, self.rules)
        self.queue = UpdateQueue(self.world)
        self.webhook = Webhook(self.queue)
        self._users: dict[int, FakeUser] = {}
        self._groups: dict[int, FakeGroup] = {}
        self._settings = Settings(self.queue)
        self._methods = self._table(Messages(self.world, FloodControl(clock, self.rules)), self._settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop sending to a webhook."""
        self.webhook.close()

    def user(self, user_id: int, name: str = "Nguyễn Văn An", last_name: str = "", username: str = "") -> FakeUser:
        """Return the person of this id, made when first asked for; they have not written to the bot yet."""
        with self.world.lock:
            if user_id not in self._users:
                person = Person(user_id, name, last_name, username)
                self.world.people[user_id] = person
                self.world.chats[user_id] = chat = Chat(user_id, "private", person=person)
                self._users[user_id] = FakeUser(self, chat, person)
            return self._users[user_id]

    def group(self, group_id: int, title: str = "Phòng Tổ chức", bot_in: bool = True) -> FakeGroup:
        """Return the group of this id, made when first asked for; -100… is a supergroup [R]."""
        assert group_id < 0, "ids of groups are negative"
        with self.world.lock:
            if group_id not in self._groups:
                kind = "supergroup" if str(group_id).startswith("-100") else "group"
                self.world.chats[group_id] = chat = Chat(group_id, kind, title)
                chat.bot_status = "member" if bot_in else "left"
                self._groups[group_id] = FakeGroup(self, chat)
            return self._groups[group_id]

    def wait_for(self, predicate: Callable[[], Any], timeout: float = 5.0) -> Any:
        """Wait until something is true, and return it.

        Raises:
            AssertionError: It did not become true in time (seconds on the wall).
        """
        until = time.monotonic() + timeout
        with self.world.lock:
            while not (found := predicate()):
                left = until - time.monotonic()
                if left <= 0:
                    raise AssertionError("what was waited for did not happen in time")
                self.world.lock.wait(min(left, 0.05))
            return found

    def called(self, method: str) -> list[Recorded]:
        """Return the requests to a method."""
        with self.world.lock:
            return [one for one in self.requests if one.method == method]

    def commands_seen(self, chat: FakeUser, language: str = "vi") -> list[str]:
        """Return the commands that a user's menu shows: the nearest scope, with their language, then without [D]."""
        with self.world.lock:
            for scope in (f"chat:{chat.id}", "all_private_chats", "default"):
                for spoken in (language, ""):
                    if found := self.world.commands.get((scope, spoken)):
                        return [one["command"] for one in found]
        return []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        assert scope["type"] == "http", "the fake speaks HTTP only"
        reply = await self._answer(Request(scope, receive))
        await reply(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = _PATH.fullmatch(request.scope["path"])
        if path is None or not _TOKEN.fullmatch(path["token"]):
            return _refusal(Refused(404, "Not Found"))  # [D] C.5: a malformed token
        if path["file"]:
            return self._file(path["token"], path["rest"])
        body = await request.body()
        try:
            params = read_params(request.scope["query_string"], request.headers.get("content-type", ""), body)
            broken = None
        except Refused as refused:
            params, broken = Params({}), refused
        self._record(path["rest"], params, body, request.headers, path["token"])

        async def effect() -> Response:
            try:
                if len(body) > _MOST_BODY:
                    raise Refused(413, "Request Entity Too Large")  # [R]
                self._check(path["token"], path["rest"], params, broken)
                return JSONResponse({"ok": True, "result": await self._methods[path["rest"]](params, request)})
            except Refused as refused:
                return _refusal(refused)

        return await carry_out(self.faults.next(path["rest"]), request, effect)

    def _check(self, token: str, method: str, params: Params, broken: Refused | None) -> None:
        """Refuse a bad token, an unknown method, and parameters that it does not have."""
        if token != self.token:
            raise Refused(401, "Unauthorized")  # [D] C.5
        if method not in self._methods:
            raise Refused(404, "Not Found: method not found")  # [D] the status, [R] the wording
        if broken is not None:
            raise broken
        unknown = set(params.values) - PARAMETERS[method] - params.attached()
        if unknown and self.rules.strict_parameters:
            raise bad_request(f'unknown parameter "{sorted(unknown)[0]}" of {method} (the fake is strict)')

    def _record(self, method: str, params: Params, body: bytes, headers: Mapping[str, str], token: str) -> None:
        shown = {
            name: _decoded(name, masked(value, self.token, token) if isinstance(value, str) else value)
            for name, value in params.values.items()
        }
        raw = masked(body.decode("utf-8", "replace"), self.token, token)
        with self.world.lock:
            self.requests.append(Recorded(self.world.clock(), method, shown, raw, dict(headers)))
            self.world.changed()

    def _file(self, token: str, path: str) -> Response:
        if token != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        with self.world.lock:
            content = self._settings.file_at(path)
        if content is None:
            return _refusal(Refused(404, "Not Found"))
        return Response(content, media_type="application/octet-stream")

    def _table(self, messages: Messages, settings: Settings) -> dict[str, Callable[[Params, Request], Awaitable[Any]]]:
        async def get_updates(params: Params, request: Request) -> list[Json]:
            gone = request.is_disconnected
            return await poll(self.queue, lambda: bool(self.webhook.url), params, self.time_scale, gone)

        def plain(method: Callable[[Params], Any]) -> Callable[[Params, Request], Awaitable[Any]]:
            async def answer(params: Params, _request: Request) -> Any:
                with self.world.lock:
                    return method(params)

            return answer

        methods = {
            "getMe": settings.get_me,
            "setWebhook": self.webhook.set,
            "deleteWebhook": self.webhook.delete,
            "getWebhookInfo": lambda _: self.webhook.info(),
            "sendMessage": messages.send_message,
            "sendDocument": messages.send_document,
            "sendPhoto": messages.send_photo,
            "editMessageText": messages.edit_message_text,
            "editMessageReplyMarkup": messages.edit_message_reply_markup,
            "deleteMessage": messages.delete_message,
            "sendChatAction": messages.send_chat_action,
            "answerCallbackQuery": messages.answer_callback_query,
            "getFile": settings.get_file,
            "setMyCommands": settings.set_my_commands,
            "getMyCommands": settings.get_my_commands,
            "deleteMyCommands": settings.delete_my_commands,
            "setChatMenuButton": settings.set_chat_menu_button,
            "getChat": settings.get_chat,
            "getChatMember": settings.get_chat_member,
            "leaveChat": settings.leave_chat,
        }
        return {"getUpdates": get_updates, **{name: plain(method) for name, method in methods.items()}}


def _refusal(refused: Refused) -> Response:
    return JSONResponse(refused.body(), refused.status)


def _decoded(name: str, value: object) -> object:
    """Return a parameter for the record: nested ones as objects."""
    if name in NESTED and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
