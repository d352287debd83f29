"""A power cut at any named point loses nothing that was said to be kept, and the next command heals the rest."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import run
from bot.cli.arguments import globals_first
from bot.disk import require_space
from knowledge.crash_points import CrashPoint, arm
from knowledge.errors import HomeError, UsageError

ROOT = Path(__file__).parents[2]
QUESTION = "Hạn gửi hồ sơ khen thưởng của Sở Nội vụ Lai Châu là ngày nào?"


def tdkt(home: Path, *words: str, crash_at: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, cut at a point where one is named."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TDKT_CRASH_AT": crash_at}
    program = [sys.executable, "-c", "from bot.cli import main; main()", "--home", str(home), *words]
    return subprocess.run(
        program, env=environment, cwd=home.parent, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def folder(tmp_path: Path, paper: Callable[..., str]) -> Path:
    """A folder with a paper."""
    (tmp_path / "a.txt").write_text(paper(), encoding="utf-8")
    return tmp_path


def here(home: Path, *words: str) -> Any:
    """Run a command in this process, which is quicker; return the JSON that it gives."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(globals_first(["--home", str(home), "--json", *words])) == 0
    return json.loads(out.getvalue())


def answered(home: Path) -> str:
    """Return the status of the answer to the question that the paper answers."""
    return str(here(home, "ask", QUESTION)["status"])


def held(home: Path) -> int:
    """Return how many documents are held."""
    return len(here(home, "documents")["documents"])


@pytest.mark.parametrize(
    "point",
    [
        CrashPoint.KEEP_STORED,
        CrashPoint.KEEP_COMMITTED,
        CrashPoint.INDEX_ADDED,
        CrashPoint.INDEX_COMMITTED,
        CrashPoint.VECTORS_ADDED,
    ],
)
def test_a_cut_during_ingest_heals(point: CrashPoint, folder: Path) -> None:
    """Cut while a paper is taken: it is held whole or not at all; taken again, it is held once and answers."""
    home = folder / "home"
    assert tdkt(home, "ingest", "a.txt", crash_at=point).returncode == -9
    kept = held(home)
    assert kept == (0 if point is CrashPoint.KEEP_STORED else 1)
    if kept:
        assert answered(home) == "answered"
    here(home, "ingest", str(folder / "a.txt"))
    assert held(home) == 1
    assert answered(home) == "answered"


@pytest.mark.parametrize("point", [CrashPoint.REMOVE_MARKED, CrashPoint.REMOVE_COMMITTED])
def test_a_cut_during_removal_heals(point: CrashPoint, folder: Path) -> None:
    """Cut while a paper is removed: it is gone from register and search, or from neither."""
    home = folder / "home"
    here(home, "ingest", str(folder / "a.txt"))
    assert tdkt(home, "documents", "remove", "1", crash_at=point).returncode == -9
    assert (held(home), answered(home)) in {(1, "answered"), (0, "not_found")}
    assert held(home) == (1 if point is CrashPoint.REMOVE_MARKED else 0)


def test_a_cut_during_reindex_heals(folder: Path) -> None:
    """Cut when the old index is gone and the new one is not there: the next question makes it."""
    home = folder / "home"
    here(home, "ingest", str(folder / "a.txt"))
    assert tdkt(home, "reindex", crash_at=CrashPoint.REBUILD_CLEARED).returncode == -9
    assert answered(home) == "answered"


def test_an_unknown_point_is_refused() -> None:
    """A point that does not exist is no silent test."""
    with pytest.raises(UsageError, match="giữa chừng"):
        arm("giữa chừng")


def test_a_full_disk_is_told_before_anything_is_stored(tmp_path: Path) -> None:
    """Where files would not fit, the message says how much is free, and nothing was stored."""
    (tmp_path / "a.txt").write_bytes(b"x" * 1_000_000)
    require_space(10**9, [tmp_path / "a.txt"], tmp_path)
    with pytest.raises(HomeError, match=r"chỉ còn 3 MB.*chưa nạp gì"):
        require_space(3_000_000, [tmp_path / "a.txt"], tmp_path)
