"""Questions about the law in general, answered from the shipped legal facts (sự kiện pháp lý) with references.

Pure: the question, and the day for which the answer must hold. Where no fact is held for that day, it says so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from knowledge.citations import number_of
from knowledge.documents import DocumentNumber
from knowledge.legal_facts import (
    LegalFact,
    Topic,
    asks_for_money,
    awards,
    awards_in,
    covered,
    general_places,
    topics,
)
from knowledge.text import syllables
from knowledge.vocabulary.abbreviations import abbreviations
from retriever.answering.models import Answer, Status
from retriever.answering.references import Period, asked_period, referenced
from retriever.answering.rewards import about_money, names_amount
from retriever.answering.short_forms import about_short_form
from retriever.understanding import Question, understand

_COMPARES = re.compile(
    r"\bkhac\b|\bso (?:voi|sanh)\b|\bthay doi\b|\bcu (?:voi|va) moi\b|\bmoi (?:voi|va) cu\b|\btruoc day\b"
)
_VOTES = re.compile(r"\b(\d{1,3}) (?:thanh vien|nguoi|phieu|uy vien|ng)\b|\b(\d{1,3}) (?=\d{1,3}\b)")
_UNDATED = frozenset({"transition", "change", "validity"})
_LEAST_EXPLAINED = 0.6
_MOST_FACTS = 3


def about_law(question: Question, as_of: date) -> Answer | None:
    """Return what the shipped legal facts say to a general question; None where they do not speak of it.

    Args:
        question: as understood.
        as_of: the day for which the answer must hold, unless the question names another.
    """
    for reading in (question, *_other_readings(question)):
        answer = _read(replace(reading, provinces=question.provinces), as_of)
        if answer:
            return answer
    return None


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
    meant = [m for m in question.numbers if f"hoi dong {m.serial}" not in question.line]  # "hđ 15 người" is no number
    return all(any(m.fits(n) for n in _held_numbers()) for m in meant)


@lru_cache(maxsize=1)
def _held_numbers() -> frozenset[DocumentNumber]:
    """Return the numbers of every document on which a fact rests."""
    bases = {b.number for t in topics() for f in t.facts for b in (f.basis, *f.also)}
    return frozenset(n for written in bases if (n := number_of(written)))


def _best_topic(question: Question, named: dict[str, tuple[int, int]]) -> Topic | None:
    names = {p.folded for p in question.provinces}
    open_to = [t for t in topics() if (t.place in names if names else t.place is None)]
    found = [(places, t) for t in open_to if (places := covered(t, question.line, named))]
    sure = [f for f in found if _explained(question, f[1], f[0]) >= _LEAST_EXPLAINED]
    return max(sure, key=lambda f: len(f[0]))[1] if sure else None


def _explained(question: Question, topic: Topic, places: frozenset[int]) -> float:
    """Return the share of a question's telling words that the topic's ways of asking or its facts speak of."""
    said = {w for f in topic.facts for w in syllables(f.statement)} | set(syllables(topic.missing or ""))
    general = general_places(question.line)
    start, telling, told = 0, 0, 0
    asked = {i for u in question.units for i in u.indexes}
    for index, word in enumerate(question.words):
        touched = set(range(start, start + len(word)))
        start += len(word) + 1
        if index not in asked or word.isdigit() or (touched <= general and not touched & places):
            continue
        telling += 1
        told += bool(touched & places) or word in said
    return told / telling if telling else 1.0


def _told(topic: Topic, question: Question, as_of: date) -> Answer:
    period = Period(as_of, as_of) if topic.kind in _UNDATED else asked_period(question, as_of)
    facts = topic.facts_within(period.first, period.last)
    facts = tuple(f for f in topic.facts if f in facts or _is_named(f, question) or _COMPARES.search(question.line))
    if not facts:
        return _not_held(topic, period, as_of)
    lines = [f.statement + _over(f, period) for f in facts[:_MOST_FACTS]]
    if computed := _vote_share(facts[0], question):
        lines.insert(0, computed)
    status = Status.NOT_FOUND if all(f.is_open for f in facts) else Status.ANSWERED
    return referenced(status, lines, facts[:_MOST_FACTS], period, as_of)


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
    counts = [int(a or b) for a, b in _VOTES.findall(question.line)]
    if fact.threshold is None or len(counts) != 2 or 0 in counts:
        return None
    votes, members = sorted(counts)
    share = 100 * votes / members
    reached = "đủ tỷ lệ" if 100 * votes >= fact.threshold * members else "chưa đủ tỷ lệ"
    return f"{votes}/{members} thành viên là {f'{share:.1f}'.rstrip('0').rstrip('.').replace('.', ',')}%: {reached}."
