"""Under each answer: a vote (đánh giá), and where nothing was found, a way to an officer; nothing is kept unasked."""

from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.unit.asked import UNANSWERED, WEB, tallies_of
from bot.unit.rating import (
    BAD,
    GOOD,
    GOOD_FOR,
    REASONS,
    WHY,
    Ticket,
    new_ticket,
    read_ticket,
    signed,
    vote_key,
)
from bot.web.errors import NotThere, TooMany, WebError
from bot.web.rating_form import RatingForm
from bot.web.rendering import page
from bot.web.sent_forms import LARGEST_NUMBER, Sent
from bot.web.site import Site
from bot.web.visits import COOKIE, Anybody, OurSite, OwnForm, Visitor
from knowledge.pseudonyms import pseudonym
from knowledge.store.unit_counts import Tally
from knowledge.text import normalised
from retriever.answering.models import Citation, Status

router = APIRouter(include_in_schema=False)
LONGEST_QUESTION = 1_500  # characters, as many as are read of a question
_MOST_A_DAY, _MOST_OF_ALL = 5, 300  # questions sent to officers
_RATED = frozenset(s.value for s in Status) - {Status.CHAT.value}
_A_DAY = 86_400.0  # seconds
_DEFAULT_DAYS = 30


def answered(
    site: Site, visitor: Visitor, question: str, status: str, citations: Iterable[Citation]
) -> RatingForm | None:
    """Count an answer that was just given on the web, and return what the forms under it need; None for small talk.

    Args:
        site: of which home.
        visitor: who asked.
        question: as it was asked.
        status: how it ended; empty where nothing was asked.
        citations: on which the answer rests.
    """
    if not status:
        return None
    now, cited = site.now(), list(citations)
    site.home.unit_work.counts.add(tallies_of(status, question, cited, now.date(), WEB), now.date())
    if status not in _RATED:
        return None
    text = normalised(question)[:LONGEST_QUESTION].strip()
    ticket = new_ticket(status, (c.document_id for c in cited), text, now)
    written = signed(ticket, site.home.pseudonym_key(), visitor.key)
    return RatingForm(written, text, status in UNANSWERED, question_days(site))


def question_days(site: Site) -> int:
    """Return for how many days the words of a question are kept."""
    return site.dialogue.personal.question_days if site.dialogue.personal else _DEFAULT_DAYS


def asker_of(site: Site, visitor: Visitor) -> str:
    """Return the pseudonym under which somebody's own questions are kept: of the person, else of the browser."""
    who = f"person:{visitor.person.id}" if visitor.person else f"browser:{visitor.key}"
    return pseudonym(site.home.pseudonym_key(), "asker", who)


# -- voting ---------------------------------------------------------------------------------------------


@router.post("/danh-gia", dependencies=[OwnForm])
def rate(request: Request, site: OurSite, visitor: Anybody, sent: Sent) -> HTMLResponse:
    """Count a vote on an answer once, and ask why where it was a bad one."""
    written = sent.text("ve")
    ticket, key, now = _ticket(site, visitor, written), site.home.pseudonym_key(), site.now()
    vote, why = sent.text("phieu"), sent.text("vi-sao")
    what: str
    tallies: tuple[Tally, ...]
    if why in REASONS:
        what, tallies = WHY, (Tally(WHY, why),)
    elif vote in (GOOD, BAD):
        what, tallies = "vote", ticket.tallies(vote)
    else:
        raise WebError("Chưa chọn đánh giá nào.", "Bấm “Hay” hoặc “Dở” dưới câu trả lời.")
    once = vote_key(ticket, key, visitor.key, what)
    new = site.home.unit_work.counts.vote(once, tallies, now.timestamp(), now.date())
    question = sent.lines("cau-hoi")
    form = RatingForm(written, question, unanswered=ticket.is_of(question), days=question_days(site))
    context = {"new": new, "ask_why": vote == BAD and not why, "reasons": REASONS, "rating": form}
    template = "unit_rated_part.html" if request.headers.get("hx-request") else "unit_rated.html"
    return page(request, template, context)


def _ticket(site: Site, visitor: Visitor, written: str) -> Ticket:
    """Return the ticket of an answer.

    Raises:
        WebError: it is not this visitor's, or too old.
    """
    ticket = read_ticket(written, site.home.pseudonym_key(), visitor.key, site.now())
    if ticket is None:
        hours = int(GOOD_FOR.total_seconds() // 3600)
        raise WebError(
            "Câu trả lời này không còn nhận đánh giá.", f"Trong {hours} giờ sau khi hỏi thì nhận; hãy hỏi lại."
        )
    return ticket


# -- to an officer --------------------------------------------------------------------------------------


@router.post("/gui-can-bo", dependencies=[OwnForm])
def send(request: Request, site: OurSite, visitor: Anybody, sent: Sent) -> Response:
    """Keep a question for the officers because its person wants it, and say what is kept and for how long."""
    question = normalised(sent.lines("cau-hoi"))
    ticket = _ticket(site, visitor, sent.text("ve"))
    if not question or not ticket.is_of(question):
        raise WebError("Câu hỏi này không khớp với câu vừa hỏi.", "Hãy hỏi lại rồi gửi cho cán bộ.")
    work, asker, now = site.home.unit_work, asker_of(site, visitor), site.now().timestamp()
    if work.sent_since(now - _A_DAY, asker) >= _MOST_A_DAY:
        raise TooMany(f"Mỗi ngày gửi được {_MOST_A_DAY} câu cho cán bộ.", "Mai bạn gửi tiếp giúp nhé.")
    if not site.talks.admits_question(request.client.host if request.client else "", now):
        raise TooMany("Từ chỗ bạn hôm nay đã gửi nhiều câu cho cán bộ.", "Chờ một lúc rồi gửi lại giúp nhé.")
    if work.sent_since(now - _A_DAY) >= _MOST_OF_ALL:
        raise TooMany("Hôm nay đã có quá nhiều câu gửi cho cán bộ.", "Mai bạn gửi lại, hoặc hỏi trực tiếp đơn vị.")
    work.send(asker, WEB, ticket.status, question, now)
    response = RedirectResponse("/cau-hoi-cua-toi?da=gui", HTTPStatus.SEE_OTHER)
    if visitor.person is None:  # so that the reply is found after the browser was closed, as long as it is kept
        lasting = timedelta(days=question_days(site))
        response.set_cookie(
            COOKIE, visitor.secret, httponly=True, samesite="lax", secure=site.is_secure, path="/",
            max_age=int(lasting.total_seconds()),
        )  # fmt: skip
    return response


_DONE = {"gui": "Đã gửi câu hỏi cho cán bộ của đơn vị.", "xoa": "Đã xóa câu hỏi."}


@router.get("/cau-hoi-cua-toi")
def own_questions(request: Request, site: OurSite, visitor: Anybody, da: str = "") -> HTMLResponse:
    """Show somebody's own questions and what officers replied."""
    found = site.home.unit_work.of_asker(asker_of(site, visitor))
    context = {"questions": found, "days": question_days(site), "done": _DONE.get(da, "")}
    return page(request, "unit_own.html", context)


@router.post("/cau-hoi-cua-toi/{question_id:int}/xoa", dependencies=[OwnForm])
def forget(site: OurSite, visitor: Anybody, question_id: int) -> Response:
    """Forget one of somebody's own questions."""
    known = question_id <= LARGEST_NUMBER
    if not known or not site.home.unit_work.forget(asker_of(site, visitor), question_id):
        raise NotThere
    return RedirectResponse("/cau-hoi-cua-toi?da=xoa", HTTPStatus.SEE_OTHER)
