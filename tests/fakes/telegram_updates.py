"""Events on their way to the bot: one queue, and getUpdates that reads it (C.2)."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.fakes.telegram_wire import Params, Refused
from tests.fakes.telegram_world import Chat, Json, Person, World, member_json

EXCLUDED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # [D] unless asked for
_TICK = 0.01


class UpdateQueue:
    """The events that the bot has not confirmed.

    Attributes:
        allowed: The kinds that the bot asked for; it stays until changed [D]. None is the default set.
        last_id: The id of the newest event.
        world: What the events are about.
    """

    def __init__(self, world: World, first_id: int = 871_000_001) -> None:
        self.allowed: list[str] | None = None
        self.last_id = first_id - 1
        self.world = world
        self._waiting: list[tuple[float, Json]] = []
        self._newest_poll = 0
        self._open_polls: set[int] = set()

    def put(self, kind: str, payload: Json) -> None:
        """Add an event, if its kind is allowed; what is not is lost [D]."""
        with self.world.lock:
            if (kind in self.allowed) if self.allowed else (kind not in EXCLUDED):
                self.last_id += 1
                self._waiting.append((self.world.clock(), {"update_id": self.last_id, kind: payload}))
            self.world.changed()

    def pending(self) -> list[Json]:
        """Return what is unconfirmed and not too old, oldest first: 24 hours [D]."""
        born_after = self.world.clock() - self.world.rules.update_hours * 3600
        self._waiting = [(at, update) for at, update in self._waiting if at >= born_after]
        return [update for _, update in self._waiting]

    def confirm_below(self, offset: int) -> None:
        """Forget what a larger offset confirms; a negative one keeps that many of the newest [D]."""
        kept = self._waiting[offset:] if offset < 0 else [w for w in self._waiting if w[1]["update_id"] >= offset]
        self._waiting = kept

    def confirm(self, update_id: int) -> None:
        """Forget one event: the webhook took it."""
        self._waiting = [one for one in self._waiting if one[1]["update_id"] != update_id]
        self.world.changed()

    def clear(self) -> None:
        """Forget everything."""
        self._waiting = []

    def allow(self, params: Params) -> None:
        """Take over ``allowed_updates`` where it is given; an empty list is the default set [D]."""
        given = params.nested("allowed_updates", list)
        if given is not None:
            self.allowed = [str(kind) for kind in given] or None

    @property
    def open_polls(self) -> int:
        """How many polls wait."""
        return len(self._open_polls)

    def open_poll(self) -> int:
        """Begin a poll; of two at once one loses: by default the older, which waits [R]; by flag the newer [?]."""
        if self._open_polls and self.world.rules.conflict_loser == "newer":
            raise _second_poller()
        self._newest_poll += 1
        self._open_polls.add(self._newest_poll)
        return self._newest_poll

    def check_poll(self, poll: int) -> None:
        """Refuse to go on with a poll that a newer one has replaced."""
        if poll != self._newest_poll:
            raise _second_poller()

    def close_poll(self, poll: int) -> None:
        """End a poll."""
        self._open_polls.discard(poll)


def change_bot_status(queue: UpdateQueue, chat: Chat, by: Person, status: str) -> None:
    """Let the bot become ``member``, ``administrator``, ``left`` or ``kicked``; it hears of it [D] C.4."""
    bot, before = queue.world.bot, chat.bot_status
    chat.bot_status = status
    old, new = member_json(bot, before), member_json(bot, status)
    shown = {"chat": chat.json(), "from": by.json(), "date": queue.world.now()}
    queue.put("my_chat_member", {**shown, "old_chat_member": old, "new_chat_member": new})


def _second_poller() -> Refused:
    why = "terminated by other getUpdates request; make sure that only one bot instance is running"
    return Refused(409, f"Conflict: {why}")  # [D] C.2


async def poll(
    queue: UpdateQueue,
    webhook_is_set: Callable[[], bool],
    params: Params,
    time_scale: float,
    gone: Callable[[], Awaitable[bool]],
) -> list[Json]:
    """Answer ``getUpdates``: at once if there is something to read, else after ``timeout`` times ``time_scale``.

    Args:
        queue: What there is to read.
        webhook_is_set: Tells whether there is a webhook; polling is refused meanwhile.
        params: The parameters of the request.
        time_scale: How long a second of ``timeout`` lasts.
        gone: Tells whether the poller has hung up.
    """
    world = queue.world
    offset = params.integer("offset")
    limit = min(100, max(1, params.integer("limit", 100)))  # [D] 1–100; [R] others are cut to fit
    wait = min(50, max(0, params.integer("timeout"))) * time_scale  # [R] at most 50 s
    with world.lock:
        if webhook_is_set():
            why = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise Refused(409, f"Conflict: {why}")  # [D] C.2
        ticket = queue.open_poll()
        queue.allow(params)
        if offset:
            queue.confirm_below(offset)
    until = asyncio.get_running_loop().time() + wait
    try:
        while True:
            with world.lock:
                queue.check_poll(ticket)
                if webhook_is_set():
                    raise Refused(409, "Conflict: terminated by setWebhook request")  # [R]
                found = queue.pending()[:limit]
            left = until - asyncio.get_running_loop().time()
            if found or left <= 0 or await gone():
                return found
            await asyncio.sleep(min(_TICK, left))
    finally:
        with world.lock:
            queue.close_poll(ticket)
