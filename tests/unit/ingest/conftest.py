"""What the tests of every reader share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers import reader_for
from knowledge.errors import UnreadableDocument


@pytest.fixture
def refused_in_words(tmp_path: Path) -> Callable[[str, bytes, str], None]:
    """Hold a bad file against the promise of every reader: file, reason and next step are named."""

    def hold(name: str, content: bytes, expected: str) -> None:
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(UnreadableDocument) as caught:
            reader_for(file).read(file)
        assert name in caught.value.message
        assert expected in caught.value.message
        assert caught.value.advice

    return hold
