"""Events come in: each kept once before anything else, and no chat takes the place of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Channel
from bot.delivery.addresses import Names, written_event, written_message
from bot.delivery.limits import DailyCap, Doorkeeper
from bot.delivery.quota import Quota
from bot.dialogue.sentences import ENOUGH_TODAY, TOO_FAST
from bot.messages import IncomingMessage, Kind, said
from knowledge.store.inbox import Event, Inbox
from knowledge.store.outbox import Draft, Outbox

_MOST_WAITING = 20  # unanswered events of one chat; what comes on top is not kept
_ASKED = frozenset(Kind) - {Kind.BLOCKED, Kind.UNBLOCKED, Kind.MOVED}


@dataclass(frozen=True, slots=True)
class Reception:
    """Takes events from channels.

    Attributes:
        inbox: where they are kept.
        outbox: for telling somebody who writes too fast.
        names: gives pseudonyms.
        doorkeeper: lets messages in.
        quota: counts the people who write.
        daily: lets each chat in so often a day, on channels whose months are counted; None for as often as wanted.
    """

    inbox: Inbox
    outbox: Outbox
    names: Names
    doorkeeper: Doorkeeper
    quota: Quota
    daily: DailyCap | None = None

    def take(self, channel: Channel, messages: Sequence[IncomingMessage], now: datetime) -> int:
        """Keep events that are new and let in; return how many."""
        return sum(self._taken(channel, message, now) for message in messages)

    def _taken(self, channel: Channel, message: IncomingMessage, now: datetime) -> int:
        event = Event(self.names.of_event(message), self.names.of_chat(message.chat), written_event(message))
        at = now.timestamp()
        if self.inbox.known(event.key):
            return 0
        if message.kind in _ASKED and not self._admitted(event.lane, at):
            if self.doorkeeper.warns(event.lane, at):
                self._tell(message, TOO_FAST, at)
            return 0
        if message.kind in _ASKED and not self._within_the_day(channel, event.lane, now):
            if self.daily and self.daily.warns(event.lane):
                self._tell(message, ENOUGH_TODAY, at)
            return 0
        if message.private:
            self.quota.meet(channel.name, channel.capabilities, channel.title, event.lane)
        return self.inbox.keep([event], at)

    def _admitted(self, lane: str, at: float) -> bool:
        return self.doorkeeper.admits(lane, at) and self.inbox.waiting(lane) < _MOST_WAITING

    def _within_the_day(self, channel: Channel, lane: str, now: datetime) -> bool:
        if self.daily is None or channel.capabilities.monthly_messages is None:
            return True
        return self.daily.admits(lane, now.date().isoformat())

    def _tell(self, message: IncomingMessage, words: str, at: float) -> None:
        way = self.names.way_to(message.chat)
        self.outbox.write([Draft((way,), written_message(said(words)), passing=True)], at)
