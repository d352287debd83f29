"""Which sheets of a workbook are lists, which tell the history of their people, and what they say together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nominations.faults import Fault, shown
from bot.nominations.grid import Grid
from bot.nominations.headings import key_of
from bot.nominations.history import Entry, entries_of, with_history
from bot.nominations.layout import Table, table_of, told_of, year_above
from bot.nominations.nominees import Defaults, Nomination, nominations_of
from bot.nominations.opening import NEEDED
from bot.nominations.summaries import ReadWords, with_held
from knowledge.errors import UnreadableDocument
from knowledge.text import syllables

SUMMARY_SHEET = "Tổng hợp tdkt"
_OURS = {SUMMARY_SHEET, "Danh mục"}
_HISTORY = re.compile(
    r"\b(?:qua trinh|lich su|da khen|cac nam|nam truoc|minh chung|history|qt khen|qt kt|qtkt|truoc day|thanh tich)\b"
)
_OF_NOMINEES = {
    "mark",
    "summary",
    "votes",
    "under_review",
    "participates",
    "received_on",
    "discipline",
    "held",
    "rating",
}
_TELLS = {"title", "rating", "initiative", "discipline", "held"}


@dataclass(frozen=True, slots=True)
class ListRead:
    """What the sheets of a workbook say.

    Attributes:
        tables: those that hold nominees; nominations in the order of sheets and rows.
        entries: the rows of sheets of history.
        faults: what concerns whole sheets, or sheets of history.
    """

    tables: tuple[Table, ...]
    nominations: tuple[Nomination, ...]
    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


def read_list(grids: Sequence[Grid], defaults: Defaults, read_words: ReadWords) -> ListRead:
    """Read the lists of a workbook.

    Raises:
        UnreadableDocument: no sheet has a row of headings with names and titles.
    """
    faults = [Fault(g.name, 0, "trang đang ẩn", "không xét; bỏ ẩn nếu cần", is_note=True) for g in grids
              if not g.is_visible and g.rows and g.name not in _OURS]  # fmt: skip
    tables = [
        t for g in grids if g.is_visible and not g.name.startswith(SUMMARY_SHEET) and (t := table_of(g)) is not None
    ]
    lists = [t for t in tables if _is_list(t, defaults)]
    histories = [t for t in tables if t not in lists and t.fields & _TELLS]
    if len(lists) > 1:
        certain = [t for t in lists if not _could_be_history(t)]
        histories += [t for t in lists if _could_be_history(t) and certain]
        lists = certain or lists
    if not lists:
        raise UnreadableDocument("Không thấy danh sách đề nghị: chưa có dòng tiêu đề với họ tên và danh hiệu.", NEEDED)
    found: list[Nomination] = []
    for table in lists:
        faults += told_of(table)
        faults += _told_year(table, defaults)
        found += nominations_of(table, defaults)
    for table in histories:
        faults += told_of(table)
    entries = [entry for table in histories for entry in entries_of(table)]
    supplied, told = with_history(with_held(found, read_words), entries)
    unread = [t.grid.name for t in tables if t not in lists and t not in histories]
    faults += [
        Fault(name, 0, "trang này không có danh hiệu, xếp loại hay sáng kiến", "không đọc", is_note=True)
        for name in unread
    ]
    return ListRead(tuple(lists), tuple(supplied), tuple(entries), (*faults, *told))


def _is_list(table: Table, defaults: Defaults) -> bool:
    if "name" not in table.fields:
        return False
    if _HISTORY.search(" ".join(syllables(table.grid.name))) and not _asks(table):
        return False
    return bool(table.fields & {"title", "mark"}) or (defaults.title is not None and not _could_be_history(table))


def _asks(table: Table) -> bool:
    """Say whether the headings of a sheet say that something is asked for."""
    return any(c.field == "mark" or (c.field == "title" and re.search(r"\b(?:de nghi|dang ky)\b", key_of(c.heading)))
               for c in table.columns.values())  # fmt: skip


def _could_be_history(table: Table) -> bool:
    """Say whether a further sheet tells awards of the past: one row for each, with its decision."""
    dated = bool(table.fields & {"decision", "decided_on", "issuer"}) and "year" in table.fields
    return not _asks(table) and dated and not table.fields & _OF_NOMINEES


def _told_year(table: Table, defaults: Defaults) -> list[Fault]:
    year = year_above(table)
    if year is None or defaults.year or "year" in table.fields:
        return []
    return [
        Fault(
            shown(table.grid.name),
            0,
            f"năm xét {year} lấy từ tên danh sách",
            "đổi bằng --year nếu chưa đúng",
            is_note=True,
        )
    ]
