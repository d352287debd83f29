"""Files that an administrator sends: several at once, each with its result, none that stops the others."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bot.clock import VIETNAM
from bot.file_names import safe_name
from bot.web.uploads import LARGEST_REQUEST
from knowledge.audiences import unit_group
from knowledge.people import Role
from knowledge.store.reviews import Reviews
from tests.fakes.browser import Browser, Office, Page, filled_in

NOW = datetime(2026, 4, 1, 9, tzinfo=VIETNAM)
PLAN = (
    "ỦY BAN NHÂN DÂN XÃ THANH SƠN\n\nSố: 12/KH-UBND\n\nThanh Sơn, ngày 05 tháng 3 năm 2026\n\nKẾ HOẠCH\n"
    "Phát động phong trào thi đua năm 2026\n\nI. THỜI GIAN\n\n"
    "1. Các phòng gửi hồ sơ về Văn phòng trước ngày 20/11/2026.\n"
)
Sent = tuple[str, bytes, str]


@pytest.fixture
def place(place: Office) -> Office:
    """Let it always be the same morning."""
    place.site = replace(place.site, now=lambda: NOW)
    place.app.state.site = place.site
    return place


@pytest.fixture
def boss(place: Office) -> Browser:
    """Give the browser of an administrator."""
    return place.visitor(place.person("Quản trị", Role.ADMINISTRATOR))


def txt(name: str = "ke-hoach.txt", text: str = PLAN) -> Sent:
    """Return a text file as a browser sends it."""
    return (name, text.encode(), "text/plain")


def sent(browser: Browser, *files: Sent, headers: dict[str, str] | None = None, **values: Any) -> Page:
    """Send files with the form of the page, as a browser does."""
    data = {**filled_in(browser.get("/van-ban/nap").form("Nạp")), **values}
    given = [("tep", file) for file in files] or [("tep", ("", b"", "application/octet-stream"))]
    return browser.send("POST", "/van-ban/nap", data=data, files=given, headers=headers or {})


def docx(*lines: str) -> Sent:
    """Return a Word file with some paragraphs."""
    made, content = Document(), BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(content)
    return ("word.docx", content.getvalue(), "application/octet-stream")


def test_several_files_go_in_and_a_bad_one_stops_none(place: Office, boss: Browser) -> None:
    """Each file has its line: added, unchanged, or why it could not be read; what was taken is found at once."""
    word = docx("SỞ NỘI VỤ TỈNH LAI CHÂU", "Số: 7/CV-SNV", "Gửi danh sách cờ thi đua trước ngày 15/6/2026.")
    page = sent(boss, txt(), ("hong.docx", b"PK nothing", "x/y"), ("virus.exe", b"MZ", "x/y"), txt("ban-sao.txt"), word)
    lines = [" ".join(line.get_text(" ").split()) for line in page.soup.select("[data-list] > li")]
    assert [line.split(" ", 1)[0] for line in lines] == ["đã", "không", "không", "đã", "đã"]
    assert "12/KH-UBND" in lines[0]
    assert "hong.docx" in lines[1]
    assert ".docx, .pdf" in lines[2]
    assert "không đổi" in lines[3]
    assert len(place.home.library.documents()) == 2
    found = place.answers.search("cờ thi đua gửi khi nào", 3, frozenset())
    assert "cờ thi đua" in found[0]["text"]


def test_nothing_stays_in_the_folder_and_no_path_is_told(place: Office, boss: Browser) -> None:
    """A file lies on the disk only while it is read, and messages name the file, not where it lay."""
    page = sent(boss, txt(), ("hong.docx", b"PK nothing", "x/y"), ("rong.txt", b"", "text/plain"))
    assert list((place.home.path / "received").iterdir()) == []
    assert str(place.home.path) not in page.response.text
    assert "received" not in page.response.text


def test_the_audit_says_who_sent_it(place: Office, boss: Browser) -> None:
    """An upload leaves a line with the administrator's name and the name of the file."""
    sent(boss, txt())
    (document,) = place.home.library.documents()
    assert [(d.actor, d.action, d.detail) for d in Reviews(place.home.engine).deeds(document.id)] == [
        ("Quản trị", "ingest", "qua web: ke-hoach.txt")
    ]


def test_a_paper_can_be_limited_from_its_first_moment(place: Office, boss: Browser) -> None:
    """What is sent for one unit only is never seen by others, also where it was held before."""
    place.person("Vàng A Páo", unit="Phòng A")
    sent(boss, txt(), **{"ai": "gioi-han", "don-vi": ["Phòng A"]})
    assert place.visitor().get("/van-ban").words.count("12/KH-UBND") == 0
    sent(boss, txt("khac.txt", PLAN.replace("12/KH", "13/KH")))
    assert place.visitor().get("/van-ban").words.count("13/KH-UBND") == 1
    sent(boss, txt("khac.txt", PLAN.replace("12/KH", "13/KH")), **{"ai": "gioi-han", "don-vi-khac": "Phòng A"})
    assert set(place.home.library.limits().values()) == {(unit_group("Phòng A"),)}


def test_nothing_is_taken_where_nobody_was_ticked(place: Office, boss: Browser) -> None:
    """Limited to nobody is a mistake, said beside the field; without any file the page says so too."""
    refused = sent(boss, txt(), ai="gioi-han")
    assert refused.status == 422
    assert "Chọn ít nhất một vai trò hay đơn vị" in refused.words
    assert sent(boss).status == 422
    assert place.home.library.documents() == []


def test_a_new_version_and_a_likely_twin_are_told(place: Office, boss: Browser) -> None:
    """The same number, agency and day make a new version; a blank number is warned of."""
    blank = PLAN.replace("12/KH", "       /KH")
    sent(boss, txt(), txt("mot.txt", blank))
    again = sent(
        boss, txt("moi.txt", PLAN + "2. Họp tổng kết vào tháng 12.\n"), txt("hai.txt", blank + "\nThêm dòng.\n")
    )
    assert "thành phiên bản mới" in again.words
    assert "Có thể trùng với văn bản số 2 trong kho (mot.txt)" in again.words


def test_a_script_gets_the_lines_alone(boss: Browser) -> None:
    """With its header only the results come back, marked as such; errors too."""
    part = sent(boss, txt(), headers={"x-part": "1"})
    assert part.response.headers["x-part"] == "1"
    assert "<html" not in part.response.text
    assert "12/KH-UBND" in part.response.text
    assert "Chưa chọn tệp nào" in sent(boss, headers={"x-part": "1"}).response.text


def test_too_much_is_refused_before_it_is_read(boss: Browser) -> None:
    """What announces itself too large, or does not say how large it is, is not read at all."""
    huge = {"content-length": str(LARGEST_REQUEST + 1), "content-type": "multipart/form-data; boundary=x"}
    assert boss.send("POST", "/van-ban/nap", content=b"--x", headers=huge).status == 413

    async def endless() -> Any:
        yield b"--x"

    assert boss.send("POST", "/van-ban/nap", content=endless(), headers={"content-type": "text/plain"}).status == 413
    many = sent(boss, *[txt(f"{number}.txt") for number in range(51)])
    assert many.status == 422
    assert "nhiều nhất 50 tệp" in many.words


def test_only_administrators_send_files(place: Office) -> None:
    """Officers are refused before anything of what they send is read."""
    mai = place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))
    assert mai.get("/van-ban/nap").status == 403
    assert "Nạp văn bản" not in mai.get("/van-ban").words
    assert mai.send("POST", "/van-ban/nap", files=[("tep", txt())]).status == 403
    assert place.visitor().send("POST", "/van-ban/nap", files=[("tep", txt())]).status == 401
    assert place.home.library.documents() == []


@pytest.mark.parametrize(
    ("given", "safe"),
    [("../../etc/passwd.txt", "passwd.txt"), ("C:\\tệp\\kế hoạch.docx", "kế hoạch.docx"), (".an.txt", "an.txt"),
     ("", "van-ban"), ('"><img src=x onerror=alert(1)>.txt', "_img src_x onerror_alert(1)_.txt"),
     ("a\x00b\n.txt", "a_b_.txt"), ("x" * 300 + ".pdf", "x" * 116 + ".pdf")],
)  # fmt: skip
def test_names_of_files_are_made_harmless(given: str, safe: str) -> None:
    """No folder, nothing hidden, no signs that a page or a disk could stumble over."""
    assert safe_name(given) == safe


def test_names_and_contents_of_files_never_run(place: Office, boss: Browser) -> None:
    """A name, a title, a damaged file that holds a script: all of it comes out as words."""
    evil = "<script>alert(1)</script>"
    title = PLAN.replace("Phát động", f"{evil} Phát động")
    page = sent(boss, txt(f'"><img src=x onerror=alert(1)>{evil}.txt', title), (f"{evil}.docx", evil.encode(), "x/y"))
    assert "<script>alert" not in page.response.text
    assert "<img" not in page.response.text
    assert not [tag for tag in page.soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert Path(place.home.library.documents()[0].source_path).parent.parent == (place.home.path / "received").resolve()
