"""The OpenAPI of Zalo OA over HTTP, as far as we use it: who we are, one text, the next pair of tokens."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx

from bot.channels.zalo_oa.tokens import RefreshFailed, RefreshRefused, Tokens

API = "https://openapi.zalo.me"
OAUTH = "https://oauth.zaloapp.com"
_OURSELVES = "/v2.0/oa/getoa"
_CONSULTATION = "/v3.0/oa/message/cs"
_TOKENS = "/v4/oa/access_token"
_CONNECTING = 5.0  # seconds of the patience
# A local address is never behind the proxy of the unit.
_LOCAL: dict[str, httpx.AsyncBaseTransport | None] = {"all://127.0.0.1": None, "all://localhost": None}
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
_SHORTEST_LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Said:
    """The platform answered in its own words; ``error`` is 0 where it did what was asked."""

    error: int
    message: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unreached:
    """The request certainly did not arrive."""

    why: str


@dataclass(frozen=True, slots=True)
class TooFast:
    """A gateway turned the request away before the platform saw it."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """The request may have arrived; nothing that we understand came back."""

    why: str


Outcome = Said | Unreached | TooFast | Unclear


class OfficialAccount:
    """Calls to the platform; no method raises for what it or the network does, but ``refreshed``.

    Args:
        app_id: of our app.
        app_secret: of our app.
        api: the base of the OpenAPI.
        oauth: the base of the token endpoint.
        patience: seconds to wait for a whole answer.
        clock: tells the time.
    """

    def __init__(
        self, app_id: str, app_secret: str, api: str, oauth: str, patience: float, clock: Callable[[], datetime]
    ) -> None:
        self._app_id, self._app_secret = app_id, app_secret
        self._api, self._oauth = api.rstrip("/"), oauth.rstrip("/")
        self._patience = patience
        self._clock = clock
        self._http: httpx.AsyncClient | None = None

    async def ourselves(self, access: str) -> Outcome:
        """Ask which OA the token belongs to."""
        return await self._called("GET", f"{self._api}{_OURSELVES}", {"access_token": access})

    async def send_text(self, access: str, user_id: str, text: str) -> Outcome:
        """Send a consultation message (tin tư vấn)."""
        body = {"recipient": {"user_id": user_id}, "message": {"text": text}}
        return await self._called("POST", f"{self._api}{_CONSULTATION}", {"access_token": access}, json=body)

    async def refreshed(self, refresh: str) -> Tokens:
        """Change a refresh token, which then works no more, for the next pair.

        Raises:
            RefreshRefused: it does not work.
            RefreshFailed: nobody answered in words that we know.
        """
        form = {"app_id": self._app_id, "grant_type": "refresh_token", "refresh_token": refresh}
        said = await self._called("POST", f"{self._oauth}{_TOKENS}", {"secret_key": self._app_secret}, data=form)
        if not isinstance(said, Said):
            raise RefreshFailed(type(said).__name__)
        if said.error:
            raise RefreshRefused(str(said.error))
        access, following = said.data.get("access_token"), said.data.get("refresh_token")
        if not (isinstance(access, str) and access and isinstance(following, str) and following):
            raise RefreshFailed("no tokens")
        return Tokens(access, following, self._clock() + _life(said.data.get("expires_in")))

    async def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def _called(self, method: str, url: str, headers: Mapping[str, str], **body: Any) -> Outcome:  # noqa: ANN401
        if self._http is None:
            self._http = httpx.AsyncClient(mounts=_LOCAL)
        waiting = httpx.Timeout(None, connect=min(_CONNECTING, self._patience))
        try:
            async with asyncio.timeout(self._patience):  # a reply that drips would never meet a time-out of httpx
                reply = await self._http.request(method, url, headers=headers, timeout=waiting, **body)
        except _BEFORE as error:
            return Unreached(type(error).__name__)
        except (TimeoutError, httpx.HTTPError) as error:
            return Unclear(type(error).__name__)
        return outcome_of(reply.status_code, reply.content)


def outcome_of(status: int, body: bytes) -> Outcome:
    """Return what an answer says; errors come inside HTTP 200 too [D] B.1."""
    try:
        told = json.loads(body)
        error = int(told.get("error", 0))
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return TooFast() if status == HTTPStatus.TOO_MANY_REQUESTS else Unclear(f"HTTP {status}")
    if error == 0 and status >= HTTPStatus.BAD_REQUEST:
        return Unclear(f"HTTP {status}")
    message = told.get("message") or told.get("error_name")
    data = told.get("data", told)  # the token endpoint has no envelope [D] B.2
    return Said(error, str(message or ""), data if isinstance(data, Mapping) else {})


def _life(expires_in: object) -> timedelta:
    """Return how long an access token lives; the platform writes the seconds as text [D] B.2."""
    try:
        return max(timedelta(seconds=int(str(expires_in))), _SHORTEST_LIFE)
    except (ValueError, OverflowError):
        return _SHORTEST_LIFE
