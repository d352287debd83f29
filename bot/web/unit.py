"""The unit's own work on the web (đơn vị): questions that wait, replies and their basis, and their approval."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.delivery.answering import audience
from bot.unit.asked import SameQuestions, group_of, grouped
from bot.unit.masking import masked
from bot.unit.replying import (
    LONGEST_PLACE,
    LONGEST_QUESTION,
    LONGEST_REPLY,
    Checked,
    Written,
    checked,
    drafts_to,
)
from bot.unit.sharing import share
from bot.web.errors import NotThere
from bot.web.rendering import page
from bot.web.sent_forms import LARGEST_NUMBER, Sent, SentForm
from bot.web.site import Site
from bot.web.visits import Officer, OurSite, OwnForm, Visitor
from knowledge.audiences import EVERYONE, may_see
from knowledge.citations import number_of
from knowledge.errors import TdktError, UnknownDocument
from knowledge.store import DocumentRecord
from knowledge.store.unit_records import Basis, Reply, ReplyState, Writer
from knowledge.store.unit_work import check_approval
from knowledge.text import squeezed
from knowledge.validity import standing
from retriever.answering.sources import document_name

router = APIRouter(prefix="/don-vi", include_in_schema=False)
_MOST_SHOWN, _NEAREST = 100, 6
_LEAST_SUPPORT = 0.25  # of what a question asks for, said by a passage; below it lies only by chance
_LONGEST_REASON = 300
_LONGEST_PASSAGE = 400  # characters of a passage that lies near
_BESIDE = (("/chua-gui", "Tin chưa gửi được"), ("/van-ban/nap", "Nạp văn bản"))
_DONE = {
    "tra-loi": "Đã ghi câu trả lời; người hỏi được nhắn trong trò chuyện, hoặc xem trên trang khi quay lại.",
    "bo": "Đã đóng câu hỏi.", "duyet": "Đã duyệt; từ nay câu trả lời này được trích dẫn cho người khác.",
    "rut": "Đã rút; câu trả lời này không được trích dẫn nữa.",
}  # fmt: skip


@router.get("")
def work(request: Request, site: OurSite, visitor: Officer, da: str = "") -> HTMLResponse:
    """Show what waits for an officer: questions, the oldest first, and replies to be approved."""
    groups = grouped(site.home.unit_work.waiting())
    replies = _readable(site, visitor, site.home.unit_work.replies(ReplyState.DRAFT, ReplyState.APPROVED))
    context = {
        "groups": groups[:_MOST_SHOWN], "more": len(groups) - _MOST_SHOWN, "times": sum(g.times for g in groups),
        "drafts": [r for r in replies if r.state is ReplyState.DRAFT],
        "shared": [(r, _basis_standing(site, r.basis)) for r in replies if r.state is ReplyState.APPROVED],
        "done": _DONE.get(da, ""), "beside": _BESIDE if visitor.may() else (),
    }  # fmt: skip
    return page(request, "unit.html", context)


# -- a question -----------------------------------------------------------------------------------------


@router.get("/cau-hoi/{question_id:int}")
def question(request: Request, site: OurSite, visitor: Officer, question_id: int) -> HTMLResponse:
    """Show a question with what lies near it, and where to reply."""
    same = _group(site, question_id)
    return _question_page(request, site, visitor, same, Written(asked=masked(squeezed(same.first.text))), {})


def _group(site: Site, question_id: int) -> SameQuestions:
    same = group_of(site.home.unit_work.waiting(), question_id)
    if same is None:
        raise NotThere("Câu này không còn chờ: đã có người xử lý, hoặc người hỏi đã rút.", "Mở trang Đơn vị.")
    return same


def _question_page(
    request: Request, site: Site, visitor: Visitor, same: SameQuestions, typed: Written, errors: Mapping[str, str]
) -> HTMLResponse:
    nearest = _nearest(site, visitor, same.first.text)
    context = {
        "same": same, "typed": typed, "errors": errors, "nearest": nearest,
        "documents": {row["document_id"]: row["document"] for row in nearest},
        "longest": {"text": LONGEST_REPLY, "asked": LONGEST_QUESTION, "place": LONGEST_PLACE},
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "unit_question.html", context, status)


def _nearest(site: Site, visitor: Visitor, text: str) -> list[dict[str, Any]]:
    """Return the passages nearest to a question that the officer may see; none where the indexes are away."""
    try:
        rows = site.answers.search(text, _NEAREST, visitor.audience)
    except TdktError:
        return []
    near = [row for row in rows if row["support"] >= _LEAST_SUPPORT]
    return [{**row, "text": squeezed(row["text"])[:_LONGEST_PASSAGE]} for row in near]


@router.post("/cau-hoi/{question_id:int}/tra-loi", dependencies=[OwnForm])
def reply(request: Request, site: OurSite, visitor: Officer, question_id: int, sent: Sent) -> Response:
    """Send a reply to everybody who asked this, and keep it as a draft for all where the officer wants it."""
    same, typed = _group(site, question_id), _typed(sent)
    document = _document(site, visitor, typed)
    looked_at = checked(typed, document)
    errors = dict(looked_at.errors)
    if typed.document is not None and document is None:
        errors["basis"] = "Văn bản đã chọn không có trong kho, hoặc bạn không được xem."
    elif document is not None and not _all_may_see(site, document, same):
        errors["basis"] = "Người hỏi không được xem văn bản này; chọn căn cứ khác để không lộ văn bản."
    if errors:
        return _question_page(request, site, visitor, same, typed, errors)
    _sent(site, visitor, same, typed, looked_at)
    return RedirectResponse("/don-vi?da=tra-loi", HTTPStatus.SEE_OTHER)


def _sent(site: Site, visitor: Visitor, same: SameQuestions, typed: Written, looked_at: Checked) -> None:
    writer, now, unit = _writer(visitor), site.now(), site.home.library.unit().name
    asked = typed.asked if looked_at.state is ReplyState.DRAFT else ""
    written = Reply(0, asked, typed.text.strip(), looked_at.basis, looked_at.state, writer, now.timestamp())
    drafts = drafts_to(same.questions, written.text, written.basis, writer, unit, now)
    site.home.unit_work.reply(written, same.ids, drafts, now.timestamp())
    site.wake()


def _typed(sent: SentForm) -> Written:
    text, place, asked = sent.lines("tra-loi").strip(), sent.text("dieu"), sent.text("cau-hoi")
    return Written(
        text[: LONGEST_REPLY * 2], sent.text("so")[:120], place[: LONGEST_PLACE * 2], sent.number("van-ban"),
        asked[: LONGEST_QUESTION * 2], bool(sent.text("dung-chung")),
    )  # fmt: skip


def _document(site: Site, visitor: Visitor, typed: Written) -> DocumentRecord | None:
    """Return the document of the home that a reply rests on: the one chosen, else the only one with the number."""
    if typed.document is not None:
        try:
            return site.home.library.held(typed.document, visitor.audience)
        except UnknownDocument:
            return None
    wanted = number_of(typed.number)
    if wanted is None or not typed.place:
        return None
    records = site.home.library.documents(audience=visitor.audience)
    alike = [r for r in records if r.metadata.number and _key(r.metadata.number.value) == wanted.key]
    return alike[0] if len(alike) == 1 else None


def _key(written: str) -> str:
    found = number_of(written)
    return found.key if found else ""


def _all_may_see(site: Site, document: DocumentRecord, same: SameQuestions) -> bool:
    """Say whether everybody who asked may see a document; whoever asked on the web is the public."""
    askers = (site.home.people.find(q.person) if q.person else None for q in same.questions)
    return all(may_see(document.shown_to, audience(person) if person else EVERYONE) for person in askers)


@router.post("/cau-hoi/{question_id:int}/bo", dependencies=[OwnForm])
def drop(request: Request, site: OurSite, visitor: Officer, question_id: int, sent: Sent) -> Response:
    """Let a question wait no more, for a reason that its person may read."""
    same, reason = _group(site, question_id), sent.text("ly-do")
    if not 1 <= len(reason) <= _LONGEST_REASON:
        errors = {"reason": f"Ghi lý do, nhiều nhất {_LONGEST_REASON} chữ; người hỏi đọc được."}
        typed = Written(asked=masked(squeezed(same.first.text)))
        return _question_page(request, site, visitor, same, typed, errors)
    site.home.unit_work.drop(same.ids, reason, _writer(visitor), site.now().timestamp())
    return RedirectResponse("/don-vi?da=bo", HTTPStatus.SEE_OTHER)


# -- a reply --------------------------------------------------------------------------------------------


@router.get("/tra-loi/{reply_id:int}")
def shown_reply(request: Request, site: OurSite, visitor: Officer, reply_id: int) -> HTMLResponse:
    """Show a reply with its basis, for approval by a second person or withdrawal."""
    found = _reply(site, visitor, reply_id)
    return _reply_page(request, site, visitor, found, {})


def _reply_page(
    request: Request, site: Site, visitor: Visitor, found: Reply, errors: Mapping[str, str]
) -> HTMLResponse:
    context = {
        "reply": found, "standing": _basis_standing(site, found.basis), "basis": _basis_document(site, visitor, found),
        "may_approve": _may_approve(found, visitor), "errors": errors,
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page(request, "unit_reply.html", context, status)


def _may_approve(found: Reply, visitor: Visitor) -> bool:
    try:
        check_approval(found, _writer(visitor))
    except TdktError:
        return False
    return True


@router.post("/tra-loi/{reply_id:int}/duyet", dependencies=[OwnForm])
def approve(site: OurSite, visitor: Officer, reply_id: int) -> Response:
    """Let a reply be quoted for everybody, as a second person; from then on it is a document of the unit."""
    found, by = _reply(site, visitor, reply_id), _writer(visitor)
    check_approval(found, by)
    document = share(site.home.library, found, site.now().date())
    site.home.unit_work.approve(reply_id, by, document, site.now().timestamp())
    site.answers.apply()
    return RedirectResponse("/don-vi?da=duyet", HTTPStatus.SEE_OTHER)


@router.post("/tra-loi/{reply_id:int}/rut", dependencies=[OwnForm])
def withdraw(request: Request, site: OurSite, visitor: Officer, reply_id: int, sent: Sent) -> Response:
    """Let a reply be quoted no more, for a reason."""
    found, why = _reply(site, visitor, reply_id), sent.text("ly-do")
    if not 1 <= len(why) <= _LONGEST_REASON:
        return _reply_page(request, site, visitor, found, {"reason": f"Ghi lý do, nhiều nhất {_LONGEST_REASON} chữ."})
    if found.document is not None:
        with suppress(UnknownDocument):  # somebody removed it among the documents
            site.home.library.remove(found.document, visitor.name, f"rút câu trả lời số {reply_id}: {why}")
        site.answers.apply()
    site.home.unit_work.withdraw(reply_id, _writer(visitor), why, site.now().timestamp())
    return RedirectResponse("/don-vi?da=rut", HTTPStatus.SEE_OTHER)


def _reply(site: Site, visitor: Visitor, reply_id: int) -> Reply:
    found = site.home.unit_work.find_reply(reply_id) if reply_id <= LARGEST_NUMBER else None
    readable = _readable(site, visitor, [found]) if found else []
    if not readable:
        raise NotThere
    return readable[0]


def _readable(site: Site, visitor: Visitor, replies: Iterable[Reply]) -> list[Reply]:
    """Return the replies that somebody may read: not those that rest on a document limited to others."""
    limits = site.home.library.limits()
    return [r for r in replies if may_see(limits.get(r.basis.document or 0, ()), visitor.audience)]


def _basis_document(site: Site, visitor: Visitor, found: Reply) -> str:
    """Return the name of the document that a reply rests on; empty where it is not held (any more)."""
    if found.basis.document is None:
        return ""
    try:
        return document_name(site.home.library.held(found.basis.document, visitor.audience).metadata)
    except UnknownDocument:
        return ""


def _basis_standing(site: Site, basis: Basis) -> dict[str, Any] | None:
    """Return in words whether what a reply rests on still holds; None where the register of law does not know it."""
    law = standing(basis.number, None, site.now().date()) if basis.number else None
    return {"words": law.words, "holds": law.holds} if law else None


def _writer(visitor: Visitor) -> Writer:
    return Writer(visitor.name, visitor.person.id if visitor.person else None)
