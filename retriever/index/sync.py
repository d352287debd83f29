"""Bring a derived index up to the SQL truth: only what changed, or everything anew."""

from collections.abc import Callable
from pathlib import Path

from knowledge.crash_points import CrashPoint, passing
from knowledge.store import Library
from retriever.index.lexical import LexicalIndex

Progress = Callable[[int, int], None]
_BATCH = 200


def _silent(_done: int, _total: int) -> None:
    return


def synchronise(library: Library, index: LexicalIndex, progress: Progress = _silent) -> int:
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


def rebuild(library: Library, folder: Path, progress: Progress = _silent) -> LexicalIndex:
    """Make the index anew from SQL, whatever the folder held."""
    index = LexicalIndex.cleared(folder)
    passing(CrashPoint.REBUILD_CLEARED)
    synchronise(library, index, progress)
    return index
