"""Claims that an office decides on an award (thẩm quyền), compared with the rules of authority of the day.

Data: ``data/criteria/authority.yaml`` for the rules, ``data/legal/claims.yaml`` for the ways to call an office.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.claims import Claim
from knowledge.criteria.procedure import Decider, ProcedureKind, procedure_rules, rules_of
from knowledge.criteria.titles import award_codes
from knowledge.data import load_yaml
from knowledge.legal_phrases import phrase_places


@dataclass(frozen=True, slots=True)
class Office:
    """Whether an office decides on an award as claimed: the text of the rule, and since when it is no longer so."""

    rule_text: str
    is_right: bool
    right_until: date | None


def office_claimed(claim: Claim, day: date) -> Office | None:
    """Return whether the office that a claim names decides on the award that it names; None where that is not held."""
    data = load_yaml("legal/claims.yaml")
    outside = [s for s in claim.named.values()]
    codes = [a.code for a in award_codes().values() if a.legal_id in claim.named]
    office = max(
        ((len(p), o) for o in data["offices"] if (p := phrase_places(o["say"], claim.line, outside))),
        key=lambda found: found[0],
        default=None,
    )
    if not codes or office is None or not phrase_places(data["decides"], claim.line, outside):
        return None
    denied = bool(phrase_places(data["decides_not"], claim.line, ()))
    who = office[1]
    if who.get("only") and not set(codes) <= set(who["only"]):
        return None
    ruled = [_decides(who["is"], code, day) for code in codes]
    held = [r for r in ruled if r]
    if len(held) < len(codes):
        return None
    text = next((t for t, is_so, _ in held if not is_so), held[0][0])
    if broader := _is_broader(who["is"], codes, claim, day):
        return Office(broader, denied, None)
    all_so = all(is_so for _, is_so, _ in held)
    untils = [until for _, is_so, until in held if not is_so and until]
    return Office(text, all_so != denied, max(untils) if untils and not denied else None)


def _is_broader(offices: list[str], codes: list[str], claim: Claim, day: date) -> str | None:
    """Return the rule by which "chỉ" is wrong: others decide on the award too, or the office on others too."""
    if not re.search(r"\b(?:chi|duy nhat)\b", claim.line):
        return None
    rules = [r for code in award_codes() for r in rules_of(ProcedureKind.AUTHORITY, title=code) if r.holds_on(day)]
    for rule in dict.fromkeys(rules):
        given = [c for c in rule.titles if _names(rule.for_title(c).who, offices)]
        if given and set(given) - set(codes):
            own = [r for r in procedure_rules(ProcedureKind.AUTHORITY) if r.about and r.holds_on(day)]
            return next((r.text for r in own if r.titles and _names(r.who, offices)), rule.text)
    return None


def _decides(offices: list[str], code: str, day: date) -> tuple[str, bool, date | None] | None:
    """Return the text of the rule of a day, whether the offices decide by it, and until when they did before."""
    rules = [r.for_title(code) for r in rules_of(ProcedureKind.AUTHORITY, title=code)]
    now = next((r for r in rules if r.holds_on(day)), None)
    if now is None:
        return None
    before = [r.effective_to for r in rules if r.effective_to and r.effective_to < day and _names(r.who, offices)]
    return now.text, _names(now.who, offices), max(before, default=None)


def _names(who: Iterable[Decider], offices: list[str]) -> bool:
    return any(d.office in offices for d in who)
