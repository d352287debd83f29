"""What people do with deadlines on the web: confirm, edit, cancel, add, assign, follow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.reminders.assigning import assign, given_to, hindrances
from bot.reminders.deciding import decide_all
from bot.reminders.editing import is_sure, named_texts, on_day, stated
from bot.reminders.wishing import hour_written
from bot.web.deadlines import deadline_page, held, my_follows, register_of, values_of, visible
from bot.web.rendering import page
from bot.web.sent_forms import Errors, Sent, SentForm, day_written
from bot.web.site import Site
from bot.web.visits import LoggedIn, Officer, OurSite, OwnForm, Visitor
from knowledge.deadlines import Deadline, DeadlineState
from knowledge.store.reminders import Follow, Following
from knowledge.time_expressions import Boundary

router = APIRouter(include_in_schema=False)
_LONGEST = 1000
_FIELDS = ("what", "who", "to", "end", "time", "boundary")
_TO_DECIDE = "/han?trang-thai=cho"


# -- deciding -------------------------------------------------------------------------------------------


@router.post("/han/xac-nhan", dependencies=[OwnForm])
def confirm_sure(site: OurSite, visitor: Officer, sent: Sent) -> Response:
    """Confirm the deadlines that stood on the page and carry no doubt; what changed meanwhile is left out."""
    asked = set(sent.texts("han"))
    records = [one.record for one in visible(site, visitor)]
    chosen = [r for r in records if is_sure(r) and f"{r.id}:{r.sequence}" in asked]
    decide_all(site.home.deadlines, chosen, DeadlineState.CONFIRMED, visitor.name, site.now().timestamp())
    return _to(f"{_TO_DECIDE}&da=xac-nhan")


@router.post("/han/{deadline_id:int}/xac-nhan", dependencies=[OwnForm])
def confirm(site: OurSite, visitor: Officer, deadline_id: int, sent: Sent) -> Response:
    """Confirm a deadline as it stood on the page."""
    one = held(site, visitor, deadline_id)
    if sent.number("sequence") != one.record.sequence:
        return _to(f"/han/{deadline_id}?da=doi")
    at = site.now().timestamp()
    decide_all(site.home.deadlines, [one.record], DeadlineState.CONFIRMED, visitor.name, at)
    return _to(f"{_TO_DECIDE}&da=xac-nhan" if sent.text("ve") == "danh-sach" else f"/han/{deadline_id}?da=xac-nhan")


@router.post("/han/{deadline_id:int}/huy", dependencies=[OwnForm])
def cancel(request: Request, site: OurSite, visitor: Officer, deadline_id: int, sent: Sent) -> Response:
    """Cancel a deadline, with a reason."""
    one, reason = held(site, visitor, deadline_id), sent.text("reason")[:_LONGEST]
    if not reason:
        beside = {"errors": Errors(reason="Ghi lý do, để người sau hiểu vì sao hạn bị hủy.")}
        return deadline_page(request, site, visitor, one, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    if sent.number("sequence") != one.record.sequence:
        return _to(f"/han/{deadline_id}?da=doi")
    at = site.now().timestamp()
    decide_all(site.home.deadlines, [one.record], DeadlineState.CANCELLED, visitor.name, at, reason)
    return _to(f"/han/{deadline_id}?da=huy")


@router.post("/han/{deadline_id:int}/sua", dependencies=[OwnForm])
def edit(request: Request, site: OurSite, visitor: Officer, deadline_id: int, sent: Sent) -> Response:
    """Put a deadline right; what a person wrote holds as confirmed."""
    one = held(site, visitor, deadline_id)
    typed = {name: sent.text(name) for name in _FIELDS}
    changes, errors = _changes(one.record.deadline, typed)
    if sent.number("sequence") != one.record.sequence:
        errors["form"] = "Hạn vừa được người khác sửa hoặc văn bản có bản mới; hãy xem lại rồi gửi lần nữa."
    elif not changes and not errors:
        errors["form"] = "Chưa sửa gì: các ô vẫn như cũ."
    if errors:
        beside = {"typed": typed, "errors": errors}
        return deadline_page(request, site, visitor, one, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    right = replace(one.record.deadline, **changes, doubts=())
    site.home.deadlines.edit(deadline_id, right, visitor.name, site.now().timestamp())
    return _to(f"/han/{deadline_id}?da=sua")


def _changes(deadline: Deadline, typed: Mapping[str, str]) -> tuple[dict[str, Any], Errors]:
    """Return what is another now, and what is wrong with what was typed."""
    before = values_of(deadline)
    given = {name: value for name, value in typed.items() if value != before[name]}
    errors = _wrong(given)
    day, hour = day_written(given.get("end", "")), _hour(given.get("time", ""))
    if day is not None and deadline.recurrence:
        errors["end"] = "Hạn này lặp lại, không đổi thành một ngày được. Hủy nó rồi thêm hạn mới."
    if errors:
        return {}, errors
    changes = named_texts(given.get("what", ""), given.get("who"), given.get("to"))
    changes |= on_day(deadline, day) if day is not None else {}
    changes |= {"time": hour} if "time" in given else {}
    changes |= {"boundary": Boundary(given["boundary"])} if given.get("boundary") else {}
    return changes, errors


def _wrong(given: Mapping[str, str]) -> Errors:
    """Return what is wrong with the fields that were changed or filled in."""
    errors = Errors({name: f"Dài quá {_LONGEST} chữ." for name, value in given.items() if len(value) > _LONGEST})
    if given.get("what", " ") == "":
        errors["what"] = "Ghi việc phải làm."
    if "end" in given and day_written(given["end"]) is None:
        errors["end"] = "Ghi một ngày, ví dụ 20/11/2026." if given["end"] else "Ghi ngày cuối."
    if given.get("time") and _hour(given["time"]) is None:
        errors["time"] = "Ghi một giờ trong ngày, ví dụ 16:30; bỏ trống nếu cả ngày đều kịp."
    if given.get("boundary") and given["boundary"] not in set(Boundary):
        errors["boundary"] = "Chọn một trong các mục."
    return errors


def _hour(written: str) -> time | None:
    return hour_written(written) if written else None


# -- adding ---------------------------------------------------------------------------------------------


@router.get("/han/them")
def ask_new(request: Request, visitor: Officer) -> HTMLResponse:
    """Show the form of a deadline that stands in no document."""
    return page(request, "deadline_new.html", {"typed": dict.fromkeys(_FIELDS, ""), "errors": Errors()})


@router.post("/han/them", dependencies=[OwnForm])
def add(request: Request, site: OurSite, visitor: Officer, sent: Sent) -> Response:
    """Keep a deadline that a person states; it holds as confirmed."""
    typed = {name: sent.text(name) for name in _FIELDS}
    errors = _wrong({**typed, "boundary": ""})
    day = day_written(typed["end"])
    if errors or day is None:
        return page(request, "deadline_new.html", {"typed": typed, "errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY)
    new = stated(typed["what"], day, who=typed["who"], to_whom=typed["to"], hour=_hour(typed["time"]))
    made = site.home.deadlines.add(new, visitor.name, site.now().timestamp())
    return _to(f"/han/{made.id}?da=them")


# -- who is reminded ------------------------------------------------------------------------------------


@router.post("/han/{deadline_id:int}/giao", dependencies=[OwnForm])
def give(request: Request, site: OurSite, visitor: Officer, deadline_id: int, sent: Sent) -> Response:
    """Give a deadline to a person or a unit, or take it back."""
    one, remove = held(site, visitor, deadline_id), sent.text("thoi") == "1"
    person = site.home.people.find(sent.number("nguoi") or 0)
    unit = sent.number("don-vi") or 0
    units = [(unit, name) for number, name in site.home.people.units().items() if number == unit]
    if person is None and not units:
        beside = {"errors": Errors(given="Chọn một người hoặc một đơn vị.")}
        return deadline_page(request, site, visitor, one, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = given_to(deadline_id, [person] if person else [], units)
    assign(site.home.reminders, site.home.library, one.record, wanted, visitor.name, remove=remove)
    warnings = hindrances(register_of(site), person, wanted[0][0]) if person and not remove else []
    if warnings:
        return deadline_page(request, site, visitor, one, {"warnings": warnings})
    return _to(f"/han/{deadline_id}?da=giao")


@router.post("/han/{deadline_id:int}/theo-doi", dependencies=[OwnForm])
def follow(site: OurSite, visitor: LoggedIn, deadline_id: int, sent: Sent) -> Response:
    """Follow a deadline, its document or its agency for oneself, or no more."""
    one = held(site, visitor, deadline_id)
    ways = {way.kind.value: way for way in my_follows(one, register_of(site), visitor)}
    return _followed(site, ways.get(sent.text("gi")), sent, f"/han/{deadline_id}")


@router.post("/han/theo-doi", dependencies=[OwnForm])
def follow_all(site: OurSite, visitor: LoggedIn, sent: Sent) -> Response:
    """Follow every deadline for oneself, or no more."""
    return _followed(site, Follow(Following.ALL, person=_number(visitor)), sent, "/han")


def _followed(site: Site, wanted: Follow | None, sent: SentForm, back: str) -> Response:
    if wanted is None:
        return _to(back)
    if sent.text("thoi") == "1":
        site.home.reminders.unfollow(wanted)
        return _to(f"{back}?da=thoi")
    site.home.reminders.follow(wanted)
    return _to(f"{back}?da=theo-doi")


def _number(visitor: Visitor) -> int | None:
    return visitor.person.id if visitor.person else None


def _to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
