"""What is counted of a collective, and the votes of a council."""

from typing import Any

from knowledge.criteria.narrative.clauses import Clause
from knowledge.criteria.narrative.marks import Ratio
from knowledge.criteria.narrative.saying import Asked, Meaning
from knowledge.criteria.narrative.years import denies, years_of

_COUNTED = {"LDTT": "ldtt", "CSTDCS": "cstdcs"}
_MOST_MEMBERS = 100_000


def members_meaning(clause: Clause) -> Meaning | None:
    """Return how many people there are ("phòng có 20 người")."""
    counts = clause.all("count")
    if len(counts) != 1 or clause.has("not", "nobody", "percent", "ratio", "years") or counts[0].value < 1:
        return None
    return Meaning({"collective": {"members": counts[0].value}})


def counted_meaning(clause: Clause, asked: Asked) -> Meaning | None:
    """Return how many have a title ("14 người LĐTT", "14/20 LĐTT", "không ai là CSTĐCS")."""
    assert clause.head is not None
    name = _COUNTED.get(clause.head.value)
    years = years_of(clause, asked)
    if name is None or clause.has("times") or years is None or years not in ([], [asked.year]):
        return None
    if clause.has("nobody") or denies(clause) is True:
        return Meaning({"collective": {name: 0}})
    ratio = _ratio(clause)
    if ratio is not None:
        return Meaning({"collective": {name: ratio.part, "members": ratio.whole}})
    counts = clause.all("count")
    if len(counts) != 1 or counts[0].value > _MOST_MEMBERS or clause.has("not", "percent"):
        return None
    return Meaning({"collective": {name: counts[0].value}})


def own_rating(clause: Clause, asked: Asked) -> Meaning | None:
    """Return the rating of a collective, or how many of its people completed their duties."""
    assert clause.head is not None
    share = _share(clause)
    if share is not None and (clause.head.value == "HTNV" or _is_all(clause.head.value, share)):
        return Meaning({"collective": share})
    if clause.has("people", "count", "percent", "ratio", "everyone", "nobody"):
        return None
    years = years_of(clause, asked)
    if years is None or denies(clause) is not False or (years and years != [asked.year]):
        return None
    return Meaning({"collective": {"rating": clause.head.value}})


def _is_all(rating: str, share: dict[str, Any]) -> bool:
    """Say whether all are rated so well that all completed their duties."""
    return rating in ("HTTNV", "HTXSNV") and share["completed_percent"] == 100


def _share(clause: Clause) -> dict[str, Any] | None:
    if clause.has("not", "nobody"):
        return None
    if clause.has("everyone"):
        return {"completed_percent": 100}
    percent = [m.value for m in clause.all("percent")]
    if len(percent) == 1 and 0 <= percent[0] <= 100:
        return {"completed_percent": percent[0]}
    ratio = _ratio(clause)
    if ratio is not None:
        return {"completed_percent": round(100 * ratio.part / ratio.whole, 4), "members": ratio.whole}
    return None


def _ratio(clause: Clause) -> Ratio | None:
    found = [m.value for m in clause.all("ratio")]
    return found[0] if len(found) == 1 and 0 <= found[0].part <= found[0].whole and found[0].whole else None


def disciplined_meaning(clause: Clause) -> Meaning | None:
    """Return how many people of a collective were disciplined from cảnh cáo on."""
    if clause.has("nobody") or (denies(clause) is True and clause.has("people")):
        return Meaning({"collective": {"disciplined_canh_cao": 0}})
    counts, forms = clause.all("count"), [m.value for m in clause.all("discipline") if m.value]
    if len(counts) == 1 and counts[0].value == 0:
        return Meaning({"collective": {"disciplined_canh_cao": 0}})
    harder = ("cảnh cáo", "hạ bậc lương", "giáng chức", "cách chức", "buộc thôi việc")
    if len(counts) == 1 and not clause.has("not") and len(forms) == 1 and forms[0] in harder:
        return Meaning({"collective": {"disciplined_canh_cao": counts[0].value}})
    return None


def leads_meaning(clause: Clause) -> Meaning | None:
    """Return whether a collective leads its cluster."""
    assert clause.head is not None
    denied = denies(clause)
    if denied is None:
        return None
    return Meaning({"collective": {"leads_cluster": clause.head.kind == "leads" and not denied}})


def votes_meaning(clause: Clause) -> Meaning | None:
    """Return the council's votes; those present are not all members."""
    if clause.has("present", "percent", "not"):
        return None
    ratio = _ratio(clause)
    if ratio is not None:
        return Meaning({"votes": {"yes": ratio.part, "total": ratio.whole}})
    counts = clause.all("count")
    people = [
        c for c in counts if any(m.kind == "people" and 0 <= m.span.start - c.span.end <= 1 for m in clause.marks)
    ]
    if len(counts) == 2 and len(people) == 1:
        agreed = next(c.value for c in counts if c is not people[0])
        return Meaning({"votes": {"yes": agreed, "total": people[0].value}}) if agreed <= people[0].value else None
    if len(counts) != 1 or clause.has("ratio"):
        return None
    return Meaning({"votes": {"total" if clause.has("people") else "yes": counts[0].value}})
