"""General questions about the law, answered from the shipped facts (../../cases/legal.yaml)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.legal_facts import topics
from knowledge.text import folded
from retriever.answering.legal import about_law
from retriever.answering.models import Answer, Status
from retriever.answering.references import Period, referenced
from retriever.grounding import tokens
from retriever.understanding import understand

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "legal.yaml").read_text(encoding="utf-8"))
AS_OF = date(2026, 11, 20)


def told(question: str, as_of: date) -> Answer:
    """Return the answer of the legal facts, which there must be."""
    answer = about_law(understand(question), as_of)
    assert answer is not None, question
    return answer


@pytest.mark.parametrize("row", CASES["answered"], ids=lambda r: f"{r['ask']} {r['as_of']}")
@pytest.mark.parametrize("unaccented", [False, True], ids=["typed", "folded"])
def test_answered(row: dict[str, Any], unaccented: bool) -> None:
    """What the rule of the day says is answered with a reference, with or without diacritics."""
    answer = told(folded(row["ask"]) if unaccented else row["ask"], row["as_of"])
    assert answer.status is Status.ANSWERED
    assert [s for s in row["says"] if s.lower() not in answer.text.lower()] == []
    assert [s for s in row.get("never") or () if s in answer.text] == []
    assert any(f"{c.number} {c.provision}".startswith(row["cites"]) for c in answer.citations)
    assert {c.kind for c in answer.citations} == {"reference"}
    assert all(c.quote is None and c.source_status in ("V", "S") for c in answer.citations)


@pytest.mark.parametrize("row", CASES["not_held"], ids=lambda r: r["ask"])
def test_not_held(row: dict[str, Any]) -> None:
    """What is known not to be held is said, and nothing is concluded."""
    answer = told(row["ask"], row["as_of"])
    assert answer.status is Status.NOT_FOUND
    assert [s for s in row["says"] if s not in answer.text] == []


@pytest.mark.parametrize("question", CASES["silent"])
def test_silent(question: str) -> None:
    """Questions about one agency's papers, about people, or about something else are left to others."""
    assert about_law(understand(question), date(2026, 11, 20)) is None


def test_amendment_is_said_from_its_first_day() -> None:
    """From 01/10/2026 what rests on Luật 06/2022/QH15 warns that its amendment is not held; not a day before."""
    warned = [
        "06/2026/QH16" in told("tiêu chuẩn lao động tiên tiến", date(2026, month, day)).text
        for month, day in ((9, 30), (10, 1))
    ]
    assert warned == [False, True]


def test_numbers_stand_in_the_facts() -> None:
    """An answer states no number that its fact, its references, or the asker do not carry."""
    for topic in topics():
        for fact in topic.facts:
            warnings = "06/2022/QH15 06/2026/QH16 01/10/2026"
            days = f"{AS_OF:%d/%m/%Y}"
            answer = referenced(Status.ANSWERED, [fact.statement], [fact], Period(AS_OF, AS_OF), AS_OF)
            held = tokens(f"{fact.statement} {warnings} {days}")
            for citation in answer.citations:
                held |= tokens(f"{citation.number} | {citation.provision} | {citation.document}")
            assert tokens(answer.text) <= held, fact.id
