"""One nominee before one title, and what a test finds there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.criteria.conditions import Condition
from knowledge.criteria.evidence import Window
from knowledge.criteria.facts import Facts, Subject
from knowledge.criteria.logic import Truth
from knowledge.criteria.titles import name_of
from knowledge.criteria.verdicts import Gap

YEAR_NEEDED = "Năm xét (năm của thành tích)"


@dataclass(frozen=True, slots=True)
class Case:
    """One nominee before one title.

    Attributes:
        title: code of the title being judged.
        others: the conditions of other titles on which this one may rest.
        window: the years of the streak around the condition, where there is one.
    """

    facts: Facts
    title: str
    others: Mapping[str, Condition]
    window: Window | None = None

    @property
    def year(self) -> int | None:
        """Return the achievement year."""
        return self.facts.achievement_year


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test gives: see ``Outcome`` for the meaning of each field."""

    value: Truth
    why: str
    gap: Gap | None = None
    needs: tuple[str, ...] = ()
    wait: int | None = 1


def missing(why: str, *needs: str) -> Finding:
    """Return that something is not known which somebody can bring."""
    return Finding(Truth.UNKNOWN, why, Gap.MISSING, needs)


def counted(value: Truth, why: str, needs: tuple[str, ...] = (), wait: int | None = 1) -> Finding:
    """Return a finding that is missing evidence where its value is not known."""
    unknown = value is Truth.UNKNOWN
    return Finding(value, why, Gap.MISSING if unknown else None, needs if unknown else (), wait)


def decided(is_met: bool, why: str, wait: int | None = 1) -> Finding:
    """Return a finding that is known either way."""
    return Finding(Truth.MET if is_met else Truth.UNMET, why, wait=wait)


def last_years(year: int, count: int | None) -> Window | None:
    """Return the window of so many years up to ``year``."""
    years = frozenset(range(year - count + 1, year + 1)) if count else None
    return Window(years, years) if years else None


def named(titles: Iterable[str]) -> str:
    """Return the names of some titles, any of which would do."""
    return " hoặc ".join(name_of(t) for t in titles)


def sentence(words: str) -> str:
    """Return words with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def subject_words(subject: Subject) -> str:
    """Return whom a subject means."""
    return "cá nhân" if subject is Subject.INDIVIDUAL else "tập thể"
