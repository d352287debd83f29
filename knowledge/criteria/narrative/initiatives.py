"""Initiatives and studies: how far they reach, of which year, by which decision, used for what."""

import re
from dataclasses import replace
from typing import Any

from knowledge.criteria.narrative.awards import decisions_of
from knowledge.criteria.narrative.clauses import Clause
from knowledge.criteria.narrative.saying import Asked, Meaning
from knowledge.criteria.narrative.years import denies, years_of
from knowledge.text import squeezed

_NAME = re.compile(r"[“\"«]([^”\"»]{3,200})[”\"»]")
_MOST = 20


def initiative_meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return the initiatives or studies that a clause states."""
    assert clause.head is not None
    denied = denies(clause)
    if denied is not False:
        return None if denied is None else _denied(clause, asked)
    kinds = {m.value for m in clause.all("kind")}
    scopes = [m.value for m in clause.all("scope")]
    own = _before_use(clause)
    years = years_of(own, asked)
    if len(clause.marks) == 1 and not clause.lent:
        return None  # a word alone says neither that there is one nor that there is none
    if years is None or len(kinds) > 1 or len(set(scopes)) > 1:
        return None
    count = _count(clause) or max(len(years), 1)
    if len(years) not in (0, 1, count) or count > _MOST:
        return None
    held = years or [asked.year if count == 1 else None]
    decisions, unread = decisions_of(own, years or [None] * count, asked.text)
    rows: list[dict[str, Any]] = []
    for place in range(count):
        year = held[place] if len(held) == count else held[0]
        row: dict[str, Any] = {"kind": clause.head.value,
                               "scope": scopes[0] if scopes else None, "year": year}  # fmt: skip
        row |= {k: v for k, v in decisions.get(place, {}).items() if k == "decision"}
        rows.append(row | _more(clause, asked, count))
    return Meaning({"initiatives": rows}, unread=unread)


def _before_use(clause: Clause) -> Clause:
    """Return a clause without what it says of the award for which an initiative was used."""
    end = next((i for i, m in enumerate(clause.marks) if m.kind == "used"), len(clause.marks))
    return replace(clause, marks=clause.marks[:end]) if end else clause


def _more(clause: Clause, asked: Asked, count: int) -> dict[str, Any]:
    more: dict[str, Any] = {}
    piece = asked.text[clause.span.start : clause.span.end + 200]
    named = _NAME.search(piece.split("\n")[0])
    if named and count == 1 and named.start() < len(clause.span):
        more["name"] = squeezed(named[1])
    used = clause.all("used")
    if used:
        spent = next((m.value for m in clause.all("award")), None)
        more["used_for"] = spent or squeezed(asked.text[used[0].span.start : clause.span.end])
    return more


def _count(clause: Clause) -> int | None:
    assert clause.head is not None
    place = clause.marks.index(clause.head)
    before = clause.marks[place - 1] if place else None
    return before.value if before and before.kind == "count" and before.value else None


def _denied(clause: Clause, asked: Asked) -> Meaning | None:
    """Return that there is none at all, or none of a kind, scope or year, which FACTS.json cannot say."""
    assert clause.head is not None
    kinds = {m.value for m in clause.all("kind")}
    limits = [str(m.value) for m in clause.all("scope")]
    if clause.has("years", "relative", "times", "since_year"):
        years = years_of(clause, asked)
        if years is None or len(years) != 1 or years[0] is None:
            return None
        limits.append(str(years[0]))
    if "sang_kien" in kinds and not limits:
        return Meaning({"initiatives": []})
    return Meaning(denied=tuple(":".join([k, *limits]) for k in sorted(kinds)), unread=(clause.span,))
