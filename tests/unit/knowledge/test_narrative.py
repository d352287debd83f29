"""Facts told in free words: what is stated is taken, what is doubtful or ambiguous is not, however it is typed."""

import re
import time
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.criteria import read_facts
from knowledge.criteria.narrative import facts_told
from knowledge.text import folded

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "narrative.yaml").read_text(encoding="utf-8")
)
YEAR = 2025
_ENDS = re.compile(r"[;.\n]|nhưng|thì|còn")  # after which a doubt is over


def _same(found: Any, expected: Any) -> bool:
    """Compare as JSON, where a field that is null counts as absent."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = {str(k) for k, v in expected.items() if v is not None} | {
            str(k) for k, v in found.items() if v is not None
        }
        return all(_same(found.get(k), {str(a): b for a, b in expected.items()}.get(k)) for k in keys)
    if isinstance(expected, list) and isinstance(found, list):
        return len(found) == len(expected) and all(map(_same, found, expected))
    if isinstance(found, str) and isinstance(expected, str):
        return folded(found) == folded(expected)
    return bool(found == expected)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_told_facts(case: dict[str, Any]) -> None:
    """Each text of the table is read as the table says, and what is read fits FACTS.json."""
    told = facts_told(case["text"], case.get("year", YEAR))
    assert _same(dict(told.facts), case["facts"]), told
    assert list(told.denied) == case.get("denied", [])
    for piece in case.get("unread", []):
        assert any(piece in u for u in told.unread), told.unread
    if case["facts"]:
        assert told.quotes
    read_facts({"achievement_year": YEAR, **told.facts})


@pytest.mark.parametrize("case", [c for c in CASES if not c.get("accents")], ids=lambda c: c["text"][:60])
def test_spelling_does_not_matter(case: dict[str, Any]) -> None:
    """Without diacritics, in capitals or as NFD the same facts are read."""
    year = case.get("year", YEAR)
    for text in (folded(case["text"]), case["text"].upper(), unicodedata.normalize("NFD", case["text"])):
        found = facts_told(text, year).facts
        names = {k: v for k, v in found.items() if k != "initiatives"}
        assert _same(names, {k: v for k, v in case["facts"].items() if k != "initiatives"}), text
        assert len(found.get("initiatives", [])) == len(case["facts"].get("initiatives", []))


def test_last_year_counts_from_the_day_of_asking() -> None:
    """What is said in 2026 of "năm ngoái" is 2025, also where the achievement year is another one."""
    assert facts_told("năm ngoái HTXSNV", 2024, date(2026, 11, 20)).facts == {"ratings": {"2025": "HTXSNV"}}
    assert facts_told("năm ngoái HTXSNV", 2024).facts == {"ratings": {"2023": "HTXSNV"}}


def test_without_a_year_nothing_is_guessed() -> None:
    """A rating that names no year is not taken where the achievement year is unknown."""
    assert facts_told("HTXSNV, năm ngoái HTTNV").facts == {}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([c["text"] for c in CASES]), min_size=1, max_size=4), st.text(max_size=30))
def test_never_fails_and_never_invents_years(texts: list[str], noise: str) -> None:
    """Any mixture of texts and noise is read without failing, into facts that fit the schema."""
    told = facts_told(f"; {noise}; ".join(texts), YEAR)
    facts = read_facts(dict(told.facts))
    assert all(1990 <= year <= 2035 for year in facts.ratings)


@pytest.mark.parametrize("case", [c for c in CASES if c["facts"] and _ENDS.search(c["text"]) is None], ids=str)
def test_doubt_is_never_taken(case: dict[str, Any]) -> None:
    """Whatever is said in one sentence with a word of doubt before it is not taken."""
    assert not facts_told(f"hình như {case['text']}", case.get("year", YEAR)).facts


def test_reading_is_quick() -> None:
    """A summary of a person is read in a few milliseconds, so that lists of a thousand are no burden."""
    text = "HTXSNV 2023, 2024, 2025; CSTĐCS 2023 (QĐ 1/QĐ-A ngày 20/12/2023), 2024; sáng kiến cấp cơ sở năm 2025"
    facts_told(text, YEAR)
    started = time.process_time()
    for _ in range(20):
        facts_told(text, YEAR)
    assert (time.process_time() - started) / 20 < 0.03
