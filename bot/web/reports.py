"""The report for a director (báo cáo): a page that prints well, and the same tables as a workbook."""

from datetime import date, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bot.unit.asked import grouped
from bot.unit.report import LONGEST, Report, made_report
from bot.unit.report_sheet import workbook
from bot.web.errors import WebError
from bot.web.rendering import page
from bot.web.site import Site
from bot.web.visits import Officer, OurSite, Visitor
from knowledge.audiences import may_see
from retriever.answering.sources import document_name

router = APIRouter(prefix="/don-vi", include_in_schema=False)
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/bao-cao")
def report(request: Request, site: OurSite, visitor: Officer, tu: str = "", den: str = "") -> HTMLResponse:
    """Show the report of some days; of this month where none are named."""
    first, last, errors = _days(tu, den, site.now().date())
    context = {
        "typed": {"tu": tu[:20] or first.isoformat(), "den": den[:20] or last.isoformat()}, "errors": errors,
        "report": None if errors else _made(site, visitor, first, last), "first": first, "last": last,
        "choices": _choices(site.now().date()),
    }  # fmt: skip
    return page(request, "report.html", context, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)


@router.get("/bao-cao.xlsx")
def report_workbook(site: OurSite, visitor: Officer, tu: str = "", den: str = "") -> Response:
    """Give the report of some days as a workbook."""
    first, last, errors = _days(tu, den, site.now().date())
    if errors:
        raise WebError(next(iter(errors.values())), "Chọn lại hai ngày ở trang báo cáo.")
    name = f"bao-cao-{first.isoformat()}-{last.isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(workbook(_made(site, visitor, first, last)), media_type=_EXCEL, headers=headers)


def _made(site: Site, visitor: Visitor, first: date, last: date) -> Report:
    """Return a report in which documents are named that its reader may see."""
    work, library = site.home.unit_work, site.home.library
    seen = {r.id: r for r in library.documents(superseded=True) if may_see(r.shown_to, visitor.audience)}

    def named(document_id: int) -> str:
        return document_name(seen[document_id].metadata) if document_id in seen else ""

    waiting = sum(same.times for same in grouped(work.waiting()))
    return made_report(work.counts, first, last, library.unit().name, waiting, named, site.now())


def _days(first: str, last: str, today: date) -> tuple[date, date, dict[str, str]]:
    """Return the days of a report, and what is wrong with what was typed, by field."""
    errors: dict[str, str] = {}
    begin, end = _day(first), _day(last)
    if first and begin is None:
        errors["tu"] = "Ngày chưa đúng. Chọn trong ô, hoặc viết 2026-11-01."
    if last and end is None:
        errors["den"] = "Ngày chưa đúng. Chọn trong ô, hoặc viết 2026-11-30."
    end = end or today
    begin = begin or end.replace(day=1)
    if not errors and begin > end:
        errors["den"] = "Ngày cuối đứng trước ngày đầu."
    elif not errors and (end - begin).days > LONGEST:
        errors["tu"] = "Mỗi báo cáo nhiều nhất năm năm."
    return begin, end, errors


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written.strip()[:10])
    except ValueError:
        return None
    return found if date.min.year + 1 < found.year < date.max.year else None


def _choices(today: date) -> list[tuple[str, date, date]]:
    """Return the stretches that are asked for most."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return [
        ("Tháng này", month, today), ("Tháng trước", before.replace(day=1), before), ("Quý này", quarter, today),
        ("Năm nay", today.replace(month=1, day=1), today),
    ]  # fmt: skip
