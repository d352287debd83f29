"""Criteria and legal facts that are held, as ``tdkt criteria`` shows them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict, Field

from bot.rows.held_criteria import book_row, code_of, title_value
from bot.rows.legal_facts import topic_rows
from bot.web.api.keys import CriteriaReader, KeyedRoute
from bot.web.api.models import AsOf, Given, Json, Shown
from bot.web.api.problems import KEYED
from bot.web.errors import NotThere
from bot.web.visits import OurSite
from knowledge.errors import UsageError
from knowledge.legal_facts import topics

router = APIRouter(route_class=KeyedRoute, tags=["Tiêu chuẩn"], responses=KEYED)

_VERSION: dict[str, Any] = {
    "id": "cstt-2024", "from": "2024-01-01", "to": None, "basis": "06/2022/QH15 Điều 24", "also": [],
    "source_status": "V", "summary": "Hoàn thành tốt nhiệm vụ trở lên; có tinh thần tự lực, tự cường.",
    "entered_by": None, "approved": {"by": "Nhóm tdkt", "on": "2026-11-20"},
}  # fmt: skip
_TITLE: dict[str, Any] = {
    "title": "CSTT", "name": "Chiến sĩ tiên tiến", "decides": True, "version": _VERSION, "until": "2026-09-30",
    "missing": None,
}  # fmt: skip
_RULE: dict[str, Any] = {"held": False, "text": "Chưa giữ quy định."}


class Deed(Shown):
    """Ai làm, ngày nào."""

    by: str
    on: str


class Version(Shown):
    """Một bản tiêu chuẩn."""

    id: str
    from_: str = Field(alias="from")
    to: str | None
    basis: str
    also: list[str]
    source_status: str = Field(description="V: đã thấy nguyên văn; S: nguồn thứ cấp.")
    summary: str
    entered_by: str | None
    approved: Deed | None


class TitleLine(Shown):
    """Bản nào xét hồ sơ tiếp nhận ngày ấy, hoặc vì sao chưa có."""

    title: str
    name: str
    decides: bool
    version: Version | None
    until: str | None
    missing: str | None


class Layer(Shown):
    """Quy định chi tiết của một bộ, tỉnh."""

    id: str
    name: str
    number: str
    from_: str = Field(alias="from")
    to: str | None
    titles: list[str]
    entered_by: str | None
    approved: Deed | None


class Proposal(Shown):
    """Một tệp tiêu chuẩn mà đơn vị nhập."""

    id: int
    subject: str
    state: str
    sha256: str
    entered: Deed
    approved: Deed | None
    withdrawn: Deed | None
    why: str | None


class Book(Shown):
    """Tiêu chuẩn đang giữ, như “tdkt criteria --json”."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": "2026-03-01", "laws": "Luật 06/2022/QH15", "held": True, "criteria": [_TITLE],
                    "layers": [], "proposals": [],
                }
            ]
        }
    )  # fmt: skip
    as_of: str
    laws: str
    held: bool
    criteria: list[TitleLine]
    layers: list[Layer]
    proposals: list[Proposal]


class LayerWhole(Layer):
    """Quy định chi tiết với các điều kiện của nó cho danh hiệu này."""

    conditions: list[dict[str, Any]]


class Rule(Shown):
    """Một quy định về phiếu, thẩm quyền hay hồ sơ."""

    held: bool
    text: str | None
    basis: str | None = None
    source_status: str | None = None
    least_percent: int | None = None
    who: list[str] | None = None
    papers: list[str] | None = None


class TitleWhole(TitleLine):
    """Tiêu chuẩn của một danh hiệu, như “tdkt criteria show --json”."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_TITLE, "as_of": "2026-03-01", "last_held": None, "conditions": {}, "council": [],
                    "votes": _RULE, "authority": _RULE, "dossiers": _RULE, "layers": [],
                }
            ]
        }
    )  # fmt: skip
    as_of: str
    last_held: Version | None
    conditions: dict[str, dict[str, Any]] = Field(description="individual, collective → cây điều kiện.")
    council: list[str]
    votes: Rule
    authority: Rule
    dossiers: Rule
    layers: list[LayerWhole]


class Basis(Shown):
    """Văn bản và điều khoản."""

    number: str
    provision: str | None


class Fact(Shown):
    """Một quy định, trong khoảng ngày nó có hiệu lực."""

    id: str
    statement: str
    basis: Basis
    also: list[Basis]
    from_: str | None = Field(alias="from")
    to: str | None
    source_status: str
    open: bool = Field(description="Điều này luật để mở, hoặc máy chưa giữ nội dung.")


class FactTopic(Shown):
    """Một việc thường được hỏi."""

    id: str
    kind: str
    place: str | None
    title: str | None
    facts: list[Fact]
    missing: str | None = Field(description="Điều chưa giữ.")


class LegalFacts(Shown):
    """Dữ kiện pháp lý kèm chương trình."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "as_of": "2026-03-01",
                    "topics": [
                        {
                            "id": "cstt", "kind": "criteria", "place": None, "title": None, "missing": None,
                            "facts": [
                                {
                                    "id": "cstt.1", "statement": "Chiến sĩ tiên tiến: hoàn thành tốt nhiệm vụ trở lên.",
                                    "basis": {"number": "06/2022/QH15", "provision": "Điều 24"}, "also": [],
                                    "from": "2024-01-01", "to": "2026-09-30", "source_status": "V", "open": False,
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )  # fmt: skip
    as_of: str | None
    topics: list[FactTopic]


class On(Given):
    """Ngày cần biết."""

    model_config = ConfigDict(strict=False)
    as_of: AsOf = None


class Facts(On):
    """Dữ kiện nào."""

    everything: bool = Field(False, alias="all", description="Mọi phiên bản, không chỉ điều có hiệu lực ngày ấy.")
    topic: str | None = Field(None, min_length=1, max_length=100, description="Chỉ mục này.")


@router.get(
    "/criteria",
    response_model=Book,
    summary="Xem các tiêu chuẩn đang giữ",
    description="Bản nào xét hồ sơ tiếp nhận ngày as_of, căn cứ, ai duyệt, điều chưa giữ.",
    response_description="Xong.",
)
def book(site: OurSite, caller: CriteriaReader, on: Annotated[On, Query()]) -> Response:
    """List which versions decide on a day, and what is not held."""
    day = on.as_of or site.now().date()
    return Json(book_row(site.home.criteria(), site.home.proposals.all(), day))


@router.get(
    "/criteria/{code}",
    response_model=TitleWhole,
    summary="Xem tiêu chuẩn của một danh hiệu",
    description="Cây điều kiện theo Điều, khoản; phiếu, thẩm quyền, giấy tờ; quy định của bộ, tỉnh.",
    response_description="Xong.",
)
def title(
    site: OurSite,
    caller: CriteriaReader,
    code: Annotated[str, Path(max_length=300, description="Mã (CSTDCS) hoặc tên; CHUNG là nguyên tắc chung.")],
    on: Annotated[On, Query()],
) -> Response:
    """Show everything that is held of a title."""
    try:
        known = code_of(code)
    except UsageError as error:
        raise NotThere("Không có danh hiệu, hình thức khen nào mang tên này.", error.advice) from None
    return Json(title_value(site.home.criteria(), known, on.as_of or site.now().date()))


@router.get(
    "/legal-facts",
    response_model=LegalFacts,
    summary="Xem dữ kiện pháp lý",
    description="Quy định kèm chương trình: nội dung tóm lược, căn cứ, khoảng ngày, mức kiểm chứng.",
    response_description="Xong.",
)
def legal_facts(site: OurSite, caller: CriteriaReader, which: Annotated[Facts, Query()]) -> Response:
    """List the shipped legal facts that hold on a day."""
    day = None if which.everything else which.as_of or site.now().date()
    found = [t for t in topics() if which.topic in (None, t.id)]
    if not found:
        raise NotThere("Không có mục này.", "Bỏ “topic” để xem mọi mục.")
    return Json({"as_of": day.isoformat() if day else None, "topics": topic_rows(found, day)})
