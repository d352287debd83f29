"""Is a text still in force? Answered from the dated register, or from the period that a plan names (còn hiệu lực)."""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.citations import find_numbers, number_of
from knowledge.store import VersionRecord
from knowledge.text import Span, folded, squeezed, syllables
from knowledge.validity import RegisteredText, Standing, register, replaced_by, standing
from retriever.answering.models import Answer, Citation, Status
from retriever.answering.sources import CLOSING, day, document_name, period_over, reference
from retriever.answering.writing import Finding
from retriever.reading import Readings
from retriever.scope import Scope
from retriever.understanding import Focus, Question

_MOST_TEXTS = 4
_ITSELF = r"(?:(?:luat|nghi dinh|nghi quyet|thong tu|quyet dinh|quy che|quy dinh|ke hoach) nay )?"
_FROM = r"co (?:hieu luc|gia tri)(?: thi hanh)?(?: ke)? tu (?:ngay|khi)"
_EFFECT = re.compile(rf"^(?:\W|\d|dieu)*{_ITSELF}{_FROM}")
_FROM_ISSUE = re.compile(r"tu (?:ngay|khi) (?:ky|ban hanh)")
_ASKS_FROM_WHEN = re.compile(
    r"\b(?:tu (?:khi|ngay|bao|luc|thang|nam)|ke tu|khi nao|bao gio|(?:ngay|thang|nam|luc) nao|vao ngay)\b"
)


def named_texts(question: Question) -> list[RegisteredText]:
    """Return the normative texts of the register that a question names, by number or by a spoken name."""
    by_number = [t for t in register() if (n := number_of(t.number)) and any(m.fits(n) for m in question.numbers)]
    if len(by_number) > 1:
        issued = [t for t in by_number if t.issuer and " ".join(syllables(t.issuer)) in question.line]
        by_number = issued or by_number
    if by_number or question.numbers:
        return by_number[:_MOST_TEXTS]
    line = f" {' '.join(syllables(question.text))} | {question.line} "
    called = [(len(a), t) for t in register() for a in t.aliases if f" {' '.join(syllables(a))} " in line]
    longest = max((size for size, _ in called), default=0)
    return [t for size, t in called if size == longest][:_MOST_TEXTS]


def about_register(question: Question, as_of: date) -> Answer | None:
    """Return whether the normative texts that a question names are in force on ``as_of``, each with its basis."""
    if not question.wants(Focus.VALIDITY):
        return None
    lines: list[str] = []
    citations: list[Citation] = []
    for text in named_texts(question):
        stand = standing(text.number, text.issued_on, as_of, text.issuer)
        words = stand.words if stand else "chưa rõ hiệu lực: hệ thống chưa có đủ ngày của văn bản này"
        missing = " Hệ thống chưa có nội dung văn bản này." if text.content_held == "none" and _holds(stand) else ""
        lines.append(f"{text.type} {text.number} ({text.title}): {words}.{missing}")
        citations.append(_cited(text, words))
        citations += [_cited(t, None) for t in replaced_by(text)]
    if not lines:
        return None
    bases = dict.fromkeys(f"{c.number} {c.provision or ''}".strip() for c in citations)
    closing = f"Xét ngày {as_of:%d/%m/%Y}, theo sổ văn bản của tdkt. Căn cứ: {'; '.join(bases)}."
    return Answer(Status.ANSWERED, "\n".join([*lines, closing, CLOSING]), as_of, tuple(citations))


def _holds(stand: Standing | None) -> bool:
    return stand is not None and stand.holds is True


def _cited(text: RegisteredText, words: str | None) -> Citation:
    number, provision = text.number, None
    if text.basis:
        numbers = find_numbers(text.basis)
        number = numbers[0][0].written if numbers else text.number
        provision = text.basis[numbers[0][1].end :].strip() if numbers else text.basis
    document = f"{text.type} {text.number} {text.title}"
    return reference(document, number, text.issuer, provision or None, text.source_status, words)


def _effect(version: VersionRecord) -> Finding | None:
    """Return the sentences in which a document says from when it holds (điều khoản hiệu lực).

    What stands in quotation marks is another text's; where the document and its annex say different things, both stand.
    """
    text = version.text
    sentences = [s for c in version.chunks for s in c.sentences]
    said = [s for s in sentences if _EFFECT.search(folded(squeezed(s.of(text)))) and not _is_quoted(text, s)]
    if not said:
        return None
    issued = version.metadata.issued_on
    from_issue = issued and _FROM_ISSUE.search(folded(squeezed(said[0].of(text))))
    fact = f"Từ ngày ban hành: {day(issued.value)}." if issued and from_issue and len(said) == 1 else None
    return Finding(version, tuple(said), fact)


def _is_quoted(text: str, sentence: Span) -> bool:
    """Say whether quotation marks opened before a sentence are still open in it."""
    before = text[: sentence.start]
    return before.count("“") > before.count("”")


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """Says of a document in the home from when it holds, and of a plan whether its time is over."""

    readings: Readings

    def findings(self, question: Question, scope: Scope, as_of: date) -> list[Finding]:
        """Return for each document named what it says of its own time; nothing where it says nothing."""
        if not question.wants(Focus.VALIDITY):
            return []
        found = []
        for candidate in scope.named:
            version = self.readings.of(candidate.profile.record.version_id).version
            if _ASKS_FROM_WHEN.search(question.line) and (effect := _effect(version)):
                found.append(effect)
                continue
            period = version.metadata.period
            place = version.metadata.title or version.metadata.number
            if period is None or place is None or place.span is None:
                continue
            over = period_over(version.metadata, as_of)
            said = "đã hết thời gian thực hiện" if over else "còn trong thời gian thực hiện"
            span = f"từ {day(period[0])} đến {day(period[1])}"
            found.append(Finding(version, (place.span,), f"{document_name(version.metadata)}: {said} ({span})."))
        return found
