"""The cases of tests/cases/criteria: what an HR officer writes of a nominee, and what must be answered."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.criteria import Judgement, Truth, Verdict, award_codes, judge, read_facts, shipped_criteria
from knowledge.text import normalised

HERE = Path(__file__).parents[2] / "cases" / "criteria"
UNKNOWN, NONE = "chưa rõ", "không có"
FLAGS = {"có": True, "không": False, UNKNOWN: None}
SUBJECTS = {"cá nhân": "individual", "tập thể": "collective", UNKNOWN: None}
SCOPES = {"cơ sở": "co_so", "bộ tỉnh": "bo_tinh", "toàn quốc": "toan_quoc", "chưa rõ phạm vi": None}
KINDS = {"sáng kiến": "sang_kien", "đề tài": "de_tai", "chưa rõ loại": None}

_DECISION = r"(?P<has> có QĐ)?(?: số (?P<number>[^\s,]+))?"
_AWARD = re.compile(rf"(?P<code>[A-Z_]+) (?P<year>\d{{4}}|\?)(?:-(?P<last>\d{{4}}))?{_DECISION}(?P<revoked>, bị hủy)?")
_INITIATIVE = re.compile(
    rf"(?P<kind>{'|'.join(KINDS)}) (?P<scope>{'|'.join(SCOPES)}) (?P<year>\d{{4}}|chưa rõ năm){_DECISION}"
    r"(?:, đã dùng cho (?P<used>.+))?"
)
_DISCIPLINE = re.compile(r"(?P<form>.+) từ (?P<since>\d\d/\d\d/\d{4}|\?) đến (?P<until>\d\d/\d\d/\d{4}|nay)")

_FACT_KEYS = {
    "doi_tuong", "ho_ten", "co_quan", "tinh", "nam_xet", "nhan_ho_so", "ky_quyet_dinh", "xep_loai", "danh_hieu_da_dat",
    "khen_thuong", "sang_kien", "ky_luat", "dang_xem_xet", "tham_gia_phong_trao", "thang_lam_viec", "nghi_viec",
    "phieu", "tap_the",
}  # fmt: skip
# what one may not have brought yet; the other facts say who, where and when, which chooses the law
_EVIDENCE_KEYS = sorted(
    _FACT_KEYS - {"doi_tuong", "ho_ten", "co_quan", "tinh", "nam_xet", "nhan_ho_so", "ky_quyet_dinh"}
)
_EXPECTED_KEYS = {
    "ket_qua", "chua_dat", "thieu", "can_cu", "khong_can_cu", "luu_y", "nam_som_nhat", "se_noi", "vi_sao", "nghi",
}  # fmt: skip
_COUNTS = {
    "so_nguoi": "members", "hoan_thanh": "completed_percent", "ldtt": "ldtt", "cstdcs": "cstdcs",
    "canh_cao": "disciplined_canh_cao", "xep_loai": "rating", "dan_dau": "leads_cluster",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One case as written: whose file, its name, the award asked for, the day, the facts, what is expected."""

    file: str
    name: str
    title: str
    as_of: date
    written: Mapping[str, Any]
    expected: Mapping[str, Any]


def _read(found: re.Match[str] | None, row: str) -> re.Match[str]:
    assert found, f"cannot read the row “{row}”; the first lines of lao_dong_tien_tien.yaml say how to write it"
    return found


def _decision(found: re.Match[str], year: int | None) -> str | None:
    return found["number"] or (f"{year or 0}/QĐ" if found["has"] else None)


def _awards(rows: list[str], named: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        found = _read(_AWARD.fullmatch(row), row)
        first = None if found["year"] == "?" else int(found["year"])
        for year in [first] if first is None else range(first, int(found["last"] or first) + 1):
            written = {named: found["code"], "year": year, "decision": _decision(found, year)}
            yield written | ({"revoked": bool(found["revoked"])} if named == "title" or found["revoked"] else {})


def _initiative(row: str) -> dict[str, Any]:
    found = _read(_INITIATIVE.fullmatch(row), row)
    year = int(found["year"]) if found["year"].isdecimal() else None
    return {
        "name": row, "kind": KINDS[found["kind"]], "scope": SCOPES[found["scope"]], "year": year,
        "decision": _decision(found, year), "used_for": found["used"],
    }  # fmt: skip


def _iso(day: str) -> str | None:
    return "-".join(reversed(day.split("/"))) if "/" in day else None


def _measure(row: str) -> dict[str, Any]:
    found = _read(_DISCIPLINE.fullmatch(row), row)
    return {"form": found["form"], "from": _iso(found["since"]), "to": _iso(found["until"])}


def _votes(written: str) -> dict[str, int | None]:
    yes, _, total = written.partition("/")
    return {"yes": int(yes), "total": None if total == "?" else int(total)}


def _collective(written: Mapping[str, Any]) -> dict[str, Any]:
    given = {_COUNTS[key]: None if value == UNKNOWN else value for key, value in written.items()}
    return given | ({"leads_cluster": FLAGS[written["dan_dau"]]} if "dan_dau" in written else {})


def facts_json(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the FACTS.json that the written facts of a case mean; what is not written is unknown."""

    def text(key: str) -> Any:
        value = written.get(key)
        return None if value == UNKNOWN else str(value) if isinstance(value, date) else value

    def rows(key: str) -> Any:
        value = text(key)
        return [] if value == NONE else value

    titles, commendations = rows("danh_hieu_da_dat"), rows("khen_thuong")
    initiatives, discipline = rows("sang_kien"), rows("ky_luat")
    return {
        "subject": SUBJECTS[written.get("doi_tuong", UNKNOWN)],
        "name": text("ho_ten"), "organisation": text("co_quan"), "province": text("tinh"),
        "achievement_year": text("nam_xet"), "received_on": text("nhan_ho_so"), "signed_on": text("ky_quyet_dinh"),
        "ratings": {str(year): rating for year, rating in (text("xep_loai") or {}).items()},
        "titles": None if titles is None else list(_awards(titles, "title")),
        "commendations": None if commendations is None else list(_awards(commendations, "form")),
        "initiatives": None if initiatives is None else [_initiative(row) for row in initiatives],
        "discipline": None if discipline is None else [_measure(row) for row in discipline],
        "under_review": FLAGS[written.get("dang_xem_xet", UNKNOWN)],
        "participates": FLAGS[written.get("tham_gia_phong_trao", UNKNOWN)],
        "months_worked": text("thang_lam_viec"), "leave": text("nghi_viec"),
        "votes": _votes(text("phieu")) if text("phieu") else None,
        "collective": _collective(text("tap_the")) if text("tap_the") else None,
    }  # fmt: skip


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the facts of a case over the base of its file: of the collective's figures, only those that differ."""
    counts = own.get("tap_the")
    if isinstance(counts, Mapping) and isinstance(base.get("tap_the"), Mapping):
        return {**base, **own, "tap_the": {**base["tap_the"], **counts}}
    return {**base, **own}


@lru_cache(maxsize=1)
def all_cases() -> tuple[Case, ...]:
    """Return the cases of every file, in the order of the files' names."""
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        book = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in book["ca"]:
            known = _FACT_KEYS | _EXPECTED_KEYS | {"ten", "danh_hieu", "ngay_hoi"}
            assert set(row) <= known, f"{path.name}: {row.get('ten')}: {sorted(set(row) - known)}"
            title, as_of = row.get("danh_hieu", book["danh_hieu"]), row.get("ngay_hoi", book["ngay_hoi"])
            own = {key: row[key] for key in _FACT_KEYS & set(row)}
            expected = {key: row[key] for key in _EXPECTED_KEYS & set(row)}
            found.append(Case(path.name, row["ten"], title, as_of, _over(book["nen"], own), expected))
    return tuple(found)


def _leaves(conditions: Any) -> Iterator[Mapping[str, Any]]:
    for condition in conditions:
        yield condition
        yield from _leaves(condition.get("parts", ()))


def _told(said: Mapping[str, Any], lines: str, value: str) -> str:
    held = [c for c in _leaves(said["conditions"]) if c["value"] == value]
    return _plain([said[lines], [[c["text"], c["why"]] for c in held]])


def _plain(said: object) -> str:
    return normalised(json.dumps(said, ensure_ascii=False)).casefold()


def _absent(fragments: list[str], text: str) -> list[str]:
    return [f for f in fragments if not any(normalised(way).strip().casefold() in text for way in f.split(" | "))]


def judged(case: Case) -> Judgement:
    """Return what the shipped criteria say of a case."""
    return judge(shipped_criteria(), case.title, read_facts(facts_json(case.written)), case.as_of)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.file.removesuffix('.yaml')}: {case.name}")
def test_case_is_answered_as_the_officer_wrote(case: Case) -> None:
    """Every case of an HR officer gets the verdict, the lines, the basis and the year that stand in its row."""
    judgement = judged(case)
    said, want = judgement.as_json(), case.expected
    shown = json.dumps(said, ensure_ascii=False, indent=1)
    assert said["verdict"] == want["ket_qua"], f"{want['vi_sao']}\n{shown}"
    basis = _plain([said["conditions"], said["version"], said["notes"]])
    faults = {
        "chua_dat": _absent(want.get("chua_dat", []), _told(said, "failed", "chua_dat")),
        "thieu": _absent(want.get("thieu", []), _told(said, "missing", "chua_ro")),
        "can_cu": _absent(want.get("can_cu", []), basis),
        "khong_can_cu": [f for f in want.get("khong_can_cu", []) if f.casefold() in _plain(said["conditions"])],
        "luu_y": _absent(want.get("luu_y", []), _plain([said["notes"], said["steps"], said["conditions"]])),
    }
    assert not any(faults.values()), f"{ {k: v for k, v in faults.items() if v} }\n{shown}"
    if "nam_som_nhat" in want:
        assert said["next_year"] == want["nam_som_nhat"], shown
    if "se_noi" in want:
        assert (said["would_say"] or {}).get("verdict") == want["se_noi"], shown


def test_cases_are_many_named_once_and_reasoned() -> None:
    """At least 160 cases stand in the files, no two with one name, each with a verdict and its reason in law."""
    cases = all_cases()
    assert len(cases) >= 160
    assert len({(c.file, c.name) for c in cases}) == len(cases)
    verdicts = {v.value for v in Verdict}
    for case in cases:
        assert case.expected["ket_qua"] in verdicts, case.name
        assert case.expected["vi_sao"].strip(), case.name
        assert case.title in award_codes(), case.name
        assert set(case.written) <= _FACT_KEYS, case.name


def test_cases_stand_on_both_sides_of_every_change_of_law() -> None:
    """Cases are dated on the day of every change of law and on the day before it, and ask on 02/03/2027."""
    days = {case.written.get("nhan_ho_so") for case in all_cases()} | {case.as_of for case in all_cases()}
    for day in (
        date(2017, 9, 30), date(2017, 10, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1),
        date(2025, 12, 14), date(2025, 12, 15), date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30),
        date(2026, 10, 1), date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 2),
    ):  # fmt: skip
        assert day in days, day


def test_cases_cover_every_title_and_every_verdict() -> None:
    """Every title and form that the criteria are written for has cases, and each of the five verdicts many."""
    cases = all_cases()
    asked = {case.title for case in cases}
    assert asked >= {
        "LDTT", "CSTT", "CSTDCS", "CSTD_BO_TINH", "CSTDTQ", "TTLDTT", "TTLDXS", "CO_BO_TINH", "CO_CP", "GK",
        "BK_BO_TINH", "BK_TTG", "HCLD_BA",
    }  # fmt: skip
    for verdict in Verdict:
        assert sum(case.expected["ket_qua"] == verdict.value for case in cases) >= 15, verdict


@settings(max_examples=300)
@given(st.sampled_from(all_cases()), st.sets(st.sampled_from(_EVIDENCE_KEYS), min_size=1, max_size=4))
def test_evidence_that_is_not_brought_yet_only_leaves_conditions_open(case: Case, hidden: set[str]) -> None:
    """Of a case with less evidence every condition is as in the whole case or not known, and so is the verdict."""
    less = {key: value for key, value in case.written.items() if key not in hidden}
    poorer, whole = judge(shipped_criteria(), case.title, read_facts(facts_json(less)), case.as_of), judged(case)
    if poorer.verdict in (Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE) and whole.verdict is not Verdict.ON_HOLD:
        assert whole.verdict is poorer.verdict
    if Verdict.ON_HOLD not in (poorer.verdict, whole.verdict):
        was, is_now = (
            {c["text"]: c["value"] for c in _leaves(each.as_json()["conditions"])} for each in (poorer, whole)
        )
        for text in set(was) & set(is_now):
            assert was[text] in (Truth.UNKNOWN, is_now[text]), text


def _in_a_good_future(facts: Mapping[str, Any], year: int) -> dict[str, Any]:
    """Return the facts of a nominee who is given every title and has an initiative each year up to some year."""
    years = range(facts["achievement_year"] + 1, year + 1)
    codes = ("LDTT", "CSTDCS", "CSTD_BO_TINH")
    titles = [{"title": code, "year": y, "decision": "9/QĐ"} for y in years for code in codes]
    found = [{"kind": "sang_kien", "scope": "toan_quoc", "year": y, "decision": "8/QĐ"} for y in years]
    return dict(facts) | {
        "titles": [*facts["titles"], *titles], "initiatives": [*facts["initiatives"], *found],
        "ratings": facts["ratings"] | {str(y): "HTXSNV" for y in years}, "votes": {"yes": 10, "total": 10},
        "achievement_year": year,
    }  # fmt: skip


def test_the_earliest_year_is_the_first_in_which_all_could_be_met() -> None:
    """Where a year is named, a nominee who does everything right is eligible in that year, and not in one before."""
    tried = 0
    for case in all_cases():
        facts, judgement = facts_json(case.written), judged(case)
        known = facts["titles"] is not None and facts["initiatives"] is not None and facts["discipline"] == []
        if not (case.title in ("CSTD_BO_TINH", "CSTDTQ") and judgement.next_year and known):
            continue
        tried += 1
        for year in range(facts["achievement_year"] + 1, judgement.next_year + 1):
            then = judge(shipped_criteria(), case.title, read_facts(_in_a_good_future(facts, year)), case.as_of)
            assert (then.verdict is Verdict.ELIGIBLE) is (year == judgement.next_year), f"{case.name}: {year}"
    assert tried >= 15
