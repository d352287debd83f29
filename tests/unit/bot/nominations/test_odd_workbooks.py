"""Lists as people really hand them in: odd, mixed, half broken; each row is told what is wrong with it and no more."""

import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.nominations.nominees import Defaults
from knowledge.errors import UnreadableDocument
from tests.unit.bot.nominations.lists import (
    AS_OF,
    CITIZEN,
    HEADINGS,
    LAN,
    MAI,
    RECEIVED,
    SON,
    Rows,
    check,
    checked,
    row,
    told,
    verdicts,
    with_column,
    written,
)  # fmt: skip

DU, CHUA, BO_SUNG, TAM = "du", "chua_du", "can_bo_sung", "tam_dung"
WHOLE = [HEADINGS, MAI, SON, LAN]
AS_JUDGED = [("Lò Thị Mai", "LDTT", DU), ("Vàng Văn Sơn", "CSTDCS", DU), ("Hà Thị Lan", "LDTT", CHUA)]


def two_rows(sheet: Any) -> None:
    """Make the headings two rows high, with years under one heading."""
    sheet.insert_rows(2)
    for place in range(1, 14):
        if place != 8:
            sheet.merge_cells(start_row=1, end_row=2, start_column=place, end_column=place)
    sheet.cell(1, 8).value = "Xếp loại các năm"
    sheet.cell(2, 8).value = 2025


def blank_rows(sheet: Any) -> None:
    """Format six hundred rows in which nothing stands, with numbers in some."""
    for number in range(6, 600):
        sheet.cell(number, 2).number_format = "@"
        if number < 30:
            sheet.cell(number, 1).value = number
            sheet.cell(number, 5).value = "#N/A"


def hide(sheet: Any) -> None:
    """Hide a row and a column."""
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True


ALL_READ: list[tuple[str, Rows, Callable[[Any], None] | None]] = [
    ("as it should be", WHOLE, None),
    ("headings in row 5", [["SỞ NỘI VỤ"], [], [None, "DANH SÁCH NĂM 2025"], [], *WHOLE], None),
    ("headings in row 25", [*[["-"]] * 24, *WHOLE], None),
    ("headings of two rows", WHOLE, two_rows),
    ("a row of column numbers", [HEADINGS, tuple(f"({n})" for n in range(1, 14)), *WHOLE[1:]], None),
    ("upper case", [[h.upper() for h in HEADINGS], *WHOLE[1:]], None),
    ("decomposed", [[unicodedata.normalize("NFD", h) for h in HEADINGS], *WHOLE[1:]], None),
    ("without accents", [["tt", "ho ten", "ma cbcc", "can cuoc cong dan", "phong ban", "nam hoc", "hinh thuc de nghi",
      "ket qua danh gia", "skkn", "hinh thuc ky luat", "don thu", "tham gia phong trao thi dua", "ngay nhan ho so"],
      *WHOLE[1:]], None),
    ("line breaks", [[h.replace(" ", "\r\n") for h in HEADINGS], *WHOLE[1:]], None),
    ("hints in brackets", [[f"{h} (bắt buộc) *" for h in HEADINGS], *WHOLE[1:]], None),
    ("columns from right to left", [r[::-1] for r in WHOLE], None),
    ("blank formatted rows", WHOLE, blank_rows),
    ("hidden row and column", WHOLE, hide),
    ("sections, totals, signatures", [
        HEADINGS, ["I", "TẬP THỂ"], ["II", "CÁ NHÂN"], MAI, SON,
        [None, "Phòng Tổng hợp"], LAN, [None, "Tổng cộng: 3 người"],
        [None, None, None, None, "Lai Châu, ngày 5 tháng 12 năm 2025"],
        [None, "NGƯỜI LẬP BIỂU", None, None, "GIÁM ĐỐC"],
        [None, "Quàng Văn Phúc", None, None, "Cầm Thị Hạnh"]], None),
    ("a further heading that is unknown", [(*HEADINGS, "Cột lạ"), *[(*r, "x") for r in WHOLE[1:]]], None),
    ("ratings in words", [HEADINGS, row(rating="Hoàn thành tốt nhiệm vụ"), row(SON, rating="Xuất sắc"),
                          row(LAN, rating="hoàn thành nhiệm vụ")], None),
    ("titles in words", [HEADINGS, row(title="Danh hiệu Lao động tiên tiến"),
                         row(SON, title="Chiến sỹ thi đua cơ sở năm 2025"),
                         row(LAN, title="lao dong tien tien")], None),
    ("years and days as text", [HEADINGS, row(year="Năm 2025", received="10/12/2025"),
                                row(SON, year="2025", received="2025-12-10"),
                                row(LAN, received=46001)], None),
    ("a matrix", [[*HEADINGS[:6], "LĐTT", "CSTĐCS (Đánh X)", *HEADINGS[7:]], [*MAI[:6], "X", None, *MAI[7:]],
                  [*SON[:6], None, "✓", *SON[7:]], [*LAN[:6], 1, "-", *LAN[7:]]], None),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "change"), [c[1:] for c in ALL_READ], ids=[c[0] for c in ALL_READ])
def test_a_list_is_read_however_it_is_laid_out(
    tmp_path: Path, sheets: Rows, change: Callable[[Any], None] | None
) -> None:
    """Where the headings stand and how they are written changes no verdict."""
    assert verdicts(check(tmp_path, sheets, change)) == AS_JUDGED


ONE_ROW: list[tuple[str, Rows, str, str]] = [
    ("a letter as rating", [HEADINGS, row(rating="A")], BO_SUNG, "ghi “A”; cần kết quả đánh giá chính thức"),
    ("an error as rating", [HEADINGS, row(rating="#N/A")], BO_SUNG, "lỗi #N/A"),
    ("a formula without result", [HEADINGS, row(rating='="HT"&"XS"')], BO_SUNG, "công thức chưa có kết quả"),
    ("no rating", [HEADINGS, row(rating=None)], BO_SUNG, "đánh giá"),
    ("no column of ratings", [[*HEADINGS[:7], *HEADINGS[8:]], [*MAI[:7], *MAI[8:]]], BO_SUNG, "đánh giá"),
    ("under review", [HEADINGS, row(review="Đang xác minh đơn tố cáo")], TAM, ""),
    ("review unknown", [HEADINGS, row(review=None)], BO_SUNG, "xem xét"),
    ("review not known", [HEADINGS, row(review="Không rõ")], BO_SUNG, "xem xét"),
    ("discipline not known", [HEADINGS, row(discipline="Chưa xác định")], BO_SUNG, "kỷ luật"),
    ("discipline all year", [HEADINGS, row(discipline="Cảnh cáo, từ 01/12/2024 đến 01/03/2026")], CHUA, ""),
    ("review not clear", [HEADINGS, row(review="?")], BO_SUNG, "cần “Có” hoặc “Không”"),
    ("none as a dash", [HEADINGS, row(discipline="-", initiative="0")], DU, ""),
    ("discipline unknown", [HEADINGS, row(discipline=None)], BO_SUNG, "kỷ luật"),
    ("a school year", [HEADINGS, row(year="2024-2025")], DU, "xét theo năm 2025"),
    ("two years that do not follow", [HEADINGS, row(year="2022-2025")], BO_SUNG, "hai năm liền nhau"),
    ("a day that is none", [HEADINGS, row(received="31/02/2025")], DU, "cần một ngày như 31/12/2025"),
    ("two ratings for one year", with_column("Xếp loại 2025", "HTXSNV"), BO_SUNG, "ghi hai mức khác nhau"),
    ("one rating twice", with_column("Xếp loại năm 2025", "Hoàn thành tốt nhiệm vụ"), DU, ""),
    ("a heading twice, said differently", with_column("Kỷ luật", "Khiển trách"), BO_SUNG, "hai cột"),
    ("a heading twice, said once", with_column("Kỷ luật", None), DU, "hai cột cùng là"),
    ("ratings of years in one cell", with_column("Xếp loại các năm", "2024: HTTNV; 2025: HTTNV"), DU, ""),
    ("a year's rating that names no year",
     with_column("Xếp loại các năm trước", "HTXSNV"), DU, "không biết của năm nào"),
    ("votes that Excel made a day", with_column("Phiếu đồng ý", date(2026, 3, 12)), DU,
     "Excel đã đổi ô này thành ngày"),
    ("votes as a share", with_column("Phiếu đồng ý", "80%"), DU, "ví dụ 12/15"),
    ("more votes than members", with_column("Phiếu đồng ý", "16/15"), DU, "16 phiếu đồng ý trên 15"),
    ("an initiative as a number", with_column("Sáng kiến", 2, without="Sáng kiến"), DU, "tên sáng kiến"),
    ("discipline days without discipline", with_column("Ngày QĐ kỷ luật", "01/02/2025"), BO_SUNG, "có ngày kỷ luật"),
    ("thirteen months", with_column("Tháng công tác", 13), DU, "số tháng từ 0 đến 12"),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "verdict", "words"), [c[1:] for c in ONE_ROW], ids=[c[0] for c in ONE_ROW])
def test_a_cell_that_is_not_clear_is_told_and_never_guessed(
    tmp_path: Path, sheets: Rows, verdict: str, words: str
) -> None:
    """What cannot be taken stays unknown: the row says so in the words of the cell."""
    found = check(tmp_path, sheets)
    assert [v for _, _, v in verdicts(found)] == [verdict]
    assert words in told(found)


NOT_JUDGED: list[tuple[str, Rows, str]] = [
    ("no name", [HEADINGS, row(name=None), SON], "để trống họ và tên"),
    ("a name that is an error", [HEADINGS, row(name="#REF!"), SON], "lỗi #REF!"),
    ("no title", [HEADINGS, row(title=None), SON], "chưa ghi danh hiệu"),
    ("a title that is none", [HEADINGS, row(title="Bằng khen"), SON], "ghi “Bằng khen”"),
    ("two titles, one unknown", [HEADINGS, row(title="LĐTT; Siêu sao"), SON], "Siêu sao"),
    ("a household", with_column("Loại đối tượng", "Hộ gia đình"), "hộ gia đình"),
    ("a mark that is none", [[*HEADINGS[:6], "LĐTT", *HEADINGS[7:]], [*MAI[:6], "chắc có", *MAI[7:]]], "dấu X"),
    ("a title with an error", [HEADINGS, row(title="#VALUE!"), SON], "lỗi #VALUE!"),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "words"), [c[1:] for c in NOT_JUDGED], ids=[c[0] for c in NOT_JUDGED])
def test_a_row_that_cannot_be_judged_says_why(tmp_path: Path, sheets: Rows, words: str) -> None:
    """Such a row has no verdict, the other rows are judged."""
    found = check(tmp_path, sheets)
    first, *others = verdicts(found)
    assert first[2] is None
    assert others in ([], [("Vàng Văn Sơn", "CSTDCS", DU)])
    assert words in " ".join(found.as_json()["rows"][0]["missing"])


# -- files that are no list -----------------------------------------------------------------------------

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
UNFIT = [
    ("ds.xlsx", b"", "rỗng"),
    ("ds.xlsx", b"Ho ten,Danh hieu\nMai,LDTT\n", "không phải bảng tính"),
    ("ds.csv", b"Ho ten,Danh hieu\nMai,LDTT\n", "Lưu thành"),
    ("ds.xls", OLD, "kiểu cũ"),
    ("ds.xls", b"<html><table></table></html>", "kiểu cũ"),
    ("ds.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ("ds.ods", b"PK\x03\x04", ".ods"),
    ("ds.pdf", b"%PDF-1.7", "PDF"),
    ("ds.xlsx", b"PK\x03\x04" + bytes(200), "bị hỏng"),
]


@pytest.mark.parametrize(("name", "content", "words"), UNFIT)
def test_a_file_that_is_no_workbook_is_refused_with_advice(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    """What it is and what to do next is told; nothing is written."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableDocument, match=words) as refused:
        checked(tmp_path / name)
    assert refused.value.advice
    assert not (tmp_path / "ra.xlsx").exists()


def rezipped(path: Path, part: str, content: bytes) -> Path:
    """Put a part of a workbook in the place of another."""
    with zipfile.ZipFile(path) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, held in {**parts, part: content}.items():
            new.writestr(name, held)
    return path


DAMAGED = [
    ("xl/workbook.xml", b""), ("xl/worksheets/sheet1.xml", b"<a>"), ("[Content_Types].xml", b"\x00" * 40),
    ("xl/styles.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ("xl/media/x.bin", bytes(101 * 1024 * 1024)), ("xl/worksheets/sheet1.xml", b" " * (31 * 1024 * 1024)),
]  # fmt: skip


@pytest.mark.parametrize(("part", "content"), DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_workbook_or_a_bomb_is_refused(tmp_path: Path, part: str, content: bytes) -> None:
    """Whatever part is broken, or unpacks to too much, the message is ours."""
    path = rezipped(written(tmp_path / "ds.xlsx", WHOLE), part, content)
    with pytest.raises(UnreadableDocument, match="hỏng|phá hoại|quá lớn|Không thấy danh sách"):
        checked(path)


@pytest.mark.parametrize(
    "tag",
    [
        b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b"<mergeCells><mergeCell ref='$A$1:$XFD$1048576'/></mergeCells>",
        b'<hyperlinks><hyperlink ref="A1:ZZ900000"/></hyperlinks>',
    ],
)
def test_cells_merged_over_everything_are_refused(tmp_path: Path, tag: bytes) -> None:
    """A small file must not make the program build millions of cells."""
    path = written(tmp_path / "ds.xlsx", WHOLE)
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    rezipped(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", b"</sheetData>" + tag))
    with pytest.raises(UnreadableDocument, match="gộp"):
        checked(path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    """A file that was not copied to its end is damaged."""
    path = written(tmp_path / "ds.xlsx", WHOLE)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnreadableDocument, match="hỏng"):
        checked(path)


@pytest.mark.parametrize(
    "sheets", [[], [["Thông báo"], ["Không có danh sách"]], [["Họ và tên", "Ghi chú"], ["Mai", ""]]]
)
def test_a_workbook_without_a_list_is_refused(tmp_path: Path, sheets: Rows) -> None:
    """Which headings are needed is told."""
    with pytest.raises(UnreadableDocument, match="Danh hiệu đề nghị"):
        check(tmp_path, sheets)


def test_a_macro_workbook_is_read(tmp_path: Path) -> None:
    """An .xlsm is a list too; its macros are named as lost."""
    path = written(tmp_path / "ds.xlsm", WHOLE)
    rezipped(path, "xl/vbaProject.bin", b"macro")
    found = checked(path)
    assert verdicts(found) == AS_JUDGED
    assert "macro" in " ".join(found.overview.losses)


# -- whose facts are whose ------------------------------------------------------------------------------


def merged_body(sheet: Any) -> None:
    """Merge the unit over two people, and a rating over two people."""
    sheet.cell(3, 5).value = None
    sheet.merge_cells("E2:E3")
    sheet.cell(3, 8).value = None
    sheet.merge_cells("H2:H3")


def test_what_is_merged_over_people_is_shared_only_where_it_may_be(tmp_path: Path) -> None:
    """A unit merged over rows is that of each; a rating merged over two people is nobody's."""
    found = check(tmp_path, [HEADINGS, MAI, row(LAN, rating=None)], merged_body)
    rows = found.as_json()["rows"]
    assert [r["unit"] for r in rows] == ["Phòng A", "Phòng A"]
    assert [r["verdict"] for r in rows] == [BO_SUNG, BO_SUNG]
    assert "ô này gộp qua nhiều người" in told(found)


def merged_person(sheet: Any) -> None:
    """Merge one person's name and rating over the rows of two titles."""
    for letter in "BCEH":
        sheet[f"{letter}3"].value = None
        sheet.merge_cells(f"{letter}2:{letter}3")


def test_one_person_over_two_rows_has_one_rating(tmp_path: Path) -> None:
    """Where the name is merged too, the rating is that of both rows."""
    found = check(tmp_path, [HEADINGS, row(rating="HTXSNV"), row(title="CSTĐCS")], merged_person)
    assert verdicts(found) == [("Lò Thị Mai", "LDTT", DU), ("Lò Thị Mai", "CSTDCS", DU)]


def test_a_matrix_under_groups_tells_people_from_collectives(tmp_path: Path) -> None:
    """Under “Tập thể” the mark LĐTT means the collective's title; one person may be marked twice."""
    head = ["STT", "Tên đối tượng", "Tập thể", None, "Cá nhân", None, *HEADINGS[7:]]
    below = [None, None, "LĐTT", "LĐXS", "LĐTT", "CSTĐCS", *[None] * 6]
    rows = [head, below, ["I. TẬP THỂ"],
            [1, "Phòng A", "X", None, None, None, "HTTNV", None, None, "Không", "Có", RECEIVED],
            ["II. CÁ NHÂN"], [1, "Lò Thị Mai", None, None, "x", "X", *SON[7:]]]  # fmt: skip

    def merge(sheet: Any) -> None:
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("E1:F1")

    found = verdicts(check(tmp_path, rows, merge, defaults=Defaults(year=2025)))
    assert [f[:2] for f in found] == [("Phòng A", "TTLDTT"), ("Lò Thị Mai", "LDTT"), ("Lò Thị Mai", "CSTDCS")]
    assert [f[2] for f in found] == [BO_SUNG, DU, DU]


def test_collectives_are_judged_by_their_own_counts(tmp_path: Path) -> None:
    """Counts as numbers, text and shares shown as per cent are read; 14 of 20 are 70 per cent."""
    head = ["Tên tập thể", "Danh hiệu", "Năm", "Xếp loại", "Tổng số người", "Tỷ lệ hoàn thành", "Tỷ lệ LĐTT",
            "Số CSTĐCS",
            "Số người bị kỷ luật", "Kỷ luật", "Đơn thư", "Tham gia phong trào", "Ngày tiếp nhận hồ sơ"]  # fmt: skip
    rows = [head, ["Phòng A", "TTLĐXS", 2025, "HTXSNV", "20 người", 1, 0.7, 1, 0, "Không", "Không", "Có", RECEIVED],
            ["Phòng B", "TTLĐTT", 2025, "HTTNV", 20, 0.9, "65%", 0, "0", "Không", "Không", "Có", RECEIVED]]  # fmt: skip

    def percent(sheet: Any) -> None:
        for place in ("F2", "F3", "G2"):
            sheet[place].number_format = "0%"

    assert [v for _, _, v in verdicts(check(tmp_path, rows, percent))] == [DU, CHUA]


def test_several_lists_in_one_workbook_are_each_judged(tmp_path: Path) -> None:
    """Each sheet has its own headings; a hidden one is only told."""
    sheets = {"Phòng A": [HEADINGS, MAI], "Phòng B": [HEADINGS[::-1], SON[::-1], LAN[::-1]]}
    found = check(tmp_path, sheets)
    assert verdicts(found) == AS_JUDGED
    assert [r["sheet"] for r in found.as_json()["rows"]] == ["Phòng A", "Phòng B", "Phòng B"]


def test_options_fill_what_rows_do_not_say(tmp_path: Path) -> None:
    """Title, year and the days may be given for the whole file; a row's own word holds."""
    kept = [i for i, h in enumerate(HEADINGS) if h not in ("Năm xét", "Ngày tiếp nhận hồ sơ")]
    rows = [[r[i] for i in kept] for r in (HEADINGS, row(title=None), SON)]
    found = check(tmp_path, rows, defaults=Defaults("LDTT", 2025, RECEIVED))
    assert verdicts(found) == [("Lò Thị Mai", "LDTT", DU), ("Vàng Văn Sơn", "CSTDCS", DU)]


def test_no_identity_number_leaves_its_cell(tmp_path: Path) -> None:
    """Wherever somebody typed it, as text or as a number, it is in no message, no summary and no result."""
    rows = [HEADINGS, row(), row(SON, citizen=1085012345, code=1085012345), row(LAN, name=f"Hà Thị Lan {CITIZEN}"),
            row(SON, rating=CITIZEN, title=CITIZEN),
            row(LAN, discipline=f"Khiển trách {CITIZEN}", unit=CITIZEN)]  # fmt: skip
    found = check(tmp_path, rows)
    everything = told(found) + "\n".join(f.words for f in found.overview.faults) + str(found.overview.lines(str(AS_OF)))
    assert CITIZEN not in everything
    assert "1085012345" not in everything


def test_the_year_above_the_list_holds_where_no_row_says_one(tmp_path: Path) -> None:
    """It is told where the year came from; the day of the signature is no year of a list."""
    rows = [["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM 2025"], *[[c for i, c in enumerate(r) if i != 5] for r in WHOLE]]
    found = check(tmp_path, rows)
    assert verdicts(found) == AS_JUDGED
    assert "năm xét 2025 lấy từ tên danh sách" in told(found)


def test_a_day_of_receipt_chooses_the_law_for_its_row(tmp_path: Path) -> None:
    """Two rows of one list may stand under two laws."""
    found = check(tmp_path, [HEADINGS, MAI, row(received=date(2024, 6, 1))])
    versions = [r["version"] for r in found.as_json()["rows"]]
    assert "152/2025" in versions[0]
    assert "98/2023" in versions[1]


def test_a_group_that_is_not_merged_stands_for_the_columns_beside_it(tmp_path: Path) -> None:
    """“Xếp loại các năm” above the first of three years is that of all three."""
    head = [*HEADINGS, "Xếp loại các năm", None, None]
    rows = [head, [*[None] * 13, 2022, "2023", "Năm 2024"], [*MAI, "HTTNV", "HTXSNV", "HTNV"]]
    (found,) = check(tmp_path, rows).rows
    assert found.nomination.facts["ratings"] == {"2022": "HTTNV", "2023": "HTXSNV", "2024": "HTNV", "2025": "HTTNV"}


def test_a_day_of_signing_may_stand_in_the_row(tmp_path: Path) -> None:
    """It is that of the nomination, not of an earlier decision."""
    (found,) = check(tmp_path, with_column("Ngày ký quyết định", "05/01/2026")).rows
    assert found.nomination.facts["signed_on"] == "2026-01-05"
