"""What binds somebody to do something by then, in our own papers and in single sentences."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.obligations import find_deadlines
from ingest.readers import reader_for
from ingest.understand import understand
from knowledge.deadlines import Deadline, DeadlineType
from knowledge.documents import AnomalyKind, DocumentKind, ParsedDocument
from knowledge.text import squeezed

TESTS = Path(__file__).parents[2]
CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((TESTS / "cases/deadlines.yaml").read_text(encoding="utf-8"))
DAY = date(2025, 3, 1)
HEAD = "SỞ NỘI VỤ TỈNH LÀO CAI\n\nSố: 45/KH-SNV\n\nLào Cai, ngày 10 tháng 02 năm 2025\n\nKẾ HOẠCH\nThi đua năm 2025\n\n"
END = "\nNơi nhận:\n- UBND tỉnh (để báo cáo);\n- Các phòng, đơn vị thuộc Sở;\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nVàng Thị Mẩy\n"


def plan(body: str) -> ParsedDocument:
    """Return a plan with ``body``, understood."""
    return understand(f"{HEAD}{body}\n{END}", file_name="ke-hoach.txt")


def binding(paper: ParsedDocument, reference: date | None = None) -> list[Deadline]:
    """Return what binds somebody in ``paper``."""
    return [d for d in find_deadlines(paper, reference) if d.is_obligation]


def of_sentence(text: str) -> list[Deadline]:
    """Return what a sentence tells about time, as the only one of a plan."""
    return list(find_deadlines(understand(f"I. NỘI DUNG THỰC HIỆN\n\n{text}\n", file_name="câu"), DAY))


def told(deadline: Deadline, key: str) -> object:
    """Return a field as the cases write it."""
    value = getattr(deadline, key)
    return f"{value:%H:%M}" if key == "time" and value else value


# -- whole papers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["papers"], ids=lambda c: c["file"])
def test_a_paper_binds_to_what_a_person_reads_there(case: dict[str, Any]) -> None:
    """Every duty of a paper is found with its day, who, to whom and place, and nothing else is taken for one."""
    path = TESTS / "documents" / case["file"]
    paper = understand(reader_for(path).read(path).text, file_name=path.name)
    left = binding(paper)
    for wanted in case["obligations"]:
        quote = squeezed(wanted["quote"])
        day = wanted.get("end")
        found = next((d for d in left if quote in squeezed(d.quote) and day in (None, d.end)), None)
        assert found is not None, wanted
        left.remove(found)
        exact = {key: told(found, key) for key in wanted if key not in {"quote", "what"}}
        assert exact == {key: value for key, value in wanted.items() if key not in {"quote", "what"}}
        assert wanted.get("what", "") in found.what
    assert [d.quote for d in left] == []


# -- single sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["obligations"], ids=lambda c: c["text"][:60])
def test_a_sentence_that_binds(case: dict[str, Any]) -> None:
    """A deed with a limit is one duty with its day."""
    (found,) = [d for d in of_sentence(case["text"]) if d.is_obligation]
    assert {key: told(found, key) for key in case if key != "text"} == {k: v for k, v in case.items() if k != "text"}


@pytest.mark.parametrize("case", CASES["others"], ids=lambda c: c["text"][:60])
def test_a_sentence_that_binds_nobody(case: dict[str, Any]) -> None:
    """Anniversaries, other papers, periods, meetings, history, validity and conditions bind nobody."""
    assert [d.quote for d in of_sentence(case["text"]) if d.is_obligation] == []


KINDS = [
    ("Căn cứ Kế hoạch số 15/KH-UBND ngày 19/01/2025 của Ủy ban nhân dân tỉnh.", DeadlineType.ISSUE_DATE),
    ("Chào mừng 80 năm Quốc khánh (02/9/1945 - 02/9/2025).", DeadlineType.ANNIVERSARY),
    ("Phong trào được triển khai từ ngày 01/3/2025 đến ngày 31/12/2025.", DeadlineType.PERIOD),
    ("Hội đồng họp xét vào ngày 18/5/2025.", DeadlineType.MEETING),
    ("Quyết định này có hiệu lực kể từ ngày 01/4/2025.", DeadlineType.EFFECTIVE),
    ("Định kỳ hằng quý đánh giá kết quả phong trào.", DeadlineType.RECURRING),
    ("Các phòng gửi báo cáo tổng kết về Văn phòng trước ngày 15/11/2025.", DeadlineType.REPORT),
    ("Các phòng gửi hồ sơ khen thưởng về Văn phòng trước ngày 15/11/2025.", DeadlineType.SUBMISSION),
    ("Các phòng gửi số liệu về Văn phòng trước ngày 15 hằng tháng.", DeadlineType.RECURRING),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_kind_of_a_time(text: str, kind: DeadlineType) -> None:
    """A time is called by what it is, whether it binds or not."""
    assert [d.type for d in of_sentence(text)] == [kind]


# -- what stands around ---------------------------------------------------------------------------------


def test_the_phase_is_told_by_the_heading() -> None:
    """Where only the heading says "đợt 2", the duty says it too."""
    paper = plan("I. THỜI GIAN\n\n1. Đợt 1: từ 01/01/2025 đến 30/6/2025\n\nThi đua.\n\n2. Đợt 2: từ 01/7/2025 đến"
                 " 31/12/2025\n\nThời hạn gửi hồ sơ khen thưởng về Văn phòng chậm nhất ngày 10/12/2025.")  # fmt: skip
    (found,) = binding(paper)
    assert (found.what, found.to_whom, found.provision) == ("gửi hồ sơ khen thưởng (đợt 2)", "Văn phòng", "mục I.2")


def test_the_items_of_a_lead_in_take_its_deed() -> None:
    """An item such as "- Đợt 1: trước ngày 10/6" under "gửi hồ sơ như sau:" is a duty of that lead-in."""
    items = "- Khen giữa năm: trước ngày 10/6/2025;\n\n- Khen cuối năm: trước ngày 10/12/2025."
    paper = plan(f"I. HỒ SƠ\n\nCác phòng gửi hồ sơ về Văn phòng Sở như sau:\n\n{items}")
    assert [(d.end, d.type) for d in binding(paper)] == [
        (date(2025, 6, 10), DeadlineType.SUBMISSION),
        (date(2025, 12, 10), DeadlineType.SUBMISSION),
    ]


def test_lines_beside_a_limit_say_what_and_who() -> None:
    """The lines "Đơn vị chủ trì" and the item above complete "Thời gian hoàn thành: trước ngày ..."."""
    paper = plan("I. NHIỆM VỤ\n\n1. Phát động\n\na) Xây dựng kế hoạch phát động.\n\n- Đơn vị chủ trì: Văn phòng Sở.\n\n"
                 "- Thời gian hoàn thành: trước ngày 28/02/2025.")  # fmt: skip
    (found,) = binding(paper)
    assert (found.who, found.what) == ("Văn phòng Sở", "Xây dựng kế hoạch phát động")


def test_the_section_of_an_agency_tells_who() -> None:
    """A duty in "Trách nhiệm của Văn phòng Sở" is the office's."""
    paper = plan("I. TỔ CHỨC\n\n1. Trách nhiệm của Văn phòng Sở\n\nTham mưu quyết định trước ngày 15/6/2025.")
    assert [d.who for d in binding(paper)] == ["Văn phòng Sở"]


def test_the_recipients_tell_who_hands_in() -> None:
    """Where nothing else names them, those for whom the plan is are bound to hand in."""
    paper = plan("I. HỒ SƠ\n\nHồ sơ khen thưởng gửi về Văn phòng trước ngày 15/6/2025.")
    assert [d.who for d in binding(paper)] == ["Các phòng, đơn vị thuộc Sở"]


def test_the_rows_of_a_table_are_duties() -> None:
    """The titles of the columns tell what, who and until when."""
    titles = "STT | Nội dung công việc | Đơn vị chủ trì | Thời gian hoàn thành"
    rows = "1 | Ban hành quy chế | Phòng Pháp chế | Tháng 3/2025\n2 | Tuyên truyền | Trung tâm | Thường xuyên"
    paper = plan(f"I. PHÂN CÔNG\n\n{titles}\n{rows}")
    (found,) = binding(paper)
    assert (found.what, found.who, found.end) == ("Ban hành quy chế", "Phòng Pháp chế", date(2025, 3, 31))


def test_two_limits_of_one_deed_are_two_duties() -> None:
    """A sentence with "trước ngày 15/6 và trước ngày 15/12/2025" binds twice to the same deed."""
    paper = plan("I. BÁO CÁO\n\nCác phòng gửi báo cáo về Văn phòng trước ngày 15/6/2025 và trước ngày 15/12/2025.")
    first, second = binding(paper)
    assert (first.end, second.end) == (date(2025, 6, 15), date(2025, 12, 15))
    assert first.what == second.what == "gửi báo cáo"


# -- what comes again -----------------------------------------------------------------------------------

PERIOD = "I. THỜI GIAN THỰC HIỆN: Từ ngày 27/4/2025 đến ngày 10/10/2025.\n\nII. VIỆC LÀM\n\n"


def test_a_monthly_duty_lives_as_long_as_its_plan() -> None:
    """It begins inside the plan's period and ends with it."""
    (found,) = binding(plan(f"{PERIOD}Mỗi đơn vị gửi một gương về Văn phòng trước ngày 20 hàng tháng."))
    assert (found.end, found.recurrence) == (date(2025, 5, 20), "FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20251010")


def test_the_sentence_may_say_how_long() -> None:
    """A stretch in the sentence ends what comes again, and is no duty of its own."""
    text = "Mỗi tổ gửi bảng điểm về Văn phòng trước ngày 25 hằng tháng, từ tháng 5/2025 đến tháng 8/2025."
    (found,) = binding(plan(f"{PERIOD}{text}"))
    assert (found.end, found.recurrence) == (date(2025, 5, 25), "FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20250831")


# -- what is doubted ------------------------------------------------------------------------------------


def test_a_clear_deadline_carries_no_doubt() -> None:
    """A day with its year, after the issue and inside the plan, needs nobody to look; nor does an unknown who."""
    (found,) = binding(plan("I. HỒ SƠ\n\nĐề cương nộp trước ngày 15/6/2025 tại bộ phận một cửa."))
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("limit", "doubt"),
    [
        ("trước ngày 15/6", "không ghi năm"),
        ("trước ngày 31/6/2025", "không có trên lịch"),
        ("trước ngày 05/02/2025", "trước ngày ban hành"),
        ("trước ngày 15/6/2027", "ngoài thời gian của kế hoạch"),
        ("trước thứ Hai, ngày 10/6/2025", "hứ"),
    ],
)
def test_a_doubtful_deadline_says_why(limit: str, doubt: str) -> None:
    """What a person should look at is told in a sentence."""
    (found,) = binding(plan(f"I. HỒ SƠ\n\nCác phòng gửi hồ sơ về Văn phòng {limit}."))
    assert any(doubt in each for each in found.doubts)
    assert all(each.endswith(".") for each in found.doubts)


def test_a_summary_is_doubted() -> None:
    """What only a summary says is held against the original first."""
    paper = replace(plan("I. HỒ SƠ\n\nCác phòng gửi hồ sơ trước ngày 15/6/2025."), kind=DocumentKind.SUMMARY)
    assert any("bản tóm lược" in each for each in binding(paper)[0].doubts)


def test_a_day_that_cannot_be_never_resolves() -> None:
    """30/2 becomes a deadline that is shown, with no day that anything could be sent for."""
    (found,) = binding(plan("I. HỒ SƠ\n\nCác phòng gửi hồ sơ về Văn phòng chậm nhất ngày 30/2/2025."))
    assert (found.anomaly, found.resolvable, found.start, found.end) == (AnomalyKind.IMPOSSIBLE_DATE, False, None, None)


# -- promises of every deadline -------------------------------------------------------------------------

PIECES = [
    "Các phòng ", "gửi ", "hồ sơ ", "về Văn phòng ", "(qua Sở) ", "trước ngày ", "chậm nhất ", "15/6/2025", "30/2/2025",
    "hằng tháng", " đã ", ": ", "; ", ". ", ", ", "\n", "\n\n- ", "\n\n1. ", "\n\nII. ", " | ", "**", "“", "”", "(",
    ")", "\u00a0", "Thời hạn ", "quý II", "từ ngày 01/3/2025 đến ", "năm 2025", "Nơi nhận:\n- ", "báo cáo ", "Điều 5. ",
    "kỷ niệm ", "ngày 20 ", "thứ Sáu ", "đợt 2",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_quotation_is_stored_text(body: str) -> None:
    """Whatever the text, nothing raises, quotations are the stored text, and an anomaly has no day."""
    paper = understand(f"{HEAD}I. NỘI DUNG\n\n{body}\n", file_name="x")
    for found in find_deadlines(paper):
        assert found.quote == found.span.of(paper.text)
        assert found.what
        assert not (found.anomaly and (found.end or found.resolvable))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """No text makes the finder fail."""
    find_deadlines(understand(text, file_name="x"), DAY)
