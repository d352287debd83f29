"""Appointments as a calendar file (lịch iCalendar) that any mail program can take over."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from bot.clock import VIETNAM
from bot.messages import Appointment

ZONE = "Asia/Ho_Chi_Minh"
_PRODUCT = "-//tdkt//Lich thi dua khen thuong//VI"
_WHOLE_DAY = timedelta(0)

Method = Literal["PUBLISH", "CANCEL"]


def method_of(appointments: Sequence[Appointment]) -> Method:
    """Return what a calendar file asks for: CANCEL only where nothing in it takes place any more."""
    return "CANCEL" if appointments and all(a.cancelled for a in appointments) else "PUBLISH"


def calendar_file(appointments: Sequence[Appointment], organiser: str, now: datetime) -> bytes:
    """Return appointments as one iCalendar file.

    Args:
        appointments: each becomes an event with its own uid, so that sent again it replaces what it was.
        organiser: the address that they come from.
        now: when the file is written.
    """
    calendar = empty_calendar(method_of(appointments))
    for appointment in appointments:
        calendar.add_component(_event(appointment, organiser, now))
    return bytes(calendar.to_ical())


def empty_calendar(method: Method) -> Calendar:
    """Return a calendar of ours without any events yet, with the time zone that they are written in."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_zone())
    return calendar


def add_times(event: Event, starts: datetime, lasts: timedelta) -> None:
    """Add begin and end to an event; it takes the whole day where it lasts no time."""
    starts = starts.astimezone(VIETNAM)
    if lasts == _WHOLE_DAY:
        event.add("dtstart", starts.date())
        event.add("dtend", starts.date() + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy day
        return
    local = starts.replace(tzinfo=None)  # the parameter names the zone, which a fixed offset would not
    event.add("dtstart", local, parameters={"TZID": ZONE})
    event.add("dtend", local + lasts, parameters={"TZID": ZONE})


def alarm(title: str, trigger: timedelta) -> Alarm:
    """Return what rings: so long after the begin of an event, before it where the time is negative."""
    ringing = Alarm()
    ringing.add("action", "DISPLAY")
    ringing.add("description", clean(title))
    ringing.add("trigger", trigger)
    return ringing


def _zone() -> Timezone:
    """Return the time of Viet Nam: seven hours ahead, the same in summer and winter."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 (a zone's own begin is written without a zone)
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


def _event(appointment: Appointment, organiser: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", clean(appointment.uid))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("summary", clean(appointment.title))
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    add_times(event, appointment.starts, appointment.lasts)
    if not appointment.cancelled:
        for before in appointment.alarms:
            event.add_component(alarm(appointment.title, -abs(before)))
    return event


def clean(text: str) -> str:
    """Return a line without control characters and halves of characters, none of which a calendar may hold."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
