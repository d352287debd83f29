"""Initiatives and studies that count for a title (sáng kiến, đề tài)."""

from knowledge.criteria.conditions import Initiatives
from knowledge.criteria.evidence import Usable, Wanted, usable_initiatives
from knowledge.criteria.facts import InitiativeKind
from knowledge.criteria.logic import between
from knowledge.criteria.weighing.case import Case, Finding, counted, last_years, missing, sentence

_KIND_WORDS = {InitiativeKind.INITIATIVE: "sáng kiến", InitiativeKind.STUDY: "đề tài, đề án khoa học"}


def initiatives(test: Initiatives, case: Case) -> Finding:
    """Weigh initiatives and studies (sáng kiến, đề tài)."""
    kinds = " hoặc ".join(_KIND_WORDS[k] for k in test.kinds)
    counted_as = f"{test.times:02d} {kinds} phạm vi {test.scope.words} trở lên" if test.times > 1 else kinds
    needs = f"Quyết định công nhận {kinds}, phạm vi {test.scope.words} trở lên (số, năm, cơ quan công nhận)"
    if case.facts.initiatives is None:
        return missing(f"Chưa khai có {counted_as} hay không.", needs)
    within = case.window or (last_years(case.year, test.within) if case.year else None)
    wanted = Wanted(test.scope, test.kinds, case.title, within, test.yearly)
    usable = usable_initiatives(case.facts, wanted)
    value = between(usable.sure, usable.possible, test.times)
    return counted(value, _initiatives_why(usable, kinds, test.times), usable.doubts or (needs,))


def _initiatives_why(usable: Usable, kinds: str, times: int) -> str:
    if not usable.possible and not usable.refused:
        return f"Không có {kinds} nào."
    why = f"Có {usable.possible} {kinds} có thể tính (cần {times})."
    remarks = "; ".join((*usable.doubts, *usable.refused))
    return why + (f" {sentence(remarks)}." if remarks else "")
