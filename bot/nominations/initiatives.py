"""The initiatives and studies of a row (sáng kiến, đề tài): one or several in a cell, with what stands beside them."""

import re
from typing import Any

from bot.nominations import values
from bot.nominations.faults import Unclear
from bot.nominations.grid import Cell
from bot.nominations.headings import Column
from bot.nominations.rows import Row
from knowledge.text import folded, syllables

_PIECES = re.compile(r"\n|;|(?:^|\s)\d{1,2}[.)]\s+")
_STUDY = re.compile(r"\b(?:de tai|de an|cong trinh|nghien cuu|nckh|dtkh)\b")
_INITIATIVE = re.compile(r"\b(?:sang kien|skkn|sk|giai phap|cai tien)\b")
_OF_INITIATIVES = ("decision", "scope", "year", "used", "kind")
_UNUSED = {"chua", "chua su dung", "chua dung", "moi", "unused"}


def initiatives_of(row: Row) -> list[dict[str, Any]] | None:
    """Return the initiatives of a row; None where nothing is said."""
    found: list[dict[str, Any]] = []
    said = False
    for column, cell in row.columns("initiative"):
        if cell.broken:
            row.tell(column.heading, cell, "")
        elif values.says_none(cell):
            said = True
        elif cell.text.isdecimal() or values.is_rating(cell):
            row.tell(column.heading, cell, "tên sáng kiến, hoặc “Không”")
        elif cell.text:
            said = True
            found += _named(row, column, cell)
    if found or not said:
        return found or None
    return []


def _named(row: Row, column: Column, cell: Cell) -> list[dict[str, Any]]:
    names = [n.strip(" -–\t") for n in _PIECES.split(cell.raw) if n.strip(" -–\t")]
    if folded(cell.text).strip() in {"x", "co"}:
        names = [""]
    beside = {f"initiative_{of}": _beside(row, f"initiative_{of}", len(names)) for of in _OF_INITIATIVES}
    found = []
    for i, name in enumerate(names):
        of = {field: cells[i] for field, cells in beside.items()}
        scope = row.read(of["initiative_scope"], row.heading("initiative_scope"), values.scope_of)
        year = row.read(of["initiative_year"], row.heading("initiative_year"), _year_within)
        used = of["initiative_used"].text
        is_free = not used or values.says_none(of["initiative_used"]) or " ".join(syllables(used)) in _UNUSED
        found.append({
            "name": name or None, "kind": _kind(column, name, of["initiative_kind"].text),
            "scope": (scope or _scope_within(name)), "year": year, "decision": _decision(of["initiative_decision"]),
            "used_for": None if is_free else used,
        })  # fmt: skip
    return found


def _beside(row: Row, name: str, count: int) -> list[Cell]:
    """Return the cells about each of so many initiatives; a list of another length says nothing sure."""
    cell = row.cell(name)
    pieces = [Cell(p.strip(), cell.number_format) for p in _PIECES.split(cell.raw) if p.strip()]
    if count == 1 or not pieces:
        return [cell] * count
    if len(pieces) == count:
        return pieces
    row.tell(row.heading(name), cell, f"{count} giá trị cách nhau bằng dấu ; vì có {count} sáng kiến")
    return [Cell()] * count


def _decision(cell: Cell) -> str | None:
    return None if not cell.text or values.says_none(cell) else cell.text


def _year_within(cell: Cell) -> int:
    try:
        return values.year_of(cell)[0]
    except Unclear:
        return values.day_of(cell).year


def _kind(column: Column, name: str, told: str) -> str | None:
    for text in (folded(told), folded(name)):
        study, initiative = _STUDY.search(text), _INITIATIVE.search(text)
        if bool(study) != bool(initiative):
            return "de_tai" if study else "sang_kien"
    return column.kind


def _scope_within(name: str) -> str | None:
    match = re.search(r"\bcap (co so|tinh|bo|truong|toan quoc|thanh pho)\b", folded(name))
    return values.scope_of(Cell(match[1])).value if match else None
