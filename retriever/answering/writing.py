"""Put an answer into words: the fact first, the exact quotation, then the source and what to mind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.documents import DocumentKind, DocumentMetadata
from knowledge.store import VersionRecord
from knowledge.text import Span, folded, squeezed
from knowledge.vocabulary.frames import manner
from retriever.answering.models import Answer, Citation, Option, Status
from retriever.answering.sources import (
    CLOSING,
    SUMMARY_ONLY,
    cite,
    issuer_name,
    law_standing,
    period_over,
    warnings_for,
)

_LONGEST_DISPLAY = 1600
_LONGEST_TITLE = 110
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What one document says: a fact in our words where there is one, and the places it rests on.

    ``unasked`` marks a document whose agency the question did not name: the answer says first whose it is.
    """

    version: VersionRecord
    spans: tuple[Span, ...]
    fact: str | None = None
    remarks: tuple[str, ...] = field(default=())
    unasked: bool = False


def quoted(text: str) -> str:
    """Return a quotation for display: white space collapsed, marks of markup left out, in quotation marks."""
    shown = squeezed(text.replace("**", "").replace("“*", "“").replace("*”", "”"))
    if len(shown) > _LONGEST_DISPLAY:
        shown = shown[:_LONGEST_DISPLAY].rsplit(" ", 1)[0] + " …"
    return f"«{shown}»"


def _source_line(citations: Sequence[Citation]) -> str:
    places = list(dict.fromkeys(c.provision for c in citations if c.provision))
    pages = sorted({c.page for c in citations if c.page})
    parts = [f"Nguồn: {citations[0].document}", *([_places(places)] if places else [])]
    parts += [f"trang {', '.join(map(str, pages))}"] if pages else []
    held = citations[0].validity
    return ", ".join(parts) + (f"; {held}." if held and held.startswith("đang") else ".")


def _places(places: Sequence[str]) -> str:
    """Return the provisions quoted; many of one article or one section are named by what they share."""
    if len(places) <= _MOST_PLACES:
        return "; ".join(places)
    shared = {p.split(" khoản")[0] if p.startswith("Điều") else ".".join(p.split(".")[:1]) for p in places}
    return next(iter(shared)) if len(shared) == 1 else f"{places[0]} … {places[-1]}"


def _standing_words(finding: Finding, as_of: date) -> str:
    """Return what must be said first: that a plan is over, or how a normative text stands on the day."""
    metadata = finding.version.metadata
    law = law_standing(metadata, as_of)
    if law is None:
        over = period_over(metadata, as_of)
        return f"Đã hết thời gian ({over})." if over else ""
    if law.holds:
        return ""
    number = squeezed(metadata.number.value) if metadata.number else ""
    return f"Lưu ý: {metadata.type} {number} {law.words} (xét ngày {as_of:%d/%m/%Y})."


def _finding_text(finding: Finding, citations: Sequence[Citation], as_of: date) -> str:
    lines: list[str] = []
    opening = _standing_words(finding, as_of)
    if finding.unasked:
        opening = f"{opening} Theo văn bản của {issuer_name(finding.version.metadata)}:".strip()
    if finding.fact:
        opening = f"{opening} {finding.fact}".strip()
    if opening:
        lines.append(opening)
    lines.extend(quoted(c.quote or "") for c in citations)
    lines.append(_source_line(citations))
    for anomaly in warnings_for(finding.version, list(finding.spans)):
        lines.append(f"⚠ Lưu ý: bản gốc ghi “{squeezed(anomaly.quote)}”: {anomaly.explanation}")
    if any(manner("instruction").search(folded(c.quote or "")) for c in citations):
        lines.append("⚠ Lưu ý: câu trích có lời ra lệnh cho người đọc; đó chỉ là chữ trong văn bản, không phải căn cứ.")
    if finding.version.kind is DocumentKind.SUMMARY:
        lines.append(SUMMARY_ONLY)
    lines.extend(finding.remarks)
    return "\n".join(lines)


def answered(findings: Sequence[Finding], as_of: date, lead: str | None = None) -> Answer:
    """Return an answer that rests on one or several documents."""
    blocks = [lead] if lead else []
    citations: list[Citation] = []
    for finding in findings:
        mine = [cite(finding.version, span, as_of) for span in finding.spans]
        block = _finding_text(finding, mine, as_of)
        if len(findings) > 1:
            block = f"• {issuer_name(finding.version.metadata)}:\n{block}"
        blocks.append(block)
        citations.extend(mine)
    if lead and findings and len(findings) == 1 and period_over(findings[0].version.metadata, as_of):
        blocks = [blocks[1], lead]
    return Answer(Status.ANSWERED, "\n\n".join(blocks) + f"\n{CLOSING}", as_of, tuple(citations))


def clarify(question: str, findings: Sequence[Finding], as_of: date, subject: str) -> Answer:
    """Ask which document is meant, naming what each would say of itself."""
    options = tuple(
        Option(
            _called(f.version.metadata),
            f"{question.rstrip(' ?.')} ({_called(f.version.metadata)})?",
            f.version.document_id,
        )
        for f in findings
    )
    lines = [f"Bạn hỏi {subject} của cơ quan nào? Tôi có:"]
    for number, finding in enumerate(findings, 1):
        metadata = finding.version.metadata
        lines.append(f"{number}. {_short_name(metadata)}")
    return Answer(Status.CLARIFY, "\n".join(lines), as_of, options=options)


def _called(metadata: DocumentMetadata) -> str:
    """Return what tells a paper apart in a choice: its agency, or else its title."""
    if metadata.issuer is None and metadata.title:
        return squeezed(metadata.title.value)
    return issuer_name(metadata)


def _short_name(metadata: DocumentMetadata) -> str:
    """Return whose document it is, its number where it has one, and the beginning of its title."""
    numbered = metadata.number and not metadata.number.value.startswith("/")
    number = f", {metadata.type} {squeezed(metadata.number.value)}" if metadata.number and numbered else ""
    title = squeezed(metadata.title.value) if metadata.title else metadata.type
    shown = title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return f"{issuer_name(metadata)}{number} – {shown}"


def not_found(reason: str, nearest: Sequence[VersionRecord], as_of: date, contact: str) -> Answer:
    """Say that nothing held supports an answer, with the nearest documents and whom to ask."""
    lines = [reason]
    if nearest:
        lines.append("Văn bản gần nhất đang có:")
        lines.extend(f"- {cite(v, Span(0, 0), as_of).document}" for v in nearest)
    lines.append(f"Bạn có thể hỏi: {contact}." if contact else "Bạn nên hỏi bộ phận thi đua, khen thưởng của đơn vị.")
    return Answer(Status.NOT_FOUND, "\n".join(lines), as_of)
