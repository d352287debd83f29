"""Which program asks: the key that it shows, whose it is, and what it may be used for."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer, SecurityScopes

from bot.web.api.limits import RateLimit, bounded
from bot.web.api.problems import problem_of
from bot.web.errors import Forbidden, WebError
from bot.web.site import Site
from bot.web.visits import hashed, new_secret, site_of
from knowledge.audiences import Audience, audience_of
from knowledge.people import Person, Role
from knowledge.store.api_keys import ApiKey, KeyScope

_PREFIX = "tdkt_"  # so that whoever finds one in a file knows what it is
_bearer = HTTPBearer(
    scheme_name="khoa", auto_error=False,
    description="Khóa API do quản trị cấp bằng “tdkt keys make”; gửi trong Authorization: Bearer KHÓA.",
)  # fmt: skip


class KeyNeeded(WebError):
    """No key was shown, or none that opens anything."""

    status = HTTPStatus.UNAUTHORIZED
    words = "Không có khóa, khóa sai, hoặc khóa đã bị thu hồi."
    next_step = "Gửi Authorization: Bearer KHÓA; xin khóa ở quản trị của đơn vị (tdkt keys make)."
    headers = {"WWW-Authenticate": "Bearer"}


def new_key() -> str:
    """Return the secret of a new key."""
    return _PREFIX + new_secret()


@dataclass(frozen=True, slots=True)
class Caller:
    """A program with its key; it may do and see what the person behind the key may, and no more than its scopes say."""

    key: ApiKey
    person: Person

    @property
    def audience(self) -> Audience:
        """Return the groups whose documents may be shown."""
        return audience_of((self.person.role,), (self.person.unit,) if self.person.unit else ())

    @property
    def name(self) -> str:
        """Return the name for audit lines."""
        return f"{self.person.name} (khóa API {self.key.id})"

    def require(self, *roles: Role) -> None:
        """Refuse what the person behind the key may not do; an administrator may do everything.

        Raises:
            Forbidden: the person has none of these roles.
        """
        if self.person.role not in (*roles, Role.ADMINISTRATOR):
            raise Forbidden("Vai trò của người đứng tên khóa không làm được việc này.")


def _identified(request: Request) -> Caller:
    """Return who asks; a cookie of a browser counts for nothing here.

    Raises:
        KeyNeeded: the key opens nothing.
        TooFast: it was used too often lately.
    """
    site: Site = site_of(request)
    limit: RateLimit = request.app.state.rate_limit
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    now = site.now().timestamp()
    found = site.home.api_keys.known(hashed(secret.strip()), now) if scheme.lower() == "bearer" else None
    if found is None:
        raise KeyNeeded
    limit.admit(found[0].id, now)
    return Caller(*found)


class OpenRoute(APIRoute):
    """An operation whose every failure becomes a problem, and whose body is bounded."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                await self.admit(request)
                return await answer(bounded(request))
            except Exception as error:
                return problem_of(error)

        return handle

    async def admit(self, request: Request) -> None:
        """Let everybody in."""


class KeyedRoute(OpenRoute):
    """An operation for which a key is needed; it is looked at before anything that was sent is read."""

    async def admit(self, request: Request) -> None:
        """Let in whoever shows a key."""
        request.state.caller = await asyncio.to_thread(_identified, request)


def caller_of(request: Request, wanted: SecurityScopes, _shown: Annotated[object, Depends(_bearer)]) -> Caller:
    """Return who asks, where the key may be used for this.

    Raises:
        Forbidden: it may not.
    """
    caller: Caller = request.state.caller
    missing = [KeyScope(scope) for scope in wanted.scopes if scope not in caller.key.scopes]
    if missing:
        named = ", ".join(f"{scope.value} ({scope.words})" for scope in missing)
        raise Forbidden(f"Khóa thiếu phạm vi: {named}.", "Xin quản trị một khóa có phạm vi ấy.")
    return caller


Asker = Annotated[Caller, Security(caller_of, scopes=[KeyScope.ASK.value])]
DocumentReader = Annotated[Caller, Security(caller_of, scopes=[KeyScope.READ_DOCUMENTS.value])]
DocumentWriter = Annotated[Caller, Security(caller_of, scopes=[KeyScope.WRITE_DOCUMENTS.value])]
DeadlineReader = Annotated[Caller, Security(caller_of, scopes=[KeyScope.READ_DEADLINES.value])]
DeadlineWriter = Annotated[Caller, Security(caller_of, scopes=[KeyScope.WRITE_DEADLINES.value])]
CriteriaReader = Annotated[Caller, Security(caller_of, scopes=[KeyScope.CRITERIA.value])]
