"""What a judgement tells beside its verdict: what failed, what is missing, the next year, warnings, the next steps."""

from collections.abc import Iterable, Sequence

from knowledge.criteria.facts import Facts, Rating, Subject
from knowledge.criteria.logic import Truth
from knowledge.criteria.procedure import ProcedureRule
from knowledge.criteria.verdicts import Judgement, Outcome, Verdict
from knowledge.text import syllables

ADVISORY = "Kết quả để tham khảo; Hội đồng và người có thẩm quyền quyết định."
ASK_OR_LOAD = "Hỏi cơ quan thường trực Hội đồng, hoặc nạp văn bản còn thiếu rồi xét lại."
_WHOLE_YEAR = 12  # months
_NEEDS_GOOD_WORK = frozenset({"LDTT", "CSTT", "CSTDCS"})
_CHECK_ORIGINAL = "Một phần căn cứ theo nguồn thứ cấp: cần đối chiếu bản gốc."


def failed_in(outcomes: Iterable[Outcome], verdict: Verdict) -> tuple[str, ...]:
    """Return the conditions that are certainly not met; where nothing is concluded, the ways that failed too."""
    failed = []
    for outcome in outcomes:
        if outcome.value is Truth.UNMET:
            failed.append(outcome)
        elif verdict is Verdict.UNDECIDED and outcome.value is Truth.UNKNOWN:
            failed += [p for p in outcome.parts if p.value is Truth.UNMET]
    return tuple(f"{o.text}: {o.why}" for o in failed)


def missing_in(outcomes: Iterable[Outcome], verdict: Verdict) -> tuple[str, ...]:
    """Return the evidence that could still decide (thông tin thiếu)."""
    if verdict not in (Verdict.INCOMPLETE, Verdict.UNDECIDED):
        return ()
    return tuple(dict.fromkeys(n for o in outcomes if o.value is Truth.UNKNOWN for n in o.needs))


def next_year(verdict: Verdict, outcomes: Iterable[Outcome], year: int | None) -> int | None:
    """Return the earliest year for which what failed can be met; None where that cannot be said."""
    waits = [o.wait for o in outcomes if o.value is Truth.UNMET]
    if verdict is not Verdict.NOT_ELIGIBLE or year is None or None in waits or not waits:
        return None
    return year + max(w for w in waits if w is not None)


def notes(
    verdict: Verdict, council: Sequence[str], outcomes: Iterable[Outcome], votes: str | None, facts: Facts
) -> tuple[str, ...]:
    """Return the warnings: what the council weighs, what is not held, sources that are secondary."""
    told = [f"Hội đồng còn xem xét: {'; '.join(council)}."] if council else []
    told += filter(None, (_absence(facts), _contradiction(facts)))
    if votes is not None:
        told.append(votes)
    if verdict is Verdict.ELIGIBLE and any("S" in _statuses(o) for o in outcomes):
        told.append(_CHECK_ORIGINAL)
    return (*told, ADVISORY)


def _absence(facts: Facts) -> str | None:
    """Return what is to be said of a year that was not worked through; no threshold of months is held."""
    if facts.leave and "thaisan" in "".join(syllables(facts.leave.replace("_", " "))):
        return (
            "Thời gian nghỉ thai sản được tính để xét (Nghị định 152/2025/NĐ-CP Điều 4 khoản 5; "
            "hồ sơ từ 01/01/2024 đến 30/6/2025: Nghị định 98/2023/NĐ-CP Điều 4)."
        )
    if facts.months_worked is None or facts.months_worked >= _WHOLE_YEAR:
        return None
    return (
        f"Công tác {facts.months_worked:g} tháng trong năm: văn bản đang giữ không đặt ngưỡng tháng; "
        "xem quy định của bộ, tỉnh, quy chế cơ quan."
    )


def _contradiction(facts: Facts) -> str | None:
    """Return that a title of the year does not fit the rating of the year, where it does not."""
    rating = facts.ratings.get(facts.achievement_year or 0)
    held = any(t.title in _NEEDS_GOOD_WORK and t.year == facts.achievement_year for t in facts.titles or ())
    if held and rating is not None and rating.rank < Rating.GOOD.rank:
        return f"Danh hiệu của năm xét không khớp với xếp loại ({rating.words}): hãy kiểm tra lại hồ sơ."
    own = facts.collective.rating if facts.collective else None
    if facts.subject is Subject.COLLECTIVE and rating and own and rating is not own:
        return f"Xếp loại năm xét ghi hai cách ({rating.words}; {own.words}): đã dùng cách thứ nhất, hãy kiểm tra lại."
    return None


def _statuses(outcome: Outcome) -> set[str]:
    return {outcome.source_status}.union(*(_statuses(p) for p in outcome.parts))


def steps(judgement: Judgement, dossier: ProcedureRule | None = None) -> tuple[str, ...]:
    """Return what to do next (việc cần làm)."""
    match judgement.verdict:
        case Verdict.ELIGIBLE:
            papers = [f"Chuẩn bị: {p.text}" for p in dossier.papers] if dossier else []
            return ("Lập hồ sơ trình Hội đồng.", *papers)
        case Verdict.INCOMPLETE:
            return tuple(f"Bổ sung: {need}." for need in judgement.missing)
        case Verdict.ON_HOLD:
            return ("Chờ văn bản kết luận; nếu kết luận không có sai phạm thì được xét, trình tiếp.",)
        case Verdict.NOT_ELIGIBLE if judgement.next_year:
            return (f"Sớm nhất là xét cho năm {judgement.next_year} (theo bản đang giữ; luật có thể đã đổi).",)
        case Verdict.NOT_ELIGIBLE:
            return ("Xem lại đối tượng và danh hiệu đề nghị.",)
        case _:
            return (ASK_OR_LOAD,)
