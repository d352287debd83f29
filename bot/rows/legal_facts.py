"""The shipped legal facts as rows: what a rule says, for which days, and how surely it is known."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from knowledge.legal_facts import Basis, LegalFact, Topic


def topic_rows(topics: Iterable[Topic], day: date | None) -> list[dict[str, Any]]:
    """Return topics with their facts; a topic of which nothing is held on the day says what is missing.

    Args:
        topics: which.
        day: only facts that hold on it; None for all.
    """
    return [_topic(topic, topic.facts if day is None else topic.facts_within(day, day)) for topic in topics]


def _topic(topic: Topic, facts: Iterable[LegalFact]) -> dict[str, Any]:
    return {
        "id": topic.id,
        "kind": topic.kind,
        "place": topic.place,
        "title": topic.title,
        "facts": [_fact(fact) for fact in facts],
        "missing": topic.missing,
    }


def _fact(fact: LegalFact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "statement": fact.statement,
        "basis": _basis(fact.basis),
        "also": [_basis(basis) for basis in fact.also],
        "from": fact.effective_from.isoformat() if fact.effective_from else None,
        "to": fact.effective_to.isoformat() if fact.effective_to else None,
        "source_status": fact.source_status,
        "open": fact.is_open,
    }


def _basis(basis: Basis) -> dict[str, Any]:
    return {"number": basis.number, "provision": basis.provision}
