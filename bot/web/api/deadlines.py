"""Deadlines, as ``tdkt deadlines`` lists, confirms and cancels them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict, Field

from bot.reminders.deciding import decide_all
from bot.reminders.occurrences import AHEAD
from bot.rows.due import Shown as Due
from bot.rows.due import row_of, shown, upcoming
from bot.web.api.keys import Caller, DeadlineReader, DeadlineWriter, KeyedRoute
from bot.web.api.models import LARGEST_NUMBER, Day, Given, Json, Shown
from bot.web.api.problems import KEYED
from bot.web.site import Site
from bot.web.visits import OurSite
from knowledge.deadlines import DeadlineState
from knowledge.errors import UnknownDeadline, UsageError
from knowledge.people import Role
from knowledge.text import squeezed

router = APIRouter(prefix="/deadlines", route_class=KeyedRoute, tags=["Hạn"], responses=KEYED)
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Số của hạn.")]

_EXAMPLE: dict[str, Any] = {
    "id": 4, "type": "submission_deadline", "what": "gửi hồ sơ khen thưởng đợt 1", "who": "các cơ quan, đơn vị",
    "to_whom": "Văn phòng UBND tỉnh", "start": None, "end": "2026-06-20", "time": None, "boundary": "before",
    "recurrence": None, "is_obligation": True, "resolvable": True, "needs": None, "anomaly": None,
    "state": "confirmed", "quote": "Đợt 1: gửi hồ sơ trước ngày 20/6/2026.", "provision": "mục III.1",
    "document_id": 3, "doubts": [], "last_day": "2026-06-19", "changed_from": None,
    "decided_by": "Lò Thị Mai (khóa API 2)", "source": "Kế hoạch 18/KH-VP, mục III.1",
}  # fmt: skip


class DeadlineShown(Shown):
    """Một hạn: ai phải làm gì, gửi ai, đến khi nào, nguyên văn câu."""

    id: int
    type: str
    what: str
    who: str | None
    to_whom: str | None
    start: str | None
    end: str | None = Field(description="Ngày ghi trong văn bản.")
    time: str | None
    boundary: str | None = Field(description="before: trước ngày ấy; on_or_before: ngày ấy còn kịp.")
    recurrence: str | None
    is_obligation: bool
    resolvable: bool
    needs: str | None
    anomaly: str | None
    state: DeadlineState
    quote: str
    provision: str | None
    document_id: int | None
    doubts: list[str]
    last_day: str | None = Field(description="Ngày cuối còn kịp.")
    changed_from: str | None
    decided_by: str
    source: str


class DeadlineList(Shown):
    """Các hạn, sớm trước."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"deadlines": [_EXAMPLE]}]})
    deadlines: list[DeadlineShown]


class Confirmed(Shown):
    """Hạn đã xác nhận."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"confirmed": [4], "deadlines": [_EXAMPLE]}]})
    confirmed: list[int]
    deadlines: list[DeadlineShown]


class Cancelled(Shown):
    """Hạn đã hủy."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"cancelled": [4], "deadlines": [{**_EXAMPLE, "state": "cancelled"}]}]}
    )
    cancelled: list[int]
    deadlines: list[DeadlineShown]


class Within(Given):
    """Khoảng ngày của danh sách hạn."""

    model_config = ConfigDict(strict=False, populate_by_name=True)
    first: Day | None = Field(None, alias="from", description="Từ ngày; bỏ trống: hôm nay.")
    last: Day | None = Field(None, alias="to", description="Đến hết ngày; bỏ trống: hai năm tới.")
    everything: bool = Field(False, alias="all", description="Cả hạn đã qua, đã hủy, chưa ra ngày.")


class Cancelling(Given):
    """Vì sao hủy."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "đã lùi sang năm sau"}]})
    reason: str = Field(min_length=1, max_length=500, pattern=r"\S", description="Lý do, được ghi lại.")


@router.get(
    "",
    response_model=DeadlineList,
    summary="Xem hạn",
    description="Hạn rơi vào khoảng ngày, sớm trước; chỉ của những văn bản người đứng tên khóa được xem.",
    response_description="Xong.",
)
def listed(site: OurSite, caller: DeadlineReader, within: Annotated[Within, Query()]) -> Response:
    """List what is due in documents that the person behind the key may see."""
    held = _held(site, caller)
    if within.everything:
        return Json({"deadlines": [row_of(one) for one in held]})
    first = within.first or site.now().date()
    last = within.last or first + AHEAD
    if last < first:
        raise UsageError(f"Đến ngày {last:%d/%m/%Y} là trước từ ngày {first:%d/%m/%Y}.", "Hãy đổi thứ tự hai ngày.")
    return Json({"deadlines": [row_of(one) for one in upcoming(held, first, last)]})


@router.post(
    "/{number}/confirm",
    response_model=Confirmed,
    summary="Xác nhận một hạn",
    description="Người đứng tên khóa phải là tổ chức cán bộ hoặc quản trị. Chỉ hạn đã xác nhận "
    "mới được nhắc; gọi lại lần nữa không đổi gì.",
    response_description="Xong.",
)
def confirm(site: OurSite, caller: DeadlineWriter, number: Number) -> Response:
    """Say that a deadline is right; only such ones are ever sent."""
    row = _decided(site, caller, number, DeadlineState.CONFIRMED, "")
    return Json({"confirmed": [number], "deadlines": [row]})


@router.post(
    "/{number}/cancel",
    response_model=Cancelled,
    summary="Hủy một hạn",
    description="Người đứng tên khóa phải là tổ chức cán bộ hoặc quản trị. Hạn đã hủy không nhắc ai nữa.",
    response_description="Xong.",
)
def cancel(site: OurSite, caller: DeadlineWriter, number: Number, given: Cancelling) -> Response:
    """Let a deadline remind nobody any more."""
    row = _decided(site, caller, number, DeadlineState.CANCELLED, squeezed(given.reason))
    return Json({"cancelled": [number], "deadlines": [row]})


def _held(site: Site, caller: Caller) -> list[Due]:
    today: date = site.now().date()
    return shown(site.home.library, site.home.deadlines, today, caller.audience)


def _decided(site: Site, caller: Caller, number: int, state: DeadlineState, reason: str) -> dict[str, Any]:
    caller.require(Role.HR_OFFICER)
    chosen = [one.record for one in _held(site, caller) if one.record.id == number]
    if not chosen:
        raise UnknownDeadline(f"Không có hạn số {number}.")
    decide_all(site.home.deadlines, chosen, state, caller.name, site.now().timestamp(), reason)
    return next(row_of(one) for one in _held(site, caller) if one.record.id == number)
