"""The rows of a list become nominations: what stands between them is passed over, each title is asked alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.nominations import values
from bot.nominations.evidence import evidence_of, held_by_year
from bot.nominations.faults import Fault, masked, shown
from bot.nominations.grid import Cell
from bot.nominations.headings import Column, key_of
from bot.nominations.identity import Identity, identity_of, name_of
from bot.nominations.layout import Table, year_above
from bot.nominations.rows import Row
from bot.nominations.sections import Section, is_between, is_place
from knowledge.criteria.facts import Subject
from knowledge.criteria.titles import award_codes
from knowledge.text import folded

EXAMPLE = "Ví dụ"
_ENOUGH = 3  # cells by which a row without a name is told


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say it themselves."""

    title: str | None = None
    year: int | None = None
    received_on: date | None = None
    signed_on: date | None = None
    province: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody nominated for one title (đề nghị xét tặng), as a row says.

    Attributes:
        name: as written; unit: where told.
        title: code; None where the row names none that is known.
        facts: a part of FACTS.json.
        held: free words about earlier awards; summary: the summary of achievements (tóm tắt thành tích).
        held_decision: the decision beside the earlier awards.
        faults: what of the row was not taken.
    """

    sheet: str
    row: int
    name: str
    unit: str
    title: str | None
    identity: Identity
    facts: Mapping[str, Any]
    held: str = ""
    held_decision: str = ""
    summary: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def place(self) -> tuple[str, int]:
        """Return its sheet and row."""
        return self.sheet, self.row

    @property
    def shown_name(self) -> str:
        """Return the name for messages."""
        return masked(self.name)

    def with_facts(self, changes: Mapping[str, Any], *faults: Fault) -> "Nomination":
        """Return the nomination with other facts and further faults."""
        return replace(self, facts={**self.facts, **changes}, faults=(*self.faults, *faults))


def nominations_of(table: Table, defaults: Defaults) -> list[Nomination]:
    """Return who is nominated for what, in the order of the rows; each row is read by itself."""
    section, found = Section(), []
    year = defaults.year or year_above(table) or _year_of_headings(table)
    for number in table.body:
        row = Row(table, number)
        if not is_between(row, section, titled=defaults.title is not None):
            found += _nominated(row, section, replace(defaults, year=year))
    real = [n for n in found if not n.name.startswith(EXAMPLE)]
    return real or found


def _nominated(row: Row, section: Section, defaults: Defaults) -> list[Nomination]:
    name, given = name_of(row), row.says()
    wanted = _wanted(row, defaults)
    if not name:
        said = set(given) - {"other", "unit", "year", "salutation"}
        if (wanted and {"title", "mark"} & set(given)) or len(said) >= _ENOUGH:
            row.doubt("để trống họ và tên", "ghi họ tên cá nhân hoặc tên tập thể; dòng này chưa xét")
        elif not row.faults:
            return []
    if name and not any(c.isalpha() for c in name):
        row.doubt(f"họ và tên ghi “{shown(name)}”", "ghi họ tên bằng chữ; dòng này chưa xét")
        wanted = []
    unit = row.text("unit") or section.unit
    subject = _subject(row, name, section, wanted)
    year = _year(row, defaults)
    facts = evidence_of(row, subject, year)
    facts |= {
        "name": name or None, "achievement_year": year, "organisation": defaults.organisation or unit or None,
        "province": row.text("province") or defaults.province,
        "received_on": facts["received_on"] or _iso(defaults.received_on),
        "signed_on": facts["signed_on"] or _iso(defaults.signed_on),
    } | _held(row)  # fmt: skip
    text = row.cell("held")
    nomination = Nomination(
        row.sheet, row.number, name, unit, None, identity_of(row, name, unit), facts, text.raw,
        row.text("decision"), row.cell("summary").raw,
    )  # fmt: skip
    if text.broken:
        row.text("held")
    if any(c.isalpha() for c in name) and not wanted and not _is_told(row):
        row.doubt(
            "chưa ghi danh hiệu, hình thức đề nghị",
            "ghi tên danh hiệu, đánh dấu X, hoặc dùng --title; dòng này chưa xét",
        )
    if values.subject_of(row.text("kind")) is None and "ho gia dinh" in folded(row.text("kind")):
        row.doubt("đối tượng là hộ gia đình", "chỉ xét cá nhân, tập thể; dòng này chưa xét")
        wanted = []
    faults = tuple(row.faults)
    if not wanted or not name:
        return [replace(nomination, faults=faults)]
    return [
        replace(nomination, title=code, faults=faults, facts={**facts, "subject": (of or subject)})
        for code, of in wanted
    ]


def _is_told(row: Row) -> bool:
    """Say whether a fault already names the title, or a mark for one."""
    headings = [c.heading for f in ("title", "mark") for c, _ in row.columns(f)]
    return any(not f.is_note and shown(h) in f.given for f in row.faults for h in headings)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _year_of_headings(table: Table) -> int | None:
    """Return the year of "Danh hiệu đề nghị năm 2025"."""
    years = {c.of_year for c in table.columns.values() if c.of_year}
    return years.pop() if len(years) == 1 else None


def _year(row: Row, defaults: Defaults) -> int | None:
    told = row.value("year", values.year_of)
    if told and told[1]:
        row.note(f"năm học {shown(row.cell('year').text)}", f"xét theo năm {told[0]}")
    cell = row.cell("year")
    return told[0] if told else None if cell.text or cell.broken else defaults.year


def _wanted(row: Row, defaults: Defaults) -> list[tuple[str, Subject | None]]:
    """Return the titles that a row asks for, each with whom the heading above its mark is for."""
    found: list[tuple[str, Subject | None]] = []
    said: dict[
        str, tuple[Column, Cell]
    ] = {}  # danh hiệu and hình thức may stand in columns of their own; one heading twice must not disagree
    for column, cell in row.columns("title"):
        if (cell.text or cell.broken) and not values.says_none(cell):
            said.setdefault(key_of(column.heading), (column, cell))
    for column, cell in said.values():
        found += [(code, None) for code in row.read(cell, column.heading, values.titles_of) or []]
    marks = False
    for column, cell in row.columns("mark"):
        if row.read(cell, column.heading, values.marked) and column.title:
            found.append((column.title, column.subject))
            marks = True
    if not found and not marks and not said and defaults.title:
        found.append((defaults.title, None))
    return list(dict.fromkeys(found))


def _subject(row: Row, name: str, section: Section, wanted: list[tuple[str, Subject | None]]) -> Subject | None:
    told = values.subject_of(row.text("kind")) or section.subject
    if told:
        return told
    above = {of for _, of in wanted if of}
    allowed = [award_codes()[code].subjects for code, _ in wanted]
    if len(above) == 1:
        return above.pop()
    only = {a[0] for a in allowed if len(a) == 1}
    if len(only) == 1:
        return only.pop()
    if is_place(name) and not row.cell("born").text:
        return Subject.COLLECTIVE
    heading = key_of(row.heading("name")).split()
    is_person = any(row.cell(f).text for f in ("born", "code", "citizen", "position")) or heading[:1] == ["ho"]
    return Subject.INDIVIDUAL if is_person and "the" not in heading else None


def _held(row: Row) -> dict[str, Any]:
    """Return the awards of the columns of earlier years; None where nothing is said."""
    found = held_by_year(row)
    cell = row.cell("held")
    none = values.says_none(cell)
    return {"titles": as_titles(found) or ([] if none else None), "commendations": as_commendations(found) or None}


def as_titles(awards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the titles among awards, as FACTS.json writes them."""
    codes = award_codes()
    return [{"title": a["award"], **{k: v for k, v in a.items() if k != "award"}}
            for a in awards if a["award"] in codes and codes[a["award"]].is_title]  # fmt: skip


def as_commendations(awards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the forms of commendation among awards, as FACTS.json writes them."""
    codes = award_codes()
    forms = [a for a in awards if not a.get("revoked") and (a["award"] not in codes or not codes[a["award"]].is_title)]
    return [{"form": a["award"], "year": a["year"], "decision": a.get("decision")} for a in forms]
