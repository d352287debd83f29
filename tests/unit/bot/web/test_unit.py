"""The unit's own work: what waits, the reply to whoever asked, its approval by a second person, and its quotation."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import clock
from bot.channels.plain import plain, units
from bot.delivery.addresses import read_message, written_address
from bot.messages import ChatAddress
from bot.unit.replying import LONGEST_REPLY, Written, checked, drafts_to, message_of
from bot.unit.sharing import shared_text
from bot.web.ratings import asker_of
from bot.web.visits import Visitor, hashed
from ingest.pipeline import ingest_files
from knowledge.audiences import EVERYONE, unit_group
from knowledge.people import Role
from knowledge.store.chat_records import Asked, Consent
from knowledge.store.chat_schema import outbox
from knowledge.store.inbox import Event
from knowledge.store.records import Unit
from knowledge.store.unit_records import Basis, Reply, ReplyState, WaitingQuestion, Writer
from retriever.answering.models import ConversationState
from tests.fakes.browser import Browser, Office, Page

UNIT = Unit("Sở Nội vụ tỉnh Lai Châu", (), "Tổ thường trực")
QUESTION = "Nuôi con nhỏ có được giảm số ngày trực thi đua không?"
ANSWER = "Được. Người nuôi con dưới 12 tháng tuổi được giảm 5 ngày trực thi đua trong năm."
BY_LAW = {"so": "152/2025/NĐ-CP", "dieu": "Điều 5 khoản 2"}
EVIL = '<script>alert(1)</script> " onmouseover="x javascript:alert(1)'
PLAN = "SỞ NỘI VỤ TỈNH LAI CHÂU\n\nSố: 12/KH-SNV\nLai Châu, ngày 05 tháng 3 năm 2026\n\n"
PLAN += "KẾ HOẠCH\nTrực thi đua năm 2026\n\nI. MỤC ĐÍCH\n"
PLAN += "1. Người nuôi con nhỏ đăng ký lịch trực thi đua với phòng Tổ chức.\n"


@pytest.fixture
def officer(place: Office) -> Browser:
    """Give the browser of an HR officer of a unit that has a name."""
    place.home.library.set_unit(UNIT, "test")
    return place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))


@pytest.fixture
def second(place: Office) -> Browser:
    """Give the browser of another one."""
    return place.visitor(place.person("Vàng A Páo", Role.HR_OFFICER))


def ask_in_a_chat(place: Office, text: str, chat: str = "mai", *, linked: int | None = None) -> str:
    """Let a chat agree to everything and ask something that is not found; return the pseudonym of the chat."""
    address = ChatAddress("zalo", "us", chat)
    key, now, home = place.site.names.of_chat(address), place.site.now().timestamp(), place.home
    home.chats.agree(Consent(key, "zalo", True, "1+cauhoi+lienket", "h", now), written_address(address))
    if linked is not None:
        home.people.issue_code(place.site.names.of_code("1"), linked, now)
        home.people.link(place.site.names.of_code("1"), key, now)
    home.inbox.keep([Event(f"{chat}{text}"[:32], key, "{}")], now)
    (event,) = home.inbox.claim(now, 60, 1)
    home.chats.finish(event.id, [], now, asked=Asked("zalo", "not_found", key, text))
    return key


def sent(place: Office) -> list[str]:
    """Return the messages in the outbox."""
    with place.home.engine.connect() as connection:
        rows = connection.execute(select(outbox).where(outbox.c.payload.is_not(None))).mappings().all()
    return [plain(read_message(row["payload"]).blocks) for row in rows]


def ingest(place: Office, folder: Path, text: str = PLAN, groups: tuple[str, ...] = ()) -> int:
    """Take a document in; return its number."""
    path = folder / "ke-hoach.txt"
    path.write_text(text)
    (outcome,) = ingest_files(place.home.library, [path], groups)
    assert outcome.id is not None
    place.answers.apply()
    return outcome.id


def opened(officer: Browser, question: str = QUESTION) -> Callable[..., Page]:
    """Open a question's page; return what replies to it."""
    shown = officer.get("/don-vi").follow(question[:20])
    return lambda **fields: shown.submit("Gửi trả lời", **{"tra-loi": ANSWER, **fields})


# -- who sees what --------------------------------------------------------------------------------------


def test_only_hr_officers_and_administrators_see_the_units_work(place: Office, officer: Browser) -> None:
    """A stranger is asked to log in, other people are refused, also where they only send a form."""
    ask_in_a_chat(place, QUESTION)
    other = place.visitor(place.person("Giàng Thị Dợ", Role.OFFICER))
    for address in ("/don-vi", "/don-vi/cau-hoi/1", "/don-vi/tra-loi/1", "/don-vi/bao-cao", "/don-vi/bao-cao.xlsx"):
        assert place.visitor().get(address).status == 401
        assert other.get(address).status == 403
    token = str(other.get("/toi").soup.body["hx-headers"]).split('"')[3]
    for address in ("cau-hoi/1/tra-loi", "cau-hoi/1/bo", "tra-loi/1/duyet", "tra-loi/1/rut"):
        assert other.send("POST", f"/don-vi/{address}", data={"csrf": token}).status == 403
        assert officer.send("POST", f"/don-vi/{address}", data={}).status == 403
    assert len(place.home.unit_work.waiting()) == 1
    for number in (7, 10**30):
        for kind in ("cau-hoi", "tra-loi"):
            assert officer.get(f"/don-vi/{kind}/{number}").status == 404


def test_what_waits_is_shown_the_oldest_first_and_the_same_together(place: Office, officer: Browser) -> None:
    """Spelling does not part questions, and what tells of a person is masked."""
    for number, text in enumerate(
        ("Gọi 0912345678 hỏi ai?", QUESTION, "nuoi con nho co duoc giam so ngay truc thi dua khong")
    ):
        ask_in_a_chat(place, text, f"chat {number}")
    shown = officer.get("/don-vi")
    rows = [" ".join(row.get_text(" ").split()) for row in shown.soup.select(".waiting li")]
    assert [row.split()[0] for row in rows] == ["Gọi", "Nuôi"]
    assert "0912345678" not in shown.response.text
    assert "3 lượt hỏi" in shown.words
    assert "2 lần; 2 người" in officer.get("/don-vi").follow("Nuôi con").words


def test_the_nearest_documents_are_those_the_officer_may_see(place: Office, officer: Browser, tmp_path: Path) -> None:
    """A document of another unit is neither shown near a question, nor taken as a basis."""
    ask_in_a_chat(place, QUESTION)
    number = ingest(place, tmp_path)
    assert "12/KH-SNV" in officer.get("/don-vi").follow("Nuôi con").words
    place.home.library.limit(number, [unit_group("Phòng khác")], "test")
    place.answers.apply()
    page = officer.get("/don-vi").follow("Nuôi con")
    assert "12/KH-SNV" not in page.words
    refused = page.submit("Gửi trả lời", **{"tra-loi": ANSWER, "van-ban": str(number)})
    assert refused.status == 422


# -- replying -------------------------------------------------------------------------------------------


def test_a_reply_goes_to_the_chat_that_asked_and_waits_for_a_second_person(place: Office, officer: Browser) -> None:
    """One message says who replies, to what and on which basis; the question waits no more."""
    ask_in_a_chat(place, QUESTION)
    done = opened(officer)(**BY_LAW)
    (message,) = sent(place)
    for words in ("Cán bộ Lò Thị Mai, Sở Nội vụ", QUESTION, ANSWER, "Căn cứ: 152/2025/NĐ-CP, Điều 5 khoản 2."):
        assert words in message
    assert "Không có câu nào chờ" in done.words
    assert QUESTION in done.words  # as a draft
    shown = done.follow(QUESTION[:20])
    assert "chờ người thứ hai" in shown.words
    assert "Duyệt để dùng chung" not in shown.response.text


def test_a_reply_waits_for_a_visitor_of_the_web(place: Office, officer: Browser) -> None:
    """Whoever sent the question from a browser reads the reply there, and nobody else does."""
    browser = place.visitor()
    browser.get("/cau-hoi-cua-toi")
    visitor = Visitor(secret := browser.cookies["tdkt"], hashed(secret), None, "")
    place.home.unit_work.send(asker_of(place.site, visitor), "web", "not_found", QUESTION, place.site.now().timestamp())
    opened(officer)(**BY_LAW)
    assert sent(place) == []
    shown = browser.get("/cau-hoi-cua-toi").words
    assert "Cán bộ Lò Thị Mai, Sở Nội vụ tỉnh Lai Châu trả lời" in shown
    assert ANSWER in shown
    assert ANSWER not in place.visitor().get("/cau-hoi-cua-toi").words


def test_a_reply_that_lacks_something_is_told_beside_its_field(place: Office, officer: Browser) -> None:
    """Nothing is sent, what was typed stays, and the error stands at its field."""
    ask_in_a_chat(place, QUESTION)
    for fields, told in (({}, "Cần căn cứ"), ({**BY_LAW, "van-ban": "99999"}, "không có trong kho")):
        shown = opened(officer)(**fields)
        assert shown.status == 422
        assert told in shown.words
        assert ANSWER in shown.response.text
        assert shown.soup.find(attrs={"aria-invalid": "true"}) is not None
    assert (sent(place), len(place.home.unit_work.waiting())) == ([], 1)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (Written(ANSWER, "", "", None, "Ai?"), "basis"), (Written(ANSWER, "152/2025/NĐ-CP", "", None, "Ai?"), "basis"),
        (Written(ANSWER, "luật cũ", "Điều 5", None, "Ai?"), "basis"),
        (Written("Có.", "152/2025/NĐ-CP", "Điều 5", None, "Ai?"), "text"),
        (Written(ANSWER * 99, "152/2025/NĐ-CP", "Điều 5", None, "Ai?"), "text"),
        (Written(f"{ANSWER} Gọi 0912345678.", "152/2025/NĐ-CP", "Điều 5", None, "Ai?"), "text"),
        (Written(ANSWER, "152/2025/NĐ-CP", "Điều 5", None, ""), "asked"),
        (Written(ANSWER, "152/2025/NĐ-CP", "Điều 5", None, "Gọi a@b.vn?"), "asked"),
        (Written(ANSWER, "152/2025/NĐ-CP", "Điều " * 60, None, "Ai?"), "place"),
    ],
)  # fmt: skip
def test_what_a_reply_must_have(written: Written, told: str) -> None:
    """A text, a basis that can be looked up, and where it is shared a question that tells of nobody."""
    assert list(checked(written, None).errors) == [told]
    assert not checked(Written(f"{ANSWER} Gọi 0912345678.", "152/2025/NĐ-CP", "Điều 5", None, "", False), None).errors


def test_a_basis_that_the_asker_may_not_see_is_refused(place: Office, tmp_path: Path) -> None:
    """An administrator sees all documents; to whom does not, not even the name of one is sent."""
    place.home.library.set_unit(UNIT, "test")
    boss = place.visitor(place.person("Thào A Sử", Role.ADMINISTRATOR))
    number = ingest(place, tmp_path, groups=(unit_group("Phòng Kín"),))
    inside = place.person("Lù Văn Chung", Role.OFFICER, "Phòng Kín")
    ask_in_a_chat(place, QUESTION, "trong", linked=inside.id)
    ask_in_a_chat(place, QUESTION, "ngoài")
    refused = opened(boss)(**{"van-ban": str(number)})
    assert "không được xem văn bản này" in refused.words
    place.home.chats.withdraw(
        Consent(place.site.names.of_chat(ChatAddress("zalo", "us", "ngoài")), "zalo", False, "1", "h", 0)
    )
    assert "12/KH-SNV" in opened(boss)(**{"van-ban": str(number)}).words or "12/KH-SNV" in sent(place)[0]
    assert place.visitor(place.person("Mùa A Chống", Role.HR_OFFICER)).get("/don-vi/tra-loi/1").status == 404


# -- sharing --------------------------------------------------------------------------------------------


def test_an_approved_reply_is_quoted_and_a_withdrawn_one_is_not(
    place: Office, officer: Browser, second: Browser
) -> None:
    """From the second person's approval answers quote it byte for byte and say whose it is; withdrawn, no more."""
    ask_in_a_chat(place, QUESTION)
    opened(officer)(**BY_LAW)

    def answer(words: str = "nuoi con nho co duoc giam so ngay truc k") -> tuple[str, str]:
        found, _ = place.answers.answer(words, ConversationState(), date(2026, 11, 20), EVERYONE)
        return found.status.value, found.text

    assert answer()[0] == "not_found"
    address = "/don-vi/tra-loi/1"
    assert officer.get(address).soup.find("form", action=f"{address}/duyet") is None
    token = str(officer.get("/don-vi").soup.body["hx-headers"]).split('"')[3]
    assert "không tự duyệt" in officer.send("POST", f"{address}/duyet", data={"csrf": token}).words
    assert "Đã duyệt" in second.get(address).submit("Duyệt để dùng chung").words
    status, text = answer()
    assert status == "answered"
    assert "giảm 5 ngày trực thi đua" in text
    assert "của Sở Nội vụ tỉnh Lai Châu" in text
    record = place.home.library.documents()[0]
    version = place.home.library.current_version(record.id)
    assert version.chunks[0].sentences[0].of(version.text).startswith("Trả lời của đơn vị về câu hỏi: Nuôi con")
    assert place.home.library.version(version.id).metadata.issuer is not None
    assert "Ghi lý do" in second.get(address).submit("Rút").words
    assert "Đã rút" in second.get(address).submit("Rút", **{"ly-do": "Nghị định đã thay"}).words
    assert answer()[0] == "not_found"


def test_a_reply_that_rests_on_a_limited_document_is_limited_too(place: Office, tmp_path: Path) -> None:
    """Who may not see the basis is not answered with the reply."""
    place.home.library.set_unit(UNIT, "test")
    number = ingest(place, tmp_path, groups=(unit_group("Phòng Kín"),))
    inside = place.person("Lù Văn Chung", Role.OFFICER, "Phòng Kín")
    ask_in_a_chat(place, QUESTION, linked=inside.id)
    opened(place.visitor(place.person("Thào A Sử", Role.ADMINISTRATOR)))(**{"van-ban": str(number)})
    boss = place.visitor(place.person("Sùng Thị Máy", Role.ADMINISTRATOR))
    boss.get("/don-vi/tra-loi/1").submit("Duyệt để dùng chung")
    reply = next(r for r in place.home.library.documents() if r.metadata.type == "Trả lời")
    assert reply.shown_to == (unit_group("Phòng Kín"),)
    assert place.home.library.documents(audience=EVERYONE) == []


def test_a_reply_kept_private_is_no_knowledge(place: Office, officer: Browser) -> None:
    """Without the wish to share it nothing of the question is kept beside the reply."""
    ask_in_a_chat(place, QUESTION)
    page = officer.get("/don-vi").follow("Nuôi con")
    token = str(page.soup.find("input", attrs={"name": "csrf"})["value"])
    address = str(page.form("Gửi trả lời")["action"])
    officer.send("POST", address, data={"csrf": token, "tra-loi": ANSWER, "cau-hoi": QUESTION, **BY_LAW})
    (reply,) = place.home.unit_work.replies(ReplyState.PRIVATE)
    assert reply.asked == ""
    assert officer.get("/don-vi/tra-loi/1").soup.find("form", action="/don-vi/tra-loi/1/rut") is None


def test_a_question_is_dropped_with_a_reason(place: Office, officer: Browser) -> None:
    """Without one the form comes back; with one it waits no more."""
    ask_in_a_chat(place, QUESTION)
    page = officer.get("/don-vi").follow("Nuôi con")
    assert "Ghi lý do" in page.submit("Đóng câu hỏi").words
    assert "Đã đóng" in page.submit("Đóng câu hỏi", **{"ly-do": "Không thuộc thi đua"}).words
    assert page.submit("Đóng câu hỏi", **{"ly-do": "Lần nữa"}).status == 404


def test_a_home_without_a_name_shares_nothing(place: Office, second: Browser) -> None:
    """Nobody could say whose reply it is; the page says what to do."""
    ask_in_a_chat(place, QUESTION)
    opened(place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER)))(**BY_LAW)
    refused = second.get("/don-vi/tra-loi/1").submit("Duyệt để dùng chung")
    assert "Chưa khai tên đơn vị" in refused.words
    assert place.home.library.documents() == []


def test_a_basis_that_does_not_hold_any_more_is_shown(place: Office, officer: Browser, second: Browser) -> None:
    """Nghị định 98/2023 was replaced on 01/07/2025: whoever approves sees it, and later everybody."""
    ask_in_a_chat(place, QUESTION)
    opened(officer)(so="98/2023/NĐ-CP", dieu="Điều 5")
    shown = second.get("/don-vi/tra-loi/1")
    assert shown.soup.select(".tag.bad")
    assert "căn cứ" in shown.submit("Duyệt để dùng chung").words.lower()


# -- injection, and the words themselves ----------------------------------------------------------------


def test_nothing_that_people_wrote_runs(place: Office, officer: Browser, second: Browser, tmp_path: Path) -> None:
    """Questions, replies, reasons, names and titles come out as text on every page."""
    ingest(place, tmp_path, PLAN.replace("Trực thi đua", EVIL))
    ask_in_a_chat(place, f"{EVIL} trực thi đua?")
    page = officer.get("/don-vi/cau-hoi/1")
    page.submit("Gửi trả lời", **{"tra-loi": f"{ANSWER} {EVIL}", "cau-hoi": EVIL, "so": "1/2025/NĐ-CP", "dieu": EVIL})
    pages = [page, officer.get("/don-vi"), second.get("/don-vi/tra-loi/1"), page.submit("Đóng", **{"ly-do": EVIL})]
    second.get("/don-vi/tra-loi/1").submit("Duyệt để dùng chung")
    pages += [second.get("/don-vi"), second.get("/don-vi/tra-loi/1").submit("Rút", **{"ly-do": EVIL}),
              second.get("/don-vi/tra-loi/1")]  # fmt: skip
    for shown in pages:
        assert "<script>alert" not in shown.response.text
        assert not [tag for tag in shown.soup.find_all(True) if tag.has_attr("onmouseover")]
        assert not [a for a in shown.soup.find_all("a") if str(a.get("href", "")).startswith("javascript")]


def test_a_long_reply_goes_in_parts_that_every_channel_takes() -> None:
    """All of it arrives, each part below the tightest limit, to each chat once."""
    asked = [WaitingQuestion(n, 0.0, "zalo", "not_found", "Câu?", "chat", "địa chỉ") for n in (1, 2)]
    unreachable = WaitingQuestion(3, 0.0, "zalo", "not_found", "Câu?", "khác")
    text = " ".join(["dài"] * (LONGEST_REPLY // 4))
    found = drafts_to([*asked, unreachable], text, Basis("Điều 5"), Writer("A"), "", clock.now())
    pieces = [plain(read_message(draft.payload).blocks) for draft in found]
    assert len(pieces) == 2
    assert all(units(piece) <= 2_000 for piece in pieces)
    assert sum(piece.count("dài") for piece in pieces) == LONGEST_REPLY // 4
    assert {draft.key for draft in found} == {"officer:1:0", "officer:1:1"}


def test_a_shared_text_says_question_reply_and_basis_in_one_piece() -> None:
    """What is quoted is the whole, so that no half of a reply misleads."""
    reply = Reply(3, "Ai ký?", "Giám đốc ký.\n\n Phó ký thay.", Basis("Điều 5"), ReplyState.DRAFT, Writer("A"), 0.0)
    text, said = shared_text(reply, UNIT, date(2026, 11, 20))
    assert said.of(text) == "Trả lời của đơn vị về câu hỏi: Ai ký?\nGiám đốc ký.\nPhó ký thay.\nCăn cứ: Điều 5."
    assert "Sở Nội vụ tỉnh Lai Châu trả lời" in text
    assert "ngày 20/11/2026" in text


def test_a_basis_is_a_number_and_a_place() -> None:
    """The words that people read keep what the officer wrote, the number is told from them."""
    written = Written(ANSWER, "Nghị định 152/2025/NĐ-CP", "Điều 5", None, "Ai?")
    assert checked(written, None).basis == Basis("Nghị định 152/2025/NĐ-CP, Điều 5", "152/2025/NĐ-CP")
    assert message_of("x" * 300, ANSWER, Basis("b"), Writer("A"), "").subject


def test_an_officer_is_led_only_where_an_officer_may_go(place: Office, officer: Browser) -> None:
    """What only administrators do is not offered to others; an administrator finds it."""
    for page in (officer.get("/don-vi"), place.visitor(place.person("Sa", Role.ADMINISTRATOR)).get("/don-vi")):
        links = [str(link["href"]) for link in page.soup.select("main a")]
        assert [page.browser.get(link).status for link in links] == [200] * len(links)
    assert "/chua-gui" in links
