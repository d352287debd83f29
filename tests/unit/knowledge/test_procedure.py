"""Votes, authority and dossiers as dated data: every rule is referenced and approved, and one holds on a day."""

from datetime import date
from typing import Any

import pytest

from knowledge.criteria.procedure import (
    ProcedureKind,
    ProcedureRule,
    authority_on,
    checked_rules,
    dossier_on,
    not_held_of,
    procedure_rules,
    votes_on,
)
from knowledge.criteria.titles import award_codes
from knowledge.errors import DataError

RULES = [r for kind in ProcedureKind for r in procedure_rules(kind)]
DAYS = [date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 10, 1), date(2027, 2, 28)]
GOOD: dict[str, Any] = {
    "id": "x", "titles": ["CSTDCS"], "from": date(2024, 1, 1), "to": date(2025, 6, 30), "status": "V",
    "basis": "98/2023/NĐ-CP Điều 30", "approved": {"by": "An", "on": date(2026, 11, 20)}, "text": "Phải bỏ phiếu.",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_is_referenced_and_approved(rule: ProcedureRule) -> None:
    """A rule names its provision, its period, how surely it is known, and who approved it."""
    assert "/" in rule.basis
    assert rule.source_status in ("V", "S")
    assert rule.approved_by
    assert rule.approved_on >= date(2026, 11, 20)
    assert rule.effective_to is None or rule.effective_from <= rule.effective_to
    assert set(rule.titles) <= set(award_codes())


@pytest.mark.parametrize("kind", list(ProcedureKind))
@pytest.mark.parametrize("day", DAYS)
def test_one_rule_of_a_title_holds_on_a_day(kind: ProcedureKind, day: date) -> None:
    """Whatever the day, no two rules of one title are valid."""
    for code in award_codes():
        valid = [r.id for r in procedure_rules(kind) if r.about is None and code in r.titles and r.holds_on(day)]
        assert len(valid) <= 1, (code, valid)


@pytest.mark.parametrize(
    ("missing", "said"),
    [("basis", "căn cứ"), ("status", "mức kiểm chứng"), ("to", "thời gian"), ("from", "thời gian"),
     ("approved", "duyệt"), ("text", "nội dung"), ("titles", "danh hiệu")],
)  # fmt: skip
def test_a_rule_without_what_it_must_have_is_refused(missing: str, said: str) -> None:
    """A rule that lacks its reference, status, period, approval, words or title is refused, in Vietnamese."""
    row = {key: value for key, value in GOOD.items() if key != missing}
    with pytest.raises(DataError, match=said):
        checked_rules([row], ProcedureKind.VOTES)


@pytest.mark.parametrize(
    "change",
    [{"status": "M"}, {"basis": "Nghị định"}, {"to": date(2023, 1, 1)}, {"titles": ["KHONG_CO"]},
     {"approved": {"by": "An"}}, {"approved": {"on": date(2026, 11, 20)}}],
)  # fmt: skip
def test_a_wrong_value_is_refused(change: dict[str, Any]) -> None:
    """What is known from memory, names no document, ends before it begins, or is half approved is refused."""
    with pytest.raises(DataError):
        checked_rules([GOOD | change], ProcedureKind.VOTES)


def test_two_rules_of_one_day_are_refused() -> None:
    """Two rules of a title whose periods overlap are refused, and both are named."""
    with pytest.raises(DataError, match="x và y"):
        checked_rules([GOOD, GOOD | {"id": "y", "from": date(2025, 6, 30)}], ProcedureKind.VOTES)


def test_a_bare_on_is_read() -> None:
    """The day of approval is found although YAML reads a bare "on" as true."""
    (rule,) = checked_rules([GOOD | {"approved": {"by": "An", True: date(2026, 1, 2)}}], ProcedureKind.VOTES)
    assert rule.approved_on == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("code", "day", "least"),
    [
        ("CSTDCS", date(2024, 1, 1), 80),
        ("CO_BO_TINH", date(2025, 6, 30), 80),
        ("CO_CP", date(2024, 6, 1), 80),
        ("CSTD_BO_TINH", date(2025, 6, 30), 90),
        ("CSTDTQ", date(2024, 6, 1), 90),
    ],
)
def test_least_share_of_votes(code: str, day: date, least: int) -> None:
    """The least share of votes is that of the decree of the day."""
    rule = votes_on(code, day)
    assert rule is not None
    assert rule.least_percent == least


@pytest.mark.parametrize("code", ["CSTDCS", "CSTD_BO_TINH", "LDTT"])
def test_no_share_is_held_after_the_decree(code: str) -> None:
    """From 01/07/2025 no threshold is held, so nothing can be computed, and what is missing is said."""
    rule = votes_on(code, date(2025, 7, 1))
    assert rule is None or (rule.least_percent is None and rule.is_open)
    assert rule is not None or not_held_of(ProcedureKind.VOTES, title=code)


def test_who_decides_changes_with_the_two_tier_government() -> None:
    """The district decides on the base title until 30/06/2025, the commune from 01/07/2025."""
    before, after = authority_on("CSTDCS", date(2025, 6, 30)), authority_on("CSTDCS", date(2025, 7, 1))
    assert before is not None
    assert after is not None
    assert "Chủ tịch Ủy ban nhân dân huyện" in [d.office for d in before.who]
    assert "Chủ tịch Ủy ban nhân dân xã" not in [d.office for d in before.who]
    assert "Chủ tịch Ủy ban nhân dân cấp xã" in [d.office for d in after.who]


def test_who_decides_is_the_same_from_both_sides() -> None:
    """An office that a rule gives a title to is among the offices of that title on that day, and the other way."""
    rules = procedure_rules(ProcedureKind.AUTHORITY)
    for day in DAYS[1:-1]:
        for rule in (r for r in rules if r.about in ("xa", "huyen", "thu_truong") and r.holds_on(day)):
            for code in rule.titles:
                held = authority_on(code, day)
                assert held is not None, (rule.id, code)
                assert {d.office for d in rule.who} & {d.office for d in held.who}, (rule.id, code, day)


def test_dossier_says_what_is_national() -> None:
    """The checklist tells the papers of the whole country from what the ministry or the province must set."""
    rule = dossier_on("CSTDCS", date(2026, 5, 1))
    assert rule is not None
    assert [p.is_national for p in rule.papers] == [True, True, True, True, False]
    assert rule.papers[-1].basis == "152/2025/NĐ-CP Điều 6 khoản 2 điểm c"
    assert "Mẫu số 01" in rule.papers[0].text


def test_dossier_has_only_the_papers_of_its_title() -> None:
    """A certificate of an initiative is asked for where the title needs one, not for a flag."""
    papers = {code: dossier_on(code, date(2026, 5, 1)) for code in ("CSTDTQ", "CO_CP")}
    assert [len(r.papers) if r else 0 for r in papers.values()] == [4, 3]


def test_what_is_not_held_is_said() -> None:
    """Who awards a medal is not held: there is no rule, and words that say so."""
    assert authority_on("HCLD_BA", date(2026, 5, 1)) is None
    assert "Điều 77" in (not_held_of(ProcedureKind.AUTHORITY, title="HCLD_BA") or "")
