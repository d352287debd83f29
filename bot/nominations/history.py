"""A second sheet of earlier awards, ratings, initiatives (quá trình khen thưởng), joined to whom it surely is about."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.nominations import values
from bot.nominations.evidence import evidence_of
from bot.nominations.faults import Fault, Unclear, shown
from bot.nominations.grid import Cell
from bot.nominations.headings import key_of
from bot.nominations.identity import Identity, identity_of, name_of
from bot.nominations.layout import Table
from bot.nominations.nominees import EXAMPLE, Nomination, as_commendations, as_titles
from bot.nominations.rows import Row
from knowledge.criteria.facts import Subject
from knowledge.text import squeezed, syllables

_SHOWN_ROWS = 12
_WITHDRAWN = re.compile(r"(?<!khong )(?<!chua )\b(?:bi |da )(?:bi )?(?:thu hoi|huy)\b|^(?:thu hoi|huy(?: bo)?)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a history sheet.

    Attributes:
        name, unit: as written.
        award: its award as {"award", "year", "decision", ...}; None where the row tells none.
        ratings, initiatives, discipline: what else it tells.
        faults: what of it was not taken: then the list that it belongs to is not complete.
    """

    sheet: str
    row: int
    name: str
    unit: str
    identity: Identity
    award: Mapping[str, Any] | None
    ratings: Mapping[str, str]
    initiatives: tuple[Mapping[str, Any], ...]
    discipline: tuple[Mapping[str, Any], ...]
    faults: tuple[Fault, ...] = ()


def entries_of(table: Table) -> list[Entry]:
    """Return the rows of a history sheet that say something of somebody."""
    return [entry for number in table.body if (entry := _entry(Row(table, number))) is not None]


def _entry(row: Row) -> Entry | None:
    name, said = name_of(row), set(row.says()) - {"name", "code", "unit", "born", "citizen", "other"}
    identity = identity_of(row, name, row.text("unit"))
    if not said or name.startswith(EXAMPLE) or not (identity.name or identity.code or identity.citizen):
        return None
    year = row.value("year", values.year_of)
    told = evidence_of(row, Subject.INDIVIDUAL, year[0] if year else None)
    award = _award(row, year[0] if year else None)
    initiatives = tuple(i | {"year": i["year"] or (year[0] if year else None)} for i in told["initiatives"] or ())
    return Entry(
        row.sheet, row.number, name, row.text("unit"), identity, award, told["ratings"], initiatives,
        tuple(told["discipline"] or ()), tuple(row.faults),
    )  # fmt: skip


def _award(row: Row, year: int | None) -> dict[str, Any] | None:
    code = row.value("title" if row.cell("title").text or row.cell("title").broken else "held", _one_award)
    if code is None:
        return None
    day = row.value("decided_on", values.day_of) or row.value("signed_on", values.day_of)
    decision = row.text("decision")
    return {
        "award": code, "year": year, "decision": None if decision in ("", "-") else decision,
        "decided_on": day.isoformat() if day else None, "issuer": row.text("issuer") or None, "revoked": _revoked(row),
    }  # fmt: skip


def _revoked(row: Row) -> bool | None:
    """Say whether a row tells that its decision was withdrawn (thu hồi, hủy), in a column of its own or in a note."""
    texts = [" ".join(syllables(text)) for text in row.says().values()]
    if any(_WITHDRAWN.search(text) for text in texts):
        return True
    own = row.cell("revoked")
    if own.text and re.search(r"\b(?:thu hoi|huy)\b", key_of(row.heading("revoked"))):
        return row.value("revoked", values.flag_of)
    return None


def _one_award(cell: Cell) -> str:
    codes = values.titles_of(cell)
    if len(codes) > 1:
        raise Unclear("mỗi dòng một danh hiệu, hình thức")
    return codes[0]


@dataclass(slots=True)
class _Joined:
    """What a history sheet says of one person of the list."""

    entries: list[Entry] = field(default_factory=list)
    by_name_only: bool = False
    doubts: list[str] = field(default_factory=list)


def with_history(nominations: Sequence[Nomination], entries: Sequence[Entry]) -> tuple[list[Nomination], list[Fault]]:
    """Return the nominations with what the history sheets surely say of them, and what is told of the others."""
    if not entries:
        return list(nominations), []
    people = _Named(nominations)
    joined: dict[tuple[str, ...], _Joined] = defaultdict(_Joined)
    strangers: list[Entry] = []
    for entry in entries:
        _assign(entry, people, joined, strangers)
    found = [_supplied(n, joined[_person(n)]) if _person(n) in joined else n for n in nominations]
    return found, [*_told_strangers(strangers), *(f for e in entries for f in e.faults)]


def _person(nomination: Nomination) -> tuple[str, ...]:
    return nomination.identity.as_person


class _Named:
    """Who stands in the list, found by name, code or number; rows that nothing tells apart are one person."""

    def __init__(self, nominations: Iterable[Nomination]) -> None:
        self._by_mark: dict[tuple[str, str], dict[tuple[str, ...], Identity]] = defaultdict(dict)
        asked: Counter[tuple[object, ...]] = Counter()
        for n in nominations:
            for mark in _marks(n.identity):
                self._by_mark[mark].setdefault(_person(n), n.identity)
            if n.name and not (n.identity.code or n.identity.citizen or n.identity.born):
                asked[_person(n), n.title, n.facts.get("achievement_year")] += 1
        # Two rows of one name and unit that ask for the same title may be two people.
        self._doubtful = {key for (key, *_), count in asked.items() if count > 1}

    def is_one(self, key: tuple[str, ...]) -> bool:
        """Say whether the rows of a key are surely one person."""
        return key not in self._doubtful

    def sharing(self, identity: Identity) -> dict[tuple[str, ...], Identity]:
        """Return those who share a name, a code or a number with somebody."""
        return {key: known for mark in _marks(identity) for key, known in self._by_mark.get(mark, {}).items()}


def _marks(identity: Identity) -> list[tuple[str, str]]:
    fields = (("name", identity.name), ("code", identity.code), ("citizen", identity.citizen))
    return [(kind, value) for kind, value in fields if value]


def _assign(entry: Entry, people: _Named, joined: dict[tuple[str, ...], _Joined], strangers: list[Entry]) -> None:
    """Give an entry to the one person whom it surely is about, or tell those who could be meant."""
    mine = entry.identity
    known = people.sharing(mine)
    possible = [key for key, identity in known.items() if mine.may_be(identity)]
    sure = [key for key in possible if mine.surely_is(known[key])]
    crossed = [key for key, identity in known.items() if key not in possible and _same_number(mine, identity)]
    tells_more = bool(mine.code or mine.citizen or mine.born or mine.unit)
    for key in crossed:
        joined[key].doubts.append(
            f"trang “{shown(entry.sheet)}” dòng {entry.row} cùng mã nhưng khác họ tên, ngày sinh hoặc "
            "đơn vị; không dùng"
        )
    proven = [key for key in sure if _same_number(mine, known[key])]
    meant = proven or possible
    if len(meant) == 1 and people.is_one(meant[0]) and (meant[0] in sure or not tells_more):
        joined[meant[0]].entries.append(entry)
        joined[meant[0]].by_name_only |= meant[0] not in sure
    elif possible:
        for key in possible:
            joined[key].doubts.append(
                f"trang “{shown(entry.sheet)}” dòng {entry.row} không rõ là của ai "
                "(trùng họ tên, hoặc thiếu mã, ngày sinh, đơn vị); không dùng"
            )
    elif not crossed:
        strangers.append(entry)


def _same_number(one: Identity, other: Identity) -> bool:
    return bool((one.code and one.code == other.code) or (one.citizen and one.citizen == other.citizen))


def _told_strangers(strangers: Sequence[Entry]) -> list[Fault]:
    by_sheet: dict[str, list[int]] = defaultdict(list)
    for entry in strangers:
        by_sheet[entry.sheet].append(entry.row)
    return [
        Fault(
            sheet,
            0,
            f"{len(rows)} dòng không thuộc ai trong danh sách (dòng {_rows(rows)})",
            "không dùng",
            is_note=True,
        )
        for sheet, rows in by_sheet.items()
    ]


def _rows(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:_SHOWN_ROWS])) + ("…" if len(rows) > _SHOWN_ROWS else "")


def _supplied(nomination: Nomination, joined: _Joined) -> Nomination:
    """Return a nomination with the entries about its person; where one is in doubt nothing of its kind is complete."""
    faults = [Fault(*nomination.place, text, "ghi mã cán bộ ở cả hai trang") for text in dict.fromkeys(joined.doubts)]
    if joined.by_name_only:
        faults.append(
            Fault(
                *nomination.place,
                "quá trình khen thưởng khớp theo họ tên, không có mã, ngày sinh hay đơn vị",
                "kiểm tra lại đúng người",
                is_note=True,
            )  # fmt: skip
        )
    entries = joined.entries
    awards = [dict(e.award) for e in entries if e.award]
    changes: dict[str, Any] = {}
    if awards:
        changes["titles"] = _with_more(nomination.facts.get("titles"), as_titles(awards), ("title", "year"))
        changes["commendations"] = _with_more(
            nomination.facts.get("commendations"), as_commendations(awards), ("form", "year")
        )
    initiatives = [dict(i) for e in entries for i in e.initiatives]
    if initiatives:
        changes["initiatives"] = _with_more(nomination.facts.get("initiatives"), initiatives, ("name",))
    discipline = [dict(d) for e in entries for d in e.discipline]
    if discipline:
        changes["discipline"] = _with_more(nomination.facts.get("discipline"), discipline, ("form", "from"))
    ratings, clashes = _ratings(nomination, entries)
    faults += [
        Fault(*nomination.place, f"xếp loại năm {y} ở hai trang khác nhau", "ghi một mức; coi là chưa rõ")
        for y in clashes
    ]
    if joined.doubts or any(not f.is_note for e in entries for f in e.faults):
        changes = {k: v for k, v in changes.items() if k not in ("titles", "commendations")} | _incomplete(
            nomination, changes
        )
    return nomination.with_facts({**changes, "ratings": ratings}, *faults)


def _incomplete(nomination: Nomination, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the awards as not wholly known: a list that lacks a doubtful row must not fail anybody."""
    return {k: None for k in ("titles", "commendations") if k in changes or nomination.facts.get(k) is not None}


def _with_more(
    held: Sequence[Mapping[str, Any]] | None, more: Sequence[Mapping[str, Any]], by: Sequence[str]
) -> list[Mapping[str, Any]] | None:
    """Return both lists as one; of two rows for one award the one with a decision holds."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for row in (*more, *(held or ())):
        key = tuple(squeezed(str(row.get(k))).lower() for k in by)
        if key not in found or (not found[key].get("decision") and row.get("decision")):
            found[key] = row
    return list(found.values()) or (None if held is None else [])


def _ratings(nomination: Nomination, entries: Sequence[Entry]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, set[str]] = {y: {r} for y, r in nomination.facts.get("ratings", {}).items()}
    for entry in entries:
        for year, rating in entry.ratings.items():
            found.setdefault(year, set()).add(rating)
    clashes = sorted(y for y, ratings in found.items() if len(ratings) > 1)
    return {y: min(r) for y, r in sorted(found.items()) if len(r) == 1}, clashes
