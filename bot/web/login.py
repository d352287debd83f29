"""Log in by a link that works once, and log out; there are no passwords (đăng nhập bằng liên kết)."""

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.web.errors import NotThere
from bot.web.rendering import page
from bot.web.site import Site
from bot.web.visits import LoggedIn, OurSite, OwnForm, hashed, new_secret, remember
from knowledge.store.web import WebSessions

router = APIRouter(include_in_schema=False)


def login_link(site: Site, person_id: int, base: str = "") -> str:
    """Make a link that logs a person in once, and return its address.

    Args:
        site: of which home.
        person_id: whom.
        base: the address of the site where the operator named no public one.
    """
    return login_address(site.home.web_sessions, site.wishes.public_url or base, person_id, site.now())


def login_address(sessions: WebSessions, base: str, person_id: int, now: datetime) -> str:
    """Make the same where there is no site at hand: from a command, or in a chat.

    Args:
        sessions: of the home.
        base: the address under which people reach the site.
        person_id: whom.
        now: the moment.
    """
    secret = new_secret()
    sessions.offer(hashed(secret), person_id, now.timestamp())
    return f"{base.rstrip('/')}/vao/{secret}"


@router.get("/vao/{secret}")
def door(request: Request, site: OurSite, secret: str) -> HTMLResponse:
    """Show a button, so that a program which only looks at links uses none up."""
    if not site.home.web_sessions.offered(hashed(secret), site.now().timestamp()):
        raise NotThere("Liên kết đăng nhập đã dùng hoặc hết hạn.", "Xin quản trị một liên kết mới.")
    return page(request, "login.html", {"secret": secret})


@router.post("/vao/{secret}", dependencies=[OwnForm])
def enter(request: Request, site: OurSite, secret: str) -> Response:
    """Use the link up and begin a session under a new cookie."""
    cookie = new_secret()
    if not site.home.web_sessions.begin(hashed(secret), hashed(cookie), site.now().timestamp()):
        raise NotThere("Liên kết đăng nhập đã dùng hoặc hết hạn.", "Xin quản trị một liên kết mới.")
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    remember(request, response, cookie)
    return response


@router.post("/ra", dependencies=[OwnForm])
def leave(request: Request, site: OurSite, visitor: LoggedIn) -> Response:
    """Log out here."""
    site.home.web_sessions.end(visitor.key)
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    remember(request, response, new_secret())
    return response
