"""The store: versions that never change, a feed of changes, an audit line for each act, and several writers."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from knowledge.documents import (
    Anomaly,
    AnomalyKind,
    Chunk,
    DocumentKind,
    DocumentMetadata,
    ParsedDocument,
    Provision,
    ProvisionKind,
    Signer,
    Stated,
)
from knowledge.errors import HomeError, UnknownDocument
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from knowledge.store.records import Unit
from knowledge.store.rows import Original
from knowledge.store.schema import audit, originals, versions
from knowledge.store.whole_schema import ADDED_TABLES
from knowledge.text import Span

ROOT = Path(__file__).parents[3]
TEXT = "Số: 5/KH-TH\nKế hoạch\nI. MỤC ĐÍCH\nNêu gương người tốt, việc tốt ngày 30/02/2026."


def parsed(words: str = TEXT, kind: DocumentKind = DocumentKind.ORIGINAL, number: str = "5/KH-TH") -> ParsedDocument:
    """Return a small document with something in every part."""
    whole = Span(0, len(words))
    return ParsedDocument(
        text=words,
        kind=kind,
        metadata=DocumentMetadata(
            number=Stated(number, Span(4, 11)),
            issuer=Stated("Trường Tiểu học Hoa Ban"),
            issued_on=Stated("2026-02-03"),
            issued_on_precision="day",
            type="Kế hoạch",
            signer=Signer("Quàng Thị Ngân", "Hiệu trưởng", Span(0, 3)),
            period=("2026-01-01", "2026-12-31"),
        ),
        provisions=(Provision(0, None, ProvisionKind.ROMAN, "I", "I. MỤC ĐÍCH", True, 1, Span(21, 32), whole),),
        chunks=(Chunk(0, whole, 0, ("I. MỤC ĐÍCH",), (Span(21, 32), Span(33, len(words)))),),
        anomalies=(Anomaly(AnomalyKind.IMPOSSIBLE_DATE, Span(3, 9), "30/02", "tháng 2 không có ngày 30"),),
        warnings=("cần xem lại",),
    )


def original(name: str = "a.txt", content: bytes = b"a") -> Original:
    """Return the file that a version came from; its name and content stand for its sha256."""
    return Original(f"{name}:{content!r}", content, "text/plain", name)


@pytest.fixture
def first(library: Library) -> int:
    """The id of the one document of the library."""
    return library.keep(parsed(), original()).document_id


def acts(engine: Engine) -> list[tuple[str, str, int | None, str]]:
    """Return the audit lines in order: who, what, which document, what was said."""
    with engine.connect() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).mappings().all()
    assert all(row["at"] for row in rows)
    return [(row["actor"], row["action"], row["document"], row["detail"]) for row in rows]


def test_a_version_is_read_back_whole(library: Library, first: int) -> None:
    """Text, metadata, structure, passages, doubts and warnings come back as they went in."""
    version, given = library.current_version(first), parsed()
    assert (version.text, version.metadata, version.kind) == (given.text, given.metadata, given.kind)
    assert (version.provisions, version.chunks, version.anomalies) == (given.provisions, given.chunks, given.anomalies)
    assert (version.warnings, version.source_path, version.ordinal) == (given.warnings, "a.txt", 1)


def test_a_new_version_leaves_the_old_one_alone(library: Library, first: int) -> None:
    """Citations carry the id of a version; what stands behind it is the same after the next version."""
    before = library.current_version(first)
    kept = library.keep(parsed("Nội dung mới."), original("b.txt", b"b"))
    after = library.current_version(first)
    assert (kept.document_id, kept.status) == (first, "updated")
    assert library.version(before.id) == before
    assert (after.ordinal, after.text, after.document_id) == (2, "Nội dung mới.", first)
    (record,) = library.documents()
    assert (record.version_id, record.source_path) == (after.id, "b.txt")


def test_a_correction_leaves_the_version_as_it_was_cited(library: Library, first: int) -> None:
    """What a person corrects shows in the register; the version that was cited stays what it was."""
    before = library.current_version(first)
    library.correct(first, replace(before.metadata, number=Stated("6/KH-TH")), "Lan", {"number": "6/KH-TH"})
    (record,) = library.documents()
    assert record.metadata.number == Stated("6/KH-TH")
    assert library.version(before.id) == before


def test_a_correction_shows_and_is_noted(engine: Engine, library: Library, first: int) -> None:
    """A correction changes the register, not the text, and leaves who said what in the audit."""
    before = library.current_version(first)
    library.correct(first, replace(before.metadata, number=Stated("6/KH-TH")), "Lan", {"number": "6/KH-TH"})
    after = library.current_version(first)
    assert after.metadata.number == Stated("6/KH-TH")
    assert (after.text, after.chunks) == (before.text, before.chunks)
    assert acts(engine) == [("Lan", "correct", first, '{"number": "6/KH-TH"}')]


def test_every_act_leaves_a_line(engine: Engine, library: Library, first: int) -> None:
    """The unit, corrections, relations and removals stand in the audit in their order; the lines are never lost."""
    library.set_unit(Unit("Sở Y tế"), "An")
    library.relate(first, "amends", "3/KH-TH", "Bình")
    library.remove(first, "Chi", "nạp nhầm")
    library.set_unit(Unit("Sở Y tế tỉnh Lào Cai"), "An")
    assert acts(engine) == [
        ("An", "init", None, "Sở Y tế"),
        ("Bình", "relate", first, "amends 3/KH-TH"),
        ("Chi", "remove", first, "nạp nhầm"),
        ("An", "init", None, "Sở Y tế tỉnh Lào Cai"),
    ]
    assert library.relations_of(first) == [("amends", "3/KH-TH")]


def test_the_feed_tells_what_changed(library: Library, first: int) -> None:
    """Each change raises the revision, and whoever has seen one hears of the documents changed since."""
    seen = library.revision()
    second = library.keep(parsed("hai", number="6/KH-TH"), original("b.txt")).document_id
    library.relate(first, "guides", "1/NQ-HĐ", "An")
    assert library.revision() > seen
    assert sorted(library.changed_since(seen)) == [first, second]
    seen = library.revision()
    library.remove(second, "An", "")
    assert library.changed_since(seen) == [second]
    assert library.changed_since(library.revision()) == []
    assert library.changed_since(0) != []


def test_removing_keeps_the_versions(engine: Engine, library: Library, first: int) -> None:
    """A removed document is found by nothing, but its versions and bytes stay for citations given out."""
    before = library.current_version(first)
    library.remove(first, "An", "")
    assert library.documents(superseded=True) == []
    assert not library.is_current(first)
    with pytest.raises(UnknownDocument):
        library.current_version(first)
    assert library.find_by_sha(original().sha256) is None
    assert library.version(before.id) == before
    with engine.connect() as connection:
        assert connection.execute(select(originals.c.content)).scalar() == b"a"
    again = library.keep(parsed(), original())
    assert again.status == "added"
    assert again.document_id != first


def test_removing_an_original_frees_its_summaries(library: Library, first: int) -> None:
    """A summary that gave way speaks again when its original is removed, and the feed says so."""
    summary = library.keep(parsed("tóm lược", DocumentKind.SUMMARY), original("s.md")).document_id
    assert not library.is_current(summary)
    assert [d.id for d in library.documents()] == [first]
    assert [d.superseded_by for d in library.documents(superseded=True)] == [None, first]
    seen = library.revision()
    library.remove(first, "An", "")
    assert library.is_current(summary)
    assert [d.id for d in library.documents()] == [summary]
    assert sorted(library.changed_since(seen)) == sorted([first, summary])


@pytest.mark.parametrize("act", ["remove", "correct", "relate", "current_version", "version"])
def test_what_is_not_there_is_named(engine: Engine, library: Library, act: str) -> None:
    """Asking for a document that does not exist names it and writes nothing."""
    doing = {
        "remove": lambda: library.remove(41, "An", ""),
        "correct": lambda: library.correct(41, DocumentMetadata(), "An", {"type": "Công văn"}),
        "relate": lambda: library.relate(41, "amends", "1/QĐ", "An"),
        "current_version": lambda: library.current_version(41),
        "version": lambda: library.version(41),
    }
    with pytest.raises(UnknownDocument, match="41"):
        doing[act]()
    assert (acts(engine), library.revision()) == ([], 0)


def test_the_same_bytes_are_kept_once(engine: Engine, library: Library, first: int) -> None:
    """Bytes that are held already add nothing, wherever they come from."""
    seen = library.revision()
    again = library.keep(parsed(), replace(original(), source_path="bản sao.txt"))
    assert (again.document_id, again.status) == (first, "unchanged")
    assert library.revision() == seen
    with engine.connect() as connection:
        assert len(connection.execute(select(originals)).all()) == 1
        assert len(connection.execute(select(versions)).all()) == 1


@pytest.mark.parametrize(
    "unit",
    [
        Unit("Sở Nội vụ tỉnh Đắk Lắk", ("UBND tỉnh Đắk Lắk", "Bộ Nội vụ"), "phòng Thi đua “A1”, 0262"),
        Unit("Phường Hạc Thành"),
        Unit(),
    ],
)
def test_the_unit_comes_back(library: Library, unit: Unit) -> None:
    """Name, superiors in order and contact come back as given; a new description takes the place of the old."""
    assert library.unit() == Unit()
    library.set_unit(Unit("cũ", ("trên",), "x"), "An")
    library.set_unit(unit, "An")
    assert library.unit() == unit


def test_a_home_opens_again(tmp_path: Path) -> None:
    """What was written is there when the home is opened the next time."""
    for _ in range(2):
        engine = open_engine(sqlite_url(tmp_path / "again.sqlite"))
        library = Library(engine)
        if not library.documents():
            library.keep(parsed(), original())
        assert [d.source_path for d in library.documents()] == ["a.txt"]
        engine.dispose()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A home written by a newer tdkt is not touched; the message says what to do."""
    url = sqlite_url(tmp_path / "newer.sqlite")
    engine = open_engine(url)
    with engine.connect().execution_options(tdkt_writes=True) as connection, connection.begin():
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    with pytest.raises(HomeError, match=r"mới hơn.*nâng cấp"):
        open_engine(url)


def test_sqlite_is_set_up_for_several_processes(engine: Engine) -> None:
    """Write-ahead log, a patient wait for the lock, and foreign keys."""
    with engine.connect() as connection:
        asked = ("journal_mode", "busy_timeout", "foreign_keys")
        told = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in asked]
    assert told[0] == "wal"
    assert int(told[1] or 0) >= 5000
    assert told[2] == 1


def test_opening_waits_for_whoever_makes_the_home(tmp_path: Path) -> None:
    """Who opens a home in the moment that another process makes it waits a little and goes on."""
    path = tmp_path / "new.sqlite"
    maker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    maker.execute("begin immediate")
    maker.execute("create table making (it)")
    done = threading.Timer(0.3, lambda: maker.execute("commit"))
    done.start()
    try:
        engine = open_engine(sqlite_url(path))
        assert Library(engine).documents() == []
        engine.dispose()
    finally:
        done.join()
        maker.close()


def test_threads_write_at_once(library: Library) -> None:
    """Four threads that write at the same time lose nothing, and every revision is its own."""
    with ThreadPoolExecutor(4) as pool:
        kept = pool.map(lambda n: library.keep(parsed(f"bài {n}", number=f"{n}/KH"), original(f"{n}.txt")), range(24))
        ids = [each.document_id for each in kept]
    assert len(set(ids)) == 24
    assert library.revision() == 24
    assert sorted(library.current_version(i).text for i in ids) == sorted(f"bài {n}" for n in range(24))


WRITER = """
import sys
from pathlib import Path
from knowledge.documents import DocumentKind, DocumentMetadata, ParsedDocument
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from knowledge.store.rows import Original
library = Library(open_engine(sqlite_url(Path(sys.argv[1]))))
for n in range(10):
    name = f"{sys.argv[2]}-{n}.txt"
    paper = ParsedDocument(name, DocumentKind.ORIGINAL, DocumentMetadata(), (), (), ())
    library.keep(paper, Original(name, b"x", "text/plain", name))
"""


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Two processes that open one home at the same time and write ten documents each."""
    open_engine(sqlite_url(tmp_path / "two.sqlite")).dispose()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "two.sqlite"), who],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for who in ("một", "hai")
    ]
    yield started
    for process in started:
        process.kill()
        process.communicate()


def test_processes_write_at_once(tmp_path: Path, writers: list[subprocess.Popen[str]]) -> None:
    """Two processes that write into one home at the same time both succeed, with nothing lost."""
    assert [(p.wait(timeout=60), p.stderr.read() if p.stderr else "") for p in writers] == [(0, ""), (0, "")]
    engine = open_engine(sqlite_url(tmp_path / "two.sqlite"))
    assert len(Library(engine).documents()) == 20
    engine.dispose()


def test_a_home_of_before_the_page_map_is_brought_up(tmp_path: Path) -> None:
    """A home made by the first schema opens, keeps what it held, and takes papers with pages."""
    url = sqlite_url(tmp_path / "first.sqlite")
    engine = open_engine(url)
    Library(engine).keep(parsed(), original())
    with engine.connect().execution_options(tdkt_writes=True) as connection, connection.begin():
        connection.execute(text("alter table versions drop column pages"))
        connection.execute(text("update alembic_version set version_num = '0001'"))
    engine.dispose()
    engine = open_engine(url)
    library = Library(engine)
    assert library.current_version(1).pages == ()
    kept = library.keep(replace(parsed("hai trang", number="2/KH"), pages=(0, 4)), original("b.txt"))
    version = library.current_version(kept.document_id)
    assert [version.page_of(Span(n, n + 1)) for n in (0, 3, 4, 8)] == [1, 1, 2, 2]
    engine.dispose()


def test_a_new_database_equals_one_that_went_through_every_revision(tmp_path: Path) -> None:
    """Tables, columns and indexes are the same whether a home was made today or grew from the first revision."""
    new = open_engine(sqlite_url(tmp_path / "new.sqlite"))
    old = open_engine(sqlite_url(tmp_path / "old.sqlite"))
    with old.begin() as connection:
        for table in reversed(ADDED_TABLES):
            table.drop(connection, checkfirst=True)
        connection.execute(text("update alembic_version set version_num = '0001'"))
    old.dispose()
    grown = open_engine(sqlite_url(tmp_path / "old.sqlite"))
    shapes = []
    for engine in (new, grown):
        with engine.connect() as connection:
            found = connection.execute(text("select type, name, tbl_name from sqlite_master order by 1, 2")).all()
            columns = {
                t: connection.execute(text(f"pragma table_info('{t}')")).all() for k, t, _ in found if k == "table"
            }
            version = connection.execute(text("select version_num from alembic_version")).scalar()
        shapes.append((found, columns, version))
        engine.dispose()
    assert shapes[0] == shapes[1]
