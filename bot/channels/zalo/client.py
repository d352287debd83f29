"""The Zalo Bot API as calls with typed outcomes: what was asked of it, and what can be said about it afterwards."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from bot.channels.base import ChannelError

DEFAULT_API = "https://bot-api.zaloplatforms.com"  # [D] A.1; the older host does not know every method [?]
_TOKEN = re.compile(r"[A-Za-z0-9:._~-]+")  # whatever stands in an address as it is; looks like 123456789:abc-xyz [D]
_CONNECTING = 5.0  # seconds; most of the patience is for the answer
# A local address is never behind the proxy of the unit.
_LOCAL: dict[str, httpx.AsyncBaseTransport | None] = {"all://127.0.0.1": None, "all://localhost": None}
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Done:
    """The platform did what was asked; ``result`` is whatever JSON it gave, None where it gave none."""

    result: Any = None


@dataclass(frozen=True, slots=True)
class Denied:
    """The platform itself answered that it did not; ``code`` is its error code, 0 where it named none."""

    code: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class Garbled:
    """Something answered that is not the platform's envelope: the page of a gateway, or broken JSON."""

    status: int


@dataclass(frozen=True, slots=True)
class Unreached:
    """No connection was made: the request certainly did not arrive."""

    why: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The request may have arrived, but no whole answer came back."""

    why: str


Outcome = Done | Denied | Garbled | Unreached | Unanswered


class ZaloClient:
    """Calls the methods of one bot.

    No outcome holds the address that was called, which holds the token.

    Args:
        token: the bot's token.
        api: the base of the API, to which ``/bot<token>/<method>`` is appended.

    Raises:
        ChannelError: the token or the address cannot be right.
    """

    def __init__(self, token: str, api: str = DEFAULT_API) -> None:
        if not _TOKEN.fullmatch(token):
            raise ChannelError(
                "Token của bot Zalo đang trống hoặc có ký tự lạ.",
                "Chép lại token mà Zalo Bot Creator đã gửi, có dạng 123456789:abc-xyz, không kèm dấu cách.",
            )
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", api):
            raise ChannelError(f"Địa chỉ API của Zalo không hợp lệ: “{api}”.", f"Thường dùng {DEFAULT_API}.")
        self._base = f"{api.rstrip('/')}/bot{token}"  # no slash between "bot" and the token [D] A.1
        self._http: httpx.AsyncClient | None = None

    async def call(self, method: str, parameters: Mapping[str, Any], patience: float) -> Outcome:
        """Call a method and wait at most ``patience`` seconds for the whole of its answer."""
        try:
            async with asyncio.timeout(patience):  # a reply that drips would never meet a time-out of httpx
                response = await self._open().post(
                    f"{self._base}/{method}",
                    json=dict(parameters),
                    timeout=httpx.Timeout(None, connect=min(_CONNECTING, patience)),
                )
        except _BEFORE as error:
            return Unreached(type(error).__name__)
        except TimeoutError:
            return Unanswered("time-out")
        except httpx.HTTPError as error:
            return Unanswered(type(error).__name__)
        return outcome_of(response.status_code, response.content)

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _open(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(mounts=_LOCAL)
        return self._http


def outcome_of(status: int, body: bytes) -> Outcome:
    """Return what an answer says; business errors come inside HTTP 200 too [M] A.2."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Garbled(status)
    if not isinstance(said, dict):
        return Garbled(status)
    if said.get("ok") is True and status < HTTPStatus.BAD_REQUEST:
        return Done(said.get("result"))
    if said.get("ok") is False:
        return Denied(_code(said, status), _description(said))
    return Garbled(status)


def _code(said: Mapping[str, Any], status: int) -> int:
    """Return the error code, a number or its text under one of two names [M, ?] A.2, else the HTTP status."""
    for name in ("error_code", "errorCode"):
        try:
            return int(said[name])
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
    return status if status >= HTTPStatus.BAD_REQUEST else 0


def _description(said: Mapping[str, Any]) -> str:
    description = said.get("description")
    return description if isinstance(description, str) else ""
