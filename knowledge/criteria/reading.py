"""FACTS.json becomes Facts: every field is checked, every fault is told at once, nothing unknown is guessed."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.criteria.facts import (
    Collective,
    Discipline,
    Facts,
    HeldCommendation,
    HeldTitle,
    Initiative,
    InitiativeKind,
    Rating,
    Scope,
    Subject,
    Votes,
)
from knowledge.criteria.titles import award_code
from knowledge.errors import UsageError

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")
_FIRST_YEAR, _LAST_YEAR = 1945, 2100
_LARGEST = 1_000_000
_SHOWN_FAULTS = 8
_UNUSED = re.compile(r"(?i)(?:không|chưa)(?: (?:có|dùng|sử dụng|xét))*\.?$")  # as people fill "đã dùng cho"
_COLLECTIVE_FIELDS = frozenset(
    {"members", "completed_percent", "ldtt", "cstdcs", "disciplined_canh_cao", "rating", "leads_cluster"}
)
_VOTES_FIELDS = frozenset({"yes", "total"})
_DISCIPLINE_FIELDS = frozenset({"form", "from", "to"})
_INITIATIVE_FIELDS = frozenset({"name", "kind", "scope", "year", "decision", "used_for"})
_COMMENDATION_FIELDS = frozenset({"form", "year", "decision", "decided_on", "issuer", "revoked"})
_TITLE_FIELDS = frozenset({"title", "year", "decision", "decided_on", "issuer", "revoked"})


class FactsError(UsageError):
    """The facts of a nominee cannot be taken: each fault names the field, what was given, what is expected."""


def read_facts(given: object) -> Facts:
    """Return the facts that a parsed FACTS.json states.

    Args:
        given: a JSON object; an absent or null field is unknown, an empty list is known to be none.

    Raises:
        FactsError: fields that are not known, or values of a wrong kind; all faults are told together.
    """
    if not isinstance(given, Mapping):
        raise FactsError("Dữ kiện phải là một đối tượng JSON.", 'Ví dụ: {"subject": "individual", "ratings": {}}')
    reader = _Reader()
    facts = reader.facts(given)
    if reader.faults:
        shown = reader.faults[:_SHOWN_FAULTS]
        more = len(reader.faults) - len(shown)
        raise FactsError("; ".join(shown) + (f"; và {more} lỗi khác" if more else "") + ".")
    return facts


@dataclass(slots=True)
class _Reader:
    """Collects the faults while it reads, so that a person mends a file once."""

    faults: list[str] = field(default_factory=list)

    def facts(self, given: Mapping[str, Any]) -> Facts:
        known = set(Facts.__dataclass_fields__)
        for name in given:
            if name not in known:
                self._unknown(str(name), known)
        return Facts(
            subject=self._one_of(given, "subject", Subject),
            name=self._text(given, "name"),
            organisation=self._text(given, "organisation"),
            province=self._text(given, "province"),
            achievement_year=self._year(given, "achievement_year"),
            received_on=self._day(given, "received_on"),
            signed_on=self._day(given, "signed_on"),
            ratings=self._ratings(given.get("ratings")),
            titles=self._rows(given, "titles", self._title),
            commendations=self._rows(given, "commendations", self._commendation),
            initiatives=self._rows(given, "initiatives", self._initiative),
            discipline=self._rows(given, "discipline", self._discipline),
            under_review=self._flag(given, "under_review"),
            participates=self._flag(given, "participates"),
            months_worked=self._number(given, "months_worked", 12),
            leave=self._text(given, "leave"),
            votes=self._part(given, "votes", self._votes),
            collective=self._part(given, "collective", self._collective),
        )

    def _fault(self, where: str, given: object, expected: str) -> None:
        shown = repr(given) if not isinstance(given, str) else f"“{given}”"
        self.faults.append(f"{where}: {shown[:80]}, cần {expected}")

    def _unknown(self, where: str, known: Collection[str]) -> None:
        self.faults.append(f"{where}: trường không có trong mẫu, cần một trong: {', '.join(sorted(known))}")

    def _text(self, row: Mapping[str, Any], name: str, at: str = "") -> str | None:
        value = row.get(name)
        if value is None or isinstance(value, str):
            return value.strip() or None if value else None
        self._fault(at + name, value, "một chuỗi")
        return None

    def _flag(self, row: Mapping[str, Any], name: str, at: str = "") -> bool | None:
        value = row.get(name)
        if value is None or isinstance(value, bool):
            return value
        self._fault(at + name, value, "true, false hoặc null")
        return None

    def _number(self, row: Mapping[str, Any], name: str, most: float, at: str = "") -> float | None:
        value = row.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            self._fault(at + name, value, f"một số từ 0 đến {most:,.0f}".replace(",", "."))
            return None
        return value

    def _count(self, row: Mapping[str, Any], name: str, at: str = "") -> int | None:
        value = self._number(row, name, _LARGEST, at)
        if value is not None and value != int(value):
            self._fault(at + name, value, "một số nguyên")
            return None
        return None if value is None else int(value)

    def _year(self, row: Mapping[str, Any], name: str, at: str = "") -> int | None:
        value = row.get(name)
        if (isinstance(value, str) and re.fullmatch(r"\d{4}", value)) or (isinstance(value, float) and value % 1 == 0):
            value = int(value)  # JSON knows no difference between 2025 and 2025.0
        if value is None or (type(value) is int and _FIRST_YEAR <= value <= _LAST_YEAR):
            return value
        self._fault(at + name, row[name], "một năm, ví dụ 2025")
        return None

    def _day(self, row: Mapping[str, Any], name: str, at: str = "") -> date | None:
        value = row.get(name)
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value).date()
        except (TypeError, ValueError):
            self._fault(at + name, value, "một ngày dạng 2025-12-31")
            return None

    def _one_of(self, row: Mapping[str, Any], name: str, kind: type[_E], at: str = "") -> _E | None:
        value = row.get(name)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            self._fault(at + name, value, f"một trong: {', '.join(kind)}")
            return None

    def _ratings(self, given: object) -> dict[int, Rating]:
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self._fault("ratings", given, 'một đối tượng, ví dụ {"2025": "HTTNV"}')
            return {}
        found = {}
        for year, rating in given.items():
            read = self._year({"năm": year}, "năm", "ratings.")
            value = self._one_of({str(year): rating}, str(year), Rating, "ratings.")
            if read is not None and value is not None:
                found[read] = value
        return found

    def _rows(
        self, row: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any], str], _T]
    ) -> tuple[_T, ...] | None:
        value = row.get(name)
        if value is None:
            return None
        if not isinstance(value, list | tuple) or not all(isinstance(v, Mapping) for v in value):
            self._fault(name, value, "một danh sách các đối tượng (danh sách rỗng nghĩa là không có)")
            return None
        return tuple(read(each, f"{name}[{i}].") for i, each in enumerate(value))

    def _part(self, row: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any], str], _T]) -> _T | None:
        value = row.get(name)
        if value is None or isinstance(value, Mapping):
            return None if value is None else read(value, f"{name}.")
        self._fault(name, value, "một đối tượng")
        return None

    def _known(self, row: Mapping[str, Any], at: str, names: frozenset[str]) -> None:
        for name in row:
            if name not in names:
                self._unknown(at + str(name), names)

    def _code(self, row: Mapping[str, Any], name: str, at: str, *, is_title: bool) -> str:
        value = row.get(name)
        known = award_code(value) if isinstance(value, str) else None
        if known and known.is_title is is_title:
            return known.code
        if known is None and not is_title and isinstance(value, str) and value.strip():
            return value.strip()  # there are more forms than those with a code here
        wanted = "mã danh hiệu thi đua (ví dụ CSTDCS)" if is_title else "mã hình thức khen thưởng (ví dụ BK_TTG)"
        self._fault(at + name, value, wanted)
        return ""

    def _title(self, row: Mapping[str, Any], at: str) -> HeldTitle:
        self._known(row, at, _TITLE_FIELDS)
        return HeldTitle(
            self._code(row, "title", at, is_title=True), self._year(row, "year", at), self._text(row, "decision", at),
            self._day(row, "decided_on", at), self._text(row, "issuer", at), self._flag(row, "revoked", at),
        )  # fmt: skip

    def _commendation(self, row: Mapping[str, Any], at: str) -> HeldCommendation:
        self._known(row, at, _COMMENDATION_FIELDS)
        code = self._code(row, "form", at, is_title=False)
        self._day(row, "decided_on", at)
        self._text(row, "issuer", at)
        revoked = self._flag(row, "revoked", at)
        return HeldCommendation(code, self._year(row, "year", at), self._text(row, "decision", at), revoked)

    def _initiative(self, row: Mapping[str, Any], at: str) -> Initiative:
        self._known(row, at, _INITIATIVE_FIELDS)
        used = self._text(row, "used_for", at) or ""
        return Initiative(
            self._text(row, "name", at), self._one_of(row, "kind", InitiativeKind, at),
            self._one_of(row, "scope", Scope, at), self._year(row, "year", at),
            self._text(row, "decision", at), None if _UNUSED.match(used) else used or None,
        )  # fmt: skip

    def _discipline(self, row: Mapping[str, Any], at: str) -> Discipline:
        self._known(row, at, _DISCIPLINE_FIELDS)
        since, until = self._day(row, "from", at), self._day(row, "to", at)
        if since and until and until < since:
            self._fault(f"{at}to", until.isoformat(), f"ngày không trước ngày bắt đầu ({since.isoformat()})")
        return Discipline(self._text(row, "form", at), since, until)

    def _votes(self, row: Mapping[str, Any], at: str) -> Votes:
        self._known(row, at, _VOTES_FIELDS)
        agreed, members = self._count(row, "yes", at), self._count(row, "total", at)
        if agreed is not None and members is not None and agreed > members:
            self._fault(f"{at}yes", agreed, f"không quá tổng số thành viên ({members})")
        return Votes(agreed, members)

    def _collective(self, row: Mapping[str, Any], at: str) -> Collective:
        self._known(row, at, _COLLECTIVE_FIELDS)
        return Collective(
            members=self._count(row, "members", at), completed_percent=self._number(row, "completed_percent", 100, at),
            ldtt=self._count(row, "ldtt", at), cstdcs=self._count(row, "cstdcs", at),
            disciplined=self._count(row, "disciplined_canh_cao", at), rating=self._one_of(row, "rating", Rating, at),
            leads_cluster=self._flag(row, "leads_cluster", at),
        )  # fmt: skip
