"""Criteria on the web: readable pages with versions and approvals, and a form whose verdict grows with the facts."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from bot.web.errors import NotThere
from bot.web.facts_form import facts_of, fault_words, fields_for
from bot.web.rendering import page
from bot.web.sent_forms import Sent
from bot.web.site import Site
from bot.web.visits import Anybody, OurSite, own_form
from knowledge.criteria import AwardCode, FactsError, award_code, award_codes, judge, read_facts
from knowledge.criteria.book import GENERAL, CriteriaBook
from knowledge.criteria.procedure import ProcedureKind, not_held_of, rules_of

router = APIRouter(prefix="/tieu-chuan", include_in_schema=False)
_LARGEST_FORM = 64 * 1024  # bytes


@router.get("")
def titles(request: Request, site: OurSite) -> HTMLResponse:
    """List every title and form: what decides today, on what it rests, who approved it, or what is not held."""
    book = site.home.criteria()
    rows = [_row(book, award, site) for award in award_codes().values()]
    context = {"rows": rows, "regimes": book.regimes, "layers": book.layers, "general": book.criteria.get(GENERAL)}
    return page(request, "criteria_titles.html", context)


def _row(book: CriteriaBook, award: AwardCode, site: Site) -> dict[str, Any]:
    criteria = book.criteria.get(award.code)
    today = site.now().date()
    version = criteria.on(today) if criteria else None
    regime = book.regime_on(today)
    decides = version is not None and (regime.is_held or version.effective_from >= regime.effective_from)
    return {
        "award": award, "version": version, "decides": decides, "regime": regime,
        "missing": criteria.missing if criteria else None,
    }  # fmt: skip


@router.get("/{code}")
def title(request: Request, site: OurSite, code: str) -> HTMLResponse:
    """Show a title's criteria: every version as a tree with its provisions, votes, who decides, the papers."""
    award = _award(code)
    book = site.home.criteria()
    procedure = [
        (name, [r.for_title(award.code) for r in rules_of(kind, title=award.code)], not_held_of(kind, title=award.code))
        for kind, name in (
            (ProcedureKind.VOTES, "Phiếu của Hội đồng"), (ProcedureKind.AUTHORITY, "Thẩm quyền quyết định"),
            (ProcedureKind.DOSSIER, "Hồ sơ"),
        )
    ]  # fmt: skip
    criteria = book.criteria.get(award.code)
    local = [
        (layer, condition, instead)
        for layer in book.layers
        for trees, instead in ((layer.instead, True), (layer.adds, False))
        for (named, _), condition in trees.items()
        if named == award.code
    ]
    context = {"award": award, "criteria": criteria, "procedure": procedure, "local": local}
    return page(request, "criteria_title.html", context)


@router.get("/{code}/xet")
def empty_form(request: Request, site: OurSite, visitor: Anybody, code: str) -> HTMLResponse:
    """Show the form for one nominee."""
    return page(request, "criteria_check.html", _judged(site, _award(code), {}))


@router.post("/{code}/xet", dependencies=[Depends(own_form(_LARGEST_FORM))])
def filled_form(request: Request, site: OurSite, code: str, sent: Sent) -> HTMLResponse:
    """Show the verdict on what is filled in so far; nothing of it is kept."""
    given = dict(sent.fields)
    template = "criteria_verdict.html" if request.headers.get("hx-request") else "criteria_check.html"
    return page(
        request, template, {**_judged(site, _award(code), given), "part": bool(request.headers.get("hx-request"))}
    )


def _judged(site: Site, award: AwardCode, given: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page of one nominee shows."""
    today, book = site.now().date(), site.home.criteria()
    fields = fields_for(book, award, given, today)
    form = facts_of(fields, given)
    context: dict[str, Any] = {
        "award": award, "given": given, "fields": fields, "told": form.told, "fault": "", "judgement": None,
        "part": False,
    }  # fmt: skip
    try:
        context["judgement"] = judge(book, award.code, read_facts(form.facts), today)
    except FactsError as error:
        context["fault"] = fault_words(str(error))
    return context


def _award(code: str) -> AwardCode:
    award = award_code(code)
    if award is None:
        raise NotThere("Không có danh hiệu, hình thức khen nào mang tên này.", "Xem danh sách ở trang Tiêu chuẩn.")
    return award
