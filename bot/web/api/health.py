"""Whether the API answers; the one operation without a key."""

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from bot.web.api.keys import OpenRoute
from bot.web.api.models import Json, Shown
from bot.web.api.problems import documented

router = APIRouter(route_class=OpenRoute, tags=["Máy chủ"], responses=documented())


class Health(Shown):
    """Máy chủ đang chạy."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})
    status: str


@router.get(
    "/health",
    response_model=Health,
    summary="Máy chủ có chạy không",
    description="Không cần khóa.",
    response_description="Xong.",
)
def health() -> Response:
    """Say that the API answers."""
    return Json({"status": "ok"})
