"""A home with its web app."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.browser import Office, office


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    """Give an empty home with its web app."""
    opened = office(tmp_path)
    yield opened
    opened.close()
