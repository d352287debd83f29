"""A list of nominees in Excel comes back with its results, as ``tdkt check-list`` writes it; nothing of it is kept."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from pydantic import Field

from bot.nominations.nominees import Defaults
from bot.web.api.keys import CriteriaReader, KeyedRoute
from bot.web.api.models import Day
from bot.web.api.problems import KEYED
from bot.web.errors import TooLarge
from bot.web.list_checking import checked_list
from bot.web.visits import OurSite
from knowledge.criteria import award_code
from knowledge.errors import UsageError

router = APIRouter(route_class=KeyedRoute, tags=["Xét hồ sơ"], responses=KEYED)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LARGEST = 10 * 1024 * 1024
_FIELDS = {"file", "title", "year", "received_on", "signed_on", "province", "organisation", "summaries"}
_Text = Annotated[str | None, Form(max_length=300)]
_Day = Annotated[Annotated[Day | None, Field(examples=["2026-03-01"])], Form()]


async def _only_known_fields(request: Request) -> None:
    """Refuse a form with a field that nobody would look at."""
    if set(await request.form()) - _FIELDS:
        raise UsageError("Biểu mẫu có trường không nhận.", f"Các trường: {', '.join(sorted(_FIELDS))}.")


def defaults_of(
    title: Annotated[str | None, Form(max_length=300, description="Danh hiệu của dòng không ghi.")] = None,
    year: Annotated[int | None, Form(ge=1945, le=2100, description="Năm xét của dòng không ghi.")] = None,
    received_on: _Day = None,
    signed_on: _Day = None,
    province: _Text = None,
    organisation: _Text = None,
) -> Defaults:
    """Return what holds for rows that do not say it themselves.

    Raises:
        UsageError: there is no such title.
    """
    known = award_code(title) if title else None
    if title and known is None:
        raise UsageError("Không có danh hiệu, hình thức khen nào mang tên này.", "Xem các mã ở /api/v1/criteria.")
    code = known.code if known else None
    return Defaults(code, year, received_on, signed_on, province or None, organisation or None)


@router.post(
    "/check-lists",
    response_class=Response,
    summary="Rà soát một danh sách Excel",
    description="Gửi biểu mẫu nhiều phần: file là danh sách .xlsx; các trường khác dùng cho dòng không tự ghi. Trả lại "
    "đúng danh sách ấy, thêm kết quả cạnh từng dòng và trang tổng hợp. summaries=true: dùng cả điều hiểu được từ tóm "
    "tắt thành tích.",
    responses={
        200: {
            "description": "Danh sách với kết quả.",
            "content": {EXCEL: {"schema": {"type": "string", "format": "binary"}, "example": "(nội dung tệp .xlsx)"}},
        }
    },
    dependencies=[Depends(_only_known_fields)],
    openapi_extra={
        "requestBody": {
            "content": {"multipart/form-data": {"example": {"file": "(nội dung tệp .xlsx)", "title": "CSTT"}}}
        }
    },
)
def check_list(
    site: OurSite,
    caller: CriteriaReader,
    file: Annotated[UploadFile, File(description="Danh sách .xlsx, nhiều nhất 10 MB.")],
    defaults: Annotated[Defaults, Depends(defaults_of)],
    summaries: Annotated[bool, Form(description="Dùng điều hiểu được từ tóm tắt thành tích.")] = False,
) -> Response:
    """Check a list row by row."""
    content = file.file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise TooLarge("Danh sách lớn hơn 10 MB.", "Tách thành nhiều tệp rồi gửi lại.")
    _, result, _ = checked_list(site, content, file.filename or "", defaults, summaries=summaries)
    return Response(result, media_type=EXCEL, headers={"Content-Disposition": 'attachment; filename="ket-qua.xlsx"'})
