"""A report as a workbook (báo cáo Excel): one sheet, the tables one below the other, no formula anywhere."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bot.unit.report import Cell, Report

_WIDTHS = (64, 14, 14, 14, 14, 16, 14)
_LONGEST = 32_000  # characters; Excel takes 32,767
_HEADING = PatternFill("solid", fgColor="E8E4DA")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(report: Report) -> bytes:
    """Return a report as the content of an .xlsx file; no cell of it is a formula."""
    book = Workbook()
    sheet: Worksheet = book.create_sheet("Báo cáo", 0)
    del book["Sheet"]
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    _line(sheet, 1, ("Báo cáo hỏi đáp thi đua, khen thưởng",), bold=True)
    _line(sheet, 2, (report.unit or "Chưa khai đơn vị",))
    _line(sheet, 3, (f"Từ {report.first:%d/%m/%Y} đến {report.last:%d/%m/%Y}",))
    _line(sheet, 4, (f"Lập lúc {report.made_at:%H:%M ngày %d/%m/%Y}; chỉ có số đếm, không có dữ liệu cá nhân",))
    row = 6
    for table in report.tables:
        _line(sheet, row, (table.title,), bold=True)
        _line(sheet, row + 1, table.headings, bold=True, filled=True)
        row += 2
        for cells in table.rows or (("Không có số liệu",),):
            _line(sheet, row, cells)
            row += 1
        if table.note:
            _line(sheet, row, (table.note,))
            row += 1
        row += 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _line(sheet: Worksheet, row: int, cells: tuple[Cell, ...], *, bold: bool = False, filled: bool = False) -> None:
    for column, value in enumerate(cells, 1):
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            cell.value, cell.data_type = _text(value), TYPE_STRING
            cell.alignment = Alignment(wrap_text=column == 1 and not bold, vertical="top")
        else:
            cell.value = value
        if bold:
            cell.font = Font(bold=True)
        if filled:
            cell.fill = _HEADING


def _text(value: str) -> str:
    """Return words that no program takes for a formula, also where the file is saved as CSV later."""
    words = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
    return f"'{words}" if words.startswith(_STARTS_FORMULA) else words
