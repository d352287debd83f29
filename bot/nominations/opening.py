"""A workbook is opened: refused with advice where it is none, else its sheets as plain values."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.nominations.faults import Fault
from bot.nominations.grid import Cell, Grid, Merge
from bot.nominations.losses import losses_of
from bot.workbooks import checked_content, damaged
from knowledge.errors import UnreadableDocument, UsageError

if TYPE_CHECKING:
    from openpyxl import Workbook

NEEDED = (
    "Danh sách cần một dòng tiêu đề có cột “Họ và tên” và “Danh hiệu đề nghị” "
    "(hoặc mỗi danh hiệu một cột, đánh dấu X). "
    "Tệp mẫu: tdkt check-list --template mau.xlsx"
)
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENDINGS = {
    ".xls": "Đây là Excel kiểu cũ (.xls).", ".csv": "Đây là tệp chữ .csv.", ".ods": "Đây là bảng tính .ods.",
    ".xlsb": "Đây là Excel nhị phân (.xlsb).", ".doc": "Đây là tệp Word.", ".docx": "Đây là tệp Word.",
    ".pdf": "Đây là tệp PDF.", ".html": "Đây là trang web.",
}  # fmt: skip
_LARGEST_SHEETS = 30 * 1024 * 1024
_MOST_MERGED = 500_000
_RANGE = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]{0,400}?\bref\s*=\s*[\"']([^\"']{1,40})[\"']")
_NOT_KEPT_RESULT = "công thức chưa có kết quả (mở tệp bằng Excel rồi lưu lại)"


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook that was opened.

    Attributes:
        book: as openpyxl holds it, with its formulas.
        grids: its sheets as plain values, in order.
        losses: what will not be kept when it is written again.
    """

    path: Path
    book: "Workbook"
    grids: tuple[Grid, ...]
    losses: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def opened(path: Path) -> Opened:
    """Open a workbook.

    Raises:
        UnreadableDocument: it is no .xlsx or .xlsm, has a password, is damaged, empty or too large.
    """
    try:
        content = _content(path)
    except UsageError as error:
        raise UnreadableDocument(error.message, error.advice) from error
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _refuse_unfit(path, package)
            losses = losses_of(package)
        book, grids = _loaded(content)
    except UnreadableDocument:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part made it stumble over
        told = damaged(path, NEEDED)
        raise UnreadableDocument(told.message, told.advice) from error
    if not grids:
        raise UnreadableDocument(f"Tệp {path} không có trang tính nào.", NEEDED)
    return Opened(path, book, grids, tuple(losses))


def _content(path: Path) -> bytes:
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(len(_OLD))
        if not head:
            raise UnreadableDocument(f"Tệp {path} rỗng (0 byte).", "Hãy sao chép lại tệp. " + NEEDED)
        if head == _OLD:
            raise _old(path)
        ending = path.suffix.lower()
        if ending in _ENDINGS or (ending not in (".xlsx", ".xlsm") and not head.startswith(b"PK")):
            said = _ENDINGS.get(ending, "Tệp không có đuôi .xlsx.")
            raise UnreadableDocument(
                f"Không đọc được {path}. {said}", "Hãy mở bằng Excel và chọn Lưu thành (Save As) .xlsx. " + NEEDED
            )
    return checked_content(path, NEEDED)


def _old(path: Path) -> UnreadableDocument:
    """Return what is told of a file in the old container: an .xls, or a workbook with a password."""
    if _ENCRYPTED in path.read_bytes():
        return UnreadableDocument(
            f"Tệp {path} có mật khẩu.", "Hãy mở bằng Excel, bỏ mật khẩu (File > Info > Protect Workbook) rồi lưu lại."
        )
    return UnreadableDocument(
        f"Tệp {path} là Excel kiểu cũ (.xls).",
        "Hãy mở bằng Excel và chọn Lưu thành (Save As) “Excel Workbook (.xlsx)”.",
    )


def _refuse_unfit(path: Path, package: zipfile.ZipFile) -> None:
    sheets = [e for e in package.infolist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", e.filename)]
    if sum(e.file_size for e in sheets) > _LARGEST_SHEETS:
        raise UnreadableDocument(
            f"Các trang của {path} quá lớn (hơn {_LARGEST_SHEETS // 1024 // 1024} MB khi bung ra).",
            "Thường do định dạng sẵn hàng trăm nghìn dòng trống: hãy chép riêng danh sách sang một tệp mới.",
        )
    if sum(_covered(package.read(e)) for e in sheets) > _MOST_MERGED:
        raise UnreadableDocument(
            f"Tệp {path} có ô gộp hoặc liên kết trùm quá nhiều ô.",
            "Hãy bỏ gộp ô, hoặc chép riêng danh sách sang tệp mới.",
        )
    for entry in package.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with package.open(entry) as part:
                if b"<!DOCTYPE" in part.read(2048):
                    raise UnreadableDocument(f"Tệp {path} chứa khai báo XML lạ, có thể là tệp phá hoại.", NEEDED)


def _covered(sheet: bytes) -> int:
    """Return how many cells merged cells and links of a sheet cover: openpyxl makes each of them."""
    from openpyxl.utils import range_boundaries

    total = 0
    for reference in _RANGE.findall(sheet):
        left, top, right, bottom = (bound or 1 for bound in range_boundaries(reference.decode("ascii").upper()))
        total += max(right - left + 1, 1) * max(bottom - top + 1, 1)
    return total


def _loaded(content: bytes) -> "tuple[Workbook, tuple[Grid, ...]]":
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions, which are told apart
        book = load_workbook(BytesIO(content), rich_text=True)
        results: Any = book
        if any(cell.data_type == "f" for sheet in book.worksheets for row in _cells(sheet) for cell in row):
            results = load_workbook(BytesIO(content), data_only=True)
    return book, tuple(_grid(sheet, results[sheet.title]) for sheet in book.worksheets)


def _cells(sheet: Any) -> Iterator[list[Any]]:  # noqa: ANN401 (openpyxl's cells)
    """Yield the cells that are there, row by row, without making new ones."""
    by_row: dict[int, list[Any]] = {}
    for (row, _), cell in sheet._cells.items():
        by_row.setdefault(row, []).append(cell)
    yield from (by_row[row] for row in sorted(by_row))


def _grid(sheet: Any, results: Any) -> Grid:  # noqa: ANN401
    rows: dict[int, dict[int, Cell]] = {}
    for cells in _cells(sheet):
        for cell in cells:
            shown = _cell(cell, results)
            if shown is not None:
                rows.setdefault(cell.row, {})[cell.column] = shown
    merges = tuple(Merge(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges)
    hidden_columns = {
        c for d in sheet.column_dimensions.values() if d.hidden for c in range(d.min or 1, min(d.max or 1, 1000) + 1)
    }
    hidden_rows = frozenset(n for n, d in sheet.row_dimensions.items() if d.hidden and n in rows)
    return Grid(sheet.title, {r: dict(sorted(c.items())) for r, c in rows.items()}, merges, hidden_rows,
                frozenset(hidden_columns), sheet.sheet_state == "visible")  # fmt: skip


def _cell(cell: Any, results: Any) -> Cell | None:  # noqa: ANN401
    value, kind, number_format = cell.value, cell.data_type, cell.number_format
    if kind == "f":
        held = results._cells.get((cell.row, cell.column))
        value, kind = (held.value, held.data_type) if held is not None else (None, "n")
        if value is None:
            return Cell(None, number_format, _NOT_KEPT_RESULT)
    if kind == "e":
        return Cell(None, number_format, f"lỗi {value}")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, bool | int | float | str) and not hasattr(value, "year") and not hasattr(value, "hour"):
        value = str(value)  # a text in several fonts
    if isinstance(value, str) and re.fullmatch(
        r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", value.strip()
    ):
        return Cell(None, number_format, f"lỗi {value.strip()}")
    return Cell(str(value) if isinstance(value, str) else value, number_format)
