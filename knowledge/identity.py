"""Which paper is this? What tells a document from every other, and when two descriptions mean one paper."""

import re

from knowledge.citations import number_of
from knowledge.documents import DocumentMetadata
from knowledge.text import syllables

_OPENED = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "tp": "thanh pho"}


def identity(metadata: DocumentMetadata) -> str | None:
    """Return what tells a document from every other: number, issuer, date; None where one is blank."""
    number = _number_key(metadata)
    if not (number and metadata.issuer and metadata.issued_on) or metadata.issued_on_precision != "day":
        return None
    return " | ".join((number, " ".join(syllables(metadata.issuer.value)), metadata.issued_on.value))


def stands_for(one: DocumentMetadata, other: DocumentMetadata) -> bool:
    """Say whether two descriptions very likely mean one paper.

    Where both carry a number it decides, with the month and what is known of the issuer, as two communes may
    number alike; else issuer, type and month must agree.
    """
    first, second = _number_key(one), _number_key(other)
    if first and second:
        return first == second and _month(one) == _month(other) and _may_be_one_issuer(one, other)
    if not (one.issuer and other.issuer and _month(one)):
        return False
    same_issuer = syllables(one.issuer.value) == syllables(other.issuer.value)
    return same_issuer and _month(one) == _month(other) and one.type == other.type


def _may_be_one_issuer(one: DocumentMetadata, other: DocumentMetadata) -> bool:
    if one.issuer is None or other.issuer is None:
        return True
    return issuer_key(one.issuer.value) == issuer_key(other.issuer.value)


def issuer_key(issuer: str) -> str:
    """Return an agency's name as it is compared: folded, short forms of the field opened, without tỉnh or thành phố.

    "UBND tỉnh Bắc Ninh" and "Ủy ban nhân dân tỉnh Bắc Ninh" give the same.
    """
    words = " ".join(_OPENED.get(w, w) for w in syllables(issuer))
    return re.sub(r"\b(?:tinh|thanh pho) ", "", words)


def _number_key(metadata: DocumentMetadata) -> str | None:
    """Return the number without blanks and leading zeros; None where the serial is blank."""
    if metadata.number is None or metadata.number.value.startswith("/"):
        return None
    number = number_of(metadata.number.value)
    return number.key if number else " ".join(syllables(metadata.number.value))


def _month(metadata: DocumentMetadata) -> str | None:
    return metadata.issued_on.value[:7] if metadata.issued_on else None
