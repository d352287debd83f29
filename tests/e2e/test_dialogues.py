"""Conversations over the five papers of ../unit/retriever/documents, turn by turn (../cases/dialogues.yaml)."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.pipeline import files_below, ingest_files
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from knowledge.text import folded
from retriever.answerer import Answerer
from retriever.answering.models import Answer, ConversationState, Option, Status
from retriever.embedding import StaticEmbedder
from retriever.index.both import Indexes

TESTS = Path(__file__).parents[1]
PAPERS = TESTS / "unit" / "retriever" / "documents"
DIALOGUES = yaml.safe_load((TESTS / "cases" / "dialogues.yaml").read_text(encoding="utf-8"))
TODAY = date(2026, 2, 10)
KEYS = {"say", "status", "says", "never", "file", "picks", "options", "more", "differs"}
Turn = dict[str, Any]


def dialogues() -> list[Any]:
    """Return the dialogues; those of known defects are expected to fail."""
    return [
        pytest.param(
            row,
            id=row["id"],
            marks=[pytest.mark.xfail(strict=True, reason=row["wrong"])] if row.get("wrong") else [],
        )
        for row in DIALOGUES
    ]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The register of the five papers."""
    engine = open_engine(sqlite_url(tmp_path_factory.mktemp("dialogues") / "tdkt.sqlite"))
    library = Library(engine)
    assert {o.status for o in ingest_files(library, files_below([PAPERS]))} == {"added"}
    yield library
    engine.dispose()


@pytest.fixture(scope="module")
def answerer(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over the five papers, with a contact of the unit."""
    indexes = Indexes(tmp_path_factory.mktemp("dialogues-index"), StaticEmbedder())
    indexes.synchronise(library)
    return Answerer(library, indexes, "Tổ thường trực, máy lẻ 204")


def named_files(answer: Answer) -> set[str]:
    """Return the names of the files that an answer cites."""
    return {Path(c.source_path).name for c in answer.citations if c.source_path}


def quotes(answer: Answer) -> set[str | None]:
    """Return what an answer quotes."""
    return {c.quote for c in answer.citations}


def hold(turn: Turn, answer: Answer, previous: Answer | None, offered: tuple[Option, ...]) -> None:
    """Hold the answer to a turn against what the turn expects."""
    seen = f"«{turn['say']}» -> [{answer.status}] {answer.text}"
    if expected := turn.get("status"):
        assert answer.status in ([expected] if isinstance(expected, str) else expected), seen
    for pattern in turn.get("says", ()):
        assert re.search(pattern, answer.text, re.IGNORECASE), (pattern, seen)
    for pattern in turn.get("never", ()):
        assert not re.search(pattern, answer.text, re.IGNORECASE), (pattern, seen)
    for label in turn.get("options", ()):
        assert any(o.label.startswith(label) for o in answer.options), (label, seen)
    if file := turn.get("file"):
        assert named_files(answer) == {file}, seen
    if number := turn.get("picks"):
        assert {c.issuer for c in answer.citations} == {offered[number - 1].label}, seen
    if turn.get("more"):
        assert previous is not None
        assert quotes(answer) - quotes(previous), seen
    if turn.get("differs"):
        assert previous is not None
        assert answer.text != previous.text, seen


def talk(
    dialogue: dict[str, Any], answerer: Answerer, library: Library, typed: Callable[[str], str] = lambda said: said
) -> None:
    """Hold a conversation: every turn as expected, every quotation the stored text, every state plain data."""
    state = ConversationState()
    offered: tuple[Option, ...] = ()
    previous: Answer | None = None
    for turn in dialogue["turns"]:
        answer, state = answerer.answer(typed(turn["say"]), state, dialogue.get("day", TODAY))
        hold(turn, answer, previous, offered)
        for citation in answer.citations:
            if citation.version_id and citation.quote is not None:
                assert citation.quote == library.version(citation.version_id).text[citation.start : citation.end]
        json.dumps(asdict(state))
        offered, previous = answer.options or offered, answer


def test_the_cases_are_well_formed() -> None:
    """There are forty dialogues and more, each with its own name and promise, and no misspelt expectation."""
    assert len({d["id"] for d in DIALOGUES}) == len(DIALOGUES) >= 40
    for dialogue in DIALOGUES:
        assert set(dialogue) <= {"id", "about", "day", "turns", "wrong"}
        assert dialogue["about"]
        for turn in dialogue["turns"]:
            assert {"say"} < set(turn) <= KEYS, turn
            statuses = turn.get("status", [])
            assert set([statuses] if isinstance(statuses, str) else statuses) <= set(Status), turn


@pytest.mark.parametrize("dialogue", dialogues())
def test_dialogue(dialogue: dict[str, Any], answerer: Answerer, library: Library) -> None:
    """A conversation keeps what it must, drops what it must, and quotes only what stands in the papers."""
    talk(dialogue, answerer, library)


@pytest.mark.parametrize("dialogue", dialogues())
def test_dialogue_without_diacritics(dialogue: dict[str, Any], answerer: Answerer, library: Library) -> None:
    """The same conversation typed without diacritics goes the same way."""
    talk(dialogue, answerer, library, folded)


@pytest.mark.parametrize("dialogue", dialogues())
def test_dialogue_decomposed(dialogue: dict[str, Any], answerer: Answerer, library: Library) -> None:
    """The same conversation in decomposed Unicode (NFD), as some phones send it, goes the same way."""
    talk(dialogue, answerer, library, lambda said: unicodedata.normalize("NFD", said))
