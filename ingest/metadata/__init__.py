"""What the first and last page of a document say about it (thông tin văn bản)."""

import re

from ingest.layout import Zone
from ingest.metadata.closing import read_recipients, read_signer
from ingest.metadata.issue import Issue, read_issue
from ingest.metadata.issuer import read_issuer
from ingest.metadata.number import introduced, is_news, own_number
from ingest.metadata.paper import Paper
from ingest.metadata.period import read_period, read_year
from ingest.metadata.title import Heading, read_title, type_in
from ingest.structure import Outline
from knowledge.citations.find import type_of_symbol
from knowledge.documents import DocumentMetadata, DocumentNumber, DocumentReference, Stated
from knowledge.text import Span, View, folded

__all__ = ["read_metadata"]

_SYMBOL_START = re.compile(r"^[A-ZĐ]+")


def read_metadata(stored: str, view: View, outline: Outline) -> DocumentMetadata:
    """Return the metadata of a document; every stated value carries its place in ``stored``."""
    paper = Paper.of(stored, view, outline)
    heading = read_title(paper)
    number = own_number(paper)
    subject = heading.title.value if heading.title else ""
    about = introduced(paper, subject) if number is None and is_news(paper) else None
    issue = read_issue(paper)
    place = issue.place if issue else None
    issued_on, precision = _issued(paper, issue, number, about)
    bases, cited = _references(paper, number, is_article=about is not None)
    kind = _type(heading, number, about, subject)
    year = read_year(subject, number[0] if number else None, issued_on)
    return DocumentMetadata(
        number=_number(paper, number, about),
        issuer=read_issuer(
            paper,
            place.value if place else None,
            about.issuer if about else None,
            number[0].symbol if number else "",
        ),
        place=place,
        issued_on=issued_on,
        issued_on_precision=precision,
        type=kind,
        title=heading.title,
        signer=read_signer(paper),
        recipients=read_recipients(paper),
        legal_bases=bases,
        cited=cited,
        year=year,
        period=read_period(paper, subject, kind, issued_on.value if issued_on else None),
    )


def _number(paper: Paper, own: tuple[DocumentNumber, Span] | None, about: DocumentReference | None) -> Stated | None:
    if own:
        return paper.stated(own[0].written, own[1])
    if about and about.number:
        return paper.stated(about.number.written, about.span)
    return None


def _issued(
    paper: Paper,
    issue: Issue | None,
    own: tuple[DocumentNumber, Span] | None,
    about: DocumentReference | None,
) -> tuple[Stated | None, str | None]:
    if about and about.issued_on:
        precision = ("year", "month", "day")[about.issued_on.count("-")]
        return paper.stated(about.issued_on, about.mention), precision
    if issue:
        return issue.issued_on, issue.precision
    dated = next((r for r in paper.references if own and r.span == own[1] and r.issued_on), None)
    if dated and dated.issued_on:
        return paper.stated(dated.issued_on, dated.mention), ("year", "month", "day")[dated.issued_on.count("-")]
    return None, None


def _type(
    heading: Heading, own: tuple[DocumentNumber, Span] | None, about: DocumentReference | None, subject: str
) -> str:
    if about:
        return f"Tin bài giới thiệu {about.type or type_in(subject) or 'văn bản'}"
    if heading.type:
        return heading.type
    if own:
        by_symbol = type_of_symbol(own[0].symbol)
        return by_symbol or ("Công văn" if _SYMBOL_START.match(own[0].symbol) else "Văn bản")
    return type_in(subject) or "Văn bản"


def _references(
    paper: Paper, own: tuple[DocumentNumber, Span] | None, *, is_article: bool
) -> tuple[tuple[DocumentReference, ...], tuple[DocumentReference, ...]]:
    """Return the legal bases (căn cứ, in the preamble) and the documents cited below it, each once."""
    own_key = own[0].key if own and own[0].is_complete else None
    bases: dict[str, DocumentReference] = {}
    cited: dict[str, DocumentReference] = {}
    for reference in paper.references:
        zone = paper.zone_at(reference.span)
        key = reference.number.key if reference.number else folded(reference.label).replace(",", "")
        if zone not in (Zone.PREAMBLE, Zone.BODY, Zone.TITLE) or key == own_key:
            continue
        group = bases if zone is Zone.PREAMBLE and not is_article else cited
        if key not in group or (group[key].issued_on is None and reference.issued_on):
            group[key] = paper.in_stored(reference)
    return tuple(bases.values()), tuple(r for k, r in cited.items() if k not in bases)
