"""Putting documents right on the web: correct, confirm, relate, limit and remove; each leaves an audit line."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.correcting import CORRECTABLE, RELATIONS, correct, is_issue_day
from bot.web.document_groups import choice_of, read_choice, sent_choice
from bot.web.documents import document_page, held, values_of
from bot.web.rendering import page
from bot.web.sent_forms import Errors, Sent
from bot.web.visits import Administrator, Officer, OurSite, OwnForm
from retriever.answering.sources import document_name

router = APIRouter(include_in_schema=False)
_LONGEST = {"number": 120, "issuer": 300, "issued_on": 20, "type": 60, "title": 2000}


# -- putting it right -----------------------------------------------------------------------------------


@router.post("/van-ban/{document_id:int}/sua", dependencies=[OwnForm])
def correct_document(request: Request, site: OurSite, visitor: Officer, document_id: int, sent: Sent) -> Response:
    """Keep what an officer says of a document as a new version."""
    record = held(site, visitor, document_id)
    typed = {name: sent.text(name) for name in CORRECTABLE}
    detail, errors = _changes(values_of(record.metadata), typed)
    if sent.number("version") != record.version_id:
        errors["form"] = "Văn bản vừa có phiên bản khác; hãy xem lại rồi gửi lần nữa."
    elif not detail and not errors:
        errors["form"] = "Chưa sửa gì: các ô vẫn như cũ."
    if errors:
        beside = {"typed": typed, "errors": errors}
        return document_page(request, site, visitor, record, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    correct(site.home.library, document_id, detail, visitor.name)
    site.answers.apply()
    return _back(document_id, "sua")


def _changes(before: Mapping[str, str], typed: Mapping[str, str]) -> tuple[dict[str, str], Errors]:
    """Return what is another now, as it is stored, and what is wrong with what was typed."""
    detail: dict[str, str] = {}
    errors = Errors()
    for name, value in typed.items():
        if value == before[name]:
            continue
        written = issue_day(value) if name == "issued_on" else value
        if not value:
            errors[name] = "Không bỏ trống được; ghi giá trị đúng."
        elif len(value) > _LONGEST[name]:
            errors[name] = f"Dài quá {_LONGEST[name]} chữ."
        elif not written:
            errors[name] = f"“{value}” không phải một ngày. Hãy viết 05/03/2026, 3/2026 hoặc 2026."
        else:
            detail[name] = written
    return detail, errors


def issue_day(written: str) -> str:
    """Return a day, month or year as it is stored: 2026-03-05 for 5/3/2026; empty where it is none."""
    parts = written.replace("-", "/").replace(".", "/").split("/")
    if len(parts[0]) != len("2026"):
        parts.reverse()
    iso = "-".join(part.strip().rjust(2, "0") for part in parts)
    is_past = iso[:4].isdigit() and date.min.year < int(iso[:4])
    return iso if is_past and is_issue_day(iso) else ""


@router.post("/van-ban/{document_id:int}/xac-nhan", dependencies=[OwnForm])
def confirm_document(site: OurSite, visitor: Officer, document_id: int, sent: Sent) -> Response:
    """Keep that an officer looked at what was understood, and that it is right."""
    record = held(site, visitor, document_id)
    if sent.number("version") == record.version_id:
        ordinal = site.home.library.version(record.version_id, passages=False).ordinal
        site.home.library.note(visitor.name, "confirm", document_id, str(ordinal))
        return _back(document_id, "xac-nhan")
    return _back(document_id, "")


@router.post("/van-ban/{document_id:int}/quan-he", dependencies=[OwnForm])
def relate_document(request: Request, site: OurSite, visitor: Officer, document_id: int, sent: Sent) -> Response:
    """Record that a document replaces, amends, repeals or guides another one."""
    record = held(site, visitor, document_id)
    relation, number = sent.text("relation"), sent.text("number")
    if relation not in RELATIONS or not 1 <= len(number) <= _LONGEST["number"]:
        beside = {
            "errors": Errors(relation="Chọn quan hệ và ghi số, ký hiệu của văn bản kia."),
            "relation_typed": {"relation": relation, "number": number},
        }
        return document_page(request, site, visitor, record, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    site.home.library.relate(document_id, relation, number, visitor.name)
    site.answers.apply()
    return _back(document_id, "quan-he")


# -- who may see it, and removing it --------------------------------------------------------------------


@router.post("/van-ban/{document_id:int}/xem", dependencies=[OwnForm])
def limit_document(request: Request, site: OurSite, visitor: Administrator, document_id: int, sent: Sent) -> Response:
    """Let only some units and roles see a document, or everybody again."""
    record = held(site, visitor, document_id)
    choice = sent_choice(sent)
    groups, error = read_choice(choice)
    if error:
        beside = {
            "errors": Errors(groups=error),
            "choice": choice_of(groups, site.home.people.units().values(), choice),
        }
        return document_page(request, site, visitor, record, beside, HTTPStatus.UNPROCESSABLE_ENTITY)
    site.home.library.limit(document_id, groups, visitor.name)
    site.answers.apply()
    return _back(document_id, "xem")


@router.get("/van-ban/{document_id:int}/go")
def ask_removal(request: Request, site: OurSite, visitor: Administrator, document_id: int) -> HTMLResponse:
    """Ask before a document is taken out."""
    record = held(site, visitor, document_id)
    return page(request, "document_removal.html", {"record": record, "name": document_name(record.metadata)})


@router.post("/van-ban/{document_id:int}/go", dependencies=[OwnForm])
def remove_document(site: OurSite, visitor: Administrator, document_id: int, sent: Sent) -> Response:
    """Take a document out of register and search."""
    held(site, visitor, document_id)
    site.home.library.remove(document_id, visitor.name, sent.text("reason")[:500])
    site.answers.apply()
    return RedirectResponse("/van-ban?da=go", HTTPStatus.SEE_OTHER)


def _back(document_id: int, done: str) -> Response:
    return RedirectResponse(f"/van-ban/{document_id}{f'?da={done}' if done else ''}", HTTPStatus.SEE_OTHER)
