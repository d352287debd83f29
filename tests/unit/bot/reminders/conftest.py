"""Deadlines for the tests of reminders."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.reminders.occurrences import Kept
from knowledge.deadlines import Deadline, DeadlineState, DeadlineType
from knowledge.text import Span
from knowledge.time_expressions import Boundary

QUOTE = "Thời hạn gửi hồ sơ đề nghị khen thưởng đợt 1 về Văn phòng Sở chậm nhất ngày 20/6/2024."


def _kept(
    end: date | None = date(2024, 6, 20),
    *,
    id: int = 1,
    what: str = "hồ sơ đề nghị khen thưởng đợt 1",
    state: DeadlineState = DeadlineState.CONFIRMED,
    sequence: int = 0,
    document: str = "Kế hoạch 12/KH-SNV",
    left_out: frozenset[date] = frozenset(),
    **given: Any,
) -> Kept:
    said = {
        "who": "Các phòng thuộc Sở", "to_whom": "Văn phòng Sở", "provision": "mục II.1", "is_obligation": True,
        "boundary": Boundary.ON_OR_BEFORE,
    } | given  # fmt: skip
    deadline = Deadline(DeadlineType.SUBMISSION, what, QUOTE, Span(0, len(QUOTE)), end=end, **said)
    return Kept(id, deadline, state, sequence, document, left_out)


@pytest.fixture(scope="session")
def kept() -> Callable[..., Kept]:
    """The maker of deadlines: confirmed and due on 20/6/2024 unless told otherwise."""
    return _kept
