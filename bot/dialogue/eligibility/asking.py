"""Which question can still decide: each possible answer is judged before it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.dialogue.eligibility.consultation import LISTS, PARTIAL, Consultation, merged
from bot.dialogue.eligibility.question import OLD_LAW, UNACCEPTED, Case, Question
from bot.dialogue.eligibility.questions import questions_for
from bot.dialogue.eligibility.sufficiency import sufficient_lists
from knowledge.criteria import CriteriaBook, Judgement, Subject, Verdict, award_codes, judge, read_facts
from knowledge.criteria.procedure import votes_on

_COMPLETING = (
    "titles_decisions",
    "initiative_decision",
    "discipline_days",
    "best_year",
    "form_decision",
)  # ask for more of what was told
_OF_RECEIPT = ("received", "received_day")
_SETTLED = (Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE, Verdict.ON_HOLD)


def case_of(consultation: Consultation, as_of: date, book: CriteriaBook) -> Case:
    """Return what the questions of a consultation are about."""
    facts = consultation.known
    subjects = award_codes()[consultation.title].subjects
    subject = Subject(facts["subject"]) if facts.get("subject") in tuple(subjects) else subjects[0]
    received = facts.get("received_on") or facts.get("signed_on")
    rule = votes_on(consultation.title, date.fromisoformat(received) if received else as_of)
    percent = rule.least_percent if rule else None
    case = Case(consultation.title, subject, facts, consultation.closed, as_of, book, _change(as_of, book), percent)
    return replace(case, closed=(*case.closed, *sufficient_lists(case)))


def _change(as_of: date, book: CriteriaBook) -> date | None:
    """Return since when a law decides that is not held."""
    regime = book.regime_on(as_of)
    return None if regime.is_held else regime.effective_from


def judged(case: Case) -> Judgement:
    """Return the judgement on what was told; a list that was not said to be complete speaks for the nominee only."""
    facts = _counted(case)
    judgement = _judge(case, facts)
    partial = [name for name in PARTIAL if facts.get(name) and name not in case.closed]
    if not partial or judgement.verdict in (Verdict.ELIGIBLE, Verdict.ON_HOLD):
        return judgement
    return _judge(case, {k: v for k, v in facts.items() if k not in partial})


def _judge(case: Case, facts: Mapping[str, Any]) -> Judgement:
    return judge(case.book, case.title, read_facts({**facts, "subject": case.subject.value}), case.as_of)


def _counted(case: Case) -> dict[str, Any]:
    """Return the facts without initiatives of which it was said that nobody recognised them."""
    facts = dict(case.facts)
    if UNACCEPTED in case.closed:
        facts["initiatives"] = [r for r in facts.get("initiatives") or [] if r.get("decision")]
    return facts


def next_question(consultation: Consultation, as_of: date, book: CriteriaBook) -> Question | None:
    """Return the question to ask now; None where no answer could change the verdict any more."""
    case = case_of(consultation, as_of, book)
    if not _is_held(case):
        return None
    if case.year is None and "year" not in consultation.skipped:
        return next(questions_for(case))
    if case.year is None:
        case = replace(case, facts={**case.facts, "achievement_year": as_of.year})
    if OLD_LAW in case.closed and case.change is not None:
        before = date.fromordinal(case.change.toordinal() - 1).isoformat()
        case = replace(case, facts={**case.facts, "received_on": before})
    now = judged(case)
    if now.verdict in _SETTLED:
        return None
    open_ones = [q for q in questions_for(case) if q.key not in consultation.skipped]
    if now.would_say is not None:  # the law of that day is not held: only the day of receipt decides
        open_ones = [q for q in open_ones if q.key in _OF_RECEIPT]
    return next((q for q in open_ones if _decides(q, case, open_ones)), None)


def _is_held(case: Case) -> bool:
    """Say whether any criteria of a title are held."""
    criteria = case.book.criteria.get(case.title)
    return criteria is not None and bool(criteria.versions)


def _decides(question: Question, case: Case, others: Sequence[Question]) -> bool:
    """Say whether the answers to a question could lead to different judgements.

    They are tried on what was told, and on the best that the other questions could still bring: what needs two
    things at once is decided by neither alone.
    """
    if question.key in _OF_RECEIPT:
        return "not_sent" not in case.closed
    if question.key not in _COMPLETING and all(_is_known(patch, case) for patch, _ in question.possible):
        return False
    best = case
    for other in others:
        if other.possible and other.key != question.key and other.key not in _OF_RECEIPT:
            best = _with(best, *other.possible[0])
    return any(len({_signature(judged(_with(c, *p))) for p in question.possible}) > 1 for c in (case, best))


def _with(case: Case, patch: Mapping[str, Any], closes: tuple[str, ...]) -> Case:
    return replace(case, facts=merged(case.facts, patch), closed=(*case.closed, *closes))


def _is_known(patch: Mapping[str, Any], case: Case) -> bool:
    """Say whether everything that an answer would tell was told."""
    for name, value in patch.items():
        held = case.facts.get(name)
        if name in LISTS and (held is None or (name in PARTIAL and name not in case.closed)):
            return False
        if isinstance(value, Mapping) and any((held or {}).get(key) is None for key in value):
            return False
        if held is None:
            return False
    return True


def _signature(judgement: Judgement) -> tuple[object, ...]:
    return (judgement.verdict, *(c.value for c in judgement.conditions))


def question_of(consultation: Consultation, as_of: date, book: CriteriaBook) -> Question | None:
    """Return the question that waits for its answer."""
    if not consultation.title or not consultation.asking:
        return None
    case = case_of(consultation, as_of, book)
    if case.year is None and consultation.asking != "year":
        case = replace(case, facts={**case.facts, "achievement_year": as_of.year})
    return next((q for q in questions_for(case) if q.key == consultation.asking), None)
