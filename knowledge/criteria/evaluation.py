"""A condition with its parts against one nominee: Kleene's logic from the leaves up, with the reasons of each."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from knowledge.criteria.conditions import All, AnyOf, AtLeast, Condition, Meets, RatingStreak
from knowledge.criteria.evidence import Years, commendation_years, rated_years, rating_of, streak_window, undated_form
from knowledge.criteria.facts import Facts
from knowledge.criteria.logic import Truth, at_least, between, every, some
from knowledge.criteria.titles import name_of
from knowledge.criteria.verdicts import Gap, Outcome
from knowledge.criteria.weighing import Case, Finding, counted, missing, weigh

Granting = frozenset[Gap]
_OTHERWISE = "Phương án khác: chưa có văn bản"


def evaluate(condition: Condition, case: Case, granting: Granting = frozenset()) -> Outcome:
    """Return the value of a condition for a nominee.

    Args:
        condition: the tree.
        case: the nominee before the title.
        granting: gaps that are taken as if they had been filled well, to see what could still become of a case.
    """
    match condition.test:
        case All(parts):
            return _joined(condition, [evaluate(p, case, granting) for p in parts], every)
        case AnyOf(parts, wholly_held):
            outcomes = [evaluate(p, case, granting) for p in parts]
            return _joined(condition, outcomes + ([] if wholly_held else [_otherwise(condition, granting)]), some)
        case AtLeast(count, parts):
            outcomes = [evaluate(p, case, granting) for p in parts]
            return _joined(condition, outcomes, lambda values: at_least(count, values))
        case RatingStreak():
            return _streak(condition, condition.test, case, granting)
        case Meets(title):
            return _meets(condition, title, case, granting)
        case leaf:
            return _leaf(condition, weigh(leaf, case), granting)


def _leaf(condition: Condition, found: Finding, granting: Granting) -> Outcome:
    value = Truth.MET if found.gap in granting else found.value
    unknown = value is Truth.UNKNOWN
    return Outcome(
        condition.text, value, found.why, condition.basis, condition.source_status,
        found.gap if unknown else None, _asked(condition, found) if unknown else (), (), found.wait,
    )  # fmt: skip


def _asked(condition: Condition, found: Finding) -> tuple[str, ...]:
    if found.gap is Gap.UNREADABLE and not found.needs:
        return (f"Xác nhận của Hội đồng, đơn vị nếu xét theo: {condition.text}",)
    return found.needs


def _otherwise(condition: Condition, granting: Granting) -> Outcome:
    value = Truth.MET if Gap.NOT_HELD in granting else Truth.UNKNOWN
    why = "Chưa giữ đủ các phương án của điều này."
    gap = Gap.NOT_HELD if value is Truth.UNKNOWN else None
    return Outcome(_OTHERWISE, value, why, condition.basis, condition.source_status, gap)


def _joined(condition: Condition, parts: list[Outcome], join: Callable[[Iterable[Truth]], Truth]) -> Outcome:
    value = join([p.value for p in parts])
    telling = [p for p in parts if p.value is value] or parts
    if value is Truth.MET and join is not every:
        telling = telling[:1]
    needs = tuple(dict.fromkeys(n for p in telling for n in p.needs)) if value is Truth.UNKNOWN else ()
    waits = [p.wait for p in telling]
    return Outcome(
        condition.text, value, " ".join(dict.fromkeys(p.why for p in telling)), condition.basis,
        condition.source_status, _gap_of(telling) if value is Truth.UNKNOWN else None, needs, tuple(parts),
        _latest(waits) if join is every else _earliest(waits),
    )  # fmt: skip


def _gap_of(parts: Iterable[Outcome]) -> Gap | None:
    """Return the gap that somebody can fill the soonest."""
    gaps = {p.gap for p in parts}
    return next((g for g in Gap if g in gaps), None)


def _latest(waits: Iterable[int | None]) -> int | None:
    known = list(waits)
    return None if None in known or not known else max(w for w in known if w is not None)


def _earliest(waits: Iterable[int | None]) -> int | None:
    return min((w for w in waits if w is not None), default=None)


def _meets(condition: Condition, title: str, case: Case, granting: Granting) -> Outcome:
    other = case.others.get(title)
    if other is None:
        why = f"Chưa giữ tiêu chuẩn {name_of(title)} của thời gian này."
        return _leaf(condition, Finding(Truth.UNKNOWN, why, Gap.NOT_HELD, (), None), granting)
    found = evaluate(other, case, granting)
    weaker = max(condition.source_status, found.source_status, key="VS".index)
    return replace(found, text=condition.text, source_status=weaker)


def _streak(condition: Condition, test: RatingStreak, case: Case, granting: Granting) -> Outcome:
    found, inner = _streak_finding(test, case)
    if not test.among:
        return _leaf(condition, found, granting)
    years = f"{test.years:02d} năm liên tục {test.least.words} trở lên"
    own = _leaf(replace(condition, text=years), found, granting)
    among = [evaluate(p, inner, granting) for p in test.among]
    return _joined(condition, [own, *among], every)


def _streak_finding(test: RatingStreak, case: Case) -> tuple[Finding, Case]:
    """Return whether the streak is long enough, and the case with the years of the streak as its window."""
    if case.year is None:
        return missing("Chưa biết năm xét nên chưa tính được số năm liên tục.", "Năm xét, xếp loại từng năm"), case
    sure_from, possible_from = _streak_begins(test, case.facts, case.year)
    sure = rated_years(case.facts, test.least, case.year, sure_from).sure
    years = Years(sure, rated_years(case.facts, test.least, case.year, possible_from).possible)
    window = streak_window(years, case.year)
    value = between(len(window.sure), len(window.possible), test.years)
    span = range(case.year - test.years + 1, case.year + 1)
    lacking = [str(y) for y in span if y in years.possible - years.sure and rating_of(case.facts, y) is None]
    why = f"Liên tục tới năm {case.year}: {len(window.sure)} năm {test.least.words} trở lên, cần {test.years} năm."
    if lacking and value is Truth.UNKNOWN:
        why += f" Chưa có xếp loại năm {', '.join(lacking)}."
    needs = tuple(f"Kết quả đánh giá, xếp loại năm {year}" for year in lacking)
    if test.after and sure_from != possible_from:
        needs = (f"Quyết định tặng {name_of(test.after)} đầu tiên (số, năm)", *needs)
    wait = max(1, test.years - len(window.possible))
    return counted(value, why, needs, wait), replace(case, window=window)


def _streak_begins(test: RatingStreak, facts: Facts, year: int) -> tuple[int | None, int | None]:
    """Return the first year that surely counts, and the first that may; None where nothing bounds the streak."""
    if test.after is None:
        return None, None
    held = commendation_years(facts, test.after, year)
    if not held.possible:
        return None, None
    possible = None if undated_form(facts, test.after) else min(held.possible) + 1
    return min(held.sure or held.possible) + 1, possible
