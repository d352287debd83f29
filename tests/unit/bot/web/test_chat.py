"""The chat page: answers with sources that open, without JavaScript and in parts, and nothing of a stranger kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.dialogue.sentences import FAILED, TOO_FAST
from bot.messages import Choice, Choices, Paragraph
from bot.web.chat import LONGEST
from bot.web.examples import examples_for
from bot.web.rendering import STATIC
from bot.web.site import WebWishes
from bot.web.talks import Talks
from ingest.pipeline import ingest_files
from knowledge.audiences import EVERYONE, unit_group
from knowledge.people import Role
from knowledge.store.chat_schema import CHAT_TABLES
from knowledge.store.records import Unit
from tests.fakes.answers import ScriptedAnswers
from tests.fakes.browser import Office, Page, office
from tests.fakes.desk import MORNING

PAPERS = Path(__file__).parents[3] / "documents"
PLAN = PAPERS / "so-xay-dung-nghe-an.txt"
ASKED = "Hạn nộp hồ sơ theo Kế hoạch 214/KH-SXD là ngày nào?"
UNIT = Unit("Văn phòng UBND tỉnh Nghệ An", (), "máy lẻ 204")
HOSTILE = '<script>alert(1)</script>" onmouseover="x'


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give a home with some papers; tests of this module only ask in it."""
    opened = office(tmp_path_factory.mktemp("chat"))
    files = ("so-xay-dung-nghe-an.txt", "truong-thpt-tran-quang-dieu.txt", "huong-dan-so-noi-vu-son-la.txt")
    list(ingest_files(opened.home.library, [PAPERS / name for name in files]))
    opened.home.library.set_unit(UNIT, "test")
    yield opened
    opened.close()


def ask(page: Page, question: str) -> Page:
    """Type a question and send it."""
    return page.submit("Gửi", cau_hoi=question)


def last(page: Page) -> str:
    """Return the words of the last answer."""
    return " ".join(page.soup.select(".exchange .answer")[-1].get_text(" ").split())


def stream(page: Page, **form: str) -> list[tuple[str, str]]:
    """Send a form as the script of the page does; return the events."""
    csrf = str(page.form("Gửi").find("input")["value"])  # type: ignore[index]
    accept = {"accept": "text/event-stream"}
    sent = page.browser.send("POST", "/hoi", data={"csrf": csrf, **form}, headers=accept)
    found = [one.split("\n") for one in sent.response.text.split("\n\n") if one]
    return [
        (lines[0].removeprefix("event: "), "\n".join(d.removeprefix("data: ") for d in lines[1:])) for lines in found
    ]


def test_the_empty_page_says_what_it_is_and_how_to_begin(furnished: Office) -> None:
    """A visitor reads first that this is an automatic assistant, and finds three questions to begin with."""
    page = furnished.visitor().get("/")
    assert "Trợ lý tự động của Văn phòng UBND tỉnh Nghệ An, không phải người" in page.words
    assert len(page.soup.select("ul.choices button")) == 3
    assert page.soup.select_one('[role="log"][aria-live="polite"]') is not None
    assert page.soup.select_one("label[for=cau-hoi]") is not None


def test_the_units_own_papers_are_proposed_before_others(place: Office) -> None:
    """Where the unit has papers of its own, the questions to begin with are about those."""
    list(ingest_files(place.home.library, [PLAN, PAPERS / "huong-dan-so-noi-vu-son-la.txt"]))
    assert "1532/HD-SNV" in " ".join(examples_for(place.home.library, EVERYONE, MORNING.date()))
    place.home.library.set_unit(Unit("Sở Xây dựng tỉnh Nghệ An"), "test")
    own = " ".join(examples_for(place.home.library, EVERYONE, MORNING.date()))
    assert "214/KH-SXD" in own
    assert "1532/HD-SNV" not in own


def test_the_questions_to_begin_with_are_answered(furnished: Office) -> None:
    """What the page proposes it also answers."""
    page = furnished.visitor().get("/")
    proposed = [button.get_text(strip=True) for button in page.soup.select("ul.choices button")]
    assert sum("/" in question for question in proposed) == 2
    for question in proposed:
        assert "Không tìm thấy" not in last(page.submit(question))


def test_a_citation_leads_to_its_sentence(furnished: Office) -> None:
    """The link beside a quotation opens the source page, where the very words are marked."""
    answer = ask(furnished.visitor().get("/"), ASKED)
    assert "16/6/2025" in last(answer)
    quoted = answer.soup.select(".exchange blockquote")[-1]
    source = answer.follow("Xem tại nguồn")
    marked = source.soup.select_one("mark#doan")
    assert marked is not None
    assert str(quoted.find("a")["href"]).endswith("#doan")  # type: ignore[index]
    assert f"«{marked.get_text()}»" in quoted.get_text()


def test_a_question_left_open_offers_buttons_and_takes_numbers(furnished: Office) -> None:
    """Without JavaScript a choice is a button; the number of a line does as well, and old choices are no buttons."""
    page = ask(furnished.visitor().get("/"), "Hạn nộp hồ sơ khen thưởng?")
    assert page.soup.select("ol.choices button")
    chosen = page.submit("Sở Nội vụ tỉnh Sơn La")
    assert "Sở Nội vụ tỉnh Sơn La" in last(chosen)
    assert "1532/HD-SNV" in last(chosen)
    assert not chosen.soup.select("ol.choices button")
    again = ask(ask(chosen, "Hạn nộp hồ sơ khen thưởng?"), "1")
    assert "Nguồn:" in last(again)


def test_a_choice_of_an_older_answer_is_told_to_be_old(furnished: Office) -> None:
    """A page left open in another window does nothing wrong."""
    page = ask(furnished.visitor().get("/"), "Hạn nộp hồ sơ khen thưởng?")
    ask(page, ASKED)
    assert "không còn dùng được" in last(page.submit("Sở Nội vụ tỉnh Sơn La"))


def test_eligibility_is_weighed_step_by_step(furnished: Office) -> None:
    """The consultation works here as in every chat, its choices as buttons."""
    page = ask(furnished.visitor().get("/"), "tôi có đủ điều kiện CSTĐ cơ sở không?")
    for _ in range(12):
        if not page.soup.select("ol.choices button"):
            break
        page = page.submit("Không rõ")
    assert "tham khảo" in last(page)
    assert "Cần bổ sung" in last(page) or "Chưa kết luận" in last(page)


def test_commands_and_the_next_question_work(furnished: Office) -> None:
    """Help, deadlines, sources asked for again, and questions that lean on the one before."""
    page = ask(furnished.visitor().get("/"), "/trogiup")
    assert "Cách dùng" in last(page)
    assert "Nguồn:" in last(ask(ask(page, ASKED), "nguồn?"))
    assert last(ask(page, "/han tháng sau"))
    assert "Không có lệnh" in last(ask(page, "/khonglenh"))


def test_an_answer_comes_in_parts(furnished: Office) -> None:
    """A browser with the script is told at once that something happens, then gets block after block."""
    page = furnished.visitor().get("/")
    events = stream(page, cau_hoi=ASKED)
    assert [name for name, _ in events][:2] == ["status", "asked"]
    assert [name for name, _ in events][-1] == "end"
    assert sum(name == "block" for name, _ in events) >= 3
    assert events[-1][1] == "answered"
    assert "Xem tại nguồn" in "".join(data for name, data in events if name == "block")
    assert last(page.browser.get("/")).count("16/6/2025")


def test_trouble_is_told_in_the_stream(furnished: Office) -> None:
    """An empty or overlong question comes back as one event, with words for a person."""
    page = furnished.visitor().get("/")
    assert stream(page, cau_hoi="  ")[0][0] == "refused"
    assert "2.000 ký tự" in stream(page, cau_hoi="á" * (LONGEST + 1))[0][1]


def test_too_long_a_question_is_kept_and_told(furnished: Office) -> None:
    """What was typed stands in the field again; what no question can be is not even read."""
    page = furnished.visitor().get("/")
    refused = ask(page, "dài " * 600)
    assert refused.status == 422
    assert "rút gọn" in refused.words
    assert "dài dài" in refused.soup.select_one("textarea").get_text()  # type: ignore[union-attr]
    assert ask(page, "x" * 70_000).status == 413


def test_who_asks_too_fast_waits(place: Office) -> None:
    """After a burst a visitor is told to wait, and keeps the words; somebody else is not held up."""
    page = place.visitor().get("/")
    for _ in range(12):
        page = ask(page, "/trogiup")
        if page.status == 429:
            break
    assert page.status == 429
    assert TOO_FAST in page.words
    assert "/trogiup" in page.soup.select_one("textarea").get_text()  # type: ignore[union-attr]
    assert ask(place.visitor().get("/"), "/trogiup").status == 200


def test_nothing_of_a_stranger_is_written(place: Office) -> None:
    """Questions, consent typed into the page, codes: no row of any table for chats comes of it."""
    before = rows(place)
    page = place.visitor().get("/")
    for words in ("Hạn nộp?", "/batdau", "/dongy a b", "đồng ý", "1234 5678", "/theodoi", "/xoa het"):
        page = ask(page, words)
        assert page.status == 200
    assert rows(place) == before
    assert "không lưu gì về bạn" in page.words


def rows(place: Office) -> list[int]:
    """Return how many rows each table for chats holds."""
    with place.home.engine.connect() as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in CHAT_TABLES]


def test_who_is_logged_in_may_follow_deadlines(place: Office) -> None:
    """What needs no chat works for a person who is known."""
    mai = place.visitor(place.person("Lò Thị Mai"))
    assert "tôi nhắc bạn mọi hạn" in last(ask(mai.get("/"), "/theodoi"))


def test_the_page_can_be_for_the_unit_alone(tmp_path: Path) -> None:
    """Where the public is not wanted, strangers read and ask nothing, and people of the unit do."""
    place = office(tmp_path, WebWishes(public_chat=False))
    stranger = place.visitor()
    csrf = {"csrf": "x"}
    assert stranger.get("/").status == 401
    assert stranger.send("POST", "/hoi", data=csrf).status in (401, 403)
    assert ask(place.visitor(place.person("Lò Thị Mai")).get("/"), "/trogiup").status == 200
    place.close()


def test_every_visitor_has_a_talk_of_their_own(furnished: Office) -> None:
    """Nobody reads what somebody else asked, and a form of another visitor is refused."""
    page = ask(furnished.visitor().get("/"), "câu hỏi riêng của tôi")
    other = furnished.visitor().get("/")
    assert "câu hỏi riêng của tôi" not in other.response.text
    csrf = str(page.form("Gửi").find("input")["value"])  # type: ignore[index]
    assert other.browser.send("POST", "/hoi", data={"csrf": csrf, "cau_hoi": "x"}).status == 403


def test_a_talk_can_be_forgotten(furnished: Office) -> None:
    """On a shared computer one button leaves nothing behind, not even for the next question."""
    page = ask(furnished.visitor().get("/"), ASKED)
    clean = page.submit("Xóa cuộc trò chuyện này")
    assert not clean.soup.select(".exchange")
    assert "Chưa có câu trả lời nào trước đó" in last(ask(clean, "nguồn?"))


def test_a_failure_is_an_apology(tmp_path: Path) -> None:
    """One question that breaks is answered with an apology, and the next one as ever."""
    place = office(tmp_path)
    place.answers = ScriptedAnswers(RuntimeError("secret detail"))
    place.__post_init__()
    page = ask(place.visitor().get("/"), "câu hỏng")
    assert last(page).endswith(FAILED)
    assert "secret detail" not in page.response.text
    assert "Trả lời: câu lành" in last(ask(page, "câu lành"))
    place.close()


def test_words_of_others_never_become_markup(tmp_path: Path) -> None:
    """What a visitor types, and what stands in a paper, is shown as text in pages and streams."""
    place = office(tmp_path)
    file = tmp_path / "ke-hoach.txt"
    title = f"Công tác thi đua năm 2026 {HOSTILE}"
    body = f"I. HẠN\n\nHồ sơ khen thưởng gửi trước ngày 15/6/2026 {HOSTILE} javascript:alert(1).\n"
    head = PLAN.read_text(encoding="utf-8").split("I. MỤC ĐÍCH")[0]
    named = head.replace("Công tác thi đua, khen thưởng năm 2025 của Sở Xây dựng tỉnh Nghệ An", title)
    file.write_text(named + body, encoding="utf-8")
    list(ingest_files(place.home.library, [file]))
    page = place.visitor().get("/")
    sent = "".join(data for _, data in stream(page, cau_hoi=f"Hạn gửi hồ sơ khen thưởng? {HOSTILE}"))
    answered = ask(page, ASKED + HOSTILE)
    source = answered.follow("Xem tại nguồn") if "Xem tại nguồn" in answered.response.text else answered
    for html in (
        sent,
        answered.response.text,
        source.response.text,
        page.browser.get(f"/?cau_hoi={HOSTILE}").response.text,
    ):
        assert "<script>alert" not in html
        assert 'href="javascript' not in html
    for shown in (answered, source):
        assert not shown.soup.find_all(attrs={"onmouseover": True})
    place.close()


def test_a_paper_for_some_is_cited_to_them_alone(tmp_path: Path) -> None:
    """A stranger's answer is without it, and its address is nobody else's."""
    place = office(tmp_path)
    list(ingest_files(place.home.library, [PLAN], (unit_group("Phòng Tổ chức"),)))
    mai = ask(place.visitor(place.person("Lò Thị Mai", unit="Phòng Tổ chức")).get("/"), ASKED)
    assert "16/6/2025" in last(mai)
    link = str(mai.soup.select_one("blockquote a")["href"])  # type: ignore[index]
    assert mai.browser.get(link).status == 200
    for other in (place.visitor(), place.visitor(place.person("Vàng A Pó", Role.HR_OFFICER, "Phòng Kế toán"))):
        assert "16/6/2025" not in last(ask(other.get("/"), ASKED))
        assert other.get(link).status == 404
    place.close()


def test_the_first_page_is_light(furnished: Office) -> None:
    """The page with its sheet and scripts is no more than 100 KB without any cache."""
    page = furnished.visitor().get("/")
    addresses = [
        str(one.get("href") or one.get("src")) for one in page.soup.select("link[rel=stylesheet], script[src]")
    ]
    missing = 0 if (STATIC / "vendor" / "htmx.min.js").is_file() else 52_000
    files = [page.browser.get(address).response.content for address in addresses]
    assert sum(map(len, files)) + len(page.response.content) + missing <= 100_000


# -- talks ----------------------------------------------------------------------------------------------------


def said(talks: Talks, visitor: str, words: str, now: datetime = MORNING) -> None:
    """Let a visitor say something."""
    with talks.turn(visitor, EVERYONE, now) as talk:
        talks.keep(talk, words, (Paragraph("…"),), "answered")


def test_talks_are_few_short_and_soon_forgotten() -> None:
    """So many visitors, so many exchanges each, half an hour: then nothing is left."""
    talks = Talks(most=3, longest=2)
    for number in range(5):
        said(talks, f"v{number}", "a")
    assert [bool(talks.of(f"v{n}", EVERYONE, MORNING)) for n in range(5)] == [False, False, True, True, True]
    for words in "bcd":
        said(talks, "v4", words)
    assert [e.asked for e in talks.of("v4", EVERYONE, MORNING)] == ["c", "d"]
    assert talks.of("v4", EVERYONE, MORNING + timedelta(minutes=31)) == ()


def test_a_talk_ends_with_the_rights_it_was_held_under() -> None:
    """Who belongs to other groups by now, or left the unit, does not read on."""
    talks, groups = Talks(), frozenset({"unit:a"})
    with talks.turn("v", groups, MORNING) as talk:
        talks.keep(talk, "mật", (Paragraph("…"),), "answered")
    assert talks.of("v", EVERYONE, MORNING) == ()
    with talks.turn("v", EVERYONE, MORNING) as talk:
        assert talk.exchanges == []


def test_a_choice_has_a_name_only_while_it_is_offered() -> None:
    """The label shown for a press is that of the last answer."""
    talks = Talks()
    with talks.turn("v", EVERYONE, MORNING) as talk:
        talks.keep(talk, "a", (Choices((Choice("Đợt 1", "x1"),)),), "clarify")
        assert talk.label_of("x1") == "Đợt 1"
        talks.keep(talk, "b", (), "answered")
        assert talk.label_of("x1") == ""


def test_nobody_takes_the_place_of_the_others() -> None:
    """A visitor with ever new cookies is held up by the address, and only then everybody there."""
    talks = Talks()
    admitted = [talks.admits(f"v{n}", "10.0.0.7", 0.0) for n in range(100)]
    assert sum(admitted) == 60
    assert talks.admits("v", "10.0.0.8", 0.0)
