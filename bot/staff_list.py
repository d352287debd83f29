"""A staff list from Excel (danh sách cán bộ): read row by row; what is wrong in it is told, and nothing is repaired."""

import re
import warnings
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.staff_rows import EXAMPLE, HEADINGS, NEEDED, cell_text, group_of, headed, person_of
from bot.workbooks import checked_content, damaged
from knowledge.errors import UsageError
from knowledge.people import Person
from knowledge.text import normalised

_HEADER_WITHIN = 20  # rows
_LAST_ROW, _LAST_COLUMN = 1_048_576, 100  # Excel's own last row; a list needs no more columns
_ENOUGH = 2  # headings by which a further sheet is known to be a list too
_NUMBER_OF_COLUMN = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row was not taken.

    Attributes:
        row: its number as Excel shows it.
        given: what stands there, with its heading.
        expected: what should stand there.
    """

    row: int
    given: str
    expected: str


@dataclass(frozen=True, slots=True)
class StaffList:
    """What a staff list says.

    Attributes:
        people: those whose rows are whole, in order.
        faults: the rows that were not taken, in order; a row with two faults is told twice.
        told: for each of the people, the fields of ``Person`` that the list fills; the others are unknown to it.
    """

    people: tuple[Person, ...]
    faults: tuple[RowFault, ...]
    told: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet with a list: its name, the row of its headings, which field each column holds, its rows."""

    name: str
    header: int
    columns: dict[int, str]
    rows: list[tuple[int, list[str]]]


def read_staff_list(path: Path) -> StaffList:
    """Read a staff list; one bad row never stops the rest.

    Raises:
        UsageError: the file is no .xlsx, is damaged or too large, or has no column of names.
    """
    sheets = _sheets(path)
    if not sheets:
        raise UsageError(f"Không thấy cột họ tên trong {_HEADER_WITHIN} dòng đầu của {path}.", NEEDED)
    first, *others = sheets
    read = _understood(first)
    unread = [
        RowFault(
            s.header, f"Trang “{s.name}” cũng có danh sách", f"mỗi tệp một danh sách; chỉ đọc trang “{first.name}”"
        )
        for s in others
        if len(s.columns) >= _ENOUGH
    ]
    return StaffList(read.people, (*read.faults, *unread), read.told)


def write_template(path: Path) -> None:
    """Write an empty staff list with its headings and one example row, which reading passes over.

    Raises:
        UsageError: the file is there already, has another ending than .xlsx, or cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"Tệp mẫu {path} phải có đuôi .xlsx.")
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh sách"
    sheet.append(list(HEADINGS))
    sheet.append(
        [f"{EXAMPLE} Lò Thị Mai", "CB001", "mai.lt@vidu.gov.vn", "Phòng Tổ chức cán bộ", "Cán bộ", "zalo, email"]
    )
    roles = DataValidation(type="list", formula1='"Người hỏi,Cán bộ,Tổ chức cán bộ,Quản trị"', allow_blank=True)
    sheet.add_data_validation(roles)
    roles.add(f"E2:E{_LAST_ROW}")
    for place in range(1, len(HEADINGS) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = 28
    sheet.column_dimensions["B"].number_format = "@"  # so that a code keeps its leading zeros
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    try:
        with path.open("xb") as file:
            file.write(written.getvalue())
    except FileExistsError:
        raise UsageError(f"Đã có tệp {path}.", "Hãy chọn tên khác để không ghi đè.") from None
    except OSError as error:
        raise UsageError(f"Không ghi được {path} ({error.strerror}).", "Hãy chọn thư mục khác.") from error


def _understood(sheet: _Sheet) -> StaffList:
    """Return whom the rows of a sheet describe; of two rows for one person the first holds."""
    people: list[Person] = []
    told: list[frozenset[str]] = []
    faults: list[RowFault] = []
    first_with: dict[object, int] = {}
    for number, texts in sheet.rows:
        cells = {field: texts[place] if place < len(texts) else "" for place, field in sheet.columns.items()}
        if not any(cells.values()) or cells["name"].startswith(EXAMPLE):
            continue
        person, fields, unfit = person_of(cells)
        faults += [RowFault(number, u.given, u.expected) for u in unfit]
        if unfit:
            continue
        mark = person.code.casefold() or (person.name.casefold(), group_of(person.unit), person.email.casefold())
        if mark in first_with:
            faults.append(_twice(number, first_with[mark], person))
            continue
        first_with[mark] = number
        people.append(person)
        told.append(fields)
    return StaffList(tuple(people), tuple(faults), tuple(told))


def _twice(number: int, first: int, person: Person) -> RowFault:
    if person.code:
        return RowFault(number, f"Mã cán bộ: {person.code}", f"mỗi người một mã; mã này đã có ở dòng {first}")
    given = f"{person.name}, giống hệt dòng {first}"
    return RowFault(number, given, "mỗi người một dòng; hai người trùng tên thì ghi mã cán bộ của từng người")


def _sheets(path: Path) -> list[_Sheet]:
    """Return the visible sheets of a file that hold a list, each with its rows in memory.

    Openpyxl raises whatever a damaged part made it stumble over, so every error of reading means a damaged file.
    """
    content = checked_content(path, NEEDED)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
            with closing(load_workbook(BytesIO(content), read_only=True, data_only=True)) as book:
                found = [_sheet(s) for s in book.worksheets if s.sheet_state == "visible"]
    except Exception as error:
        raise damaged(path, NEEDED) from error
    return [sheet for sheet in found if sheet is not None]


def _sheet(sheet: Any) -> _Sheet | None:  # noqa: ANN401 (openpyxl's types leave out the sheet that is only read)
    sheet.reset_dimensions()  # those written in the file may say a million rows of nothing
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_row=_LAST_ROW, max_col=_LAST_COLUMN), start=1):
        texts = [normalised(cell_text(cell.value, cell.number_format)) for cell in cells]
        if any(texts):
            rows.append((number, texts))
    first = [(number, headed(texts)) for number, texts in rows if number <= _HEADER_WITHIN]
    named = [(number, columns) for number, columns in first if "name" in columns.values()]
    if not named:
        return None
    header, columns = max(named, key=lambda pair: len(pair[1]))
    below = [row for row in rows if row[0] > header]
    if below and all(_NUMBER_OF_COLUMN.fullmatch(text) for text in filter(None, below[0][1])):
        del below[0]
    return _Sheet(sheet.title, header, columns, below)
