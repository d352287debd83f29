"""Documents, as ``tdkt documents`` and ``tdkt ingest`` show and take them; nothing of others' is told."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile
from pydantic import ConfigDict, Field

from bot.correcting import groups_named
from bot.rows.documents import document_row, outcome_row, register_row
from bot.rows.due import shown
from bot.web.api.deadlines import DeadlineShown
from bot.web.api.keys import Caller, DocumentReader, DocumentWriter, KeyedRoute
from bot.web.api.models import LARGEST_NUMBER, AsOf, Given, Json, Shown, file_name
from bot.web.api.problems import KEYED
from bot.web.document_words import warnings_for_people
from bot.web.site import Site
from bot.web.uploads import taken
from bot.web.visits import OurSite
from knowledge.errors import UnknownDocument, UnreadableDocument, UsageError
from knowledge.store import DocumentRecord

router = APIRouter(prefix="/documents", route_class=KeyedRoute, tags=["Văn bản"], responses=KEYED)
_FIELDS = {"file", "unit", "role"}
_MOST_GROUPS = 50

_NAMED: dict[str, Any] = {
    "number": "18/KH-VP", "issuer": "Văn phòng UBND tỉnh", "issued_on": "2026-03-15",
    "title": "Tổ chức phong trào thi đua năm 2026",
}  # fmt: skip
_LINE: dict[str, Any] = {
    "id": 3, "source_path": "ke-hoach.docx", **_NAMED, "type": "Kế hoạch", "kind": "original", "validity": None,
    "chunks": 21, "shown_to": [], "warnings": [],
}  # fmt: skip


class DocumentLine(Shown):
    """Một văn bản trong danh mục."""

    id: int
    source_path: str | None = Field(description="Tên tệp đã nạp.")
    number: str | None
    issuer: str | None
    issued_on: str | None
    title: str | None
    type: str
    kind: str = Field(description="original, ocr hoặc summary (bản tóm lược).")
    validity: str | None
    chunks: int
    shown_to: list[str] = Field(description="Chỉ những nhóm này được xem; rỗng: ai cũng được.")
    warnings: list[str]


class Register(Shown):
    """Danh mục văn bản mà người đứng tên khóa được xem."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"documents": [_LINE]}]})
    documents: list[DocumentLine]


class SignedBy(Shown):
    """Người ký."""

    name: str
    position: str | None


class Reference(Shown):
    """Một văn bản được nhắc tới."""

    number: str | None
    date: str | None
    type: str | None
    issuer: str | None
    title: str | None


class Heading(Shown):
    """Một đề mục."""

    level: int
    text: str


class Doubt(Shown):
    """Điều cần xem lại trong bản gốc."""

    kind: str
    quote: str
    explanation: str


class DocumentWhole(Shown):
    """Một văn bản: điều máy hiểu và điều nghi ngờ."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **{k: v for k, v in _LINE.items() if k != "chunks"},
                    "version_id": 5, "version": 1, "issued_on_precision": "day", "place": "Nghệ An",
                    "signer": {"name": "Nguyễn Văn A", "position": "Chánh Văn phòng"}, "recipients": ["Như trên"],
                    "legal_bases": [
                        {"number": "06/2022/QH15", "date": "2022-06-15", "type": "Luật", "issuer": None, "title": None}
                    ],
                    "cited": [], "headings": [{"level": 1, "text": "I. Mục đích, yêu cầu"}], "anomalies": [],
                    "deadlines": [],
                }
            ]
        }
    )  # fmt: skip
    id: int
    version_id: int
    version: int
    source_path: str | None
    number: str | None
    issuer: str | None
    issued_on: str | None
    title: str | None
    type: str
    kind: str
    validity: str | None
    issued_on_precision: str | None
    place: str | None
    signer: SignedBy | None
    recipients: list[str]
    legal_bases: list[Reference]
    cited: list[Reference]
    headings: list[Heading]
    anomalies: list[Doubt]
    deadlines: list[DeadlineShown]
    warnings: list[str]
    shown_to: list[str]
    text: str | None = Field(None, description="Toàn văn đã lưu, khi hỏi text=true.")


class TakenLine(Shown):
    """Một tệp và điều máy hiểu từ nó."""

    id: int | None
    source_path: str | None
    status: str = Field(description="added, updated (phiên bản mới) hoặc unchanged.")
    reason: str | None
    number: str | None
    issuer: str | None
    issued_on: str | None
    title: str | None
    chunks: int
    deadlines: int
    warnings: list[str]


class Taken(Shown):
    """Tệp đã nạp thành văn bản nào."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "documents": [
                        {"id": 3, "source_path": "ke-hoach.docx", "status": "added", "reason": None, **_NAMED,
                         "chunks": 21, "deadlines": 2, "warnings": []}
                    ]
                }
            ]
        }
    )  # fmt: skip
    documents: list[TakenLine]


class On(Given):
    """Ngày của danh mục."""

    model_config = ConfigDict(strict=False)
    as_of: AsOf = None


class How(On):
    """Cách xem một văn bản."""

    text: bool = Field(False, description="Kèm toàn văn đã lưu.")


@router.get(
    "",
    response_model=Register,
    summary="Xem danh mục",
    description="Các văn bản người đứng tên khóa được xem.",
    response_description="Xong.",
)
def register(site: OurSite, caller: DocumentReader, on: Annotated[On, Query()]) -> Response:
    """List the documents that the person behind the key may see."""
    records, day = _seen(site, caller), on.as_of or site.now().date()
    rows = [_of(register_row(r, day), records) for r in records.values()]
    return Json({"documents": rows})


@router.get(
    "/{number}",
    response_model=DocumentWhole,
    summary="Xem một văn bản",
    description="Điều máy hiểu từ văn bản, điều nghi ngờ, các hạn; text=true kèm toàn văn.",
    response_description="Xong.",
)
def document(
    site: OurSite,
    caller: DocumentReader,
    number: Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Số của văn bản.")],
    how: Annotated[How, Query()],
) -> Response:
    """Show one document with what it binds people to."""
    records, today = _seen(site, caller), site.now().date()
    if number not in records:
        raise UnknownDocument(f"Không có văn bản số {number}.")
    record, home = records[number], site.home
    due = [d for d in shown(home.library, home.deadlines, today, caller.audience) if d.record.document_id == number]
    version = home.library.version(record.version_id)
    row = document_row(version, record.shown_to, due, how.as_of or today, text=how.text)
    return Json(_of(row, records))


async def _only_known_fields(request: Request) -> None:
    """Refuse a form with a field that nobody would look at."""
    unknown = sorted(set(await request.form()) - _FIELDS)
    if unknown:
        raise UsageError("Biểu mẫu có trường không nhận.", f"Các trường: {', '.join(sorted(_FIELDS))}.")


@router.post(
    "",
    response_model=Taken,
    summary="Nạp một tệp",
    description="Chỉ khóa của quản trị. Gửi biểu mẫu nhiều phần: file là tệp (DOCX, PDF, TXT, Markdown, HTML); unit, "
    "role (lặp lại được) giới hạn ai được xem. Văn bản mới trả 201, tệp đã có trả 200.",
    response_description="Tệp đã có, không đổi.",
    responses={201: {"model": Taken, "description": "Đã nạp."}},
    dependencies=[Depends(_only_known_fields)],
    openapi_extra={
        "requestBody": {
            "content": {"multipart/form-data": {"example": {"file": "(nội dung tệp)", "unit": ["Phòng Tổ chức"]}}}
        }
    },
)
def upload(
    site: OurSite,
    caller: DocumentWriter,
    file: Annotated[UploadFile, File(description="Tệp văn bản, nhiều nhất 50 MB.")],
    unit: Annotated[list[str] | None, Form(description="Chỉ đơn vị này được xem.", max_length=_MOST_GROUPS)] = None,
    role: Annotated[list[str] | None, Form(description="Chỉ vai trò này được xem.", max_length=_MOST_GROUPS)] = None,
) -> Response:
    """Ingest a file."""
    caller.require()
    groups = groups_named(unit or (), role or ())
    ((_, outcome),) = taken(site, [file], groups, caller.name)
    if outcome.status == "rejected":
        raise UnreadableDocument(outcome.reason or "Không đọc được tệp này.")
    row = {**outcome_row(outcome), "source_path": file_name(outcome.source_path)}
    status = HTTPStatus.OK if outcome.status == "unchanged" else HTTPStatus.CREATED
    headers = {"Location": f"/api/v1/documents/{outcome.id}"}
    return Json({"documents": [row]}, status, headers)


def _seen(site: Site, caller: Caller) -> dict[int, DocumentRecord]:
    return {record.id: record for record in site.home.library.documents(audience=caller.audience)}


def _of(row: dict[str, Any], seen: dict[int, DocumentRecord]) -> dict[str, Any]:
    """Return a row without where files lie, and without warnings that name a document which is not seen."""
    path = file_name(row["source_path"])
    return {**row, "source_path": path, "warnings": list(warnings_for_people(row["warnings"], seen))}
