"""A list of nominees in Excel, checked on the web: uploaded, judged, given back; nothing of it is kept."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from bot.nominations.nominees import Defaults
from bot.nominations.overview import short_words
from bot.nominations.template import template_content
from bot.web.errors import NotThere, TooLarge, WebError
from bot.web.list_checking import checked_list
from bot.web.rendering import page
from bot.web.sent_forms import Files, Sent, SentForm, opened_form
from bot.web.visits import LARGEST_FORM, LoggedIn, OurSite, bounded_form, own_form, requires
from knowledge.criteria import award_code, award_codes

router = APIRouter(prefix="/danh-sach", include_in_schema=False)
_LARGEST = 10 * 1024 * 1024
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def empty_form(request: Request, visitor: LoggedIn) -> HTMLResponse:
    """Show where a list is uploaded."""
    return page(request, "list_form.html", {"awards": award_codes().values(), "given": {}})


@router.get("/mau")
def template(visitor: LoggedIn) -> Response:
    """Give the template of a list."""
    return _excel(template_content(), "mau-danh-sach.xlsx")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form says beside the file; ``summaries``: what is understood of summaries counts."""

    defaults: Defaults
    summaries: bool


def wish_of(sent: SentForm) -> Wish:
    """Return what a form says beside the file.

    Raises:
        WebError: a day is none.
    """
    known = award_code(sent.text("danh_hieu")) if sent.text("danh_hieu") else None
    year = sent.number("nam") if len(sent.text("nam")) == len("2026") else None
    days = _day(sent.text("tiep_nhan")), _day(sent.text("ngay_ky"))
    defaults = Defaults(known.code if known else None, year, *days, sent.text("tinh") or None, None)
    return Wish(defaults, bool(sent.text("tom_tat")))


def _welcome(request: Request) -> None:
    """Refuse strangers, and what is too large, before anything of it is read.

    Raises:
        LoginNeeded: nobody is logged in.
        TooLarge: more is announced than is taken, or nobody says how much.
        WrongLetters: the form is not in UTF-8.
    """
    requires()(request)
    bounded_form(request, _LARGEST + LARGEST_FORM)


@router.post("", dependencies=[Depends(_welcome), Depends(opened_form), Depends(own_form(_LARGEST + LARGEST_FORM))])
def checked(request: Request, site: OurSite, visitor: LoggedIn, files: Files, sent: Sent) -> HTMLResponse:
    """Check a list and show what came of it; the file with the results waits for its visitor a while."""
    given, wish = files.get("tep"), wish_of(sent)
    if given is None or isinstance(given, str) or not given.filename:
        raise WebError("Chưa chọn tệp danh sách.", "Chọn một tệp .xlsx rồi gửi lại.")
    content = given.file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise TooLarge("Danh sách lớn hơn 10 MB.", "Tách thành nhiều tệp rồi gửi lại.")
    done, result, losses = checked_list(site, content, given.filename, wish.defaults, summaries=wish.summaries)
    context = {
        "checked": done, "words": short_words(done.overview), "losses": losses,
        "result": site.results.keep(visitor.key, result), "confirmed": wish.summaries,
    }  # fmt: skip
    return page(request, "list_result.html", context)


@router.get("/ket-qua/{name}")
def result(site: OurSite, visitor: LoggedIn, name: str) -> Response:
    """Give the list back with its results."""
    content = site.results.of(visitor.key, name)
    if content is None:
        raise NotThere("Kết quả này không còn: chỉ giữ 15 phút cho đúng người đã gửi.", "Hãy gửi lại danh sách.")
    return _excel(content, "ket-qua.xlsx")


def _excel(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_EXCEL, headers=headers)


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise WebError(f"Ngày “{written[:40]}” không đúng dạng.", "Chọn ngày trong ô, hoặc viết 2025-12-31.") from error
