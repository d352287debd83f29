"""What changes for whom when other criteria hold: every case judged by both books (so sánh kết quả xét)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.criteria.book import CriteriaBook
from knowledge.criteria.facts import Facts
from knowledge.criteria.judging import judge
from knowledge.criteria.logic import Truth
from knowledge.criteria.verdicts import Judgement, Outcome, Verdict

_TELLING = {
    Verdict.ELIGIBLE: Truth.MET,
    Verdict.NOT_ELIGIBLE: Truth.UNMET,
    Verdict.INCOMPLETE: Truth.UNKNOWN,
    Verdict.UNDECIDED: Truth.UNKNOWN,
    Verdict.ON_HOLD: Truth.UNMET,
}  # which conditions explain a verdict


@dataclass(frozen=True, slots=True)
class AskedCase:
    """A nominee for a title, as a row of a file states it."""

    id: str
    title: str
    facts: Facts
    as_of: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """One case by the criteria without and with a version."""

    case: AskedCase
    before: Judgement
    after: Judgement

    @property
    def is_changed(self) -> bool:
        """Say whether the verdict is another."""
        return self.before.verdict is not self.after.verdict

    @property
    def reasons(self) -> tuple[Outcome, ...]:
        """Return the conditions that explain the new verdict and were not so before."""
        known = {(outcome.text, outcome.value) for outcome in self.before.conditions}
        new = [o for o in self.after.conditions if (o.text, o.value) not in known]
        telling = [o for o in new if o.value is _TELLING[self.after.verdict]]
        return tuple(telling or new)


def compared(cases: Iterable[AskedCase], before: CriteriaBook, after: CriteriaBook) -> list[Comparison]:
    """Return every case as it is judged by both books.

    Raises:
        UsageError: a title is not known.
    """
    return [
        Comparison(c, judge(before, c.title, c.facts, c.as_of), judge(after, c.title, c.facts, c.as_of)) for c in cases
    ]


def counted(comparisons: Iterable[Comparison]) -> list[tuple[Verdict, Verdict, int]]:
    """Return how many cases go from which verdict to which, changes first, the most frequent first."""
    found = Counter((c.before.verdict, c.after.verdict) for c in comparisons)
    rows = [(was, now, count) for (was, now), count in found.items()]
    return sorted(rows, key=lambda row: (row[0] is row[1], -row[2], row[0], row[1]))
