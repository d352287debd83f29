"""A strict stand-in for the Zalo Official Account API: tokens, consultation messages, signed webhooks.

The marks at the rules are those of ``zalo_oa_rules``; FAKE_FACTS.md lists them with their sources.
"""

import base64
import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.faults import Faults, Recorded, carry_out, masked
from tests.fakes.forms import parameters
from tests.fakes.server import Server
from tests.fakes.zalo_oa_rules import OaNames, Refused, ZaloOaFlags, check_cs
from tests.fakes.zalo_oa_world import ZaloOaWorld

_CODE_LIFE = timedelta(minutes=10)  # D B.2
_MINUTE = timedelta(minutes=1)
# R: the codes and names of the token endpoint's errors; a client should only look for the absence of a token
_OAUTH_ERRORS = {
    -14001: "Invalid app_id",
    -14002: "Invalid secret key",
    -14010: "Invalid grant_type",
    -14011: "Invalid code",
    -14014: "Invalid refresh token",
}


@dataclass(frozen=True, slots=True)
class _Code:
    ends: datetime
    challenge: str | None


class ZaloOaFake(ZaloOaWorld):
    """One Official Account with its app, served on loopback while the ``with`` block lasts.

    Args:
        names: The ids and secrets of the app and the OA.
        clock: The platform's clock.
        flags: How it decides what its sources leave open.

    Attributes:
        faults: What goes wrong next, by method: ``access_token``, ``message/cs``, ``quota/message``.
        requests: Every request under the same names, tokens and secrets masked.
        routes: The platform's routes, for a server that holds more than this.
    """

    def __init__(
        self,
        names: OaNames | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        flags: ZaloOaFlags | None = None,
    ) -> None:
        super().__init__(names or OaNames(), clock, flags or ZaloOaFlags())
        self.faults = Faults()
        self.requests: list[Recorded] = []
        self.routes = [
            Route("/oauth/v4/oa/access_token", self._token, methods=["POST"]),
            Route("/oa/v3.0/oa/{method:path}", self._open_api, methods=["POST"]),
            Route("/oa/v2.0/oa/getoa", self._ourselves, methods=["GET"]),
            Route("/oa/v2.0/oa/{method:path}", self._closed, methods=["GET", "POST"]),
        ]
        self.app = Starlette(routes=self.routes)
        self._server = Server(self.app)
        self._access: dict[str, datetime] = {}
        self._refresh: dict[str, tuple[datetime, str]] = {}  # -> its end, and the access token of its pair
        self._codes: dict[str, _Code] = {}
        self._secrets: set[str] = {self.names.app_secret, self.names.oa_secret}
        self._calls: deque[datetime] = deque()

    @property
    def oauth_url(self) -> str:
        """The base of the permission host, to which ``/v4/oa/access_token`` is appended."""
        return f"{self._server.url}/oauth"

    @property
    def api_url(self) -> str:
        """The base of the API, to which ``/v3.0/oa/message/cs`` is appended."""
        return f"{self._server.url}/oa"

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
        self._server.__exit__(kind, error, traceback)

    def authorise(self, code_challenge: str | None = None) -> str:
        """Return the code that an administrator's consent gives: good once, for ten minutes (D B.2)."""
        with self._changed:
            code = self._new_secret("code")
            self._codes[code] = _Code(self.now() + _CODE_LIFE, code_challenge)
            return code

    def grant(self) -> tuple[str, str]:
        """Return a new pair of access and refresh token, as if an administrator had just agreed."""
        with self._changed:
            access, refresh = self._new_secret("access"), self._new_secret("refresh")
            self._access[access] = self.now() + timedelta(seconds=self.flags.access_seconds)
            self._refresh[refresh] = (self.now() + timedelta(days=self.flags.refresh_days), access)
            return access, refresh

    def revoke(self) -> None:
        """End every token, as when the administrator withdraws the consent."""
        with self._changed:
            self._access.clear()
            self._refresh.clear()

    # --- tokens ------------------------------------------------------------------------------------------------

    async def _token(self, request: Request) -> Response:
        form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        params = await self._params("access_token", request)

        async def effect() -> Response:
            try:
                if params is None or not form:  # D B.2: a form body
                    raise Refused(-14010)
                with self._changed:
                    self._check_app(params, request)
                    access, refresh = self._exchange(params)
            except Refused as refused:
                name = _OAUTH_ERRORS[refused.error]
                return JSONResponse({"error": refused.error, "error_name": name, "error_description": name})
            # D B.2: the seconds are a string
            told = {"access_token": access, "refresh_token": refresh, "expires_in": str(self.flags.access_seconds)}
            return JSONResponse(told)

        return await carry_out(self.faults.next("access_token"), request, effect)

    def _check_app(self, params: Mapping[str, Any], request: Request) -> None:
        if request.headers.get("secret_key") != self.names.app_secret:  # D B.2: the app's secret, in a header
            raise Refused(-14002)
        if params.get("app_id") != self.names.app_id:
            raise Refused(-14001)
        known = {"app_id", "grant_type", "code", "code_verifier", "refresh_token"}
        if self.flags.strict and set(params) - known:
            raise Refused(-14010)

    def _exchange(self, params: Mapping[str, Any]) -> tuple[str, str]:
        if params.get("grant_type") == "authorization_code":
            code = self._codes.pop(str(params.get("code")), None)  # single use
            if code is None or self.now() > code.ends or not _verifies(params.get("code_verifier"), code.challenge):
                raise Refused(-14011)
            return self.grant()
        if params.get("grant_type") != "refresh_token":
            raise Refused(-14010)
        ends, old_access = self._refresh.pop(str(params.get("refresh_token")), (None, ""))  # D B.2: single use
        if ends is None or self.now() > ends:
            raise Refused(-14014)
        if self.flags.old_access_dies:  # ?
            self._access.pop(old_access, None)
        return self.grant()

    # --- messages ----------------------------------------------------------------------------------------------

    async def _open_api(self, request: Request) -> Response:
        method = request.path_params["method"]
        params = await self._params(method, request)

        async def effect() -> Response:
            try:
                self._check_call(request)
                return JSONResponse({"error": 0, "message": "Success", "data": self._do(method, params)})  # D B.1
            except Refused as refused:  # D B.1: HTTP 200 with a negative error
                return JSONResponse({"error": refused.error, "message": refused.message})

        return await carry_out(self.faults.next(method), request, effect)

    def _check_call(self, request: Request) -> None:
        token, now = request.headers.get("access_token"), self.now()
        with self._changed:
            if token not in self._access:  # D B.1: this header, not Authorization
                raise Refused(-216)
            if now >= self._access[token]:
                raise Refused(-220)
            if self.flags.always is not None:
                raise Refused(self.flags.always)
            while self._calls and now - self._calls[0] >= _MINUTE:
                self._calls.popleft()
            if self.flags.calls_per_minute is not None and len(self._calls) >= self.flags.calls_per_minute:
                raise Refused(-32)
            self._calls.append(now)

    def _do(self, method: str, params: Mapping[str, Any] | None) -> Any:
        if method == "quota/message":  # D B.1 that it exists; the shape of its answer is R
            return [{"quota_type": kind, "remain": left} for kind, left in self.quota.items()]
        if method != "message/cs":
            raise Refused(-212)  # the other kinds of message need a package that this OA does not have
        if params is None:
            raise Refused(-201, "the body is no JSON object")
        return self.send(*check_cs(params, self.flags))

    async def _ourselves(self, request: Request) -> Response:
        """Tell which OA the token is of; only the sends of the second version are shut (D B.1, this call R)."""
        await self._params("getoa", request)

        async def effect() -> Response:
            try:
                self._check_call(request)
            except Refused as refused:
                return JSONResponse({"error": refused.error, "message": refused.message})
            data = {"oa_id": self.names.oa_id, "name": "Phòng Thi đua khen thưởng"}
            return JSONResponse({"error": 0, "message": "Success", "data": data})

        return await carry_out(self.faults.next("getoa"), request, effect)

    async def _closed(self, request: Request) -> Response:
        """Answer the second version, whose sends are shut (D B.1)."""
        await self._params(f"v2.0/{request.path_params['method']}", request)
        return JSONResponse({"error": -240, "message": Refused(-240).message})

    async def _params(self, method: str, request: Request) -> dict[str, Any] | None:
        """Return the parameters of a request, None if they cannot be read; keep them without the secrets."""
        raw = (await request.body()).decode(errors="replace")
        try:
            params: dict[str, Any] | None = await parameters(request)
        except ValueError:
            params = None
        with self._changed:
            known = tuple(self._secrets)
            headers = {name: masked(value, *known) for name, value in request.headers.items()}
            kept = {n: masked(v, *known) if isinstance(v, str) else v for n, v in (params or {}).items()}
            self.requests.append(Recorded(self.now().timestamp(), method, kept, masked(raw, *known), headers))
            self._changed.notify_all()
        return params

    def _new_secret(self, kind: str) -> str:
        secret = f"{kind}-{self.new_id()}-{hashlib.sha256(f'{kind}{self.new_id()}'.encode()).hexdigest()}"
        self._secrets.add(secret)
        return secret


def _verifies(verifier: object, challenge: str | None) -> bool:
    """Whether a verifier fits the challenge of its code: PKCE with SHA-256 (D B.2)."""
    if challenge is None:
        return True
    digest = hashlib.sha256(str(verifier).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
