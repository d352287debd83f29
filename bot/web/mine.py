"""One's own page (của tôi): my tasks, what I follow, how I am reminded, my data, and logging out everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.clock import VIETNAM
from bot.home_feeds import feeds_of
from bot.reminders.occurrences import Hindrance, Kept, Occurrence, hindrance, occurrences, time_of
from bot.reminders.register import Register, issuer_key, last_said, written_wishes
from bot.reminders.wishes import Wishes
from bot.reminders.wishing import hour_written, lead_days_written
from bot.reminders.wording import day_words, hour_words, source_words, what_words
from bot.web.deadlines import register_of
from bot.web.errors import NotThere
from bot.web.rendering import page
from bot.web.sent_forms import Errors, Sent, SentForm, day_written
from bot.web.site import Site
from bot.web.visits import LoggedIn, OurSite, OwnForm, Visitor, new_secret, remember
from knowledge.audiences import group_name, role_group
from knowledge.people import Person
from knowledge.store.reminders import Follow, Following, Reply
from knowledge.text import squeezed
from retriever.answering.sources import document_name

router = APIRouter(include_in_schema=False)
_BACK, _AHEAD = timedelta(days=14), timedelta(days=60)
_DAY = timedelta(days=1)
_MOST_DAYS = 60
_SAID = {"done": "đã xong", "later": "nhắc lại", "stop": "thôi nhắc"}
_WANTED = {"xong": "done", "lai": "later", "thoi": "stop"}
_DONE = {
    "viec": "Đã ghi.",
    "nhac": "Đã ghi cách nhắc bạn.",
    "theo-doi": "Đã ghi điều bạn theo dõi.",
    "lich": "Đã đổi địa chỉ lịch; địa chỉ cũ hết dùng được.",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A time of a deadline that concerns somebody.

    Attributes:
        kept: the deadline.
        occurrence: which time of it.
        said: what the person said last; empty where nothing.
        waiting: nobody has confirmed the deadline yet, so nobody is reminded of it.
    """

    kept: Kept
    occurrence: Occurrence
    said: str
    waiting: bool


@router.get("/toi")
def mine(request: Request, site: OurSite, visitor: LoggedIn, da: str = "") -> HTMLResponse:
    """Show what concerns the visitor."""
    return _page(request, site, visitor, {"done": _DONE.get(da, "")})


def _page(
    request: Request, site: Site, visitor: Visitor, beside: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    person, register = _person(visitor), register_of(site)
    number = person.id or 0
    wishes = register.wishes_of(number)
    base = site.wishes.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    context = {
        "person": person, "role": group_name(role_group(person.role)).removeprefix("vai trò "), "wishes": wishes,
        "tasks": [(one, day_words(one.occurrence.last_day), hour_words(one.kept, one.occurrence),
                   what_words(one.kept), source_words(one.kept)) for one in _tasks(site, register, number)],
        "said_words": _SAID, "follows": _follows(site, register, person),
        "issuers": _issuers(site, visitor), "calendar": base + feeds_of(site.home).of_person(number),
        "typed": _written(wishes), "errors": Errors(), "done": "",
        "contact": site.home.library.unit().contact, "lost": len(site.home.outbox.undelivered())
        if visitor.may() else 0, "is_administrator": visitor.may(), **beside,
    }  # fmt: skip
    return page(request, "mine.html", context, status)


def _person(visitor: Visitor) -> Person:
    assert visitor.person is not None  # the routes let nobody else on
    return visitor.person


# -- my tasks -------------------------------------------------------------------------------------------


def _tasks(site: Site, register: Register, person: int) -> list[Task]:
    """Return what a person follows that was due lately or comes soon, in order."""
    now, said = site.now(), last_said(site.home.reminders)
    since = datetime.combine((now - _BACK).date(), time(0), VIETNAM)
    found = []
    for kept in register.kept:
        if person not in register.followers.get(kept.id, ()) or hindrance(kept) not in (None, Hindrance.UNCONFIRMED):
            continue
        for one in occurrences(kept, since, (now + _AHEAD).date()):
            if one.last_day <= (now + _AHEAD).date():
                reply = said.get((person, kept.id, one.last_day))
                found.append(Task(kept, one, reply.said if reply else "", hindrance(kept) is not None))
    return sorted(found, key=lambda task: (task.occurrence.closes, task.kept.id))


@router.post("/toi/viec", dependencies=[OwnForm])
def answer(site: OurSite, visitor: LoggedIn, sent: Sent) -> Response:
    """Keep what the visitor says of a task: done, again later, no more."""
    person, register = _person(visitor).id or 0, register_of(site)
    number, day, said = sent.number("han") or 0, day_written(sent.text("ngay")), _WANTED.get(sent.text("noi"))
    kept = register.of_number.get(number)
    if kept is None or day is None or said is None or person not in register.followers.get(number, ()):
        raise NotThere
    if time_of(kept, day) is None:
        raise NotThere
    days = min(max(1, sent.number("sau") or 1), _MOST_DAYS)
    until = (site.now() + days * _DAY).timestamp() if said == "later" else None
    site.home.reminders.answer(Reply(person, number, day, said, until), site.now().timestamp())
    return _to("/toi?da=viec")


# -- what I follow --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that somebody follows, in words; ``mine`` where the person can end it."""

    kind: str
    target: str
    words: str
    mine: bool


def _follows(site: Site, register: Register, person: Person) -> list[Followed]:
    """Return what a person follows, and what was given to the person's unit; what may not be seen has no words."""
    units = site.home.people.units()
    unit = next((number for number, name in units.items() if name == person.unit), None) if person.unit else None
    names = dict(_issuer_names(register))
    found = []
    for follow in site.home.reminders.all_follows():
        if follow.person == person.id or (unit is not None and follow.unit == unit):
            words = _words(follow, register, person, names)
            found.append(Followed(follow.kind.value, follow.target, words, follow.person == person.id))
    return found


def _words(follow: Follow, register: Register, person: Person, issuers: Mapping[str, str]) -> str:
    number = int(follow.target) if follow.target.isdecimal() else 0
    if follow.kind is Following.ALL:
        return "mọi hạn"
    if follow.kind is Following.ISSUER:
        return f"hạn trong văn bản của {issuers.get(follow.target, follow.target.partition(':')[2])}"
    if follow.kind is Following.DEADLINE:
        seen = register.may_see(person.id or 0, number)
        return (
            what_words(register.of_number[number], 120) if seen else f"hạn số {number}, không còn hoặc không xem được"
        )
    document = register.documents.get(number)
    deadlines = [r.id for r in register.records.values() if r.document_id == number]
    if document is not None and any(register.may_see(person.id or 0, one) for one in deadlines):
        return f"mọi hạn của {document_name(document.metadata)}"
    return f"mọi hạn của văn bản số {number}"


def _issuer_names(register: Register) -> Iterable[tuple[str, str]]:
    for document in register.documents.values():
        if document.metadata.issuer:
            yield issuer_key(document.metadata.issuer.value), squeezed(document.metadata.issuer.value)


def _issuers(site: Site, visitor: Visitor) -> list[str]:
    """Return the agencies whose documents the visitor may see."""
    records = site.home.library.documents(audience=visitor.audience)
    return sorted({squeezed(r.metadata.issuer.value) for r in records if r.metadata.issuer})


@router.post("/toi/theo-doi", dependencies=[OwnForm])
def change_follows(site: OurSite, visitor: LoggedIn, sent: Sent) -> Response:
    """Follow everything or an agency, or end something that is followed."""
    person = _person(visitor).id
    kind, target = sent.text("loai"), sent.text("dich")
    if kind not in set(Following):
        raise NotThere
    if sent.text("thoi") == "1":
        site.home.reminders.unfollow(Follow(Following(kind), target, person))
    elif kind == Following.ALL:
        site.home.reminders.follow(Follow(Following.ALL, person=person))
    elif kind == Following.ISSUER and target in _issuers(site, visitor):
        site.home.reminders.follow(Follow(Following.ISSUER, issuer_key(target), person))
    return _to("/toi?da=theo-doi")


# -- how I am reminded ----------------------------------------------------------------------------------


@router.post("/toi/nhac", dependencies=[OwnForm])
def wish(request: Request, site: OurSite, visitor: LoggedIn, sent: Sent) -> Response:
    """Keep when the visitor wants to be reminded."""
    number = _person(visitor).id or 0
    wishes, errors = _wished(register_of(site).wishes_of(number), sent)
    if errors:
        typed = {**{name: sent.text(name) for name in ("truoc", "gio", "yen-tu", "yen-den")}, "thoi": sent.text("thoi")}
        return _page(request, site, visitor, {"typed": typed, "errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY)
    site.home.reminders.wish(number, written_wishes(wishes))
    return _to("/toi?da=nhac")


def _wished(before: Wishes, sent: SentForm) -> tuple[Wishes, Errors]:
    errors, hours = Errors(), {name: hour_written(sent.text(name)) for name in ("gio", "yen-tu", "yen-den")}
    lead = lead_days_written(sent.text("truoc"))
    if lead is None:
        errors["truoc"] = "Ghi các số ngày từ 0 đến 365, cách nhau dấu phẩy, ví dụ 14, 7, 3, 1, 0."
    for name, hour in hours.items():
        if hour is None:
            errors[name] = "Ghi một giờ trong ngày, ví dụ 07:30."
    hour, quiet_from, quiet_to = hours.values()
    if errors or lead is None or hour is None or quiet_from is None or quiet_to is None:
        return before, errors
    stopped = sent.text("thoi") == "1"
    paused = before.paused_until if stopped == before.stopped else None
    return replace(before, lead_days=lead, hour=hour, quiet_from=quiet_from, quiet_to=quiet_to, stopped=stopped,
                   paused_until=paused), errors  # fmt: skip


def _written(wishes: Wishes) -> dict[str, str]:
    """Return what stands in the fields of the form before anybody types."""
    return {
        "truoc": ", ".join(map(str, wishes.lead_days)), "gio": f"{wishes.hour:%H:%M}",
        "yen-tu": f"{wishes.quiet_from:%H:%M}", "yen-den": f"{wishes.quiet_to:%H:%M}",
        "thoi": "1" if wishes.stopped else "",
    }  # fmt: skip


@router.post("/toi/lich", dependencies=[OwnForm])
def renew_calendar(site: OurSite, visitor: LoggedIn) -> Response:
    """Give the visitor's calendar another secret address."""
    feeds = feeds_of(site.home)
    feeds.renew(feeds.of_person(_person(visitor).id or 0))
    return _to("/toi?da=lich")


# -- sessions -------------------------------------------------------------------------------------------


@router.post("/toi/ra-moi-noi", dependencies=[OwnForm])
def leave_everywhere(request: Request, site: OurSite, visitor: LoggedIn) -> Response:
    """Log the visitor out on every device."""
    site.home.web_sessions.end_all(_person(visitor).id or 0)
    response = _to("/")
    remember(request, response, new_secret())
    return response


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
