"""Answers that rest on shipped legal facts: the days asked about, the references, and what must be said with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.citations import find_numbers
from knowledge.legal_facts import Basis, LegalFact
from knowledge.time_expressions import find_time_expressions
from knowledge.validity import amending
from retriever.answering.models import Answer, Citation, Status
from retriever.answering.sources import CLOSING, reference
from retriever.understanding import Question

SECONDARY = "Nội dung này lấy từ nguồn thứ cấp: hãy đối chiếu bản gốc."
_LAW_YEAR = re.compile(r"(?i)lu[âậa]t[^\d,.;?]{0,40}(?:19|20)\d\d")
_DAY_MONTH = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_MONTH_YEAR = re.compile(r"(?<![\d/])(?:t|tháng |thang )?(\d{1,2})/(20\d\d)(?![\d/])")
_SIGNED = re.compile(r"\b(?:ký|ky|ban hành|ban hanh|quyết định|quyet dinh|qđ|qd)\b")


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a question asks about (thời gian được hỏi)."""

    first: date
    last: date


def asked_period(question: Question, as_of: date) -> Period:
    """Return the days asked about: those of the question, a decision's first, else ``as_of``."""
    text = _LAW_YEAR.sub(lambda m: " " * len(m.group(0)), question.text)
    for _, span in find_numbers(text):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    signed = _SIGNED.search(text.lower())
    found = _dated(text[signed.start() :], as_of) if signed else None
    return found or _dated(text, as_of) or Period(as_of, as_of)


def _dated(text: str, as_of: date) -> Period | None:
    for expression in find_time_expressions(text, as_of):
        first, last = expression.start, expression.end
        if first is None and last is not None:
            day_before = last - timedelta(days=1) if expression.boundary == "before" else last
            return Period(day_before, day_before)
        if first is not None:
            return _clipped(first, last or first, as_of)
    try:
        if month := _MONTH_YEAR.search(text):
            first = date(int(month[2]), int(month[1]), 1)
            return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        if day := _DAY_MONTH.search(text):
            first = date(as_of.year, int(day[2]), int(day[1]))
            return Period(first, first)
    except ValueError:
        return None
    return None


def _clipped(first: date, last: date, as_of: date) -> Period:
    """Return a period; of a long one that holds ``as_of`` only that day is meant ("năm nay")."""
    if (last - first).days > 31 and first <= as_of <= last:
        return Period(as_of, as_of)
    return Period(first, last)


def own_list() -> Citation:
    """Return the reference to the shipped list of abbreviations."""
    return reference("Bảng chữ viết tắt của tdkt", None, None, None, "S", None)


def referenced(status: Status, lines: Sequence[str], facts: Sequence[LegalFact], period: Period, as_of: date) -> Answer:
    """Return an answer of facts with its basis, the warning where the law was amended since, and its references."""
    bases = [b for f in facts for b in (f.basis, *f.also)]
    citations = tuple(
        cited(b, f.source_status, until_words(f.effective_to), f.name) for f in facts for b in (f.basis, *f.also)
    )
    closing = [bases_line(bases, facts[0].name) + f" Xét ngày {period.last:%d/%m/%Y}."]
    closing += _amendments_not_held(bases, period.last)
    if any(f.source_status == "S" for f in facts):
        closing.append(SECONDARY)
    return Answer(status, "\n".join([*lines, *closing, CLOSING]), as_of, citations)


def _amendments_not_held(bases: Sequence[Basis], day: date) -> list[str]:
    """Return a warning for each text that was amended by ``day`` in words that are not held."""
    texts = dict.fromkeys(b.text for b in bases if b.text)
    return [
        f"⚠ Từ {later.effective_from:%d/%m/%Y} {text.type} {text.number} đã được sửa đổi bởi {later.type} "
        f"{later.number} mà hệ thống chưa có nội dung: điều nêu trên là bản trước ngày đó và có thể đã đổi."
        for text in texts
        for later in amending(text, day)
        if later.content_held == "none" and later.effective_from and text.in_force_on(day)
    ]


def bases_line(bases: Sequence[Basis], name: str | None = None) -> str:
    """Return the line that names what an answer rests on."""
    shown = dict.fromkeys(f"{_document(b, name)}{f', {b.provision}' if b.provision else ''}" for b in bases)
    return f"Căn cứ: {'; '.join(shown)}."


def _document(basis: Basis, name: str | None = None) -> str:
    return f"{basis.text.type} {basis.text.number}" if basis.text else name or basis.number


def cited(basis: Basis, source_status: str, validity: str | None, name: str | None = None) -> Citation:
    """Return the reference to a provision."""
    text = basis.text
    document = f"{text.type} {text.number} {text.title}" if text else name or basis.number
    issuer = text.issuer if text else None
    return reference(document, basis.number, issuer, basis.provision, source_status, validity)


def until_words(last: date | None) -> str | None:
    """Return until when something holds, in words."""
    return f"đến hết ngày {last:%d/%m/%Y}" if last else None
