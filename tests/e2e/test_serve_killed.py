"""The whole process, killed in the middle of answers and started again, on both platforms."""

import random
import sys
from pathlib import Path

import pytest

from tests.e2e.killing import Kills, Tally
from tests.e2e.serving import Serving, fed_home, platforms


@pytest.mark.parametrize("cycles", [3])
def test_every_question_is_answered_once_as_far_as_anybody_can_know(cycles: int, tmp_path: Path) -> None:
    """Nobody is answered twice; who is not answered is recorded as unknown, or was never read by us.

    Telegram keeps what we did not confirm, so nothing is lost there. Zalo forgets what it has given out: what it gave
    to a process that died before keeping it is gone, and no program could know.
    """
    home = fed_home(tmp_path / "home")
    with platforms() as served, Serving(home, served.of_both) as serving:
        kills = Kills(serving, served, random.Random(20))
        for _ in range(cycles):
            kills.cycle()
        kills.settle()
        told = {channel: kills.tally(channel) for channel in ("zalo", "telegram")}
        sys.stdout.write(f"{told}\n{dict(kills.met)}\n")
    for channel, tally in told.items():
        assert (tally.twice, tally.lost, tally.wrong) == (0, 0, 0), (channel, tally)
        assert tally.asked == tally.answered + tally.unknown + tally.popped
    assert told["telegram"].popped == 0
    assert told["zalo"].popped <= cycles  # one poll brings one message
    assert told["telegram"] != Tally()
