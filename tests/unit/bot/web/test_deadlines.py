"""Deadlines on the web: looked through, confirmed, put right, given out, followed, taken along."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from icalendar import Calendar

from bot.clock import VIETNAM
from bot.web.deadline_list import WantedDue, month_asked
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from knowledge.deadlines import DeadlineState
from knowledge.people import Role
from knowledge.store.deadlines import DeadlineRecord
from knowledge.store.reminders import Follow, Following
from knowledge.store.reviews import Reviews
from tests.fakes.browser import Browser, Office, Page

NOW = datetime(2026, 4, 1, 9, tzinfo=VIETNAM)
EVIL = "<script>alert(1)</script>\" onmouseover=alert(2) '"
HEAD = (
    "ỦY BAN NHÂN DÂN XÃ THANH SƠN\n\nSố: {}\n\nThanh Sơn, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\nPhong trào năm 2026\n\n"
)
DUTIES = (
    "I. THỜI GIAN\n\n1. Các phòng gửi hồ sơ đề nghị khen thưởng về Văn phòng trước ngày 20/11/2026.\n"
    "2. Các phòng gửi báo cáo số liệu về Văn phòng trước ngày 20 hằng tháng.\n"
    "3. Văn phòng gửi báo cáo về Sở Nội vụ trước ngày 31/4/2026.\n"
)


@pytest.fixture
def place(place: Office) -> Office:
    """Let it always be the same morning, with one plan in the home."""
    place.site = replace(place.site, now=lambda: NOW)
    place.app.state.site = place.site
    kept(place)
    return place


def kept(place: Office, number: str = "12/KH-UBND", duties: str = DUTIES, groups: tuple[str, ...] = ()) -> int:
    """Ingest a plan as the command line does and return its number."""
    path = place.home.path / f"{number.replace('/', '-')}.txt"
    path.write_text(HEAD.format(number) + duties, encoding="utf-8")
    (outcome,) = ingest_files(place.home.library, [path], groups)
    assert outcome.id is not None
    return outcome.id


def officer(place: Office, name: str = "Lò Thị Mai", unit: str = "") -> Browser:
    """Return the browser of an HR officer."""
    return place.visitor(place.person(name, Role.HR_OFFICER, unit))


def held(place: Office, words: str) -> DeadlineRecord:
    """Return the deadline with these words in it."""
    return next(r for r in place.home.deadlines.all() if words in r.deadline.quote or words in r.deadline.what)


def actions(place: Office) -> list[tuple[str, str]]:
    """Return who did what with the deadlines of the plan, oldest first."""
    return [(d.actor, d.action) for d in reversed(Reviews(place.home.engine).deeds(1))]


# -- looking through ------------------------------------------------------------------------------------


def test_what_comes_stands_with_its_words_and_source(place: Office) -> None:
    """Each proposed deadline shows the last day that counts, its sentence, and a link to the place of it."""
    page = officer(place).get("/han?trang-thai=cho")
    assert "Chậm nhất thứ Năm 19/11/2026 (trước ngày 20/11/2026)" in page.words.replace("chậm nhất", "Chậm nhất")
    assert "1. Các phòng gửi hồ sơ đề nghị khen thưởng về Văn phòng trước ngày 20/11/2026." in [
        quote.get_text() for quote in page.soup.find_all("blockquote")
    ]
    record = held(place, "hồ sơ đề nghị khen thưởng")
    span = record.deadline.span
    address = f"/nguon/1/{record.version_id}?tu={span.start}&den={span.end}#doan"
    assert page.soup.find("a", href=address) is not None
    assert "chưa ra ngày (ngày không tồn tại)" in page.words


def test_the_list_is_narrowed_by_state_days_document_and_following(place: Office) -> None:
    """Every filter of the page leaves out what does not meet it."""
    other = kept(place, "13/KH-UBND", "1. Các trường gửi danh sách cờ về Văn phòng trước ngày 5/6/2026.\n")
    mai = officer(place)
    flags, files = "danh sách cờ", "hồ sơ đề nghị khen thưởng"
    assert files not in main(mai.get("/han?den=2026-06-30"))
    assert flags in main(mai.get("/han?den=30/06/2026"))
    assert flags not in main(mai.get("/han?tu=2026-07-01"))
    assert flags in main(mai.get(f"/han?van-ban={other}"))
    assert files not in main(mai.get(f"/han?van-ban={other}"))
    assert main(mai.get("/han?cua-toi=1")).count("chờ xác nhận") == 0
    mai.get(f"/han/{held(place, flags).id}").submit("Theo dõi hạn này")
    assert flags in main(mai.get("/han?cua-toi=1"))
    assert files not in main(mai.get("/han?cua-toi=1"))
    assert flags not in main(mai.get("/han?trang-thai=roi"))
    for odd in ("?tu=x&den=31/31/1&van-ban=999999999999&trang-thai=%00", "?xem=thang&thang=0000-99"):
        assert mai.get(f"/han{odd}").status == 200


def main(page: Page) -> str:
    """Return the words of the list alone."""
    return " ".join(one.get_text(" ") for one in page.soup.select("ol.plain"))


def test_what_is_over_is_listed_only_where_it_is_asked_for(place: Office) -> None:
    """A day that passed leaves the list of what comes, and stands under “đã qua”."""
    kept(place, "14/KH-UBND", "1. Các trường gửi danh sách cờ về Văn phòng trước ngày 5/3/2026.\n")
    mai = officer(place)
    assert "danh sách cờ" not in main(mai.get("/han"))
    assert "danh sách cờ" in main(mai.get("/han?trang-thai=qua"))
    assert "danh sách cờ" in main(mai.get("/han?tu=2026-03-01&den=2026-03-31"))


def test_a_month_is_a_table_and_a_list(place: Office) -> None:
    """What comes again stands on each of its days; a table with heads for wide screens, a list for narrow ones."""
    page = officer(place).get("/han?xem=thang&thang=2026-11")
    assert [th["scope"] for th in page.soup.select("table.month th")] == ["col"] * 7
    cell = next(td for td in page.soup.select("table.month td") if td.find("time", datetime="2026-11-19"))
    assert "ồ sơ đề nghị khen thưởng" in cell.get_text()
    assert "áo cáo số liệu" in cell.get_text()
    assert "19/11/2026" in page.soup.select_one("ol.small-only").get_text()  # type: ignore[union-attr]
    assert "12/2026" in page.follow("Tháng sau").soup.h1.get_text()  # type: ignore[union-attr]
    assert month_asked("2026-13", NOW.date()) == month_asked("9999-01", NOW.date()) == date(2026, 4, 1)


def test_addresses_keep_what_is_looked_for() -> None:
    """The address of the list says every wish and nothing that was not wished."""
    assert WantedDue().address() == "/han"
    wanted = WantedDue("cho", date(2026, 4, 1), None, 0, mine=True)
    assert wanted.address(xem="thang") == "/han?trang-thai=cho&tu=2026-04-01&van-ban=0&cua-toi=1&xem=thang"


# -- deciding -------------------------------------------------------------------------------------------


def test_an_officer_confirms_one_by_name(place: Office) -> None:
    """A confirmed deadline carries the officer's name, and the audit has one line."""
    number = held(place, "hồ sơ đề nghị").id
    page = officer(place).get(f"/han/{number}").submit("Xác nhận hạn này")
    assert "Đã xác nhận" in page.words
    assert "Người quyết Lò Thị Mai" in page.words
    assert place.home.deadlines.find(number).state is DeadlineState.CONFIRMED
    assert actions(place) == [("Lò Thị Mai", "deadline confirmed")]


def test_all_without_doubt_are_confirmed_as_they_stood_on_the_page(place: Office) -> None:
    """What is doubted stays, and so does what changed after the page was shown."""
    mai = officer(place)
    page = mai.get("/han?trang-thai=cho")
    sure = [str(field["value"]) for field in page.soup.find_all("input", {"name": "han"})]
    assert sorted(sure) == sorted(f"{held(place, words).id}:0" for words in ("hồ sơ đề nghị", "báo cáo số liệu"))
    place.home.deadlines.decide(held(place, "báo cáo số liệu").id, DeadlineState.PROPOSED, "khác", 0.0)
    page.submit("Xác nhận cả 2 hạn", han=sure)
    states = {r.deadline.what: r.state for r in place.home.deadlines.all()}
    assert sorted(states.values()) == ["confirmed", "proposed", "proposed"]
    assert held(place, "hồ sơ đề nghị").state is DeadlineState.CONFIRMED


def test_an_edit_holds_as_confirmed_and_the_former_day_is_shown(place: Office) -> None:
    """Another day, an hour and who must do it are kept; what was not touched stays."""
    number, mai = held(place, "hồ sơ đề nghị").id, officer(place)
    mai.get(f"/han/{number}").submit("Xác nhận hạn này")
    page = mai.get(f"/han/{number}").submit("Ghi điều sửa", end="2026-11-25", time="16:30", who="Trưởng phòng")
    assert "trước là 19/11/2026" in page.words
    deadline = place.home.deadlines.find(number).deadline
    assert (deadline.end, deadline.time, deadline.who) == (date(2026, 11, 25), time(16, 30), "Trưởng phòng")
    assert "hồ sơ đề nghị" in deadline.what


def test_a_day_that_cannot_be_is_put_right(place: Office) -> None:
    """A deadline with an impossible day becomes one that is reminded, once a person named its day."""
    number = held(place, "Sở Nội vụ").id
    officer(place).get(f"/han/{number}").submit("Ghi điều sửa", end="2026-04-30")
    record = place.home.deadlines.find(number)
    assert (record.deadline.anomaly, record.deadline.doubts, record.state) == (None, (), DeadlineState.CONFIRMED)


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"end": "2026-02-30"}, "Ghi một ngày"), ({"end": ""}, "Ghi ngày cuối"), ({"what": " "}, "Ghi việc phải làm"),
     ({"time": "25:00"}, "Ghi một giờ"), ({"boundary": "x"}, "Chọn một"), ({}, "Chưa sửa gì"),
     ({"who": "x" * 1001}, "Dài quá")],
)  # fmt: skip
def test_a_wrong_edit_is_told_beside_its_field(place: Office, typed: dict[str, str], said: str) -> None:
    """Nothing is stored, what was typed stays in the form, and the message says what is wanted."""
    record = held(place, "hồ sơ đề nghị")
    page = officer(place).get(f"/han/{record.id}").submit("Ghi điều sửa", **typed)
    assert page.status == 422
    assert said in page.words
    assert place.home.deadlines.find(record.id) == record


def test_what_repeats_is_not_put_on_one_day(place: Office) -> None:
    """A deadline of every month keeps its rule; the page says what to do instead."""
    record = held(place, "báo cáo số liệu")
    page = officer(place).get(f"/han/{record.id}").submit("Ghi điều sửa", end="2026-11-25")
    assert "Hạn này lặp lại" in page.words
    assert place.home.deadlines.find(record.id) == record


def test_cancelling_wants_a_reason(place: Office) -> None:
    """Without a reason nothing happens; with one the audit keeps it."""
    number, mai = held(place, "hồ sơ đề nghị").id, officer(place)
    assert "Ghi lý do" in mai.get(f"/han/{number}").submit("Hủy hạn này").words
    assert "Đã hủy hạn" in mai.get(f"/han/{number}").submit("Hủy hạn này", reason="lùi sang năm sau").words
    assert place.home.deadlines.find(number).state is DeadlineState.CANCELLED
    assert Reviews(place.home.engine).deeds(1)[0].detail == f"số {number} lùi sang năm sau"


def test_a_form_of_yesterday_decides_nothing(place: Office) -> None:
    """Where somebody changed the deadline after the page was shown, the page asks to look again."""
    number, mai = held(place, "hồ sơ đề nghị").id, officer(place)
    early = mai.get(f"/han/{number}")
    mai.get(f"/han/{number}").submit("Ghi điều sửa", end="2026-11-25")
    for button, typed in (("Xác nhận hạn này", {}), ("Hủy hạn này", {"reason": "x"}), ("Ghi điều sửa", {"who": "x"})):
        assert "vừa được người khác sửa" in early.submit(button, **typed).words
    assert place.home.deadlines.find(number).deadline.end == date(2026, 11, 25)


def test_a_deadline_of_no_document_is_added(place: Office) -> None:
    """It holds as confirmed and says who stated it; without a day it is refused."""
    mai = officer(place)
    assert mai.get("/han/them").submit("Thêm", what="Gửi quà").status == 422
    page = mai.get("/han").follow("Thêm hạn").submit("Thêm", what="Gửi báo cáo quý", end="2026-06-30", to="Sở Nội vụ")
    assert "Đã thêm hạn" in page.words
    assert "do Lò Thị Mai thêm" in page.words
    assert held(place, "Gửi báo cáo quý").state is DeadlineState.CONFIRMED


# -- who is reminded ------------------------------------------------------------------------------------


def test_a_deadline_is_given_to_people_and_units(place: Office) -> None:
    """Whoever it is given to stands on the page, and can be taken off it again."""
    mua, number = place.person("Giàng Thị Mua", unit="Phòng Văn hóa"), held(place, "hồ sơ đề nghị").id
    mai = officer(place)
    units = {name: number for number, name in place.home.people.units().items()}
    page = mai.get(f"/han/{number}").submit("Giao", **{"nguoi": str(mua.id), "don-vi": str(units["Phòng Văn hóa"])})
    assert "Được nhắc: Giàng Thị Mua." in page.words
    assert len(place.home.reminders.all_follows()) == 2
    page.submit("Thôi giao")
    assert len(place.home.reminders.all_follows()) == 1
    assert mai.get(f"/han/{number}").submit("Giao").status == 422
    assert actions(place) == [("Lò Thị Mai", "deadline assigned"), ("Lò Thị Mai", "deadline unassigned")]


def test_whoever_may_not_see_the_document_is_named(place: Office) -> None:
    """Given to somebody who may not see the document, the page warns that nothing will be told."""
    hidden = kept(place, "15/KH-UBND", "1. Các phòng gửi tài liệu về Văn phòng trước ngày 5/6/2026.\n",
                  ("role:to_chuc_can_bo",))  # fmt: skip
    pao = place.person("Vàng A Páo")
    page = officer(place).get(f"/han/{held(place, 'tài liệu').id}").submit("Giao", nguoi=str(pao.id))
    assert f"Vàng A Páo không được xem văn bản {hidden}" in page.words


def test_everybody_who_is_logged_in_follows_for_oneself(place: Office) -> None:
    """An officer follows one deadline, a document, an agency or everything, and ends it again."""
    pao = place.person("Vàng A Páo")
    browser, number = place.visitor(pao), held(place, "hồ sơ đề nghị").id
    for start, stop in (
        ("Theo dõi hạn này", "Bỏ theo dõi hạn này"), ("Theo dõi mọi hạn của văn bản", "Bỏ theo dõi văn bản"),
        ("Theo dõi mọi hạn của cơ quan", "Bỏ theo dõi cơ quan"),
    ):  # fmt: skip
        page = browser.get(f"/han/{number}").submit(start)
        assert "bạn theo dõi" in page.words
        assert len(place.home.reminders.all_follows()) == 1
        page.submit(stop)
        assert place.home.reminders.all_follows() == []
    browser.get("/han").submit("Theo dõi mọi hạn")
    assert place.home.reminders.all_follows() == [Follow(Following.ALL, person=pao.id)]
    browser.get("/han").submit("Bỏ theo dõi mọi hạn")
    assert place.home.reminders.all_follows() == []


# -- who may --------------------------------------------------------------------------------------------


def test_officers_decide_nothing_and_strangers_see_nothing(place: Office) -> None:
    """A civil servant sees no form to decide, and is refused; who is not logged in is asked to."""
    number = held(place, "hồ sơ đề nghị").id
    pao = place.visitor(place.person("Vàng A Páo"))
    page = pao.get(f"/han/{number}")
    assert "Xác nhận hạn này" not in page.words
    assert "Giao việc" not in page.words
    csrf = page.form("Theo dõi hạn này").find("input", {"name": "csrf"})["value"]  # type: ignore[index]
    for act in (f"{number}/xac-nhan", f"{number}/huy", f"{number}/sua", f"{number}/giao", "xac-nhan", "them"):
        assert pao.send("POST", f"/han/{act}", data={"csrf": csrf, "reason": "x"}).status == 403
    for address in ("/han", f"/han/{number}", "/han/lich.ics", f"/han/{number}/lich.ics", "/han/them"):
        assert place.visitor().get(address).status == 401
    assert place.home.deadlines.find(number).state is DeadlineState.PROPOSED


def test_deadlines_of_a_limited_document_do_not_exist_for_others(place: Office) -> None:
    """An HR officer of unit B neither sees, decides nor takes along what only unit A may see."""
    kept(place, "16/KH-UBND", "1. Các phòng gửi tài liệu mật về Văn phòng trước ngày 5/6/2026.\n",
         (unit_group("Phòng A"),))  # fmt: skip
    record = held(place, "tài liệu mật")
    of_a, of_b = officer(place, "Người A", "Phòng A"), officer(place, "Người B", "Phòng B")
    assert "tài liệu mật" in of_a.get("/han").words
    of_a.get(f"/han/{record.id}").submit("Xác nhận hạn này")
    for address in ("/han", "/han?xem=thang&thang=2026-06", "/han/lich.ics", "/han?trang-thai=roi"):
        assert "tài liệu mật" not in of_b.get(address).response.text
        assert "16/KH-UBND" not in of_b.get(address).response.text
    csrf: Any = of_b.get("/han").form("Theo dõi mọi hạn").find("input", {"name": "csrf"})
    for act in ("xac-nhan", "huy", "sua", "giao", "theo-doi"):
        sent = {"csrf": csrf["value"], "reason": "x", "gi": "deadline", "sequence": "1"}
        assert of_b.send("POST", f"/han/{record.id}/{act}", data=sent).status == 404
    assert of_b.get(f"/han/{record.id}").words == of_b.get("/han/4711").words
    assert of_b.get(f"/han/{record.id}/lich.ics").status == 404


# -- calendars, and what people write -------------------------------------------------------------------


def test_a_calendar_holds_what_is_confirmed(place: Office) -> None:
    """The file of the list has confirmed deadlines alone; one deadline can be taken along before that."""
    mai, number = officer(place), held(place, "hồ sơ đề nghị").id
    assert b"VEVENT" not in mai.get("/han/lich.ics").response.content
    mai.get(f"/han/{number}").submit("Xác nhận hạn này")
    answer = mai.get("/han").follow("Tải lịch").response
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "attachment" in answer.headers["content-disposition"]
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["dtstart"].dt == date(2026, 11, 19)
    proposed = mai.get(f"/han/{held(place, 'báo cáo số liệu').id}").follow("Tải vào lịch").response
    assert b"TENTATIVE" in proposed.content
    assert b"VEVENT" not in mai.get("/han/lich.ics?cua-toi=1").response.content


def test_nothing_that_people_write_runs(place: Office) -> None:
    """Duties, quotations, names and reasons come out as the words that they are."""
    kept(place, "17/KH-UBND", f"1. Các phòng gửi {EVIL} về Văn phòng {EVIL} trước ngày 5/6/2026.\n")
    place.person(f"Người {EVIL}", unit=f"Phòng {EVIL}")
    mai = officer(place, f"Mai {EVIL}")
    made = str(mai.get("/han/them").submit("Thêm", what=EVIL, who=EVIL, to=EVIL, end="2026-06-05").response.url.path)
    pages = [mai.get(made), mai.get(made).submit("Ghi điều sửa", what=f"x{EVIL}", end=EVIL, time=EVIL)]
    pages += [mai.get(made).submit("Hủy hạn này", reason=EVIL), mai.get("/han/them").submit("Thêm", what=EVIL)]
    pages += [mai.get(f"/han{more}") for more in ("", f"?trang-thai={EVIL}&tu={EVIL}", "?xem=thang&thang=2026-06")]
    pages += [mai.get(f"/han/{r.id}") for r in place.home.deadlines.all()]
    for page in pages:
        assert "<script>alert" not in page.response.text
        assert not [t for t in page.soup.find_all(True) if any(name.startswith("on") for name in t.attrs)]
