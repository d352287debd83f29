"""One process owns the indexes of a home; another asks it, waits for it, or says who holds them."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Ownership
from bot.answers.ownership import WORD

ROOT = Path(__file__).parents[2]
QUESTION = "Hạn gửi hồ sơ khen thưởng của Sở Nội vụ Lai Châu là ngày nào?"
PROGRAM = [sys.executable, "-c", "from bot.cli import main; main()"]


@pytest.fixture
def surroundings() -> dict[str, str]:
    """The environment of a process of ours."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TDKT_PATIENCE": "0.3", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def home(tmp_path: Path, paper: Callable[..., str], surroundings: dict[str, str]) -> Path:
    """A home with one paper."""
    (tmp_path / "a.txt").write_text(paper(), encoding="utf-8")
    said = tdkt(tmp_path / "home", "ingest", str(tmp_path / "a.txt"), surroundings=surroundings)
    assert said.returncode == 0
    return tmp_path / "home"


def tdkt(home: Path, *words: str, surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    return subprocess.run(
        [*PROGRAM, "--home", str(home), *words],
        env=surroundings,
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def chat(home: Path, surroundings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A conversation that is open in a terminal, ready for its first question."""
    opened = subprocess.Popen(
        [*PROGRAM, "--home", str(home), "chat"],
        env=surroundings,
        cwd=home.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert opened.stdout
    assert "trợ lý tự động" in opened.stdout.readline()
    spoken(opened, "xin chào")
    yield opened
    if opened.poll() is None:
        opened.kill()
    opened.communicate(timeout=10)


def spoken(chat: subprocess.Popen[str], line: str) -> str:
    """Type a line into the conversation; return the first line said back."""
    assert chat.stdin
    assert chat.stdout
    chat.stdin.write(line + "\n")
    chat.stdin.flush()
    while not (said := chat.stdout.readline().strip().removeprefix("Bạn hỏi>").strip()):
        assert chat.poll() is None
    return said


def asked(home: Path, surroundings: dict[str, str]) -> dict[str, Any]:
    """Return the answer that a process of its own gives, without what differs each time."""
    said = tdkt(home, "ask", QUESTION, "--json", surroundings=surroundings)
    assert (said.returncode, said.stderr) == (0, "")
    answer = json.loads(said.stdout)
    return {k: v for k, v in answer.items() if k != "elapsed_ms"}


def test_a_second_process_gets_the_same_answer(
    home: Path, surroundings: dict[str, str], request: pytest.FixtureRequest
) -> None:
    """While a conversation owns the indexes, ask and search answer as if they were alone."""
    alone = asked(home, surroundings)
    rows = tdkt(home, "search", QUESTION, "--json", surroundings=surroundings).stdout
    request.getfixturevalue("chat")
    assert asked(home, surroundings) == alone
    assert tdkt(home, "search", QUESTION, "--json", surroundings=surroundings).stdout == rows


def test_a_second_conversation_keeps_its_own_thread(
    home: Path, surroundings: dict[str, str], chat: subprocess.Popen[str]
) -> None:
    """Two conversations on one home do not hear each other."""
    spoken(chat, QUESTION)
    other = subprocess.run(
        [*PROGRAM, "--home", str(home), "chat"],
        env=surroundings,
        cwd=home.parent,
        input=f"nguồn\n{QUESTION}\nnguồn\n\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert other.returncode == 0
    before, _, after = other.stdout.partition("15/6/2026")
    assert "12/KH-SNV" not in before
    assert "12/KH-SNV" in after


def test_an_ingest_is_applied_by_the_owner(
    home: Path, tmp_path: Path, paper: Callable[..., str], surroundings: dict[str, str], chat: subprocess.Popen[str]
) -> None:
    """What another process takes in while a conversation is open answers in it at once."""
    text = paper(
        number="31/KH-SYT",
        issuer=("ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "SỞ Y TẾ"),
        deadline="Hồ sơ gửi về Văn phòng Sở chậm nhất ngày 19/9/2026.",
    )
    (tmp_path / "b.txt").write_text(text, encoding="utf-8")
    assert tdkt(home, "ingest", str(tmp_path / "b.txt"), surroundings=surroundings).returncode == 0
    assert "19/9/2026" in spoken(chat, "Hạn gửi hồ sơ khen thưởng của Sở Y tế Lai Châu là ngày nào?")


def test_only_who_knows_the_token_is_answered(
    home: Path, surroundings: dict[str, str], chat: subprocess.Popen[str]
) -> None:
    """The word where the owner listens is for this user alone; with another token nobody is answered."""
    word = home / WORD
    assert stat.S_IMODE(word.stat().st_mode) == 0o600
    told = json.loads(word.read_text(encoding="ascii"))
    word.write_text(json.dumps({**told, "token": "đoán mò".encode().hex()}), encoding="ascii")
    said = tdkt(home, "ask", QUESTION, surroundings=surroundings)
    assert (said.returncode, said.stdout) == (1, "")
    assert f"Tiến trình {chat.pid}" in said.stderr


def test_an_owner_that_died_is_forgotten(home: Path, surroundings: dict[str, str], chat: subprocess.Popen[str]) -> None:
    """The word left by a killed owner misleads nobody."""
    chat.kill()
    chat.wait(timeout=10)
    assert (home / WORD).exists()
    assert asked(home, surroundings)["status"] == "answered"
    assert not (home / WORD).exists()


def test_a_silent_owner_is_named(home: Path, surroundings: dict[str, str]) -> None:
    """An owner that answers nobody is named with its pid, and nothing is written to stdout."""
    ownership = Ownership(home)
    assert ownership.take()
    said = tdkt(home, "ask", QUESTION, surroundings=surroundings)
    ownership.release()
    assert (said.returncode, said.stdout) == (1, "")
    assert f"Tiến trình {os.getpid()}" in said.stderr
