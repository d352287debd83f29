"""The loops that keep a home talking: answer what came in, send what goes out, forget what is over."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.channels.redaction import trace_of
from bot.delivery.answering import Answering
from bot.delivery.sending import Sending
from knowledge.store.chats import Chats
from knowledge.store.inbox import Arrived, Inbox
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Outgoing

_log = logging.getLogger(__name__)
_LEASE = 900.0  # seconds; far longer than any step, since what is still under way must not be taken for lost
_IDLE = 1.0  # seconds between two looks where nothing wakes us
_PAUSE = 1.0  # seconds after a failure of the store
_HOUSEKEEPING = 60.0  # seconds
_ROUNDS_TO_FORGET = 60
_TRACES = 2.0  # seconds for which words of people who agreed to nothing may stand in the files after the answer
_EVENT_KEYS_KEPT = timedelta(days=14)  # platforms deliver again for a day at most
_TRIES_KEPT = timedelta(days=1)
_MESSAGES_KEPT = timedelta(days=30)

_Item = TypeVar("_Item")
Claim = Callable[[float, float, int], Sequence[_Item]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is done at once.

    Attributes:
        answers: events answered at the same time, each of another chat.
        sendings: messages on their way at the same time, each to another chat.
        grace: seconds that work under way is given when the process stops.
    """

    answers: int = 3
    sendings: int = 8
    grace: float = 3.0


@dataclass(slots=True)
class Worker:
    """Runs the loops of one home until it is cancelled.

    Attributes:
        inbox, outbox, chats: of the home.
        answering: answers one event.
        sending: sends one message.
        now: the clock.
        question_days: for how many days the texts of questions are kept.
        pace: how much is done at once.
        counted: told of each thing done, for metrics: ("answer" or "send", how it ended).
    """

    inbox: Inbox
    outbox: Outbox
    chats: Chats
    answering: Answering
    sending: Sending
    now: Callable[[], datetime]
    question_days: int = 30
    pace: Pace = field(default_factory=Pace)
    counted: Callable[[str, str], None] = lambda what, how: None
    _came: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _written: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _traces: bool = field(init=False, default=True)

    def wake(self) -> None:
        """Say that something came in or is to go out; to be called in the loop."""
        self._came.set()
        self._written.set()

    async def run(self) -> None:
        """Work until cancelled; what is under way then is finished, within the grace."""
        await asyncio.to_thread(self._recover)
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._work(self.inbox.claim, self.pace.answers, self._answer, self._came))
            loops.create_task(self._work(self.outbox.claim, self.pace.sendings, self._send, self._written))
            loops.create_task(self._keep_house())
            loops.create_task(self._leave_no_traces())

    def _recover(self) -> None:
        """Take over what an earlier process left: a home has one server at a time."""
        self.inbox.release_all()
        lost = self.outbox.recover(self.now().timestamp(), everything=True)
        if lost:
            _log.warning("%d messages were under way when the process ended: unknown", lost)

    async def _answer(self, arrived: Arrived) -> None:
        how = await asyncio.to_thread(self.answering.handle, arrived)
        if how:
            self.counted("answer", how)

    async def _send(self, message: Outgoing) -> None:
        self.counted("send", await self.sending.handle(message))

    async def _work(
        self, claim: Claim[_Item], most: int, handle: Callable[[_Item], Awaitable[None]], woken: asyncio.Event
    ) -> None:
        """Claim items while there is room, and handle each in a task of its own."""
        under_way: set[asyncio.Task[None]] = set()

        def begin(claimed: Sequence[_Item]) -> int:
            for item in claimed:
                task = asyncio.create_task(self._handled(handle, item))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            return len(claimed)

        try:
            while True:
                woken.clear()
                room = most - len(under_way)
                begun = await self._claimed(claim, room, begin) if room else 0
                if begun < room or not room:
                    await _woken(woken, _IDLE)
        finally:
            await _finished(under_way, self.pace.grace)

    async def _claimed(self, claim: Claim[_Item], room: int, begin: Callable[[Sequence[_Item]], int]) -> int:
        """Claim items and begin with them, also where somebody stops us meanwhile: nobody else would."""
        claiming = asyncio.ensure_future(asyncio.to_thread(claim, self.now().timestamp(), _LEASE, room))
        try:
            return begin(await asyncio.shield(claiming))
        except asyncio.CancelledError:
            with suppress(Exception):
                begin(await claiming)
            raise
        except Exception as error:  # a full disk must not end the service: what is kept is tried again
            _log.error("the store failed: %s", trace_of(error))
            await asyncio.sleep(_PAUSE)
            return 0

    async def _handled(self, handle: Callable[[_Item], Awaitable[None]], item: _Item) -> None:
        try:
            await handle(item)
        except Exception as error:  # the row stays claimed, and is looked at after its lease or the next start
            _log.error("a step failed: %s", trace_of(error))
        finally:
            self._traces = True
            self.wake()

    async def _leave_no_traces(self) -> None:
        """Empty the files of what was deleted, a little after each burst of work."""
        while True:
            await asyncio.sleep(_TRACES)
            if not self._traces:
                continue
            self._traces = False
            try:
                self._traces = not await asyncio.to_thread(self.chats.drop_traces) or self._traces
            except Exception as error:
                self._traces = True
                _log.error("traces could not be dropped (%s)", type(error).__name__, exc_info=error)

    async def _keep_house(self) -> None:
        """Free now and then what nobody finished, and forget once an hour what is over."""
        rounds = 0
        while True:
            try:
                await asyncio.to_thread(self.outbox.recover, self.now().timestamp())
                if rounds % _ROUNDS_TO_FORGET == 0:
                    await asyncio.to_thread(self._forget)
            except Exception as error:
                _log.error("housekeeping failed: %s", trace_of(error))
            rounds += 1
            await asyncio.sleep(_HOUSEKEEPING)

    def _forget(self) -> None:
        """Delete what is over: keys of events, messages that ended, the texts of old questions."""
        now = self.now()
        self.inbox.forget_before((now - _EVENT_KEYS_KEPT).timestamp())
        self.outbox.forget_before((now - _MESSAGES_KEPT).timestamp())
        self.answering.people.forget_tries((now - _TRIES_KEPT).timestamp())
        self.chats.forget_before((now - timedelta(days=self.question_days)).timestamp())


async def _woken(event: asyncio.Event, longest: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(longest):  # wait_for would lose a cancellation that comes with the event (3.11)
            await event.wait()


async def _finished(tasks: set[asyncio.Task[None]], grace: float) -> None:
    """Let tasks finish within the grace; cancel the others, and wait until they have told what became of them."""
    if not tasks:
        return
    _, late = await asyncio.wait(set(tasks), timeout=grace)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
