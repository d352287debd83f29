"""Which reading takes which clause."""

from collections.abc import Callable, Mapping

from knowledge.criteria.facts import Subject
from knowledge.criteria.narrative.awards import award_meaning, rating_meaning, vague_meaning
from knowledge.criteria.narrative.clauses import Clause
from knowledge.criteria.narrative.collectives import (
    counted_meaning,
    disciplined_meaning,
    leads_meaning,
    members_meaning,
    own_rating,
    votes_meaning,
)
from knowledge.criteria.narrative.conduct import (
    discipline_meaning,
    file_day_meaning,
    leave_meaning,
    movement_meaning,
    review_meaning,
    worked_meaning,
)
from knowledge.criteria.narrative.initiatives import initiative_meaning
from knowledge.criteria.narrative.saying import Asked, Meaning
from knowledge.criteria.narrative.years import years_of
from knowledge.criteria.titles import award_codes


def meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return what a clause says; None where it says nothing for certain."""
    if clause.asks:
        return _year_asked(clause, asked)
    read = _READINGS.get(clause.head.kind) if clause.head else None
    return read(clause, asked) if read else None


def _year_asked(clause: Clause, asked: Asked) -> Meaning | None:
    """Return the achievement year that a wish names ("xét CSTĐCS năm 2025")."""
    years = years_of(clause, asked)
    if not clause.has("wish", "award") or years is None or len(years) != 1 or years[0] is None or clause.has("times"):
        return None
    return Meaning({"achievement_year": years[0]})


def _rating(clause: Clause, asked: Asked) -> Meaning | None:
    people = clause.has("percent", "ratio", "everyone") or (clause.has("people") and clause.has("count"))
    return own_rating(clause, asked) if asked.collective or people else rating_meaning(clause, asked)


def _award(clause: Clause, asked: Asked) -> Meaning | None:
    assert clause.head is not None
    people = clause.has("people", "ratio", "nobody", "percent")
    own = Subject.COLLECTIVE in award_codes()[clause.head.value].subjects
    counted = people or (asked.collective and not own and not clause.has("times", "decision"))
    return counted_meaning(clause, asked) if counted else award_meaning(clause, asked)


def _discipline(clause: Clause, asked: Asked) -> Meaning | None:
    people = clause.has("nobody") or (clause.has("people") and (asked.collective or clause.has("count")))
    return disciplined_meaning(clause) if people else discipline_meaning(clause, asked)


_READINGS: Mapping[str, Callable[[Clause, Asked], Meaning | None]] = {
    "rating": _rating,
    "award": _award,
    "vague": vague_meaning,
    "kind": initiative_meaning,
    "discipline": _discipline,
    "review": lambda clause, _: review_meaning(clause),
    "movement": lambda clause, _: movement_meaning(clause),
    "leave": lambda clause, _: leave_meaning(clause),
    "worked": lambda clause, _: worked_meaning(clause),
    "leads": lambda clause, _: leads_meaning(clause),
    "not_leads": lambda clause, _: leads_meaning(clause),
    "people": lambda clause, _: members_meaning(clause),
    "total": lambda clause, _: members_meaning(clause),
    "council": lambda clause, _: votes_meaning(clause),
    "received": lambda clause, _: file_day_meaning(clause),
    "signed": lambda clause, _: file_day_meaning(clause),
}
