"""The child process: whatever a hostile file does to a parser is one refusal, and nothing of ours leaks into it."""

import os
import time
from pathlib import Path

import pytest

from ingest.readers.confined import Extracted, Limits, extracted
from knowledge.errors import UnreadableDocument

HERE = "tests.unit.ingest.test_confined"


def too_slow(_original: bytes, _path: Path) -> Extracted:
    """Never come to an end."""
    time.sleep(30)
    return Extracted(())


def too_large(_original: bytes, _path: Path) -> Extracted:
    """Ask for more memory than any limit gives."""
    return Extracted((str(len(bytearray(10**10))),))


def crashing(_original: bytes, _path: Path) -> Extracted:
    """End as a broken parser in C ends."""
    os.abort()


def writing(_original: bytes, path: Path) -> Extracted:
    """Write a file, which no reader needs to."""
    path.write_bytes(b"x" * 10_000)
    return Extracted(("written",))


def telling(original: bytes, path: Path) -> Extracted:
    """Say what the child was given."""
    return Extracted((original.decode(), path.name, str("TDKT_SECRET" in os.environ)), "lề")


@pytest.mark.parametrize(
    ("extractor", "limits", "reason"),
    [
        ("too_slow", Limits(seconds=2), "quá 2 giây"),
        ("too_large", Limits(megabytes=900), "900 MB"),
        ("crashing", Limits(), "nội dung hỏng"),
        ("writing", Limits(), "nội dung hỏng"),
    ],
)
def test_a_broken_limit_is_one_refusal(tmp_path: Path, extractor: str, limits: Limits, reason: str) -> None:
    """Too slow, too large, crashed or writing: the child ends, the file is refused in words, we go on."""
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        extracted(f"{HERE}:{extractor}", b"any", tmp_path / "xau.pdf", limits)
    assert "xau.pdf" in caught.value.message
    assert caught.value.advice


def test_the_child_sees_the_file_and_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser of strangers' files never holds the unit's keys."""
    monkeypatch.setenv("TDKT_SECRET", "chìa khóa")
    found = extracted(f"{HERE}:telling", "Kế hoạch".encode(), tmp_path / "a.pdf")
    assert found == Extracted(("Kế hoạch", "a.pdf", "False"), "lề")
