"""A document of one unit stands nowhere on the web of somebody of another: every route that reads is walked."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

import pytest

from bot.serving.assembly import feeds_of
from bot.serving.http import make_app
from bot.web.app import add_web
from ingest.pipeline import ingest_files
from knowledge.audiences import unit_group
from knowledge.people import Role
from knowledge.store.records import Unit
from knowledge.store.reminders import Follow, Following
from knowledge.store.unit_records import Basis, Reply, ReplyState, Writer
from knowledge.text import folded, squeezed
from tests.fakes.browser import Browser, Office, Page, office
from tests.fakes.program import Program, program
from tests.fakes.routes import routes_of

A, B = "Phòng Hành chính", "Ban Quản lý đê điều"
HEAD = "SỞ NÔNG NGHIỆP TỈNH LAI CHÂU\n"
OPEN = (
    HEAD + "\nSố: 12/KH-SNN\nLai Châu, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\nPhát động thi đua năm 2026\n\n"
    "I. THỜI GIAN\n\n1. Các phòng gửi hồ sơ khen thưởng về Văn phòng trước ngày 20/11/2026.\n"
)
# Of one agency, kind and month; the open one has no number: whoever may see both is told that they are perhaps one.
UNNUMBERED = OPEN.replace("Số: 12/KH-SNN\n", "").replace("tháng 3", "tháng 4").replace("Phát động", "Sơ kết")
DRAFT = OPEN.replace("Số: 12/", "Số: 7742/").replace("tháng 3", "tháng 4")
DRAFT = DRAFT.replace("Phát động", "Dự thảo chiến dịch Phượng Hoàng Tím")
HIDDEN = (
    HEAD + "BAN QUẢN LÝ ĐÊ ĐIỀU\n\nSố: 7741/KH-BQLĐĐ\nLai Châu, ngày 06 tháng 3 năm 2026\n\nKẾ HOẠCH\n"
    "Chiến dịch Phượng Hoàng Tím năm 2026\n\nI. THỜI GIAN\n\n"
    "1. Tổ kiểm ngư gửi danh sách thuyền trưởng xuất sắc về Ban trước ngày 17/12/2026.\n"
    "2. Mức thưởng bí mật là 913.457.000 đồng.\n\nTRƯỞNG BAN\n\nZoãn Văn Khuých\n"
)
SECRETS = (
    "7741", "phuong hoang tim", "kiem ngu", "thuyen truong", "913.457", "khuych", "ban-kin", "17/12/2026", "2026-12-17",
    "20261217", "7742",
)  # fmt: skip
QUESTIONS = (
    "Chiến dịch năm 2026 có hạn nào?", "Ai ký kế hoạch 7741/KH-BQLĐĐ?", "Mức thưởng là bao nhiêu đồng?",
    "Danh sách gửi về Ban trước ngày nào?", "/han", "Có những kế hoạch nào của Sở Nông nghiệp?", "Hạn tháng 12/2026?",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Two:
    """A home in which B keeps something from A, who is as much of an officer."""

    place: Office
    hidden: int
    a: Browser
    b: Browser
    a_program: Program
    numbers: tuple[int, ...]
    feed: str


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Give the home after B did with its document whatever can be done."""
    folder = tmp_path_factory.mktemp("two")
    place = office(folder)
    home = place.home
    home.library.set_unit(Unit("Sở Nông nghiệp tỉnh Lai Châu", (), "Văn phòng"), "test")
    feeds = feeds_of(home)
    place.app = make_app({}, {}, list, lambda: b"", feeds.read)
    add_web(place.app, place.site)
    hidden = 1
    only_b = (unit_group(B),)
    for name, text, groups in (
        ("ban-kin.txt", HIDDEN, only_b), ("ban-kin-nhap.txt", DRAFT, only_b), ("ban-mo.txt", OPEN, ()),
        ("so-ket.txt", UNNUMBERED, ()),
    ):  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
        (outcome,) = ingest_files(home.library, [folder / name], groups)
        assert outcome.id is not None, outcome.reason
    assert any("trùng với văn bản số 2" in warning for warning in outcome.warnings)
    place.answers.apply()
    a_person, b_person = place.person("Lò Thị An", Role.HR_OFFICER, A), place.person("Tao Văn Bình", Role.HR_OFFICER, B)
    a, b = place.visitor(a_person), place.visitor(b_person)
    unit_of_a = next(number for number, name in home.people.units().items() if name == A)
    due = [d.id for d in home.deadlines.all() if d.document_id == hidden]
    assert due
    for kind, target in ((Following.ALL, ""), (Following.DOCUMENT, str(hidden)), (Following.DEADLINE, str(due[0]))):
        home.reminders.follow(Follow(kind, target, a_person.id))
        home.reminders.follow(Follow(kind, target, unit=unit_of_a))
    worked_on(place, b, hidden, due[0])
    asked_and_replied(place, b, hidden)
    versions = [edition.id for edition in home.library.editions(hidden)]
    numbers = tuple(sorted({hidden, *versions, *due, *range(1, 6)}))
    assert a_person.id is not None
    yield Two(place, hidden, a, b, program(place, a_person), numbers, feeds.of_person(a_person.id))
    place.close()


def worked_on(place: Office, b: Browser, hidden: int, due: int) -> None:
    """Let B confirm, correct, relate and vote: each leaves something that lists might show."""
    shown = b.get(f"/van-ban/{hidden}")
    assert shown.status == 200
    shown = shown.submit("Ghi điều sửa", title="Chiến dịch Phượng Hoàng Tím 2026")
    shown = shown.submit("Ghi quan hệ", relation="amends", number="12/KH-SNN")
    shown.submit("Xác nhận điều máy hiểu")
    assert b.get(f"/han/{due}").submit("Xác nhận").status == 200
    said = b.get("/").submit("Gửi", cau_hoi="Mức thưởng bí mật của chiến dịch Phượng Hoàng Tím là bao nhiêu?")
    assert "913.457.000" in said.words
    said.submit("👍")


def asked_and_replied(place: Office, b: Browser, hidden: int) -> None:
    """Let B's people reply out of their own document: one reply waits for approval, one is shared among them."""
    work, now = place.home.unit_work, place.site.now().timestamp()
    for asker in ("x", "y", "z"):
        work.send(asker, "web", "not_found", f"Câu {asker}: có được tính không?", now)
    page = b.get(f"/don-vi/cau-hoi/{work.waiting()[0].id}")
    refused = page.submit("Gửi trả lời", **{"tra-loi": "Được tính, theo Ban.", "van-ban": str(hidden), "dieu": "mục I"})
    assert "không được xem văn bản này" in refused.words  # whoever asked on the web is the public
    writer, basis = Writer("Tao Văn Bình", 2), Basis("Kế hoạch 7741/KH-BQLĐĐ mục I", "7741/KH-BQLĐĐ", hidden)
    for question in work.waiting()[:2]:
        text = "Thuyền trưởng nào của chiến dịch Phượng Hoàng Tím cũng được tính."
        reply = Reply(
            0, f"Thuyền trưởng được tính không, câu {question.id}?", text, basis, ReplyState.DRAFT, writer, now
        )
        number = work.reply(reply, [question.id], [], now)
    second = place.visitor(place.person("Vừ Thị Cá", Role.HR_OFFICER, B))
    assert second.get(f"/don-vi/tra-loi/{number}").submit("Duyệt").status == 200


# -- every route ------------------------------------------------------------------------------------------


def reading(place: Office) -> list[str]:
    """Return the paths of all routes that read."""
    return sorted({path for path, methods in routes_of(place.app.routes) if "GET" in methods})


TEXTS = {"{code}": ("CSTDCS", "7741"), "{secret}": ("x",), "{feed}": ()}
NUMBERS = ("{document_id:int}", "{deadline_id:int}", "{question_id:int}", "{reply_id:int}", "{document}", "{version}",
           "{other}", "{number}")  # fmt: skip
QUERIES = {
    "/": ("?cau_hoi=x",),
    "/van-ban": ("?q=phuong", "?q=7741", "?nam=2026", "?nghi=1", "?xep=nap", "?trang=2", "?hieu-luc=con"),
    "/han": ("?trang-thai=cho", "?trang-thai=roi", "?trang-thai=qua", "?tu=2026-12-01&den=2026-12-31", "?cua-toi=1",
             "?van-ban={hidden}", "?xem=thang&thang=2026-12", "?xem=thang&thang=2026-12&cua-toi=1"),
    "/han/lich.ics": ("?tu=2026-12-01", "?cua-toi=1", "?van-ban={hidden}"),
    "/don-vi/bao-cao": ("?tu=2026-01-01",),
    "/don-vi/bao-cao.xlsx": ("?tu=2026-01-01",),
    "/api/v1/deadlines": ("?all=true", "?from=2026-12-01&to=2026-12-31"),
    "/nguon/{document}/{version}": ("?tu=0&den=400", "?mo=1"),
}  # fmt: skip


def addresses(two: Two) -> list[str]:
    """Return what is asked of every route that reads: each number in each place, each filter."""
    found = []
    for path in reading(two.place):
        ways = [path]
        for name in NUMBERS:
            ways = [w.replace(name, str(n), 1) for w in ways for n in two.numbers] if name in path else ways
        for name, texts in TEXTS.items():
            ways = [w.replace(name, text) for w in ways for text in texts] if name in path else ways
        if path == "/lich/{name}":
            ways = [two.feed]
        if path == "/danh-sach/ket-qua/{name}":
            ways = ["/danh-sach/ket-qua/x"]
        assert not any("{" in way for way in ways), f"a route that this test does not know how to walk: {path}"
        queries = [q.replace("{hidden}", str(two.hidden)) for q in QUERIES.get(path, ())]
        found += [*ways, *(way + query for way in ways for query in queries)]
    return found


def told(page: Page, address: str) -> list[str]:
    """Return which secrets stand in what came back, headers and packed files included."""
    content = [page.response.content.replace(b"\r\n ", b"")]  # lines of a calendar are folded
    try:
        with ZipFile(BytesIO(page.response.content)) as packed:
            content += [packed.read(name) for name in packed.namelist()]
    except BadZipFile:
        pass
    headers = " ".join(f"{name} {unquote(value)}" for name, value in page.response.headers.items())
    words = squeezed(folded(" ".join([*(c.decode("utf-8", "replace") for c in content), headers])))
    asked = squeezed(folded(unquote(address)))  # what a visitor typed may be shown again
    asked += " 2026-12-17" if "xem=thang" in address else ""  # every month has such a day
    return [secret for secret in SECRETS if secret in words and secret not in asked]


def walked(two: Two, who: Browser) -> dict[str, list[str]]:
    """Return the addresses at which a visitor reads a secret."""
    key = {"Authorization": f"Bearer {two.a_program.secret}"}
    found = {}
    for address in addresses(two):
        page = who.get(address, **(key if address.startswith("/api/v1") else {}))
        assert page.status < 500, address
        if said := told(page, address):
            found[address] = said
    return found


def test_no_route_shows_another_units_document(two: Two) -> None:
    """Whatever an officer of another unit opens, not a word, number or day of the document stands in it."""
    assert walked(two, two.a) == {}


def test_no_route_shows_it_to_a_stranger(two: Two) -> None:
    """Nor to somebody who is not logged in."""
    assert walked(two, two.place.visitor()) == {}


def test_its_own_people_find_it_everywhere(two: Two) -> None:
    """The walk would see the document where it is shown: its own officer reads it on these pages."""
    for address in ("/van-ban", f"/van-ban/{two.hidden}", "/han", "/han/lich.ics", f"/nguon/{two.hidden}/{two.hidden}"):
        assert told(two.b.get(address), address), address


def test_nobody_is_warned_of_a_twin_that_is_not_shown(two: Two) -> None:
    """That a paper is perhaps the same as a hidden one is said to those who may see both, and to nobody else."""
    assert "Có thể trùng với văn bản số 2" in two.b.get("/van-ban/4").words
    assert "trùng" not in two.a.get("/van-ban/4").words


def test_what_cannot_be_seen_is_answered_as_what_is_not_there(two: Two) -> None:
    """Page, act or operation: the same status and the same words as for a number that never was."""
    for way in ("/van-ban/{}", "/nguon/{}/2", "/nguon/{}/2/ban-goc", "/han/{}", "/api/v1/documents/{}"):
        key = {"Authorization": f"Bearer {two.a_program.secret}"} if way.startswith("/api") else {}
        hidden, nothing = (two.a.get(way.format(n), **key) for n in (two.hidden, 9999))
        assert hidden.status == nothing.status == 404, way
        assert hidden.words == nothing.words, way
        assert list(hidden.response.headers) == list(nothing.response.headers), way


def test_no_act_reaches_it(two: Two) -> None:
    """Posting to the document or its deadlines changes nothing and tells nothing, also in the report of an error."""
    csrf = str(two.a.get("/").soup.find("input", {"name": "csrf"})["value"])
    before = two.place.home.library.revision()
    for path, methods in routes_of(two.place.app.routes):
        if "POST" not in methods or not path.startswith(("/van-ban/{", "/han/{")):
            continue
        for number in two.numbers if path.startswith("/han") else (two.hidden,):
            address = path.replace("{document_id:int}", str(number)).replace("{deadline_id:int}", str(number))
            page = two.a.send("POST", address, data={"csrf": csrf, "version": "2", "sequence": "0"})
            assert told(page, address) == [], address
            if path.startswith("/van-ban"):
                assert page.status in (403, 404), address
    assert two.place.home.library.revision() == before


def test_no_answer_speaks_of_it(two: Two) -> None:
    """Asked in the chat, streamed, or through the API: another unit's people and strangers hear nothing of it."""
    for question in QUESTIONS:
        for who in (two.a, two.place.visitor()):
            page = who.get("/").submit("Gửi", cau_hoi=question)
            words = squeezed(folded(page.soup.select(".exchange")[-1].select_one(".answer").get_text(" ")))
            assert not [secret for secret in SECRETS if secret in words and secret not in folded(question)], words
        for operation in ("questions", "search"):
            answer = two.a_program.post(f"/{operation}", json={"question": question})
            assert told(Page(two.a, answer), question) == [], question


def test_limiting_it_later_holds_for_a_talk_that_goes_on(tmp_path: Path) -> None:
    """Whoever asked about a document while it was free hears no more of it once it is limited."""
    place = office(tmp_path)
    (tmp_path / "ban-kin.txt").write_text(HIDDEN, encoding="utf-8")
    (outcome,) = ingest_files(place.home.library, [tmp_path / "ban-kin.txt"])
    assert outcome.id is not None
    place.answers.apply()
    a = place.visitor(place.person("Lò Thị An", Role.HR_OFFICER, A))
    assert "913.457" in a.get("/").submit("Gửi", cau_hoi="Mức thưởng bí mật là bao nhiêu?").words
    place.home.library.limit(outcome.id, [unit_group(B)], "test")
    place.answers.apply()
    for question in ("Ai ký văn bản đó?", "Văn bản đó có hạn nào?"):
        page = a.get("/").submit("Gửi", cau_hoi=question)
        words = squeezed(folded(page.soup.select(".exchange")[-1].get_text(" ")))
        assert not [s for s in SECRETS if s in words], (question, words)
    place.close()
