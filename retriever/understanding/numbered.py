"""Numbered things that a line names: "đợt 2", "quý III", "cả hai đợt"."""

import re

_ORDINAL_VALUE = {
    "nhat": 1,
    "mot": 1,
    "dau": 1,
    "i": 1,
    "hai": 2,
    "nhi": 2,
    "ii": 2,
    "ba": 3,
    "iii": 3,
    "tu": 4,
    "bon": 4,
    "iv": 4,
}
ORDINAL = re.compile(
    r"\b(?P<unit>dot|quy|hoc ky|vong|phan thu|nhom|chang|giai doan|buoc|ky|giai)"
    r"(?: thi dua| phat dong| khen thuong)?(?: thu| so)? "
    r"(?P<value>\d{1,2}|nhat|nhi|mot|dau|hai|ba|bon|tu|i|ii|iii|iv)\b(?: tien)?"
)
BOTH = re.compile(r"\b(?:ca (?:hai|2)|hai|2|cac|moi|tung|tat ca cac) (?P<unit>dot|quy|hoc ky)\b")


def find_ordinals(line: str) -> set[tuple[str, int]]:
    """Return the numbered things that a folded line names: ("dot", 2) for "đợt 2", "đợt thứ hai"."""
    found = set()
    for match in ORDINAL.finditer(line):
        value = match["value"]
        found.add((match["unit"], int(value) if value.isdigit() else _ORDINAL_VALUE[value]))
    return found


def asks_for_every(line: str, unit: str) -> bool:
    """Say whether a folded line asks for all of a numbered thing ("cả hai đợt")."""
    return any(m["unit"] == unit for m in BOTH.finditer(line))
