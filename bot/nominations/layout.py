"""Where the list of a sheet begins and ends: its headings in up to three rows, and the rows below them."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.nominations.faults import Fault, shown
from bot.nominations.grid import EMPTY, HEADINGS_WITHIN, Cell, Grid, Merge
from bot.nominations.headings import Column, column_of, is_part_of_group, key_of
from knowledge.text import syllables

RESULT_HEADINGS = (
    "Kết quả", "Tiêu chí chưa đạt", "Thông tin thiếu", "Căn cứ", "Phiên bản luật", "Việc cần làm",
)  # fmt: skip
_HEADER_HEIGHT = 3  # rows
_LAST_COLUMN = 200
_LONGEST_HEADING = 160
_WHO = {"name", "code", "citizen"}
_NUMBER_OF_COLUMN = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|\d{1,2} ?= ?.*)\)?")
_SHARED = {"unit", "year", "title", "received_on", "signed_on", "province", "kind", "mark"}
_PERSON = {"name", "surname", "given", "code", "citizen", "born"}


@dataclass(frozen=True)
class Table:
    """A list in a sheet.

    Attributes:
        first_heading, last_heading: the rows of its headings.
        columns: what each column holds, by its number.
        results: the first of the six columns that an earlier check wrote; None where there are none.
    """

    grid: Grid
    first_heading: int
    last_heading: int
    columns: Mapping[int, Column]
    results: int | None = None

    @property
    def fields(self) -> frozenset[str]:
        """Return what its columns hold."""
        return frozenset(c.field for c in self.columns.values() if c.field)

    @cached_property
    def by_field(self) -> Mapping[str, tuple[tuple[int, Column], ...]]:
        """Return the columns by what they hold, each with its number."""
        found: dict[str, list[tuple[int, Column]]] = defaultdict(list)
        for place, column in self.columns.items():
            found[column.field].append((place, column))
        return {field: tuple(columns) for field, columns in found.items()}

    @cached_property
    def body(self) -> tuple[int, ...]:
        """Return the rows below the headings in which something stands, in order."""
        rows = sorted(r for r, cells in self.grid.rows.items() if r > self.last_heading and self._says(cells))
        if rows and all(_NUMBER_OF_COLUMN.fullmatch(t) for t in self._texts(rows[0])):
            del rows[0]
        return tuple(rows)

    def _says(self, cells: Mapping[int, Cell]) -> bool:
        return any((cell.text or cell.broken) for c, cell in cells.items() if not self._is_result(c))

    def _texts(self, row: int) -> list[str]:
        return [t for c, cell in self.grid.rows[row].items() if (t := cell.text) and not self._is_result(c)]

    def _is_result(self, column: int) -> bool:
        return self.results is not None and self.results <= column < self.results + len(RESULT_HEADINGS)

    def cell(self, row: int, column: int) -> Cell:
        """Return what a row shows in a column; merged cells show the same in all their rows."""
        cell = self.grid.at(row, column)
        if cell is not EMPTY:
            return cell
        merge = self._merges.get((row, column))
        return self.grid.at(*merge.anchor) if merge and self._speaks_for(merge, row) else cell

    @cached_property
    def _merges(self) -> dict[tuple[int, int], Merge]:
        """Return the merged cells of the columns of the list, by each row that they reach."""
        last = max(self.grid.rows, default=0)
        return {
            (row, m.first_column): m
            for m in self.grid.merges
            if m.first_row > self.last_heading and m.first_column in self.columns
            for row in range(m.first_row, min(m.last_row, last) + 1)
        }

    def _speaks_for(self, merge: Merge, row: int) -> bool:
        """Say whether what is merged over rows is about the person of each: a unit is, a rating only of one person."""
        if self.columns[merge.first_column].field in _SHARED | _PERSON:
            return True
        return self._same_person(merge.first_row, row)

    def _same_person(self, first: int, row: int) -> bool:
        names = [c for c, column in self.columns.items() if column.field in _PERSON]
        merged = [self._merges.get((row, c)) for c in names]
        return any(m is not None and m.covers(first, m.first_column) for m in merged)

    def crosses_people(self, row: int, column: int) -> bool:
        """Say whether a cell is merged with those of other people and says something only of one of them."""
        merge = self._merges.get((row, column))
        if merge is None or merge.first_row == merge.last_row or self.columns[column].field in _SHARED | _PERSON:
            return False
        return not all(self._same_person(merge.first_row, r) for r in range(merge.first_row + 1, merge.last_row + 1))

    @property
    def above(self) -> tuple[str, ...]:
        """Return the texts above the headings: the name of the list, its year."""
        rows = sorted(r for r in self.grid.rows if r < self.first_heading)
        return tuple(cell.text for r in rows for cell in self.grid.rows[r].values() if cell.text)


def table_of(grid: Grid) -> Table | None:
    """Return the list of a sheet; None where no row of headings is found."""
    best: tuple[int, Table] | None = None
    for row in sorted(r for r in grid.rows if r <= HEADINGS_WITHIN):
        for height in range(1, _HEADER_HEIGHT + 1):
            table = _headed(grid, row, row + height - 1)
            score = _score(table)
            if score and (best is None or score > best[0]):
                best = (score, table)
    return best[1] if best else None


def _score(table: Table) -> int:
    """Return how well rows serve as headings: what they name, less what they leave unread."""
    known = table.fields
    if not known & _WHO or len(known - {"number", "other"}) < 2:
        return 0
    marks = sum(c.field == "mark" for c in table.columns.values())
    years = sum(c.year is not None for c in table.columns.values())
    unread = sum(not c.field for c in table.columns.values())
    height = table.last_heading - table.first_heading
    return 40 * len(known) + 30 * marks + 30 * years - 15 * unread - height


def _headed(grid: Grid, first: int, last: int) -> Table:
    columns: dict[int, Column] = {}
    results, above = _results(grid, first, last), ""
    width = min(_LAST_COLUMN, max((max(cells) for r, cells in grid.rows.items() if first <= r <= last), default=0))
    for place in range(1, width + 1):
        if results is not None and results <= place < results + len(RESULT_HEADINGS):
            continue
        parts = _parts(grid, first, last, place)
        if not parts:
            above = ""
            continue
        if len(parts) == 1 and above and grid.at(first, place) is EMPTY and is_part_of_group(parts[0]):
            parts.insert(0, above)  # the group stands above its first column only, not merged over all
        above = parts[0] if len(parts) > 1 else ""
        columns[place] = column_of(tuple(parts))
    _split_name(grid, first, last, columns, results)
    return Table(grid, first, last, columns, results)


def _parts(grid: Grid, first: int, last: int, place: int) -> list[str]:
    parts: list[str] = []
    seen: set[tuple[int, int]] = set()
    for row in range(first, last + 1):
        merge = grid.merge_near_top(row, place)
        if merge and merge.last_row >= last and merge.first_column != place:
            return []  # the last heading itself is merged over several columns: it is that of the first
        anchor = merge.anchor if merge else (row, place)
        text = grid.at(*anchor).text if anchor[0] >= first else ""
        if text and anchor not in seen:
            parts.append(text[:_LONGEST_HEADING])
        seen.add(anchor)
    return parts


def _results(grid: Grid, first: int, last: int) -> int | None:
    """Return where the six columns of an earlier check begin."""
    for row in range(first, last + 1):
        cells = grid.rows.get(row, {})
        for place, cell in cells.items():
            if cell.text == RESULT_HEADINGS[0]:
                texts = tuple(cells.get(place + i, EMPTY).text for i in range(len(RESULT_HEADINGS)))
                if texts == RESULT_HEADINGS:
                    return place
    return None


def _split_name(grid: Grid, first: int, last: int, columns: dict[int, Column], results: int | None) -> None:
    """Take the column beside the names for the given names where the heading stands over both."""
    for place, column in list(columns.items()):
        if column.field != "name":
            continue
        merge = next((m for r in range(first, last + 1) if (m := grid.merge_near_top(r, place))), None)
        over_both = merge is not None and merge.last_column == place + 1
        bare = place + 1 not in (*columns, results) and not any(c.field == "surname" for c in columns.values())
        texts = [grid.at(r, place + 1).text for r in grid.rows if r > last]
        given = [t for t in texts if t]
        if (over_both or bare) and given and all(re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)?", t) for t in given):
            columns[place + 1] = Column(column.heading, "given")
        return


def told_of(table: Table) -> list[Fault]:
    """Return what is told of the headings: those that say nothing to us, those that stand twice, what is hidden."""
    name, row = table.grid.name, table.last_heading
    notes = []
    unread = [c.heading for c in table.columns.values() if c.field in ("", "output")]
    if unread:
        listed = ", ".join(f"“{shown(h)}”" for h in unread)
        notes.append(
            Fault(name, row, f"không hiểu tiêu đề {listed}", "giữ nguyên các cột này, không dùng để xét", True)
        )
    for heading in _twice(table):
        notes.append(
            Fault(name, row, f"hai cột cùng là “{shown(heading)}”", "hai cột ghi khác nhau thì coi là chưa rõ", True)
        )
    rows = sorted(r for r in table.grid.hidden_rows if r in set(table.body))
    if rows:
        listed = ", ".join(map(str, rows[:20])) + ("…" if len(rows) > 20 else "")
        notes.append(Fault(name, 0, f"dòng đang ẩn: {listed}", "vẫn được xét", True))
    hidden = [table.columns[c].heading for c in sorted(table.grid.hidden_columns) if c in table.columns]
    if hidden:
        listed = ", ".join(f"“{shown(h)}”" for h in hidden)
        notes.append(Fault(name, 0, f"cột đang ẩn: {listed}", "vẫn được đọc", True))
    return notes


def _twice(table: Table) -> list[str]:
    seen: set[object] = set()
    twice = []
    for column in table.columns.values():
        mark = (column.field, column.year, column.title, key_of(column.heading) if column.field == "title" else "")
        if column.field and column.field not in {"other", "number", "position", "salutation"} and mark in seen:
            twice.append(column.heading)
        seen.add(mark)
    return twice


def year_above(table: Table) -> int | None:
    """Return the year that the texts above a list name, where it is one."""
    found = {int(y) for text in table.above for y in _years(" ".join(syllables(text)))}
    return found.pop() if len(found) == 1 else None


def _years(line: str) -> list[str]:
    schools = re.findall(r"nam hoc (20\d\d) (20\d\d)", line)
    return [later for _, later in schools] or re.findall(r"(?<!thang \d )(?<!thang \d\d )nam (20\d\d)\b", line)
