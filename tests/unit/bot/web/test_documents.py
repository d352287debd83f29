"""The register of documents, what was understood beside the text, putting it right, and who sees what."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from bot.clock import VIETNAM
from bot.web import deadline_acts, document_acts, mine, undelivered, uploads
from bot.web.document_acts import issue_day
from bot.web.document_list import Wanted, chosen
from bot.web.document_text import pieces
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from knowledge.people import Role
from knowledge.store.reviews import Reviews
from knowledge.text import Span
from tests.fakes.browser import Browser, Office, Page

NOW = datetime(2026, 4, 1, 9, tzinfo=VIETNAM)
EVIL = "<script>alert(1)</script>\" onmouseover=alert(2) '"


def paper(number: str = "12/KH-UBND", title: str = "Phát động phong trào thi đua năm 2026", issued: str = "05") -> str:
    """Return a plan of a commune."""
    return (
        f"ỦY BAN NHÂN DÂN XÃ THANH SƠN\n\nSố: {number}\n\nThanh Sơn, ngày {issued} tháng 3 năm 2026\n\n"
        f"KẾ HOẠCH\n{title}\n\n"
        "I. THỜI GIAN\n\n1. Các phòng gửi hồ sơ đề nghị khen thưởng về Văn phòng trước ngày 20/11/2026.\n"
        "2. Văn phòng gửi báo cáo về Sở Nội vụ trước ngày 31/4/2026.\n"
    )


@pytest.fixture
def place(place: Office) -> Office:
    """Let it always be the same morning."""
    place.site = replace(place.site, now=lambda: NOW)
    place.app.state.site = place.site
    return place


def kept(place: Office, name: str = "ke-hoach.txt", text: str = "", groups: tuple[str, ...] = ()) -> int:
    """Ingest a paper as the command line does and return its number."""
    path = place.home.path / name
    path.write_text(text or paper(), encoding="utf-8")
    (outcome,) = ingest_files(place.home.library, [path], groups)
    assert outcome.id is not None, outcome.reason
    return outcome.id


def harmless(page: Page) -> Page:
    """Check that nothing which people wrote runs on a page."""
    for tag in page.soup.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on") or name == "style"], tag
        assert tag.name != "script" or str(tag.get("src", "")).startswith("/static/"), tag
        for name in ("href", "src", "action", "formaction"):
            assert str(tag.get(name, "/")).startswith(("/", "#", "data:,")), tag
    return page


def administrator(place: Office) -> Browser:
    """Return the browser of an administrator."""
    return place.visitor(place.person("Quản trị", Role.ADMINISTRATOR))


def officer(place: Office, unit: str = "") -> Browser:
    """Return the browser of an HR officer."""
    return place.visitor(place.person(f"Lò Thị Mai {unit}".strip(), Role.HR_OFFICER, unit))


# -- reading --------------------------------------------------------------------------------------------


def test_the_register_shows_the_newest_first_and_finds_words_without_diacritics(place: Office) -> None:
    """Words in title or number, with or without marks, narrow the register; the filters keep what was typed."""
    kept(place, "a.txt", paper("7/KH-UBND", "Tổng kết phong trào cuối năm", "02"))
    kept(place, "b.txt", paper("12/KH-UBND", "Phát động phong trào thi đua năm 2026", "05"))
    everybody = place.visitor()
    words = everybody.get("/van-ban").words
    assert words.index("12/KH-UBND") < words.index("7/KH-UBND")
    found = everybody.get("/van-ban?q=tong+ket")
    assert "7/KH-UBND" in found.words
    assert "12/KH-UBND" not in found.words
    assert found.soup.find("input", {"name": "q"})["value"] == "tong ket"  # type: ignore[index]
    assert "1 trong 2 văn bản" in found.words
    assert "Không có văn bản nào khớp" in everybody.get("/van-ban?nam=1999").words


def test_only_what_is_doubted_or_holds_can_be_looked_for(place: Office) -> None:
    """The filters by doubt and by validity meet the documents that have them."""
    kept(place)
    records = place.home.library.documents()
    doubts = Reviews(place.home.engine).doubts([records[0].version_id])
    assert doubts == {records[0].version_id: 1}
    today = NOW.date()
    assert chosen(records, Wanted(doubtful=True), doubts, today) == records
    assert chosen(records, Wanted(doubtful=True), {}, today) == []
    assert chosen(records, Wanted(validity="het"), doubts, date(2028, 1, 1)) == records
    assert chosen(records, Wanted(validity="con"), doubts, date(2028, 1, 1)) == []


def test_long_registers_have_pages(place: Office) -> None:
    """After twenty-five documents there is another page, and its address keeps the filters."""
    for number in range(1, 28):
        kept(place, f"{number}.txt", paper(f"{number}/KH-UBND", f"Kế hoạch thứ {number}"))
    first = place.visitor().get("/van-ban?q=KH")
    assert "Trang 1 / 2" in first.words
    second = first.follow("Trang sau")
    assert "Trang 2 / 2" in second.words
    assert "q=KH" in str(second.response.url)
    assert place.visitor().get("/van-ban?trang=9999999999999").status == 200


def test_doubts_stand_beside_the_text_and_are_marked_in_it(place: Office) -> None:
    """The page shows what was understood, quotes what is doubted, and marks the same words in the text."""
    number = kept(place)
    shown = place.visitor().get(f"/van-ban/{number}")
    assert "12/KH-UBND" in shown.words
    assert "05/03/2026" in shown.words
    link = shown.soup.find("a", href="#nghi-1")
    assert link is not None
    anchor = shown.soup.find(id="nghi-1")
    assert anchor is not None
    assert "31/4/2026" in anchor.find_next("mark").get_text()  # type: ignore[union-attr]
    text = shown.soup.find("pre", class_="text").get_text()  # type: ignore[union-attr]
    assert text == place.home.library.current_version(number).text


def test_marks_that_share_a_place_are_one() -> None:
    """Overlapping marks keep every name, and the text stays whole whatever the marks are."""
    marks = [("a", Span(2, 6)), ("b", Span(4, 8)), ("c", Span(8, 8)), ("d", Span(90, 99))]
    found = list(pieces("0123456789", marks))
    assert "".join(piece.text for piece in found) == "0123456789"
    assert found[1].text == "234567"
    assert found[1].names == ("a", "b")


# -- putting it right -----------------------------------------------------------------------------------


def test_an_officer_corrects_a_number_and_the_audit_names_her(place: Office) -> None:
    """What is corrected becomes a new version that is found at once, with a line of the officer's name."""
    number = kept(place)
    shown = officer(place).get(f"/van-ban/{number}").submit("Ghi điều sửa", number="21/KH-UBND", issued_on="6/3/2026")
    assert "Đã ghi điều bạn sửa" in shown.words
    assert "phiên bản 2" in shown.words
    metadata = place.home.library.current_version(number).metadata
    assert metadata.number is not None
    assert metadata.number.value == "21/KH-UBND"
    assert metadata.issued_on is not None
    assert (metadata.issued_on.value, metadata.issued_on_precision) == ("2026-03-06", "day")
    assert "Lò Thị Mai sửa (Số, ký hiệu: 21/KH-UBND; Ngày ban hành: 2026-03-06)" in shown.words
    assert place.answers.apply() == place.home.library.revision()


def test_what_was_typed_wrongly_is_kept_beside_its_error(place: Office) -> None:
    """A day that is none is refused beside its field; the other fields keep what was typed, and nothing is stored."""
    number = kept(place)
    typed = {"issued_on": "31/4/2026", "title": "Tên mới", "issuer": ""}
    refused = officer(place).get(f"/van-ban/{number}").submit("Ghi điều sửa", **typed)
    assert refused.status == 422
    field = refused.soup.find("input", {"name": "issued_on"})
    assert field["value"] == "31/4/2026"  # type: ignore[index]
    assert "không phải một ngày" in refused.soup.find(id=field["aria-describedby"]).get_text()  # type: ignore[index, union-attr]
    assert refused.soup.find("textarea", {"name": "title"}).get_text() == "Tên mới"  # type: ignore[union-attr]
    assert "Không bỏ trống được" in refused.words
    assert place.home.library.current_version(number).ordinal == 1


@pytest.mark.parametrize(
    ("written", "stored"),
    [("5/3/2026", "2026-03-05"), ("3/2026", "2026-03"), ("2026", "2026"), ("2026-03-05", "2026-03-05"),
     ("05.03.2026", "2026-03-05"), ("31/4/2026", ""), ("hôm qua", ""), ("0000", ""), ("1/2/3/2026", ""), ("", "")],
)  # fmt: skip
def test_days_of_issue_are_read_as_people_write_them(written: str, stored: str) -> None:
    """A day, a month or a year; what no calendar has is refused."""
    assert issue_day(written) == stored


def test_two_officers_do_not_overwrite_each_other(place: Office) -> None:
    """A form that was opened before another correction is refused and says so."""
    number = kept(place)
    mai = officer(place)
    early = mai.get(f"/van-ban/{number}")
    mai.get(f"/van-ban/{number}").submit("Ghi điều sửa", number="21/KH-UBND")
    assert early.submit("Ghi điều sửa", number="99/KH-UBND").status == 422
    assert "Chưa sửa gì" in mai.get(f"/van-ban/{number}").submit("Ghi điều sửa").words


def test_a_confirmation_holds_for_its_version_only(place: Office) -> None:
    """Who looked at it stands on the page until the document has another version."""
    number = kept(place)
    mai = officer(place)
    assert "Lò Thị Mai đã xác nhận" in mai.get(f"/van-ban/{number}").submit("Xác nhận điều máy hiểu").words
    assert "đã xác nhận lúc" not in mai.get(f"/van-ban/{number}").submit("Ghi điều sửa", number="2/KH-UBND").words


def test_relations_are_recorded(place: Office) -> None:
    """A document that replaces another one says so; an empty number is refused beside its field."""
    number = kept(place)
    mai = officer(place)
    shown = mai.get(f"/van-ban/{number}").submit("Ghi quan hệ", relation="replaces", number="9/KH-UBND")
    assert "thay thế 9/KH-UBND" in shown.words
    assert place.home.library.relations_of(number) == [("replaces", "9/KH-UBND")]
    assert mai.get(f"/van-ban/{number}").submit("Ghi quan hệ", relation="eats", number="9").status == 422


def test_removing_asks_first(place: Office) -> None:
    """The link leads to a question; the button there takes the document out, with its reason in the audit."""
    number = kept(place)
    boss = administrator(place)
    question = boss.get(f"/van-ban/{number}").follow("Gỡ văn bản khỏi kho")
    assert "Gỡ văn bản khỏi kho?" in question.words
    assert place.home.library.documents()
    done = question.submit("Gỡ văn bản", reason="nhầm tệp")
    assert "Đã gỡ văn bản" in done.words
    assert place.home.library.documents() == []
    assert [(d.actor, d.detail) for d in Reviews(place.home.engine).deeds(number)] == [("Quản trị", "nhầm tệp")]
    assert boss.get(f"/van-ban/{number}").status == 404


# -- who may ---------------------------------------------------------------------------------------------


def test_a_limited_document_does_not_exist_for_others(place: Office) -> None:
    """Unit B sees nothing of unit A's document, and its address answers as one that never was."""
    kept(place)
    number = kept(place, "mat.txt", paper("99/KH-UBND", "Chỉ dành cho Phòng A"), (unit_group("Phòng A"),))
    of_a, of_b = officer(place, "Phòng A"), officer(place, "Phòng B")
    assert "99/KH-UBND" in of_a.get("/van-ban").words
    assert of_a.get(f"/van-ban/{number}").status == 200
    assert place.visitor().get(f"/van-ban/{10**30}").status == 404
    for browser in (of_b, place.visitor()):
        assert "99/KH-UBND" not in browser.get("/van-ban").response.text
        hidden, absent = browser.get(f"/van-ban/{number}"), browser.get("/van-ban/4711")
        assert (hidden.status, hidden.words) == (absent.status, absent.words) == (404, absent.words)
    csrf = of_b.get("/van-ban/1").form("Ghi điều sửa").find("input", {"name": "csrf"})["value"]  # type: ignore[index]
    for act in ("sua", "xac-nhan", "quan-he"):
        assert of_b.send("POST", f"/van-ban/{number}/{act}", data={"csrf": csrf, "number": "1"}).status == 404


def test_who_may_see_is_set_by_the_administrator_alone(place: Office) -> None:
    """Roles and units are ticked, nothing ticked is refused, and everybody is let back in."""
    place.person("Vàng A Páo", unit="Phòng Văn hóa")
    number = kept(place)
    boss = administrator(place)
    page = f"/van-ban/{number}"
    assert boss.get(page).submit("Ghi ai được xem", ai="gioi-han").status == 422
    ticked = {"ai": "gioi-han", "vai-tro": ["to_chuc_can_bo"], "don-vi": ["Phòng Văn hóa"], "don-vi-khac": "Phòng Lạ"}
    shown = boss.get(page).submit("Ghi ai được xem", **ticked)
    assert place.home.library.limits()[number] == (
        "role:to_chuc_can_bo", unit_group("Phòng Lạ"), unit_group("Phòng Văn hóa"),
    )  # fmt: skip
    assert "đơn vị “Phòng Văn hóa”" in shown.words
    assert place.visitor().get(page).status == 404
    assert "Ai được xem" not in officer(place).get(page).words
    boss.get(page).submit("Ghi ai được xem", ai="moi-nguoi")
    assert place.visitor().get(page).status == 200


def test_askers_and_officers_only_read(place: Office) -> None:
    """The public and civil servants see no form to change anything, and their requests are refused."""
    number = kept(place)
    for person, status in ((None, 401), (place.person("Vàng A Páo"), 403)):
        browser = place.visitor(person)
        shown = browser.get(f"/van-ban/{number}")
        assert "Ghi điều sửa" not in shown.words
        csrf = shown.soup.body["hx-headers"].split('"')[3]  # type: ignore[index, union-attr]
        for act in ("sua", "xac-nhan", "quan-he", "xem", "go"):
            assert browser.send("POST", f"/van-ban/{number}/{act}", data={"csrf": csrf}).status == status
    assert officer(place).get(f"/van-ban/{number}/go").status == 403


def test_a_site_that_is_not_public_shows_documents_to_nobody_unknown(place: Office) -> None:
    """Where only people who are logged in may ask, only they may read."""
    number = kept(place)
    place.site = replace(place.site, wishes=replace(place.site.wishes, public_chat=False))
    place.app.state.site = place.site
    assert place.visitor().get("/van-ban").status == 401
    assert place.visitor().get(f"/van-ban/{number}").status == 401
    assert officer(place).get(f"/van-ban/{number}").status == 200


def test_every_form_is_refused_without_its_token(place: Office) -> None:
    """No address that changes anything works without the token of this very visitor."""
    number = kept(place)
    boss = administrator(place)
    deadline = place.home.deadlines.all()[0].id
    routers = (document_acts.router, uploads.router, deadline_acts.router, mine.router, undelivered.router)
    routes = [r for router in routers for r in router.routes if isinstance(r, APIRoute) and "POST" in r.methods]
    assert len(routes) >= 17
    for route in routes:
        path = route.path.replace("{document_id:int}", str(number)).replace("{deadline_id:int}", str(deadline))
        assert boss.send("POST", path, data={"reason": "x"}).status == 403, path
    assert place.home.library.documents()


# -- what people write ----------------------------------------------------------------------------------


def test_nothing_that_people_write_runs(place: Office) -> None:
    """Titles, numbers, names, units, file names and reasons come out as the words that they are."""
    number = kept(place, "x.txt", paper(title=f"Phong trào {EVIL}"))
    place.person(f"Unit {EVIL}", unit=f"Phòng {EVIL}")
    boss = place.visitor(place.person(f"Sếp {EVIL}", Role.ADMINISTRATOR))
    page = f"/van-ban/{number}"
    harmless(boss.get(page).submit("Ghi điều sửa", number="javascript:alert(1)", issuer=f"Sở {EVIL}", type=EVIL[:50]))
    harmless(boss.get(page).submit("Ghi quan hệ", relation="amends", number=f"1{EVIL}"))
    harmless(boss.get(page).submit("Ghi điều sửa", number=EVIL * 9, issued_on=EVIL))
    others = {"ai": "gioi-han", "vai-tro": [EVIL], "don-vi": [EVIL], "don-vi-khac": EVIL}
    harmless(boss.get(page).submit("Ghi ai được xem", **others))
    harmless(boss.get(page).submit("Ghi ai được xem", **{**others, "vai-tro": []}))
    harmless(boss.get("/van-ban", referer="x"))
    for address in (
        f"{page}/go",
        page,
        f"{page}?da={EVIL}",
        f"/van-ban?q={EVIL}&loai={EVIL}&co-quan={EVIL}&nam={EVIL}",
    ):
        assert "<script>alert" not in harmless(boss.get(address)).response.text


def test_the_paths_of_the_server_stay_with_the_server(place: Office) -> None:
    """A likely twin is named by its file name only, and not at all to whom may not see it."""
    blank = {"number": "       /KH-UBND"}
    first = kept(place, "mot.txt", paper(**blank), (unit_group("Phòng A"),))
    second = kept(place, "hai.txt", paper(**blank, title="Một tên khác hẳn"))
    seen = administrator(place).get(f"/van-ban/{second}")
    assert f"văn bản số {first} trong kho (mot.txt)" in seen.words
    assert str(place.home.path) not in seen.response.text
    assert "trong kho" not in officer(place, "Phòng B").get(f"/van-ban/{second}").words
    assert str(Path(place.home.path).name) + "/" not in place.visitor().get("/van-ban").response.text


def test_a_stranger_does_not_learn_who_confirmed(place: Office) -> None:
    """People of the unit see the name of whoever confirmed what was understood; the public sees that somebody did."""
    number = kept(place)
    officer = place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))
    assert "Lò Thị Mai đã xác nhận lúc" in officer.get(f"/van-ban/{number}").submit("Xác nhận điều máy hiểu").words
    shown = place.visitor().get(f"/van-ban/{number}").words
    assert "cán bộ đã xác nhận lúc" in shown
    assert "Lò Thị Mai" not in shown
