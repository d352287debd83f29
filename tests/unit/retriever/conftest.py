"""A home of five papers of our own: plans of three provinces, a regulation, a letter from the web."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import files_below, ingest_files
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from retriever.answerer import Answerer
from retriever.catalogue import Catalogue
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes

PAPERS = Path(__file__).parent / "documents"
CONTACT = "Tổ thường trực, máy lẻ 204"


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The register of the five papers."""
    engine = open_engine(sqlite_url(tmp_path_factory.mktemp("papers") / "tdkt.sqlite"))
    library = Library(engine)
    outcomes = list(ingest_files(library, files_below([PAPERS])))
    assert [o.status for o in outcomes] == ["added"] * 5
    yield library
    engine.dispose()


@pytest.fixture(scope="session")
def answerer(papers: Library, tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over the five papers, with a contact of the unit."""
    indexes = Indexes(tmp_path_factory.mktemp("index"), StaticEmbedder())
    indexes.synchronise(papers)
    return Answerer(papers, indexes, CONTACT)


@pytest.fixture(scope="session")
def catalogue(papers: Library) -> Catalogue:
    """The five papers as a question sees them."""
    return Catalogue(papers.documents())
