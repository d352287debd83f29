"""A world for each test of the contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.world import World


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The platform of the variant that the test is about, and the person there."""
    with request.param(tmp_path) as begun:
        yield begun
