"""Appointments as a calendar file (lịch iCalendar) that any mail program can take over."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from bot.messages import Appointment

ZONE = "Asia/Ho_Chi_Minh"
_VIETNAM = timezone(timedelta(hours=7), ZONE)
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
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method_of(appointments))
    calendar.add_component(_zone())
    for appointment in appointments:
        calendar.add_component(_event(appointment, organiser, now))
    return bytes(calendar.to_ical())


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
    event.add("uid", _clean(appointment.uid))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("organizer", vCalAddress(f"mailto:{organiser}"))
    event.add("summary", _clean(appointment.title))
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    _add_times(event, appointment)
    if not appointment.cancelled:
        for before in appointment.alarms:
            event.add_component(_alarm(appointment, before))
    return event


def _add_times(event: Event, appointment: Appointment) -> None:
    starts = appointment.starts.astimezone(_VIETNAM)
    if appointment.lasts == _WHOLE_DAY:
        event.add("dtstart", starts.date())
        event.add("dtend", starts.date() + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy day
        return
    local = starts.replace(tzinfo=None)  # the parameter names the zone, which a fixed offset would not
    event.add("dtstart", local, parameters={"TZID": ZONE})
    event.add("dtend", local + appointment.lasts, parameters={"TZID": ZONE})


def _alarm(appointment: Appointment, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _clean(appointment.title))
    alarm.add("trigger", -abs(before))
    return alarm


def _clean(text: str) -> str:
    """Return a text without control characters and halves of characters, none of which a calendar may hold."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
