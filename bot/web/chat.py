"""The chat page: questions answered in place, block by block where the browser can, else as a page (hỏi đáp)."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from bot.channels.redaction import trace_of
from bot.dialogue import Dialogue, Turn
from bot.dialogue import Response as Said
from bot.dialogue.sentences import EMPTY, FAILED, TOO_FAST, first_notice
from bot.messages import Capabilities, ChatAddress, IncomingMessage, Kind, said
from bot.unit.asked import asked_and_cited
from bot.web.examples import examples_for
from bot.web.links import own_address
from bot.web.ratings import answered, asker_of
from bot.web.rendering import page
from bot.web.site import Site
from bot.web.streaming import MEDIA_TYPE, UNBUFFERED, event, wants_stream
from bot.web.talks import Exchange, Talk, Talks
from bot.web.visits import Invited, OurSite, Visitor, own_form
from knowledge.text import normalised, squeezed

router = APIRouter(include_in_schema=False)
_log = logging.getLogger(__name__)

LONGEST = 2_000  # characters of a question
_LARGEST_FORM = 64 * 1024  # bytes
_CAPABILITIES = Capabilities(buttons=True, links=True)
_NOTHING_KEPT = (
    "Trang hỏi đáp không lưu gì về bạn nên việc này không làm ở đây. Đã đăng nhập thì mở “Trang của tôi” (bấm vào tên "
    "bạn ở đầu trang); chưa thì nhắn lệnh này cho trợ lý qua Zalo hoặc Telegram."
)
_TOO_LONG = "Câu hỏi dài quá {most} ký tự (bạn gõ {given}). Bạn rút gọn, hoặc tách thành vài câu giúp nhé."


@dataclass(frozen=True, slots=True)
class Words:
    """What a form brings: a question that was typed, or the id of a choice that was pressed."""

    typed: str = ""
    choice: str = ""


def talks_of(site: OurSite) -> Talks:
    """Return what was said with the visitors of this process."""
    return site.talks


async def words_of(request: Request) -> Words:
    """Return what a form brings."""
    form = await request.form()
    return Words(str(form.get("cau_hoi") or ""), str(form.get("chon") or "")[:64])


OurTalks = Annotated[Talks, Depends(talks_of)]
OurForm = [Depends(own_form(_LARGEST_FORM))]


@router.get("/")
def chat(request: Request, site: OurSite, visitor: Invited, talks: OurTalks) -> HTMLResponse:
    """Show what was said so far, and the field for the next question."""
    return _page(request, site, visitor, talks, typed=request.query_params.get("cau_hoi", "")[:LONGEST])


@router.post("/hoi", dependencies=OurForm)
def ask(
    request: Request, site: OurSite, visitor: Invited, talks: OurTalks, words: Annotated[Words, Depends(words_of)]
) -> Response:
    """Answer a question: as a stream where the browser asks for one, else with the page."""
    place = request.client.host if request.client else ""
    refused = _refused(words) or ("" if talks.admits(visitor.key, place, site.now().timestamp()) else TOO_FAST)
    if wants_stream(request):
        events = _events(request, site, visitor, talks, words, refused)
        return StreamingResponse(events, media_type=MEDIA_TYPE, headers=UNBUFFERED)
    if refused:
        status = HTTPStatus.TOO_MANY_REQUESTS if refused == TOO_FAST else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, site, visitor, talks, typed=words.typed, error=refused, status=status)
    exchange = _answered(site, visitor, talks, words)
    return RedirectResponse(f"/#cau-{exchange.number}", HTTPStatus.SEE_OTHER)


@router.post("/hoi/quen", dependencies=OurForm)
def forget(visitor: Invited, talks: OurTalks) -> Response:
    """Forget what was said with a visitor."""
    talks.drop(visitor.key)
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


def _page(
    request: Request, site: Site, visitor: Visitor, talks: Talks, *, typed: str = "", error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:  # fmt: skip
    exchanges = talks.of(visitor.key, visitor.audience, site.now())
    words = {
        "exchanges": exchanges, "typed": typed, "error": error, "longest": LONGEST,
        "notice": first_notice(site.home.library.unit(), abroad=False).text.removeprefix("🤖 "),
        "sent": len(site.home.unit_work.of_asker(asker_of(site, visitor))),
        "examples": () if exchanges else examples_for(site.home.library, visitor.audience, site.now().date()),
    }  # fmt: skip
    return page(request, "chat.html", words, status)


def _refused(words: Words) -> str:
    """Return why a question is not taken; empty where it is."""
    if words.choice:
        return ""
    given = len(normalised(words.typed))
    if given > LONGEST:
        return _TOO_LONG.format(most=f"{LONGEST:,}".replace(",", "."), given=f"{given:,}".replace(",", "."))
    return "" if squeezed(words.typed) else EMPTY


def _events(
    request: Request, site: Site, visitor: Visitor, talks: Talks, words: Words, refused: str
) -> Iterator[str]:  # fmt: skip
    """Yield a word at once, then the question and each block of its answer."""
    if refused:
        yield event("refused", refused)
        return
    yield event("status", "Đang tìm câu trả lời…")
    exchange = _answered(site, visitor, talks, words)
    shown = page(request, "chat_exchange.html", {"exchange": exchange, "is_last": True})
    first, *blocks, _ = bytes(shown.body).decode().split("<!--block-->")
    yield event("asked", first)
    yield from (event("block", block) for block in blocks)
    yield event("end", exchange.status)


def _answered(site: Site, visitor: Visitor, talks: Talks, words: Words) -> Exchange:
    """Answer a visitor, and remember it for a while."""
    with talks.turn(visitor.key, visitor.audience, site.now()) as talk:
        asked = talk.label_of(words.choice) if words.choice else normalised(words.typed).strip()
        before, response = talk.memory.conversation, _response(site, visitor, talk, words)
        talk.memory = response.memory
        question, cited = asked_and_cited(asked, response.status, before, response.memory.conversation)
        rating = answered(site, visitor, question, response.status, cited)
        message = response.message or said(EMPTY)
        return talks.keep(talk, asked or "(lựa chọn cũ)", message.blocks, response.status, rating)


def _response(site: Site, visitor: Visitor, talk: Talk, words: Words) -> Said:
    """Return what the dialogue says; an apology where it fails."""
    now = site.now()
    kind, text = (Kind.PRESS, words.choice) if words.choice else (Kind.TEXT, words.typed)
    message = IncomingMessage("", ChatAddress("web", "", visitor.key), visitor.key, kind, text, now)
    memory = replace(talk.memory, greeted=True)  # the page itself says it, above everything
    turn = Turn(
        message, visitor.key, visitor.key, now, memory, _CAPABILITIES, person=visitor.person, audience=visitor.audience
    )
    try:
        return dialogue_here(site.dialogue).respond(turn)
    except Exception as error:  # one question that breaks must not take the talk with it
        _log.error("answering on the web failed: %s", trace_of(error))
        return Said(said(FAILED), memory, "failed")


def dialogue_here(dialogue: Dialogue) -> Dialogue:
    """Return the dialogue as it speaks on a page: it keeps nothing of who asks, and its sources open here."""
    return replace(dialogue, personal=None, intake=None, address=own_address, nothing_kept=_NOTHING_KEPT)
