"""Templates become pages: the one place that knows the template engine."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.clock import VIETNAM
from bot.web.visits import remember, site_of, visitor_of
from knowledge.people import Role

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_NAVIGATION = (
    ("/", "Hỏi đáp", None),
    ("/van-ban", "Văn bản", None),
    ("/han", "Hạn", Role.OFFICER),
    ("/tieu-chuan", "Tiêu chuẩn", None),
    ("/don-vi", "Đơn vị", Role.HR_OFFICER),
)


def page(
    request: Request, template: str, context: Mapping[str, Any] | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HTMLResponse:
    """Return a page, or a part of one, for whoever asks.

    Args:
        request: of whom.
        template: file under ``templates``.
        context: what the template shows; everything in it is escaped there.
        status: of the answer.
    """
    site, visitor = site_of(request), visitor_of(request)
    common = {
        "visitor": visitor, "csrf": visitor.csrf, "unit": site.home.library.unit(), "today": site.now().date(),
        "navigation": [(path, name) for path, name, role in _NAVIGATION if _is_open(role, visitor.person)],
        "path": request.url.path,
    }  # fmt: skip
    text = _environment().get_template(template).render({**common, **(context or {})})
    response = HTMLResponse(text, status)
    remember(request, response)
    return response


def _is_open(role: Role | None, person: Any) -> bool:  # noqa: ANN401 (a person or None)
    order = list(Role)
    return role is None or (person is not None and order.index(person.role) >= order.index(role))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters.update(ngay=day_words, gio=moment_words)
    made.globals["static"] = static_path
    return made


def day_words(day: date | None) -> str:
    """Return a day as people write it."""
    return f"{day:%d/%m/%Y}" if day else "chưa rõ"


def moment_words(moment: datetime | float) -> str:
    """Return a moment in Vietnam's time."""
    at = datetime.fromtimestamp(moment, VIETNAM) if isinstance(moment, int | float) else moment.astimezone(VIETNAM)
    return f"{at:%H:%M ngày %d/%m/%Y}"


@lru_cache(maxsize=64)
def static_path(name: str) -> str:
    """Return the address of a file of ours; it changes with the content, so that browsers may keep it for long."""
    content = (STATIC / name).read_bytes() if (STATIC / name).is_file() else b""
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:10]}" if content else ""
