"""Whose documents come first: the unit's own, then its superiors' from the nearest up, then all others."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from knowledge.documents import DocumentMetadata
from knowledge.identity import issuer_key
from knowledge.store.records import Unit

T = TypeVar("T")


def foremost(items: Sequence[T], metadata_of: Callable[[T], DocumentMetadata], unit: Unit) -> list[T]:
    """Return the items of the unit itself, else those of its nearest superior that has any, else all of them.

    Args:
        items: what several documents say.
        metadata_of: returns the metadata of an item's document.
        unit: that the home belongs to; a nameless one has no documents of its own.
    """
    ranks = [issuer_key(name) for name in (unit.name, *unit.parents) if name]
    for key in ranks:
        mine = [item for item in items if _issuer_key(metadata_of(item)) == key]
        if mine:
            return mine
    return list(items)


def _issuer_key(metadata: DocumentMetadata) -> str | None:
    return issuer_key(metadata.issuer.value) if metadata.issuer else None
