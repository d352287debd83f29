"""Events come in: each kept once before anything else, and no chat takes the place of the others."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.base import Channel
from bot.delivery.addresses import Names, written_event, written_message
from bot.delivery.limits import DailyCap, Doorkeeper
from bot.delivery.quota import Quota
from bot.dialogue.commands import Name, read_command
from bot.dialogue.sentences import ENOUGH_TODAY, TOO_FAST
from bot.messages import IncomingMessage, Kind, said
from knowledge.store.inbox import Event, Inbox
from knowledge.store.outbox import Outbox
from knowledge.store.outgoing import Draft

_MOST_WAITING = 20  # unanswered events of one chat; what comes on top is not kept
_A_DAY, _A_MINUTE = 86_400.0, 60.0  # seconds between two words that somebody writes too fast
_TOLD_WITHIN = 600.0  # seconds after which such a word helps nobody
_RIGHTS = frozenset({Name.WITHDRAW, Name.ERASE, Name.DECLINE, Name.DATA})
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
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def take(self, channel: Channel, messages: Sequence[IncomingMessage], now: datetime) -> int:
        """Keep events that are new and let in; return how many.

        One at a time is counted and kept, and no more than one: a batch of one platform must not hold up what another
        has given out and will not give again.
        """
        return sum(self._taken_alone(channel, _sound(message), now) for message in messages)

    def _taken_alone(self, channel: Channel, message: IncomingMessage, now: datetime) -> int:
        with self._counting:
            return self._taken(channel, message, now)

    def _taken(self, channel: Channel, message: IncomingMessage, now: datetime) -> int:
        event = Event(self.names.of_event(message), self.names.of_chat(message.chat), written_event(message))
        at = now.timestamp()
        if self.inbox.known(event.key):
            return 0
        if message.kind in _ASKED and not self._admitted(event.lane, at):
            counted = channel.capabilities.monthly_messages is not None
            if self.doorkeeper.warns(event.lane, at, _A_DAY if counted else _A_MINUTE):
                self._tell(message, TOO_FAST, at)
            return 0
        if message.kind in _ASKED and not _is_right(message) and not self._within_the_day(channel, event.lane, now):
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
        draft = Draft((way,), written_message(said(words)), "word", passing=True, expires_at=at + _TOLD_WITHIN)
        self.outbox.write([draft], at)


def _sound(message: IncomingMessage) -> IncomingMessage:
    """Return a message without halves of characters, which no database takes."""
    file = message.file and replace(message.file, name=_whole(message.file.name))
    return replace(message, text=_whole(message.text), file=file)


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_right(message: IncomingMessage) -> bool:
    """Say whether a message is about the person's own data: nobody may be kept from withdrawing by a count."""
    command = read_command(message.text) if message.kind is Kind.TEXT else None
    return command is not None and command.name in _RIGHTS
