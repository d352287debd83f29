"""The report for a director: counts of the days asked for, the same on the page and in the workbook, nobody in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from bot.clock import VIETNAM
from bot.unit.asked import asked_and_cited, tallies_of
from bot.unit.law_versions import law_version
from bot.unit.report import Figures, Report, made_report, stretch_of
from bot.unit.report_sheet import workbook
from bot.unit.topics import topics_of
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from knowledge.people import Role
from knowledge.store.outgoing import Draft, Outcome, Way
from knowledge.store.unit_counts import Tally
from knowledge.store.unit_work import UnitWork
from retriever.answering.models import Citation, ConversationState, Status
from tests.fakes.answers import ScriptedAnswers, answered
from tests.fakes.browser import Browser, Office
from tests.fakes.desk import Desk

TODAY = date(2026, 11, 20)
LAW = Citation(None, None, "Luật", "06/2022/QH15", "Quốc hội", "Điều 24", None, None, None, None, kind="reference")
DECREE = replace(LAW, number="152/2025/NĐ-CP")


@pytest.fixture
def officer(place: Office) -> Browser:
    """Give the browser of an HR officer."""
    return place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))


def read(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Return the tables of a workbook by their titles, without what is empty."""
    sheet = load_workbook(BytesIO(content)).active
    found: dict[str, list[tuple[object, ...]]] = {}
    rows = [tuple(cell for cell in row if cell is not None) for row in sheet.iter_rows(min_row=6, values_only=True)]
    title = ""
    for row in rows:
        if row and not title:
            title = str(row[0])
        elif row:
            found.setdefault(title, []).append(row)
        else:
            title = ""
    return found


# -- what is counted ------------------------------------------------------------------------------------


def test_page_and_workbook_tell_the_same(place: Office, officer: Browser) -> None:
    """Shares are of questions, small talk aside; laws are called by their names, other days are left out."""
    counts, today = place.home.unit_work.counts, place.site.now().date()
    for status, question, cited in (
        ("answered", "Tiêu chuẩn LĐTT?", (DECREE,)), ("answered", "Hạn nộp?", ()), ("answered", "Cờ?", (LAW, DECREE)),
        ("not_found", "Tiền thưởng Tết?", ()), ("refused", "Mật khẩu?", ()), ("chat", "Chào", ()),
    ):  # fmt: skip
        counts.add(tallies_of(status, question, cited, today, "web"), today)
    counts.add([Tally("answer", "answered")], date(2020, 1, 1))
    counts.vote("k", [Tally("rating", "do:answered")], 0.0, today)
    place.home.library.note("Lò Thị Mai", "deadline confirmed", None, "số 1")
    shown = officer.get("/don-vi/bao-cao")
    tables = read(shown.follow("Tải tệp Excel").response.content)
    assert ("Không tìm thấy", 1, "20,0 %") in tables["Câu hỏi theo kết quả"]
    assert ("Tổng số câu hỏi (không kể xã giao)", 5) in tables["Câu hỏi theo kết quả"]
    assert [row[1:] for row in tables["Câu trả lời theo chế độ pháp luật"][1:3]] == [(2, "66,7 %"), (1, "33,3 %")]
    assert "Nghị định 152/2025/NĐ-CP" in str(tables["Câu trả lời theo chế độ pháp luật"][1][0])
    assert ("Tiền thưởng, quỹ thi đua", 1) in tables["Chủ đề nhiều câu không tìm thấy nhất"]
    assert ("Hạn: xác nhận", 1) in tables["Duyệt, xác nhận"]
    assert ("Trả lời được", 0, 1) in tables["Đánh giá của người hỏi"]
    for words in ("20,0 %", "66,7 %", "Tiền thưởng, quỹ thi đua", "Hạn: xác nhận"):
        assert words in shown.words


def test_a_report_names_nobody(place: Office, officer: Browser) -> None:
    """Neither officers nor askers, nor a word of what was asked."""
    today = place.site.now().date()
    question = "Ông Vàng A Páo, 0912345678, được khen không?"
    place.home.unit_work.counts.add(tallies_of("not_found", question, (), today, "web"), today)
    place.home.unit_work.send("a", "web", "not_found", question, place.site.now().timestamp())
    place.home.library.note("Giàng Thị Dợ", "deadline confirmed", None, "số 1")
    shown = officer.get("/don-vi/bao-cao")
    content = shown.follow("Tải tệp Excel").response.content
    everything = shown.words + str(read(content))
    assert "Câu còn chờ (lúc lập báo cáo) 1" in shown.words
    for told in ("Páo", "0912345678", "Dợ", "Lò Thị Mai"):
        assert told not in everything


def test_a_rated_document_is_named_to_whoever_may_see_it(place: Office, tmp_path: Path) -> None:
    """An officer of another unit does not learn of it from the report."""
    path = tmp_path / "kh.txt"
    path.write_text("SỞ NỘI VỤ TỈNH LAI CHÂU\n\nSố: 12/KH-SNV\nLai Châu, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\nTrực\n")
    (outcome,) = ingest_files(place.home.library, [path], (unit_group("Phòng Kín"),))
    number = outcome.id
    place.home.unit_work.counts.add([Tally("rated_document", f"do:{number}")], place.site.now().date())
    boss = place.visitor(place.person("Thào A Sử", Role.ADMINISTRATOR))
    other = place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))
    assert "12/KH-SNV" in boss.get("/don-vi/bao-cao").words
    assert "12/KH-SNV" not in other.get("/don-vi/bao-cao").words


def test_messages_and_documents_are_counted(place: Office, officer: Browser) -> None:
    """What was sent, what waits and what reached nobody stand by kind."""
    now, box = place.site.now().timestamp(), place.home.outbox
    box.write(
        [Draft((Way("a", "x"),), "{}", "reminder"), Draft((Way("b", "x"),), "{}"), Draft((), "{}", "notice")], now
    )
    (first, _) = box.claim(now, 60, 5)
    box.finish(first.id, Outcome.SENT, now)
    tables = read(officer.get("/don-vi/bao-cao").follow("Tải tệp Excel").response.content)["Gửi tin"]
    assert ("Nhắc hạn", 1, 0, 0, 0, 0, 0) in tables
    assert ("Thông báo, cán bộ trả lời", 0, 0, 0, 1, 0, 0) in tables
    assert tables[-1] == ("Chưa gửi được, chưa ai xử lý: 1.",)


def test_days_that_are_none_are_told_at_their_field(officer: Browser) -> None:
    """What was typed stays, and the workbook says the same in a sentence."""
    for query, field in (
        ("tu=hôm+qua", "tu"), ("den=2026-13-40", "den"), ("tu=2026-11-20&den=2026-11-01", "den"),
        ("tu=0001-01-01", "tu"), ("tu=1990-01-01&den=2026-01-01", "tu"),
    ):  # fmt: skip
        shown = officer.get(f"/don-vi/bao-cao?{query}")
        assert shown.status == 422
        assert shown.soup.find("input", attrs={"name": field, "aria-invalid": "true"}) is not None
    assert officer.get("/don-vi/bao-cao.xlsx?tu=x").status == 400


# -- pure parts -----------------------------------------------------------------------------------------


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    """Names of documents and units come from people: what begins like a formula stays words."""
    evil = ('=HYPERLINK("http://x")', "+1", "-1", "@a", "\t=1", "bình thường\x07")
    figures = Figures(evil[0], evil[:2], tuple((words, 3) for words in evil), evil[0])
    report = Report(evil[0], TODAY, TODAY, datetime(2026, 11, 20, 8, tzinfo=VIETNAM), (figures,))
    sheet = load_workbook(BytesIO(workbook(report))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [c for c in cells if c.data_type == "s" and str(c.value).startswith(("=", "+", "-", "@", "\t"))]


def test_an_answer_counts_for_the_latest_law_that_it_cites() -> None:
    """A law that decided with two decrees counts for the one cited with it; what is to come is not yet meant."""
    assert law_version([LAW, DECREE], TODAY) == "l2022-nd152"
    assert law_version([LAW], date(2024, 5, 1)) == "l2022-nd98"
    assert law_version([replace(LAW, number="91/2017/NĐ-CP")], TODAY) == "nd91"
    assert law_version([replace(LAW, number="65/2014/NĐ-CP")], TODAY) == "nd65"
    assert law_version([replace(LAW, number="06/2026/QH16")], TODAY) == "l2026-nd152"
    assert law_version([replace(LAW, number=None), replace(LAW, number="lạ")], TODAY) == "van-ban-khac"
    assert law_version([], TODAY) == "khong-dan"


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("CSTĐCS cần sáng kiến không?", ("Chiến sĩ thi đua cơ sở", "Sáng kiến, đề tài")),
        ("tieu chuan huan chuong lao dong hang ba", ("Huân chương Lao động hạng Ba", "Tiêu chuẩn, điều kiện")),
        ("Thưởng Tết có tính thâm niên không?", ("Chủ đề khác",)), ("", ("Chủ đề khác",)),
    ],
)  # fmt: skip
def test_topics_come_from_a_closed_list(question: str, topics: tuple[str, ...]) -> None:
    """With or without diacritics, short forms too; at most two."""
    assert topics_of(question) == topics


def test_a_question_that_leans_on_the_last_one_is_kept_whole() -> None:
    """Half a question says nothing to an officer; what was no question of documents stays as it was typed."""
    before = ConversationState("Hạn nộp đợt 1?")
    after = ConversationState("Hạn nộp đợt 2?", citations=(LAW,))
    assert asked_and_cited("còn đợt 2?", "not_found", before, after) == ("Hạn nộp đợt 2?", (LAW,))
    assert asked_and_cited("còn đợt 2?", "answered", before, after) == ("còn đợt 2?", (LAW,))
    assert asked_and_cited("mật khẩu?", "refused", before, before) == ("mật khẩu?", ())


def test_a_report_of_nothing_is_whole(engine: Engine) -> None:
    """Every table stands there, also before anything happened."""
    now = datetime(2026, 11, 20, 8, tzinfo=VIETNAM)
    report = made_report(UnitWork(engine).counts, date(2026, 1, 1), TODAY, "", 0, str, now)
    assert len(report.tables) == 10
    assert "chỉ giữ 30 ngày" in report.tables[-1].note
    assert workbook(report)


# -- in chats -------------------------------------------------------------------------------------------


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    """Give a desk that counts."""
    script = (
        answered("Không thấy.", status=Status.NOT_FOUND),
        answered("Đây."),
        answered("Không thấy.", status=Status.NOT_FOUND),
    )
    made = Desk(engine, ScriptedAnswers(*script))
    made.answering = replace(made.answering, counts=UnitWork(engine).counts)
    yield made
    made.close()


def test_answers_in_chats_are_counted_and_those_missing_wait(desk: Desk, engine: Engine) -> None:
    """Each by how it ended; a stranger's words are not kept, those of who agreed wait for an officer."""
    work = UnitWork(engine)
    desk.say("Tiền thưởng Tết?", "người lạ")
    desk.say("Hạn nộp?", "người lạ")
    assert work.waiting() == []
    desk.say("/dongy a b")
    desk.say("Tiền thưởng năm nay?")
    assert [q.text for q in work.waiting()] == ["Tiền thưởng năm nay?"]
    report = made_report(work.counts, TODAY, TODAY, "", 1, str, desk.clock.now())
    rows = {row[0]: row[1:] for table in report.tables for row in table.rows}
    assert rows["Không tìm thấy"] == (2, "66,7 %")
    assert rows["Zalo"] == (3,)
    assert rows["Tiền thưởng, quỹ thi đua"] == (2,)


def test_a_vote_in_a_chat_counts_once(desk: Desk, engine: Engine) -> None:
    """On the last answer alone; before any answer it is an unknown command, and nothing of the person is kept."""
    assert "Không có lệnh" in desk.say("/hay", "người lạ")
    desk.say("Tiền thưởng Tết?", "người lạ")
    assert "Cảm ơn" in desk.say("/Dở", "người lạ")
    assert "rồi" in desk.say("👍", "người lạ")
    desk.say("Hạn nộp?", "người khác")
    assert "Cảm ơn" in desk.say("/hay", "người khác")
    sums = UnitWork(engine).counts.sums(stretch_of(TODAY, TODAY))
    assert sums["rating"] == {"do:not_found": 1, "hay:not_found": 1}
