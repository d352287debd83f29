"""One event becomes its answer: the dialogue is asked, and the answer written out in the same step that ends it."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.channels.redaction import trace_of
from bot.delivery.addresses import Names, read_event, written_address, written_message
from bot.delivery.notices import Notices
from bot.dialogue import ChatMemory, Dialogue, Response, Turn
from bot.dialogue.consent import Purpose, covers
from bot.dialogue.memory import PassingMemories, as_text, from_text
from bot.dialogue.personal import keeps_questions
from bot.dialogue.sentences import FAILED
from bot.messages import IncomingMessage, Kind, OutgoingMessage, said
from bot.unit.asked import asked_and_cited, tallies_of
from bot.unit.chat_rating import rated
from knowledge.audiences import EVERYONE, Audience, audience_of
from knowledge.people import Person
from knowledge.store.chat_records import Asked, ChatRecord
from knowledge.store.chats import Chats
from knowledge.store.inbox import Arrived, Inbox
from knowledge.store.outgoing import Draft
from knowledge.store.people import People
from knowledge.store.unit_counts import Tally, UnitCounts

_log = logging.getLogger(__name__)
_MOST_ATTEMPTS = 3
_MOST_CLAIMS = 10
_AGAIN_AFTER = 2.0  # seconds after a failure
_REPLY_GOOD_FOR = timedelta(hours=6)
_LONGEST_FETCH = 60.0  # seconds
_NO_QUESTION = frozenset({Kind.BLOCKED, Kind.UNBLOCKED, Kind.MOVED})


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers events, one call each; calls for different chats may run at once.

    Attributes:
        dialogue: says what is answered.
        inbox, chats, people: of the home.
        notices: for others who must know.
        memories: of chats that agreed to nothing.
        names: gives pseudonyms.
        channels: those switched on, by name.
        loop: where channels live, for fetching files.
        now: the clock.
        counts: takes what is counted for the unit's report; None where nobody counts.
    """

    dialogue: Dialogue
    inbox: Inbox
    chats: Chats
    people: People
    notices: Notices
    memories: PassingMemories
    names: Names
    channels: Mapping[str, Channel]
    loop: asyncio.AbstractEventLoop
    now: Callable[[], datetime]
    counts: UnitCounts | None = None

    def handle(self, arrived: Arrived) -> str:
        """Answer an event; return how its question ended, empty where nothing was asked.

        What fails is tried again a little later, and after a few times an apology goes out.
        """
        if arrived.attempts > _MOST_CLAIMS:  # whatever ends this process each time must not do so for ever
            _log.error("an event was begun %d times and never ended; it is given up", arrived.attempts)
            self.inbox.fail(arrived.id, self.now().timestamp())
            return ""
        try:
            message = read_event(arrived.payload)
        except ValueError:
            _log.error("an event in the inbox cannot be read; it is given up")
            self.inbox.fail(arrived.id, self.now().timestamp())
            return ""
        try:
            return self._handled(arrived, message)
        except Exception as error:  # whatever broke must neither stop the others nor be lost
            _log.error("answering failed, attempt %d: %s", arrived.attempts, trace_of(error))
            if arrived.attempts < _MOST_ATTEMPTS:
                self.inbox.postpone(arrived.id, self.now().timestamp() + _AGAIN_AFTER)
            else:
                self._finish(arrived, message, said(FAILED), passing=True)
            return "failed"

    def _handled(self, arrived: Arrived, message: IncomingMessage) -> str:
        if message.kind in _NO_QUESTION:
            self._note(arrived, message)
            return ""
        turn = self._turn(arrived, message)
        vote = rated(turn, self.names.key, self.counts) if self.counts is not None else None
        response = vote or self.dialogue.respond(turn)
        self._keep(arrived, turn, response)
        return response.status

    def _told(self, arrived: Arrived, response: Response) -> list[Draft]:
        """Return the messages to others who must know.

        A warning that a chat was linked must not end in that very chat, which is always the one used last.
        """
        found: list[Draft] = []
        for number, (person_id, words) in enumerate(response.told):
            key = f"told:{arrived.id}:{number}:{person_id}"
            where = {"about": "thông báo tài khoản", "key": key, "elsewhere_than": arrived.lane}
            found += self.notices.drafts(person_id, words, self.now(), **where)
        return found

    def _turn(self, arrived: Arrived, message: IncomingMessage) -> Turn:
        channel = self.channels[message.chat.channel]
        now, key = self.now(), arrived.lane
        record = self.chats.find(key)
        person = self.people.of_chat(key) if record and message.private else None
        passing = self.memories.of(key, now)
        return Turn(
            message=message,
            key=key,
            sender=self.names.of_sender(message),
            now=now,
            memory=self._memory(record, passing),
            capabilities=channel.capabilities,
            record=record,
            person=person,
            audience=audience(person),
            address=written_address(message.chat),
            abroad=channel.abroad,
            fetch=self._fetcher(channel, message) if channel.capabilities.files else None,
        )

    def _memory(self, record: ChatRecord | None, passing: ChatMemory) -> ChatMemory:
        """Return what is remembered of a chat: what is kept with consent, else what this process still knows."""
        if record is None or not record.state:
            return passing
        kept = from_text(record.state)
        return kept if covers(record.consent_version, Purpose.QUESTIONS) else replace(passing, greeted=True)

    def _fetcher(self, channel: Channel, message: IncomingMessage) -> Callable[[], bytes]:
        def fetch() -> bytes:
            assert message.file is not None
            fetched = asyncio.run_coroutine_threadsafe(channel.fetch(message.file), self.loop)
            return fetched.result(_LONGEST_FETCH)

        return fetch

    def _keep(self, arrived: Arrived, turn: Turn, response: Response) -> None:
        """End the event: what was said into the outbox, what is remembered where it may be kept."""
        record = self.chats.find(turn.key)  # consent may have been given or withdrawn in this very turn
        kept = keeps_questions(replace(turn, record=record))
        if kept:
            self.memories.drop(turn.key)
        else:
            self.memories.keep(turn.key, response.memory, turn.now)
        asked, channel = None, turn.message.chat.channel
        before, after = turn.memory.conversation, response.memory.conversation
        question, cited = asked_and_cited(turn.message.text, response.status, before, after)
        if response.status:
            asked = Asked(channel, response.status, turn.key if kept else None, question if kept else None)
        memory = response.memory if kept else ChatMemory(greeted=True)
        self._finish(
            arrived, turn.message, response.message, passing=record is None,
            conversation=(turn.key, as_text(memory)), asked=asked, others=self._told(arrived, response),
        )  # fmt: skip
        if self.counts is not None and response.status:
            self._count(self.counts, tallies_of(response.status, question, cited, turn.now.date(), channel), turn)

    def _count(self, counts: UnitCounts, tallies: Sequence[Tally], turn: Turn) -> None:
        """Count an answer for the unit's report; a count that fails must not have the question answered again."""
        try:
            counts.add(tallies, turn.now.date())
        except Exception as error:
            _log.error("an answer was not counted: %s", trace_of(error))

    def _finish(
        self,
        arrived: Arrived,
        message: IncomingMessage,
        reply: OutgoingMessage | None,
        *,
        passing: bool,
        conversation: tuple[str, str] | None = None,
        asked: Asked | None = None,
        others: Sequence[Draft] = (),
    ) -> None:
        now = self.now()
        way = self.names.way_to(message.chat)
        until = (now + _REPLY_GOOD_FOR).timestamp()
        drafts = list(others)
        if reply is not None:
            key = f"reply:{arrived.id}"
            drafts[:0] = [Draft((way,), written_message(reply), key=key, passing=passing, expires_at=until)]
        self.chats.finish(arrived.id, drafts, now.timestamp(), conversation=conversation, asked=asked)

    def _note(self, arrived: Arrived, message: IncomingMessage) -> None:
        """Take notice of what is no message: a chat blocked us, wants us again, or moved."""
        if message.kind is Kind.MOVED and message.moved_to is not None:
            old, new = self.names.way_to(message.chat), self.names.way_to(message.moved_to)
            self.chats.move(old.lane, new.lane, old.address, new.address)
        else:
            self.chats.set_active(arrived.lane, active=message.kind is Kind.UNBLOCKED)
        self.chats.finish(arrived.id, [], self.now().timestamp())


def audience(person: Person | None) -> Audience:
    """Return the groups of a person; nobody known is everybody."""
    if person is None:
        return EVERYONE
    return audience_of([person.role], [person.unit] if person.unit else [])
