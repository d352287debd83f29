"""A simulated year of reminders without any sleeping, Tết included, and a judge who knows the rules by heart."""

import json
import random
import time as clock
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Row, insert, select, update

from bot.clock import VIETNAM
from bot.reminders.register import written_wishes
from bot.reminders.wishes import Wishes
from knowledge.deadlines import Deadline, DeadlineType
from knowledge.people import Person, Role
from knowledge.store import Engine
from knowledge.store.chat_schema import outbox
from knowledge.store.deadline_schema import answers, follows, reminders, wishes
from knowledge.store.deadlines import Deadlines
from knowledge.store.engine import writing
from knowledge.store.people import People
from knowledge.text import Span
from knowledge.time_expressions import Boundary
from knowledge.working_days import is_working_day, next_working_day
from tests.e2e.reminding_worker import reminding_of

BEGIN, END = date(2026, 7, 1), date(2027, 6, 30)
TET = (date(2027, 2, 5), date(2027, 2, 9))
"""29 tháng Chạp to mồng 4: days on which nobody works that year, whatever the table says."""
DOWN = (date(2026, 10, 12), date(2026, 10, 18))
"""A week without us."""
UNITS, MOST = 40, 20
_DAY = timedelta(days=1)
_ANSWERING = 0.15  # of the reminders
_WISHES = (
    Wishes(), Wishes(), Wishes((3, 0), time(9)), Wishes((30, 10, 5, 1), time(14)),
    Wishes((7, 1, 0), time(5), time(20), time(8)), Wishes((2,), time(23)), Wishes((1, 0), time(12), time(0), time(0)),
)  # fmt: skip


@dataclass
class Figures:
    """What a year made.

    Attributes:
        messages: how many went to people and officers.
        rows: reminders by state.
        twice: second digests of a day, of what could not wait.
        looks: how often it was looked, with the seconds of all of them and of the longest.
        broken: what was against a rule, and how often.
    """

    messages: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    twice: int = 0
    looks: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    broken: Counter[str] = field(default_factory=Counter)


class Year:
    """A home of many people through a year; each follows what its unit has to do, at most twenty deadlines.

    Args:
        engine: its database, empty.
        people: how many.
        seed: of chance.
    """

    def __init__(self, engine: Engine, people: int = 2000, seed: int = 9) -> None:
        self.figures = Figures()
        self._engine, self._chance = engine, random.Random(seed)
        self._wishes = {n: self._chance.choice(_WISHES) for n in range(1, people + 1)}
        self._duties: dict[int, Deadline] = {}
        self._units: dict[int, int] = {}
        self._done: set[tuple[int, int, str]] = set()
        self._told: set[tuple[int, int, str]] = set()
        self._digests: Counter[tuple[int, date]] = Counter()
        self._seen = (0, 0)
        self._fill()

    def run(self, begin: date = BEGIN, end: date = END) -> Figures:
        """Go through the year, or a part of it; return what it made."""
        reminding = reminding_of(self._engine)
        for moment in _moments(begin, end, self._chance):
            if moment.hour == 6 and moment.day in (5, 20):
                self._move_days(moment)
            started = clock.perf_counter()
            reminding.look(moment)
            spent = clock.perf_counter() - started
            self.figures.looks += 1
            self.figures.seconds += spent
            self.figures.slowest = max(self.figures.slowest, spent)
            self._take(moment)
        self._see_that_nobody_was_left_out(begin, end)
        return self.figures

    # -- the home ---------------------------------------------------------------------------------------

    def _fill(self) -> None:
        People(self._engine).save(map(_person, self._wishes), "thử", 0.0)
        rows = [{"person": n, "content": json.dumps(written_wishes(w))} for n, w in self._wishes.items()]
        with writing(self._engine) as connection:
            connection.execute(insert(wishes), rows)
        for unit in range(1, UNITS + 1):
            for place in range(self._chance.randint(MOST // 2, MOST)):
                duty = _duty(unit, place, self._chance)
                number = Deadlines(self._engine).add(duty, "thử", 0.0).id
                self._duties[number], self._units[number] = duty, unit
        rows = [{"unit": unit, "kind": "deadline", "target": str(n)} for n, unit in self._units.items()]
        with writing(self._engine) as connection:
            connection.execute(insert(follows), rows)

    def _move_days(self, moment: datetime) -> None:
        """Let two deadlines of the near future have another day."""
        today = moment.date()
        near = [n for n, d in self._duties.items() if not d.recurrence and d.end and 3 < (d.end - today).days < 12]
        for number in near[:2]:
            duty = self._duties[number]
            assert duty.end is not None
            self._duties[number] = replace(duty, end=duty.end + 9 * _DAY)
            Deadlines(self._engine).edit(number, self._duties[number], "thử", moment.timestamp())

    # -- the judge --------------------------------------------------------------------------------------

    def _take(self, moment: datetime) -> None:
        """Judge what one look wrote, take it as sent, and let some people answer."""
        before, message = self._seen
        with writing(self._engine) as connection:
            sent = connection.execute(select(outbox.c.id, outbox.c.person).where(outbox.c.id > message)).all()
            rows = connection.execute(select(reminders).where(reminders.c.id > before)).all()
            gone = {"state": "sent", "payload": None, "address": None, "finished_at": moment.timestamp()}
            connection.execute(update(outbox).where(outbox.c.id > message).values(**gone))
            told = [r for r in rows if r.state == "written"]
            replies = [self._reply(r, moment) for r in told if self._chance.random() < _ANSWERING]
            if replies:
                connection.execute(insert(answers), replies)
        self._seen = max([before, *(r.id for r in rows)]), max([message, *(s.id for s in sent)])
        self.figures.messages += len(sent)
        self.figures.rows.update(r.state for r in rows)
        for person in {s.person for s in sent}:
            self._judge_moment(person, moment)
        for person in {r.person for r in told}:
            self._judge_digest([r for r in told if r.person == person], moment)
        for row in rows:
            self._judge_row(row, moment)
        self._done |= {(r["person"], r["deadline"], r["occurrence"]) for r in replies if r["said"] == "done"}

    def _reply(self, row: "Row[tuple[object, ...]]", moment: datetime) -> dict[str, object]:
        done = self._chance.random() < 0.7
        return {
            "person": row.person, "deadline": row.deadline, "occurrence": row.occurrence, "at": moment.timestamp(),
            "said": "done" if done else "later", "until": None if done else (moment + _DAY).timestamp(),
        }  # fmt: skip

    def _judge_moment(self, person: int, moment: datetime) -> None:
        wanted, at = self._wishes[person], moment.time()
        over_midnight = wanted.quiet_from > wanted.quiet_to
        after, before = at >= wanted.quiet_from, at < wanted.quiet_to
        self._rule("trong giờ yên lặng", broken=(after or before) if over_midnight else (after and before))
        self._rule("ngày nghỉ", broken=not is_working_day(moment.date()))
        self._rule("trong Tết", broken=TET[0] <= moment.date() <= TET[1])

    def _judge_digest(self, mine: Sequence["Row[tuple[object, ...]]"], moment: datetime) -> None:
        """Let a second digest of a day pass only where something in it is over by the end of the next working day."""
        one = mine[0].person, moment.date()
        self._digests[one] += 1
        if self._digests[one] > 1:
            self.figures.twice += 1
            tomorrow = datetime.combine(next_working_day(moment.date()) + _DAY, time(0), VIETNAM)
            self._rule("hai bản tin một ngày", broken=all(self._closes(r) > tomorrow for r in mine))

    def _judge_row(self, row: "Row[tuple[object, ...]]", moment: datetime) -> None:
        key = row.person, row.deadline, row.occurrence
        if row.state == "overdue":
            self._rule("báo quá hạn trước khi quá", broken=moment < self._closes(row))
        if row.state in ("written", "changed"):
            self._rule("sau ngày cuối", broken=moment >= self._closes(row))
            self._rule("việc của đơn vị khác", broken=self._units[row.deadline] != _unit(row.person))
            self._told.add(key)
        self._rule("đã xong mà còn nhắc", broken=row.state == "written" and key in self._done)

    def _see_that_nobody_was_left_out(self, begin: date, end: date) -> None:
        for number, duty in self._duties.items():
            last = duty.last_day()
            if duty.recurrence or last is None or not begin + 15 * _DAY < last < end or DOWN[0] <= last <= DOWN[1]:
                continue
            for person in self._wishes:
                missed = (person, number, last.isoformat()) not in self._told
                self._rule("không được nhắc lần nào", broken=missed and _unit(person) == self._units[number])

    def _closes(self, row: "Row[tuple[object, ...]]") -> datetime:
        day, hour = date.fromisoformat(row.occurrence), self._duties[row.deadline].time
        return datetime.combine(day, hour, VIETNAM) if hour else datetime.combine(day + _DAY, time(0), VIETNAM)

    def _rule(self, name: str, *, broken: bool) -> None:
        if broken:
            self.figures.broken[name] += 1


def _moments(day: date, end: date, chance: random.Random) -> Iterator[datetime]:
    """Yield when it is looked: early, at half past seven, some time after noon and at night."""
    while day <= end:
        if not DOWN[0] <= day <= DOWN[1]:
            for hour, minute in ((6, 0), (7, 30), (14, chance.randrange(60)), (22, 30)):
                yield datetime.combine(day, time(hour, minute), VIETNAM)
        day += _DAY


def _person(number: int) -> Person:
    role = Role.HR_OFFICER if number % 400 == 1 else Role.OFFICER
    return Person(f"Người {number}", role, f"Phòng {_unit(number)}", email=f"p{number}@lc.vn")


def _unit(person: int) -> int:
    return (person - 1) % UNITS + 1


def _duty(unit: int, place: int, chance: random.Random) -> Deadline:
    """Return a deadline on any day, the first of a unit at Tết, some with an hour, exclusive, or every month."""
    end = BEGIN + chance.randrange(15, (END - BEGIN).days) * _DAY
    end = TET[0] + chance.randrange(6) * _DAY if place == 0 else end
    return Deadline(
        DeadlineType.REPORT, f"việc {place} của phòng {unit}", "", Span(0, 0), end=end, is_obligation=True,
        time=time(16, 30) if place % 5 == 1 else None,
        boundary=Boundary.BEFORE if place % 3 == 0 else Boundary.ON_OR_BEFORE,
        recurrence=f"FREQ=MONTHLY;BYMONTHDAY={end.day}" if place == 2 else None,
    )  # fmt: skip
