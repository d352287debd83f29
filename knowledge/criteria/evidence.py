"""What the facts of a nominee prove, and what they only make possible: years of titles, streaks, initiatives."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from knowledge.criteria.facts import Facts, Initiative, InitiativeKind, Rating, Scope, Subject
from knowledge.criteria.titles import award_code
from knowledge.text import syllables

_AS_FAR_BACK = 40  # years in which an unknown rating is thought possible


@dataclass(frozen=True, slots=True)
class Years:
    """Years in which something surely was so, and those in which it may have been.

    Attributes:
        sure: proven by a decision.
        possible: proven or claimed.
        revoked: awarded, and the decision was withdrawn (bị hủy, thu hồi).
        known: the list is there; else nothing can be said of any other year.
    """

    sure: frozenset[int]
    possible: frozenset[int]
    revoked: frozenset[int] = frozenset()
    known: bool = True

    @property
    def unproven(self) -> tuple[int, ...]:
        """Return the years that are claimed without a decision's number."""
        return tuple(sorted(self.possible - self.sure))

    def within(self, window: "Window") -> "Years":
        """Return only the years of a window: surely in it, or possibly."""
        return Years(self.sure & window.sure, self.possible & window.possible, self.revoked, self.known)


@dataclass(frozen=True, slots=True)
class Window:
    """The years of a streak: those that surely belong to it, and those that may."""

    sure: frozenset[int]
    possible: frozenset[int]


def title_years(facts: Facts, titles: Iterable[str], last: int) -> Years:
    """Return the years, up to ``last``, for which one of these titles was awarded; a year counts once."""
    wanted = frozenset(titles)
    rows = [t for t in facts.titles or () if t.title in wanted and t.year is not None and t.year <= last]
    withdrawn = {(t.year, t.decision) for t in rows if t.revoked and t.decision}
    valid = [t for t in rows if not t.revoked and (t.year, t.decision) not in withdrawn]
    return Years(
        frozenset(t.year for t in valid if t.year is not None and t.decision),
        frozenset(t.year for t in valid if t.year is not None),
        frozenset(t.year for t in rows if t.year is not None and t.revoked),
        facts.titles is not None,
    )


def undated(facts: Facts, titles: Iterable[str]) -> bool:
    """Say whether one of these titles is claimed without a year."""
    wanted = frozenset(titles)
    return any(t.title in wanted and t.year is None and not t.revoked for t in facts.titles or ())


def undated_form(facts: Facts, form: str) -> bool:
    """Say whether a form of commendation is claimed without a year."""
    return any(c.form == form and c.year is None and not c.revoked for c in facts.commendations or ())


def commendation_years(facts: Facts, form: str, last: int) -> Years:
    """Return the years, up to ``last``, in which a form of commendation was awarded."""
    rows = [c for c in facts.commendations or () if c.form == form and c.year is not None and c.year <= last]
    withdrawn = {(c.year, c.decision) for c in rows if c.revoked and c.decision}
    valid = [c for c in rows if not c.revoked and (c.year, c.decision) not in withdrawn]
    return Years(
        frozenset(c.year for c in valid if c.year is not None and c.decision),
        frozenset(c.year for c in valid if c.year is not None),
        frozenset(c.year for c in rows if c.year is not None and c.revoked),
        facts.commendations is not None,
    )


def ending_in(years: frozenset[int], last: int) -> int:
    """Return how many consecutive years end in ``last``."""
    length = 0
    while last - length in years:
        length += 1
    return length


def rating_of(facts: Facts, year: int) -> Rating | None:
    """Return the rating of a year; a collective may state that of the achievement year among its own figures."""
    if year in facts.ratings:
        return facts.ratings[year]
    own = facts.collective.rating if facts.collective and facts.subject is Subject.COLLECTIVE else None
    return own if year == facts.achievement_year else None


def rated_years(facts: Facts, least: Rating, last: int, first: int | None = None) -> Years:
    """Return the years up to ``last`` with at least such a rating; a year without a rating is possible."""
    begin = last - _AS_FAR_BACK if first is None else first
    rated = {year: rating_of(facts, year) for year in range(begin, last + 1)}
    sure = frozenset(year for year, rating in rated.items() if rating and rating.rank >= least.rank)
    return Years(sure, sure | {year for year, rating in rated.items() if rating is None})


def streak_window(years: Years, last: int) -> Window:
    """Return the years of the streak that ends in ``last``."""
    sure, possible = ending_in(years.sure, last), ending_in(years.possible, last)
    return Window(frozenset(range(last - sure + 1, last + 1)), frozenset(range(last - possible + 1, last + 1)))


@dataclass(frozen=True, slots=True)
class Usable:
    """How many initiatives count: surely, at most, and what is wanting with the others, in words."""

    sure: int
    possible: int
    doubts: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which initiatives or studies count for a title.

    Attributes:
        scope: the least reach.
        kinds: initiatives, studies or both.
        title: code of the title for which they would be used.
        window: years of which they must be; None where the text names none.
        yearly: one of another year than the achievement year leaves it open.
    """

    scope: Scope
    kinds: tuple[InitiativeKind, ...]
    title: str
    window: Window | None = None
    yearly: bool = False


def usable_initiatives(facts: Facts, wanted: Wanted) -> Usable:
    """Return how many initiatives or studies count for a title; one that is listed twice counts once."""
    doubts: list[str] = []
    refused: list[str] = []
    sure = 0
    for initiative in _distinct(facts.initiatives or ()):
        named = f"“{initiative.name}”" if initiative.name else "sáng kiến, đề tài chưa ghi tên"
        if refusal := _refusal(initiative, wanted, facts.achievement_year):
            refused.append(f"{named} {refusal}")
        elif doubt := _doubt(initiative, wanted, facts.achievement_year):
            doubts.append(f"{named} {doubt}")
        else:
            sure += 1
    return Usable(sure, sure + len(doubts), tuple(doubts), tuple(refused))


def _distinct(initiatives: Iterable[Initiative]) -> list[Initiative]:
    found: dict[tuple[object, ...], Initiative] = {}
    for index, one in enumerate(initiatives):
        key = tuple(syllables(one.name)) if one.name else (index,)
        if key not in found or _fullness(one) > _fullness(found[key]):
            found[key] = one
    return list(found.values())


def _fullness(one: Initiative) -> tuple[object, ...]:
    """Return how much a row says; of two rows of one initiative the fuller one counts, in whatever order they stand."""
    said = (one.decision, one.scope, one.kind, one.year, one.used_for)
    return (bool(one.used_for), bool(one.decision), sum(value is not None for value in said), str(said))


def _refusal(one: Initiative, wanted: Wanted, year: int | None) -> str | None:
    if one.kind is not None and one.kind not in wanted.kinds:
        return "không thuộc loại được tính"
    if one.scope is not None and one.scope.rank < wanted.scope.rank:
        return f"mới ở phạm vi {one.scope.words}"
    if one.used_for and _reuse(one.used_for, wanted.title, year) is _Reuse.BARRED:
        return f"đã dùng cho {one.used_for} (một sáng kiến chỉ dùng một lần, công văn 5007/BNV-TĐKT năm 2023)"
    if year is not None and one.year is not None and one.year > year:
        return f"của năm {one.year}, sau năm xét"
    if wanted.window and one.year is not None and one.year not in wanted.window.possible:
        return f"của năm {one.year}, ngoài thời gian tính"
    return None


def _doubt(one: Initiative, wanted: Wanted, year: int | None) -> str | None:
    if one.used_for and _reuse(one.used_for, wanted.title, year) is _Reuse.OPEN:
        return f"đã dùng cho {one.used_for}: dùng lại giữa các danh hiệu phải hỏi Hội đồng"
    if not one.decision:
        return "chưa có quyết định công nhận"
    if one.kind is None and len(wanted.kinds) < len(InitiativeKind):
        return "chưa rõ là sáng kiến hay đề tài"
    if one.scope is None and wanted.scope is not Scope.BASE:
        return "chưa rõ phạm vi ảnh hưởng"
    dated = wanted.window is not None or wanted.yearly
    if dated and (one.year is None or (wanted.yearly and year is None)):
        return "chưa rõ năm công nhận"
    if wanted.yearly and one.year != year:
        return f"của năm {one.year}, khác năm xét"
    if wanted.window and one.year not in wanted.window.sure:
        return f"của năm {one.year}: chưa chắc thuộc thời gian tính"
    return None


class _Reuse(Enum):
    SAME = "used for this very award"
    OPEN = "the letter does not forbid it expressly"
    BARRED = "forbidden"


def _reuse(used_for: str, title: str, year: int | None) -> _Reuse:
    """Say whether an initiative that was used may be used again, for the award of a year.

    Source: công văn 5007/BNV-TĐKT năm 2023 mục III.5.c: not for a title and a form, not for two forms; of two titles it
    says nothing.
    """
    used, wanted = award_code(re.sub(r"[\d.,/()-]+|\bnăm\b", " ", used_for)), award_code(title)
    if used is None or wanted is None:
        return _Reuse.OPEN
    years = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", used_for)}
    if used.code == wanted.code and (not years or year in years):
        return _Reuse.SAME
    return _Reuse.OPEN if used.is_title and wanted.is_title else _Reuse.BARRED
