"""The gate: nothing goes out that states a number, a date or a document number which its citations do not carry."""

import re
from collections.abc import Sequence

from knowledge.documents import DocumentMetadata
from knowledge.store import VersionRecord
from knowledge.store.encoding import encoded
from knowledge.text import squeezed
from retriever.answering.models import Answer

_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"«[^»]*»")


def stated_numbers(text: str) -> set[str]:
    """Return the numbers that a text states outside quotations, without leading zeros."""
    return {n.lstrip("0") or "0" for n in _NUMBER.findall(_QUOTED.sub(" ", text))}


def carried_numbers(answer: Answer, versions: Sequence[VersionRecord], question: str) -> set[str]:
    """Return the numbers that citations, the cited documents' metadata, doubts, and the question carry."""
    parts: list[str | None] = [question, answer.as_of.isoformat()]
    for citation in answer.citations:
        parts += [citation.quote, citation.provision, citation.document, citation.number, citation.validity]
    for version in versions:
        parts.append(encoded(DocumentMetadata, version.metadata))
        parts += [f"{a.quote} {a.explanation}" for a in version.anomalies]
        parts += [p.heading for p in version.provisions]
    return {n.lstrip("0") or "0" for n in _NUMBER.findall(squeezed(" ".join(p for p in parts if p)))}


def is_grounded(answer: Answer, versions: Sequence[VersionRecord], question: str) -> bool:
    """Say whether every number that the answer states is carried by what it cites."""
    return stated_numbers(answer.text) <= carried_numbers(answer, versions, question)
