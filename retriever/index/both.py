"""The two indexes of a home together: opened, healed, brought up to the SQL truth, rebuilt, closed."""

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
            self.lexical = self._cleared_lexical()
        try:
            self.vectors = VectorIndex(folder / VECTOR, embedder)
        except IndexMismatch:
            self.vectors = self._cleared_vectors()

    def synchronise(self, library: Library, progress: Progress = silent) -> bool:
        """Bring both up to the register, from nothing where they show a later one; say whether anything changed."""
        revision = library.revision()
        if self.lexical.applied_revision > revision:
            self.lexical = self._cleared_lexical()
        if self.vectors.applied_revision > revision:
            self.vectors = self._cleared_vectors()
        changed = self._synchronise_lexical(library, progress)
        return bool(changed + self._synchronise_vectors(library, progress))

    def _synchronise_lexical(self, library: Library, progress: Progress) -> int:
        try:
            return synchronise(library, self.lexical, progress)
        except IndexMismatch:
            self.lexical = self._cleared_lexical()
            return synchronise(library, self.lexical, progress)

    def _synchronise_vectors(self, library: Library, progress: Progress) -> int:
        try:
            return synchronise(library, self.vectors, progress)
        except IndexMismatch:
            self.vectors = self._cleared_vectors()
            return synchronise(library, self.vectors, progress)

    def rebuild(self, library: Library, progress: Progress = silent) -> None:
        """Make both anew from SQL, whatever the folders held."""
        self.lexical = self._cleared_lexical()
        self.vectors = self._cleared_vectors()
        passing(CrashPoint.REBUILD_CLEARED)
        self.synchronise(library, progress)

    def close(self) -> None:
        """Close what was opened."""
        self.vectors.close()

    def _cleared_lexical(self) -> LexicalIndex:
        return LexicalIndex.cleared(self._folder / LEXICAL)

    def _cleared_vectors(self) -> VectorIndex:
        if hasattr(self, "vectors"):
            self.vectors.close()
        return VectorIndex.cleared(self._folder / VECTOR, self.embedder)
