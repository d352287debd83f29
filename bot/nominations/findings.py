"""What only the whole list shows: one person twice, two spellings of a name, an initiative used twice, shares."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.nominations.faults import masked, shown
from bot.nominations.history import Entry
from bot.nominations.identity import spelling_key, unit_key
from bot.nominations.judging import Judged
from bot.nominations.nominees import Nomination
from knowledge.criteria.facts import Subject
from knowledge.criteria.titles import name_of
from knowledge.text import folded, normalised, squeezed

_LEAST_FOR_SLIP = 8  # letters of a name in which one letter may be a slip
_LEAST_IN_SYLLABLE = 4
_MOST_COMPARED = 3000
_WITHOUT_INITIATIVE = {"LDTT", "CSTT"}  # their criteria ask for none, so it is not used by them


@dataclass(frozen=True, slots=True)
class Share:
    """What a list itself shows of a collective in it: how many of its people it names, and for what."""

    name: str
    row: int
    people: int
    ldtt: int
    cstdcs: int

    @property
    def words(self) -> str:
        """Return the share as people read it."""
        percent = f"{100 * self.ldtt / self.people:.1f}".replace(".", ",").replace(",0", "")
        return (
            f"dòng {self.row}, {shown(self.name)}: trong {self.people} người của đơn vị có tên trong danh sách, "
            f"{self.ldtt} người được đề nghị LĐTT ({percent}%), {self.cstdcs} người CSTĐCS "
            "(tính từ danh sách, không phải kết quả)"
        )


def twice(nominations: Sequence[Nomination]) -> list[str]:
    """Return who is nominated twice for one title and year."""
    rows: dict[tuple[object, ...], list[Nomination]] = defaultdict(list)
    for n in nominations:
        if n.title:
            rows[(*n.identity.as_person, n.title, n.facts.get("achievement_year"))].append(n)
    return [
        f"{shown(same[0].name)}: {name_of(same[0].title or '')} ở {_places(same)}; nếu là hai người, ghi mã cán bộ"
        for same in rows.values() if len(same) > 1
    ]  # fmt: skip


def initiatives_twice(nominations: Sequence[Nomination]) -> list[str]:
    """Return the initiatives that stand in two rows or for two titles, by name or by decision."""
    uses: dict[tuple[str, str], dict[tuple[str, int, str], Nomination]] = defaultdict(dict)
    names: dict[tuple[str, str], str] = {}
    for n in nominations:
        for row in n.facts.get("initiatives") or () if n.title and n.title not in _WITHOUT_INITIATIVE else ():
            for kind, text in (("tên", row.get("name")), ("số quyết định", row.get("decision"))):
                key = (kind, squeezed(folded(text or "")))
                if key[1]:
                    names.setdefault(key, str(text))
                    uses[key][(*n.place, n.title or "")] = n
    told, seen = [], set()
    for key, found in uses.items():
        places = frozenset(found)
        if len(found) > 1 and places not in seen:
            seen.add(places)
            where = ", ".join(f"{_place(n)} ({name_of(n.title or '')})" for n in found.values())
            told.append(
                f"cùng {key[0]} “{shown(names[key])}”: {where}; một sáng kiến chỉ dùng một lần, cần Hội đồng xem"
            )
    return told


def spellings(nominations: Sequence[Nomination], entries: Sequence[Entry] = ()) -> list[str]:
    """Return people and units written in two ways: place of the tone mark, blanks, case, one letter.

    Two people may differ by an accent or a letter; they are told only where code or unit says that they may be one.
    """
    people = [_Written(n.name, spelling_key(n.name), n.identity.code, n.identity.unit, n.place) for n in nominations]
    people += [
        _Written(e.name, spelling_key(e.name), e.identity.code, e.identity.unit, (e.sheet, e.row)) for e in entries
    ]
    units = [_Written(n.unit, unit_key(n.unit), "", "", n.place) for n in nominations]
    units += [_Written(e.unit, unit_key(e.unit), "", "", (e.sheet, e.row)) for e in entries]
    return [*_differing(people, "họ tên", _may_be_one), *_differing(units, "đơn vị", lambda *_: True)]


@dataclass(frozen=True, slots=True)
class _Written:
    """A name as it stands somewhere; ``key`` is what its spellings share."""

    text: str
    key: str
    code: str
    unit: str
    place: tuple[str, int]


def _may_be_one(one: _Written, other: _Written) -> bool:
    if one.code and other.code:
        return one.code == other.code
    return bool(one.unit) and one.unit == other.unit


def _differing(written: Iterable[_Written], what: str, may_be_one: Callable[[_Written, _Written], bool]) -> list[str]:
    first: dict[tuple[str, str, str], _Written] = {}
    for one in written:
        if one.text:
            first.setdefault((normalised(one.text), one.code, one.unit), one)
    by_key: dict[str, list[_Written]] = defaultdict(list)
    by_code: dict[str, list[_Written]] = defaultdict(list)
    for one in first.values():
        by_key[one.key].append(one)
        by_code[one.code].append(one)
    pairs = [(a, b) for same in by_key.values() for a, b in zip(same, same[1:], strict=False) if a.text != b.text]
    pairs += [
        (a, b) for code, same in by_code.items() if code for a, b in zip(same, same[1:], strict=False) if a.key != b.key
    ]
    near = _near(sorted({folded(key) for key in by_key}))
    by_fold: dict[str, list[_Written]] = defaultdict(list)
    for one in first.values():
        by_fold[folded(one.key)].append(one)
    pairs += [(a, b) for x, y in near for a in by_fold[x] for b in by_fold[y] if may_be_one(a, b)]
    pairs += [(a, b) for same in by_fold.values() for a, b in zip(same, same[1:], strict=False)
              if a.key != b.key and may_be_one(a, b)]  # fmt: skip
    told = [f"{what} “{shown(a.text)}” ({_at(a.place)}) và “{shown(b.text)}” ({_at(b.place)})" for a, b in pairs]
    return list(dict.fromkeys(told))


def _near(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of keys one slip of a letter apart."""
    if len(keys) > _MOST_COMPARED:
        return []
    by_gap: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        if len(key) >= _LEAST_FOR_SLIP and not any(c.isdigit() for c in key):
            for gap in {
                *(f"{key[:i]}_{key[i + 1 :]}" for i in range(len(key))),
                *(f"{key[:i]}_{key[i:]}" for i in range(len(key) + 1)),
            }:
                by_gap[gap].append(key)
    return sorted({(a, b) for same in by_gap.values() for a in same for b in same if a < b and _is_slip(a, b)})


def _is_slip(one: str, other: str) -> bool:
    """Say whether two names one letter apart may be one: A and B, Mai and Lai are two."""
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return one.replace(" ", "") == other.replace(" ", "")
    changed = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(changed) == 1 and min(map(len, changed[0])) >= _LEAST_IN_SYLLABLE


def shares(rows: Sequence[Judged]) -> list[Share]:
    """Return what the list shows of each collective whose people stand in it too."""
    people: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        n = row.nomination
        if n.facts.get("subject") == Subject.INDIVIDUAL and n.identity.unit:
            people[n.identity.unit][n.identity.as_person].add(n.title or "")
    found: dict[tuple[str, int], Share] = {}
    for row in rows:
        n = row.nomination
        members = people.get(unit_key(n.name))
        if n.facts.get("subject") == Subject.COLLECTIVE and members:
            titles = list(members.values())
            found[n.place] = Share(
                n.name, n.row, len(titles), sum("LDTT" in t for t in titles), sum("CSTDCS" in t for t in titles)
            )
    return list(found.values())


def _places(nominations: Iterable[Nomination]) -> str:
    return ", ".join(map(_place, nominations))


def _place(nomination: Nomination) -> str:
    return _at(nomination.place)


def _at(place: tuple[str, int]) -> str:
    return f"trang “{masked(place[0])}” dòng {place[1]}"
