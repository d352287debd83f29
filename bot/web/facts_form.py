"""A form of plain fields becomes FACTS.json: what is left empty stays unknown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.criteria import AwardCode, CriteriaBook, Rating, Subject
from knowledge.criteria.book import asked_by
from knowledge.criteria.conditions import (
    Commendation,
    Initiatives,
    Participates,
    RatingAtLeast,
    RatingCount,
    RatingStreak,
    TitleCount,
    TitleInYear,
    TitleStreak,
)
from knowledge.criteria.narrative import facts_told
from knowledge.criteria.procedure import ProcedureKind, rules_of

_YEARS_SHOWN = 6
LONGEST_TOLD = 2_000
"""Characters of a field in free words: more than a career fills, and few enough to be understood at once."""
_OVER_YEARS = frozenset({RatingStreak, RatingCount})
_OF_HISTORY = frozenset({TitleInYear, TitleStreak, TitleCount, Commendation})
_NAMES = {
    "achievement_year": "Năm xét", "received_on": "Ngày tiếp nhận hồ sơ", "signed_on": "Ngày ký quyết định",
    "ratings": "Xếp loại", "titles": "Danh hiệu đã có", "commendations": "Hình thức khen đã có",
    "initiatives": "Sáng kiến, đề tài", "discipline": "Kỷ luật", "votes": "Phiếu", "collective": "Số liệu của tập thể",
}  # fmt: skip
_FAULTY = re.compile(r"(?:^|(?<=; ))([a-z_]+)[^:;]*(?=: )")
_FLAGS = {"co": True, "khong": False}


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says: the facts, and how the free words of it were understood."""

    facts: Mapping[str, Any]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields a title's form has: only those that can decide.

    Attributes:
        subject: a person, or a collective.
        years: those whose rating is asked.
        history, studies, participates: titles and forms held, initiatives, taking part.
        votes: the council's votes.
    """

    subject: Subject
    year: int
    years: tuple[int, ...]
    history: bool
    studies: bool
    participates: bool
    votes: bool


def fields_for(book: CriteriaBook, award: AwardCode, given: Mapping[str, str], today: date) -> Fields:
    """Return the fields for a title; a form for both kinds asks which."""
    criteria = book.criteria.get(award.code)
    asked = asked_by(criteria, book) if criteria else frozenset()
    wanted = given.get("doi_tuong", "")
    subject = Subject(wanted) if wanted in award.subjects else award.subjects[0]
    year = _number(given.get("nam", "")) or today.year
    shown = _YEARS_SHOWN if asked & _OVER_YEARS else 1 if RatingAtLeast in asked else 0
    return Fields(
        subject, year, tuple(range(year, year - shown, -1)), bool(asked & _OF_HISTORY), Initiatives in asked,
        Participates in asked, any(r.least_percent for r in rules_of(ProcedureKind.VOTES, title=award.code)),
    )  # fmt: skip


def facts_of(fields: Fields, given: Mapping[str, str]) -> Form:
    """Return the facts that a form states; an empty field is unknown."""
    long = [name for name in ("da_dat", "sang_kien") if len(given.get(name, "")) > LONGEST_TOLD]
    told = {name: given.get(name, "") for name in ("da_dat", "sang_kien") if name not in long}
    history = facts_told(told.get("da_dat", ""), fields.year)
    studies = facts_told(told.get("sang_kien", ""), fields.year)
    facts: dict[str, Any] = {
        "subject": fields.subject.value, "achievement_year": fields.year,
        "organisation": given.get("don_vi") or None, "province": given.get("tinh") or None,
        "received_on": given.get("tiep_nhan") or None, "signed_on": given.get("ngay_ky") or None,
        "ratings": {str(y): given[f"xep_loai_{y}"] for y in fields.years if given.get(f"xep_loai_{y}")},
        "titles": history.facts.get("titles", _none_if_said(given, "da_dat")),
        "commendations": history.facts.get("commendations", _none_if_said(given, "da_dat")),
        "initiatives": studies.facts.get("initiatives", _none_if_said(given, "sang_kien")),
        "under_review": _FLAGS.get(given.get("dang_xem_xet", "")),
        "participates": _FLAGS.get(given.get("phong_trao", "")),
        "discipline": _discipline(given), "votes": _votes(given),
    }  # fmt: skip
    if fields.subject is Subject.COLLECTIVE:
        facts["collective"] = _collective(given, fields.year)
    unread = [f"Chưa hiểu: “{words}”" for words in (*history.unread, *studies.unread)]
    unread += [f"Chưa đọc vì dài quá {LONGEST_TOLD} ký tự: “{given[name][:60]}…”" for name in long]
    understood = [f"Đã hiểu: “{words}”" for words in (*history.quotes, *studies.quotes)]
    return Form({k: v for k, v in facts.items() if v is not None}, (*understood, *unread))


def fault_words(fault: str) -> str:
    """Return what is wrong with facts in the words of the form, whose fields have other names than facts."""
    return _FAULTY.sub(lambda found: _NAMES.get(found[1], found[0]), fault)


def _none_if_said(given: Mapping[str, str], name: str) -> list[Any] | None:
    """Return an empty list where the box "không có" is ticked: known to be none."""
    return [] if given.get(f"{name}_khong") else None


def _discipline(given: Mapping[str, str]) -> list[dict[str, Any]] | None:
    match given.get("ky_luat"):
        case "khong":
            return []
        case "co":
            return [{"form": None, "from": given.get("ky_luat_tu") or None, "to": given.get("ky_luat_den") or None}]
        case _:
            return None


def _votes(given: Mapping[str, str]) -> dict[str, Any] | None:
    agreed, members = _number(given.get("phieu", "")), _number(given.get("thanh_vien", ""))
    return {"yes": agreed, "total": members} if agreed is not None or members is not None else None


def _collective(given: Mapping[str, str], year: int) -> dict[str, Any]:
    rating = given.get(f"xep_loai_{year}")
    return {
        "members": _number(given.get("so_nguoi", "")), "completed_percent": _number(given.get("hoan_thanh", "")),
        "ldtt": _number(given.get("so_ldtt", "")), "cstdcs": _number(given.get("so_cstdcs", "")),
        "disciplined_canh_cao": _number(given.get("so_ky_luat", "")),
        "rating": rating if rating in set(Rating) else None, "leads_cluster": _FLAGS.get(given.get("dan_dau", "")),
    }  # fmt: skip


def _number(written: str) -> int | None:
    return int(written) if written.strip().isdecimal() and len(written.strip()) <= 6 else None
