"""Votes under answers, and questions sent to an officer: once, by whoever asked, and nothing unwanted is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.unit.asked import tallies_of
from bot.unit.masking import masked
from bot.unit.rating import new_ticket, read_ticket, signed
from bot.unit.report import stretch_of
from bot.web.rating_form import RatingForm
from bot.web.ratings import answered, asker_of
from bot.web.visits import Visitor, hashed
from knowledge.store.chat_schema import questions
from knowledge.store.unit_schema import unit_votes
from retriever.answering.models import Citation
from tests.fakes.browser import Browser, Office

ASKED = "Thưởng Tết có tính <b>thâm niên</b> không?"
CITED = Citation(7, 9, "Kế hoạch số 1/KH-SNV", "1/KH-SNV", "Sở Nội vụ", "Mục I", "…", "kh.txt", 0, 1)


def asks(place: Office, browser: Browser, status: str = "not_found", question: str = ASKED) -> RatingForm:
    """Open the site, so that the browser has its cookie, and return the forms under an answer just given."""
    browser.get("/cau-hoi-cua-toi")
    visitor = Visitor(secret := browser.cookies["tdkt"], hashed(secret), None, "")
    form = answered(place.site, visitor, question, status, (CITED,) if status == "answered" else ())
    assert form is not None
    return form


def csrf(browser: Browser) -> str:
    """Return the token of this browser's forms."""
    return str(browser.get("/cau-hoi-cua-toi").soup.body["hx-headers"]).split('"')[3]


def post(browser: Browser, address: str, form: RatingForm, **values: str) -> str:
    """Send a form under an answer; return what the page says."""
    fields = {"csrf": csrf(browser), "ve": form.ticket, "cau-hoi": form.question, **values}
    return browser.send("POST", address, data=fields).words


def sums(place: Office) -> dict[str, dict[str, int]]:
    """Return what was counted today."""
    today = place.site.now().date()
    return place.home.unit_work.counts.sums(stretch_of(today, today))


def test_one_vote_on_an_answer_of_each_visitor(place: Office) -> None:
    """A second vote on the same answer counts nothing, also where the same is asked again; another visitor may."""
    browser = place.visitor()
    form = asks(place, browser, "answered")
    assert "Cảm ơn" in post(browser, "/danh-gia", form, phieu="hay")
    assert "rồi" in post(browser, "/danh-gia", form, phieu="do")
    assert "rồi" in post(browser, "/danh-gia", asks(place, browser, "answered"), phieu="hay")
    other = place.visitor()
    post(other, "/danh-gia", asks(place, other, "answered"), phieu="do")
    assert sums(place)["rating"] == {"hay:answered": 1, "do:answered": 1}
    assert sums(place)["rated_document"] == {"hay:7": 1, "do:7": 1}


def test_a_bad_vote_asks_why_once_and_offers_an_officer(place: Office) -> None:
    """The reason is one of four, is counted once, and a question that is sent then waits whatever its answer was."""
    browser = place.visitor()
    form = asks(place, browser, "answered")
    fields = {"csrf": csrf(browser), "ve": form.ticket, "cau-hoi": form.question, "phieu": "do"}
    shown = browser.send("POST", "/danh-gia", data=fields)
    assert "<b>thâm" not in shown.response.text
    assert "Cảm ơn" in shown.submit("Thiếu", **{"vi-sao": "thieu"}).words
    shown.submit("Thiếu", **{"vi-sao": "thieu"})
    assert sums(place)["why"] == {"thieu": 1}
    assert "chờ cán bộ trả lời" in shown.submit("Chuyển câu này").words
    assert [q.text for q in place.home.unit_work.waiting()] == [ASKED]


def test_what_is_kept_of_a_vote_tells_nobody_and_nothing(place: Office) -> None:
    """No text, no cookie and no question stand beside a vote, and the mark against a second one goes."""
    browser = place.visitor()
    form = asks(place, browser, "answered")
    post(browser, "/danh-gia", form, phieu="hay")
    with place.home.engine.connect() as connection:
        (row,) = connection.execute(select(unit_votes)).mappings().all()
        assert not connection.execute(select(questions)).all()
    assert row["key"] not in (hashed(browser.cookies["tdkt"]), form.ticket)
    later = place.site.now() + timedelta(days=4)
    place.home.unit_work.counts.vote("khác", (), later.timestamp(), later.date())
    with place.home.engine.connect() as connection:
        assert [r["key"] for r in connection.execute(select(unit_votes)).mappings()] == ["khác"]


def test_a_ticket_is_for_its_visitor_and_its_day(place: Office) -> None:
    """Another visitor's, an old, a changed or no ticket at all is refused with a sentence."""
    now, key = place.site.now(), b"k" * 32
    ticket = new_ticket("answered", [7, None, 7], ASKED, now)
    written = signed(ticket, key, "a")
    assert read_ticket(written, key, "a", now) == replace(ticket, documents=(7,))
    assert read_ticket(written, key, "b", now) is None
    assert read_ticket(written, key, "a", now + timedelta(days=2)) is None
    for broken in ("", "x.y", written[:-3], "é.é", "A" + written[1:]):
        assert read_ticket(broken, key, "a", now) is None
    browser, other = place.visitor(), place.visitor()
    form = asks(place, browser)
    asks(place, other)
    assert "không còn nhận" in post(other, "/danh-gia", form, phieu="hay")
    for address in ("/danh-gia", "/gui-can-bo"):  # and another site can do neither in somebody's name
        assert browser.send("POST", address, data={"ve": form.ticket, "cau-hoi": ASKED}).status == 403


def test_a_question_goes_to_an_officer_only_when_its_person_sends_it(place: Office) -> None:
    """Asking keeps counts alone; sending keeps the words, once, and shows what becomes of it in the same browser."""
    browser = place.visitor()
    form = asks(place, browser)
    assert place.home.unit_work.waiting() == []
    assert sums(place)["topic"] == {"Chủ đề khác": 1}
    said = post(browser, "/gui-can-bo", form)
    assert "30 ngày" in said
    post(browser, "/gui-can-bo", form)
    assert [q.text for q in place.home.unit_work.waiting()] == [ASKED]
    assert "thâm niên" not in place.visitor().get("/cau-hoi-cua-toi").words
    assert "không khớp" in post(browser, "/gui-can-bo", form, **{"cau-hoi": "Câu khác hẳn"})


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Gọi 0912 345 678 nhé", "0912 345 678"), ("CCCD 012345678901 của tôi", "012345678901"),
        ("thư lo.thi.mai@laichau.gov.vn", "lo.thi.mai@laichau.gov.vn"), ("0912.345.678", "0912.345.678"),
        ("+84 912 345 678", "912"),
    ],
)  # fmt: skip
def test_what_tells_of_a_person_is_masked(text: str, hidden: str) -> None:
    """Phones, citizen cards and addresses are not shown to officers."""
    assert hidden not in masked(text)


@pytest.mark.parametrize("text", ["Nghị định 152/2025/NĐ-CP ngày 14/06/2025", "20.11.2026", "số 1234 năm 2025-2026"])
def test_numbers_of_documents_and_days_stay(text: str) -> None:
    """What an officer needs for an answer is not masked."""
    assert masked(text) == text


def test_a_question_can_be_taken_back_and_goes_in_time(place: Office) -> None:
    """Whoever sent it forgets it with one button, nobody else can; after the days told nobody sees the words."""
    browser, other = place.visitor(), place.visitor()
    form = asks(place, browser)
    post(browser, "/gui-can-bo", form)
    (question,) = place.home.unit_work.waiting()
    asks(place, other)
    token = csrf(other)
    for number in (question.id, 10**30):
        assert other.send("POST", f"/cau-hoi-cua-toi/{number}/xoa", data={"csrf": token}).status == 404
    assert "Đã xóa" in browser.get("/cau-hoi-cua-toi").submit("Xóa câu này").words
    assert place.home.unit_work.waiting() == []
    assert "chờ cán bộ" in post(browser, "/gui-can-bo", form)
    place.home.chats.forget_before(place.site.now().timestamp() + 1)
    assert place.home.unit_work.waiting() == []
    assert "thâm niên" not in browser.get("/cau-hoi-cua-toi").words
    assert sums(place)["answer"] == {"not_found": 2}


def test_nobody_floods_the_officers(place: Office) -> None:
    """Five questions a day of one visitor are kept; whoever throws cookies away meets the limit of all."""
    browser, work, now = place.visitor(), place.home.unit_work, place.site.now().timestamp()
    form = asks(place, browser)
    visitor = Visitor(secret := browser.cookies["tdkt"], hashed(secret), None, "")
    for number in range(5):
        work.send(asker_of(place.site, visitor), "web", "not_found", f"Câu {number}?", now)
    assert "Mai bạn gửi tiếp" in post(browser, "/gui-can-bo", form)
    for number in range(295):
        work.send(f"{number}", "web", "not_found", "Câu?", now)
    browser = place.visitor()
    assert "quá nhiều câu" in post(browser, "/gui-can-bo", asks(place, browser))


def test_small_talk_has_no_forms_and_counts_hold_no_words(place: Office) -> None:
    """A greeting is counted and cannot be rated; what is counted comes from closed lists."""
    visitor, today = Visitor("s", hashed("s"), None, ""), place.site.now().date()
    assert answered(place.site, visitor, "Xin chào", "chat", ()) is None
    assert answered(place.site, visitor, "/trogiup", "", ()) is None
    assert sums(place) == {"answer": {"chat": 1}}
    found = tallies_of("not_found", "Ông Vàng A Páo được Bằng khen của Bộ không?", (), today, "web")
    assert {t.name for t in found} == {"not_found", "web", "Bằng khen của bộ, ban, ngành, tỉnh"}


def test_the_chat_page_offers_votes_and_an_officer(place: Office) -> None:
    """Where nothing was found stands a way to an officer, under every answer a vote; both without scripts."""
    browser = place.visitor()
    page = browser.get("/").submit("Gửi", cau_hoi="Thưởng Tết có tính thâm niên không?")
    assert "Cảm ơn" in page.submit("👎").words
    page = page.submit("Chuyển câu này")
    assert "chờ cán bộ trả lời" in page.words
    page = browser.get("/").submit("Gửi", cau_hoi="Tiêu chuẩn Lao động tiên tiến?")
    assert len(page.soup.find_all("form", action="/danh-gia")) == 2
    assert len(page.soup.find_all("form", action="/gui-can-bo")) == 1
    assert "Câu hỏi bạn đã gửi cán bộ (1)" in page.words
    assert sums(place)["answer"] == {"answered": 1, "not_found": 1}
    assert sums(place)["law"] == {"l2022-nd152": 1}
