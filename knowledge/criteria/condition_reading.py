"""YAML becomes conditions: every node is checked, and a node that breaks a rule is named (đọc cây điều kiện)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from knowledge.criteria.conditions import (
    All,
    AnyOf,
    ArmedForce,
    AtLeast,
    CombatMerit,
    Commendation,
    Condition,
    Council,
    Count,
    Initiatives,
    LeadsCluster,
    Meets,
    NotDisciplinedAllYear,
    NotHeld,
    NotUnderReview,
    Participates,
    RatingAtLeast,
    RatingCount,
    RatingStreak,
    Share,
    Test,
    TitleCount,
    TitleInYear,
    TitleStreak,
    VoteShare,
)
from knowledge.criteria.facts import InitiativeKind, Rating, Scope
from knowledge.criteria.titles import award_codes
from knowledge.errors import DataError

TESTS: Mapping[str, type[Any]] = {
    "rating": RatingAtLeast,
    "rating_streak": RatingStreak,
    "rating_count": RatingCount,
    "title_in_year": TitleInYear,
    "title_streak": TitleStreak,
    "title_count": TitleCount,
    "commendation": Commendation,
    "initiatives": Initiatives,
    "participates": Participates,
    "share": Share,
    "count": Count,
    "leads_cluster": LeadsCluster,
    "vote_share": VoteShare,
    "meets": Meets,
    "combat_merit": CombatMerit,
    "armed_force": ArmedForce,
    "council": Council,
    "not_held": NotHeld,
    "not_under_review": NotUnderReview,
    "not_disciplined_all_year": NotDisciplinedAllYear,
}
_JOINS = frozenset({"all", "any", "at_least"})
_BESIDE = frozenset({"text", "basis", "status", "wholly_held"})
_CODES = frozenset({"titles", "title", "form", "after"})
_COUNTS = frozenset({"of", "among"})
_AT_LEAST_ONE = frozenset({"times", "years", "within"})
_COUNTED = frozenset({"members", "completed_percent", "ldtt", "cstdcs", "disciplined"})  # figures of a collective
_Read = TypeVar("_Read")


def read_condition(node: Mapping[str, Any], where: str, basis: str = "", status: str = "") -> Condition:
    """Return the condition that a YAML node states; basis and status are inherited from the node above.

    Raises:
        DataError: a node without words, basis or source status, with no test or two, an ``any`` that does not say
            whether its text is wholly held, or a test with fields it does not have; of several parts, all faults.
    """
    if not isinstance(node, Mapping):
        raise DataError(f"{where}: “{str(node)[:60]}” không phải một điều kiện; cần text và một phép thử.")
    names = [str(k) for k in node if k not in _BESIDE]
    if len(names) != 1 or names[0] not in (*TESTS, *_JOINS):
        raise DataError(f"{where}: mỗi điều kiện cần đúng một phép thử, ở đây có: {', '.join(names) or 'không có'}.")
    basis, status = str(node.get("basis") or basis), str(node.get("status") or status)
    if not basis or status not in ("V", "S"):
        raise DataError(f"{where}: điều kiện thiếu căn cứ (basis) hoặc mức kiểm chứng (status V hoặc S).")
    if not node.get("text"):
        raise DataError(f"{where}: điều kiện thiếu lời diễn đạt (text).")
    test = _read_test(names[0], node, where, basis, status)
    return Condition(str(node["text"]), basis, status, test)


def _read_test(name: str, node: Mapping[str, Any], where: str, basis: str, status: str) -> Test:
    given = node[name]
    if name == "any" and not isinstance(node.get("wholly_held"), bool):
        raise DataError(f"{where}: “any” phải nói rõ wholly_held: true hay false (đã giữ đủ các phương án chưa).")
    if name == "at_least":
        count, rows = (given.get("count"), given.get("of")) if isinstance(given, Mapping) else (None, None)
        if isinstance(given, Mapping) and (unknown := {str(key) for key in given} - {"count", "of"}):
            raise DataError(f"{where}, at_least: không có tham số {', '.join(sorted(unknown))}.")
        if type(count) is not int or not isinstance(rows, list) or not 0 < count <= len(rows):
            raise DataError(f"{where}: at_least cần count (số nguyên, không quá số điều kiện) và of (danh sách).")
        return AtLeast(count, _parts(rows, where, basis, status))
    if name in _JOINS:
        parts = _parts(given, where, basis, status)
        return All(parts) if name == "all" else AnyOf(parts, node["wholly_held"])
    if not isinstance(given or {}, Mapping):
        raise DataError(f"{where}, {name}: tham số phải viết trong ngoặc nhọn, ví dụ {name}: {{}}.")
    return _leaf(TESTS[name], given or {}, f"{where}, {name}", basis, status)


def _parts(rows: object, where: str, basis: str, status: str) -> tuple[Condition, ...]:
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{where}: cần danh sách điều kiện không rỗng.")
    return all_read(lambda row, number: read_condition(row, f"{where} > {number}", basis, status), rows)


def all_read(read: Callable[[Any, int], _Read], rows: Iterable[Any]) -> tuple[_Read, ...]:
    """Return what every row states, counted from 1.

    Raises:
        DataError: rows with faults; the faults of all of them, one a line.
    """
    found, faults = [], []
    for number, row in enumerate(rows, 1):
        try:
            found.append(read(row, number))
        except DataError as error:
            faults.append(str(error))
    if faults:
        raise DataError("\n".join(faults))
    return tuple(found)


def _leaf(kind: type[Any], given: Mapping[str, Any], where: str, basis: str, status: str) -> Test:
    known = {f.name for f in fields(kind)}
    if unknown := {str(name) for name in given} - known:
        raise DataError(f"{where}: không có tham số {', '.join(sorted(unknown))}.")
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.name not in given]
    if needed:
        raise DataError(f"{where}: thiếu tham số {', '.join(needed)}.")
    if kind in (Share, Count) and given.get("least") is None and given.get("most") is None:
        raise DataError(f"{where}: thiếu tham số least (ít nhất) hoặc most (không quá).")
    if kind is Share and None not in (given.get("least"), given.get("most")):
        raise DataError(f"{where}: chỉ một trong least, most; cần cả hai thì viết hai điều kiện.")
    try:
        values = {name: _value(kind, name, value, where, basis, status) for name, value in given.items()}
        made: Test = kind(**values)
    except (TypeError, ValueError, KeyError) as error:
        raise DataError(f"{where}: tham số sai ({error}).") from error
    return made


def _value(kind: type[Any], name: str, value: object, where: str, basis: str, status: str) -> object:
    if name == "among" and kind is RatingStreak:
        return _parts(value, where, basis, status)
    if name in _CODES:
        return _codes(name, value)
    if name in _COUNTS:
        if value not in _COUNTED:
            raise ValueError(f"{name}: “{value}” không phải một trong {', '.join(sorted(_COUNTED))}")
        return value
    if name == "kinds":
        if not isinstance(value, list) or not value:
            raise ValueError(f"{name} cần một danh sách không rỗng")
        return tuple(_meant(InitiativeKind, name, v) for v in value)
    return _plain(get_type_hints(kind).get(name), name, value)


def _plain(wanted: object, name: str, value: object) -> object:
    """Return a parameter as the type that its test wants."""
    for meant in (Rating, Scope):
        if wanted in (meant, meant | None):
            return _meant(meant, name, value)
    if wanted is bool and not isinstance(value, bool):
        raise ValueError(f"{name} phải là true hoặc false")
    if wanted in (int, int | None) and (type(value) is not int or value < 0):
        raise ValueError(f"{name}: “{value}” phải là một số nguyên không âm")
    if name in _AT_LEAST_ONE and value == 0:
        raise ValueError(f"{name} phải từ 1 trở lên")
    return value


def _meant(kind: type[StrEnum], name: str, value: object) -> StrEnum:
    if value not in list(kind):
        raise ValueError(f"{name}: “{value}” phải là một trong {', '.join(kind)}")
    return kind(str(value))


def _codes(name: str, value: object) -> object:
    """Return the code or codes of titles and forms that a parameter names."""
    listed = value if name == "titles" and isinstance(value, list) else [value]
    unknown = [str(code) for code in listed if str(code) not in award_codes()]
    if unknown or not listed:
        raise ValueError(f"{name}: không có danh hiệu, hình thức mang mã {', '.join(unknown) or '(để trống)'}")
    kinds = {award_codes()[str(code)].is_title for code in listed}
    if name != "title" and kinds != {name == "titles"}:
        raise ValueError(f"{name} cần mã {'danh hiệu thi đua' if name == 'titles' else 'hình thức khen thưởng'}")
    return tuple(listed) if name == "titles" else value
