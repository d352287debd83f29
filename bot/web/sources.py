"""The source page: the stored text of a version with the cited words marked, its history, and its original file."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot.web.differences import differences
from bot.web.errors import LoginNeeded, NotThere
from bot.web.links import Asked, Links, Standing, source_path
from bot.web.rendering import page
from bot.web.site import Site
from bot.web.source_history import editions_of, relations_of
from bot.web.source_view import banner_of, cited_span, corrections, facts_of, outline_of, parts_of, title_of
from bot.web.visits import Anybody, OurSite, Visitor, site_of, visitor_of
from knowledge.audiences import OPERATOR, group_name
from knowledge.documents import DocumentKind
from knowledge.errors import UnknownDocument
from knowledge.provisions import provision_name
from knowledge.store import DocumentRecord, VersionRecord
from knowledge.text import Span
from retriever.answering.sources import SUMMARY_ONLY, document_name, warnings_for

router = APIRouter(include_in_schema=False, prefix="/nguon")

_LARGEST_ID = 2**62
_DIGITS = 18  # of a number that may be one of ours
_READ_BY_MACHINE = "Chữ được máy đọc từ ảnh quét, có thể sai; hãy đối chiếu bản gốc."
_KINDS = {DocumentKind.SUMMARY: SUMMARY_ONLY, DocumentKind.OCR: _READ_BY_MACHINE}
_SAFE_TYPES = frozenset({"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A version that may be shown to whoever asks.

    Attributes:
        by_link: only this version, and only because of a signed address.
    """

    asked: Asked
    record: DocumentRecord
    version: VersionRecord
    by_link: bool

    @property
    def expires(self) -> datetime | None:
        """Return until when the address is good; None for who may see the document anyway."""
        return datetime.fromtimestamp(int(self.asked.expires), UTC) if self.by_link else None


def opened(
    request: Request,
    document: str,
    version: str,
    tu: Annotated[str, Query()] = "",
    den: Annotated[str, Query()] = "",
    het: Annotated[str, Query()] = "",
    ky: Annotated[str, Query()] = "",
) -> Opened:
    """Return the version that an address names.

    Raises:
        NotThere: there is none that this visitor may see, or the signature is not ours.
        LoginNeeded: nobody reads here without an account or a signed address.
    """
    site, visitor = site_of(request), visitor_of(request)
    asked = Asked(_number(document), _number(version), tu, den, het, ky)
    standing = Links(site.home.pseudonym_key()).standing(asked, site.now().timestamp())
    if standing is Standing.FALSE:
        raise NotThere("Liên kết này không đúng.", "Hỏi lại trợ lý để có liên kết mới.")
    signed = standing is Standing.GOOD
    outside = visitor.person is None and not site.wishes.public_chat
    if outside and not signed:
        raise LoginNeeded
    record = None if outside else _record(site, visitor, asked.document)
    by_link = record is None and signed
    if by_link:
        record = _sent(site, visitor, asked.document)
    if record is None and standing is Standing.OVER:
        raise NotThere("Liên kết này đã hết hạn.", "Hỏi lại trợ lý để có liên kết mới, hoặc đăng nhập.")
    found = _version(site, asked) if record else None
    if record is None or found is None:
        raise NotThere
    return Opened(asked, record, found, by_link)


_Opened = Annotated[Opened, Depends(opened)]


@router.get("/{document}/{version}")
def source(request: Request, site: OurSite, visitor: Anybody, here: _Opened, mo: str = "") -> HTMLResponse:
    """Show a version, whole, with the cited words marked.

    Behind a signed address stands a button first: the chat platforms look at addresses, and are to see nothing.
    """
    if here.by_link and not mo:
        return page(request, "source_door.html", {"asked": here.asked, "expires": here.expires})
    version, today = here.version, site.now().date()
    cited = cited_span(version.text, here.asked.start, here.asked.end)
    words = {
        **_naming(here), "banner": banner_of(version.metadata, today), "facts": facts_of(version),
        "kind": _KINDS.get(version.kind, ""), "parts": parts_of(version, cited), "outline": outline_of(version, cited),
        "cited": cited is not None, "missed": cited is None and bool(here.asked.start or here.asked.end),
        "place": _place(version, cited), "doubts": warnings_for(version, [cited]) if cited else [],
        "original": here.asked.path("/ban-goc"), "expires": here.expires,
        "shown_to": _shown_to(here, visitor), "instead": _instead(site, visitor, here), **_beside(site, visitor, here),
    }  # fmt: skip
    return page(request, "source.html", words)


@router.get("/{document}/{version}/ban-goc")
def original(site: OurSite, here: _Opened) -> Response:
    """Give the file as it was received; a browser keeps it and never shows it as a page of ours."""
    file = site.home.library.original(here.version.id)
    kind = file.media_type if file.media_type in _SAFE_TYPES else "application/octet-stream"
    headers = {"Content-Disposition": attachment(file.source_path)}
    return Response(file.content, media_type=kind, headers=headers)


@router.get("/{document}/{version}/so-sanh/{other}")
def compare(request: Request, site: OurSite, here: _Opened, other: str) -> HTMLResponse:
    """Show what a version changed against another one of the same document."""
    before = _version(site, Asked(here.asked.document, _number(other)))
    if here.by_link or before is None:
        raise NotThere
    old, new = sorted((before, here.version), key=lambda v: v.ordinal)
    words = {
        **_naming(here), "old": old, "new": new, "passages": differences(old.text, new.text),
        "corrected": corrections(old.metadata, new.metadata),
        "old_path": source_path(old.document_id, old.id), "new_path": source_path(new.document_id, new.id),
    }  # fmt: skip
    return page(request, "source_differences.html", words)


def attachment(path: str) -> str:
    """Return the header with which a browser keeps a file under its own name, whatever that name holds."""
    last = PurePath(path.replace("\\", "/")).name[-150:] or "ban-goc"
    name = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '"%')
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    safe = "".join(c if c.isalnum() or c in "._- " else "_" for c in plain).strip() or "ban-goc"
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"


def _number(words: str) -> int:
    """Return a number of a document or version.

    Raises:
        NotThere: it is none, or none that could be ours.
    """
    if not (words.isascii() and words.isdigit() and len(words) <= _DIGITS) or int(words) > _LARGEST_ID:
        raise NotThere
    return int(words)


def _record(site: Site, visitor: Visitor, document: int) -> DocumentRecord | None:
    try:
        return site.home.library.held(document, visitor.audience)
    except UnknownDocument:
        return None


def _sent(site: Site, visitor: Visitor, document: int) -> DocumentRecord:
    """Return the document of a signed address, which opens it for its holder where no one is kept from it.

    Raises:
        NotThere: it was removed since, or is limited to others than who is logged in.
        LoginNeeded: it is limited to some people: a forwarded address must not show it.
    """
    try:
        found = site.home.library.held(document, OPERATOR)
    except UnknownDocument:
        raise NotThere("Văn bản này đã được gỡ khỏi kho.", "Hỏi lại trợ lý, hoặc hỏi quản trị của đơn vị.") from None
    if not found.shown_to:
        return found
    if visitor.person is None:
        raise LoginNeeded("Văn bản này giới hạn người xem.", "Đăng nhập rồi mở lại liên kết.")
    raise NotThere


def _version(site: Site, asked: Asked) -> VersionRecord | None:
    """Return the version of this very document; None where it is another's, or nobody's."""
    try:
        found = site.home.library.version(asked.version, passages=False)
    except UnknownDocument:
        return None
    return found if found.document_id == asked.document else None


def _naming(here: Opened) -> dict[str, object]:
    return {
        "title": title_of(here.version), "name": document_name(here.version.metadata), "version": here.version,
        "document": here.record, "is_current": here.record.version_id == here.version.id, "by_link": here.by_link,
        "current_path": source_path(here.record.id, here.record.version_id),
    }  # fmt: skip


def _beside(site: Site, visitor: Visitor, here: Opened) -> dict[str, object]:
    """Return what else is known of a document; nothing of it goes with a signed address."""
    if here.by_link:
        return {"related": [], "editions": []}
    library, record = site.home.library, here.record
    related = relations_of(library, record, visitor.audience)
    return {"related": related, "editions": editions_of(library, record.id, here.version.id)}


def _place(version: VersionRecord, cited: Span | None) -> str:
    """Return where the cited words stand: their provision and page."""
    if cited is None:
        return ""
    number = version.page_of(cited)
    parts = [provision_name(version.path_of(cited)), f"trang {number} của bản gốc" if number else ""]
    return ", ".join(part for part in parts if part)


def _shown_to(here: Opened, visitor: Visitor) -> str:
    """Return who may see a document; its groups are named to people of the unit only."""
    if not here.record.shown_to:
        return "mọi người"
    return "chỉ " + ", ".join(map(group_name, here.record.shown_to)) if visitor.person else "một số người của đơn vị"


def _instead(site: Site, visitor: Visitor, here: Opened) -> tuple[str, str] | None:
    """Return name and address of the original that a summary gave way to, where the visitor may see it."""
    if here.record.superseded_by is None:
        return None
    record = _record(site, visitor, here.record.superseded_by)
    return (document_name(record.metadata), source_path(record.id, record.version_id)) if record else None
