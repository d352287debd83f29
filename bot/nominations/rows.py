"""One row of a list: its cells by what they hold, and what in it could not be taken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.nominations import values
from bot.nominations.faults import Fault, Unclear, shown
from bot.nominations.grid import EMPTY, Cell
from bot.nominations.headings import Column
from bot.nominations.layout import Table

_T = TypeVar("_T")


@dataclass(slots=True)
class Row:
    """A row of a list; whatever is read from it may leave a fault.

    Attributes:
        faults: what could not be taken, told once for each cell.
    """

    table: Table
    number: int
    faults: list[Fault] = field(default_factory=list)

    @property
    def sheet(self) -> str:
        """Return the name of its sheet."""
        return self.table.grid.name

    def heading(self, name: str) -> str:
        """Return the heading of the first column that holds something."""
        return next((column.heading for _, column in self.table.by_field.get(name, ())), name)

    def columns(self, name: str) -> list[tuple[Column, Cell]]:
        """Return the columns that hold something, each with its cell in this row."""
        found = []
        for place, column in self.table.by_field.get(name, ()):
            cell = self.table.cell(self.number, place)
            if cell is not EMPTY and self.table.crosses_people(self.number, place):
                self.tell(column.heading, cell, "ghi riêng cho từng người; ô này gộp qua nhiều người")
                cell = EMPTY
            found.append((column, EMPTY if cell is EMPTY or values.says_unknown(cell) else cell))
        return found

    def cell(self, name: str) -> Cell:
        """Return the cell that holds something; empty where there is none, or where two columns disagree."""
        cells = [(column, cell) for column, cell in self.columns(name) if column.year is None]
        filled = [(column, cell) for column, cell in cells if cell.text or cell.broken]
        if len({cell.text for _, cell in filled}) > 1:
            both = "” và “".join(shown(cell.text) for _, cell in filled[:2])
            self.faults.append(
                Fault(self.sheet, self.number, f"hai cột {filled[0][0].heading} ghi “{both}”", "chỉ ghi một cột")
            )
            return EMPTY
        return filled[0][1] if filled else EMPTY

    def text(self, name: str) -> str:
        """Return the text of a cell; an error of a formula is told and leaves nothing."""
        cell = self.cell(name)
        if cell.broken:
            self.tell(self.heading(name), cell, "")
        return cell.text

    def value(self, name: str, read: Callable[[Cell], _T]) -> _T | None:
        """Return what a cell says, None where it is empty or cannot be taken, which is told."""
        return self.read(self.cell(name), self.heading(name), read)

    def read(self, cell: Cell, heading: str, read: Callable[[Cell], _T]) -> _T | None:
        """Return what a given cell says."""
        if cell.broken:
            self.tell(heading, cell, "")
            return None
        if not cell.text:
            return None
        try:
            return read(cell)
        except Unclear as error:
            self.tell(heading, cell, str(error))
            return None

    def tell(self, heading: str, cell: Cell, expected: str) -> None:
        """Tell of a cell that was not taken."""
        if cell.broken:
            fault = Fault(
                self.sheet,
                self.number,
                f"cột {shown(heading)}: {cell.broken}",
                "ghi giá trị thật, ô này coi là chưa rõ",
            )
        else:
            fault = Fault(self.sheet, self.number, f"cột {shown(heading)} ghi “{shown(cell.text)}”", f"cần {expected}")
        if fault not in self.faults:
            self.faults.append(fault)

    def note(self, given: str, expected: str = "") -> None:
        """Tell of something that was taken in a way that people should know."""
        self.faults.append(Fault(self.sheet, self.number, given, expected, is_note=True))

    def doubt(self, given: str, expected: str) -> None:
        """Tell of something that was left out."""
        self.faults.append(Fault(self.sheet, self.number, given, expected))

    def says(self) -> dict[str, str]:
        """Return the texts of the row by what they hold; columns that stay the person's own are left out."""
        found: dict[str, str] = {}
        for place, column in self.table.columns.items():
            cell = self.table.grid.at(self.number, place)
            if cell.text and column.field not in {"number", "output"}:
                found.setdefault(column.field or column.heading, cell.text)
        return found
