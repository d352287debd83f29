"""The lexical index (tantivy): folded syllables and adjacent pairs of title, headings and text.

Every text is folded before it is indexed and before it is asked, so a question without diacritics is not a
special case. The folder remembers which revision of the SQL truth it has applied.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from knowledge.crash_points import CrashPoint, passing
from knowledge.errors import IndexMismatch
from knowledge.store.records import VersionRecord
from knowledge.text import pairs, syllables
from retriever.index.base import REMEDY, Hit, IndexState

FORMAT = "lexical-2"
_WRITER_HEAP = 60_000_000
_TANTIVY_META = "meta.json"
_PANIC = "PanicException"
# One field for all three, headings counted three times, beats a field for each (benchmarks/retrieval.md): BM25 then
# weighs a word by how rare it is anywhere, and a passage by its whole length.
_HEADING_COUNTS = 3
_WORDS, _PAIRS = "words", "pairs"
_HELD, _HELD_PAIRS = "held", "held_pairs"  # without the document's name: how common a word is among passages


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("document", "version", "ordinal"):
        builder.add_integer_field(name, stored=True, indexed=True)
    for name in (_WORDS, _PAIRS):
        builder.add_text_field(name, stored=False, tokenizer_name="blank", index_option="freq")
    for name in (_HELD, _HELD_PAIRS):
        builder.add_text_field(name, stored=False, tokenizer_name="blank", index_option="basic")
    return builder.build()


class LexicalIndex:
    """One folder with a tantivy index of every current passage.

    Args:
        folder: made when absent.

    Raises:
        IndexMismatch: the folder is damaged or was written in another format.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = IndexState(folder, FORMAT)
        if self._state.is_written and not (folder / _TANTIVY_META).is_file():
            raise IndexMismatch(f"Chỉ mục ở {folder} thiếu tệp {_TANTIVY_META}.", REMEDY)
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
        except ValueError as error:
            raise IndexMismatch(f"Chỉ mục ở {folder} bị hỏng.", REMEDY) from error
        blank = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("blank", blank)

    @classmethod
    def cleared(cls, folder: Path) -> "LexicalIndex":
        """Return an empty index in ``folder``, whatever was there."""
        shutil.rmtree(folder, ignore_errors=True)
        return cls(folder)

    @property
    def applied_revision(self) -> int:
        """Return the revision of the SQL truth that this index shows."""
        return self._state.applied_revision

    def apply(self, removed: Iterable[int], added: Iterable[VersionRecord], revision: int) -> None:
        """Replace the passages of documents and note that ``revision`` is reached; one commit."""
        with self._in_tantivy():
            writer = self._index.writer(heap_size=_WRITER_HEAP, num_threads=1)
            for document_id in removed:
                writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "document", document_id))
            for version in added:
                for row in _rows(version):
                    writer.add_document(row)
            passing(CrashPoint.INDEX_ADDED)
            writer.commit()
            passing(CrashPoint.INDEX_COMMITTED)
            writer.wait_merging_threads()
            self._index.reload()
            self._state.reached(revision, self._index.searcher().num_docs)

    def search(self, words: Sequence[tuple[str, float]], k: int, documents: Sequence[int] | None = None) -> list[Hit]:
        """Return the ``k`` best passages for weighted folded syllables and ``a_b`` pairs.

        Args:
            words: folded syllables or pairs, each with its weight.
            k: how many.
            documents: only passages of these documents, where given.
        """
        clauses = [(tantivy.Occur.Should, self._clause(word, weight)) for word, weight in words]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if documents is not None:
            wanted = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "document", d)) for d in documents]
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (
                        tantivy.Occur.Must,
                        tantivy.Query.const_score_query(tantivy.Query.boolean_query(wanted), 0.0),
                    ),
                ]
            )
        with self._in_tantivy():
            searcher = self._index.searcher()
            return [self._hit(searcher, score, address) for score, address in searcher.search(query, k).hits]

    def _clause(self, word: str, weight: float) -> tantivy.Query:
        field = _PAIRS if "_" in word else _WORDS
        return tantivy.Query.boost_query(
            tantivy.Query.term_query(self._schema, field, word, index_option="freq"), weight
        )

    def _hit(self, searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress) -> Hit:
        row = searcher.doc(address)
        return Hit(row["document"][0], row["version"][0], row["ordinal"][0], score)

    def frequency(self, word: str) -> int:
        """Return in how many passages a folded syllable or pair stands, in text or headings."""
        field = _HELD_PAIRS if "_" in word else _HELD
        with self._in_tantivy():
            return int(self._index.searcher().doc_freq(field, word))

    def count(self) -> int:
        """Return how many passages the index holds."""
        with self._in_tantivy():
            return int(self._index.searcher().num_docs)

    @contextmanager
    def _in_tantivy(self) -> Iterator[None]:
        """Let tantivy work; what it cannot do with a damaged folder is an index that does not fit.

        Raises:
            IndexMismatch: tantivy failed, or panicked (which Python sees as no ordinary exception).
        """
        try:
            yield
        except BaseException as error:
            if not isinstance(error, ValueError | OSError) and type(error).__name__ != _PANIC:
                raise
            raise IndexMismatch(f"Chỉ mục ở {self._folder} bị hỏng: {error}.", REMEDY) from error


def _rows(version: VersionRecord) -> Iterable[tantivy.Document]:
    naming = syllables(version.metadata.naming)
    for chunk in version.chunks:
        heading = syllables(" ".join(chunk.heading_path))
        text = syllables(chunk.span.of(version.text))
        side_by_side = [*pairs(naming), *pairs(heading) * _HEADING_COUNTS, *pairs(text)]
        yield tantivy.Document(
            document=version.document_id,
            version=version.id,
            ordinal=chunk.ordinal,
            words=" ".join([*naming, *heading * _HEADING_COUNTS, *text]),
            pairs=" ".join(side_by_side),
            held=" ".join([*heading, *text]),
            held_pairs=" ".join([*pairs(heading), *pairs(text)]),
        )
