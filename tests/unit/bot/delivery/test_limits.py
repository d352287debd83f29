"""How much may be asked: a burst at once, a rate kept up, one warning, and nobody in the way of the others."""

import pytest

from bot.delivery.limits import Bucket, DailyCap, Doorkeeper

NOON = 1_790_000_000.0


@pytest.mark.parametrize(
    ("moments", "taken"),
    [
        ([0, 0, 0, 0], "yyyn"),  # three at once, and no more
        ([0, 0, 0, 5, 9.9, 10, 10], "yyynnyn"),  # one more every ten seconds
        ([0, 0, 0, 1000, 1000, 1000, 1000], "yyyyyyn"),  # rest saves up a burst and not more
        ([0, 0, 0, -100, -100], "yyynn"),  # a clock that was put back gives nothing
        ([1, 1, 1, 0, 1, 2], "yyynnn"),
        ([0, 10, 20, 30, 40, 50], "yyyyyy"),  # whoever keeps the rate is never held up
    ],
)
def test_a_bucket_fills_with_time(moments: list[float], taken: str) -> None:
    """Tokens come back at the rate, up to the burst, and never for time that did not pass."""
    bucket = Bucket(rate=0.1, burst=3)
    assert "".join("y" if bucket.take(NOON + at) else "n" for at in moments) == taken


def test_one_chat_does_not_use_up_the_room_of_the_others() -> None:
    """A thousand messages of one chat leave everybody else served."""
    doorkeeper = Doorkeeper(per_minute=20, burst=10, overall_per_second=5)
    admitted = sum(doorkeeper.admits("ồn ào", NOON + n / 1000) for n in range(1000))
    assert admitted == 10
    assert all(doorkeeper.admits(f"chat {n}", NOON + 1) for n in range(10))


def test_a_chat_that_keeps_the_rate_is_always_let_in() -> None:
    """Twenty messages a minute for an hour are all answered."""
    doorkeeper = Doorkeeper(per_minute=20, burst=10)
    assert all(doorkeeper.admits("đều", NOON + 3 * n) for n in range(1200))


def test_all_together_are_held_back_too() -> None:
    """Many chats at once get no more than the home can answer."""
    doorkeeper = Doorkeeper(overall_per_second=5)
    assert sum(doorkeeper.admits(f"chat {n}", NOON) for n in range(100)) == 20
    assert sum(doorkeeper.admits(f"mới {n}", NOON + 1) for n in range(100)) == 5


@pytest.mark.parametrize(
    ("moments", "warned"),
    [([0, 1, 59], "ynn"), ([0, 60, 61], "yyn"), ([0, 30, 60, 90, 120], "ynyny"), ([0, 3600], "yy")],
)
def test_somebody_held_back_is_told_once_a_minute(moments: list[float], warned: str) -> None:
    """The warning itself must not become a flood."""
    doorkeeper = Doorkeeper()
    assert "".join("y" if doorkeeper.warns("ồn ào", NOON + at) else "n" for at in moments) == warned


def test_memory_of_chats_is_bounded() -> None:
    """Chats heard of longest ago are forgotten; those heard of now are still held back."""
    doorkeeper = Doorkeeper(per_minute=1, burst=1, overall_per_second=1e6, most_chats=3)
    assert doorkeeper.admits("một", NOON)
    assert not doorkeeper.admits("một", NOON)
    for name in ("hai", "ba"):
        assert doorkeeper.admits(name, NOON)
    assert not doorkeeper.admits("một", NOON)
    assert doorkeeper.admits("bốn", NOON)  # "hai" is forgotten for it
    assert doorkeeper.admits("hai", NOON)
    assert not doorkeeper.admits("bốn", NOON)


def test_a_day_holds_so_many_messages_of_a_chat() -> None:
    """What is over is told once, others are let in, and the next day begins anew."""
    cap = DailyCap(2)
    told = [(cap.admits("một", "2026-11-20"), cap.warns("một")) for _ in range(5)]
    assert told == [(True, False), (True, False), (False, True), (False, False), (False, False)]
    assert cap.admits("hai", "2026-11-20")
    assert cap.admits("một", "2026-11-21")
