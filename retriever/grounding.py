"""The gate: nothing goes out that states a date, a number or a document number which its citations do not carry.

Tokens are compared as values, not as digits: a date as a day, a document number whole, a number with its thousands.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge.citations import find_numbers
from knowledge.documents import DocumentMetadata, DocumentReference, Provision
from knowledge.store import VersionRecord
from retriever.answering.models import Answer, Citation

_QUOTED = re.compile(r"«[^»]*»")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?((?:19|20)\d\d)(?!\d)")
_SPELT_DAY = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)")
_MONTH = re.compile(r"(?<![\d/])(\d{1,2})\s?/\s?((?:19|20)\d\d)(?!\d)|tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?(?!\d)")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+")


def tokens(text: str) -> set[str]:
    """Return the document numbers, days, months and numbers that a text states, each as one value."""
    found = {f"số {number.key}" for number, _ in find_numbers(text)}
    for _, span in reversed(find_numbers(text)):
        text = text[: span.start] + " " + text[span.end :]
    for pattern, shape in ((_DAY, "dmy"), (_SPELT_DAY, "dmy"), (_ISO, "ymd"), (_MONTH, "my")):
        found |= {_time_value(m, shape) for m in pattern.finditer(text)}
        text = pattern.sub(" ", text)
    return found | {_plain(n) for n in _NUMBER.findall(text)}


def _time_value(match: re.Match[str], shape: str) -> str:
    groups = [int(g) for g in match.groups() if g]
    if shape == "dmy":
        groups.reverse()
    elif shape == "my":
        groups = [groups[1], groups[0]]
    return "ngày " + "-".join(map(str, groups))


def _plain(number: str) -> str:
    return re.sub(r"[.,]", "", number).lstrip("0") or "0"


def _metadata_texts(metadata: DocumentMetadata) -> Iterable[str]:
    yield from (s.value for s in (metadata.number, metadata.issued_on, metadata.title, metadata.issuer) if s)
    yield from (r.value for r in metadata.recipients)
    yield from metadata.period or ()
    yield from (bound[:4] for bound in metadata.period or ())
    if metadata.signer:
        yield f"{metadata.signer.name} {metadata.signer.position or ''}"
    for reference in (*metadata.legal_bases, *metadata.cited):
        yield from _reference_texts(reference)


def _reference_texts(reference: DocumentReference) -> Iterable[str]:
    yield from (t for t in (reference.label, reference.issued_on, reference.issuer, reference.title) if t)


def _citation_texts(citation: Citation) -> Iterable[str]:
    page = str(citation.page) if citation.page else None
    parts = (citation.quote, citation.provision, citation.document, citation.number, citation.validity, page)
    yield from (p for p in parts if p)


def _counts(version: VersionRecord) -> set[str]:
    """Return how many doubts a document has, and how many parts of each kind, in all and inside each annex or part."""
    wholes: list[Provision | None] = [None, *(p for p in version.provisions if p.parent is None)]
    found = {str(len(version.anomalies))}
    for whole in wholes:
        inside = [p for p in version.provisions if p.is_heading and (whole is None or whole.span.covers(p.span))]
        found |= {str(n) for n in Counter(p.kind for p in inside).values()}
    return found


def carried(answer: Answer, versions: Sequence[VersionRecord], question: str) -> set[str]:
    """Return the tokens that an answer's citations, the cited papers' own data, their doubts, and the asker carry."""
    texts = [question, answer.as_of.isoformat()]
    for citation in answer.citations:
        texts += _citation_texts(citation)
    found: set[str] = set()
    for version in versions:
        texts += _metadata_texts(version.metadata)
        texts += [f"{a.quote} {a.explanation}" for a in version.anomalies if a.quote in answer.text]
        found |= _counts(version)
    return found.union(*map(tokens, texts))


def is_grounded(answer: Answer, versions: Sequence[VersionRecord], question: str) -> bool:
    """Say whether every date, number and document number that the answer states is carried by what it cites."""
    stated = tokens(_QUOTED.sub(" ", answer.text))
    return stated <= carried(answer, versions, question)
