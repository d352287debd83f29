"""Votes of a council, who decides, and what a dossier holds (phiếu, thẩm quyền, hồ sơ), as dated data.

Data: ``data/criteria/{votes,authority,dossiers}.yaml``. Every rule names its provision, its period, how surely it is
known, and who approved it; what is not held is only said, never concluded from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from knowledge.criteria.titles import award_codes
from knowledge.data import load_yaml
from knowledge.errors import DataError


class ProcedureKind(StrEnum):
    """What a rule of procedure is about; its value is the name of the data file."""

    VOTES = "votes"
    AUTHORITY = "authority"
    DOSSIER = "dossiers"


@dataclass(frozen=True, slots=True)
class Decider:
    """An office that may decide (người có thẩm quyền); ``titles`` where it is not for all titles of the rule."""

    office: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A line of a dossier's checklist (giấy tờ trong hồ sơ).

    Attributes:
        basis: the provision that asks for it.
        is_national: it is asked for in the whole country; else the ministry or the province must say what is meant.
        titles: for which titles of the rule; empty for all of them.
    """

    text: str
    basis: str
    is_national: bool
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureRule:
    """A dated rule of procedure.

    Attributes:
        titles: the codes it is about.
        about: what else it is about ("vang_mat"), or None for a rule of its titles alone.
        text: what it says, in our own Vietnamese words.
        basis: number and provision; ``also`` are further ones.
        effective_from: first day; ``effective_to`` the last day, None where no end is known.
        source_status: V seen in the text, S secondary.
        approved_by: who approved the rule, on the day ``approved_on``.
        least_percent: of votes, the least share of ALL members of the council; None where no vote is required, or
            where ``is_open`` says that no threshold is held.
        who: of authority, the offices that may decide.
        papers: of dossiers, the checklist.
        is_open: the text leaves the answer to others, so that nothing can be computed from it.
    """

    id: str
    kind: ProcedureKind
    titles: tuple[str, ...]
    about: str | None
    text: str
    basis: str
    also: tuple[str, ...]
    effective_from: date
    effective_to: date | None
    source_status: str
    approved_by: str
    approved_on: date
    least_percent: int | None = None
    who: tuple[Decider, ...] = ()
    papers: tuple[Paper, ...] = ()
    is_open: bool = False

    def holds_on(self, day: date) -> bool:
        """Say whether the rule is valid on ``day``."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def for_title(self, code: str) -> "ProcedureRule":
        """Return the rule with those offices and papers only that concern one of its titles."""
        who = tuple(d for d in self.who if not d.titles or code in d.titles)
        return replace(self, who=who, papers=tuple(p for p in self.papers if not p.titles or code in p.titles))


@dataclass(frozen=True, slots=True)
class NotHeld:
    """What is known not to be held (điều chưa giữ), for titles or for ``about``."""

    titles: tuple[str, ...]
    about: str | None
    text: str


def votes_on(code: str, day: date) -> ProcedureRule | None:
    """Return the rule of votes for a title on a day; None where none is held."""
    return _on(ProcedureKind.VOTES, code, day)


def authority_on(code: str, day: date) -> ProcedureRule | None:
    """Return who decides on a title on a day; None where it is not held."""
    return _on(ProcedureKind.AUTHORITY, code, day)


def dossier_on(code: str, day: date) -> ProcedureRule | None:
    """Return what the dossier of a title holds on a day; None where it is not held."""
    return _on(ProcedureKind.DOSSIER, code, day)


def _on(kind: ProcedureKind, code: str, day: date) -> ProcedureRule | None:
    found = (r.for_title(code) for r in rules_of(kind, title=code) if r.holds_on(day))
    return next(found, None)


def rules_of(kind: ProcedureKind, *, title: str | None = None, about: str | None = None) -> tuple[ProcedureRule, ...]:
    """Return the rules of a title, or those about something else, the oldest first."""
    named = procedure_rules(kind)
    return tuple(r for r in named if r.about == about and (title is None or title in r.titles))


def not_held_of(kind: ProcedureKind, *, title: str | None = None, about: str | None = None) -> str | None:
    """Return what must be said where no rule of a title, or about something else, is held; None where nothing is."""
    rows = [_not_held(row, kind) for row in load_yaml(f"criteria/{kind}.yaml").get("not_held") or ()]
    return next((n.text for n in rows if n.about == about and (title is None or title in n.titles)), None)


@lru_cache(maxsize=len(ProcedureKind))
def procedure_rules(kind: ProcedureKind) -> tuple[ProcedureRule, ...]:
    """Return every rule of a kind.

    Raises:
        DataError: a rule lacks its reference, status, period or approval, or names an unknown title.
    """
    return checked_rules(load_yaml(f"criteria/{kind}.yaml")["rules"], kind)


def checked_rules(rows: Iterable[Mapping[str, Any]], kind: ProcedureKind) -> tuple[ProcedureRule, ...]:
    """Return the rules that rows of data state, the oldest first.

    Raises:
        DataError: as for ``procedure_rules``; also where two rules of a title hold on one day.
    """
    rules = sorted((_rule(row, kind) for row in rows), key=lambda r: r.effective_from)
    for i, rule in enumerate(rules):
        for later in rules[i + 1 :]:
            shared = not rule.titles and not later.titles or set(rule.titles) & set(later.titles)
            if shared and rule.about == later.about and rule.holds_on(later.effective_from):
                raise DataError(f"criteria/{kind}.yaml: mục {rule.id} và {later.id} chồng thời gian hiệu lực.")
    return tuple(rules)


def _rule(row: Mapping[str, Any], kind: ProcedureKind) -> ProcedureRule:
    where = f"criteria/{kind}.yaml: mục {row.get('id') or '(không có id)'}"
    _check(row, where)
    titles = _known(row.get("titles") or (), where)
    basis, (approved_by, approved_on) = str(row["basis"]), _approval(row, where)
    return ProcedureRule(
        id=row["id"], kind=kind, titles=titles, about=row.get("about"), text=row["text"], basis=basis,
        also=tuple(row.get("also") or ()), effective_from=row["from"], effective_to=row["to"],
        source_status=row["status"], approved_by=approved_by, approved_on=approved_on,
        least_percent=row.get("least_percent"), who=tuple(_decider(w, where) for w in row.get("who") or ()),
        papers=tuple(_paper(p, basis, where) for p in row.get("papers") or ()), is_open=bool(row.get("open")),
    )  # fmt: skip


def _check(row: Mapping[str, Any], where: str) -> None:
    """Raise where a row lacks what every rule must have."""
    if not row.get("id") or not row.get("text") or not (row.get("titles") or row.get("about")):
        raise DataError(f"{where} thiếu id, nội dung (text) hoặc danh hiệu (titles).")
    if "/" not in str(row.get("basis") or ""):
        raise DataError(f"{where} thiếu căn cứ: số, ký hiệu và điều khoản của văn bản (basis).")
    if row.get("status") not in ("V", "S"):
        raise DataError(f"{where} thiếu mức kiểm chứng (status: V hoặc S).")
    first, last = row.get("from"), row.get("to")
    if not isinstance(first, date) or "to" not in row or not (last is None or isinstance(last, date)):
        raise DataError(f"{where} thiếu thời gian hiệu lực (from, to; to là ngày cuối, null khi chưa biết).")
    if last is not None and last < first:
        raise DataError(f"{where} có ngày cuối trước ngày đầu.")


def _approval(row: Mapping[str, Any], where: str) -> tuple[str, date]:
    """Return who approved a row and when; YAML reads a bare ``on`` as true, so that key is looked for too."""
    approved = row.get("approved")
    approved = approved if isinstance(approved, Mapping) else {}
    by, day = approved.get("by"), approved.get("on", approved.get(True))
    if not by or not isinstance(day, date):
        raise DataError(f"{where} chưa ghi ai duyệt và ngày duyệt (approved: by, on).")
    return str(by), day


def _known(codes: Iterable[str], where: str) -> tuple[str, ...]:
    unknown = [c for c in codes if c not in award_codes()]
    if unknown:
        raise DataError(f"{where} có mã danh hiệu không có trong titles.yaml: {', '.join(unknown)}.")
    return tuple(codes)


def _decider(written: str | Mapping[str, Any], where: str) -> Decider:
    if isinstance(written, str):
        return Decider(written)
    return Decider(written["office"], _known(written.get("titles") or (), where))


def _paper(row: Mapping[str, Any], basis: str, where: str) -> Paper:
    return Paper(row["text"], row.get("basis") or basis, row.get("set_by") is None, _known(row.get("for") or (), where))


def _not_held(row: Mapping[str, Any], kind: ProcedureKind) -> NotHeld:
    if not row.get("missing"):
        raise DataError(f"criteria/{kind}.yaml: một dòng not_held thiếu lời nói rõ điều chưa giữ (missing).")
    return NotHeld(_known(row.get("titles") or (), f"criteria/{kind}.yaml"), row.get("about"), row["missing"])
