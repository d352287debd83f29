"""Say whose words are quoted: document names, provisions, validity, warnings."""

from datetime import date

from knowledge.documents import Anomaly, AnomalyKind, DocumentKind, DocumentMetadata
from knowledge.provisions import provision_name
from knowledge.store import VersionRecord
from knowledge.text import Span, squeezed
from knowledge.validity import Standing, standing
from retriever.answering.models import Citation

CLOSING = "(Để tham khảo.)"
SUMMARY_ONLY = "Đây là bản tóm lược do tdkt soạn, không phải nguyên văn; hãy đối chiếu bản chính."


def day(iso: str) -> str:
    """Return an ISO date, month or year as Vietnamese readers write it."""
    parts = iso.split("-")
    if len(parts) == 3:
        return f"{int(parts[2]):02d}/{int(parts[1]):02d}/{parts[0]}"
    if len(parts) == 2:
        return f"tháng {int(parts[1])}/{parts[0]}"
    return f"năm {iso}"


def issuer_name(metadata: DocumentMetadata) -> str:
    """Return whose document it is, or that the text does not say."""
    return squeezed(metadata.issuer.value) if metadata.issuer else "cơ quan chưa rõ"


def document_name(metadata: DocumentMetadata) -> str:
    """Return the full name of a document: type, number, date, issuer."""
    parts = [metadata.type]
    if metadata.number is None:
        parts.append("(không ghi số)")
    elif metadata.number.value.startswith("/"):
        parts.append(f"(số để trống, {metadata.number.value})")
    else:
        parts.append(f"số {squeezed(metadata.number.value)}")
    if metadata.issued_on:
        prefix = "ngày " if metadata.issued_on_precision == "day" else ""
        parts.append(prefix + day(metadata.issued_on.value))
    parts.append(f"của {issuer_name(metadata)}")
    return " ".join(parts)


def period_over(metadata: DocumentMetadata, as_of: date) -> str | None:
    """Return the years of a plan whose time is over on ``as_of`` ("2024", "2023-2025"), else None."""
    if metadata.period is None or date.fromisoformat(metadata.period[1]) >= as_of:
        return None
    first, last = metadata.period[0][:4], metadata.period[1][:4]
    return last if first == last else f"{first}-{last}"


def law_standing(metadata: DocumentMetadata, as_of: date) -> Standing | None:
    """Return how a normative text stands on ``as_of`` by the dated register; None for plans and unknown texts."""
    if metadata.number is None:
        return None
    issued_on = metadata.issued_on.value if metadata.issued_on else None
    issuer = metadata.issuer.value if metadata.issuer else None
    return standing(metadata.number.value, issued_on, as_of, issuer)


def validity(metadata: DocumentMetadata, as_of: date) -> str | None:
    """Return in words whether a text holds on ``as_of``; None where neither register nor text says."""
    law = law_standing(metadata, as_of)
    if law:
        return law.words
    over = period_over(metadata, as_of)
    if over:
        return f"đã hết thời gian ({over})"
    if metadata.period:
        return f"trong thời gian thực hiện (đến {day(metadata.period[1])})"
    return None


_STAND_IN = {"KT": "ký thay", "TM": "thay mặt", "TL": "thừa lệnh", "TUQ": "thừa ủy quyền", "Q": "quyền"}


def position_name(position: str) -> str:
    """Return a signer's position in reading letters.

    "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC" is "Phó Giám đốc (ký thay Giám đốc)".
    """
    parts = [squeezed(p) for p in position.split("/") if p.strip()]
    held = [_sentence_case(p) for p in parts if "." not in p.split()[0]]
    instead = []
    for part in parts:
        mark, _, whom = part.partition(".")
        if mark.strip().upper() in _STAND_IN and whom.strip():
            instead.append(f"{_STAND_IN[mark.strip().upper()]} {_sentence_case(whom.strip())}")
    name = ", ".join(held) or _sentence_case(parts[-1] if parts else "")
    return f"{name} ({'; '.join(instead)})" if instead else name


def _sentence_case(words: str) -> str:
    """Return block letters as reading letters; names of agencies in capitals stay short forms."""
    if words != words.upper():
        return words
    kept = [w if w in _SHORT_FORMS else w.lower() for w in words.split()]
    text = " ".join(kept)
    for name in _CAPITALISED:
        text = text.replace(name.lower(), name)
    return text[:1].upper() + text[1:]


_SHORT_FORMS = frozenset({"UBND", "HĐND", "TĐKT", "HĐTĐKT", "THPT", "THCS", "LĐLĐ"})
_CAPITALISED = (
    "Chủ tịch", "Giám đốc", "Hiệu trưởng", "Chánh Văn phòng", "Trưởng ban", "Bộ trưởng", "Thứ trưởng", "Hội đồng",
    "Ủy ban", "Sở",
)  # fmt: skip


def cite(version: VersionRecord, span: Span, as_of: date) -> Citation:
    """Return the citation of a place in a version; the quotation is the stored text itself."""
    metadata = version.metadata
    return Citation(
        document_id=version.document_id,
        version_id=version.id,
        document=document_name(metadata) + (" (bản tóm lược)" if version.kind is DocumentKind.SUMMARY else ""),
        number=metadata.number.value if metadata.number else None,
        issuer=metadata.issuer.value if metadata.issuer else None,
        provision=provision_name(version.path_of(span)),
        quote=span.of(version.text),
        source_path=version.source_path,
        start=span.start,
        end=span.end,
        page=version.page_of(span),
        kind=version.kind.value,
        validity=validity(metadata, as_of),
    )


def reference(
    document: str,
    number: str | None,
    issuer: str | None,
    provision: str | None,
    source_status: str,
    validity: str | None,
) -> Citation:
    """Return the citation of a shipped legal fact: no quotation, but how surely it is known."""
    return Citation(
        document_id=None,
        version_id=None,
        document=document,
        number=number,
        issuer=issuer,
        provision=provision,
        quote=None,
        source_path=None,
        start=None,
        end=None,
        kind="reference",
        source_status=source_status,
        validity=validity,
    )


_ABOUT_THE_PAPER = frozenset(
    {
        AnomalyKind.MISSING_NUMBER,
        AnomalyKind.MISSING_DAY,
        AnomalyKind.NUMBERING_JUMP,
        AnomalyKind.NUMBERING_RESTART,
    }
)


def warnings_for(version: VersionRecord, spans: list[Span]) -> list[Anomaly]:
    """Return what is doubted in the words quoted; doubts about the paper as a whole only where they are quoted."""
    return [
        a
        for a in version.anomalies
        if any(a.span.overlaps(s) for s in spans)
        and (a.kind not in _ABOUT_THE_PAPER or any(s.covers(a.span) for s in spans))
    ]
