"""Workers of reminders that are killed, and weeks of reminders around Tết; ``make soak`` does the same at length."""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from knowledge.store.engine import sqlite_url
from tests.e2e.reminding_killed import Killing
from tests.e2e.reminding_year import Year


def test_no_reminder_is_lost_or_doubled_when_workers_are_killed(tmp_path: Path) -> None:
    """Killed at any moment, a worker on the same home goes on: what the channel took came once."""
    killing = Killing(sqlite_url(tmp_path / "tdkt.sqlite"), tmp_path, people=30)
    tally = killing.run(3, most_days=1)
    assert tally.expected == 30 * 2
    assert tally.is_right
    assert tally.sent > tally.left_unknown + tally.died


def test_no_message_around_tet_is_against_a_rule(engine: Engine) -> None:
    """Three weeks with Tết: no message at night, on a day off, too late, twice a day or to the wrong people."""
    figures = Year(engine, people=40).run(date(2027, 1, 25), date(2027, 2, 12))
    assert figures.broken == {}
    assert figures.messages > 20
