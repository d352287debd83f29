"""The two indexes of a home together: opened, healed, brought up to the SQL truth, rebuilt, closed."""

from collections.abc import Callable
from pathlib import Path

from knowledge.crash_points import CrashPoint, passing
from knowledge.errors import IndexMismatch
from knowledge.store import Library
from retriever.embedding import Embedder
from retriever.index.lexical import LexicalIndex
from retriever.index.sync import Progress, silent, synchronise
from retriever.index.vector import VectorIndex

LEXICAL, VECTOR = "lexical", "vector"


class Indexes:
    """What answers are searched in. Only the owner of a home's indexes makes one.

    Args:
        folder: holds a folder per index; what is damaged there, or of another format or model, is emptied.
        embedder: makes the vectors.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self.embedder = embedder
        try:
            self.lexical = LexicalIndex(folder / LEXICAL)
        except IndexMismatch:
            self._clear_lexical()
        try:
            self.vectors = VectorIndex(folder / VECTOR, embedder)
        except IndexMismatch:
            self._clear_vectors()

    def synchronise(self, library: Library, progress: Progress = silent) -> bool:
        """Bring both up to the register, from nothing where they show a later one; say whether anything changed."""
        revision = library.revision()
        if self.lexical.applied_revision == self.vectors.applied_revision == revision:
            return False
        if self.lexical.applied_revision > revision:
            self._clear_lexical()
        if self.vectors.applied_revision > revision:
            self._clear_vectors()
        words = _healed(lambda: synchronise(library, self.lexical, progress), self._clear_lexical)
        vectors = _healed(lambda: synchronise(library, self.vectors, progress), self._clear_vectors)
        return bool(words + vectors)

    def rebuild(self, library: Library, progress: Progress = silent) -> None:
        """Make both anew from SQL, whatever the folders held."""
        self._clear_lexical()
        self._clear_vectors()
        passing(CrashPoint.REBUILD_CLEARED)
        self.synchronise(library, progress)

    def close(self) -> None:
        """Close what was opened."""
        self.vectors.close()

    def _clear_lexical(self) -> None:
        self.lexical = LexicalIndex.cleared(self._folder / LEXICAL)

    def _clear_vectors(self) -> None:
        if hasattr(self, "vectors"):
            self.vectors.close()
        self.vectors = VectorIndex.cleared(self._folder / VECTOR, self.embedder)


def _healed(work: Callable[[], int], clear: Callable[[], None]) -> int:
    """Return what bringing up an index gives; a damaged one is emptied first, and brought up from nothing."""
    try:
        return work()
    except IndexMismatch:
        clear()
        return work()
