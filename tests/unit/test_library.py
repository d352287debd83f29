"""The summaries in the box: marked, in our own words, and giving way to the paper that they stand for."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.cli.homes import shipped_summaries
from ingest.pipeline import ingest_files
from knowledge.documents import DocumentKind
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from knowledge.text import syllables
from knowledge.validity import find_registered
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Status
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes

ROOT = Path(__file__).parents[2]
TESTDATA = Path(os.environ.get("TDKT_TESTDATA", ROOT.parent / "shared"))
RULES = [p for p in shipped_summaries() if p.parent.name == "rules"]
TODAY = date(2026, 11, 20)
SHARED = 16  # syllables of a run that would be a copied sentence
SENTENCE = frozenset({"duoc", "phai", "co", "la", "cho", "theo", "khi", "do", "tu", "tai"})  # lists of names hold few


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A register with every shipped summary."""
    engine = open_engine(sqlite_url(tmp_path_factory.mktemp("library") / "tdkt.sqlite"))
    held = Library(engine)
    assert {o.status for o in ingest_files(held, shipped_summaries())} == {"added"}
    yield held
    engine.dispose()


@pytest.fixture(scope="module")
def answerer(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over the summaries alone."""
    indexes = Indexes(tmp_path_factory.mktemp("index"), StaticEmbedder())
    indexes.synchronise(library)
    return Answerer(library, indexes)


def asked(answerer: Answerer, question: str) -> Answer:
    """Return the answer to a question."""
    return answerer.answer(question, ConversationState(), TODAY)[0]


def front(path: Path) -> dict[str, object]:
    """Return what a summary says that it stands for."""
    head = yaml.safe_load(path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---\n"))
    return {**head["summary_of"], "source_status": head["source_status"]}


@pytest.mark.parametrize("path", shipped_summaries(), ids=lambda p: p.stem)
def test_a_summary_says_what_it_stands_for(path: Path) -> None:
    """Each names issuer, type and title of its original, and how sure we are of it."""
    said = front(path)
    assert all(said.get(key) for key in ("issuer", "type", "title", "issued_on"))
    assert said["source_status"] in ("V", "S")


@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_rule_stands_in_the_register(path: Path) -> None:
    """Each rule of the centre has its dates in the register, so that an answer can say whether it holds."""
    said = front(path)
    text = find_registered(str(said["number"]), issuer=str(said["issuer"]))
    assert text is not None
    assert text.effective_from is not None


def test_summaries_are_marked_and_clean(library: Library) -> None:
    """Every shipped document is a summary, with headings and without warnings of our own making."""
    versions = [library.current_version(d.id) for d in library.documents()]
    assert {v.kind for v in versions} == {DocumentKind.SUMMARY}
    assert all(any(p.is_heading for p in v.provisions) for v in versions)
    assert [(v.source_path, v.warnings) for v in versions if v.warnings and "rules" in v.source_path] == []


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of so many syllables."""
    words = syllables(text)
    return {tuple(words[i : i + SHARED]) for i in range(len(words) - SHARED + 1)}


@pytest.mark.skipif(not (TESTDATA / "law").is_dir(), reason="the official extracts are not here")
@pytest.mark.parametrize("path", RULES, ids=lambda p: p.stem)
def test_a_summary_is_in_our_own_words(path: Path) -> None:
    """No run of words but those of fixed names is that of an official text."""
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    ours = runs(body)
    shared = {run for p in (TESTDATA / "law").iterdir() for run in runs(p.read_text(encoding="utf-8")) & ours}
    assert [" ".join(run) for run in shared if sum(word in SENTENCE for word in run) > 2] == []


@pytest.mark.parametrize(
    ("question", "provision", "says"),
    [
        ("Điều 23 Luật 06/2022/QH15 quy định gì?", "Điều 23", "hoàn thành xuất sắc nhiệm vụ"),
        ("khoản 3 điều 4 nđ 152 nói gì", "Điều 4 khoản 3", "không làm căn cứ"),
        ("dieu 59 nd 129/2025 quy dinh gi", "Điều 59", "cấp xã"),
    ],
)
def test_a_provision_is_quoted_from_its_summary(answerer: Answerer, question: str, provision: str, says: str) -> None:
    """A provision asked for by number is quoted whole, marked as a summary, with the standing of its text."""
    answer = asked(answerer, question)
    assert answer.status is Status.ANSWERED
    assert {c.kind for c in answer.citations} == {"summary"}
    assert all((c.provision or "").startswith(provision) for c in answer.citations)
    assert says in answer.text
    assert "bản tóm lược" in answer.text


@pytest.mark.parametrize("question", ["Điều 79 Luật 06/2022/QH15 quy định gì?", "Điều 53 NĐ 152 quy định gì"])
def test_a_provision_that_is_not_held_is_said_so(answerer: Answerer, question: str) -> None:
    """A provision that no summary holds is not made up of sentences that merely cite the text."""
    answer = asked(answerer, question)
    assert answer.status is Status.NOT_FOUND
    assert "Bản đang giữ không có Điều" in answer.text


def test_a_general_question_is_answered_by_the_law(answerer: Answerer) -> None:
    """Where no agency is named, a law that says it answers; nobody is asked which agency's law."""
    answer = asked(answerer, "Khen thưởng đối ngoại dành cho ai?")
    assert answer.status is Status.ANSWERED
    assert {c.number for c in answer.citations} == {"06/2022/QH15"}
    assert "06/2026/QH16" in answer.text


def test_the_official_copy_takes_the_place_of_its_summary(tmp_path: Path) -> None:
    """Once the official text is taken in, nothing quotes the summary any more."""
    official = """QUỐC HỘI
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Luật số: 06/2022/QH15
Hà Nội, ngày 15 tháng 6 năm 2022

LUẬT
THI ĐUA, KHEN THƯỞNG

Điều 1. Phạm vi điều chỉnh

Đây là bản mẫu của kiểm thử, thay cho toàn văn của luật này.
"""
    (tmp_path / "luat.txt").write_text(official, encoding="utf-8")
    engine = open_engine(sqlite_url(tmp_path / "tdkt.sqlite"))
    library = Library(engine)
    list(ingest_files(library, [*RULES, tmp_path / "luat.txt"]))
    indexes = Indexes(tmp_path / "index", StaticEmbedder())
    indexes.synchronise(library)
    answer = asked(Answerer(library, indexes), "Điều 1 Luật 06/2022/QH15 quy định gì?")
    assert "bản mẫu của kiểm thử" in answer.text
    assert {c.kind for c in answer.citations} == {"original"}
    assert asked(Answerer(library, indexes), "Điều 23 Luật 06/2022/QH15 quy định gì?").status is Status.NOT_FOUND
    indexes.close()
    engine.dispose()
