"""A list in Excel on the web: checked, given back with its results, and kept nowhere."""

from io import BytesIO

from openpyxl import Workbook, load_workbook

from bot.web.results import Results
from knowledge.people import Role
from tests.fakes.browser import Office

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a list with these rows."""
    book = Workbook()
    for row in (("STT", "Họ và tên", "Đơn vị công tác", "Năm xét", "Danh hiệu đề nghị", "Xếp loại"), *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_comes_back_with_its_results(place: Office) -> None:
    """The page shows each row's verdict, and the file holds the list with the columns beside it."""
    officer = place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))
    content = workbook((1, "Vàng A Páo", "Phòng Y tế", 2025, "LĐTT", "HTNV"))
    shown = officer.get("/danh-sach").submit(
        "Xét danh sách", files={"tep": ("ds.xlsx", content, EXCEL)}, tiep_nhan="2025-12-10"
    )
    assert "Vàng A Páo" in shown.words
    assert "Chưa đủ" in shown.words
    given = load_workbook(BytesIO(shown.follow("Tải tệp kết quả").response.content))
    texts = {str(cell.value) for row in given.worksheets[0].iter_rows() for cell in row}
    assert {"Kết quả", "Chưa đủ", "Vàng A Páo"} <= texts


def test_a_result_is_for_its_visitor_only(place: Office) -> None:
    """Somebody else with the address gets nothing, and a stranger is asked to log in."""
    officer = place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))
    content = workbook((1, "Vàng A Páo", "Phòng Y tế", 2025, "LĐTT", "HTNV"))
    shown = officer.get("/danh-sach").submit("Xét danh sách", files={"tep": ("ds.xlsx", content, EXCEL)})
    link = next(a["href"] for a in shown.soup.find_all("a") if "Tải tệp kết quả" in a.get_text())
    assert place.visitor(place.person("Giàng Thị Dợ")).get(str(link)).status == 404
    assert place.visitor().get("/danh-sach").status == 401


def test_a_damaged_file_is_told_and_names_run_nothing(place: Office) -> None:
    """No workbook at all gets a sentence; a name with tags comes back as text."""
    officer = place.visitor(place.person("Lò Thị Mai", Role.HR_OFFICER))
    form = officer.get("/danh-sach")
    refused = form.submit("Xét danh sách", files={"tep": ("ds.xlsx", b"khong phai excel", EXCEL)})
    assert refused.status == 400
    assert "Excel" in refused.words or "xlsx" in refused.words
    content = workbook((1, "<script>alert(1)</script>", "<b>Phòng</b>", 2025, "LĐTT", "HTTNV"))
    shown = form.submit("Xét danh sách", files={"tep": ("ds.xlsx", content, EXCEL)})
    assert "<script>alert" not in shown.response.text


def test_the_template_is_given(place: Office) -> None:
    """The template opens as a workbook."""
    given = place.visitor(place.person("Lò Thị Mai")).get("/danh-sach/mau").response.content
    assert len(load_workbook(BytesIO(given)).sheetnames) >= 2


def test_results_fill_no_memory() -> None:
    """The oldest give way where there are too many or they are too large together; the newest is always kept."""
    results = Results(most=3, most_bytes=10)
    names = [results.keep("mai", b"1234") for _ in range(3)]
    assert [results.of("mai", name) for name in names] == [None, b"1234", b"1234"]
    large = results.keep("mai", b"x" * 50)
    assert results.of("mai", large) == b"x" * 50
    assert results.of("mai", names[2]) is None
    assert results.of("sa", large) is None
