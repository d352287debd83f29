"""The six columns of results, to the right of the list, in the style of its own headings; all else stays as it was."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from bot.nominations.judging import Judged
from bot.nominations.layout import RESULT_HEADINGS, Table
from knowledge.criteria.verdicts import Verdict

_WIDTHS = (16, 42, 42, 34, 34, 42)
_COLOURS = {
    Verdict.ELIGIBLE: "C6EFCE", Verdict.NOT_ELIGIBLE: "FFC7CE", Verdict.INCOMPLETE: "FFEB9C",
    Verdict.ON_HOLD: "F8CBAD", Verdict.UNDECIDED: "D9D9D9",
}  # fmt: skip
_NOT_JUDGED_COLOUR = "D9D9D9"
_ORDER = (Verdict.NOT_ELIGIBLE, Verdict.ON_HOLD, Verdict.UNDECIDED, Verdict.INCOMPLETE, Verdict.ELIGIBLE)
_LONGEST = 32_000  # Excel takes 32,767 characters
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_results(sheet: Any, table: Table, rows: Sequence[Judged]) -> None:  # noqa: ANN401 (openpyxl's sheet)
    """Write the results beside the rows of a list; those of an earlier check are replaced."""
    first = _first_column(table)
    _clear(sheet, table, first)
    _make_room(sheet, first)
    _write_headings(sheet, table, first)
    by_row: dict[int, list[Judged]] = defaultdict(list)
    for row in rows:
        by_row[row.nomination.row].append(row)
    for number, judged in by_row.items():
        _write_row(sheet, table, first, number, judged)


def _first_column(table: Table) -> int:
    """Return where the results begin: where they stood, else right of all that stands beside the list."""
    if table.results is not None:
        return table.results
    used = [max(cells) for r, cells in table.grid.rows.items() if r >= table.first_heading and cells]
    used += [m.last_column for m in table.grid.merges if m.last_row >= table.first_heading]
    return max(used, default=0) + 1


def _clear(sheet: Any, table: Table, first: int) -> None:  # noqa: ANN401
    """Empty the columns of an earlier check."""
    if table.results is None:
        return
    last = first + len(RESULT_HEADINGS) - 1
    for merged in list(sheet.merged_cells.ranges):
        if merged.max_row >= table.first_heading and merged.min_col <= last and merged.max_col >= first:
            sheet.unmerge_cells(str(merged))
    for (row, column), cell in list(sheet._cells.items()):
        if row >= table.first_heading and first <= column <= last:
            cell.value = None
            if row > table.last_heading:
                cell.style = "Normal"


def _make_room(sheet: Any, first: int) -> None:  # noqa: ANN401
    """Give the new columns widths of their own: Excel keeps widths by ranges, which must not overlap."""
    from openpyxl.utils import get_column_letter

    last = first + len(RESULT_HEADINGS) - 1
    for letter, dimension in list(sheet.column_dimensions.items()):
        low, high = dimension.min or 0, dimension.max or 0
        if not low or high < first or low > last:
            continue
        if high > last:
            after = copy(dimension)
            after.index, after.min, after.max = get_column_letter(last + 1), last + 1, high
            sheet.column_dimensions[after.index] = after
        if low < first:
            dimension.max = first - 1
        else:
            del sheet.column_dimensions[letter]
    for offset, width in enumerate(_WIDTHS):
        sheet.column_dimensions[get_column_letter(first + offset)].width = width


def _write_headings(sheet: Any, table: Table, first: int) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment

    named = max(table.columns, default=1)
    pattern = sheet.cell(table.first_heading, min(named, first - 1) or 1)
    for offset, heading in enumerate(RESULT_HEADINGS):
        for row in range(table.first_heading, table.last_heading + 1):
            _as(sheet.cell(row, first + offset), pattern)
        cell = sheet.cell(table.first_heading, first + offset)
        cell.value = heading
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if table.last_heading > table.first_heading:
            sheet.merge_cells(
                start_row=table.first_heading, end_row=table.last_heading,
                start_column=first + offset, end_column=first + offset,
            )  # fmt: skip


def _as(cell: Any, pattern: Any) -> None:  # noqa: ANN401
    """Give a cell the looks of another."""
    if pattern.has_style:
        cell.font, cell.fill, cell.border = copy(pattern.font), copy(pattern.fill), copy(pattern.border)


def _write_row(sheet: Any, table: Table, first: int, number: int, rows: Sequence[Judged]) -> None:  # noqa: ANN401
    from openpyxl.styles import Alignment, PatternFill

    pattern = sheet.cell(number, min(max(table.columns, default=1), first - 1) or 1)
    for offset, text in enumerate(texts_of(rows)):
        cell = sheet.cell(number, first + offset)
        _as(cell, pattern)
        put(cell, text)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if not offset:
            cell.fill = PatternFill("solid", start_color=_colour(rows), end_color=_colour(rows))


def texts_of(rows: Sequence[Judged]) -> tuple[str, ...]:
    """Return the six texts of a row of the list; where it asks for several titles each line names its own."""
    return (
        _verdicts(rows), _joined(rows, lambda r: r.failed),
        _joined(rows, lambda r: r.missing), _joined(rows, lambda r: r.bases),
        _joined(rows, lambda r: (r.judgement.version,) if r.judgement else ()), _joined(rows, lambda r: r.steps),
    )  # fmt: skip


def _verdicts(rows: Sequence[Judged]) -> str:
    if len(rows) == 1:
        return rows[0].verdict_words
    return "\n".join(f"{row.title_name}: {row.verdict_words}" for row in rows)


def _joined(rows: Sequence[Judged], read: Callable[[Judged], tuple[str, ...]]) -> str:
    """Return the texts of the titles of a row; what all say is said once."""
    told = [(row.title_name, read(row)) for row in rows]
    if len({texts for _, texts in told}) == 1:
        return _lines(told[0][1])
    return "\n".join(f"{name}:\n{_lines(texts)}" for name, texts in told if texts)


def _lines(texts: Sequence[str]) -> str:
    return "".join(texts) if len(texts) < 2 else "\n".join(f"• {text}" for text in texts)


def _colour(rows: Sequence[Judged]) -> str:
    found = {row.judgement.verdict for row in rows if row.judgement}
    if not found or any(row.judgement is None for row in rows):
        return _NOT_JUDGED_COLOUR
    return next(_COLOURS[verdict] for verdict in _ORDER if verdict in found)


def put(cell: Any, text: str) -> None:  # noqa: ANN401
    """Write a text that Excel never takes for a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    clean = ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]
    cell.value = f"'{clean}" if clean.startswith(_STARTS_FORMULA) else clean or None
    if clean:
        cell.data_type = "s"
