"""Bring a derived index up to the SQL truth: only what changed."""

from collections.abc import Callable

from knowledge.store import Library
from retriever.index.base import DerivedIndex

Progress = Callable[[int, int], None]
_BATCH = 200


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""
    return


def synchronise(library: Library, index: DerivedIndex, progress: Progress = silent) -> int:
    """Apply what changed since the index was last brought up; return how many documents that were."""
    revision = library.revision()
    changed = library.changed_since(index.applied_revision)
    for start in range(0, len(changed), _BATCH):
        batch = changed[start : start + _BATCH]
        current = [library.current_version(d) for d in batch if library.is_current(d)]
        reached = revision if start + _BATCH >= len(changed) else index.applied_revision
        index.apply(batch, current, reached)
        progress(min(start + _BATCH, len(changed)), len(changed))
    return len(changed)
