"""The workbook is given back: results beside the list, a sheet that sums it up, one file that is whole or not there."""

import tempfile
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.nominations.judging import Judged
from bot.nominations.layout import Table
from bot.nominations.opening import Opened
from bot.nominations.overview import TITLE, Overview
from bot.nominations.reading import SUMMARY_SHEET
from bot.nominations.result_columns import put, write_results
from knowledge.errors import TdktError, UsageError

_SUMMARY_WIDTHS = (36, 34, 14, 16, 18, 60, 14, 12)


def check_target(source: Path | None, target: Path, *, force: bool) -> None:
    """Refuse a target that is the input, is there already, or cannot be a workbook, before any work is done.

    Raises:
        UsageError: it is one of these.
    """
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"Tệp ra {target} phải có đuôi .xlsx.", "Ví dụ: -o ket-qua.xlsx")
    if source is not None and (target == source or (target.exists() and source.exists() and target.samefile(source))):
        raise UsageError("Tệp ra trùng tệp vào.", "Danh sách gốc không bị ghi đè: hãy chọn tên khác cho -o.")
    if target.exists() and (not force or not target.is_file()):
        raise UsageError(f"Đã có {target}.", "Hãy chọn tên khác, hoặc thêm --force để ghi đè.")
    if not target.parent.is_dir():
        raise UsageError(f"Không có thư mục {target.parent}.", "Hãy tạo thư mục hoặc chọn nơi khác.")


def written(opened: Opened, tables: Sequence[Table], rows: Sequence[Judged], overview: Overview, as_of: date) -> bytes:
    """Return the workbook with its results.

    Raises:
        TdktError: openpyxl cannot write what it read.
    """
    book = opened.book
    for table in tables:
        mine = [r for r in rows if r.nomination.sheet == table.grid.name]
        write_results(book[table.grid.name], table, mine)
    _write_overview(book, overview, as_of)
    if getattr(book, "vba_archive", None):
        book.vba_archive = None
    content = BytesIO()
    try:
        book.save(content)
    except Exception as error:  # whatever a strange part of somebody's workbook makes openpyxl stumble over
        raise TdktError(
            f"Không ghi lại được bảng tính này ({type(error).__name__}).",
            "Hãy chép riêng danh sách sang một tệp Excel mới rồi kiểm tra lại.",
        ) from error
    return content.getvalue()


def _write_overview(book: Any, overview: Overview, as_of: date) -> None:  # noqa: ANN401 (openpyxl's workbook)
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    for name in [s.title for s in book.worksheets if s.title.startswith(SUMMARY_SHEET) and s.cell(1, 1).value == TITLE]:
        del book[name]
    sheet = book.create_sheet(SUMMARY_SHEET)
    thin = Side(style="thin", color="808080")
    box, head = Border(left=thin, right=thin, top=thin, bottom=thin), PatternFill("solid", start_color="D9E1F2")
    for number, (style, line) in enumerate(overview.lines(f"{as_of:%d/%m/%Y}"), start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, int):
                cell.value, cell.number_format = value, "#,##0"
            else:
                put(cell, str(value))
            if style in ("head", "row", "sum"):
                cell.border = box
                cell.alignment = Alignment(vertical="top", wrap_text=True)
            if style in ("title", "head", "sum"):
                cell.font = Font(bold=True)
            if style == "head":
                cell.fill = head
    for place, width in enumerate(_SUMMARY_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def put_file(target: Path, content: bytes, *, force: bool) -> None:
    """Write a file that is whole or not there; nothing of it stays behind where writing stops half way.

    Raises:
        UsageError: it came into being meanwhile, or cannot be written.
    """
    made: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".tdkt-", suffix=".tmp", delete=False) as file:
            made = Path(file.name)
            file.write(content)
        if target.exists() and not force:
            raise UsageError(f"Đã có {target}.", "Hãy chọn tên khác, hoặc thêm --force để ghi đè.")
        made.replace(target)
    except OSError as error:
        raise UsageError(f"Không ghi được {target} ({error.strerror}).", "Hãy chọn thư mục khác.") from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)
