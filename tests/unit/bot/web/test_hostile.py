"""What no browser sends: every answer is a calm one with all its headers, and nobody else has to wait for it."""

import asyncio
import json
import re
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import Request

from bot.web.errors import TooSlow
from bot.web.facts_form import LONGEST_TOLD
from bot.web.security import HEADERS
from bot.web.talks import Talks
from bot.web.visits import read_form
from ingest.pipeline import ingest_files
from knowledge.people import Role
from knowledge.store.records import Unit
from tests.fakes.browser import Browser, Office, Page
from tests.fakes.routes import routes_of

PIECE = b"x" * 65_536
FORM = {"content-type": "application/x-www-form-urlencoded"}


def csrf_of(browser: Browser) -> str:
    """Return the token that the forms of a visitor carry."""
    return str(browser.get("/").soup.find("input", {"name": "csrf"})["value"])


def headers_hold(page: Page) -> bool:
    """Say whether an answer has the headers that keep scripts and frames away."""
    return all(page.response.headers.get(name) == value for name, value in HEADERS.items())


def scope_of(path: str) -> dict[str, object]:
    """Return what a server tells of a request that sends a form of unknown length."""
    return {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "server": ("t", 80), "client": ("127.0.0.1", 1),
        "headers": [(b"content-type", b"multipart/form-data; boundary=XX")], "state": {},
    }  # fmt: skip


async def poured(place: Office, path: str, pieces: int) -> tuple[int, int]:
    """Send a body that never says how long it is; return the status, and how many pieces of it were read."""
    read, said = 0, 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        begin = b'--XX\r\nContent-Disposition: form-data; name="tep"; filename="a.xlsx"\r\n\r\n'
        return {"type": "http.request", "body": begin if read == 1 else PIECE, "more_body": read < pieces}

    async def send(message: dict[str, object]) -> None:
        nonlocal said
        said = max(said, int(str(int(message.get("status", 0)))))  # type: ignore[call-overload]

    await place.app(scope_of(path), receive, send)  # type: ignore[arg-type]
    return said, read


@pytest.mark.parametrize(
    "path", ["/danh-sach", "/van-ban/nap", "/hoi", "/tieu-chuan/CSTDCS/xet", "/api/v1/check-lists", "/api/v1/documents"]
)
def test_a_strangers_endless_body_is_not_read(place: Office, path: str) -> None:
    """Whoever may not send something cannot fill memory or disk with it: not a byte is taken."""
    status, read = asyncio.run(poured(place, path, 100))
    assert status in (401, 413)
    assert read <= 1


def test_a_token_in_other_letters_is_a_wrong_one(place: Office) -> None:
    """Tokens that no form of ours holds are refused like any other, in a field and in a header."""
    visitor = place.visitor()
    visitor.get("/")
    assert visitor.send("POST", "/hoi", data={"csrf": "é", "cau_hoi": "x"}).status == 403
    assert visitor.send("POST", "/hoi", data={"cau_hoi": "x"}, headers={"x-csrf": b"\xe9"}).status == 403


def test_a_number_of_thousands_of_digits_is_no_fault(place: Office) -> None:
    """An address that is too long is refused before it is read, with the same headers as all else."""
    admin = place.visitor(place.person("Lò Thị Mai", Role.ADMINISTRATOR))
    for below in ("van-ban", "han", "don-vi/cau-hoi", "don-vi/tra-loi", "nguon/1"):
        page = admin.get(f"/{below}/{'9' * 5_000}")
        assert page.status == 414, below
        assert headers_hold(page)
        assert admin.get(f"/{below}/{'9' * 500}").status == 404, below


@pytest.mark.parametrize("letters", ["utf-7", "unicode_escape", "punycode", "utf-16"])
def test_a_form_in_other_letters_is_refused(place: Office, letters: str) -> None:
    """Half characters cannot come in by a strange encoding; UTF-8 is taken however it is written."""
    visitor = place.visitor()
    fields = (("csrf", csrf_of(visitor)), ("cau_hoi", "\\ud800"))
    body = (
        "".join(f'--XX\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields) + "--XX--\r\n"
    )
    kind = f"multipart/form-data; boundary=XX; charset={letters}"
    assert visitor.send("POST", "/hoi", content=body.encode(), headers={"content-type": kind}).status == 415
    assert visitor.get("/").status == 200
    kind = 'application/x-www-form-urlencoded; charset="UTF-8"'
    asked = f"csrf={csrf_of(visitor)}&cau_hoi=Xin+ch%C3%A0o"
    assert visitor.send("POST", "/hoi", content=asked.encode(), headers={"content-type": kind}).status == 200


def test_a_fault_of_ours_keeps_the_headers(place: Office) -> None:
    """Also the page that says the machine failed lets no script run, and nobody keeps it."""

    def broken() -> None:
        raise RuntimeError

    place.app.add_api_route("/hong", broken)
    page = place.visitor().get("/hong")
    assert page.status == 500
    assert headers_hold(page)
    assert page.response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("words", ["cstđcs năm 2020, 2021, ", "năm 2020 CSTĐCS, ", "2020 ", "a"])
def test_an_endless_career_is_not_read(place: Office, words: str) -> None:
    """Free words of a form are understood at once or not at all, and the page says which."""
    visitor = place.visitor()
    body = {
        "csrf": csrf_of(visitor),
        "da_dat": words * (40_000 // len(words.encode())),
        "sang_kien": words[:LONGEST_TOLD],
    }
    begin = time.perf_counter()
    page = visitor.send("POST", "/tieu-chuan/CSTDCS/xet", data=body)
    assert time.perf_counter() - begin < 2
    assert f"Chưa đọc vì dài quá {LONGEST_TOLD} ký tự" in page.words


def test_a_form_of_tens_of_thousands_of_fields_is_refused(place: Office) -> None:
    """More fields than any form has are no form; duplicates of one field count once."""
    visitor = place.visitor()
    token = csrf_of(visitor)
    many = f"csrf={token}&" + "a=1&" * 20_000
    assert visitor.send("POST", "/hoi/quen", content=many.encode()[:64_000], headers=FORM).status in (400, 413)
    twice = f"csrf={token}&cau_hoi=Xin+ch%C3%A0o&cau_hoi=%00%FF"
    assert visitor.send("POST", "/hoi", content=twice.encode(), headers=FORM).status == 200


def test_a_list_without_a_file_is_asked_for(place: Office) -> None:
    """A form without its file says so."""
    officer = place.visitor(place.person("Lò Thị Mai"))
    page = officer.send("POST", "/danh-sach", data={"csrf": csrf_of(officer)})
    assert page.status == 400
    assert "Chưa chọn tệp" in page.words


def test_a_flood_from_one_place_stops_nobody_elsewhere() -> None:
    """Whoever takes a new cookie, and a new address of its own network, each time uses up its own place only."""
    talks = Talks()
    flood = [talks.admits(f"cookie-{n}", f"2001:db8:1:2::{n:x}", 1000.0) for n in range(1_000)]
    assert sum(flood) <= 60
    assert talks.admits("mai", "203.0.113.7", 1000.0)
    assert talks.admits("dợ", "2001:db8:1:3::1", 1000.0)
    assert talks.admits("sa", "::ffff:203.0.113.8", 1000.0)
    assert talks.admits("páo", "", 1000.0)


EVIL = "<script>alert(1)</script>\" onmouseover=alert(2) ' {{ 7*7 }} javascript:alert(3)"
PAPER = (
    f"ỦY BAN NHÂN DÂN XÃ {EVIL}\n\nSố: 12/KH-UBND\n\nThanh Sơn, ngày 05 tháng 3 năm 2026\n\n"
    f"KẾ HOẠCH\n{EVIL} năm 2026\n\nI. {EVIL}\n\n"
    f"1. Các phòng {EVIL} gửi hồ sơ đề nghị khen thưởng về Văn phòng trước ngày 20/11/2026.\n"
)


def armed(place: Office, tmp_path: Path) -> Browser:
    """Let everything that people may write hold markup: paper, file, names, unit, question, reply, correction."""
    home = place.home
    home.library.set_unit(Unit(f"Sở {EVIL}", (), EVIL), EVIL)
    path = tmp_path / "ke-hoach<img src=x onerror=alert(4)>'.txt"
    path.write_text(PAPER, encoding="utf-8")
    (outcome,) = ingest_files(home.library, [path])
    assert outcome.id == 1, outcome.reason
    place.answers.apply()
    admin = place.visitor(place.person(f"Mai {EVIL}", Role.ADMINISTRATOR, f"Phòng {EVIL}"))
    home.unit_work.send("x", "web", "not_found", f"{EVIL} thế nào?", place.site.now().timestamp())
    typed = {"tra-loi": f"Được nhé {EVIL}", "so": "152/2025/NĐ-CP", "dieu": f"Điều 5 {EVIL}"}
    assert admin.get("/don-vi/cau-hoi/1").submit("Gửi trả lời", **typed).status == 200
    home.unit_work.send("y", "web", "not_found", f"{EVIL} ra sao?", place.site.now().timestamp())
    shown = admin.get("/van-ban/1").submit("Ghi điều sửa", title=f"Sửa {EVIL}", issuer=f"Ủy ban {EVIL}")
    shown.submit("Ghi quan hệ", relation="amends", number=f"1/KH {EVIL}").submit("Xác nhận điều máy hiểu")
    admin.get("/van-ban/1").submit("Ghi ai được xem", **{"ai": "gioi-han", "don-vi-khac": f"Phòng {EVIL}"})
    admin.get("/han/1").submit("Ghi điều sửa", what=f"nộp {EVIL}", who=EVIL, to=EVIL)
    admin.get("/han/1").submit("Giao", nguoi="1")
    return admin


def runs(page: Page) -> list[str]:
    """Return what of a page would run, or be evaluated, or lead to a script."""
    if not page.response.headers.get("content-type", "").startswith("text/html"):
        return []
    found: list[str] = []
    for tag in page.soup.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.lower().startswith("on") or name == "style"]
        if tag.name in ("script", "img", "iframe", "object", "base") and not str(tag.get("src")).startswith("/static/"):
            found.append(str(tag))
        for name in ("href", "src", "action", "formaction", "hx-post", "hx-get"):
            if not str(tag.get(name, "/")).startswith(("/", "#", "data:,")):
                found.append(f"{tag.name} {name}={tag[name]}")
        for name in ("hx-headers", "hx-vals", "content"):
            if str(tag.get(name, "")).startswith("{"):
                json.loads(str(tag[name]))
    return found


def test_nothing_that_people_write_runs_anywhere(place: Office, tmp_path: Path) -> None:
    """Every page of every number, with every name, title, question and reply made of markup: it is shown as text."""
    admin = armed(place, tmp_path)
    seen = ""
    for path, methods in routes_of(place.app.routes):
        if "GET" not in methods:
            continue
        address = re.sub(r"\{\w+(?::int)?\}", "1", path).replace("/tieu-chuan/1", "/tieu-chuan/CSTDCS")
        for query in (
            "",
            f"?{urlencode({'q': EVIL, 'cau_hoi': EVIL, 'tu': EVIL, 'thang': EVIL, 'da': EVIL, 'mo': 1})}",
        ):
            page = admin.get(address + query)
            assert page.status < 500, address
            assert runs(page) == [], address
            seen += page.response.text
    assert seen.count("&lt;script&gt;alert(1)") > 50


def test_nothing_that_people_write_runs_in_a_stream(place: Office, tmp_path: Path) -> None:
    """Question, quotation and the line breaks of both stay within the data of their events."""
    admin = armed(place, tmp_path)
    token = csrf_of(admin)
    asked = f"Các phòng gửi hồ sơ đề nghị khen thưởng trước ngày nào? {EVIL}\nevent: end\ndata: \u2028\x85<!--block-->"
    page = admin.send("POST", "/hoi", data={"csrf": token, "cau_hoi": asked}, headers={"accept": "text/event-stream"})
    names = [line for line in page.response.text.split("\n") if line and not line.startswith("data: ")]
    assert names[0] == "event: status"
    assert names[1] == "event: asked"
    assert set(names[2:-1]) == {"event: block"}
    assert names[-1] == "event: end"
    assert "<script" not in page.response.text
    assert "&lt;script&gt;" in page.response.text


def test_whoever_leaves_while_sending_is_no_fault_of_ours(place: Office, caplog: pytest.LogCaptureFixture) -> None:
    """An upload that is given up makes no page fail and no line in the log."""

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    said: list[object] = []

    async def send(message: dict[str, object]) -> None:
        said.append(message.get("status"))

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"500")]
    asyncio.run(place.app({**scope_of("/hoi"), "headers": headers}, receive, send))  # type: ignore[arg-type]
    assert said[0] == 400
    assert not caplog.records


def test_a_form_that_does_not_come_is_not_waited_for() -> None:
    """Half a form holds no connection for long."""

    async def receive() -> dict[str, object]:
        await asyncio.sleep(5)
        raise AssertionError("it was waited for")

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"500")]
    with pytest.raises(TooSlow):
        asyncio.run(read_form(Request({**scope_of("/hoi"), "headers": headers}, receive), patience=0.02))
