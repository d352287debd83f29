"""Ratings, titles and forms of commendation with their years and decisions."""

from dataclasses import replace
from typing import Any

from knowledge.criteria.narrative.clauses import Clause
from knowledge.criteria.narrative.saying import Asked, Meaning
from knowledge.criteria.narrative.years import Years, denies, years_of
from knowledge.criteria.titles import AwardCode, award_codes
from knowledge.text import Span, squeezed

_OF_THE_YEAR = ("LDTT", "CSTT", "TTLDTT", "TTLDXS")  # said without a year, it is that of the achievement year


def rating_meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return the ratings of a person that a clause states."""
    assert clause.head is not None
    years = years_of(clause, asked)
    if years is None or denies(clause) is not False or len(clause.all("rating")) > 1 or _is_narrowed(clause):
        return None
    if not years and asked.year is not None:
        years = [asked.year]
    if not years or None in years:
        return None
    return Meaning({"ratings": {str(year): clause.head.value for year in years}})


def _is_narrowed(clause: Clause) -> bool:
    """Say whether a word behind the rating changes it ("không hoàn thành … xuất sắc")."""
    return any(m.kind == "other" and m.value in ("xuat", "sac", "tot", "vuot") for m in clause.marks)


def award_meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return the titles or forms that a clause states, each with its year and decision."""
    assert clause.head is not None
    award = award_codes()[clause.head.value]
    denied = denies(clause)
    if denied is not False:
        return None if denied is None else _denied(clause, award)
    years = years_of(clause, asked)
    if years is None:
        return None
    if not years and award.code in _OF_THE_YEAR and asked.year is not None:
        years = [asked.year]
    decisions, unread = decisions_of(clause, years, asked.text)
    count = _count(clause)
    if not years and count is not None and count > 1:
        years = [None] * min(count, 20)
    rows = [_row(award, year, decisions.get(place, {}), clause) for place, year in enumerate(years or [None])]
    return Meaning({"titles" if award.is_title else "commendations": rows}, unread=unread)


def vague_meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return what "chưa có danh hiệu nào" or "được Thủ tướng tặng bằng khen" says; without a level it is nothing."""
    assert clause.head is not None
    givers = {m.value for m in clause.all("giver")}
    if clause.head.value == "bk" and len(givers) == 1:
        head = replace(clause.head, value=givers.pop())
        marks = tuple(head if m is clause.head else m for m in clause.marks)
        return award_meaning(replace(clause, head=head, marks=marks), asked)
    if (
        clause.head.value == "bk"
        or not clause.head.value
        or denies(clause) is not True
        or clause.has("years", "relative", "times", "streak")
    ):
        return None
    return Meaning({"titles" if clause.head.value == "title" else "commendations": []})


def _denied(clause: Clause, award: AwardCode) -> Meaning | None:
    if clause.has("years", "relative", "times", "streak", "decision"):
        return None
    return Meaning(denied=(award.code,), unread=(clause.span,))


def _count(clause: Clause) -> int | None:
    """Return the number that stands right before the head ("2 CSTĐCS", "hai bằng khen tỉnh")."""
    assert clause.head is not None
    place = clause.marks.index(clause.head)
    before = clause.marks[place - 1] if place else None
    return before.value if before and before.kind == "count" else None


def _row(award: AwardCode, year: int | None, decision: dict[str, Any], clause: Clause) -> dict[str, Any]:
    row: dict[str, Any] = {"title" if award.is_title else "form": award.code, "year": year, **decision}
    if clause.has("revoked"):
        row["revoked"] = True
    return row


def decisions_of(clause: Clause, years: Years, text: str) -> tuple[dict[int, dict[str, Any]], tuple[Span, ...]]:
    """Return place of a year -> its decision, and the decisions that could belong to more than one year."""
    marks = clause.marks
    found: list[tuple[int, dict[str, Any], Span]] = []
    seen = 0
    for place, mark in enumerate(marks):
        if mark.kind in ("years", "relative"):
            seen += len(mark.value) if mark.kind == "years" else 1
        if mark.kind == "decision":
            row: dict[str, Any] = {"decision": squeezed(mark.value.of(text))}
            dated = next((m for m in marks[place + 1 : place + 3] if m.kind == "day"), None)
            if dated is not None:
                row["decided_on"] = dated.value.isoformat()
            found.append((seen, row, mark.span))
    wanted = len(years) or 1
    if len(found) == wanted:
        return {place: row for place, (_, row, _) in enumerate(found)}, ()
    return _by_place(found, wanted)


def _by_place(
    found: list[tuple[int, dict[str, Any], Span]], wanted: int
) -> tuple[dict[int, dict[str, Any]], tuple[Span, ...]]:
    """Give a decision to the year before it where that is the only one since the decision before."""
    sure: dict[int, dict[str, Any]] = {}
    unread: list[Span] = []
    before = 0
    for seen, row, span in found:
        if seen - before == 1 and seen <= wanted:
            sure[seen - 1] = row
        else:
            unread.append(span)
        before = seen
    return sure, tuple(unread)
