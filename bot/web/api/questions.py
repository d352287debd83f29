"""Questions and searches, as ``tdkt ask`` and ``tdkt search`` answer them."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from bot.dialogue.eligibility.one_shot import answer_once
from bot.rows.answers import answer_row
from bot.web.api.keys import Asker, KeyedRoute
from bot.web.api.models import AsOf, Given, Json, Shown, without_paths
from bot.web.api.problems import KEYED
from bot.web.visits import OurSite
from retriever.answerer import LONGEST_MESSAGE
from retriever.answering.models import ConversationState, Status

router = APIRouter(route_class=KeyedRoute, tags=["Hỏi đáp"], responses=KEYED)
_QUESTION = "Hạn nộp hồ sơ khen thưởng đợt 1 của Văn phòng UBND tỉnh là ngày nào?"
_MOST_HITS = 50

Words = Annotated[str, Field(min_length=1, max_length=LONGEST_MESSAGE, pattern=r"\S", description="Câu hỏi.")]


class Question(Given):
    """Một câu hỏi."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "q1", "question": _QUESTION}]})
    question: Words
    as_of: AsOf = None
    id: Annotated[
        Annotated[str, Field(max_length=200)] | Annotated[int, Field(ge=-(2**53), le=2**53)] | None,
        Field(description="Tên riêng của câu hỏi, được trả lại nguyên vẹn."),
    ] = None


class CitedSource(Shown):
    """Nơi một câu trả lời dựa vào; ``quote`` của bản gốc đúng từng chữ với văn bản đã lưu."""

    document_id: int | None
    version_id: int | None
    document: str
    number: str | None
    issuer: str | None
    provision: str | None
    quote: str | None
    source_path: str | None = Field(description="Tên tệp đã nạp.")
    start: int | None
    end: int | None
    page: int | None
    kind: str = Field(description="original, ocr, summary (bản tóm lược) hoặc reference (dữ kiện pháp lý kèm máy).")
    source_status: str | None = Field(description="V: đã thấy nguyên văn; S: nguồn thứ cấp.")
    validity: str | None


class Choice(Shown):
    """Một lựa chọn khi câu hỏi chưa đủ rõ."""

    label: str
    question: str


class AnswerGiven(Shown):
    """Câu trả lời, như “tdkt ask --json”."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "q1",
                    "status": "answered",
                    "text": "Chậm nhất ngày 20/06/2026.",
                    "citations": [
                        {
                            "document_id": 3,
                            "version_id": 5,
                            "document": "Kế hoạch số 18/KH-VP",
                            "number": "18/KH-VP",
                            "issuer": "Văn phòng UBND tỉnh",
                            "provision": "mục III.1",
                            "quote": "Đợt 1: gửi hồ sơ trước ngày 20/6/2026.",
                            "source_path": "ke-hoach.docx",
                            "start": 1204,
                            "end": 1243,
                            "page": None,
                            "kind": "original",
                            "source_status": None,
                            "validity": None,
                        }
                    ],
                    "as_of": "2026-05-11",
                    "options": [],
                    "elapsed_ms": 12.4,
                }
            ]
        }
    )
    id: str | int | None
    status: Status = Field(description="answered, clarify (chọn một), not_found, chat hoặc refused.")
    text: str
    citations: list[CitedSource]
    as_of: str
    options: list[Choice]
    elapsed_ms: float


class Search(Given):
    """Điều cần tìm."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "hồ sơ khen thưởng", "k": 5}]})
    question: Words
    k: int = Field(10, ge=1, le=_MOST_HITS, description="Số đoạn.")


class Hit(Shown):
    """Một đoạn tìm được, với điểm của nó."""

    rank: int
    score: float
    support: float
    own: float
    fit: float
    document_id: int
    document: str
    heading: str
    text: str
    missing: list[str]


class Hits(Shown):
    """Các đoạn tìm được, như “tdkt search --json”."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "hồ sơ khen thưởng",
                    "hits": [
                        {
                            "rank": 1,
                            "score": 7.31,
                            "support": 0.94,
                            "own": 0.9,
                            "fit": 1.0,
                            "document_id": 3,
                            "document": "Kế hoạch số 18/KH-VP",
                            "heading": "III. Tổ chức thực hiện > 1. Hồ sơ",
                            "text": "Đợt 1: gửi hồ sơ trước ngày 20/6/2026.",
                            "missing": [],
                        }
                    ],
                }
            ]
        }
    )
    question: str
    hits: list[Hit]


@router.post(
    "/questions",
    response_model=AnswerGiven,
    summary="Hỏi một câu",
    description="Trả lời một câu kèm nguyên văn và nguồn, từ những văn bản người đứng tên khóa được "
    "xem. Mỗi lời gọi là một cuộc trò chuyện riêng; khi status là clarify, hỏi lại bằng question của một lựa chọn.",
    response_description="Xong.",
)
def ask(site: OurSite, caller: Asker, given: Question) -> Response:
    """Answer a question from what the person behind the key may see."""
    started = time.perf_counter()
    as_of = given.as_of or site.now().date()
    answer = answer_once(given.question, as_of, site.home.criteria)
    if answer is None:
        answer, _ = site.answers.answer(given.question, ConversationState(), as_of, caller.audience)
    row = answer_row(answer, given.id, (time.perf_counter() - started) * 1000)
    return Json({**row, "citations": without_paths(row["citations"])})


@router.post(
    "/search",
    response_model=Hits,
    summary="Tìm đoạn",
    description="Các đoạn xếp đầu và điểm của chúng, không viết thành câu trả lời.",
    response_description="Xong.",
)
def search(site: OurSite, caller: Asker, given: Search) -> Response:
    """Return the passages that would rank best, with their scores."""
    hits: list[dict[str, Any]] = site.answers.search(given.question, given.k, caller.audience)
    return Json({"question": given.question, "hits": hits})
