"""What every matter of the API shares: how requests are read, what answers are made of, and days."""

import json
import math
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)
LARGEST_NUMBER = 2**31 - 1


class Given(BaseModel):
    """Something that is sent to us: nothing is guessed, no field is overlooked."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Shown(BaseModel):
    """Something that we answer; only described here, the rows themselves are those of the command line."""

    model_config = ConfigDict(extra="forbid")


class Refusal(ValueError):
    """A value cannot be taken; the message is for whoever sent it."""


class Json(JSONResponse):
    """JSON in UTF-8, also where a file's name holds bytes that are none."""

    def render(self, content: Any) -> bytes:  # noqa: ANN401 (JSON)
        """Return the bytes of an answer."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def _day(given: object) -> object:
    """Return the day that is written as ISO 8601; anything else is refused."""
    if given is None or isinstance(given, date):
        return given
    try:
        if isinstance(given, str) and date.fromisoformat(given).isoformat() == given:
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise Refusal("cần một ngày, ví dụ 2026-11-20")


Day = Annotated[date, BeforeValidator(_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A day within what the calendars know."""

AsOf = Annotated[Day | None, Field(description="Ngày xét hiệu lực; bỏ trống: hôm nay.", examples=["2026-11-20"])]


def sound(given: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object in which every text is UTF-8 and every number finite.

    Raises:
        Refusal: something in it is neither.
    """
    waiting: list[object] = [given]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, float) and not math.isfinite(one):
            raise Refusal("có số không phải JSON (NaN, Infinity)")
        elif isinstance(one, str) and not _is_utf8(one):
            raise Refusal("có ký tự không phải UTF-8")
    return given


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def file_name(path: str | None) -> str | None:
    """Return the last part of a path; where a file lies on the server is nobody's business."""
    return path.replace("\\", "/").rsplit("/", 1)[-1] if path else path


def without_paths(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in which ``source_path`` is the name of the file only."""
    return [{**row, "source_path": file_name(row.get("source_path"))} for row in rows]
