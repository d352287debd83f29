"""Deadlines on the web (hạn): a list, a month, one deadline with its words and doubts, and a calendar to take along."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot.delivery.addresses import Names
from bot.reminders.editing import is_sure
from bot.reminders.ics import deadlines_calendar
from bot.reminders.occurrences import Kept
from bot.reminders.register import Register, issuer_key, read_register
from bot.reminders.wording import what_words
from bot.rows.due import Shown, shown, waiting, when
from bot.web.deadline_list import STATES, WantedDue, listed, meant, month_asked, month_of
from bot.web.errors import NotThere
from bot.web.rendering import page
from bot.web.sent_forms import Errors, day_written, number_in
from bot.web.site import Site
from bot.web.visits import LoggedIn, OurSite, Visitor
from knowledge.deadlines import DeadlineState
from knowledge.people import Role
from knowledge.store.reminders import Follow, Following
from knowledge.text import squeezed
from retriever.answering.sources import document_name

router = APIRouter(include_in_schema=False)
ON_A_PAGE = 50
MOST_AT_ONCE = 200
_DONE = {
    "xac-nhan": "Đã xác nhận.",
    "huy": "Đã hủy hạn; không ai được nhắc nữa.",
    "sua": "Đã ghi điều bạn sửa; hạn được coi là đã xác nhận.",
    "them": "Đã thêm hạn.",
    "giao": "Đã ghi việc giao hạn.",
    "theo-doi": "Đã ghi: bạn được nhắc theo cách đã chọn ở “Của tôi”.",
    "thoi": "Đã bỏ theo dõi.",
    "doi": "Hạn vừa được người khác sửa hoặc văn bản có bản mới; hãy xem lại rồi làm tiếp.",
}


# -- what may be seen -----------------------------------------------------------------------------------


def visible(site: Site, visitor: Visitor) -> list[Shown]:
    """Return the deadlines that a visitor may see, by last day."""
    return shown(site.home.library, site.home.deadlines, site.now().date(), visitor.audience)


def held(site: Site, visitor: Visitor, deadline_id: int) -> Shown:
    """Return one deadline that a visitor may see.

    Raises:
        NotThere: there is none such for this visitor.
    """
    found = next((one for one in visible(site, visitor) if one.record.id == deadline_id), None)
    if found is None:
        raise NotThere
    return found


def register_of(site: Site) -> Register:
    """Return who follows what in the home."""
    home = site.home
    return read_register(home.library, home.deadlines, home.reminders, home.people)


def followed_by(register: Register, visitor: Visitor) -> set[int]:
    """Return the numbers of the deadlines that a visitor follows in any way."""
    number = visitor.person.id if visitor.person else None
    return {deadline for deadline, people in register.followers.items() if number in people}


# -- the list and the month -----------------------------------------------------------------------------


def looked_for(
    trang_thai: Annotated[str, Query(alias="trang-thai")] = "",
    tu: str = "",
    den: str = "",
    van_ban: Annotated[str, Query(alias="van-ban")] = "",
    cua_toi: Annotated[str, Query(alias="cua-toi")] = "",
) -> WantedDue:
    """Return what the address of the list asks for; days in the wrong order are turned round."""
    first, last = day_written(tu), day_written(den)
    if first and last and last < first:
        first, last = last, first
    return WantedDue(trang_thai if trang_thai in STATES else "", first, last, number_in(van_ban), cua_toi == "1")


AskedFor = Annotated[WantedDue, Depends(looked_for)]


@router.get("/han")
def deadlines(
    request: Request, site: OurSite, visitor: LoggedIn, wanted: AskedFor, xem: str = "", thang: str = "", da: str = "",
) -> HTMLResponse:  # fmt: skip
    """Show the deadlines that the visitor may see, as a list or as a month."""
    today, every = site.now().date(), visible(site, visitor)
    followed = followed_by(register_of(site), visitor)
    found = meant(every, wanted, followed)
    decides = visitor.may(Role.HR_OFFICER)
    proposed = waiting(every, today)
    documents = site.home.library.documents(audience=visitor.audience)
    stating = {one.record.document_id for one in every}
    context: dict[str, Any] = {
        "wanted": wanted, "states": STATES, "followed": followed, "decides": decides, "when": when, "what": what_words,
        "waiting": len(proposed), "done": _DONE.get(da, ""), "as_month": xem == "thang",
        "sure": [one.record for one in proposed if is_sure(one.record)][:MOST_AT_ONCE] if decides else [],
        "documents": [(r.id, document_name(r.metadata)) for r in documents if r.id in stating],
        "follows_all": Follow(Following.ALL, person=visitor.person.id if visitor.person else 0)
        in site.home.reminders.all_follows(),
    }  # fmt: skip
    if xem == "thang":
        first = month_asked(thang, today)
        context |= {"first": first, "weeks": month_of(found, first), "before": _month(first, -1),
                    "next": _month(first, 32)}  # fmt: skip
    else:
        rows = listed(found, wanted, today)
        context |= {"rows": rows[:MOST_AT_ONCE], "count": len(rows), "most": MOST_AT_ONCE}
    return page(request, "deadlines.html", context)


def _month(first: Any, days: int) -> str:  # noqa: ANN401 (a day)
    return f"{first + timedelta(days=days):%Y-%m}"


# -- one deadline ---------------------------------------------------------------------------------------


@router.get("/han/{deadline_id:int}")
def deadline(request: Request, site: OurSite, visitor: LoggedIn, deadline_id: int, da: str = "") -> HTMLResponse:
    """Show one deadline: its words, its doubts, who follows it, and what may be done with it."""
    return deadline_page(request, site, visitor, held(site, visitor, deadline_id), {"done": _DONE.get(da, "")})


def deadline_page(
    request: Request,
    site: Site,
    visitor: Visitor,
    one: Shown,
    beside: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    """Return the page of one deadline.

    Args:
        request: of whom.
        site: of which home.
        visitor: who asks.
        one: the deadline.
        beside: what else the page shows: what was done, or what was typed and what is wrong with it.
        status: of the answer.
    """
    register, record = register_of(site), one.record
    decides = visitor.may(Role.HR_OFFICER)
    follows = site.home.reminders.all_follows()
    units = site.home.people.units()
    people = sorted(register.people.values(), key=lambda p: (p.name, p.id or 0))
    given = [f for f in follows if (f.kind, f.target) == (Following.DEADLINE, str(record.id))]
    context = {
        "one": one, "when": when(one), "what": what_words(one.kept), "done": "", "errors": Errors(), "decides": decides,
        "typed": values_of(one.record.deadline), "sure": is_sure(record),
        "follows": {f.kind.value for f in follows if f in my_follows(one, register, visitor)},
        "hears": record.id in followed_by(register, visitor),
        "stopped": register.wishes_of(visitor.person.id or 0).stopped if visitor.person else False,
        "followers": [(p, register.wishes_of(p.id or 0).stopped) for p in people
                      if p.id in register.followers.get(record.id, ())] if decides else [],
        "given_people": [p for p in people if any(f.person == p.id for f in given)] if decides else [],
        "given_units": [(f.unit, units.get(f.unit, "")) for f in given if f.unit is not None] if decides else [],
        "people": people if decides else [], "units": sorted(units.items(), key=lambda u: u[1]) if decides else [],
        "warnings": [], "reason": "", **beside,
    }  # fmt: skip
    return page(request, "deadline.html", context, status)


def my_follows(one: Shown, register: Register, visitor: Visitor) -> list[Follow]:
    """Return the ways in which a visitor can follow a deadline: it alone, its document, its agency."""
    person = visitor.person.id if visitor.person else None
    document = register.documents.get(one.record.document_id or 0)
    ways = [Follow(Following.DEADLINE, str(one.record.id), person)]
    if document is not None:
        ways.append(Follow(Following.DOCUMENT, str(document.id), person))
        issuer = document.metadata.issuer
        ways += [Follow(Following.ISSUER, issuer_key(issuer.value), person)] if issuer else []
    return ways


def values_of(deadline: Any) -> dict[str, str]:  # noqa: ANN401 (a deadline)
    """Return what stands in the fields of the form before anybody types."""
    return {
        "what": squeezed(deadline.what), "who": squeezed(deadline.who or ""), "to": squeezed(deadline.to_whom or ""),
        "end": deadline.end.isoformat() if deadline.end else "",
        "time": f"{deadline.time:%H:%M}" if deadline.time else "",
        "boundary": deadline.boundary.value if deadline.boundary else "",
    }  # fmt: skip


# -- a calendar to take along ---------------------------------------------------------------------------


@router.get("/han/lich.ics")
def calendar(site: OurSite, visitor: LoggedIn, wanted: AskedFor) -> Response:
    """Return the confirmed deadlines that are looked for as a calendar file."""
    register = register_of(site)
    found = meant(visible(site, visitor), wanted, followed_by(register, visitor))
    kept = [one.kept for one in found if one.kept.state is DeadlineState.CONFIRMED]
    return _calendar(site, visitor, register, kept, "han.ics")


@router.get("/han/{deadline_id:int}/lich.ics")
def calendar_of_one(site: OurSite, visitor: LoggedIn, deadline_id: int) -> Response:
    """Return one deadline as a calendar file; one that nobody confirmed yet stands in it as tentative."""
    one = held(site, visitor, deadline_id)
    return _calendar(site, visitor, register_of(site), [one.kept], f"han-{deadline_id}.ics")


def _calendar(site: Site, visitor: Visitor, register: Register, kept: list[Kept], name: str) -> Response:
    wishes = register.wishes_of(visitor.person.id or 0) if visitor.person else register.wishes_of(0)
    home = Names(site.home.pseudonym_key()).of_home()
    content = deadlines_calendar(kept, site.now(), home=home, wishes=wishes)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
