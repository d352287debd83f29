"""Discipline, what is under review, movements, leave, months of work, days of the file."""

from calendar import monthrange
from datetime import date

from knowledge.criteria.narrative.clauses import Clause
from knowledge.criteria.narrative.saying import Asked, Meaning
from knowledge.criteria.narrative.years import denies, years_of


def discipline_meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return that there was no discipline, or a measure with its days."""
    denied = denies(clause)
    if denied is None or clause.has("past"):
        return None
    if denied:
        years = years_of(clause, asked)
        ongoing = clause.has("ongoing")
        return None if years is None or ongoing or years not in ([], [asked.year]) else Meaning({"discipline": []})
    forms = [m.value for m in clause.all("discipline") if m.value]
    days = [m for m in clause.marks if m.kind in ("day", "month")]
    if len(forms) > 1 or not 1 <= len(days) <= 2 or clause.has("decision"):
        return None
    if len(days) == 1 and not (clause.has("ongoing") and clause.has("since")):
        return None  # nobody says when it ended
    first = days[0].value
    last = days[1].value if len(days) == 2 else None
    if last is not None and days[1].kind == "month":
        last = last.replace(day=monthrange(last.year, last.month)[1])
    if last is not None and last < first:
        return None
    row = {"form": forms[0] if forms else "kỷ luật", "from": _iso(first), "to": _iso(last) if last else None}
    return Meaning({"discipline": [row]})


def _iso(day: date) -> str:
    return day.isoformat()


def review_meaning(clause: Clause) -> Meaning | None:
    """Return whether something is being looked into now."""
    denied = denies(clause)
    if denied is None or clause.has("past", "years"):
        return None
    if denied:
        return Meaning({"under_review": False})
    return Meaning({"under_review": True}) if clause.has("ongoing") else None


def movement_meaning(clause: Clause) -> Meaning | None:
    """Return whether somebody takes part in movements."""
    denied = denies(clause)
    return None if denied is None else Meaning({"participates": not denied})


def leave_meaning(clause: Clause) -> Meaning | None:
    """Return what kind of leave was taken."""
    assert clause.head is not None
    return Meaning({"leave": clause.head.value}) if denies(clause) is False else None


def worked_meaning(clause: Clause) -> Meaning | None:
    """Return how many months were worked."""
    months = clause.all("months")
    if len(months) != 1 or months[0].value > 12 or denies(clause) is not False:
        return None
    return Meaning({"months_worked": months[0].value})


def file_day_meaning(clause: Clause) -> Meaning | None:
    """Return the day on which the file was received or the decision signed."""
    assert clause.head is not None
    days = clause.all("day")
    if len(days) != 1 or denies(clause) is not False:
        return None
    return Meaning({"received_on" if clause.head.kind == "received" else "signed_on": _iso(days[0].value)})
