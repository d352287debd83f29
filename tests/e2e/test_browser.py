"""The pages in a real browser (headless Chromium): ask, follow a citation, upload, correct, confirm, check; and axe."""

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.bootstrap import open_home
from bot.web.visits import hashed, new_secret
from knowledge.people import Person, Role
from tests.e2e.serving import DOCUMENTS, Serving, tdkt

sync_api = pytest.importorskip("playwright.sync_api", reason="chưa cài công cụ trình duyệt: make browser")

CHROMIUM = Path(os.environ.get("TDKT_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = (360, 1280)
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="máy không có Chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """Serve a home with the shipped summaries, our own documents, and an administrator."""
    home = tmp_path_factory.mktemp("browser") / "home"
    for words in (("init", "--unit", "Sở Nội vụ tỉnh Lai Châu"), ("library", "load"), ("ingest", str(DOCUMENTS))):
        tdkt(home, *words)
    opened = open_home(home)
    opened.people.save([Person("Lò Thị Mai", Role.ADMINISTRATOR, "Phòng TĐKT")], "test", 0.0)
    opened.close()
    with Serving(home) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator["sync_api.Browser"]:
    """Give a browser."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "sync_api.Browser", serving: Serving) -> Iterator["sync_api.Page"]:
    """Give a page of a stranger; what the browser's console complains of fails the test."""
    context = chromium.new_context(base_url=serving.address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert [t for t in troubles if "status of 40" not in t] == []


@pytest.fixture
def administrator(page: "sync_api.Page", serving: Serving) -> "sync_api.Page":
    """Give a page of the administrator, logged in by a link."""
    import time

    opened, secret = open_home(serving.home), new_secret()
    mai = next(p for p in opened.people.all() if p.name == "Lò Thị Mai")
    opened.web_sessions.offer(hashed(secret), mai.id or 0, time.time())
    opened.close()
    page.goto(f"/vao/{secret}")
    page.get_by_role("button", name="Vào").click()
    page.wait_for_load_state()
    return page


def ask(page: "sync_api.Page", question: str) -> None:
    """Type a question and send it by Enter."""
    page.goto("/")
    field = page.locator("#cau-hoi")
    field.fill(question)
    field.press("Enter")


def test_ask_and_follow_the_citation_to_its_marked_sentence(page: "sync_api.Page") -> None:
    """The answer arrives without a reload, and its citation opens the source at the very sentence."""
    ask(page, "Hà Nội: hồ sơ Người tốt việc tốt gửi trước ngày nào hằng tháng?")
    link = page.locator('a[href*="/nguon/"]').first
    link.wait_for()
    link.click()
    mark = page.locator("mark#doan")
    mark.wait_for()
    assert mark.is_visible()
    assert "20" in (mark.text_content() or "")


def test_asking_and_reading_work_without_javascript(chromium: "sync_api.Browser", serving: Serving) -> None:
    """With scripts switched off the form posts, the answer comes back, the source opens."""
    context = chromium.new_context(base_url=serving.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("#cau-hoi").fill("CSTĐ cơ sở cần điều kiện gì?")
    page.get_by_role("button", name="Gửi", exact=True).click()
    assert "Chiến sĩ thi đua cơ sở" in page.inner_text("main")
    context.close()


def test_upload_correct_and_find_a_document(administrator: "sync_api.Page", tmp_path: Path) -> None:
    """A Word file is taken in, its number is corrected, and the register shows it at once."""
    import docx

    paper = docx.Document()
    for line in ("ỦY BAN NHÂN DÂN XÃ BUM TỞ", "KẾ HOẠCH", "Tổ chức thi đua năm 2027",
                 "Các đơn vị gửi báo cáo trước ngày 15/12/2027."):  # fmt: skip
        paper.add_paragraph(line)
    paper.save(str(tmp_path / "ke-hoach.docx"))
    administrator.goto("/van-ban/nap")
    administrator.locator("#tep").set_input_files(str(tmp_path / "ke-hoach.docx"))
    administrator.get_by_role("button", name="Nạp", exact=True).click()
    administrator.locator('[data-list] a[href^="/van-ban/"]').first.click()
    assert "15/12/2027" in administrator.inner_text("main")
    administrator.locator("#sua-number").evaluate(
        "field => { const d = field.closest('details'); if (d) d.open = true; }"
    )
    administrator.fill("#sua-number", "17/KH-UBND")
    administrator.locator("form", has=administrator.locator("#sua-number")).get_by_role("button").click()
    administrator.wait_for_load_state()
    administrator.goto("/van-ban")
    assert "17/KH-UBND" in administrator.inner_text("main")


def test_confirm_a_deadline_and_follow_it(administrator: "sync_api.Page", serving: Serving) -> None:
    """A deadline that a person wrote down stands in the list; it is confirmed, and followed."""
    tdkt(serving.home, "deadlines", "add", "--what", "gửi danh sách khen thưởng", "--end", "2027-12-20")
    administrator.goto("/han?trang-thai=&den=2028-01-01")
    administrator.get_by_role("link", name="gửi danh sách khen thưởng").first.click()
    confirm = administrator.get_by_role("button", name="Xác nhận hạn này")
    if confirm.count():
        confirm.click()
        administrator.wait_for_load_state()
    assert "đã xác nhận" in administrator.inner_text("main").lower()
    administrator.get_by_role("button", name="Theo dõi").first.click()
    administrator.wait_for_load_state()
    assert "bạn được nhắc" in administrator.inner_text("main").lower()


def test_check_a_person_grows_with_the_facts(page: "sync_api.Page") -> None:
    """The verdict changes as fields are filled in, without a reload."""
    page.goto("/tieu-chuan/LDTT/xet")
    result = page.locator("#ket-qua")
    assert "Chưa kết luận" in result.inner_text()
    page.fill("#nam", "2025")
    page.fill("#tiep_nhan", "2025-12-10")
    page.locator("#tiep_nhan").blur()
    result.get_by_text("Cần bổ sung").wait_for()
    page.select_option("#xep_loai_2025", "KHTNV") if page.locator("#xep_loai_2025").count() else None
    page.get_by_role("button", name="Xét").click()
    result.get_by_text("Cần bổ sung").or_(result.get_by_text("Chưa đủ")).first.wait_for()


def test_check_a_list_and_fetch_the_result(administrator: "sync_api.Page") -> None:
    """A workbook is uploaded, the rows are shown with their verdicts, and the file comes back."""
    book, content = Workbook(), BytesIO()
    for row in (
        ("Họ và tên", "Đơn vị", "Năm xét", "Danh hiệu", "Xếp loại"),
        ("Vàng A Páo", "Phòng Y tế", 2025, "LĐTT", "HTNV"),
    ):
        book.active.append(row)
    book.save(content)
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    administrator.goto("/danh-sach")
    administrator.set_input_files("#tep", {"name": "ds.xlsx", "mimeType": sheet, "buffer": content.getvalue()})
    administrator.fill("#tiep_nhan", "2025-12-10")
    administrator.get_by_role("button", name="Xét danh sách").click()
    administrator.get_by_text("Vàng A Páo").wait_for()
    with administrator.expect_download() as download:
        administrator.get_by_role("link", name="Tải tệp kết quả").click()
    assert download.value.suggested_filename.endswith(".xlsx")


PAGES = ["/", "/van-ban", "/tieu-chuan", "/tieu-chuan/CSTDCS", "/tieu-chuan/CSTDCS/xet", "/quy-dinh", "/api"]
PAGES_WITHIN = [
    "/",
    "/van-ban",
    "/van-ban/nap",
    "/van-ban/1",
    "/han",
    "/danh-sach",
    "/don-vi",
    "/don-vi/bao-cao",
    "/toi",
    "/chua-gui",
]


@pytest.mark.skipif(not AXE.exists(), reason="chưa có axe-core: make browser")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier(administrator: "sync_api.Page", scheme: str) -> None:
    """axe-core finds nothing serious, no page is wider than its window at 360 px, in both themes."""
    found: dict[str, list[str]] = {}
    administrator.emulate_media(color_scheme=scheme)
    for width in WIDTHS:
        administrator.set_viewport_size({"width": width, "height": 800})
        for address in dict.fromkeys((*PAGES, *PAGES_WITHIN)):
            administrator.goto(address)
            if administrator.evaluate("document.documentElement.scrollWidth") > width:
                found.setdefault(address, []).append(f"wider than {width}px")
            administrator.evaluate(AXE.read_text(encoding="utf-8"))
            seen = administrator.evaluate("axe.run(document, {resultTypes: ['violations']})")
            serious = [v for v in seen["violations"] if v["impact"] in ("serious", "critical")]
            found.setdefault(address, []).extend(f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in serious)
    assert {k: v for k, v in found.items() if v} == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_the_first_page_is_light(page: "sync_api.Page") -> None:
    """The first page with everything on it weighs no more than 100 KB."""
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= 100_000
