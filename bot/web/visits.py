"""Who asks for a page: the cookie, the person behind it, what they may see, and the token of their forms."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.datastructures import FormData

from bot.web.errors import Forbidden, LoginNeeded, StaleForm, TooLarge, TooSlow, WrongLetters
from bot.web.site import Site
from knowledge.audiences import EVERYONE, Audience, audience_of
from knowledge.people import Person, Role

COOKIE = "tdkt"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf"
LARGEST_FORM = 256 * 1024  # bytes of a form without files
_BYTES = 32
_DIGITS = 12  # of a length that may be a form's
_LEAST_PATIENCE, _SLOWEST = 10.0, 20_000  # seconds for any form, and bytes a second of a long one


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks for a page.

    Attributes:
        secret: the value of the cookie; empty where the browser sent none.
        key: its hash, under which a session and a conversation are kept.
        person: who is logged in; None for the public.
    """

    secret: str
    key: str
    person: Person | None
    csrf: str

    @property
    def audience(self) -> Audience:
        """Return the groups whose documents may be shown."""
        if self.person is None:
            return EVERYONE
        return audience_of((self.person.role,), (self.person.unit,) if self.person.unit else ())

    @property
    def name(self) -> str:
        """Return the name for audit lines."""
        return self.person.name if self.person else "khách trên web"

    def may(self, *roles: Role) -> bool:
        """Say whether the visitor has one of these roles; an administrator may do everything."""
        return self.person is not None and self.person.role in (*roles, Role.ADMINISTRATOR)


def hashed(secret: str) -> str:
    """Return the hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def site_of(request: Request) -> Site:
    """Return the site that a request is for."""
    site: Site = request.app.state.site
    return site


def visitor_of(request: Request) -> Visitor:
    """Return who asks; found once per request."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is not None:
        return known
    site, secret = site_of(request), request.cookies.get(COOKIE, "")
    person = site.home.web_sessions.person_of(hashed(secret), site.now().timestamp()) if secret else None
    request.state.fresh = "" if secret else new_secret()
    secret = secret or request.state.fresh
    visitor = Visitor(secret, hashed(secret), person, _token(site, secret))
    request.state.visitor = visitor
    return visitor


def _token(site: Site, secret: str) -> str:
    return hmac.new(site.home.pseudonym_key(), f"csrf:{secret}".encode(), hashlib.sha256).hexdigest()


def remember(request: Request, response: Response, secret: str = "") -> None:
    """Give the browser its cookie where it has none yet, or a new one at login."""
    secret = secret or getattr(request.state, "fresh", "")
    if secret:
        response.set_cookie(
            COOKIE, secret, httponly=True, samesite="lax", secure=site_of(request).is_secure, path="/",
        )  # fmt: skip


def own_form(largest: int) -> Callable[[Request], Awaitable[None]]:
    """Return what refuses a form that was not given out to this very visitor, or is longer than ``largest`` bytes.

    The dependency raises ``TooLarge`` or ``WrongLetters`` before anything is read, ``TooSlow`` or ``StaleForm``.
    """

    async def checked(request: Request) -> None:
        bounded_form(request, largest)
        form = await read_form(request)
        given = request.headers.get(CSRF_HEADER) or str(form.get(CSRF_FIELD, ""))
        visitor = visitor_of(request)
        said = given.encode("utf-8", "replace")  # only ASCII text could be compared as text
        if not request.cookies.get(COOKIE) or not hmac.compare_digest(said, visitor.csrf.encode()):
            raise StaleForm

    return checked


def bounded_form(request: Request, largest: int) -> None:
    """Refuse a form that is longer than ``largest`` bytes, or in letters that no browser sends, before it is read.

    Raises:
        TooLarge: more is announced than is taken, or nobody says how much.
        WrongLetters: it is not in UTF-8.
    """
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) <= _DIGITS) or int(length) > largest:
        raise TooLarge
    _, named, letters = request.headers.get("content-type", "").lower().partition("charset=")
    if named and letters.strip(" \"'").partition(";")[0].strip(" \"'") != "utf-8":
        raise WrongLetters


async def read_form(request: Request, patience: float = _LEAST_PATIENCE) -> FormData:
    """Return the form that is sent, whose length is known; read once per request.

    Args:
        request: that sends it.
        patience: seconds that any form may take; a long one may take longer.

    Raises:
        TooSlow: it does not come.
    """
    length = int(request.headers.get("content-length", "0"))
    try:
        async with asyncio.timeout(patience + length / _SLOWEST):
            return await request.form()
    except TimeoutError:
        raise TooSlow from None


def invited(request: Request) -> Visitor:
    """Let everybody ask and read where the site is public, else whoever is logged in.

    Raises:
        LoginNeeded: the site is not public, and nobody is logged in.
    """
    visitor = visitor_of(request)
    if visitor.person is None and not site_of(request).wishes.public_chat:
        raise LoginNeeded
    return visitor


def requires(*roles: Role) -> Callable[[Request], Visitor]:
    """Return what lets only people with one of these roles on; without roles, whoever is logged in.

    The dependency raises ``LoginNeeded`` or ``Forbidden``.
    """

    def allowed(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor.person is None:
            raise LoginNeeded
        if roles and not visitor.may(*roles):
            raise Forbidden
        return visitor

    return allowed


OurSite = Annotated[Site, Depends(site_of)]
Anybody = Annotated[Visitor, Depends(visitor_of)]
LoggedIn = Annotated[Visitor, Depends(requires())]
Officer = Annotated[Visitor, Depends(requires(Role.HR_OFFICER))]
Administrator = Annotated[Visitor, Depends(requires(Role.ADMINISTRATOR))]
Invited = Annotated[Visitor, Depends(invited)]
OwnForm = Depends(own_form(LARGEST_FORM))
