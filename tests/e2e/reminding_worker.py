"""A worker of reminders as a process of its own, to be killed: looks at the clock and sends, until nothing is left.

    python -m tests.e2e.reminding_worker '{"url": …}'      (see ``Orders``)

Its channel writes what it takes into a file, and fails before and after it takes something, as chance has it.
"""

import asyncio
import json
import os
import random
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.channels.plain import plain
from bot.channels.recording import RecordingChannel
from bot.delivery.addresses import Names
from bot.delivery.notices import Notices
from bot.delivery.quota import Quota
from bot.delivery.sending import Sending
from bot.messages import Capabilities, ChatAddress, OutgoingMessage, Retry, SendResult, Sent, Unknown
from bot.reminders.reminding import Reminding
from knowledge.crash_points import arm
from knowledge.store import Library, open_engine
from knowledge.store.chats import Chats
from knowledge.store.counters import Counters
from knowledge.store.deadlines import Deadlines
from knowledge.store.outbox import Outbox
from knowledge.store.people import People
from knowledge.store.reminders import Reminders

READY = "ready"
ACCOUNT = "so@lc.vn"
LETTERS = Capabilities(calendar=True, by_email=True)
NAMES = Names(b"k" * 32)
_RETRIES, _UNKNOWN_BEFORE, _UNKNOWN_AFTER = 0.06, 0.02, 0.02
_AT_ONCE = 8
_IDLE = 0.02


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is to do.

    Attributes:
        url: of the database.
        taken: the file into which its channel writes.
        day: the simulated moment at which the day began.
        began: the real moment of that, in seconds since 1970.
        pace: simulated seconds in a real one.
        lease: simulated seconds for which a message is held by one worker.
        alone: nobody else sends, so what was under way is lost for certain.
        seed: of chance.
        crash_at: a named point at which it ends as by a power cut.
    """

    url: str
    taken: str
    day: str
    began: float
    pace: float
    lease: float
    alone: bool
    seed: int
    crash_at: str = ""

    def now(self) -> datetime:
        """Return the simulated moment."""
        return datetime.fromisoformat(self.day) + timedelta(seconds=(time.time() - self.began) * self.pace)


class FailingChannel(RecordingChannel):
    """Takes messages into a file; some it does not take, and of some it leaves unknown whether it did."""

    def __init__(self, orders: Orders) -> None:
        super().__init__("email", LETTERS, ACCOUNT)
        self._chance, self._orders = random.Random(orders.seed), orders
        self._file = os.open(orders.taken, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def send(self, to: ChatAddress, message: OutgoingMessage) -> SendResult:
        """Take a message or not."""
        await asyncio.sleep(self._chance.uniform(0, 0.004))
        drawn = self._chance.random()
        if drawn < _RETRIES:
            return Retry(self._chance.uniform(0, 30), detail="kênh bận")
        if drawn < _RETRIES + _UNKNOWN_BEFORE:
            return self._left_unknown(to)
        line = {"taken": to.chat, "day": f"{self._orders.now():%Y-%m-%d}", "says": plain(message.blocks)}
        os.write(self._file, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        await asyncio.sleep(self._chance.uniform(0, 0.004))
        if drawn > 1 - _UNKNOWN_AFTER:
            return self._left_unknown(to)
        return Sent("1")

    def _left_unknown(self, to: ChatAddress) -> Unknown:
        os.write(self._file, (json.dumps({"unknown": to.chat}) + "\n").encode())
        return Unknown("kênh không trả lời")


def reminding_of(engine: Engine) -> Reminding:
    """Return what looks at the clock, on the stores of a database."""
    people = People(engine)
    notices = Notices(people, Chats(engine), Outbox(engine), NAMES, {"email": ACCOUNT}, {"email": LETTERS})
    return Reminding(Library(engine), Deadlines(engine), Reminders(engine), people, notices, "kho")


async def work(orders: Orders) -> None:
    """Look and send until nothing is left of the day."""
    engine = open_engine(orders.url)
    outbox, reminding = Outbox(engine), reminding_of(engine)
    channel = FailingChannel(orders)
    quota = Quota(Counters(engine), lambda key, words: None)
    sending = Sending(outbox, Chats(engine), NAMES, {"email": channel}, quota, orders.now)
    outbox.recover(orders.now().timestamp(), everything=orders.alone)
    under_way: set[asyncio.Task[str]] = set()
    looking: asyncio.Task[int] | None = asyncio.create_task(asyncio.to_thread(reminding.look, orders.now()))
    while True:
        if looking and looking.done():
            again = looking.result() > 0
            looking = asyncio.create_task(asyncio.to_thread(reminding.look, orders.now())) if again else None
        now, room = orders.now().timestamp(), _AT_ONCE - len(under_way)
        claimed = await asyncio.to_thread(outbox.claim, now, orders.lease, room) if room else []
        for one in claimed:
            task = asyncio.create_task(sending.handle(one))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        if not claimed:
            await asyncio.sleep(_IDLE)
            left = outbox.counts()
            if looking is None and not under_way and not left.get("pending") and not left.get("claimed"):
                return
            outbox.recover(now)


def main() -> None:
    """Do what the orders say."""
    orders = Orders(**json.loads(sys.argv[1]))
    arm(orders.crash_at)
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    asyncio.run(work(orders))


if __name__ == "__main__":
    main()
