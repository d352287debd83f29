"""One sentence, one answer: "tôi có đủ … không?" judged on what it states, with what is missing (``tdkt ask``)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.channels.plain import plain
from bot.dialogue.eligibility import wording
from bot.dialogue.eligibility.answers import from_told
from bot.dialogue.eligibility.asking import case_of, judged, next_question
from bot.dialogue.eligibility.consultation import Consultation
from bot.dialogue.eligibility.opening import achievement_year, read_opening
from bot.messages import Paragraph
from knowledge.criteria import CriteriaBook, Judgement, Outcome, name_of, shipped_criteria
from knowledge.criteria.narrative import facts_told
from knowledge.legal_facts import Basis
from retriever.answering.models import Answer, Citation, Option, Status
from retriever.answering.references import cited

_NUMBER = re.compile(r"\d{1,4}/\d{4}/[\wĐ-]+")
_TO_GO_ON = "Kể thêm những điều còn thiếu trong cùng câu hỏi, hoặc mở “tdkt chat” để tôi hỏi từng điều."


def answer_once(text: str, as_of: date, criteria: Callable[[], CriteriaBook] = shipped_criteria) -> Answer | None:
    """Return the answer to a question about somebody's own eligibility; None where a message asks something else.

    Without a title it asks which one; without a year it takes that of ``as_of``.

    Args:
        text: the question.
        as_of: the day of asking.
        criteria: gives the criteria that hold.
    """
    opening = read_opening(text)
    if opening is None:
        return None
    if not opening.title:
        return _which(text, as_of)
    book = criteria()
    subject = {"subject": opening.subject.value} if opening.subject else {}
    consultation = Consultation(opening.title).told(subject)
    year = achievement_year(text, as_of) or as_of.year
    consultation = consultation.told({"achievement_year": year})
    heard = from_told(facts_told(text, year, as_of), case_of(consultation, as_of, book))
    consultation = consultation.told({**heard.patch, "achievement_year": year}, heard.closes)
    case = case_of(consultation, as_of, book)
    judgement = judged(case)
    blocks = wording.verdict_blocks(judgement, case.year)
    if next_question(consultation, as_of, book) is not None:
        blocks = (*blocks[:-1], Paragraph(_TO_GO_ON), blocks[-1])
    return Answer(Status.ANSWERED, plain(blocks), as_of, citations(judgement))


def citations(judgement: Judgement) -> tuple[Citation, ...]:
    """Return the provisions that a judgement rests on, as references."""
    found = [_cited(c, judgement.version) for c in judgement.conditions]
    if judgement.would_say is not None:
        found += [_cited(c, judgement.would_say.version) for c in judgement.would_say.conditions]
    return tuple(dict.fromkeys(found))


def _cited(outcome: Outcome, version: str) -> Citation:
    number = _NUMBER.search(outcome.basis)
    if number is None:
        return cited(Basis(outcome.basis, None), outcome.source_status, version)
    provision = outcome.basis[number.end() :].strip(" ,")
    where = provision if provision.startswith("Điều") else None
    return cited(Basis(number.group(), where), outcome.source_status, version)


def _which(text: str, as_of: date) -> Answer:
    names = [name_of(code) for code in wording.TITLES]
    listed = "".join(f"\n{number}. {name}" for number, name in enumerate(names, 1))
    options = tuple(Option(name, f"tôi có đủ điều kiện {name} không?") for name in names)
    return replace(Answer(Status.CLARIFY, wording.WHICH_TITLE + listed, as_of), options=options)
