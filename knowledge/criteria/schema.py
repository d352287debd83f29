"""The JSON Schema of FACTS.json, made from the same words that the reader takes (mẫu dữ kiện)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from knowledge.criteria.facts import InitiativeKind, Rating, Scope, Subject
from knowledge.criteria.titles import award_codes

_TEXT = {"type": ["string", "null"]}
_FLAG = {"type": ["boolean", "null"]}
_DAY = {"type": ["string", "null"], "format": "date"}
_YEAR = {"type": ["integer", "null"], "minimum": 1945, "maximum": 2100}
_COUNT = {"type": ["integer", "null"], "minimum": 0}
_NOT_ENDED = "null: chưa chấp hành xong"


def facts_schema() -> dict[str, Any]:
    """Return the schema: absent or null means unknown, an empty list means known to be none."""
    rating = _one_of(Rating)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "FACTS",
        "description": "Dữ kiện của người, tập thể được đề nghị. Vắng hoặc null: chưa biết; danh sách rỗng: không có.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "subject": _one_of(Subject), "name": _TEXT, "organisation": _TEXT, "province": _TEXT,
            "achievement_year": _YEAR, "received_on": _DAY, "signed_on": _DAY,
            "ratings": {"type": ["object", "null"], "patternProperties": {"^[0-9]{4}$": rating}},
            "titles": _rows(_title()), "commendations": _rows(_commendation()), "initiatives": _rows(_initiative()),
            "discipline": _rows({"form": _TEXT, "from": _DAY, "to": _DAY | {"description": _NOT_ENDED}}),
            "under_review": _FLAG, "participates": _FLAG,
            "months_worked": {"type": ["number", "null"], "minimum": 0, "maximum": 12}, "leave": _TEXT,
            "votes": _object({"yes": _COUNT, "total": _COUNT}),
            "collective": _object(_collective(rating)),
        },
    }  # fmt: skip


def _one_of(kind: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [*kind, None]}


def _codes(*, is_title: bool) -> Iterable[str]:
    return [code for code, award in award_codes().items() if award.is_title is is_title]


def _title() -> dict[str, Any]:
    title = {"type": "string", "examples": [*_codes(is_title=True)]}
    return {"title": title, "year": _YEAR, "decision": _TEXT, "decided_on": _DAY, "issuer": _TEXT, "revoked": _FLAG}


def _commendation() -> dict[str, Any]:
    form = {"type": "string", "examples": [*_codes(is_title=False)]}
    return {"form": form, "year": _YEAR, "decision": _TEXT, "decided_on": _DAY, "issuer": _TEXT, "revoked": _FLAG}


def _initiative() -> dict[str, Any]:
    return {
        "name": _TEXT, "kind": _one_of(InitiativeKind), "scope": _one_of(Scope), "year": _YEAR, "decision": _TEXT,
        "used_for": _TEXT,
    }  # fmt: skip


def _collective(rating: dict[str, Any]) -> dict[str, Any]:
    percent = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
    return {
        "members": _COUNT, "completed_percent": percent, "ldtt": _COUNT, "cstdcs": _COUNT,
        "disciplined_canh_cao": _COUNT, "rating": rating, "leads_cluster": _FLAG,
    }  # fmt: skip


def _rows(properties: dict[str, Any]) -> dict[str, Any]:
    item = {"type": "object", "additionalProperties": False, "properties": properties}
    return {"type": ["array", "null"], "items": item}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": False, "properties": properties}
