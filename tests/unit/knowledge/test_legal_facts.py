"""The shipped legal facts: each has its source and period, amounts are computed, and only what is known is shipped."""

from datetime import date
from decimal import Decimal

import pytest

from knowledge.errors import DataError
from knowledge.legal_facts import LegalFact, awards, awards_in, checked_status, covered, topics
from knowledge.rewards import base_salary, reward, reward_rule

FACTS = [f for t in topics() for f in t.facts]


@pytest.mark.parametrize("fact", FACTS, ids=lambda f: f.id)
def test_every_fact_has_source_and_period(fact: LegalFact) -> None:
    """A fact names a document, is seen in its text or in a secondary source, and does not end before it begins."""
    assert "/" in fact.basis.number
    assert fact.source_status in ("V", "S")
    assert fact.effective_from is None or fact.effective_to is None or fact.effective_from <= fact.effective_to
    assert fact.effective_from or fact.effective_to or fact.basis.text


def test_ids_are_unique() -> None:
    """No two topics share an id."""
    assert len({t.id for t in topics()}) == len(topics())


@pytest.mark.parametrize("day", [date(2022, 6, 1), date(2024, 6, 1), date(2025, 9, 1), date(2026, 11, 20)])
def test_one_version_a_day(day: date) -> None:
    """On any day a topic has at most one valid fact."""
    for topic in topics():
        assert len(topic.facts_within(day, day)) <= 1, topic.id


def test_decree_152_ends() -> None:
    """What rests on Nghị định 152/2025/NĐ-CP is not told as valid from 01/03/2027."""
    assert not [f.id for f in FACTS if f.basis.number == "152/2025/NĐ-CP" and f.holds_within(*[date(2027, 3, 1)] * 2)]


@pytest.mark.parametrize("status", ["M", "?", None, ""])
def test_memory_is_not_shipped(status: str | None) -> None:
    """A fact known from memory only is refused."""
    with pytest.raises(DataError, match="mức kiểm chứng"):
        checked_status(status, "x")


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
        (date(2023, 6, 30), None),
    ],
)
def test_base_salary(day: date, amount: int | None) -> None:
    """The base salary is that of the day, and unknown before the first one held."""
    held = base_salary(day)
    assert (held.amount if held else None) == amount


@pytest.mark.parametrize(
    ("factor", "base", "amount"),
    [
        ("0.3", 2_340_000, 710_000),
        ("0.3", 2_530_000, 760_000),
        ("0.8", 2_340_000, 1_880_000),
        ("1.0", 2_340_000, 2_340_000),
        ("0.45", 2_340_000, 1_060_000),
        ("4.5", 2_530_000, 11_390_000),
    ],
)
def test_reward_is_rounded_up(factor: str, base: int, amount: int) -> None:
    """A reward is factor times base salary, rounded up to ten thousand đồng."""
    assert reward(Decimal(factor), base) == amount


def test_rule_of_rewards_is_dated() -> None:
    """Rewards follow the decree of the day of the decision, and none is held outside their time."""
    rules = [reward_rule(date(2025, 6, 30)), reward_rule(date(2025, 7, 1)), reward_rule(date(2027, 3, 1))]
    assert [r.basis.number if r else None for r in rules] == ["98/2023/NĐ-CP", "152/2025/NĐ-CP", None]


def test_longer_name_wins() -> None:
    """An award's name inside a longer one is not that award."""
    assert list(awards_in("tap the lao dong tien tien")) == ["ttldtt"]
    assert list(awards_in("chien si thi dua co so va chien si thi dua toan quoc")) == ["cstdcs", "cstdtq"]
    assert awards()["cstdcs"].individual == Decimal("1.0")


def test_what_excludes_a_topic() -> None:
    """A question that asks something else of the same title is not explained by its criteria."""
    criteria = next(t for t in topics() if t.id == "ldtt")
    for line in ("tieu chuan lao dong tien tien", "dieu kien lao dong tien tien"):
        assert covered(criteria, line, awards_in(line))
    line = "ho so lao dong tien tien can gi"
    assert not covered(criteria, line, awards_in(line))
