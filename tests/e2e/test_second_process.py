"""One process owns the indexes of a home; another asks it, waits for it, or says who holds them."""

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.answers import OwnerAnswers, Ownership
from bot.answers.ownership import LOCK, WORD, Address
from knowledge.errors import HomeBusy
from retriever.answering.models import ConversationState

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


def conversation(home: Path, surroundings: dict[str, str]) -> subprocess.Popen[str]:
    """Open a conversation in a process of its own, ready for its first question."""
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
    return opened


@pytest.fixture
def chat(home: Path, surroundings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A conversation that is open in a terminal."""
    opened = conversation(home, surroundings)
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


def test_an_owner_that_leaves_is_replaced(
    home: Path, surroundings: dict[str, str], chat: subprocess.Popen[str]
) -> None:
    """When the conversation that owned the indexes ends, another one goes on, and owns them itself."""
    other = conversation(home, surroundings)
    chat.communicate("\n", timeout=30)
    assert "15/6/2026" in spoken(other, QUESTION)
    assert asked(home, surroundings)["status"] == "answered"
    other.communicate("\n", timeout=30)
    assert other.returncode == 0


def test_a_unit_named_meanwhile_counts_at_once(
    home: Path, surroundings: dict[str, str], chat: subprocess.Popen[str]
) -> None:
    """What init records while a conversation is open holds for its next answer."""
    said = tdkt(home, "init", "--unit", "Sở Nội vụ", "--contact", "ông Pờ 0213", surroundings=surroundings)
    assert said.returncode == 0
    assert (
        "ông Pờ 0213"
        in tdkt(home, "ask", "Hồ sơ khen thưởng của Sở Y tế Lai Châu gồm những gì?", surroundings=surroundings).stdout
    )
    assert chat.poll() is None


REPLIES = [b"garbage", b"{}", b"[1, 2]", b"null", b"<html></html>"]


@pytest.mark.parametrize("reply", REPLIES)
def test_a_stranger_at_the_owners_address_is_told(reply: bytes) -> None:
    """Something else that listens where the owner did is no answer: whoever asks is told the pid and what to do."""

    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_given: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    answers = OwnerAnswers(Address(server.server_address[1], "token"), "4711")
    with pytest.raises(HomeBusy, match="4711"):
        answers.answer(QUESTION, ConversationState(), date(2026, 6, 1))
    with pytest.raises(HomeBusy, match="4711"):
        answers.search(QUESTION, 3)
    server.shutdown()
    server.server_close()


GARBLED = ["{", "null", '{"port": 1e999, "token": "x"}', '{"port": 80, "token": "a\\nb"}', '{"port": -1, "token": "x"}']


@pytest.mark.parametrize("word", GARBLED)
def test_a_garbled_word_is_no_word(tmp_path: Path, word: str) -> None:
    """What cannot be an address and a token is passed over."""
    (tmp_path / WORD).write_text(word, encoding="utf-8")
    (tmp_path / LOCK).write_bytes(b"\xff\xfe")
    assert Ownership(tmp_path).word() is None
    assert Ownership(tmp_path).holder() == "?"
