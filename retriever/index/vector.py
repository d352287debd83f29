"""The vector index (Chroma, bare): ids, vectors and document ids of every current passage, and nothing else.

Texts, filters and versions stay in SQL: Chroma's own documents and ``where`` cost many times the space and time.
Only one process may open the folder, so the owner of the home's indexes opens it, and only when it is needed:
loading Chroma takes a second.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from knowledge.crash_points import CrashPoint, passing
from knowledge.errors import IndexMismatch
from knowledge.store.records import VersionRecord
from retriever.embedding import Embedder, Fields, Vectors
from retriever.index.base import REMEDY, Hit, IndexState

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client

FORMAT = "vector-1"
_COLLECTION = "passages"
_BATCH = 2_000
_SPARE = 6  # times more is asked for where only some documents are wanted
_SHAPE: Any = {"hnsw": {"space": "cosine", "ef_construction": 128, "ef_search": 200}}


class VectorIndex:
    """One folder with the vectors of every current passage.

    Args:
        folder: made when absent.
        embedder: makes the vectors; an index made by another one is refused.

    Raises:
        IndexMismatch: the folder is damaged, or was written in another format or by another model.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._state = IndexState(folder, f"{FORMAT}, {embedder.model_id}")
        self._store = folder / f"chroma-{max(_generations(folder), default=1)}"
        if self._state.is_written and not (self._store / "chroma.sqlite3").is_file():
            raise IndexMismatch(f"Chỉ mục ở {folder} thiếu tệp chroma.sqlite3.", REMEDY)

    @classmethod
    def cleared(cls, folder: Path, embedder: Embedder) -> "VectorIndex":
        """Return an empty index in ``folder``, whatever was there.

        Chroma keeps what it knows of a path until the process ends, also after an error, so a new one is used.
        """
        fresh = max(_generations(folder), default=0) + 1
        shutil.rmtree(folder, ignore_errors=True)
        (folder / f"chroma-{fresh}").mkdir(parents=True)
        return cls(folder, embedder)

    def close(self) -> None:
        """Close Chroma where it was opened, so that the folder may be removed or opened again."""
        if "_client" in self.__dict__:
            self._client.close()
            del self.__dict__["_client"]
            self.__dict__.pop("_collection", None)

    @property
    def applied_revision(self) -> int:
        """Return the revision of the SQL truth that this index shows."""
        return self._state.applied_revision

    @cached_property
    def _client(self) -> "Client":
        import chromadb
        from chromadb import config

        settings = config.Settings(anonymized_telemetry=False)
        self._store.mkdir(parents=True, exist_ok=True)
        return cast("Client", chromadb.PersistentClient(str(self._store), settings))

    @cached_property
    def _collection(self) -> "Collection":
        found = self._client.get_or_create_collection(_COLLECTION, configuration=_SHAPE, embedding_function=None)
        if found.count() != self._state.passages:
            raise IndexMismatch(f"Chỉ mục ở {self._folder} thiếu véc-tơ.", REMEDY)
        return found

    @contextmanager
    def _in_chroma(self) -> Iterator["Collection"]:
        """Give the collection; what Chroma cannot do with a damaged folder is an index that does not fit.

        Raises:
            IndexMismatch: Chroma failed.
        """
        import chromadb.errors

        try:
            yield self._collection
        except chromadb.errors.ChromaError as error:
            raise IndexMismatch(f"Chỉ mục ở {self._folder} bị hỏng: {error}.", REMEDY) from error

    def apply(self, removed: Iterable[int], added: Iterable[VersionRecord], revision: int) -> None:
        """Replace the passages of documents and note that ``revision`` is reached."""
        documents = list(removed)
        with self._in_chroma() as collection:
            if documents and collection.count():
                gone: Any = {"document": {"$in": documents}}
                collection.delete(where=gone)
            for version in added:
                self._add(version, collection)
            held = collection.count()
        passing(CrashPoint.VECTORS_ADDED)
        self._state.reached(revision, held)

    def _add(self, version: VersionRecord, collection: "Collection") -> None:
        title = version.metadata.naming
        for start in range(0, len(version.chunks), _BATCH):
            chunks = version.chunks[start : start + _BATCH]
            rows = [Fields(title, " ".join(c.heading_path), c.span.of(version.text)) for c in chunks]
            collection.upsert(
                ids=[f"{version.document_id}:{version.id}:{c.ordinal}" for c in chunks],
                embeddings=self._embedder.passages(rows),
                metadatas=[{"document": version.document_id} for _ in chunks],
            )

    def search(self, question: Vectors, k: int, documents: Sequence[int] | None = None) -> list[Hit]:
        """Return the ``k`` passages nearest to one question; a score is a cosine.

        Args:
            question: one vector, (1, dimensions).
            k: how many.
            documents: only passages of these documents, where given; what lies far behind others may be missed.
        """
        with self._in_chroma() as collection:
            held = collection.count()
            if not held:
                return []
            asked = min(held, k if documents is None else k * _SPARE)
            found = collection.query(query_embeddings=question, n_results=asked, include=["distances"])
        hits = map(_hit, found["ids"][0], (found["distances"] or [[]])[0])
        wanted = None if documents is None else set(documents)
        return [h for h in hits if wanted is None or h.document_id in wanted][:k]

    def count(self) -> int:
        """Return how many passages the index holds."""
        with self._in_chroma() as collection:
            return collection.count()


def _generations(folder: Path) -> list[int]:
    """Return the numbers of Chroma's folders; one, but for what a cut left."""
    return [int(n) for p in folder.glob("chroma-*") if (n := p.name.removeprefix("chroma-")).isdigit()]


def _hit(name: str, distance: float) -> Hit:
    document, version, ordinal = map(int, name.split(":"))
    return Hit(document, version, ordinal, 1.0 - distance)
