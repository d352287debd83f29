"""Workers of reminders that are killed at any moment, and what became of every single reminder."""

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot.clock import VIETNAM
from knowledge.crash_points import CrashPoint
from knowledge.deadlines import Deadline, DeadlineType
from knowledge.people import Person
from knowledge.store import Engine, open_engine
from knowledge.store.chat_schema import outbox
from knowledge.store.deadline_schema import follows, reminders
from knowledge.store.deadlines import Deadlines
from knowledge.store.engine import writing
from knowledge.store.people import People
from knowledge.text import Span
from tests.e2e.reminding_worker import READY, Orders

ROOT = Path(__file__).parents[2]
LAST_DAYS = (date(2026, 12, 18), date(2026, 12, 18), date(2026, 12, 24), date(2026, 12, 24))
LEADS = (14, 7, 3, 1, 0)  # none of the days on which these fall is a day off
STAGES = len(LAST_DAYS) * len(LEADS)
_DIED = "chương trình dừng khi đang gửi"
_ITEM = re.compile(r"^\d+\. Việc (\d+)", re.MULTILINE)
_A_SECOND = 100.0  # messages that a worker writes and sends in a second, about
_LONGEST = 120.0  # seconds until a day must be over
_POINTS = (CrashPoint.REMINDERS_WRITTEN, CrashPoint.REMINDERS_COMMITTED)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of all reminders.

    Attributes:
        expected: (person, deadline, day) that had to come.
        sent: messages that the channel took and that are recorded as sent.
        left_unknown: messages of which the channel left it unknown.
        died: messages whose process died within the sending.
        arrived_unknown: of both, how many the channel took all the same.
        lost: reminders without a message that was sent or may have been, or recorded as sent and not taken.
        doubled: reminders that the channel took twice.
        strange: reminders that the channel took and nobody expected, and messages in any other state.
    """

    expected: int
    sent: int
    left_unknown: int
    died: int
    arrived_unknown: int
    lost: int
    doubled: int
    strange: int

    @property
    def is_right(self) -> bool:
        """Say whether everything came once, but for what nobody can know."""
        return not (self.lost or self.doubled or self.strange)


@dataclass
class Killing:
    """Days of reminders during which workers are killed.

    Attributes:
        url: of the database.
        folder: for what the channel takes.
        people: how many follow everything.
        workers: how many work at the same time.
        seed: of chance.
        killed: how often a worker was killed while it had something to do, at a named point, or after it was done.
    """

    url: str
    folder: Path
    people: int
    workers: int = 1
    seed: int = 5
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._taken = self.folder / "taken.jsonl"
        self._taken.touch()
        engine = open_engine(self.url)
        fill(engine, self.people)
        engine.dispose()

    def run(self, kills: int, most_days: int | None = None) -> Tally:
        """Go through all days, or the first ones, with so many kills; return what became of everything."""
        days = sorted({last - timedelta(lead) for last in LAST_DAYS for lead in LEADS})[:most_days]
        for place, day in enumerate(days):
            self._day(day, kills * (place + 1) // len(days) - kills * place // len(days))
        return self._tally(days)

    def _day(self, day: date, kills: int) -> None:
        began = time.time()
        running = [self._start(day, began) for _ in range(self.workers)]
        longest = max(
            0.5, 2 * self.people / _A_SECOND / max(kills, 1)
        )  # so that a day is about over with the last kill
        try:
            for _ in range(kills):
                place = self._chance.randrange(self.workers)
                time.sleep(self._chance.uniform(0, longest))
                self.killed[_kill(running[place])] += 1
                running[place] = self._start(day, began)
            for worker in running:
                if worker.wait(_LONGEST) not in (0, -signal.SIGKILL):  # the latter at a named point
                    raise RuntimeError("a worker failed")
            if any(worker.returncode for worker in running):
                last = self._start(day, began, crash=False)
                running.append(last)
                if last.wait(_LONGEST):
                    raise RuntimeError("the last worker of a day failed")
        finally:
            for worker in running:
                _kill(worker)

    def _start(self, day: date, began: float, *, crash: bool = True) -> "subprocess.Popen[bytes]":
        point = self._chance.choice(_POINTS) if crash and self._chance.random() < 0.15 else ""
        orders = Orders(
            self.url, str(self._taken), datetime(day.year, day.month, day.day, 8, tzinfo=VIETNAM).isoformat(), began,
            20, 60, self.workers == 1, self._chance.randrange(10**9), point,
        )  # fmt: skip
        words = [sys.executable, "-m", "tests.e2e.reminding_worker", json.dumps(asdict(orders))]
        worker = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert worker.stdout is not None
        if worker.stdout.readline().decode().strip() != READY:
            raise RuntimeError("a worker did not start")
        return worker

    def _tally(self, days: Sequence[date]) -> Tally:
        expected = {
            (f"p{person}@lc.vn", number, day.isoformat())
            for person in range(1, self.people + 1)
            for day in days
            for number, last in enumerate(LAST_DAYS, start=1)
            if (last - day).days in LEADS
        }
        taken: Counter[tuple[str, int, str]] = Counter()
        for line in map(json.loads, self._taken.read_text(encoding="utf-8").splitlines()):
            if "taken" in line:
                taken.update((line["taken"], int(item), line["day"]) for item in _ITEM.findall(line["says"]))
        engine = open_engine(self.url)
        told, messages = _told(engine), _messages(engine)
        engine.dispose()
        lost = [e for e in expected if not _is_accounted(e, told, messages, taken)]
        unknown = {key: m for key, m in messages.items() if m[0] == "unknown"}
        states = Counter(state for state, _ in messages.values())
        arrived = {(who, day) for who, _, day in taken}
        return Tally(
            len(expected), states["sent"], sum(r != _DIED for _, r in unknown.values()),
            sum(r == _DIED for _, r in unknown.values()), sum(key in arrived for key in unknown), len(lost),
            sum(count - 1 for count in taken.values()),
            len(taken.keys() - expected) + states.total() - states["sent"] - states["unknown"],
        )  # fmt: skip


def fill(engine: Engine, number: int) -> None:
    """Write people who follow everything, and the deadlines."""
    home = People(engine)
    home.save((Person(f"Người {n}", email=f"p{n}@lc.vn") for n in range(1, number + 1)), "thử", 0.0)
    with writing(engine) as connection:
        rows = [{"person": p.id, "kind": "all", "target": ""} for p in home.all()]
        connection.execute(insert(follows), rows)
    for place, last in enumerate(LAST_DAYS, start=1):
        duty = Deadline(DeadlineType.SUBMISSION, f"việc {place}", "", Span(0, 0), end=last)
        Deadlines(engine).add(duty, "thử", 0.0)


def _kill(worker: "subprocess.Popen[bytes]") -> str:
    """Kill a worker; return what it was doing."""
    ended = worker.poll()
    worker.kill()
    worker.wait()
    if worker.stdout is not None:
        worker.stdout.close()
    if ended is None:
        return "lúc bất kỳ, đang làm"
    return "khi đã hết việc" if ended == 0 else "ở điểm ngắt có tên"


def _told(engine: Engine) -> set[tuple[str, int, str]]:
    """Return (person, deadline, day) of every reminder that is written."""
    query = select(reminders.c.person, reminders.c.deadline, reminders.c.at).where(reminders.c.state == "written")
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return {(f"p{p}@lc.vn", d, f"{datetime.fromtimestamp(at, VIETNAM):%Y-%m-%d}") for p, d, at in rows}


def _messages(engine: Engine) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (person, day) -> (state, reason) of every message."""
    with engine.connect() as connection:
        rows = connection.execute(select(outbox.c.person, outbox.c.key, outbox.c.state, outbox.c.reason)).all()
    found = {(f"p{person}@lc.vn", key[:10]): (state, reason) for person, key, state, reason in rows}
    assert len(found) == len(rows)  # one message for each person and day
    return found


def _is_accounted(
    one: tuple[str, int, str],
    told: set[tuple[str, int, str]],
    messages: dict[tuple[str, str], tuple[str, str]],
    taken: Counter[tuple[str, int, str]],
) -> bool:
    state, _ = messages.get((one[0], one[2]), ("", ""))
    return one in told and (state == "unknown" or (state == "sent" and one in taken))
