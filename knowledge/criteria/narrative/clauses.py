"""Clauses: each says one thing, and holds the marks that belong to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.criteria.narrative.marks import Mark
from knowledge.text import Span

HEADS = frozenset({"rating", "award", "vague", "kind", "discipline", "review", "movement", "leave", "leads",
                   "not_leads", "council", "people", "total", "received", "signed", "worked"})  # fmt: skip
TIMES = frozenset({"years", "relative", "school_year", "since_year", "times", "wrong_day"})
_WITH_HEAD = {"not", "has", "ongoing", "nobody", "any", "unit", "person", "people", "everyone"}
_BEFORE_HEAD = frozenset({*_WITH_HEAD, "count", "times", "percent", "ratio", "months"})
_OF_TIME = {"years", "relative", "school_year", "since_year", "day", "month", "times", "since", "until"}
_AFTER_HEAD = frozenset(
    {*_OF_TIME, "decision", "giver", "scope", "streak", "revoked", "used", "year_word", "times_word"}
)
_EMPTY = frozenset({"person", "has", "joint", "no_fact", "any", "unit", "sure", "year_word"})
_HARD = re.compile(r"[;\n!?]|\.(?!\d)|\.$")


class Lead(StrEnum):
    """What stands before a clause."""

    SENTENCE = "sentence"
    COMMA = "comma"
    AND = "and"
    OTHER = "other"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Clause:
    """Marks that say one thing.

    Attributes:
        marks: in order.
        lead: what stands before it.
        head: the mark that says what it is about; None for what could not be taken.
        asks: it is a question or a wish and no fact.
        time_first: its years stand before its head.
        lent: marks of another clause that hold for it too.
    """

    marks: tuple[Mark, ...]
    lead: Lead
    head: Mark | None = None
    asks: bool = False
    time_first: bool = False
    lent: tuple[Mark, ...] = ()

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return Span(self.marks[0].span.start, self.marks[-1].span.end)

    def has(self, *kinds: str) -> bool:
        """Say whether a mark of one of some kinds is in it."""
        return any(m.kind in kinds for m in (*self.lent, *self.marks))

    def all(self, kind: str) -> list[Mark]:
        """Return its marks of a kind."""
        return [m for m in (*self.lent, *self.marks) if m.kind == kind]


def clauses_in(text: str, marks: Sequence[Mark]) -> list[Clause]:
    """Return the clauses of a text in order."""
    found: list[Clause] = []
    for piece in _pieces(text, marks):
        for clause in _of_piece(text, piece):
            if clause.head is None and not clause.asks and found and _continues(clause, found[-1]):
                found[-1] = replace(found[-1], marks=(*found[-1].marks, *clause.marks))
            elif set(m.kind for m in clause.marks) - _EMPTY:
                found.append(clause)
    return found


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[Clause]:
    """Yield the marks between two separators, or two words that join sentences."""
    held: list[Mark] = []
    lead = Lead.SENTENCE
    for place, mark in enumerate(marks):
        gap = text[marks[place - 1].span.end : mark.span.start] if place else ""
        before = text[: mark.span.start]
        if before.count("(") > before.count(")"):
            gap = ""  # what stands in brackets belongs together
        if ";" in gap and place and mark.kind == "years" and marks[place - 1].kind in ("years", "decision", "day"):
            gap = ","  # "CSTĐCS 2021; 2022; 2023" is one list
        after = Lead.SENTENCE if _HARD.search(gap) else Lead.COMMA if "," in gap else None
        if after is Lead.COMMA and mark.kind == "years" and _is_list(held):
            after = None
        if after and held:
            yield Clause(tuple(held), lead)
            held, lead = [], after
        elif after and lead is not Lead.SENTENCE:
            lead = after
        if mark.kind == "joint":
            listed = _is_list(held) and place + 1 < len(marks) and marks[place + 1].kind == "years"
            if held and not listed:
                yield Clause(tuple(held), lead)
                held, lead = [], Lead.AND if mark.value == "and" else Lead.OTHER
            continue
        held.append(mark)
    if held:
        yield Clause(tuple(held), lead)


def _is_list(held: Sequence[Mark]) -> bool:
    """Say whether a list of years stands before its head, so that "2023, 2024 và 2025 CSTĐCS" is one piece."""
    return bool(held) and held[-1].kind == "years" and not any(m.kind in HEADS for m in held)


def _of_piece(text: str, piece: Clause) -> Iterator[Clause]:
    marks = piece.marks
    wish = next((i for i, m in enumerate(marks) if m.kind == "wish"), None)
    if wish is None and _is_question(text, marks):
        yield replace(piece, asks=True)
        return
    if wish is not None:
        if wish and wish == len(marks) - 1 and marks[wish - 1].kind in HEADS | {"years"}:
            yield replace(piece, asks=True)  # "đạt LĐTT năm 2025 được không"
            return
        if marks[:wish]:
            told = replace(piece, marks=marks[:wish])
            asked = not told.has("has", "rating", "kind", "times", "ratio", "people") and told.has("award", "vague")
            yield from [replace(told, asks=True)] if asked else _split(told)
        yield Clause(marks[wish:], Lead.SAME, asks=True)
        return
    yield from _split(piece)


def _is_question(text: str, marks: Sequence[Mark]) -> bool:
    """Say whether a piece ends like a question: "có sáng kiến không", "HTXSNV chưa ạ?"."""
    end = marks[-1].span.end
    if text[end : end + 3].strip().startswith("?"):
        return True
    last = next((i for i in range(len(marks) - 1, -1, -1) if marks[i].kind != "other"), None)
    if last is None or marks[last].kind != "not" or last == 0:
        return False
    return any(m.kind in HEADS for m in marks[:last]) and any(m.kind == "has" for m in marks[:last])


def _split(piece: Clause) -> Iterator[Clause]:
    """Cut a piece that says several things, each with the marks that belong to it."""
    heads = [i for i, m in enumerate(piece.marks) if m.kind in HEADS and not _counts_others(piece.marks, i)]
    if not heads:
        yield piece
        return
    first = any(m.kind in TIMES for m in piece.marks[: heads[0]])
    starts = [0]
    for before, head in zip(heads, heads[1:], strict=False):
        start = head
        while start - 1 > before and _goes_with(piece.marks[start - 1], time_first=first):
            start -= 1
        starts.append(start)
    for number, (start, head) in enumerate(zip(starts, heads, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(piece.marks)
        lead = Lead.SAME if number else piece.lead
        own_first = any(m.kind in TIMES for m in piece.marks[start:head])
        yield Clause(piece.marks[start:end], lead, piece.marks[head], time_first=own_first)


def _goes_with(mark: Mark, *, time_first: bool) -> bool:
    return mark.kind in _BEFORE_HEAD or (time_first and mark.kind in (*TIMES, "year_word"))


def _counts_others(marks: Sequence[Mark], place: int) -> bool:
    """Say whether a mark only helps another head: "14 người LĐTT", "đã dùng xét CSTĐCS", "hội đồng 12/15 phiếu"."""
    mark = marks[place]
    if mark.kind in ("people", "total"):
        if any(m.kind == "council" for m in marks) or any(m.kind in ("award", "rating") for m in marks[:place]):
            return True
        later = next((m for m in marks[place + 1 :] if m.kind in HEADS or m.kind == "other"), None)
        counted = any(m.kind in ("count", "ratio") for m in marks)
        return not counted or (later is not None and later.kind in HEADS and later.kind != "people")
    if mark.kind == "award":
        return place > 0 and any(m.kind == "used" for m in marks[:place])
    if mark.kind == "council":
        return any(m.kind == "council" for m in marks[:place])
    if mark.kind == "discipline":
        return any(m.kind == "discipline" and not m.value for m in marks[:place]) or (
            not mark.value and any(m.kind == "discipline" for m in marks[:place])
        )
    return False


def _continues(clause: Clause, before: Clause) -> bool:
    """Say whether marks without a head belong to the clause before them."""
    kinds = {m.kind for m in clause.marks}
    return (
        before.head is not None
        and clause.lead is not Lead.SENTENCE
        and kinds <= _AFTER_HEAD | {"has", "other"}
        and (bool(kinds & _AFTER_HEAD))
    )
