"""Answer what is asked about a document as a paper: who signed it, its number, recipients, legal bases."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.citations import NumberMention
from knowledge.documents import DocumentReference, Provision, ProvisionKind, Signer, Stated
from knowledge.store import VersionRecord
from knowledge.text import Span, squeezed, syllables
from retriever.answering.sources import day, issuer_name, position_name
from retriever.answering.writing import Finding
from retriever.understanding import Focus, Question

META_FOCI = (
    Focus.STRUCTURE, Focus.SIGNER, Focus.NUMBER_AND_DATE, Focus.ISSUER, Focus.RECIPIENTS, Focus.LEGAL_BASES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Silence:
    """The document says nothing of what was asked; ``what`` names it in Vietnamese."""

    what: str


_KINDS = {
    "chuong": (ProvisionKind.CHAPTER,),
    "dieu": (ProvisionKind.ARTICLE,),
    "phan": (ProvisionKind.PART,),
    "phu luc": (ProvisionKind.ANNEX,),
    "muc": (ProvisionKind.ROMAN, ProvisionKind.SECTION, ProvisionKind.STARRED),
}
_NAMES = {"chuong": "chương", "dieu": "điều", "phan": "phần", "phu luc": "phụ lục", "muc": "mục"}
_KIND_ASKED = re.compile(r"\b(?:may|bao nhieu) (?P<kind>chuong|dieu|phan|muc|phu luc)\b(?! kien| tram)")
_INSIDE = re.compile(r"\b(?P<kind>phan|chuong)(?: thu)? (?P<label>\w+)\b")
_SIGNATURE_REACH = 400  # characters between the first line of a position and the name below it
_MOST_HEADINGS = 20


def about_structure(question: Question, version: VersionRecord) -> Finding | Silence:
    """Count the parts of a document that a question asks for, and quote their headings.

    Where a document carries an annex (quy chế ban hành kèm theo) that the question names, its parts are counted.
    """
    provisions = _asked_inside(question, version)
    counts: list[str] = []
    spans: list[Span] = []
    for match in _KIND_ASKED.finditer(question.line):
        found = [p for p in provisions if p.kind in _KINDS[match["kind"]] and p.is_heading]
        if found:
            counts.append(f"{len(found)} {_NAMES[match['kind']]}")
            spans += [p.heading_span for p in found]
    if not counts:
        return Silence("số phần, chương, điều được hỏi")
    return Finding(version, tuple(sorted(spans))[:_MOST_HEADINGS], f"Gồm {', '.join(counts)}.")


def _asked_inside(question: Question, version: VersionRecord) -> tuple[Provision, ...]:
    provisions = version.provisions
    annexes = [p for p in provisions if p.kind is ProvisionKind.ANNEX]
    if annexes and re.search(r"\bquy (?:che|dinh)\b", question.line):
        return tuple(p for p in provisions if annexes[0].span.covers(p.span) and p is not annexes[0])
    inside = _INSIDE.search(question.line)
    if inside:
        wanted = f" {inside.group(0)} "
        for p in provisions:
            if (
                p.kind in (ProvisionKind.PART, ProvisionKind.CHAPTER)
                and wanted in f" {' '.join(syllables(p.heading))} "
            ):
                return tuple(o for o in provisions if p.span.covers(o.span) and o is not p)
    return provisions


def about_paper(focus: Focus, version: VersionRecord) -> Finding | Silence:
    """Return what a document says about itself, or its silence."""
    if focus is Focus.SIGNER:
        return _signer(version)
    if focus is Focus.RECIPIENTS:
        return _recipients(version)
    if focus is Focus.LEGAL_BASES:
        return _legal_bases(version)
    return _number_and_date(version)


def about_cited(version: VersionRecord, mentions: Sequence[NumberMention]) -> Finding | None:
    """Return what a document says of another one that it names: its full number, date and issuer."""
    metadata = version.metadata
    found = [
        r for r in (*metadata.legal_bases, *metadata.cited) if r.number and any(m.fits(r.number) for m in mentions)
    ]
    if not found:
        return None
    said = "; ".join(dict.fromkeys(_named(r) for r in found))
    spans = tuple(dict.fromkeys(_paragraph(version, r.mention) for r in found[:2]))
    return Finding(version, spans, f"{said}.")


def _named(reference: DocumentReference) -> str:
    issued = f" ngày {day(reference.issued_on)}" if reference.issued_on and len(reference.issued_on) == 10 else ""
    issuer = f" của {reference.issuer}" if reference.issuer else ""
    label = f"số {reference.label}" if reference.number else reference.label
    return f"{reference.type or 'Văn bản'} {label}{issued}{issuer}"


def _signer(version: VersionRecord) -> Finding | Silence:
    signer = version.metadata.signer
    if signer is None:
        return Silence("người ký")
    if signer.position:
        said = f"Người ký: {signer.name}, chức vụ: {position_name(signer.position)}."
    else:
        said = f"Người ký: {signer.name} (văn bản không ghi chức vụ)."
    return Finding(version, (_with_position(version, signer),), said)


def _with_position(version: VersionRecord, signer: Signer) -> Span:
    """Return the place of a signer's name with the position above it, where the paper writes one."""
    first_line = (signer.position or "").split("/")[0].strip()
    above = version.text.rfind(first_line, max(0, signer.span.start - _SIGNATURE_REACH), signer.span.start)
    return Span(above, signer.span.end) if first_line and above >= 0 else signer.span


def _number_and_date(version: VersionRecord) -> Finding | Silence:
    metadata = version.metadata
    spans: list[Span] = []
    said = []
    if metadata.number is None:
        said.append("văn bản không ghi số")
    else:
        spans += [metadata.number.span] if metadata.number.span else []
        written = squeezed(metadata.number.value)
        said.append(f"số để trống (chỉ ghi {written})" if written.startswith("/") else f"số {written}")
    if metadata.issued_on is None:
        said.append("không ghi ngày")
    else:
        spans += [metadata.issued_on.span] if metadata.issued_on.span else []
        blank = "" if metadata.issued_on_precision == "day" else " (ngày để trống)"
        said.append(f"ban hành {'ngày ' if not blank else ''}{day(metadata.issued_on.value)}{blank}")
    if not spans:
        return Silence("số và ngày ban hành")
    text = ", ".join(said)
    return Finding(version, _lines_of(version, spans), f"{metadata.type} của {issuer_name(metadata)}: {text}.")


def _lines_of(version: VersionRecord, spans: list[Span]) -> tuple[Span, ...]:
    """Widen each place to its line, and leave out what another covers."""
    wide = []
    for span in spans:
        start = version.text.rfind("\n", 0, span.start) + 1
        end = version.text.find("\n", span.end)
        line = Span(start, len(version.text) if end < 0 else end)
        wide.append(line if len(line) <= 240 else span)
    return tuple(s for i, s in enumerate(wide) if not any(o.covers(s) for o in wide[:i]))


def _stretch(stated: list[Span]) -> Span:
    return Span(min(s.start for s in stated), max(s.end for s in stated))


def _recipients(version: VersionRecord) -> Finding | Silence:
    recipients: tuple[Stated, ...] = version.metadata.recipients
    spans = [r.span for r in recipients if r.span]
    if not recipients or not spans:
        return Silence("nơi nhận")
    names = "; ".join(squeezed(r.value) for r in recipients)
    return Finding(version, (_stretch(spans),), f"Nơi nhận: {names}.")


def _legal_bases(version: VersionRecord) -> Finding | Silence:
    bases: tuple[DocumentReference, ...] = version.metadata.legal_bases
    if not bases:
        return Silence("căn cứ ban hành")
    named = dict.fromkeys(_named(base) for base in bases)
    spans = {_paragraph(version, base.mention) for base in bases}
    return Finding(version, tuple(sorted(spans)), f"Căn cứ: {'; '.join(named)}.")


def _paragraph(version: VersionRecord, mention: Span) -> Span:
    """Return the sentence of a chunk that holds a mention, or the mention itself."""
    for chunk in version.chunks:
        for sentence in chunk.sentences:
            if sentence.covers(mention):
                return sentence
    return mention
