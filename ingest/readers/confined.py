"""A child process that opens risky files (DOCX, PDF) under limits of memory and time (tiến trình con có giới hạn).

A file made to explode, or one that crashes a parser, ends the child and becomes one refusal; ingest goes on.
The child gets the bytes on its standard input, sees no settings or keys of its parent, and can write no files.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from ingest.readers.base import refusal
from knowledge.errors import UnreadableDocument

_ROOT = Path(__file__).parents[2]
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from ingest.readers.confined import serve; serve()"
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may take: seconds of time and megabytes of memory."""

    seconds: int = 120
    megabytes: int = 1500


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a child found in a file: the text of each page, and what stands in its margins."""

    pages: tuple[str, ...]
    margins: str = ""


Extractor = Callable[[bytes, Path], Extracted]


def extracted(extractor: str, original: bytes, path: Path, limits: Limits | None = None) -> Extracted:
    """Run ``extractor`` ("module:function") on ``original`` in a child process.

    Raises:
        UnreadableDocument: the extractor refused the file, or the child broke a limit.
    """
    limits = limits or Limits()
    given = [str(_ROOT), extractor, str(path), str(limits.seconds), str(limits.megabytes)]
    command = [sys.executable, "-I", "-c", _CHILD, *given]
    try:
        done = subprocess.run(command, input=original, capture_output=True, timeout=limits.seconds, env={}, check=False)
    except subprocess.TimeoutExpired as error:
        raise _broken(path, f"đọc quá {limits.seconds} giây chưa xong") from error
    if done.returncode != 0:
        raise _broken(
            path, f"nội dung hỏng, hoặc cần quá {limits.megabytes} MB bộ nhớ hay {limits.seconds} giây để đọc"
        )
    said = json.loads(done.stdout)
    if "message" in said:
        raise UnreadableDocument(said["message"], said["advice"])
    return Extracted(tuple(said["pages"]), said["margins"])


def _broken(path: Path, reason: str) -> UnreadableDocument:
    return refusal(path, reason, "Mở tệp bằng Word hoặc trình đọc PDF, lưu lại thành tệp mới rồi nạp lại.")


def serve() -> None:
    """Be the child: take the limits, read one file from standard input, say what was found as JSON."""
    _root, extractor, path, seconds, megabytes = sys.argv[1:]
    module, name = extractor.split(":")
    function: Extractor = getattr(import_module(module), name)
    original = sys.stdin.buffer.read()
    for kind, value in (
        (resource.RLIMIT_AS, int(megabytes) * _MEGABYTE),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    try:
        said = asdict(function(original, Path(path)))
    except UnreadableDocument as error:
        said = {"message": error.message, "advice": error.advice}
    sys.stdout.write(json.dumps(said))
