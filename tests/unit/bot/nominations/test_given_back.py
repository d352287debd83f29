"""The workbook that comes back: everything of the person's kept, six columns and a summary sheet added."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from bot.nominations.layout import RESULT_HEADINGS
from bot.nominations.template import template_content
from bot.nominations.writing import check_target, put_file
from knowledge.errors import UsageError
from tests.unit.bot.nominations.lists import (
    HEADINGS,
    LAN,
    MAI,
    SON,
    check,
    checked,
    results,
    row,
    verdicts,
    with_column,
    written,
)

WHOLE = [HEADINGS, MAI, SON, LAN]


def dressed(sheet: Any) -> None:
    """Give a list looks of its own."""
    sheet.insert_rows(1)
    sheet["A1"] = "DANH SÁCH"
    sheet.merge_cells("A1:M1")
    for cell in sheet[2]:
        cell.font, cell.fill = (
            Font(name="Times New Roman", bold=True, size=13),
            PatternFill("solid", start_color="FFFF00"),
        )
    sheet["B3"].font, sheet["B3"].alignment = Font(italic=True, color="FF0000"), Alignment(horizontal="right")
    sheet["M3"].number_format = "dd-mm-yyyy"
    sheet["F5"] = "=2000+25"
    sheet["A9"] = "=SUM(A3:A5)"
    sheet["B3"].comment = Comment("xem lại", "người lập")
    sheet.column_dimensions["B"].width, sheet.column_dimensions["L"].width = 33, 21
    sheet.column_dimensions["N"].width = 9
    sheet.column_dimensions["N"].min, sheet.column_dimensions["N"].max = 14, 30
    sheet.row_dimensions[3].height = 40
    sheet.freeze_panes, sheet.auto_filter.ref = "C3", "A2:M5"
    sheet.print_title_rows, sheet.print_area = "1:2", "A1:M9"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.oddFooter.center.text = "Trang &P"
    rule = DataValidation(type="list", formula1='"HTXSNV,HTTNV"')
    rule.add("H3:H5")
    sheet.add_data_validation(rule)


def looks(cell: Any) -> tuple[object, ...]:
    """Return everything of a cell that a person sees."""
    style = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return (cell.value, *map(repr, style), cell.number_format, cell.comment and cell.comment.text)


def test_everything_of_the_person_s_is_kept(tmp_path: Path) -> None:
    """Cells, looks, formulas, widths, merged cells, notes, choices, filter and print settings are as they were."""
    source = written(tmp_path / "ds.xlsx", WHOLE, dressed)
    before_bytes = source.read_bytes()
    checked(source)
    before, after = load_workbook(source)["DS"], load_workbook(tmp_path / "ra.xlsx")["DS"]
    assert source.read_bytes() == before_bytes
    for cells in before.iter_rows(max_col=13):
        for cell in cells:
            assert looks(after[cell.coordinate]) == looks(cell)
    for letter in "ABL":
        assert after.column_dimensions[letter].width == before.column_dimensions[letter].width
    assert {str(m) for m in before.merged_cells.ranges} <= {str(m) for m in after.merged_cells.ranges}
    assert (after.freeze_panes, after.auto_filter.ref, after.print_title_rows) == ("C3", "A2:M5", "$1:$2")
    assert after.print_area == before.print_area
    assert (after.page_setup.orientation, after.page_setup.paperSize) == ("landscape", 8)
    assert after.oddFooter.center.text == "Trang &P"
    assert [str(d.sqref) for d in after.data_validations.dataValidation] == ["H3:H5"]
    assert after.row_dimensions[3].height == 40


def test_the_results_stand_beside_the_list_in_its_style(tmp_path: Path) -> None:
    """Six headings like the list's own, results beside each row, coloured by verdict, in columns of their own."""
    checked(written(tmp_path / "ds.xlsx", WHOLE, dressed))
    sheet = load_workbook(tmp_path / "ra.xlsx")["DS"]
    assert tuple(sheet.cell(2, 14 + i).value for i in range(6)) == RESULT_HEADINGS
    assert sheet["N2"].font.name == "Times New Roman"
    assert sheet["N2"].fill.start_color.rgb.endswith("FFFF00")
    assert (
        sheet["N3"].fill.start_color.rgb != sheet["N4"].fill.start_color.rgb or sheet["N3"].value == sheet["N4"].value
    )
    assert all(sheet.cell(3, 14 + i).alignment.wrap_text for i in range(6))
    ranges = sorted((d.min, d.max) for d in sheet.column_dimensions.values() if d.min)
    assert all(a[1] < b[0] for a, b in zip(ranges, ranges[1:], strict=False))


def test_a_list_that_is_checked_again_gets_its_results_replaced(tmp_path: Path) -> None:
    """The second check writes the same columns and one summary sheet, and judges the same."""
    first = check(tmp_path, WHOLE)
    again = tmp_path / "lại"
    again.mkdir()
    (again / "ds.xlsx").write_bytes((tmp_path / "ra.xlsx").read_bytes())
    second = checked(again / "ds.xlsx")
    assert verdicts(first) == verdicts(second)
    assert results(again / "ra.xlsx") == results(tmp_path / "ra.xlsx")
    book = load_workbook(again / "ra.xlsx")
    assert book.sheetnames == ["DS", "Tổng hợp tdkt"]
    assert book["DS"].max_column == len(HEADINGS) + 6


def test_results_that_no_longer_hold_are_gone(tmp_path: Path) -> None:
    """A row that was judged and is now a total keeps no old verdict."""
    check(tmp_path, WHOLE)
    book = load_workbook(tmp_path / "ra.xlsx")
    for cell in book["DS"][4][1:13]:
        cell.value = None
    book["DS"]["B4"] = "Tổng cộng"
    book.save(tmp_path / "ds.xlsx")
    checked(tmp_path / "ds.xlsx")
    assert set(results(tmp_path / "ra.xlsx")) == {2, 3}


def test_a_text_never_becomes_a_formula(tmp_path: Path) -> None:
    """Names, units and faults that begin like a formula are text in what we write."""
    evil = '=HYPERLINK("http://x","y")'
    rows = [HEADINGS, row(unit="@SUM(1)", discipline="+cmd", rating="-2+3"), row(SON, name="'=1+1", title="-LĐTT")]

    def plant(sheet: Any) -> None:
        sheet["E3"].value = evil
        sheet["E3"].data_type = "s"

    check(tmp_path, rows, plant)
    book = load_workbook(tmp_path / "ra.xlsx")
    ours = [c for s in (book["Tổng hợp tdkt"],) for cells in s.iter_rows() for c in cells]
    ours += [c for cells in book["DS"].iter_rows(min_col=14) for c in cells]
    assert [c.value for c in ours if c.data_type == "f"] == []
    assert [c.value for c in ours if str(c.value or "").startswith(("=", "+", "-", "@"))] == []


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("xl/pivotTables/pivotTable1.xml", "PivotTable"), ("xl/ctrlProps/ctrlProp1.xml", "nút bấm"),
        ("xl/charts/chart9.xml", "biểu đồ"), ("xl/media/image9.png", "hình ảnh"),
        ("xl/externalLinks/externalLink9.xml", "liên kết"),
        ("_xmlsignatures/sig1.xml", "chữ ký số"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named(tmp_path: Path, part: str, words: str) -> None:
    """The parts of the file that openpyxl drops are told before anything is written."""
    source = written(tmp_path / "ds.xlsx", WHOLE)
    with zipfile.ZipFile(source, "a") as package:
        package.writestr(part, "<x/>")
    assert words in " ".join(checked(source).overview.losses)


def test_sparklines_and_new_choices_are_named(tmp_path: Path) -> None:
    """Extensions inside a sheet are found too."""
    source = written(tmp_path / "ds.xlsx", WHOLE)
    with zipfile.ZipFile(source) as package:
        parts = {n: package.read(n) for n in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    extension = (
        b'<extLst><ext xmlns:x14="x" uri="{1}"><x14:sparklineGroups/><x14:dataValidations/></ext></extLst></worksheet>'
    )
    parts[name] = parts[name].replace(b"</worksheet>", extension.replace(b"Groups/>", b"Groups><x14:sparklineGroup/></x14:sparklineGroups>").replace(b"<x14:dataValidations/>", b"<x14:dataValidation/>"))  # fmt: skip # noqa: E501
    with zipfile.ZipFile(source, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    losses = " ".join(checked(source).overview.losses)
    assert "sparkline" in losses
    assert "danh sách chọn" in losses


# -- where the file goes --------------------------------------------------------------------------------


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    """Neither under its own name nor under another of it."""
    source = written(tmp_path / "ds.xlsx", WHOLE)
    (tmp_path / "lối tắt.xlsx").symlink_to(source)
    for target in (source, tmp_path / "lối tắt.xlsx"):
        with pytest.raises(UsageError, match="trùng tệp vào"):
            check_target(source, target, force=True)


@pytest.mark.parametrize("name", ["ra.xls", "không có/ra.xlsx", "có rồi.xlsx", "thư mục.xlsx"])
def test_a_target_that_will_not_do_is_refused(tmp_path: Path, name: str) -> None:
    """Another ending, no folder, a file that is there, a folder of that name."""
    (tmp_path / "có rồi.xlsx").write_bytes(b"x")
    (tmp_path / "thư mục.xlsx").mkdir()
    with pytest.raises(UsageError):
        check_target(tmp_path / "ds.xlsx", tmp_path / name, force=name == "thư mục.xlsx")


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    """A file is there whole, or the folder is as it was."""
    target = tmp_path / "ra.xlsx"
    put_file(target, b"eins", force=False)
    with pytest.raises(UsageError):
        put_file(target, b"zwei", force=False)
    put_file(target, b"drei", force=True)
    assert target.read_bytes() == b"drei"
    assert [p.name for p in tmp_path.iterdir()] == ["ra.xlsx"]


def test_a_check_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while rows are judged writes no file."""
    source = written(tmp_path / "ds.xlsx", with_column("Tóm tắt thành tích", "HTXSNV 2025"))

    def stop(_: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checked(source, confirm=stop)
    assert [p.name for p in tmp_path.iterdir()] == ["ds.xlsx"]


# -- the template ---------------------------------------------------------------------------------------


def test_the_template_can_be_checked_as_it_is(tmp_path: Path) -> None:
    """Its headings are all understood, and its examples are judged while no row of a person stands there."""
    (tmp_path / "mẫu.xlsx").write_bytes(template_content())
    found = checked(tmp_path / "mẫu.xlsx")
    assert [v for _, _, v in verdicts(found)] == ["du", "du"]
    assert [f for f in found.overview.faults if "không hiểu" in f.given] == []
    assert [f.words for f in found.overview.faults if not f.is_note] == []


def test_examples_are_passed_over_once_the_template_is_filled(tmp_path: Path) -> None:
    """A real row below them is judged alone."""
    (tmp_path / "mẫu.xlsx").write_bytes(template_content())
    book = load_workbook(tmp_path / "mẫu.xlsx")
    sheet = book["Danh sách"]
    for place, cell in enumerate(sheet[2], start=1):
        sheet.cell(4, place).value = cell.value
    sheet["B4"] = "Vàng Văn Sơn"
    book.save(tmp_path / "mẫu.xlsx")
    assert verdicts(checked(tmp_path / "mẫu.xlsx")) == [("Vàng Văn Sơn", "CSTDCS", "du")]


def test_a_sheet_of_the_person_s_with_our_name_is_kept(tmp_path: Path) -> None:
    """Only a summary that we wrote is replaced."""
    book = Workbook()
    book.worksheets[0].title = "Tổng hợp tdkt"
    book.worksheets[0]["A1"] = "Của tôi"
    listed: Callable[[], Any] = book.create_sheet
    sheet = listed()
    for cells in WHOLE:
        sheet.append(list(cells))
    book.save(tmp_path / "ds.xlsx")
    checked(tmp_path / "ds.xlsx")
    assert load_workbook(tmp_path / "ra.xlsx")["Tổng hợp tdkt"]["A1"].value == "Của tôi"


def test_cells_merged_over_the_results_are_no_obstacle(tmp_path: Path) -> None:
    """Somebody who merged a line over the columns of an earlier check gets fresh ones."""
    first = check(tmp_path, WHOLE)
    book = load_workbook(tmp_path / "ra.xlsx")
    book["DS"].merge_cells("A4:S4")
    book["DS"].merge_cells("N2:O3")
    book.save(tmp_path / "ds.xlsx")
    assert verdicts(checked(tmp_path / "ds.xlsx"))[:2] == verdicts(first)[:2]
