"""Each nomination is judged alone; what cannot be judged says why."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.nominations.faults import Fault, masked
from bot.nominations.nominees import Nomination
from knowledge.criteria.facts import Facts
from knowledge.criteria.logic import Truth
from knowledge.criteria.reading import FactsError, read_facts
from knowledge.criteria.titles import name_of
from knowledge.criteria.verdicts import Judgement, Outcome

JudgeFacts = Callable[[str, Facts], Judgement]
"""Judges the facts of a nominee for the code of a title."""

NOT_JUDGED = "Chưa xét"


@dataclass(frozen=True, slots=True)
class Judged:
    """A nomination with what the criteria say; ``judgement`` None: the row could not be judged, its faults say why."""

    nomination: Nomination
    judgement: Judgement | None
    faults: tuple[Fault, ...]

    @property
    def title_name(self) -> str:
        """Return the name of the title, or nothing where none is known."""
        return name_of(self.nomination.title) if self.nomination.title else ""

    @property
    def verdict_words(self) -> str:
        """Return the verdict as people read it."""
        return self.judgement.verdict.words if self.judgement else NOT_JUDGED

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the criteria that are certainly not met."""
        return tuple(map(masked, self.judgement.failed)) if self.judgement else ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what is missing: evidence that could decide, and the cells that could not be taken."""
        needed = self.judgement.missing if self.judgement else ()
        return tuple(
            map(
                masked,
                (
                    *needed,
                    *(f.what for f in self.faults if not f.is_note),
                ),
            )
        )

    @property
    def bases(self) -> tuple[str, ...]:
        """Return where the conditions that decided stand."""
        if self.judgement is None:
            return ()
        return tuple(dict.fromkeys(o.basis for o in _deciding(self.judgement) if o.basis))

    @property
    def steps(self) -> tuple[str, ...]:
        """Return what to do next, with what should be known beside it."""
        if self.judgement is None:
            return ("Sửa dòng này rồi kiểm tra lại",)
        year = self.judgement.next_year
        later = (f"Sớm nhất có thể xét cho năm {year}",) if year else ()
        would = self.judgement.would_say
        last = (f"Theo bản luật gần nhất đang giữ ({would.version}): {would.verdict.words}",) if would else ()
        notes = tuple(f"Lưu ý: {n}" for n in self.judgement.notes)
        told = tuple(f"Lưu ý: {f.what}" for f in self.faults if f.is_note)
        return tuple(map(masked, (*self.judgement.steps, *later, *last, *notes, *told)))

    def as_json(self) -> dict[str, Any]:
        """Return the row as the contract writes it."""
        n = self.nomination
        return {
            "sheet": masked(n.sheet), "row": n.row, "name": n.shown_name, "unit": masked(n.unit), "title": n.title,
            "verdict": self.judgement.verdict.value if self.judgement else None,
            "failed": list(self.failed), "missing": list(self.missing), "basis": list(self.bases),
            "version": self.judgement.version if self.judgement else None, "steps": list(self.steps),
        }  # fmt: skip


def _deciding(judgement: Judgement) -> Iterator[Outcome]:
    """Yield the conditions that make the verdict: those not met, else those not known, else all."""
    whole = list(
        _all(
            judgement.would_say.conditions if judgement.would_say and not judgement.conditions else judgement.conditions
        )
    )
    for value in (Truth.UNMET, Truth.UNKNOWN):
        if found := [o for o in whole if o.value is value]:
            yield from found
            return
    yield from whole


def _all(outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """Yield conditions with those below them that have the same value; an alternative that is not needed stays out."""
    for outcome in outcomes:
        yield outcome
        yield from _all([p for p in outcome.parts if p.value is outcome.value])


def judged(nominations: Sequence[Nomination], judge: JudgeFacts) -> Iterator[Judged]:
    """Yield each nomination with what the criteria say of it alone."""
    for nomination in nominations:
        yield _judged(nomination, judge)


def _judged(nomination: Nomination, judge: JudgeFacts) -> Judged:
    if nomination.title is None:
        return Judged(nomination, None, nomination.faults)
    try:
        facts = read_facts(_plain(nomination.facts))
    except FactsError as error:
        fault = Fault(*nomination.place, masked(error.message), "sửa các ô này rồi kiểm tra lại")
        return Judged(nomination, None, (*nomination.faults, fault))
    return Judged(nomination, judge(nomination.title, facts), nomination.faults)


def _plain(facts: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
    return {key: value for key, value in facts.items() if value is not None}
