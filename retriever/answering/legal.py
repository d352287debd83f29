"""Questions about the law in general, answered from the shipped legal facts (sự kiện pháp lý) with references.

Pure: the question, and the day for which the answer must hold. Where no fact is held for that day, it says so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from knowledge.citations import number_of
from knowledge.claims import manner_places, spoken_places, title_meant
from knowledge.documents import DocumentNumber
from knowledge.legal_facts import (
    LegalFact,
    Topic,
    awards,
    covered,
    topics,
)
from knowledge.legal_phrases import asks_for_money, awards_in, general_places
from knowledge.vocabulary.abbreviations import abbreviations
from retriever.answering.claims import UNCHECKED, Stated, about_claim, about_office, is_decided, stated, unchecked
from retriever.answering.models import Answer, Status
from retriever.answering.references import Period, asked_period, referenced
from retriever.answering.rewards import about_money, names_amount
from retriever.answering.short_forms import about_short_form
from retriever.answering.standing import named_texts
from retriever.answering.standing_claims import about_standing
from retriever.understanding import Question, understand

_COMPARES = re.compile(
    r"\bkhac\b|\bso (?:voi|sanh)\b|\bthay doi\b|\bcu (?:voi|va) moi\b|\bmoi (?:voi|va) cu\b|\btruoc day\b"
)
_VOTES = re.compile(r"\b(\d{1,3}) (?:thanh vien|nguoi|phieu|uy vien|ng)\b|\b(\d{1,3}) (?=\d{1,3}\b)")
_BASIS = re.compile(
    r"\b(?:theo |tai )?(?:dieu|khoan|diem|chuong|muc) \w{1,3}\b"
    r"|\b(?:theo |tai )?(?:nghi dinh|thong tu|luat|quyet dinh|cong van|nd|tt|qd) (?:so )?\d+(?: \d{4})?(?: \w{2} \w+)?"
)
_FIELD = re.compile(
    r"\b(?:thi dua|khen thuong|danh hieu|bang khen|giay khen)\b(?!.*\b(?:ke hoach|hoi nghi|cong van)\b)"
)
_COUNCIL = re.compile(r"\b(?:phieu|thanh vien|hoi dong|uy vien|dong y)\b")
_UNDATED = frozenset({"transition", "change", "validity"})
_LEAST_EXPLAINED = 0.6
_MOST_FACTS = 3
_LEAST_COUNCIL = 5  # fewer are no council but a share ("2/3 số phiếu")


def about_law(question: Question, as_of: date) -> Answer | None:
    """Return what the shipped legal facts say to a general question; None where they do not speak of it.

    Args:
        question: as understood.
        as_of: the day for which the answer must hold, unless the question names another.
    """
    if answer := about_standing(question, as_of):
        return answer
    for reading in (question, *_other_readings(question)):
        answer = _read(replace(reading, provinces=question.provinces), as_of)
        if answer:
            return answer
    said = None if question.provinces else stated(question)
    about = bool(named_texts(question)) or bool(_FIELD.search(question.line) and not question.numbers)
    return unchecked(said, as_of, is_of_field=about) if said else None


def _other_readings(question: Question) -> Iterator[Question]:
    """Yield the question with one short form opened to another of its meanings ("ct": chỉ thị, chủ tịch)."""
    for short in dict.fromkeys(re.findall(r"[^\W\d_]{2,}", question.text.lower())):
        known = abbreviations().get(short)
        for meaning in known.meanings[1:_MOST_FACTS] if known else ():
            yield understand(re.sub(rf"(?i)\b{short}\b", meaning, question.text))


def _read(question: Question, as_of: date) -> Answer | None:
    if not _numbers_known(question):
        return None
    named = awards_in(question.line)
    topic = _best_topic(question, named)
    if question.provinces:
        return _told(topic, question, as_of) if topic else None
    short = about_short_form(question, as_of)
    if short:
        return short
    said = stated(question)
    if said and (office := about_office(said, asked_period(question, as_of).last)):
        return office
    paid = {key: place for key, place in named.items() if awards()[key].individual or awards()[key].collective}
    asks = asks_for_money(question.line, named) or names_amount(question)
    if paid and asks and (topic is None or topic.kind != "money"):
        return about_money(question, [awards()[key] for key in paid], as_of)
    return _told(topic, question, as_of) if topic else _by_article(question, as_of)


def _by_article(question: Question, as_of: date) -> Answer | None:
    """Return what is held of an article that a question names with its document ("Điều 23 Luật 06/2022/QH15")."""
    articles = {f"Điều {label}" for kind, label in question.provisions if kind == "dieu"}
    facts = [
        f
        for topic in topics()
        for f in topic.facts_within(as_of, as_of) or topic.facts[-1:]
        if _is_named(f, question) and " ".join((f.basis.provision or "").split()[:2]) in articles
    ]
    if not facts:
        return None
    lines = [f.statement for f in facts[:_MOST_FACTS]]
    return referenced(Status.ANSWERED, lines, facts[:_MOST_FACTS], Period(as_of, as_of), as_of)


def _numbers_known(question: Question) -> bool:
    told = (f"hoi dong {m.serial}" in question.line or f"he so {m.serial} " in question.line for m in question.numbers)
    meant = [m for m, is_none in zip(question.numbers, told, strict=True) if not is_none]  # "hđ 15 người", "hệ số 4,5"
    return all(any(m.fits(n) for n in _held_numbers()) for m in meant)


@lru_cache(maxsize=1)
def _held_numbers() -> frozenset[DocumentNumber]:
    """Return the numbers of every document on which a fact rests."""
    bases = {b.number for t in topics() for f in t.facts for b in (f.basis, *f.also)}
    return frozenset(n for written in bases if (n := number_of(written)))


def _best_topic(question: Question, named: dict[str, tuple[int, int]]) -> Topic | None:
    """Return the topic whose ways of asking, or of claiming, explain the most of a question."""
    where = {p.folded for p in question.provinces}
    said = stated(question)
    open_to = [t for t in topics() if (t.place in where if where else t.place is None)]
    found = []
    for topic in open_to:
        places = covered(topic, question.line, named)
        spoken = spoken_places(said.claim, topic) if said and places else frozenset()
        if places and _explained(question, topic, places | spoken) >= _LEAST_EXPLAINED:
            found.append((len(places | spoken), topic))
    if not found and said and (meant := title_meant(said.claim)):
        names = frozenset(i for span in named.values() for i in range(*span))
        spoken = spoken_places(said.claim, meant)
        return meant if _explained(question, meant, spoken, names - spoken) >= _LEAST_EXPLAINED else None
    return max(found, key=lambda f: f[0])[1] if found else None


def _explained(
    question: Question, topic: Topic, places: frozenset[int], untelling: frozenset[int] = frozenset()
) -> float:
    """Return the share of a question's telling words that the topic's ways of asking or its facts speak of.

    What stands in the places ``untelling`` counts neither for the topic nor against it.
    """
    general = general_places(question.line) | untelling
    basis: set[int] = set()
    if claimed := stated(question):
        general |= manner_places(claimed.claim)
        basis = {i for m in _BASIS.finditer(question.line) for i in range(*m.span())}
    start, telling, told = 0, 0, 0
    asked = {i for u in question.units for i in u.indexes}
    for index, word in enumerate(question.words):
        touched = set(range(start, start + len(word)))
        start += len(word) + 1
        is_general = touched <= general and not touched & places
        if index not in asked or word.isdigit() or is_general or touched & basis:
            continue
        telling += 1
        told += bool(touched & places) or word in topic.words
    return told / telling if telling else 1.0


def _told(topic: Topic, question: Question, as_of: date) -> Answer:
    period = Period(as_of, as_of) if topic.kind in _UNDATED else asked_period(question, as_of)
    facts = topic.facts_within(period.first, period.last)
    facts = tuple(f for f in topic.facts if f in facts or _is_named(f, question) or _COMPARES.search(question.line))
    said = stated(question)
    if said and not _vote_counts(question) and (judged := _judgement(said, question, topic, facts, period, as_of)):
        return judged
    if not facts:
        answer = _not_held(topic, period, as_of)
        return replace(answer, text=UNCHECKED + answer.text) if said and said.asks_to_confirm else answer
    lines = [f.statement + _over(f, period) for f in facts[:_MOST_FACTS]]
    if computed := _vote_share(facts[0], question):
        lines.insert(0, _judged(computed, said) + computed)
    status = Status.NOT_FOUND if all(f.is_open for f in facts) else Status.ANSWERED
    return referenced(status, lines, facts[:_MOST_FACTS], period, as_of)


def _judgement(
    said: Stated, question: Question, topic: Topic, facts: tuple[LegalFact, ...], period: Period, as_of: date
) -> Answer | None:
    """Return a claim judged by its topic, or by the criteria of the title it names where the topic does not tell."""
    held = tuple(f for f in facts if f.holds_within(period.first, period.last))
    other = title_meant(said.claim)
    if other and other is not topic and not is_decided(said.claim, topic, held, period):
        others = other.facts_within(period.first, period.last)
        if is_decided(said.claim, other, others, period):
            return about_claim(said, question, other, others, period, as_of)
    return about_claim(said, question, topic, held, period, as_of)


def _is_named(fact: LegalFact, question: Question) -> bool:
    number = number_of(fact.basis.number)
    return number is not None and any(m.fits(number) for m in question.numbers)


def _over(fact: LegalFact, period: Period) -> str:
    over = fact.effective_to is not None and fact.effective_to < period.last
    return f" (Đã hết hiệu lực sau ngày {fact.effective_to:%d/%m/%Y}.)" if over else ""


def _not_held(topic: Topic, period: Period, as_of: date) -> Answer:
    last = max((f.effective_to for f in topic.facts if f.effective_to), default=None)
    if topic.missing and (last is None or period.first > last):
        return Answer(Status.NOT_FOUND, topic.missing, as_of)
    lines = [f"Chưa giữ quy định về việc này cho ngày {period.first:%d/%m/%Y}, nên không kết luận."]
    lines += [f"Bản đang giữ, của thời gian khác: {f.statement}{_span(f)}" for f in topic.facts[-1:]]
    return referenced(Status.NOT_FOUND, lines, topic.facts[-1:], period, as_of)


def _span(fact: LegalFact) -> str:
    begun = f"từ ngày {fact.effective_from:%d/%m/%Y}" if fact.effective_from else ""
    ended = f"đến hết ngày {fact.effective_to:%d/%m/%Y}" if fact.effective_to else ""
    return f" (hiệu lực {' '.join(p for p in (begun, ended) if p)})" if begun or ended else ""


def _vote_share(fact: LegalFact, question: Question) -> str | None:
    """Return whether the votes counted in a question reach the threshold of a fact."""
    counts = _vote_counts(question)
    if fact.threshold is None or counts is None:
        return None
    votes, members = counts
    share = 100 * votes / members
    reached = "đủ tỷ lệ" if 100 * votes >= fact.threshold * members else "chưa đủ tỷ lệ"
    return f"{votes}/{members} thành viên là {f'{share:.1f}'.rstrip('0').rstrip('.').replace('.', ',')}%: {reached}."


def _judged(computed: str, said: Stated | None) -> str:
    """Return whether a claim that the votes suffice, or do not, is right."""
    if said is None:
        return ""
    says_short = bool(re.search(r"\b(?:chua|khong) (?:du|dat|qua)\b|\btruot\b|\bthieu\b", said.claim.line))
    return "Đúng: " if says_short == ("chưa đủ" in computed) else "Không đúng: "


def _vote_counts(question: Question) -> tuple[int, int] | None:
    """Return how many voted for it of how many members, where a question counts them ("12 phiếu, 15 thành viên")."""
    line = re.sub(r"\b(?:dieu|khoan|muc) \d+(?: (?:va )?\d+)*", "", question.line)
    counts = [int(a or b) for a, b in _VOTES.findall(line)] if _COUNCIL.search(line) else []
    if len(counts) != 2 or 0 in counts or max(counts) < _LEAST_COUNCIL:
        return None
    return min(counts), max(counts)
