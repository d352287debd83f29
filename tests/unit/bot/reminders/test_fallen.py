"""Deadlines fall with the text that states them."""

from datetime import date

import pytest

from knowledge.deadlines import Deadline, DeadlineType
from knowledge.text import Span

LAST = date(2025, 6, 30)


def deadline(end: date, recurrence: str | None = None) -> Deadline:
    return Deadline(DeadlineType.SUBMISSION, "gửi hồ sơ", "gửi hồ sơ", Span(0, 9), end=end, recurrence=recurrence)


@pytest.mark.parametrize(
    ("rule", "until"),
    [
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30;UNTIL=20250630"),
        ("FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20231010", "FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20231010"),
        ("FREQ=MONTHLY;UNTIL=20301231;BYMONTHDAY=20", "FREQ=MONTHLY;BYMONTHDAY=20;UNTIL=20250630"),
    ],
)
def test_what_comes_again_ends_with_its_text(rule: str, until: str) -> None:
    """A duty that comes again lasts as long as its text is in force, or as long as the text itself says."""
    held = deadline(date(2024, 6, 30), rule).until(LAST)
    assert held is not None
    assert held.recurrence == until


@pytest.mark.parametrize(("end", "holds"), [(date(2025, 6, 30), True), (date(2025, 7, 1), False)])
def test_a_day_after_the_end_of_a_text_binds_nobody(end: date, holds: bool) -> None:
    """A day on which the text is in force no more has fallen; the last day of the text still counts."""
    assert (deadline(end).until(LAST) is not None) is holds
