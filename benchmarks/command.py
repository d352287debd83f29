"""Run ``tdkt`` as a process of its own and measure it from outside."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PROGRAM = "from bot.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process left: exit code, output, seconds on the clock, and its largest memory in MB."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    @property
    def value(self) -> dict[str, Any]:
        """Return the JSON object on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def tdkt(home: Path, *words: object, crash_at: str = "", kill_after: float | None = None) -> Ran:
    """Run one command on a home.

    Args:
        home: its folder.
        words: of the command line.
        crash_at: a named point at which the process ends as by a power cut.
        kill_after: seconds after which it is killed, wherever it is.
    """
    surroundings = {"PYTHONPATH": str(ROOT), "TDKT_CRASH_AT": crash_at, "LANG": "C.UTF-8"}
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "--home", str(home), *map(str, words)],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(process.pid, signal.SIGKILL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        said, told = out.read().decode("utf-8"), err.read().decode("utf-8")
    return Ran(process.returncode, said, told, seconds, used.ru_maxrss / 1024)
