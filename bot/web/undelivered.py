"""What could not be delivered (chưa gửi được), for administrators, until somebody has seen to it."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.delivery.wording import LOST_WORDS
from bot.web.rendering import page
from bot.web.sent_forms import Sent, number_in
from bot.web.visits import Administrator, OurSite, OwnForm

router = APIRouter(include_in_schema=False)
_MOST = 200


@router.get("/chua-gui")
def undelivered(request: Request, site: OurSite, visitor: Administrator, da: str = "") -> HTMLResponse:
    """List the messages that reached nobody as far as we know."""
    lost = site.home.outbox.undelivered()
    rows = [(one, LOST_WORDS.get(one.outcome, one.outcome.value)) for one in lost[:_MOST]]
    done = "Đã ghi là đã xử lý." if da == "xong" else ""
    return page(request, "undelivered.html", {"rows": rows, "count": len(lost), "most": _MOST, "done": done})


@router.post("/chua-gui", dependencies=[OwnForm])
def settle(site: OurSite, visitor: Administrator, sent: Sent) -> Response:
    """Keep that the administrator saw to some of them, so that they leave the list."""
    numbers = [number for number in map(number_in, sent.texts("tin")) if number is not None]
    at = site.now().timestamp()
    settled = [number for number in numbers if site.home.outbox.settle(number, at)]
    if settled:
        site.home.library.note(visitor.name, "settle", None, f"tin số {', '.join(map(str, settled))}")
    return RedirectResponse(f"/chua-gui{'?da=xong' if settled else ''}", HTTPStatus.SEE_OTHER)
