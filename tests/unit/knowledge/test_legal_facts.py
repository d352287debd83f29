"""The shipped legal facts: each has its source and period, amounts are computed, and only what is known is shipped."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from knowledge.claims import line_of, proposition_topics
from knowledge.data import load_yaml
from knowledge.errors import DataError
from knowledge.legal_facts import LegalFact, awards, checked_status, covered, topics
from knowledge.legal_phrases import awards_in
from knowledge.legal_shared import fact_rows
from knowledge.quantities import DAY, FACTOR, FORM, MONEY, SHARE, TIMES, quantities
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
    """On any day a topic has at most one valid fact; one about several titles at most one for each of its rules."""
    for topic in topics():
        bases = {f.statement for f in topic.facts_within(day, day)}
        assert len(bases) <= (2 if topic.id == "vote-any" else 1), topic.id


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


def sentences(name: str) -> set[str]:
    """Return the words of law of a data file: the texts, what is said to be missing; of criteria the summaries."""
    found: set[str] = set()
    told = ("summary",) if "versions" in load_yaml(name) else ("text", "missing")

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.update(v for k, v in node.items() if k in told and len(str(v)) > 60)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(load_yaml(name))
    return found


def test_no_sentence_of_law_stands_twice() -> None:
    """Each sentence of law stands in one data file only, of the legal facts or of the criteria."""
    root = Path(str(files("knowledge.data")))
    seen: dict[str, str] = {}
    for path in sorted([*root.glob("legal/*.yaml"), *root.glob("criteria/**/*.yaml")]):
        name = path.relative_to(root).as_posix()
        for sentence in sentences(name):
            assert seen.setdefault(sentence, name) == name, sentence


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("cstdcs", "hoàn thành xuất sắc"), ("cstdbt", "03 lần liên tục"), ("cstdtq", "02 lần liên tục"),
        ("ttldtt", "70%"), ("ttldxs", "100%"), ("bkttg", "05 năm liên tục"), ("bkbt", "02 sáng kiến"),
        ("hcld3", "01 năm"), ("ahld", "10 năm"), ("vote-base", "80%"), ("vote-high", "90%"),
        ("dossier-cstdcs", "Mẫu 05"), ("commune-power", "cấp xã"),
    ],
)  # fmt: skip
def test_shared_facts_keep_their_numbers(topic: str, said: str) -> None:
    """A topic that takes its words from the criteria or the procedure tells the numbers of the rule."""
    facts = next(t for t in topics() if t.id == topic).facts
    assert any(said in f.statement for f in facts)


def test_own_and_shared_facts_do_not_mix() -> None:
    """A topic with facts of its own beside those that it names is refused."""
    with pytest.raises(DataError, match="vừa có nội dung riêng"):
        fact_rows({"id": "x", "facts": [{"text": "a"}], "from_criteria": {"title": "CSTDCS"}})


def test_propositions_belong_to_topics() -> None:
    """Every proposition that may be claimed belongs to a topic of the legal facts."""
    assert proposition_topics() <= {t.id for t in topics()}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("cần 3 lần liên tục", TIMES, 3), ("ba lần", TIMES, 3), ("năm năm liền", TIMES, 5), ("từ 05 năm", TIMES, 5),
        ("không quá 15%", SHARE, Fraction(15, 100)), ("2/3 phiếu", SHARE, Fraction(2, 3)),
        ("quá bán", SHARE, Fraction(1, 2)), ("hệ số 0,3", FACTOR, Fraction(3, 10)),
        ("0,5 lần lương cơ sở", FACTOR, Fraction(1, 2)), ("800k", MONEY, 800_000), ("2,53 triệu", MONEY, 2_530_000),
        ("11.390.000 đồng", MONEY, 11_390_000), ("trước 31/12", DAY, 1231), ("Mẫu số 05", FORM, 5),
        ("trong 20 ngày làm việc", "days", 20), ("01 bộ bản chính", "sets", 1),
    ],
)  # fmt: skip
def test_quantities(text: str, unit: str, value: int | Fraction) -> None:
    """A quantity is read with its unit, whether of the law or of a person, in figures or in words."""
    assert [(q.unit, q.value) for q in quantities(text, line_of(text), ())] == [(unit, value)]


@pytest.mark.parametrize(
    "text", ["Nghị định 152/2025/NĐ-CP", "Điều 22 khoản 1", "năm 2024", "từ ngày 01/7/2025", "bộ nội vụ"]
)
def test_numbers_of_documents_are_no_quantities(text: str) -> None:
    """Numbers of documents, provisions, years and days of a year are not counted."""
    assert quantities(text, line_of(text), ()) == ()


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
