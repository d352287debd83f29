"""Desks for the tests of dialogue and delivery, each on a database of its own."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.channels.recording import RecordingChannel
from knowledge.store import open_engine
from knowledge.store.engine import sqlite_url
from tests.fakes.answers import ScriptedAnswers
from tests.fakes.desk import Desk

Opening = Callable[..., Desk]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, made once, since making the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "tdkt.sqlite"
    open_engine(sqlite_url(path)).dispose()
    return path


@pytest.fixture
def engine(tmp_path: Path, empty_database: Path) -> Iterator[Engine]:
    """A new database, closed after the test."""
    opened = open_engine(sqlite_url(Path(shutil.copy(empty_database, tmp_path / "tdkt.sqlite"))))
    yield opened
    opened.dispose()


@pytest.fixture
def open_desk(engine: Engine) -> Iterator[Opening]:
    """Open desks with other answers or channels; all are closed after the test."""
    opened: list[Desk] = []

    def opening(answers: ScriptedAnswers | None = None, channels: Sequence[RecordingChannel] = ()) -> Desk:
        opened.append(Desk(engine, answers, channels))
        return opened[-1]

    yield opening
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Opening) -> Desk:
    """A home with one channel without buttons, called zalo, and scripted answers."""
    return open_desk()
