"""The lexical index (tantivy): folded syllables and adjacent pairs of title, headings and text.

Every text is folded before it is indexed and before it is asked, so a question without diacritics is not a
special case. The folder remembers which revision of the SQL truth it has applied.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from knowledge.crash_points import CrashPoint, passing
from knowledge.errors import IndexMismatch
from knowledge.store.records import VersionRecord
from knowledge.text import pairs, syllables

FORMAT = "lexical-1"
_WRITER_HEAP = 60_000_000
_STATE = "tdkt-index.json"
_TANTIVY_META = "meta.json"
_REMEDY = "Chạy “tdkt reindex” để lập lại."
# What a match is worth by where it stands; set on the development questions (benchmarks/answers.md).
_BOOSTS = {
    "text": 1.0,
    "text_pairs": 1.6,
    "heading": 1.2,
    "heading_pairs": 1.8,
    "title": 0.5,
    "title_pairs": 0.8,
}


@dataclass(frozen=True, slots=True)
class LexicalHit:
    """A passage found: its version, its ordinal there, and the BM25 score."""

    document_id: int
    version_id: int
    ordinal: int
    score: float


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("document", "version", "ordinal"):
        builder.add_integer_field(name, stored=True, indexed=True)
    for name in _BOOSTS:
        builder.add_text_field(name, stored=False, tokenizer_name="blank", index_option="freq")
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
        self._state_path = folder / _STATE
        folder.mkdir(parents=True, exist_ok=True)
        state = self._state()
        if state.get("format", FORMAT) != FORMAT:
            raise IndexMismatch(f"Chỉ mục ở {folder} thuộc định dạng khác ({state['format']}).", _REMEDY)
        if state and not (folder / _TANTIVY_META).is_file():
            raise IndexMismatch(f"Chỉ mục ở {folder} thiếu tệp {_TANTIVY_META}.", _REMEDY)
        self._schema = _schema()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
        except ValueError as error:
            raise IndexMismatch(f"Chỉ mục ở {folder} bị hỏng.", _REMEDY) from error
        blank = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("blank", blank)

    def _state(self) -> dict[str, object]:
        if not self._state_path.is_file():
            return {}
        try:
            content = json.loads(self._state_path.read_text(encoding="utf-8"))
            int(content["applied_revision"])
        except (ValueError, KeyError, TypeError) as error:
            raise IndexMismatch(f"Chỉ mục ở {self._folder} bị hỏng.", _REMEDY) from error
        return dict(content)

    @classmethod
    def cleared(cls, folder: Path) -> "LexicalIndex":
        """Return an empty index in ``folder``, whatever was there."""
        shutil.rmtree(folder, ignore_errors=True)
        return cls(folder)

    @property
    def applied_revision(self) -> int:
        """Return the revision of the SQL truth that this index shows."""
        return int(str(self._state().get("applied_revision", 0)))

    def apply(self, removed: Iterable[int], added: Iterable[VersionRecord], revision: int) -> None:
        """Replace the passages of documents and note that ``revision`` is reached; one commit."""
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
        draft = self._state_path.with_suffix(".new")
        draft.write_text(json.dumps({"format": FORMAT, "applied_revision": revision}), encoding="utf-8")
        draft.replace(self._state_path)

    def search(
        self, words: Sequence[tuple[str, float]], k: int, documents: Sequence[int] | None = None
    ) -> list[LexicalHit]:
        """Return the ``k`` best passages for weighted folded syllables and ``a_b`` pairs.

        Args:
            words: folded syllables or pairs, each with its weight.
            k: how many.
            documents: only passages of these documents, where given.
        """
        clauses = [
            (tantivy.Occur.Should, self._clause(word, weight, field))
            for word, weight in words
            for field in _BOOSTS
            if field.endswith("pairs") == ("_" in word)
        ]
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
        searcher = self._index.searcher()
        return [self._hit(searcher, score, address) for score, address in searcher.search(query, k).hits]

    def _clause(self, word: str, weight: float, field: str) -> tantivy.Query:
        term = tantivy.Query.term_query(self._schema, field, word, index_option="freq")
        return tantivy.Query.boost_query(term, weight * _BOOSTS[field])

    def _hit(self, searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress) -> LexicalHit:
        row = searcher.doc(address)
        return LexicalHit(row["document"][0], row["version"][0], row["ordinal"][0], score)

    def frequency(self, word: str) -> int:
        """Return in how many passages a folded syllable or pair stands, in text or headings."""
        fields = ("text_pairs", "heading_pairs") if "_" in word else ("text", "heading")
        searcher = self._index.searcher()
        return max(int(searcher.doc_freq(field, word)) for field in fields)

    def count(self) -> int:
        """Return how many passages the index holds."""
        return int(self._index.searcher().num_docs)


def _rows(version: VersionRecord) -> Iterable[tantivy.Document]:
    metadata = version.metadata
    naming = (metadata.type, metadata.title, metadata.issuer, metadata.number)
    title = syllables(" ".join(part if isinstance(part, str) else part.value for part in naming if part))
    for chunk in version.chunks:
        heading = syllables(" ".join(chunk.heading_path))
        text = syllables(chunk.span.of(version.text))
        yield tantivy.Document(
            document=version.document_id,
            version=version.id,
            ordinal=chunk.ordinal,
            text=" ".join(text),
            text_pairs=" ".join(pairs(text)),
            heading=" ".join(heading),
            heading_pairs=" ".join(pairs(heading)),
            title=" ".join(title),
            title_pairs=" ".join(pairs(title)),
        )
