"""``tdkt serve`` as a process of its own: started on the fakes, stopped or killed from outside, never left behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from ingest.pipeline import ingest_files
from knowledge.store import Library, open_engine
from knowledge.store.engine import sqlite_url
from tests.e2e.talking import TelegramTalker, ZaloTalker, eventually
from tests.fakes import telegram_bot, zalo_bot
from tests.fakes.server import Server
from tests.fakes.telegram_bot import TelegramFake
from tests.fakes.telegram_rules import Rules
from tests.fakes.zalo_bot import ZaloBotFake
from tests.fakes.zalo_bot_rules import ZaloBotFlags

ROOT = Path(__file__).parents[2]
DOCUMENTS = ROOT / "tests" / "documents"
PUBLIC, WEBHOOK_SECRET = "https://bot.example.vn", "bi-mat-webhook-7c1e"
_PROGRAM = "from bot.cli import main; main()"
_READY = re.compile(r"đang chạy ở (http://\S+?)\.? ")
_CODE = re.compile(r"Mã một lần \(15 phút\): (\d{4} \d{4})")
_PATIENCE = 30.0  # seconds for a start on a busy machine


@dataclass
class Platforms:
    """The stand-ins of Zalo and Telegram, and what tells a process where they are."""

    zalo: ZaloBotFake
    telegram: TelegramFake
    telegram_url: str

    def on_zalo(self, chat_id: str) -> ZaloTalker:
        """Return a person on Zalo."""
        return ZaloTalker(self.zalo, chat_id)

    def on_telegram(self, chat_id: int) -> TelegramTalker:
        """Return a person on Telegram."""
        return TelegramTalker(self.telegram, str(chat_id))

    @property
    def of_zalo(self) -> dict[str, str]:
        """The settings that switch Zalo on."""
        return {"TDKT_ZALO_TOKEN": zalo_bot.TOKEN, "TDKT_ZALO_API": self.zalo.url}

    @property
    def of_zalo_webhook(self) -> dict[str, str]:
        """The settings that let Zalo deliver, which is quicker than one message a poll; see ``deliver_to``."""
        return self.of_zalo | {"TDKT_ZALO_WEBHOOK_SECRET": WEBHOOK_SECRET, "TDKT_PUBLIC_URL": PUBLIC}

    def deliver_to(self, serving: "Serving") -> None:
        """Let the public address of the webhook stand for a process that has started."""
        self.zalo.flags.reaches = {PUBLIC: serving.address}

    @property
    def of_telegram(self) -> dict[str, str]:
        """The settings that switch Telegram on."""
        base = f"{self.telegram_url}/tg"
        return {
            "TDKT_TELEGRAM_TOKEN": telegram_bot.TOKEN,
            "TDKT_TELEGRAM_API": f"{base}/bot",
            "TDKT_TELEGRAM_FILES": f"{base}/file/bot",
        }

    @property
    def of_both(self) -> dict[str, str]:
        """The settings that switch both on."""
        return self.of_zalo | self.of_telegram


@contextmanager
def platforms(flags: ZaloBotFlags | None = None, rules: Rules | None = None) -> Iterator[Platforms]:
    """Serve both fakes, with plenty of people and messages, while the block lasts."""
    telegram = TelegramFake(rules=rules)
    given = flags or ZaloBotFlags(user_cap=10_000, monthly_limit=100_000)
    with ZaloBotFake(flags=given) as zalo, telegram, Server(telegram) as server:
        yield Platforms(zalo, telegram, server.url)


@dataclass
class Serving:
    """One ``tdkt serve`` at a time on one home; used as a ``with`` block, whose end kills what still runs.

    Attributes:
        home: the folder of the home.
        given: settings of the environment.
        words: more words of the command line.
        started_in: seconds that the last start took, until the line that says so.
        address: where it listens.
    """

    home: Path
    given: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    started_in: float = 0.0
    address: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _logs: list[tuple[Path, Path]] = field(default_factory=list)
    _folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="serving-")))

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self._end()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> Self:
        """Start the process and wait for its line.

        Raises:
            AssertionError: it ended, or said nothing in time.
        """
        assert self._process is None, "it runs already"
        began = time.perf_counter()
        self._launch()
        text = eventually(lambda: self._ended() or (self.out if _READY.search(self.out) else ""), _PATIENCE)
        found = _READY.search(text)
        assert found, f"ended with {self.returncode}: {self.out} {self.err}"
        self.started_in, self.address = time.perf_counter() - began, found[1]
        return self

    def _launch(self) -> None:
        number = len(self._logs)
        self._logs.append((self._folder / f"out{number}", self._folder / f"err{number}"))
        words = ["--home", str(self.home), "serve", *self.words]
        with self._logs[-1][0].open("wb") as out, self._logs[-1][1].open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, *words], env=surroundings(self.given), cwd=self._folder,
                stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
            )  # fmt: skip

    @property
    def out(self) -> str:
        """What the present process, or the last one, wrote to stdout."""
        return self._logs[-1][0].read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        """What it wrote to stderr."""
        return self._logs[-1][1].read_text(encoding="utf-8", errors="replace")

    @property
    def all_output(self) -> str:
        """What every process of this home wrote."""
        files = (path for pair in self._logs for path in pair)
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files)

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How the process ended; None while it runs."""
        return self._process.poll() if self._process else None

    @property
    def code(self) -> str:
        """The one-time code that it printed, as people read it."""
        found = _CODE.search(self.out)
        assert found, self.out
        return found[1]

    def terminate(self, patience: float = 20.0) -> tuple[int, float]:
        """Ask it to stop; return how it ended and after how many seconds."""
        assert self._process is not None
        began = time.perf_counter()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(patience)
        self._process = None
        return code, time.perf_counter() - began

    def kill(self) -> None:
        """End it, and whatever it started, wherever it is."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def restart(self) -> Self:
        """Kill it and start it again on the same home."""
        self.kill()
        return self.start()

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body of its HTTP side."""
        place = urlsplit(self.address)
        line = HTTPConnection(place.hostname or "", place.port, timeout=10)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            line.close()

    def ready(self) -> tuple[int, dict[str, Any]]:
        """Return what ``/readyz`` says."""
        status, body = self.get("/readyz")
        return status, json.loads(body)

    def _ended(self) -> str:
        return " " if self.returncode is not None else ""


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str
    seconds: float


def tdkt(home: Path, *words: object, given: Mapping[str, str] | None = None) -> Ended:
    """Run a command that ends by itself, as a process of its own."""
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, "--home", str(home), *map(str, words)], env=surroundings(given or {}),
        cwd=home.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return Ended(ran.returncode, ran.stdout.decode(), ran.stderr.decode(), time.perf_counter() - began)


def surroundings(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process: nothing of this machine, a free port, and what is given."""
    return {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TDKT_PORT": "0", "TDKT_PATIENCE": "1"} | dict(given)


def fed_home(path: Path, *papers: Path) -> Path:
    """Make a home that holds papers, the project's own where none are named; its indexes are made when it serves."""
    path.mkdir(parents=True)
    engine = open_engine(sqlite_url(path / "tdkt.sqlite"))
    try:
        found = papers or tuple(sorted(DOCUMENTS.iterdir()))
        assert {o.status for o in ingest_files(Library(engine), found)} == {"added"}
    finally:
        engine.dispose()
    return path
