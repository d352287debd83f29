"""Checks of nominees, as ``tdkt check`` makes them; nothing that is sent is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AfterValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from bot.rows.judgements import judged_or_fault
from bot.web.api.keys import CriteriaReader, KeyedRoute
from bot.web.api.models import AsOf, Given, Json, Shown, sound
from bot.web.api.problems import KEYED
from bot.web.visits import OurSite
from knowledge.criteria import Truth, Verdict, judge, read_facts
from knowledge.criteria.schema import facts_schema

router = APIRouter(prefix="/checks", route_class=KeyedRoute, tags=["Xét hồ sơ"], responses=KEYED)
MOST_CASES = 200

_CASE: dict[str, Any] = {
    "title": "CSTT",
    "facts": {"subject": "individual", "achievement_year": 2025, "ratings": {"2025": "HTXSNV"}},
    "as_of": "2026-03-01",
}
_JUDGED: dict[str, Any] = {
    "title": "CSTT", "verdict": "can_bo_sung", "version": "Luật 06/2022/QH15 Điều 24, từ 01/01/2024",
    "conditions": [
        {"text": "Hoàn thành tốt nhiệm vụ trở lên", "value": "dat", "why": "Năm 2025: hoàn thành xuất sắc nhiệm vụ",
         "basis": "06/2022/QH15 Điều 24", "source_status": "V"}
    ],
    "missing": ["tinh thần tham gia phong trào thi đua"], "failed": [], "next_year": None, "would_say": None,
    "notes": ["Để tham khảo; Hội đồng và người có thẩm quyền quyết định."], "steps": [],
}  # fmt: skip


class _FactsSchema:
    """Describes facts by the schema that ``tdkt check --schema`` prints."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema."""
        return {name: value for name, value in facts_schema().items() if name != "$schema"}


Facts = Annotated[dict[str, Any], AfterValidator(sound), _FactsSchema()]


class Case(Given):
    """Một người, một tập thể được đề nghị một danh hiệu."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CASE]})
    title: str = Field(
        min_length=1, max_length=300, pattern=r"\S", description="Mã (CSTT) hoặc tên danh hiệu, hình thức khen."
    )
    facts: Facts = Field(description="Dữ kiện; vắng hoặc null là chưa biết, danh sách rỗng là không có.")
    as_of: AsOf = None


class BatchCase(Case):
    """Một hồ sơ trong danh sách."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "1", **_CASE}]})
    id: Annotated[
        Annotated[str, Field(max_length=200)] | Annotated[int, Field(ge=-(2**53), le=2**53)] | None,
        Field(description="Tên riêng của hồ sơ, được trả lại nguyên vẹn."),
    ] = None


class Batch(Given):
    """Nhiều hồ sơ."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cases": [{"id": "1", **_CASE}]}]})
    cases: list[BatchCase] = Field(min_length=1, max_length=MOST_CASES)


class ConditionShown(Shown):
    """Một điều kiện."""

    text: str
    value: Truth = Field(description="dat, chua_dat hoặc chua_ro.")
    why: str
    basis: str
    source_status: str
    parts: list["ConditionShown"] | None = None


class JudgementShown(Shown):
    """Kết quả xét, như “tdkt check --json”; để tham khảo, Hội đồng quyết định."""

    model_config = ConfigDict(json_schema_extra={"examples": [_JUDGED]})
    title: str
    verdict: Verdict = Field(description="du, chua_du, can_bo_sung, tam_dung hoặc chua_ket_luan.")
    version: str
    conditions: list[ConditionShown]
    missing: list[str]
    failed: list[str]
    next_year: int | None
    would_say: "JudgementShown | None" = Field(description="Bản luật gần nhất đang giữ sẽ nói gì.")
    notes: list[str]
    steps: list[str]


class JudgedCase(JudgementShown):
    """Kết quả xét của một hồ sơ trong danh sách."""

    id: str | int | None


class FaultyCase(Shown):
    """Một hồ sơ có dữ kiện sai; các hồ sơ khác vẫn được xét."""

    id: str | int | None
    verdict: None
    error: str


class Judged(Shown):
    """Kết quả của từng hồ sơ, đúng thứ tự đã gửi."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"results": [{"id": "1", **_JUDGED}, {"id": "2", "verdict": None, "error": "ratings.2025: …"}]}
            ]
        }
    )
    results: list[JudgedCase | FaultyCase]


@router.post(
    "",
    response_model=JudgementShown,
    summary="Xét một hồ sơ",
    description="Từng tiêu chí đạt, chưa đạt hay chưa rõ, căn cứ, điều còn thiếu. Không lưu gì về người được xét.",
    response_description="Xong.",
)
def check(site: OurSite, caller: CriteriaReader, given: Case) -> Response:
    """Judge one nominee by the criteria that hold."""
    as_of = given.as_of or site.now().date()
    return Json(dict(judge(site.home.criteria(), given.title, read_facts(given.facts), as_of).as_json()))


@router.post(
    "/batch",
    response_model=Judged,
    summary="Xét nhiều hồ sơ",
    description="Nhiều nhất 200 hồ sơ; hồ sơ có dữ kiện sai ghi ở error, không chặn hồ sơ khác. Không lưu gì.",
    response_description="Xong.",
)
def check_batch(site: OurSite, caller: CriteriaReader, given: Batch) -> Response:
    """Judge nominees one by one; a faulty one stops no other."""
    book, today = site.home.criteria(), site.now().date()
    rows = [{"id": c.id, **judged_or_fault(book, c.title, c.facts, c.as_of or today)} for c in given.cases]
    return Json({"results": rows})
