"""Legal facts whose words stand with the criteria and the rules of procedure, so that no rule is written twice.

A topic of ``data/legal/*.yaml`` names where they stand: ``from_criteria: {title: CSTDCS}`` takes the summary of every
version of that title, ``from_procedure: {kind: votes, title: CSTDCS}`` the rules of votes, authority or dossier (of
several ``titles``, or ``about`` something else).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.criteria.procedure import ProcedureKind, ProcedureRule, not_held_of, rules_of
from knowledge.data import load_yaml
from knowledge.errors import DataError


def fact_rows(topic: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the rows of a topic's facts: its own, or those of the criteria or the procedure that it names.

    Raises:
        DataError: it has facts of its own beside those that it names.
    """
    own = list(topic.get("facts") or ())
    shared = [*_of_criteria(topic.get("from_criteria")), *_of_procedure(topic.get("from_procedure"))]
    if own and shared:
        raise DataError(f"Dữ liệu pháp lý: mục {topic['id']} vừa có nội dung riêng vừa dẫn nội dung chung.")
    return own or shared


def missing_words(topic: Mapping[str, Any]) -> str | None:
    """Return what a topic says where no fact is held: its own words, else those of the procedure that it names."""
    named = topic.get("from_procedure")
    if topic.get("missing") or not named:
        return topic.get("missing")
    return not_held_of(ProcedureKind(named["kind"]), title=_titles(named)[-1], about=named.get("about"))


def _of_criteria(named: Mapping[str, str] | None) -> list[Mapping[str, Any]]:
    if not named:
        return []
    versions = load_yaml(f"criteria/{named['title'].lower()}.yaml")["versions"]
    rows = [{**v, "text": v.get("summary"), "status": v.get("source_status")} for v in versions]
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def _of_procedure(named: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    if not named:
        return []
    kind = ProcedureKind(named["kind"])
    rules = [r for t in _titles(named) for r in rules_of(kind, title=t, about=named.get("about"))]
    return [_row(rule) for rule in dict.fromkeys(rules)]


def _titles(named: Mapping[str, Any]) -> Sequence[str | None]:
    return named.get("titles") or [named.get("title")]


def _row(rule: ProcedureRule) -> Mapping[str, Any]:
    row = {
        "basis": rule.basis, "also": rule.also, "from": rule.effective_from, "to": rule.effective_to,
        "status": rule.source_status, "text": rule.text, "threshold": rule.least_percent, "open": rule.is_open,
    }  # fmt: skip
    return {key: value for key, value in row.items() if value is not None}
