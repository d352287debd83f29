"""One look at the clock: what has come due becomes rows and one message for each person, in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.delivery.notices import Notices
from bot.messages import OutgoingMessage
from bot.reminders.changed_days import changes, may_have_changed, row_of
from bot.reminders.digest import Change, Digest, Item, announcement, digest
from bot.reminders.occurrences import Kept, time_of
from bot.reminders.overdue import LOOKED_BACK, Overdue, overdue, overdue_message
from bot.reminders.plan import Due, Stage, asked_again, planned, ripe
from bot.reminders.register import Register, last_said, read_register
from bot.reminders.wishes import first_wished
from knowledge.people import Role
from knowledge.store import Library
from knowledge.store.deadlines import Deadlines
from knowledge.store.outgoing import Draft, Way
from knowledge.store.people import People
from knowledge.store.reminders import Reminder, Reminders, ReminderState, Reply

_DAY = timedelta(days=1)
_DIGEST, _CHANGE, _OVERDUE = "nhắc hạn", "đổi hạn", "quá hạn chưa báo xong"  # as the undelivered list calls them


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look sees: the moment in Vietnam, the home, and what people said last."""

    now: datetime
    register: Register
    said: dict[tuple[int, int, date], Reply]

    @property
    def midnight(self) -> float:
        """Return the begin of the day."""
        return datetime.combine(self.now.date(), time(0), VIETNAM).timestamp()

    def settled(self, word: str) -> frozenset[tuple[int, int, date]]:
        """Return the times of deadlines of which people said a word last."""
        return frozenset(key for key, reply in self.said.items() if reply.said == word)

    def listens(self, person: int) -> bool:
        """Say whether a person wants messages at all for now."""
        wishes = self.register.wishes_of(person)
        return not wishes.stopped and (wishes.paused_until is None or wishes.paused_until <= self.now)

    def can_wait(self, person: int, dues: Sequence[Due]) -> bool:
        """Say whether nothing of this is over before the next day's message could come."""
        following = self.following(person)
        return all(due.closes > following for due in dues)

    def following(self, person: int) -> datetime:
        """Return when the next day's message to a person could come."""
        tomorrow = datetime.combine(self.now.date(), time(0), VIETNAM) + _DAY
        return first_wished(tomorrow, self.register.wishes_of(person))


@dataclass(frozen=True, slots=True)
class Reminding:
    """Writes what has come due.

    Attributes:
        library, deadlines, reminders, people: of the home.
        notices: writes messages to people.
        home: what tells this home from every other, for calendars.
    """

    library: Library
    deadlines: Deadlines
    reminders: Reminders
    people: People
    notices: Notices
    home: str

    def look(self, now: datetime) -> int:
        """Write what has come due at a moment; return how many messages that made.

        What helps nobody any more is expired, never sent. A person gets one message a day; what could wait for
        tomorrow's does, what could not goes at once, and so does a day that is another now. Nothing is written in
        quiet hours or on a day off.
        """
        register = read_register(self.library, self.deadlines, self.reminders, self.people)
        seen = _Seen(now.astimezone(VIETNAM), register, last_said(self.reminders))
        waiting, changed = self._waiting(seen), self._changed(seen)
        had_one = self.reminders.sent_to(seen.midnight) if waiting else frozenset()
        written = 0
        for person in sorted(waiting.keys() | changed.keys()):
            dues = waiting.get(person, ())
            if person in had_one and seen.can_wait(person, dues):
                dues = ()
            written += self._tell(seen, person, dues, changed.get(person, ()))
        return written + self._tell_officers(seen)

    # -- what is due ------------------------------------------------------------------------------------

    def _waiting(self, seen: _Seen) -> dict[int, list[Due]]:
        """Return for each person what is due and was not written yet; what is over is expired on the way."""
        come = ripe(dues_of(seen.register, self.reminders, seen.now, back=LOOKED_BACK, until=seen.now), seen.now)
        known = self.reminders.known([d.key() for d in (*come.useful, *come.overtaken, *come.expired)])
        over = [d for d in (*come.overtaken, *come.expired) if d.key() not in known]
        self.reminders.expire([_row(d) for d in over], seen.now.timestamp())
        waiting: defaultdict[int, list[Due]] = defaultdict(list)
        for due in come.useful:
            if due.key() not in known:
                waiting[due.person_id].append(due)
        return dict(waiting)

    def _tell(self, seen: _Seen, person: int, dues: Sequence[Due], changed: Sequence[Change]) -> bool:
        """Write one message with everything for a person; False where nothing may come, or somebody else wrote it."""
        if not (dues or changed) or not seen.register.wishes_of(person).allow(seen.now):
            return False
        ways = self.notices.ways_to(seen.register.people[person])
        calendar, today = self.notices.attaches(ways), seen.now.date()
        rows, about = [row_of(person, change, seen.now) for change in changed], _CHANGE
        message = announcement(changed, home=self.home, calendar=calendar)
        if dues:
            made = digest(_items(seen, dues), today, home=self.home, changes=changed, calendar=calendar)
            rows, about, message = [*_numbered(made, dues), *rows], _DIGEST, made.message
        end = max(*(due.closes for due in dues), *(change.now.closes for change in changed if change.now), seen.now)
        drafts = self._drafts(seen, ways, message, rows[0], about, end)
        since = seen.midnight if dues and seen.can_wait(person, dues) else None
        return self.reminders.write(rows, drafts, seen.now.timestamp(), none_since=since)

    def _drafts(
        self, seen: _Seen, ways: Sequence[Way], message: OutgoingMessage, first: Reminder, about: str, end: datetime
    ) -> list[Draft]:
        """Return a message for the outbox, which gives it up once everything in it is over, or its words are old."""
        key = f"{seen.now:%Y-%m-%d}:{first.key}"
        drafts = self.notices.drafts_on(ways, first.person, message, seen.now, about=about, key=key, kind="reminder")
        until = min(end, seen.following(first.person) + _DAY).timestamp()
        return [replace(draft, expires_at=until) for draft in drafts]

    # -- days that are others ---------------------------------------------------------------------------

    def _changed(self, seen: _Seen) -> dict[int, list[Change]]:
        told = self.reminders.told_days([kept.id for kept in may_have_changed(seen.register)])
        found = changes(seen.register, told, seen.settled("stop"), seen.now)
        return {person: each for person, each in found.items() if seen.listens(person)}

    # -- what passed without "đã xong" ------------------------------------------------------------------

    def _tell_officers(self, seen: _Seen) -> int:
        people = seen.register.people
        officers = [i for i, p in people.items() if p.role is Role.HR_OFFICER and seen.listens(i)]
        if not officers:
            return 0
        reminded = self.reminders.reminded((seen.now - LOOKED_BACK).date(), seen.now.date())
        found = overdue(seen.register.of_number, people, reminded, seen.settled("done"), seen.now)
        had_one = self.reminders.sent_to(seen.midnight, ReminderState.OVERDUE)
        return sum(self._tell_officer(seen, one, found) for one in officers if one not in had_one)

    def _tell_officer(self, seen: _Seen, officer: int, found: Sequence[Overdue]) -> bool:
        """Tell an officer, on the morning after, what passed; once, and all of a day in one message."""
        wishes = seen.register.wishes_of(officer)
        rows = {
            _passed(officer, one): one
            for one in found
            if seen.register.may_see(officer, one.kept.id) and first_wished(one.occurrence.closes, wishes) <= seen.now
        }
        known = self.reminders.known([row.key for row in rows])
        new = [row for row in rows if row.key not in known]
        if not new or not wishes.allow(seen.now):
            return False
        ways = self.notices.ways_to(seen.register.people[officer])
        message = overdue_message([rows[row] for row in new])
        drafts = self._drafts(seen, ways, message, new[0], _OVERDUE, seen.now + LOOKED_BACK)
        return self.reminders.write(new, drafts, seen.now.timestamp(), none_since=seen.midnight)


def dues_of(
    register: Register,
    reminders: Reminders,
    now: datetime,
    *,
    back: timedelta = timedelta(0),
    until: datetime | None = None,
) -> list[Due]:
    """Return the reminders of a home as plan and people want them, those that are written too.

    Args:
        register: of the home.
        reminders: what people said to earlier ones.
        now: the moment.
        back: how long a deadline may be over already, as for the traces of a downtime.
        until: those that come due later are left out; None for all.
    """
    said = last_said(reminders)
    settled = frozenset(key for key, reply in said.items() if reply.said in ("done", "stop"))
    found = planned(register.kept, register.followers, register.wishes, now - back, until=until, done=settled)
    kept, oldest = register.of_number, (now - back).date()
    asked = [reply for reply in said.values() if reply.said == "later" and reply.occurrence >= oldest]
    later = [_again(register, kept, reply) for reply in asked]
    return [*found, *(due for due in later if due and now - back < due.closes and (until is None or due.at <= until))]


def _again(register: Register, kept: Mapping[int, Kept], reply: Reply) -> Due | None:
    """Return the reminder that a person asked for again; None where nothing is to be reminded of any more."""
    wishes = register.wishes_of(reply.person)
    one = kept.get(reply.deadline)
    if reply.until is None or wishes.stopped or reply.person not in register.followers.get(reply.deadline, ()):
        return None
    occurrence = time_of(one, reply.occurrence) if one is not None else None
    if occurrence is None:
        return None
    asked_for = datetime.fromtimestamp(reply.until, VIETNAM)
    told = Due(reply.person, reply.deadline, reply.occurrence, Stage(0), asked_for, occurrence.closes)
    return asked_again(told, asked_for - _DAY, 1, wishes)


def _items(seen: _Seen, dues: Sequence[Due]) -> list[Item]:
    of_number = seen.register.of_number
    found = [(kept := of_number[d.deadline_id], time_of(kept, d.occurrence)) for d in dues]
    return [Item(kept, occurrence) for kept, occurrence in found if occurrence is not None]


def _numbered(made: Digest, dues: Sequence[Due]) -> list[Reminder]:
    """Return the rows of a digest in its order, by which answers such as "đã xong 2" are read."""
    places = {item: place for place, item in enumerate(made.numbered)}
    return [_row(d) for d in sorted(dues, key=lambda d: places[d.deadline_id, d.occurrence])]


def _row(due: Due) -> Reminder:
    return Reminder(due.key(), due.person_id, due.deadline_id, due.occurrence, due.stage.days, due.at.timestamp())


def _passed(officer: int, one: Overdue) -> Reminder:
    day = one.occurrence.last_day
    key = f"overdue:{officer}:{one.kept.id}:{day.isoformat()}"
    closed = one.occurrence.closes.timestamp()
    return Reminder(key, officer, one.kept.id, day, 0, closed, ReminderState.OVERDUE)
