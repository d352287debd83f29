"""The loops end when they are told to, at whatever moment, and drop nothing that they have claimed."""

import asyncio
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery.worker import Pace, Worker


class Store:
    """An inbox, an outbox and chats in one; its first claim waits until it may go on, if it must.

    Attributes:
        items: what the claims give out.
        entered: set when a claim has begun.
        may_claim: the claims wait for it.
    """

    def __init__(self, items: list[str]) -> None:
        self.items = items
        self.entered, self.may_claim = threading.Event(), threading.Event()

    def claim(self, _now: float, _lease: float, _most: int) -> list[str]:
        self.entered.set()
        assert self.may_claim.wait(5)
        given, self.items = self.items, []
        return given

    def drop_traces(self) -> bool:
        return True

    def __getattr__(self, _name: str) -> Any:
        return lambda *_, **__: 0


class Doing:
    """Answers and sends by noting what it was given."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.people = Store([])

    async def handle(self, item: str) -> str:
        self.done.append(item)
        return "sent"


def worker(outbox: Store, sending: Doing) -> Worker:
    idle = Store([])
    idle.may_claim.set()
    parts: Any = (idle, outbox, idle, sending, sending)
    return Worker(*parts, now=lambda: datetime.now(UTC), pace=Pace(grace=1.0))


def test_what_was_claimed_while_it_was_stopped_is_done() -> None:
    """A message that a claim gives out after the wish to stop is sent all the same: nobody else would."""
    outbox, sending = Store(["a", "b"]), Doing()

    async def stopped() -> None:
        running = asyncio.create_task(worker(outbox, sending).run())
        assert await asyncio.to_thread(outbox.entered.wait, 5)
        running.cancel()
        await asyncio.sleep(0.01)
        outbox.may_claim.set()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(running, 5)

    asyncio.run(stopped())
    assert sending.done == ["a", "b"]


@pytest.mark.parametrize("steps", range(8))
def test_a_wish_to_stop_is_not_lost_to_an_event(steps: int) -> None:
    """Where something comes in at the very moment of the wish to stop, it stops all the same."""
    outbox, sending = Store([]), Doing()
    outbox.may_claim.set()

    async def stopped() -> None:
        made = worker(outbox, sending)
        running = asyncio.create_task(made.run())
        await asyncio.sleep(0.05)
        made.wake()
        for _ in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(running, 5)

    asyncio.run(stopped())
