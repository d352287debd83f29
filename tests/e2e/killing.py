"""Kill ``tdkt serve`` while many people ask on both platforms, and count what became of each question."""

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

from bot.clock import now
from bot.delivery.addresses import Names
from bot.messages import ChatAddress, IncomingMessage, Kind
from tests.e2e.serving import Platforms, Serving
from tests.e2e.talking import Talker, eventually
from tests.fakes import telegram_bot, zalo_bot
from tests.fakes.faults import late

QUESTION = "Hạn gửi hồ sơ khen thưởng đợt 1 năm 2025 của Sở Xây dựng Nghệ An là ngày nào?"
ANSWER = "16/6/2025"
ACCOUNTS = {"zalo": zalo_bot.TOKEN.split(":")[0], "telegram": telegram_bot.TOKEN.split(":")[0]}
_AT_ONCE = {"zalo": 4, "telegram": 12}  # people who ask in each cycle while it runs
_WHILE_DEAD = {"zalo": 1, "telegram": 2}
_LATEST = 1.2  # seconds after the first question, in which most are answered
_LOOKS = 3
_BETWEEN = 0.25
_SLOW = 0.15  # seconds that a platform takes now and then, so that kills meet messages on their way


@dataclass
class Tally:
    """What became of the questions of one platform.

    Attributes:
        asked: how many there were.
        answered: answered once, as far as the person sees.
        unknown: not answered, and recorded as unknown: the process died while the answer was on its way.
        recorded: answered, and recorded as unknown all the same, since the process died before it heard of it.
        popped: read by a poll of the dead process and never kept; only a platform without confirmation loses these.
        twice: answered more than once.
        lost: neither answered nor recorded.
        wrong: answered with something else.
    """

    asked: int = 0
    answered: int = 0
    unknown: int = 0
    recorded: int = 0
    popped: int = 0
    twice: int = 0
    lost: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Asked:
    """Somebody who asked, and by which name the platform tells their message from every other."""

    person: Talker
    event: str


@dataclass
class Kills:
    """Kills of one home.

    Attributes:
        serving: the process.
        served: the fakes.
        chance: draws the moments.
        met: what the process was doing when it was killed, and how often.
        starts: seconds that each start took.
    """

    serving: Serving
    served: Platforms
    chance: random.Random
    met: Counter[str] = field(default_factory=Counter)
    starts: list[float] = field(default_factory=list)
    _people: dict[str, list[Asked]] = field(default_factory=lambda: {"zalo": [], "telegram": []})

    def cycle(self) -> None:
        """Let people ask, kill the process at some moment, let others ask meanwhile, and start it again."""
        slow = [late(self.chance.uniform(0, _SLOW)) for _ in range(8)]
        for fake in (self.served.zalo, self.served.telegram):
            fake.faults.add("sendMessage", *slow)
        self._ask(_AT_ONCE)
        time.sleep(self.chance.uniform(0.0, _LATEST))
        self.serving.kill()
        self._look()
        self._ask(_WHILE_DEAD)
        self.serving.start()
        self.starts.append(self.serving.started_in)

    def settle(self, patience: float = 30.0) -> None:
        """Wait until nothing is left to read, to answer or to send."""
        for _ in range(_LOOKS):  # what was just read may not be kept yet
            eventually(self._settled, patience)
            time.sleep(_BETWEEN)

    def tally(self, channel: str) -> Tally:
        """Return what became of every question of a platform."""
        counted = Tally()
        with closing(self._database()) as database:
            for asked in self._people[channel]:
                kept = database.execute("select id from inbox where key = ?", [self._key(channel, asked)]).fetchone()
                ends = database.execute("select state from outbox where key = ?", [f"reply:{kept[0]}" if kept else ""])
                _count(counted, asked.person.heard(), bool(kept), [row[0] for row in ends])
        return counted

    def _key(self, channel: str, asked: Asked) -> str:
        """Return the name under which the home keeps an event, also after the chat's own was forgotten."""
        names = Names((self.serving.home / "pseudonyms.key").read_bytes())
        address = ChatAddress(channel, ACCOUNTS[channel], asked.person.chat_id)
        return names.of_event(IncomingMessage(asked.event, address, "", Kind.TEXT, "", now()))

    def _ask(self, counts: dict[str, int]) -> None:
        for channel, count in counts.items():
            for _ in range(count):
                number = len(self._people[channel])
                asked = self._on_zalo(number) if channel == "zalo" else self._on_telegram(number)
                self._people[channel].append(asked)

    def _on_zalo(self, number: int) -> Asked:
        person = self.served.on_zalo(f"f0e1d2c3b4{number:06}")
        message = self.served.zalo.user(person.chat_id).say(QUESTION)
        return Asked(person, f"message.text.received:{person.chat_id}:{message}")

    def _on_telegram(self, number: int) -> Asked:
        person, fake = self.served.on_telegram(560_000_000 + number), self.served.telegram
        with fake.world.lock:
            person.say(QUESTION)
            return Asked(person, str(fake.queue.pending()[-1]["update_id"]))

    def _settled(self) -> bool:
        left = "select (select count(*) from inbox where state = 'new') + (select count(*) from outbox where state in "
        read = not self.served.zalo.unread and not self.served.telegram.queue.pending()
        return read and not self._one(f"{left} ('pending', 'claimed'))")

    def _look(self) -> None:
        """Note what the process left undone."""
        left = {
            "một câu đang được trả lời": "select count(*) from inbox where state = 'new' and claimed_until is not null",
            "một câu trả lời đang gửi": "select count(*) from outbox where state = 'claimed'",
            "một câu trả lời chờ gửi": "select count(*) from outbox where state = 'pending'",
            "một câu chưa đến lượt": "select count(*) from inbox where state = 'new' and claimed_until is null",
        }
        for what, query in left.items():
            self.met[what] += bool(self._one(query))

    def _one(self, query: str) -> int:
        with closing(self._database()) as database:
            return int(database.execute(query).fetchone()[0])

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.serving.home / "tdkt.sqlite", timeout=10)


def _count(counted: Tally, heard: list[str], kept: bool, ends: list[str]) -> None:
    counted.asked += 1
    counted.wrong += any(ANSWER not in text for text in heard)
    if len(heard) > 1:
        counted.twice += 1
    elif heard:
        counted.answered += 1
        counted.recorded += ends == ["unknown"]
    elif ends == ["unknown"]:
        counted.unknown += 1
    elif not kept:
        counted.popped += 1
    else:
        counted.lost += 1
