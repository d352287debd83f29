"""What each title needs of what was held before, and whether what was told is enough of it, so that no more matters."""

from bot.dialogue.eligibility.question import Case
from knowledge.criteria import Scope

NEEDED_TITLES = {"CSTD_BO_TINH": ("CSTDCS", 3), "CSTDTQ": ("CSTD_BO_TINH", 2), "BK_BO_TINH": ("CSTDCS", 2)}
HELD_BEFORE = {"BK_TTG": ("BK_BO_TINH", 5), "HCLD_BA": ("BK_TTG", 5)}
NEEDED_SCOPE = {"CSTDCS": "co_so", "CSTD_BO_TINH": "bo_tinh", "CSTDTQ": "toan_quoc", "BK_BO_TINH": "co_so"}


def sufficient_lists(case: Case) -> tuple[str, ...]:
    """Return the lists of facts of which enough was told; they need not be complete any more."""
    enough = {"titles": _titles(case), "initiatives": _initiatives(case), "commendations": _commendations(case)}
    return tuple(name for name, is_enough in enough.items() if is_enough)


def _titles(case: Case) -> bool:
    if case.year is None or case.title not in (*NEEDED_TITLES, *HELD_BEFORE):
        return False
    code, count = NEEDED_TITLES.get(case.title, ("CSTDCS", 3))
    told = {r["year"] for r in case.facts.get("titles") or [] if r.get("title") == code and r.get("year")}
    if case.title in HELD_BEFORE:
        return len(told) >= count
    return any(set(range(last - count + 1, last + 1)) <= told for last in (case.year, case.year - 1))


def _initiatives(case: Case) -> bool:
    if case.title not in NEEDED_SCOPE:
        return False
    least = Scope(NEEDED_SCOPE[case.title]).rank
    rows = [r for r in case.facts.get("initiatives") or [] if r.get("scope") and not r.get("used_for")]
    fit = [r for r in rows if Scope(r["scope"]).rank >= least]
    if case.title == "CSTDCS":
        fit = [r for r in fit if r.get("year") == case.year]
    return len(fit) >= (2 if case.title == "BK_BO_TINH" else 1)


def _commendations(case: Case) -> bool:
    form = HELD_BEFORE.get(case.title, ("", 0))[0]
    return any(r.get("form") == form for r in case.facts.get("commendations") or [])
