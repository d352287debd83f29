"""Which paper is this? What tells a document from every other, and when two descriptions mean one paper."""

from knowledge.citations import find_numbers
from knowledge.documents import DocumentMetadata
from knowledge.text import syllables


def identity(metadata: DocumentMetadata) -> str | None:
    """Return what tells a document from every other: number, issuer, date; None where one is blank."""
    number = _number_key(metadata)
    if not (number and metadata.issuer and metadata.issued_on) or metadata.issued_on_precision != "day":
        return None
    return " | ".join((number, " ".join(syllables(metadata.issuer.value)), metadata.issued_on.value))


def stands_for(one: DocumentMetadata, other: DocumentMetadata) -> bool:
    """Say whether two descriptions very likely mean one paper.

    Where both carry a number it decides, with the month; else issuer, type and month must agree.
    """
    first, second = _number_key(one), _number_key(other)
    if first and second:
        return first == second and _month(one) == _month(other)
    if not (one.issuer and other.issuer and _month(one)):
        return False
    same_issuer = syllables(one.issuer.value) == syllables(other.issuer.value)
    return same_issuer and _month(one) == _month(other) and one.type == other.type


def _number_key(metadata: DocumentMetadata) -> str | None:
    """Return the number without blanks and leading zeros; None where the serial is blank."""
    if metadata.number is None or metadata.number.value.startswith("/"):
        return None
    found = find_numbers(metadata.number.value)
    return found[0][0].key if found else " ".join(syllables(metadata.number.value))


def _month(metadata: DocumentMetadata) -> str | None:
    return metadata.issued_on.value[:7] if metadata.issued_on else None
