"""Documents on the web (văn bản): the register, what was understood and doubted of each, and putting it right."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from bot.correcting import CORRECTABLE
from bot.reminders.wording import what_words
from bot.rows.due import shown, when
from bot.web.document_groups import choice_of
from bot.web.document_list import ON_A_PAGE, VALIDITIES, Wanted, choices, chosen, group_words
from bot.web.document_text import pieces
from bot.web.document_words import ACTIONS, CORRECTED, RELATION_WORDS, deed_words, warnings_for_people
from bot.web.errors import NotThere
from bot.web.rendering import page
from bot.web.sent_forms import LARGEST_NUMBER, Errors, number_in
from bot.web.site import Site
from bot.web.visits import Invited, OurSite, Visitor
from knowledge.citations.find import DOCUMENT_TYPES
from knowledge.documents import DocumentMetadata
from knowledge.errors import UnknownDocument
from knowledge.people import Role
from knowledge.store import DocumentRecord, VersionRecord
from knowledge.store.reviews import Deed, Reviews
from knowledge.text import Span, squeezed
from retriever.answering.sources import day, document_name, position_name, validity

router = APIRouter(include_in_schema=False)
_DONE = {
    "sua": "Đã ghi điều bạn sửa thành một phiên bản mới.",
    "xac-nhan": "Đã ghi rằng bạn xác nhận điều máy hiểu.",
    "quan-he": "Đã ghi quan hệ.",
    "xem": "Đã ghi ai được xem văn bản này.",
    "go": "Đã gỡ văn bản khỏi kho; phiên bản cũ vẫn giữ cho trích dẫn đã phát.",
}


# -- the register ---------------------------------------------------------------------------------------


def looked_for(
    q: str = "",
    co_quan: Annotated[str, Query(alias="co-quan")] = "",
    loai: str = "",
    nam: str = "",
    hieu_luc: Annotated[str, Query(alias="hieu-luc")] = "",
    nghi: str = "",
    xep: str = "",
) -> Wanted:
    """Return what the address of the register asks for."""
    validity_asked = hieu_luc if hieu_luc in VALIDITIES else ""
    return Wanted(q.strip()[:200], co_quan, loai, nam, validity_asked, nghi == "1", xep == "nap")


@router.get("/van-ban")
def register(
    request: Request, site: OurSite, visitor: Invited, wanted: Annotated[Wanted, Depends(looked_for)], trang: str = "1",
    da: str = "",
) -> HTMLResponse:  # fmt: skip
    """List what the visitor may see, the newest first."""
    today = site.now().date()
    records = site.home.library.documents(audience=visitor.audience)
    doubts = Reviews(site.home.engine).doubts([r.version_id for r in records])
    found = chosen(records, wanted, doubts, today)
    last = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(1, number_in(trang) or 1), last)
    units = site.home.people.units().values()
    rows = [
        {
            "record": record, "name": document_name(record.metadata), "title": _one_line(record.metadata.title),
            "validity": validity(record.metadata, today), "doubts": doubts.get(record.version_id, 0),
            "limited": group_words(record.shown_to, units),
        }
        for record in found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    ]  # fmt: skip
    pages = {
        "number": number, "last": last,
        "before": wanted.address(number - 1) if number > 1 else "",
        "next": wanted.address(number + 1) if number < last else "",
    }  # fmt: skip
    context = {
        "rows": rows, "count": len(found), "of": len(records), "wanted": wanted, "choices": choices(records),
        "validities": VALIDITIES, "pages": pages, "done": _DONE.get(da, ""), "may_add": visitor.may(),
    }  # fmt: skip
    return page(request, "documents.html", context)


# -- one document ---------------------------------------------------------------------------------------


@router.get("/van-ban/{document_id:int}")
def document(request: Request, site: OurSite, visitor: Invited, document_id: int, da: str = "") -> HTMLResponse:
    """Show what was understood and doubted of a document beside its text."""
    record = held(site, visitor, document_id)
    return document_page(request, site, visitor, record, {"done": _DONE.get(da, "")})


def held(site: Site, visitor: Visitor, document_id: int) -> DocumentRecord:
    """Return a document that a visitor may see.

    Raises:
        NotThere: there is none such for this visitor.
    """
    if document_id > LARGEST_NUMBER:
        raise NotThere
    try:
        return site.home.library.held(document_id, visitor.audience)
    except UnknownDocument:
        raise NotThere from None


def document_page(
    request: Request,
    site: Site,
    visitor: Visitor,
    record: DocumentRecord,
    beside: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    """Return the page of one document.

    Args:
        request: of whom.
        site: of which home.
        visitor: who asks.
        record: the document, which the visitor may see.
        beside: what else the page shows: what was done, or what was typed and what is wrong with it.
        status: of the answer.
    """
    home, today = site.home, site.now().date()
    version = home.library.version(record.version_id, passages=False)
    deeds = Reviews(home.engine).deeds(record.id)
    due = [d for d in shown(home.library, home.deadlines, today, visitor.audience) if d.record.document_id == record.id]
    seen = {r.id: r for r in home.library.documents(audience=visitor.audience)}
    units = home.people.units()
    context = {
        "record": record, "version": version, "name": document_name(version.metadata),
        "understood": _understood(version), "validity": validity(version.metadata, today),
        "references": [("Căn cứ", version.metadata.legal_bases), ("Dẫn tới", version.metadata.cited)],
        "pieces": list(pieces(version.text, _marks(version))), "day": day,
        "due": [(one, what_words(one.kept, 140), when(one)) for one in due],
        "relations": home.library.relations_of(record.id), "relation_words": RELATION_WORDS,
        "warnings": warnings_for_people(record.warnings, seen) if visitor.may(Role.HR_OFFICER) else [],
        "confirmed": _confirmation(version, deeds), "deeds": [(d, ACTIONS.get(d.action, d.action), deed_words(d))
                                                            for d in deeds],
        "may_correct": visitor.may(Role.HR_OFFICER), "may_limit": visitor.may(),
        "limited": group_words(record.shown_to, units.values()),
        "choice": choice_of(record.shown_to, units.values()),
        "labels": CORRECTED, "types": DOCUMENT_TYPES, "typed": values_of(version.metadata), "errors": Errors(),
        "done": "", "relation_typed": {"relation": "", "number": ""}, **beside,
    }  # fmt: skip
    return page(request, "document.html", context, status)


def _understood(version: VersionRecord) -> list[tuple[str, str, Span | None]]:
    """Return (what, value, place) of everything that was read of the paper; an empty value was not found."""
    metadata = version.metadata
    stated = (
        ("Số, ký hiệu", metadata.number), ("Cơ quan ban hành", metadata.issuer), ("Nơi ban hành", metadata.place),
        ("Trích yếu", metadata.title),
    )  # fmt: skip
    found = [(what, squeezed(one.value) if one else "", one.span if one else None) for what, one in stated]
    issued, exact = metadata.issued_on, metadata.issued_on_precision
    precision = {"day": "", "month": " (văn bản để trống ngày)", "year": " (chỉ có năm)"}.get(exact or "", "")
    on = f"{day(issued.value)}{precision}" if issued else ""
    found.insert(2, ("Ngày ban hành", on, issued.span if issued else None))
    found.insert(0, ("Loại", metadata.type, None))
    signer = metadata.signer
    signed = f"{signer.name}{f', {position_name(signer.position)}' if signer.position else ''}" if signer else ""
    return [*found, ("Người ký", signed, signer.span if signer else None)]


def _marks(version: VersionRecord) -> list[tuple[str, Span]]:
    return [(f"nghi-{number}", doubt.span) for number, doubt in enumerate(version.anomalies, 1)]


def _confirmation(version: VersionRecord, deeds: list[Deed]) -> Deed | None:
    """Return who confirmed this very version last."""
    said = str(version.ordinal)
    return next((d for d in deeds if d.action == "confirm" and d.detail == said), None)


def _one_line(stated: Any) -> str:  # noqa: ANN401 (a stated value or None)
    return squeezed(stated.value) if stated else ""


def values_of(metadata: DocumentMetadata) -> dict[str, str]:
    """Return what stands in the fields of the form before anybody types."""
    values = {name: _one_line(getattr(metadata, name)) for name in CORRECTABLE if name != "type"}
    issued = values["issued_on"]
    return {**values, "type": metadata.type, "issued_on": "/".join(reversed(issued.split("-"))) if issued else ""}
