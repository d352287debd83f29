"""Deadlines as a calendar file (lịch iCalendar, RFC 5545) that phones and mail programs can follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Event, vRecur

from bot.channels.email.calendar import ZONE, add_times, alarm, clean, empty_calendar
from bot.clock import VIETNAM
from bot.reminders.digest import Item, appointment_of, begin_of
from bot.reminders.occurrences import AHEAD, Kept, Occurrence, occurrences, uid_of
from bot.reminders.recurrence import Parts, expanded, read_rule, written
from bot.reminders.wishes import Wishes
from bot.reminders.wording import hour_words, named_words, source_words, what_words
from knowledge.deadlines import DeadlineState

_DAY = timedelta(days=1)
_LONG_AGO = datetime(1900, 1, 1, tzinfo=VIETNAM)
_REFRESH = timedelta(hours=6)
_ALARMS = Wishes(lead_days=(3, 1, 0))
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STATUS = {
    DeadlineState.PROPOSED: "TENTATIVE",
    DeadlineState.CONFIRMED: "CONFIRMED",
    DeadlineState.CANCELLED: "CANCELLED",
}


def deadlines_calendar(
    kept: Sequence[Kept], now: datetime, *, home: str, name: str = "Hạn thi đua, khen thưởng", wishes: Wishes = _ALARMS
) -> bytes:
    """Return deadlines as one iCalendar file.

    Each is one event on the last day that still counts, the same at every writing; one that comes again repeats within
    its period, or for two years from now. Those that have no day are left out, and so are those whose time cannot be.

    Args:
        kept: the deadlines to show; cancelled ones stay in it as cancelled, so that calendars take them away.
        now: when the file is written.
        home: what tells this home from every other.
        name: what a calendar program calls it.
        wishes: on which days before, and at which hour, it rings.
    """
    calendar = empty_calendar("PUBLISH")
    calendar.add("x-wr-calname", clean(name))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    until = now.astimezone(VIETNAM).date() + AHEAD
    for one in kept:
        sound = one.deadline.anomaly is None and one.deadline.resolvable
        if sound and (event := _event(one, until, now, home, wishes)) is not None:
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(kept: Kept, until: date, now: datetime, home: str, wishes: Wishes) -> Event | None:
    times = occurrences(replace(kept, left_out=frozenset()), _LONG_AGO, until)  # left out by EXDATE, not by silence
    if not times:
        return None
    shown = appointment_of(Item(kept, times[0]), home)
    event = Event()
    event.add("uid", uid_of(home, kept.id))
    event.add("sequence", kept.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", clean(f"Hạn: {what_words(kept)}"))
    event.add("description", _description(kept, times[0]))
    event.add("status", _STATUS[kept.state])
    add_times(event, shown.starts, shown.lasts)
    if kept.deadline.recurrence:
        _add_recurrence(event, kept, times)
    if kept.state is not DeadlineState.CANCELLED:
        for trigger in _triggers(times[0], shown.starts, wishes):
            event.add_component(alarm(shown.title, trigger))
    return event


def _triggers(occurrence: Occurrence, starts: datetime, wishes: Wishes) -> list[timedelta]:
    """Return when to ring, counted from the begin of the event; never after the deadline is over."""
    at = [datetime.combine(occurrence.last_day - days * _DAY, wishes.hour, VIETNAM) for days in wishes.lead_days]
    return [moment - starts for moment in at if moment < occurrence.closes]


def _description(kept: Kept, occurrence: Occurrence) -> str:
    deadline = kept.deadline
    limit = hour_words(kept, occurrence) or ("" if deadline.recurrence else named_words(occurrence))
    lines = (
        ("Ai làm", deadline.who),
        ("Nơi nhận", deadline.to_whom),
        ("Thời hạn", limit),
        ("Trích", f"«{deadline.quote}»" if deadline.quote and kept.document else ""),
        ("Nguồn", source_words(kept)),
    )
    said = "\n".join(f"{name}: {text}" for name, text in lines if text)
    return "\n".join(map(clean, said.split("\n")))  # the line ends of a quotation stay


def _add_recurrence(event: Event, kept: Kept, times: Sequence[Occurrence]) -> None:
    """Add a rule that gives exactly the last days that count, or those days one by one where none does."""
    rule = _rule_of(kept, [one.last_day for one in times], (times[0].named - times[0].last_day).days)
    if rule is not None:
        event.add("rrule", vRecur.from_ical(written({**rule, "UNTIL": _until(kept, times[-1])})))
    else:
        for one in times[1:]:
            _add_day(event, "rdate", kept, one)
    for one in times:
        if one.last_day in kept.left_out:
            _add_day(event, "exdate", kept, one)


def _rule_of(kept: Kept, days: list[date], back: int) -> Parts | None:
    """Return a rule whose days are these; None where no rule that we can write has them.

    Args:
        kept: the deadline, whose rule gives the days that its words name.
        days: the last days that count, so many days ``back``.
        back: one where the words say "trước ngày".
    """
    parts = read_rule(kept.deadline.recurrence or "")
    parts.pop("UNTIL", None)
    parts.pop("COUNT", None)
    shifted = parts if back == 0 else _day_before(parts)
    return shifted if shifted and expanded(shifted, days[0], days[0], days[-1]) == days else None


def _day_before(parts: Parts) -> Parts | None:
    """Return a rule for the days before those of a rule, where that can be said; whoever uses it checks it."""
    day, weekdays = parts.get("BYMONTHDAY", ""), parts.get("BYDAY", "").split(",")
    if day == "1":
        months = [str((int(month) - 2) % 12 + 1) for month in parts.get("BYMONTH", "").split(",") if month]
        return {**parts, "BYMONTHDAY": "-1"} | ({"BYMONTH": ",".join(months)} if months else {})
    if day.lstrip("-").isdecimal():
        return {**parts, "BYMONTHDAY": str(int(day) - 1)}
    if parts["FREQ"] == "WEEKLY" and all(name in _WEEK for name in weekdays):
        return {**parts, "BYDAY": ",".join(_WEEK[_WEEK.index(name) - 1] for name in weekdays)}
    return None if {"BYMONTHDAY", "BYDAY"} & parts.keys() else parts


def _until(kept: Kept, last: Occurrence) -> str:
    """Return the end of a rule in the kind of its begin: a day, or a moment in UTC."""
    if kept.deadline.time is None:
        return f"{last.last_day:%Y%m%d}"
    return f"{begin_of(last).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _add_day(event: Event, name: str, kept: Kept, one: Occurrence) -> None:
    if kept.deadline.time is None:
        event.add(name, one.last_day, parameters={"VALUE": "DATE"})
    else:
        event.add(name, begin_of(one).replace(tzinfo=None), parameters={"TZID": ZONE})
