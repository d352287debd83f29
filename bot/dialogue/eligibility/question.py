"""What a question of a consultation is: whom it is about, what is asked, which answers are offered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.criteria import CriteriaBook, Subject

Patch = Mapping[str, Any]
Trials = tuple[tuple[Patch, tuple[str, ...]], ...]
DISCIPLINED, LOWER_YEAR, UNACCEPTED, OLD_LAW = "disciplined", "lower_year", "unaccepted", "old_law"


@dataclass(frozen=True, slots=True)
class Case:
    """What a question is asked about.

    Attributes:
        title: code of the title or form.
        subject: whom it is for.
        facts: what was told.
        closed: lists that are complete, and marks of what was answered.
        as_of: the day of asking.
        book: the criteria that hold.
        change: first day of a law that is not held, where it decides for files received from then on.
        votes: the share of votes that the law asks for, in per cent; None where none.
    """

    title: str
    subject: Subject
    facts: Mapping[str, Any]
    closed: tuple[str, ...]
    as_of: date
    book: CriteriaBook
    change: date | None = None
    votes: int | None = None

    @property
    def year(self) -> int | None:
        """Return the achievement year."""
        year: int | None = self.facts.get("achievement_year")
        return year

    @property
    def who(self) -> str:
        """Return how the nominee is spoken of."""
        return "tập thể" if self.subject is Subject.COLLECTIVE else "bạn"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that is offered: its label, what it tells, what it completes, and whether it is the plain yes or no."""

    label: str
    patch: Patch = field(default_factory=dict)
    closes: tuple[str, ...] = ()
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    Attributes:
        key: its name.
        text: what is asked.
        choices: the answers offered; "không rõ" is always added.
        trials: what answers could tell, to see whether they can still decide; the choices where empty.
        closes: the lists that an answer in free words completes.
        lead: words put before an answer in free words that does not say what it is about.
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    trials: Trials = ()
    closes: tuple[str, ...] = ()
    lead: str = ""

    @property
    def possible(self) -> Trials:
        """Return what its answers could tell, each with what it completes."""
        return self.trials or tuple((c.patch, c.closes) for c in self.choices)
