"""Lists of nominees as the tests write them, and what a check of one gives."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bot.nominations.checking import Check, Checked, check_list
from bot.nominations.layout import RESULT_HEADINGS
from bot.nominations.nominees import Defaults
from knowledge.criteria import judge, shipped_criteria
from knowledge.criteria.narrative import facts_told

AS_OF = date(2026, 5, 1)
CITIZEN = "001085012345"
HEADINGS = (
    "STT", "Họ và tên", "Mã cán bộ", "CCCD", "Đơn vị công tác", "Năm xét", "Danh hiệu đề nghị", "Mức độ hoàn thành",
    "Sáng kiến", "Kỷ luật", "Đang xem xét kỷ luật", "Tham gia phong trào", "Ngày tiếp nhận hồ sơ",
)  # fmt: skip
RECEIVED = date(2025, 12, 10)
MAI = (1, "Lò Thị Mai", "CB01", CITIZEN, "Phòng A", 2025, "LĐTT", "HTTNV", "Không", "Không", "Không", "Có", RECEIVED)
SON = (2, "Vàng Văn Sơn", "CB02", "", "Phòng B", 2025, "CSTĐCS", "HTXSNV", "Không", "Không", "Không", "Có", RECEIVED)
LAN = (3, "Hà Thị Lan", "CB03", "", "Phòng B", 2025, "LĐTT", "HTNV", "Không", "Không", "Không", "Có", RECEIVED)
Rows = Sequence[Sequence[Any]]


def row(base: Sequence[Any] = MAI, **changes: object) -> tuple[Any, ...]:
    """Return a row with some cells changed, named by the start of their headings."""
    cells = list(base)
    for name, value in changes.items():
        (place,) = (i for i, h in enumerate(HEADINGS) if h == NAMES[name])
        cells[place] = value
    return tuple(cells)


NAMES = {
    "name": "Họ và tên", "code": "Mã cán bộ", "citizen": "CCCD", "unit": "Đơn vị công tác", "year": "Năm xét",
    "title": "Danh hiệu đề nghị", "rating": "Mức độ hoàn thành", "initiative": "Sáng kiến", "discipline": "Kỷ luật",
    "review": "Đang xem xét kỷ luật", "takes_part": "Tham gia phong trào", "received": "Ngày tiếp nhận hồ sơ",
}  # fmt: skip


def with_column(heading: str, cell: object, *, base: Sequence[Any] = MAI, without: str = "") -> Rows:
    """Return headings and one row with a further column, and without another."""
    kept = [i for i, h in enumerate(HEADINGS) if h != without]
    return [(*(HEADINGS[i] for i in kept), heading), (*(base[i] for i in kept), cell)]


def written(path: Path, sheets: Rows | Mapping[str, Rows], change: Callable[[Any], None] | None = None) -> Path:
    """Write a workbook; ``change`` may mend its first sheet before it is saved."""
    book = Workbook()
    named = sheets if isinstance(sheets, Mapping) else {"DS": sheets}
    for number, (name, rows) in enumerate(named.items()):
        sheet = book.worksheets[0] if not number else book.create_sheet()
        sheet.title = name
        for cells in rows:
            sheet.append(list(cells))
    if change is not None:
        change(book.worksheets[0])
    book.save(path)
    return path


def checked(
    source: Path,
    *,
    defaults: Defaults | None = None,
    confirmed: bool = False,
    confirm: Callable[[Any], bool] | None = None,
    as_of: date = AS_OF,
) -> Checked:
    """Check a list with the shipped criteria; the results lie beside it as ``ra.xlsx``."""
    book = shipped_criteria()
    check = Check(
        defaults or Defaults(), as_of, lambda code, facts: judge(book, code, facts, as_of), facts_told,
        confirm or (lambda _: confirmed), lambda _: None, lambda: nullcontext(lambda _done, _of: None),
    )  # fmt: skip
    return check_list(source, source.parent / "ra.xlsx", check, force=True)


def check(
    folder: Path, sheets: Rows | Mapping[str, Rows], change: Callable[[Any], None] | None = None, **options: Any
) -> Checked:
    """Write a workbook and check it."""
    return checked(written(folder / "ds.xlsx", sheets, change), **options)


def verdicts(found: Checked) -> list[tuple[str, str | None, str | None]]:
    """Return who is what for which title, in order."""
    return [(r["name"], r["title"], r["verdict"]) for r in found.as_json()["rows"]]


def told(found: Checked) -> str:
    """Return everything that a check tells, in one text."""
    return str(found.as_json())


def results(path: Path, sheet: str = "DS") -> dict[int, tuple[str, ...]]:
    """Return the six texts beside each row of a list that was checked."""
    listed = load_workbook(path)[sheet]
    (first, top) = next(
        (c.column, c.row) for cells in listed.iter_rows() for c in cells if c.value == RESULT_HEADINGS[0]
    )
    found = {
        n: tuple(str(listed.cell(n, first + i).value or "") for i in range(6))
        for n in range(top + 1, listed.max_row + 1)
    }
    return {n: texts for n, texts in found.items() if any(texts)}
