"""How the API tells what went wrong: RFC 9457 problems in Vietnamese, never a trace, never a path of the server."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.redaction import trace_of
from bot.web.api.models import Json, Refusal
from bot.web.errors import WebError
from knowledge.errors import TdktError, UnknownDeadline, UnknownDocument, UnreadableDocument, UsageError

_log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
_MOST_FAULTS = 20

KINDS: dict[int, tuple[str, str]] = {
    400: ("yeu-cau-hong", "Không đọc được yêu cầu"),
    401: ("thieu-khoa", "Thiếu khóa API, hoặc khóa không dùng được"),
    403: ("khong-duoc-phep", "Khóa này không được làm việc ấy"),
    404: ("khong-thay", "Không có, hoặc bạn không được xem"),
    405: ("sai-phuong-thuc", "Địa chỉ này không nhận yêu cầu kiểu đó"),
    413: ("qua-lon", "Gửi lên quá nhiều"),
    422: ("sai-du-lieu", "Dữ liệu gửi lên thiếu hoặc sai"),
    429: ("qua-nhanh", "Gửi quá nhanh"),
    500: ("loi-may", "Máy gặp lỗi"),
    503: ("chua-san-sang", "Chưa phục vụ được lúc này"),
}
"""The status of each problem with its short name, the end of ``type``, and its title."""

_DETAILS = {
    400: "Thân yêu cầu phải là JSON (hoặc biểu mẫu nhiều phần khi gửi tệp), mã UTF-8.",
    404: "Kiểm tra lại địa chỉ và số đã ghi.",
    405: "Xem các phương thức của địa chỉ này ở /api.",
    413: "Thân yêu cầu vượt mức cho phép; hãy chia nhỏ.",
    500: "Việc này chưa làm được. Thử lại sau; quản trị xem nhật ký của máy chủ.",
    503: "Kho dữ liệu đang bận hoặc cần quản trị xem lại. Thử lại sau.",
}
_ASKED_FOR = {
    "missing": "thiếu trường này", "extra_forbidden": "không có trường này", "string_type": "cần một chuỗi chữ",
    "string_too_long": "dài quá mức cho phép", "string_too_short": "không được để trống",
    "string_pattern_mismatch": "không được để trống", "string_unicode": "có ký tự không phải UTF-8",
    "int_type": "cần một số nguyên", "int_parsing": "cần một số nguyên", "bool_type": "cần true hoặc false",
    "bool_parsing": "cần true hoặc false", "list_type": "cần một danh sách", "dict_type": "cần một đối tượng",
    "model_attributes_type": "cần một đối tượng JSON, gửi kèm Content-Type: application/json",
    "model_type": "cần một đối tượng JSON",
    "too_long": "nhiều phần tử quá mức cho phép", "too_short": "cần ít nhất một phần tử",
    "greater_than_equal": "ngoài khoảng cho phép", "less_than_equal": "ngoài khoảng cho phép",
    "date_type": "cần một ngày, ví dụ 2026-11-20",
}  # fmt: skip


class FieldFault(BaseModel):
    """Một trường sai."""

    model_config = ConfigDict(extra="forbid")
    field: str = Field(description="Trường nào, các cấp cách nhau dấu chấm.")
    message: str = Field(description="Sai ở đâu, cần gì.")


class Problem(BaseModel):
    """Một việc không làm được (RFC 9457)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "type": "/api#khong-thay",
                    "title": "Không có, hoặc bạn không được xem",
                    "status": 404,
                    "detail": "Kiểm tra lại địa chỉ và số đã ghi.",
                }
            ]
        },
    )
    type: str = Field(description="Loại lỗi; mở địa chỉ này để đọc thêm.")
    title: str = Field(description="Tên của loại lỗi.")
    status: int = Field(description="Mã HTTP.")
    detail: str = Field(description="Lần này sai ở đâu, làm gì tiếp.")
    errors: list[FieldFault] | None = Field(None, description="Từng trường sai, khi dữ liệu gửi lên sai.")


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the description says of problems with these statuses, and of those that may always come."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": KINDS[status][1], "content": content} for status in sorted({*statuses, 500, 503})
    }
    if 429 in told:
        seconds = {"description": "Số giây nên chờ.", "schema": {"type": "integer", "minimum": 1}}
        told[429] = {**told[429], "headers": {"Retry-After": seconds}}
    return told


KEYED = documented(400, 401, 403, 404, 413, 422, 429)
"""What may come from every operation that needs a key."""


def problem(
    status: int, detail: str = "", faults: Sequence[FieldFault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem.

    Args:
        status: of HTTP; one that is not ours counts as the nearest of ours.
        detail: what was wrong this time; empty for what is usual.
        faults: the fields that are wrong.
        headers: beside the problem.
    """
    known = status if status in KINDS else (500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400)
    name, title = KINDS[known]
    told = {
        "type": f"/api#{name}",
        "title": title,
        "status": known,
        "detail": detail or _DETAILS.get(known, title),
        **({"errors": [f.model_dump() for f in faults]} if faults else {}),
    }
    return Json(told, known, dict(headers or {}), MEDIA_TYPE)


def problem_of(error: Exception) -> Response:
    """Return the problem of an error; what nobody raised on purpose goes to the log, without what was sent."""
    headers: Mapping[str, str] = getattr(error, "headers", None) or {}
    if isinstance(error, RequestValidationError):
        return _faulty(error)
    if isinstance(error, WebError):
        return problem(error.status, str(error), headers=headers)
    if isinstance(error, UnknownDocument | UnknownDeadline):
        return problem(HTTPStatus.NOT_FOUND)
    if isinstance(error, UsageError | UnreadableDocument):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    if isinstance(error, TdktError):
        _log.warning("the API could not serve: %s", type(error).__name__)
        return problem(HTTPStatus.SERVICE_UNAVAILABLE)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return problem(status, headers=headers)
    _log.error("the API failed: %s", trace_of(error))
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)


def told(_request: Request, error: Exception) -> Response:
    """Return the problem of an error that the framework raises where no operation was found."""
    return problem_of(error)


def _faulty(error: RequestValidationError) -> Response:
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(HTTPStatus.BAD_REQUEST)
    faults = [_fault(one) for one in found[:_MOST_FAULTS]]
    told = "; ".join(f"{f.field}: {f.message}" if f.field else f.message for f in faults[:3])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{told}.", faults)


def _fault(found: Mapping[str, Any]) -> FieldFault:
    """Return a fault in our words; what was sent is not repeated."""
    place = ".".join(str(part) for part in found["loc"][1:])
    given = (found.get("ctx") or {}).get("error")
    told = str(given) if isinstance(given, Refusal) else _ASKED_FOR.get(found["type"], "không đúng kiểu")
    limits = {name: value for name, value in (found.get("ctx") or {}).items() if name in ("max_length", "ge", "le")}
    beside = f" ({', '.join(f'{_LIMITS[name]} {value}' for name, value in limits.items())})" if limits else ""
    return FieldFault(field=_writable(place), message=told + beside)


_LIMITS = {"max_length": "nhiều nhất", "ge": "từ", "le": "đến"}


def _writable(text: str) -> str:
    return text[:200].encode("utf-8", "replace").decode("utf-8")
