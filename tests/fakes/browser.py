"""A browser without a window: keeps cookies, follows redirects, fills in forms as they stand on the page."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI

from bot.answers import Answers
from bot.bootstrap import Home, open_home
from bot.delivery.addresses import Names
from bot.serving.assembly import Wanted, dialogue_of
from bot.serving.http import make_app
from bot.web.app import add_web
from bot.web.login import login_link
from bot.web.site import Site, WebWishes
from knowledge.people import Person, Role

ADDRESS = "http://tdkt.test"


@dataclass(slots=True)
class Office:
    """A home with its web app, for tests."""

    home: Home
    answers: Answers
    wishes: WebWishes = field(default_factory=WebWishes)
    site: Site = field(init=False)
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        names = Names(self.home.pseudonym_key())
        dialogue = dialogue_of(self.home, self.answers, names, Wanted(), ())
        self.site = Site(self.home, self.answers, dialogue, names, self.wishes)
        self.app = make_app({}, {}, list, lambda: b"")
        add_web(self.app, self.site)

    def person(self, name: str, role: Role = Role.OFFICER, unit: str = "") -> Person:
        """Add somebody of the unit and return them with their number."""
        self.home.people.save([Person(name, role, unit)], "test", 0.0)
        return next(p for p in self.home.people.all() if p.name == name)

    def visitor(self, person: Person | None = None) -> "Browser":
        """Return a browser; with a person it is logged in."""
        browser = Browser(self.app)
        if person is not None:
            assert person.id is not None
            browser.get(login_link(self.site, person.id, ADDRESS)).submit("Vào")
        return browser

    def close(self) -> None:
        """Close the home."""
        self.home.close()


def office(folder: Path, wishes: WebWishes | None = None) -> Office:
    """Open an empty home with its web app."""
    home = open_home(folder / "home")
    return Office(home, home.own_answers(), wishes or WebWishes())


@dataclass(slots=True)
class Browser:
    """One visitor."""

    app: FastAPI
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, address: str, **headers: str) -> "Page":
        """Open an address."""
        return self.send("GET", address, headers=headers)

    def send(self, method: str, address: str, **given: Any) -> "Page":
        """Send one request and follow where it leads."""
        return Page(self, asyncio.run(self._sent(method, address, given)))

    async def _sent(self, method: str, address: str, given: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, cookies=self.cookies, follow_redirects=True
        ) as client:
            response = await client.request(method, address, **given)
            self.cookies = client.cookies
            return response


@dataclass(slots=True)
class Page:
    """What came back."""

    browser: Browser
    response: httpx.Response

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.response.status_code

    @property
    def soup(self) -> BeautifulSoup:
        """Return the page, parsed."""
        return BeautifulSoup(self.response.text, "lxml")

    @property
    def words(self) -> str:
        """Return what a person reads in the main part."""
        main = self.soup.find("main") or self.soup
        return " ".join(main.get_text(" ").split())

    def follow(self, words: str) -> "Page":
        """Follow the first link with these words in it."""
        link = next(a for a in self.soup.find_all("a") if words in " ".join(a.get_text(" ").split()))
        return self.browser.get(str(link["href"]))

    def form(self, button: str) -> Tag:
        """Return the form that has a button with these words."""
        for form in self.soup.find_all("form"):
            if any(button in b.get_text(" ") for b in form.find_all("button")):
                return form
        raise AssertionError(f"no form with a button “{button}”")

    def submit(self, button: str, files: dict[str, tuple[str, bytes, str]] | None = None, **values: Any) -> "Page":
        """Fill in the form of a button and send it as a browser would."""
        form = self.form(button)
        data = {**filled_in(form), **values}
        pressed = next(b for b in form.find_all("button") if button in b.get_text(" "))
        if pressed.get("name"):
            data[str(pressed["name"])] = str(pressed.get("value", ""))
        address = str(pressed.get("formaction") or form.get("action") or self.response.url.path)
        if str(form.get("method", "get")).lower() == "get":
            return self.browser.send("GET", address, params=data)
        return self.browser.send("POST", address, data=data, files=files)


def filled_in(form: Tag) -> dict[str, Any]:
    """Return the values that a form has before anybody touches it."""
    values: dict[str, Any] = {}
    for field_ in form.find_all(["input", "textarea", "select"]):
        name, kind = field_.get("name"), field_.get("type", "")
        if not name or kind in ("submit", "file") or (kind in ("radio", "checkbox") and not field_.has_attr("checked")):
            continue
        if field_.name == "select":
            chosen = field_.find("option", selected=True) or field_.find("option")
            values[str(name)] = str(chosen.get("value", chosen.get_text())) if chosen else ""
        elif field_.name == "textarea":
            values[str(name)] = field_.get_text()
        else:
            values[str(name)] = str(field_.get("value", "on" if kind == "checkbox" else ""))
    return values
