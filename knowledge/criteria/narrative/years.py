"""The years of a clause: written, relative, counted back; and whether the clause denies what it names."""

from knowledge.criteria.narrative.clauses import Clause
from knowledge.criteria.narrative.lexicon import between
from knowledge.criteria.narrative.saying import Asked

Years = list[int | None]


def years_of(clause: Clause, asked: Asked) -> Years | None:
    """Return the years that a clause names; empty where it names none, None where they are uncertain.

    A count without years ("được 2 năm CSTĐCS") gives so many unknown ones; "3 năm liền" those up to the
    achievement year.
    """
    if clause.has("school_year", "wrong_day") or len(clause.all("times")) > 1:
        return None
    years = _named(clause, asked)
    times = clause.all("times")
    if years is None or not times:
        return years
    count = times[0].value
    if not 0 < count <= 40:
        return None
    if len(years) == 1 and count > 1:
        return [years[0] + n for n in range(count)] if clause.has("since") and clause.has("streak") else None  # type: ignore[operator]
    if years:
        return list(years) if len(years) == count else None
    if clause.has("streak"):
        return [asked.year - n for n in range(count - 1, -1, -1)] if asked.year else [None] * count
    return [None] * count


def _named(clause: Clause, asked: Asked) -> Years | None:
    found: Years = [year for mark in clause.all("years") for year in mark.value]
    for mark in clause.all("relative"):
        if asked.this_year is None:
            return None
        found.append(asked.this_year + int(mark.value))
    for mark in clause.all("since_year"):
        if asked.this_year is None or not mark.value <= asked.this_year:
            return None
        found += range(mark.value, asked.this_year + 1)
    if len(clause.all("years")) == 1 and clause.has("since") and not clause.has("until", "streak") and len(found) == 1:
        return None  # "từ năm 2020": nobody says until when
    return sorted(set(found), key=lambda y: y or 0)


def denies(clause: Clause) -> bool | None:
    """Say whether a clause denies its head; None where a negation stands in it that cannot be placed."""
    assert clause.head is not None
    if clause.all("nobody"):
        return True
    lent = any(m.kind == "not" for m in clause.lent)
    nots = [m for m in clause.marks if m.kind == "not"]
    if not nots:
        return lent
    place = clause.marks.index(clause.head)
    at = clause.marks.index(nots[-1])
    if len(nots) > 1:
        return None
    if at < place:
        gap = clause.marks[at + 1 : place]
        plain = all(m.kind in ("has", "ongoing", "any", "person", "people", "count", clause.head.kind, "no_fact")
                    or (m.kind == "other" and m.value in between()) for m in gap)  # fmt: skip
        return True if plain else None
    return True if at == len(clause.marks) - 1 or clause.marks[at + 1].kind in ("any", "has") else None
