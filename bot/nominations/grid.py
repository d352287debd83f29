"""A sheet as plain values: what stands in which cell, what is merged, what is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from bot.staff_rows import cell_text
from knowledge.text import normalised

Place = tuple[int, int]
"""A row and a column, both counted from 1 as Excel does."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell.

    Attributes:
        value: as Excel keeps it; None where nothing is shown.
        number_format: how Excel shows it.
        broken: why the value cannot be used: an error such as #N/A, or a formula without a result; else empty.
    """

    value: object = None
    number_format: str = ""
    broken: str = ""

    @cached_property
    def text(self) -> str:
        """Return what a person sees, on one line."""
        if self.broken or self.value is None:
            return ""
        if isinstance(self.value, datetime | date):
            return f"{self.value:%d/%m/%Y}"
        if isinstance(self.value, time):
            return f"{self.value:%H:%M}"
        return normalised(cell_text(self.value, self.number_format))

    @property
    def raw(self) -> str:
        """Return the text with its line breaks, for cells that hold several things."""
        return normalised(self.value).strip() if isinstance(self.value, str) else self.text


EMPTY = Cell()
HEADINGS_WITHIN = 60
"""The rows in which headings are looked for."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that Excel shows as one (ô gộp); the first one holds the value."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def anchor(self) -> Place:
        """Return the cell that holds the value."""
        return self.first_row, self.first_column

    def covers(self, row: int, column: int) -> bool:
        """Say whether a cell is part of it."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


@dataclass(frozen=True)
class Grid:
    """A sheet: only cells that hold something are kept.

    Attributes:
        rows: cells by row, then by column.
        is_visible: the sheet is not hidden.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    hidden_columns: frozenset[int] = field(default_factory=frozenset)
    is_visible: bool = True

    def at(self, row: int, column: int) -> Cell:
        """Return a cell by itself."""
        return self.rows.get(row, {}).get(column, EMPTY)

    def merge_near_top(self, row: int, column: int) -> Merge | None:
        """Return the merged cells that a cell belongs to, among those where headings may stand."""
        return next((m for m in self._near_top if m.covers(row, column)), None)

    @cached_property
    def _near_top(self) -> tuple[Merge, ...]:
        return tuple(m for m in self.merges if m.first_row <= HEADINGS_WITHIN)
