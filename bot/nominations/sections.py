"""Rows of a list that are no nominees: sections (I. TẬP THỂ), names of units, totals, signatures below the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nominations import values
from bot.nominations.rows import Row
from knowledge.criteria.facts import Subject
from knowledge.text import squeezed, syllables

# With accents, since Vũ, Tô, Trương and Tống are people while vụ, tổ, trường and tổng are not.
_PLACE = re.compile(
    r"(?:tập thể\s+)?(?:phòng|văn phòng|trung tâm|trường|chi cục|cục|vụ"
    r"|khoa|tổ|đội|ubnd|ủy ban|uỷ ban|công ty|bệnh viện"
    r"|trạm|xã|phường|thôn|sở|khối|cụm|thanh tra|hội|viện|xí nghiệp|nhà máy|đơn vị|ban (?!thị|văn)"
    r"|phong|van phong|trung tam|chi cuc|uy ban|cong ty|benh vien)\b"
)
_GROUP = re.compile(r"(?:danh sach )?(?:cac )?(?:tap the|ca nhan|ho gia dinh)\b.*")
_PREFIX = re.compile(r"^\s*(?:[IVX]{1,5}|[A-H]|\d{1,2}(?:\.\d{1,2})*)\s*[.)\-–:/]\s*(?=\D)")
_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng|tong cong|tong so|số lượng)\b.*", re.DOTALL)
_END = re.compile(
    r"(?:nguoi lap|nguoi tong hop|lap bieu|thu truong|giam doc|hieu truong|truong phong"
    r"|chu tich|tm |kt |noi nhan"
    r"|xac nhan|danh sach (?:nay|tren|gom|co)|an dinh|ghi chu|chu thich|luu y|ky ten|thay mat|pho giam doc"
    r"|chanh van phong)\b.*"
    r"|.*\bngay(?: \d{1,2})? thang(?: \d{1,2})? nam(?: \d{2,4})?"
)
_FEW = 3  # cells of a line of signatures


@dataclass(slots=True)
class Section:
    """What the last section row said.

    Attributes:
        subject: for whom the rows below it are; unit: to which they belong.
        has_ended: the signatures below the list were met.
    """

    subject: Subject | None = None
    unit: str = ""
    has_ended: bool = False


def is_between(row: Row, section: Section, *, titled: bool) -> bool:
    """Say whether a row is no nominee: a section, a total, a signature; take over what a section says.

    Args:
        row: to be looked at.
        section: what was said above it.
        titled: the whole file is about one title, which rows need not name.
    """
    texts = list(dict.fromkeys(row.says().values()))
    if not texts:
        return not _has_broken_name(row)
    if _asks(row, titled=titled):
        return False
    lines = [" ".join(syllables(t)) for t in texts]
    if _TOTAL.fullmatch(texts[0].lower()):
        return True
    if len(texts) <= _FEW and any(_END.fullmatch(line) for line in lines):
        section.has_ended = True
        return True
    if len(texts) == 1 and _is_section(row, texts[0], lines[0]):
        _enter(section, texts[0])
        return True
    return section.has_ended


def _has_broken_name(row: Row) -> bool:
    return any(cell.broken for _, cell in row.columns("name"))


def _asks(row: Row, *, titled: bool) -> bool:
    """Say whether a row names a title, or would get the one of the whole file."""
    own = set(_own_fields(row))
    if own & {"title", "mark"}:
        return True
    return titled and "name" in own and bool(own & {"number", "code", "citizen", "born", "rating"})


def _is_section(row: Row, text: str, line: str) -> bool:
    numbered = row.cell("number").text
    if _PREFIX.match(text) or re.fullmatch(r"[IVX]{1,5}\.?|[A-H]\.?", numbered):
        return True
    return bool(_GROUP.fullmatch(line) or _PLACE.match(text.lower()) or _is_wide(row))


def _own_fields(row: Row) -> Iterator[str]:
    for place, cell in row.table.grid.rows[row.number].items():
        column = row.table.columns.get(place)
        if column is not None and cell.text:
            yield column.field


def _is_wide(row: Row) -> bool:
    """Say whether the only text of a row stands in cells merged over several columns."""
    return any(m.first_row == row.number and m.last_column - m.first_column >= _FEW - 1 for m in row.table.grid.merges
               if m.first_row <= row.number <= m.last_row)  # fmt: skip


def _enter(section: Section, text: str) -> None:
    subject = values.subject_of(text)
    if subject:
        section.subject, section.unit = subject, ""
        return
    section.unit = squeezed(_PREFIX.sub("", text)).strip(" :")


def is_place(name: str) -> bool:
    """Say whether a name is that of a unit, and not of a person."""
    return bool(_PLACE.match(name.lower()))
