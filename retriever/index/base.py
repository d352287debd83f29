"""What every derived index is: a folder that shows one revision of the SQL truth and can be made anew from it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knowledge.errors import IndexMismatch
from knowledge.store.records import VersionRecord

REMEDY = "Chạy “tdkt reindex” để lập lại."
_STATE = "tdkt-index.json"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: its version, its ordinal there, and a score that only orders hits of one search."""

    document_id: int
    version_id: int
    ordinal: int
    score: float


class DerivedIndex(Protocol):
    """An index that follows the register."""

    @property
    def applied_revision(self) -> int:
        """Return the revision of the SQL truth that this index shows."""

    def apply(self, removed: Iterable[int], added: Iterable[VersionRecord], revision: int) -> None:
        """Replace the passages of documents and note that ``revision`` is reached; may be repeated after a cut."""

    def count(self) -> int:
        """Return how many passages the index holds."""


class IndexState:
    """The note beside an index: its format, the revision it shows, and how many passages that are.

    Args:
        folder: of the index; made when the first note is written.
        written_as: what this program writes; a note of another format is refused.

    Raises:
        IndexMismatch: the note is damaged or of another format.
    """

    def __init__(self, folder: Path, written_as: str) -> None:
        self._folder = folder
        self._path = folder / _STATE
        self._format = written_as
        self._note = self._read()
        found = self._note.get("format", written_as)
        if found != written_as:
            raise IndexMismatch(f"Chỉ mục ở {folder} thuộc định dạng khác ({found}).", REMEDY)

    @property
    def is_written(self) -> bool:
        """Say whether an index was ever brought up here."""
        return bool(self._note)

    @property
    def applied_revision(self) -> int:
        """Return the revision of the SQL truth that the index shows."""
        return int(str(self._note.get("applied_revision", 0)))

    @property
    def passages(self) -> int:
        """Return how many passages the index held when it was brought up last."""
        return int(str(self._note.get("passages", 0)))

    def reached(self, revision: int, passages: int) -> None:
        """Note that the index shows ``revision``, in so many passages."""
        self._note = {"format": self._format, "applied_revision": revision, "passages": passages}
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(self._note), encoding="utf-8")
        draft.replace(self._path)

    def _read(self) -> dict[str, object]:
        if not self._path.is_file():
            return {}
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            int(content["applied_revision"])
        except (ValueError, KeyError, TypeError) as error:
            raise IndexMismatch(f"Chỉ mục ở {self._folder} bị hỏng.", REMEDY) from error
        return dict(content)
