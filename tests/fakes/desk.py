"""A home without documents and a process without loops: each message goes step by step from a chat to its answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, Table, select

from bot.channels.plain import plain
from bot.channels.recording import RecordingChannel
from bot.clock import VIETNAM
from bot.delivery.addresses import Names
from bot.delivery.answering import Answering
from bot.delivery.limits import Doorkeeper
from bot.delivery.notices import Notices
from bot.delivery.quota import Quota
from bot.delivery.reception import Reception
from bot.delivery.sending import Sending
from bot.dialogue import Dialogue
from bot.dialogue.duties import Duties
from bot.dialogue.intake import Intake
from bot.dialogue.memory import PassingMemories
from bot.dialogue.personal import Personal
from bot.messages import Capabilities, ChatAddress, Choices, IncomingMessage, Kind, OutgoingMessage, SentFile
from bot.reminders.register import held_until
from bot.reminders.reminding import Reminding
from bot.web.login import login_address
from knowledge.people import Person, Role
from knowledge.store import Library
from knowledge.store.chat_schema import CHAT_TABLES
from knowledge.store.chats import Chats
from knowledge.store.counters import Counters
from knowledge.store.deadlines import Deadlines
from knowledge.store.inbox import Inbox
from knowledge.store.outbox import Outbox
from knowledge.store.people import People
from knowledge.store.records import Unit
from knowledge.store.reminders import Reminders
from knowledge.store.web import WebSessions
from tests.fakes.answers import ScriptedAnswers

UNIT = Unit("Sở Nội vụ tỉnh Lai Châu", "Tổ thường trực, máy lẻ 204")
MORNING = datetime(2026, 11, 20, 8, 0, tzinfo=VIETNAM)


@dataclass
class Clock:
    """A clock that goes on only when it is told to."""

    moment: datetime = MORNING

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def pass_by(self, **time: float) -> None:
        """Go on by some time."""
        self.moment += timedelta(**time)


@dataclass
class Warned:
    """Keeps what administrators would be told, as the quota tells it."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, key: str, words: str) -> None:
        """Keep a warning."""
        self.told.append((key, words))

    @property
    def keys(self) -> list[str]:
        """Return the keys, each once, in order."""
        return list(dict.fromkeys(key for key, _ in self.told))


class Desk:
    """The real stores, dialogue, reception, answering and sending on recording channels, worked by hand.

    Args:
        engine: the database of the home.
        answers: what answers questions.
        channels: those switched on; one called zalo by default.
    """

    def __init__(
        self, engine: Engine, answers: ScriptedAnswers | None = None, channels: Sequence[RecordingChannel] = ()
    ) -> None:
        self.engine, self.answers, self.clock = engine, answers or ScriptedAnswers(), Clock()
        made = channels or (RecordingChannel("zalo", Capabilities(most_units=2000, files=True)),)
        self.channels = {channel.name: channel for channel in made}
        self.inbox, self.outbox, self.chats = Inbox(engine), Outbox(engine), Chats(engine)
        self.people, self.names, self.warned = People(engine), Names(b"k" * 32), Warned()
        self.deadlines, self.reminders = Deadlines(engine), Reminders(engine)
        self.loop = asyncio.new_event_loop()
        self.intake: Intake | None = None
        self.site = ""  # the address of the web; taken at the next start
        self._events = 0
        self.start()

    def start(self) -> None:
        """Put the parts together as a new process does: what only memory held is gone."""
        accounts = {c.name: c.account for c in self.channels.values()}
        able = {c.name: c.capabilities for c in self.channels.values()}
        self.notices = Notices(self.people, self.chats, self.outbox, self.names, accounts, able)
        login = partial(login_address, WebSessions(self.engine), self.site) if self.site else None
        personal = Personal(self.chats, self.people, self.unit, self.names.of_code, 30, tuple(self.channels), login)
        duties = Duties(Library(self.engine), self.deadlines, self.reminders, self.people)
        self.dialogue = Dialogue(self.answers, personal, self.unit, self.intake, duties)
        self.reminding = Reminding(
            Library(self.engine), self.deadlines, self.reminders, self.people, self.notices, "kho-thử"
        )
        self.memories = PassingMemories()
        self.answering = Answering(
            self.dialogue, self.inbox, self.chats, self.people, self.notices, self.memories, self.names,
            self.channels, self.loop, self.clock.now,
        )  # fmt: skip
        self.quota = Quota(Counters(self.engine), self.warned)
        self.sending = Sending(
            self.outbox, self.chats, self.names, self.channels, self.quota, self.clock.now,
            partial(held_until, self.reminders),
        )  # fmt: skip
        self.reception = Reception(self.inbox, self.outbox, self.names, Doorkeeper(), self.quota)

    def unit(self) -> Unit:
        """Return whose home it is."""
        return UNIT

    def message(
        self, text: str, chat: str = "mai", *, kind: Kind = Kind.TEXT, channel: str = "zalo", private: bool = True,
        sender: str = "", event: str = "", file: SentFile | None = None, moved_to: ChatAddress | None = None,
    ) -> IncomingMessage:  # fmt: skip
        """Return an event of a chat; each is another one, unless it is given a name."""
        self._events += 1
        address = ChatAddress(channel, self.channels[channel].account, chat)
        name = event or f"event-{self._events}"
        return IncomingMessage(
            name, address, sender or chat, kind, text, self.clock.now(), private, file=file, moved_to=moved_to
        )

    def take(self, *messages: IncomingMessage) -> int:
        """Let events come in; return how many were kept."""
        return sum(
            self.reception.take(self.channels[m.chat.channel], [m], self.clock.now()) for m in messages
        )  # fmt: skip

    def work(self) -> list[str]:
        """Answer what waits and send what is to go, until nothing is due; return how each event ended."""
        ended: list[str] = []
        while True:
            arrived = self.inbox.claim(self.clock.now().timestamp(), 60, 10)
            ended += [self.answering.handle(one) for one in arrived]
            outgoing = self.outbox.claim(self.clock.now().timestamp(), 60, 10)
            for one in outgoing:
                self.loop.run_until_complete(self.sending.handle(one))
            if not arrived and not outgoing:
                return ended

    def say(self, text: str, chat: str = "mai", **how: Any) -> str:
        """Say something in a chat; return what is said there in return, as text."""
        return "\n---\n".join(plain(m.blocks) for m in self.hear(self.message(text, chat, **how)))

    def hear(self, message: IncomingMessage) -> list[OutgoingMessage]:
        """Let an event in and work; return what its chat gets."""
        sent = self.channels[message.chat.channel].sent
        before = len(sent)
        self.clock.pass_by(seconds=10)
        self.take(message)
        self.work()
        return [m for to, m in sent[before:] if to == message.chat]

    def press(self, label: str, chat: str = "mai", **how: Any) -> str:
        """Press the choice of the last message that has it, whoever got that message."""
        return self.say(self.choice(label, how.get("channel", "zalo")), chat, kind=Kind.PRESS, **how)

    def choice(self, label: str, channel: str = "zalo") -> str:
        """Return the id of a choice that was offered last under a label."""
        for _, message in reversed(self.channels[channel].sent):
            for block in message.blocks:
                found = [c.id for c in block.items if c.label == label] if isinstance(block, Choices) else []
                if found:
                    return found[0]
        raise AssertionError(f"no choice “{label}” was offered")

    def key(self, chat: str = "mai", channel: str = "zalo") -> str:
        """Return the pseudonym of a chat."""
        return self.names.of_chat(ChatAddress(channel, self.channels[channel].account, chat))

    def person(self, name: str, code: str = "", **more: Any) -> int:
        """Add a person; a code given is good for linking. Return the number."""
        now = self.clock.now().timestamp()
        self.people.save([Person(name, **more)], "kiểm thử", now)
        number = max(p.id or 0 for p in self.people.all())
        if code:
            assert self.people.issue_code(self.names.of_code(code), number, now)
        return number

    def linked(self, name: str, chat: str, *, channel: str = "zalo", code: str = "1111 2222", **more: Any) -> int:
        """Add a person who agreed to everything in a chat and is linked to it; return the number."""
        number = self.person(name, code.replace(" ", ""), **more)
        self.also_linked(number, chat, channel=channel, code=code)
        return number

    def also_linked(self, number: int, chat: str, *, channel: str = "zalo", code: str = "1111 2222") -> None:
        """Link a further chat to a person."""
        self.people.issue_code(self.names.of_code(code.replace(" ", "")), number, self.clock.now().timestamp())
        self.say("/dongy a b", chat, channel=channel)
        assert "liên kết với" in self.say(f"/lienket {code}", chat, channel=channel)

    def administrator(self, chat: str = "quản trị") -> int:
        """Add an administrator with a linked chat."""
        return self.linked("Thào A Sử", chat, code="9999 0000", role=Role.ADMINISTRATOR)

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]

    def everything(self) -> str:
        """Return what all tables of chats and people hold, as one text to look into."""
        return repr({table.name: self.rows(table) for table in CHAT_TABLES})

    def close(self) -> None:
        """Give back the loop."""
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
