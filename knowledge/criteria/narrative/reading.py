"""Clauses become facts; what is doubtful, contradictory or ambiguous is left out and told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.criteria.narrative.clauses import TIMES, Clause, Lead, clauses_in
from knowledge.criteria.narrative.marks import Mark, marks_in
from knowledge.criteria.narrative.meanings import meaning
from knowledge.criteria.narrative.saying import Asked, Meaning
from knowledge.criteria.narrative.told import Told
from knowledge.text import Span, normalised, squeezed

_LISTS = ("titles", "commendations", "initiatives", "discipline")
_NAMED = re.compile(r"\b(?i:anh|chị|ông|bà|cô|đồng chí|đ/c) ([A-ZĐ]\w*)")
_ALIKE = ({"discipline", "review"}, {"kind"})


def read_clauses(text: str, year: int | None, this_year: int | None) -> Told:
    """Return the facts that a text states.

    Args:
        text: as typed.
        year: the achievement year.
        this_year: the year that "năm nay" means.
    """
    text = normalised(text)
    if len({m.group(1) for m in _NAMED.finditer(text)}) > 1:
        return Told({}, (), (squeezed(text),))  # of two people nobody knows whose it is
    reading = _Reading(Asked(text, year, this_year))
    clauses = _shared_times(_shared_negation(clauses_in(text, marks_in(text))))
    for clause in clauses:
        reading.take(clause)
    return reading.told()


def _shared_negation(clauses: list[Clause]) -> list[Clause]:
    """Let "không bị kỷ luật, thanh tra" deny both."""
    found: list[Clause] = []
    for clause in clauses:
        before = found[-1] if found else None
        bare = clause.head is not None and not clause.has("not", "ongoing", "has", "nobody", "past")
        if before and before.head and clause.head and bare and clause.lead is not Lead.SENTENCE:
            alike = any({before.head.kind, clause.head.kind} <= group for group in _ALIKE)
            passed = [
                m for m in (*before.lent, *before.marks) if m.kind in ("not", "ongoing") and m.span < before.head.span
            ]
            if alike and passed and clause.lead is not Lead.OTHER:
                clause = replace(clause, lent=(passed[-1],))
        found.append(clause)
    return found


def _shared_times(clauses: list[Clause]) -> list[Clause]:
    """Let "năm 2024: HTXSNV, CSTĐCS" and "HTXSNV và CSTĐCS năm 2024" give both their year."""
    found: list[Clause] = []
    carried: tuple[Mark, ...] = ()
    waiting = False  # a piece of years alone stands before
    for clause in clauses:
        times = tuple(m for m in clause.marks if m.kind in TIMES)
        if clause.lead is Lead.SENTENCE:
            carried, waiting = (), False
        if times and clause.head is None and not clause.asks and _only_times(clause):
            carried = (*(carried if waiting else ()), *times)
            waiting = True
            continue
        if waiting and times and clause.time_first:
            clause, times = replace(clause, lent=(*clause.lent, *carried)), (*carried, *times)
        waiting = False
        if times:
            carried = times if clause.time_first else ()
            before = found[-1] if found else None
            if before and clause.lead is Lead.AND and not clause.time_first and _timeless(before):
                found[-1] = replace(before, lent=(*before.lent, *times))
        elif carried and clause.head is not None and _timeless(clause):
            clause = replace(clause, lent=(*clause.lent, *carried))
        found.append(clause)
    return found


def _only_times(clause: Clause) -> bool:
    return {m.kind for m in clause.marks} <= TIMES | {"has", "count", "year_word", "person"}


def _timeless(clause: Clause) -> bool:
    kinds = ("rating", "award", "kind")
    return clause.head is not None and clause.head.kind in kinds and not clause.has(*TIMES)


@dataclass(slots=True)
class _Reading:
    """Collects what clauses mean, in order."""

    asked: Asked
    meanings: list[tuple[Clause, Meaning]] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    doubted: bool = False

    def take(self, clause: Clause) -> None:
        """Take a clause in, or leave it unread."""
        if clause.lead is Lead.SENTENCE or clause.has("sure") or clause.lead is Lead.OTHER:
            self.doubted = False
        self.asked = replace(self.asked, collective=self.asked.after(clause))
        if clause.has("doubt"):
            self.doubted = clause.marks[0].kind == "doubt" or self.doubted
            if clause.head is None and not clause.has(*TIMES, "scope") and len(clause.marks) <= 4:
                self._retract()
            self.unread.append(clause.span)
            return
        last = self.meanings[-1][0].head if self.meanings else None
        if clause.head is None and clause.has("past") and last and last.kind in ("discipline", "review"):
            self._retract()
        found = None if self.doubted else meaning(clause, self.asked)
        if found is None:
            self.unread.append(clause.span)
            return
        if "achievement_year" in found.facts and self.asked.year is None:
            self.asked = replace(self.asked, year=found.facts["achievement_year"])
        self.unread += found.unread
        self.meanings.append((clause, found))

    def _retract(self) -> None:
        if self.meanings:
            clause, _ = self.meanings.pop()
            self.unread.append(clause.span)

    def told(self) -> Told:
        """Return everything, without what contradicts itself."""
        facts: dict[str, Any] = {}
        denied: list[str] = []
        quotes: list[str] = []
        wrong = _contradictions(m for _, m in self.meanings)
        for clause, found in self.meanings:
            if wrong & set(_keys(found)):
                self.unread.append(clause.span)
                continue
            _add(facts, found.facts)
            denied += found.denied
            if found.facts:
                quotes.append(self._words(clause.span))
        unread = (self._words(s) for s in sorted(self.unread))
        return Told(facts, tuple(quotes), tuple(dict.fromkeys(u for u in unread if u)), tuple(dict.fromkeys(denied)))

    def _words(self, span: Span) -> str:
        piece = span.of(self.asked.text)
        closed = "(" in piece and self.asked.text[span.end : span.end + 1] == ")"
        return squeezed(piece) + (")" if closed else "")


def _keys(found: Meaning) -> Iterable[str]:
    """Return what a meaning speaks about, so that two that speak differently of it contradict each other."""
    for name, value in found.facts.items():
        if name == "ratings":
            yield from (f"ratings.{year}" for year in value)
        elif isinstance(value, dict):
            yield from (f"{name}.{key}" for key in value)
        else:
            yield name


def _values(found: Meaning) -> Iterable[tuple[str, object]]:
    for name, value in found.facts.items():
        if name == "ratings":
            yield from ((f"ratings.{year}", rating) for year, rating in value.items())
        elif isinstance(value, dict):
            yield from ((f"{name}.{key}", v) for key, v in value.items())
        elif name in _LISTS:
            yield name, bool(value)
        else:
            yield name, value


def _contradictions(meanings: Iterable[Meaning]) -> set[str]:
    said: dict[str, object] = {}
    wrong: set[str] = set()
    for found in meanings:
        for key, value in _values(found):
            if said.setdefault(key, value) != value:
                wrong.add(key)
    return wrong


def _add(facts: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if name in _LISTS:
            held = facts.setdefault(name, [])
            held += [row for row in value if row not in held or name == "initiatives"]
        elif isinstance(value, dict):
            facts.setdefault(name, {}).update(value)
        else:
            facts[name] = value
