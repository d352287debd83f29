"""One's own page: tasks, what is followed, how one is reminded, one's data; and what could not be delivered."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.bootstrap import Home
from bot.clock import VIETNAM
from bot.reminders.editing import stated
from bot.reminders.register import last_said, wishes_of
from bot.serving.assembly import feeds_of
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from knowledge.people import Person, Role
from knowledge.store.outgoing import Draft
from knowledge.store.reminders import Follow, Following
from tests.fakes.browser import Browser, Office

NOW = datetime(2026, 4, 1, 9, tzinfo=VIETNAM)
EVIL = "<script>alert(1)</script>\" onmouseover=alert(2) '"


@pytest.fixture
def place(place: Office) -> Office:
    """Let it always be the same morning."""
    place.site = replace(place.site, now=lambda: NOW)
    place.app.state.site = place.site
    return place


def due(home: Home, what: str, day: date) -> int:
    """Keep a confirmed deadline and return its number."""
    return home.deadlines.add(stated(what, day), "Lò Thị Mai", NOW.timestamp()).id


def follower(place: Office, name: str = "Vàng A Páo", unit: str = "") -> tuple[Person, Browser]:
    """Return somebody who follows everything, with a browser."""
    person = place.person(name, unit=unit)
    place.home.reminders.follow(Follow(Following.ALL, person=person.id))
    return person, place.visitor(person)


# -- tasks ----------------------------------------------------------------------------------------------


def test_a_task_is_said_to_be_done(place: Office) -> None:
    """What I said is kept as an answer to the reminder, and shown; another task stays as it was."""
    number = due(place.home, "Gửi báo cáo quý", date(2026, 4, 10))
    due(place.home, "Gửi danh sách", date(2026, 4, 20))
    person, browser = follower(place)
    page = browser.get("/toi")
    assert page.words.index("Gửi báo cáo quý") < page.words.index("Gửi danh sách")
    after = page.submit("Đã xong")
    assert "Gửi báo cáo quý Chậm nhất thứ Sáu 10/04/2026 đã xong" in after.words
    said = last_said(place.home.reminders)
    assert [(key, reply.said) for key, reply in said.items()] == [((person.id, number, date(2026, 4, 10)), "done")]


def test_a_task_can_be_put_off_or_left(place: Office) -> None:
    """Again tomorrow, or no more; and what was done by mistake comes back."""
    number = due(place.home, "Gửi báo cáo quý", date(2026, 4, 10))
    person, browser = follower(place)
    key = (person.id or 0, number, date(2026, 4, 10))
    browser.get("/toi").submit("Đã xong")
    browser.get("/toi").submit("Chưa xong, mai nhắc lại")
    reply = last_said(place.home.reminders)[key]
    assert (reply.said, reply.until) == ("later", datetime(2026, 4, 2, 9, tzinfo=VIETNAM).timestamp())
    page = browser.get("/toi")
    form = page.form("Thôi nhắc việc này")
    values = {str(i["name"]): str(i["value"]) for i in form.find_all("input")}
    browser.send("POST", "/toi/viec", data={**values, "noi": "thoi"})
    assert last_said(place.home.reminders)[key].said == "stop"


def test_only_my_own_tasks_are_answered(place: Office) -> None:
    """A task that I do not follow, or a day that it does not have, is not there."""
    number = due(place.home, "Gửi báo cáo quý", date(2026, 4, 10))
    stranger = place.visitor(place.person("Giàng Thị Mua"))
    _, browser = follower(place)
    sent = {"han": str(number), "ngay": "2026-04-10", "noi": "xong"}
    for visitor, changed in (
        (stranger, {}), (browser, {"ngay": "2026-04-11"}), (browser, {"ngay": "x"}), (browser, {"noi": "x"}),
        (browser, {"han": "4711"}),
    ):  # fmt: skip
        csrf = visitor.get("/toi").form("Ghi cách nhắc").find("input", {"name": "csrf"})["value"]  # type: ignore[index]
        assert visitor.send("POST", "/toi/viec", data={**sent, **changed, "csrf": csrf}).status == 404
    assert last_said(place.home.reminders) == {}


def test_tasks_of_long_ago_and_far_ahead_are_left_out(place: Office) -> None:
    """Fourteen days back and sixty ahead are shown; what just passed carries a mark."""
    for what, day in (("Xưa", date(2026, 3, 1)), ("Vừa qua", date(2026, 3, 25)), ("Xa", date(2026, 12, 1))):
        due(place.home, what, day)
    _, browser = follower(place)
    words = browser.get("/toi").words
    assert "Vừa qua Chậm nhất thứ Tư 25/03/2026 đã qua" in words
    assert "Xưa" not in words
    assert "Xa Chậm" not in words


# -- following ------------------------------------------------------------------------------------------


def test_what_i_follow_is_listed_and_ended(place: Office) -> None:
    """Everything, an agency, and what was given to my unit, which I cannot end myself."""
    text = "SỞ NỘI VỤ TỈNH LAI CHÂU\n\nSố: 7/KH-SNV\n\nLai Châu, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\nPhong trào\n"
    (place.home.path / "a.txt").write_text(text, encoding="utf-8")
    list(ingest_files(place.home.library, [place.home.path / "a.txt"]))
    number = due(place.home, "Gửi báo cáo quý", date(2026, 4, 10))
    person = place.person("Vàng A Páo", unit="Phòng Văn hóa")
    unit = place.home.people.unit_id("Phòng Văn hóa")
    place.home.reminders.follow(Follow(Following.DEADLINE, str(number), unit=unit))
    browser = place.visitor(person)
    browser.get("/toi").submit("Theo dõi mọi hạn")
    form = browser.get("/toi").soup.find("select", id="co-quan").find_parent("form")  # type: ignore[union-attr]
    values = {str(i["name"]): str(i["value"]) for i in form.find_all("input")}  # type: ignore[union-attr]
    page = browser.send("POST", "/toi/theo-doi", data={**values, "dich": "Sở Nội vụ tỉnh Lai Châu"})
    assert "mọi hạn" in page.words
    assert "hạn trong văn bản của Sở Nội vụ tỉnh Lai Châu" in page.words
    assert "Gửi báo cáo quý giao cho đơn vị của bạn" in page.words
    page.submit("Bỏ").submit("Bỏ")
    assert [f.kind for f in place.home.reminders.all_follows()] == [Following.DEADLINE]


def test_an_agency_that_i_may_not_see_is_not_followed(place: Office) -> None:
    """Following by a guessed name does nothing, and the list names no agency of hidden documents."""
    text = "SỞ NỘI VỤ TỈNH LAI CHÂU\n\nSố: 7/KH-SNV\n\nLai Châu, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\nPhong trào\n"
    (place.home.path / "a.txt").write_text(text, encoding="utf-8")
    list(ingest_files(place.home.library, [place.home.path / "a.txt"], (unit_group("Phòng A"),)))
    browser = place.visitor(place.person("Vàng A Páo"))
    page = browser.get("/toi")
    assert "Lai Châu" not in page.words
    csrf = page.form("Ghi cách nhắc").find("input", {"name": "csrf"})["value"]  # type: ignore[index]
    sent = {"csrf": csrf, "loai": "issuer", "dich": "Sở Nội vụ tỉnh Lai Châu"}
    browser.send("POST", "/toi/theo-doi", data=sent)
    assert place.home.reminders.all_follows() == []
    assert browser.send("POST", "/toi/theo-doi", data={**sent, "loai": "x"}).status == 404


# -- wishes ---------------------------------------------------------------------------------------------


def test_wishes_are_kept_as_people_write_them(place: Office) -> None:
    """Days before, hour, quiet hours and stopping are kept; a second look shows them."""
    person, browser = follower(place)
    typed = {"truoc": "1,10, 3", "gio": "8h15", "yen-tu": "21:30", "yen-den": "07:00", "thoi": "1"}
    page = browser.get("/toi").submit("Ghi cách nhắc", **typed)
    wishes = wishes_of(place.home.reminders.wishes()[person.id or 0])
    assert (wishes.lead_days, wishes.hour, wishes.stopped) == ((10, 3, 1), time(8, 15), True)
    assert (wishes.quiet_from, wishes.quiet_to) == (time(21, 30), time(7))
    assert page.soup.find("input", id="truoc")["value"] == "10, 3, 1"  # type: ignore[index]


def test_wrong_wishes_are_told_beside_their_fields(place: Office) -> None:
    """What cannot be understood is refused, and stays in the form."""
    person, browser = follower(place)
    page = browser.get("/toi").submit("Ghi cách nhắc", truoc="14, 400", gio="25:00")
    assert page.status == 422
    assert page.soup.find("input", id="truoc")["value"] == "14, 400"  # type: ignore[index]
    assert "từ 0 đến 365" in page.soup.find(id="loi-truoc").get_text()  # type: ignore[union-attr]
    assert page.soup.find(id="loi-gio") is not None
    assert person.id not in place.home.reminders.wishes()


# -- data, calendar, sessions ---------------------------------------------------------------------------


def test_my_data_and_my_calendar_are_mine(place: Office) -> None:
    """The page shows what is kept of me and a secret address, which another one takes the place of."""
    place.home.people.save([Person("Vàng A Páo", Role.OFFICER, "Phòng A", "CB7", "pao@example.vn")], "test", 0.0)
    (person,) = place.home.people.all()
    browser = place.visitor(person)
    page = browser.get("/toi")
    for words in ("Vàng A Páo", "cán bộ", "Phòng A", "CB7", "pao@example.vn", "/xoa"):
        assert words in page.words
    first = str(page.soup.find("input", id="dia-chi-lich")["value"])  # type: ignore[index]
    assert first.endswith(feeds_of(place.home).of_person(person.id or 0))
    second = page.submit("Đổi địa chỉ").soup.find("input", id="dia-chi-lich")["value"]  # type: ignore[index]
    assert second != first


def test_logging_out_everywhere_ends_every_session(place: Office) -> None:
    """After it no browser of mine is logged in any more; those of others are."""
    person, browser = follower(place)
    other, elses = place.visitor(person), place.visitor(place.person("Giàng Thị Mua"))
    browser.get("/toi").submit("Đăng xuất mọi nơi")
    assert [one.get("/toi").status for one in (browser, other, elses)] == [401, 401, 200]


def test_nothing_that_people_write_runs(place: Office) -> None:
    """Names, units and deadlines come out as the words that they are."""
    due(place.home, f"Gửi {EVIL}", date(2026, 4, 10))
    _, browser = follower(place, f"Páo {EVIL}", f"Phòng {EVIL}")
    pages = [browser.get("/toi"), browser.get(f"/toi?da={EVIL}")]
    pages.append(browser.get("/toi").submit("Ghi cách nhắc", truoc=EVIL, gio=EVIL))
    for page in pages:
        assert "<script>alert" not in page.response.text
        assert not [t for t in page.soup.find_all(True) if any(name.startswith("on") for name in t.attrs)]


# -- what could not be delivered ------------------------------------------------------------------------


def test_an_administrator_settles_what_was_lost(place: Office) -> None:
    """Messages without a way stand in the list, with whom and why, until they are marked as seen to."""
    mua = place.person(f"Giàng {EVIL}", unit="Phòng A")
    drafts = [Draft((), "{}", "reminder", f"k{n}", f"nhắc hạn {n} {EVIL}", mua.id) for n in (1, 2)]
    place.home.outbox.write(drafts, NOW.timestamp())
    boss = place.visitor(place.person("Quản trị", Role.ADMINISTRATOR))
    page = boss.get("/toi").follow("Tin chưa gửi được: 2")
    assert "nhắc hạn 1" in page.words
    assert "không gửi được: không có kênh nào để gửi" in page.words
    assert "09:00 ngày 01/04/2026" in page.words
    assert "<script>alert" not in page.response.text
    done = page.submit("Đánh dấu đã xử lý", tin=[str(place.home.outbox.undelivered()[0].id), "x", "4711"])
    assert "Đã ghi là đã xử lý" in done.words
    assert [one.about[:10] for one in place.home.outbox.undelivered()] == ["nhắc hạn 1"]
    assert boss.get("/chua-gui").submit("Đánh dấu đã xử lý").status == 200


def test_others_do_not_see_what_was_lost(place: Office) -> None:
    """Names of people and why they were not reached are for administrators."""
    for person, status in ((place.person("Mai", Role.HR_OFFICER), 403), (None, 401)):
        assert place.visitor(person).get("/chua-gui").status == status
    assert "chưa gửi được" not in place.visitor(place.person("Páo")).get("/toi").words
