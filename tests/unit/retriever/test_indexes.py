"""Both derived indexes keep the same promises: they follow the register, survive repetition, and refuse strangers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.pipeline import files_below, ingest_files
from knowledge.errors import IndexMismatch
from knowledge.store import Library
from retriever.embedding import Embedder, StaticEmbedder
from retriever.index import DerivedIndex, LexicalIndex, VectorIndex
from retriever.index.both import LEXICAL, VECTOR, Indexes
from retriever.index.sync import synchronise
from retriever.reading import Readings
from retriever.search import Searcher
from retriever.understanding import understand

Opened = Callable[[Path], DerivedIndex]


class Renamed(StaticEmbedder):
    """The shipped embedder under another name, as a new version would be."""

    model_id = "static-vi 0"


def _lexical(folder: Path) -> DerivedIndex:
    return LexicalIndex(folder)


def _vector(folder: Path) -> DerivedIndex:
    return VectorIndex(folder, StaticEmbedder())


@pytest.fixture(params=[_lexical, _vector], ids=["lexical", "vector"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """One kind of index after the other."""
    found: Opened = request.param
    return found


@pytest.fixture
def held(library: Library, tmp_path: Path, paper: Callable[..., str]) -> Library:
    """A register with two papers."""
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text(paper(), encoding="utf-8")
    (papers / "b.txt").write_text(paper(number="31/KH-SNV", title="Thi đua làm sạch biển"), encoding="utf-8")
    assert [o.status for o in ingest_files(library, files_below([papers]))] == ["added", "added"]
    return library


def passages(library: Library) -> int:
    """Return how many passages the register holds."""
    return sum(d.chunks for d in library.documents())


def test_an_index_shows_what_the_register_holds(held: Library, opened: Opened, tmp_path: Path) -> None:
    """Brought up once, an index holds every current passage and the register's revision; again, nothing changes."""
    index = opened(tmp_path / "index")
    assert (index.applied_revision, index.count()) == (0, 0)
    assert synchronise(held, index) == 2
    assert (index.applied_revision, index.count()) == (held.revision(), passages(held))
    assert synchronise(held, index) == 0


def test_a_removed_document_leaves_the_index(held: Library, opened: Opened, tmp_path: Path) -> None:
    """What is removed from the register is gone from the index after the next synchronisation."""
    index = opened(tmp_path / "index")
    synchronise(held, index)
    held.remove(held.documents()[0].id, "thử", "người thử")
    synchronise(held, index)
    assert index.count() == passages(held)


def test_applying_twice_adds_nothing(held: Library, opened: Opened, tmp_path: Path) -> None:
    """A change that is applied again after a cut leaves each passage once."""
    index = opened(tmp_path / "index")
    versions = [held.current_version(d.id) for d in held.documents()]
    for _ in range(2):
        index.apply([v.document_id for v in versions], versions, 7)
    assert (index.applied_revision, index.count()) == (7, passages(held))


@pytest.mark.parametrize("note", ["{", '{"format": "của ai đó", "applied_revision": 1}', '{"applied_revision": "x"}'])
def test_a_strange_folder_is_refused(held: Library, opened: Opened, tmp_path: Path, note: str) -> None:
    """A folder with a broken note, or one of another format, is refused with the command that mends it."""
    synchronise(held, opened(tmp_path / "index"))
    (tmp_path / "index" / "tdkt-index.json").write_text(note, encoding="utf-8")
    with pytest.raises(IndexMismatch, match="tdkt reindex"):
        opened(tmp_path / "index")


def test_vectors_of_another_model_are_refused(held: Library, tmp_path: Path) -> None:
    """Vectors of one model say nothing to another."""
    index = VectorIndex(tmp_path / "index", StaticEmbedder())
    synchronise(held, index)
    index.close()
    with pytest.raises(IndexMismatch, match="static-vi"):
        VectorIndex(tmp_path / "index", Renamed())


def test_the_nearest_passages_come_first(held: Library, tmp_path: Path) -> None:
    """A question in other words finds the passage that means it, within the documents wanted."""
    embedder: Embedder = StaticEmbedder()
    index = VectorIndex(tmp_path / "index", embedder)
    synchronise(held, index)
    question = embedder.questions(["thời hạn nộp hồ sơ đề nghị khen thưởng"])
    first, second = (d.id for d in held.documents())
    hits = index.search(question, 3)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    best = held.version(hits[0].version_id).chunks[hits[0].ordinal]
    assert "THỜI HẠN VÀ HỒ SƠ" in best.heading_path[0]
    assert {h.document_id for h in index.search(question, 5, [second])} == {second}
    assert {h.document_id for h in index.search(question, 50)} == {first, second}


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: next((folder / VECTOR).glob("*/chroma.sqlite3")).write_bytes(b"no database"),
        lambda folder: next((folder / VECTOR).glob("*/chroma.sqlite3")).unlink(),
        lambda folder: (folder / VECTOR / "tdkt-index.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / LEXICAL / "meta.json").unlink(),
    ],
    ids=["vectors broken", "vectors gone", "note broken", "words gone"],
)
def test_damaged_indexes_heal(held: Library, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """Whatever became of a folder, both indexes show the register again after the next synchronisation."""
    indexes = Indexes(tmp_path, StaticEmbedder())
    indexes.synchronise(held)
    indexes.close()
    damage(tmp_path)
    healed = Indexes(tmp_path, StaticEmbedder())
    held.remove(held.documents()[0].id, "thử", "người thử")
    healed.synchronise(held)
    assert (healed.lexical.count(), healed.vectors.count()) == (passages(held), passages(held))
    healed.close()


def test_a_large_home_is_searched_by_words_and_by_meaning(held: Library, tmp_path: Path) -> None:
    """Where a home counts as large, nearness in meaning adds to the share of the best score by words."""
    indexes = Indexes(tmp_path, StaticEmbedder())
    indexes.synchronise(held)
    question = understand("thời hạn nộp giấy tờ đề nghị tặng thưởng")
    documents = [d.id for d in held.documents()]
    by_words = Searcher(indexes, Readings(held)).proposed(question, documents)
    by_both = Searcher(indexes, Readings(held), many=0).proposed(question, documents)
    indexes.close()
    assert {(h.version_id, h.ordinal) for h in by_words} <= {(h.version_id, h.ordinal) for h in by_both}
    assert [h.score for h in by_both] == sorted((h.score for h in by_both), reverse=True)
    assert 1.0 < by_both[0].score <= 2.0


def garbled(*files: Path) -> None:
    """Change every 37th byte of files."""
    assert files
    for file in files:
        content = bytearray(file.read_bytes())
        content[::37] = bytes(b ^ 0x5A for b in content[::37])
        file.write_bytes(content)


@pytest.mark.parametrize("suffix", ["store", "term", "idx", "pos", "fast"])
def test_damaged_words_are_no_crash(held: Library, tmp_path: Path, suffix: str) -> None:
    """A garbled file of the lexical index is an index that does not fit, or does no harm."""
    synchronise(held, LexicalIndex(tmp_path))
    files = list(tmp_path.glob(f"*.{suffix}"))
    if not files:
        pytest.skip(f"this tantivy writes no .{suffix}")
    garbled(*files)
    told = ""
    try:
        index = LexicalIndex(tmp_path)
        index.search([("ho", 1.0), ("so", 1.0), ("ho_so", 1.0)], 10)
        index.frequency("ho_so")
    except IndexMismatch as error:
        told = str(error)
    assert not told or "tdkt reindex" in told


def test_missing_vectors_are_noticed(held: Library, tmp_path: Path) -> None:
    """A folder that holds fewer vectors than were put there is refused when it is opened."""
    index = VectorIndex(tmp_path, StaticEmbedder())
    synchronise(held, index)
    index.close()
    note = json.loads((tmp_path / "tdkt-index.json").read_text(encoding="utf-8"))
    (tmp_path / "tdkt-index.json").write_text(json.dumps({**note, "passages": 99}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="thiếu véc-tơ"):
        VectorIndex(tmp_path, StaticEmbedder()).count()
