"""One message for one person and day with everything that is due (bản tin nhắc hạn)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.channels.plain import plain, units
from bot.clock import VIETNAM
from bot.messages import (
    Appointment,
    Block,
    CitationLine,
    Heading,
    Notice,
    OutgoingMessage,
    Paragraph,
    Quotation,
)
from bot.reminders.occurrences import Kept, Occurrence, uid_of
from bot.reminders.wording import by_when, day_words, hour_words, named_words, shortened, source_words, what_words

ROOM = 2000
"""What one message holds on the tightest channel, in UTF-16 code units."""
_LABEL_ROOM = 80  # for the line below every message that nobody asked for
_HOW = "Trả lời “đã xong 1”, “nhắc lại 1” hoặc “nhắc lại 1 sau 2 ngày”, “dừng 1”; “dừng” để không nhận nhắc nữa."
_MEETING = timedelta(minutes=30)  # how long before its hour a deadline stands in a calendar
_ALARM = timedelta(hours=16, minutes=30)  # before midnight: half past seven on the morning of the day before


@dataclass(frozen=True, slots=True)
class Item:
    """One time of a deadline that somebody is reminded of."""

    kept: Kept
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Change:
    """A deadline whose day is another than people were told (đổi hạn).

    Attributes:
        kept: the deadline as it is now.
        was: the last day that counted, as people were told.
        now: the time that holds; None where nothing is due any more.
    """

    kept: Kept
    was: date
    now: Occurrence | None


@dataclass(frozen=True, slots=True)
class Digest:
    """A message, and what its numbers mean.

    Attributes:
        message: for the person.
        numbered: (deadline, last day) of item 1, 2, …, for answers such as "đã xong 2".
    """

    message: OutgoingMessage
    numbered: tuple[tuple[int, date], ...]


@dataclass(frozen=True, slots=True)
class _Detail:
    """How much is said of each item; None for all of it."""

    quote: bool
    appointments: bool
    what: int | None = None
    to_whom: int | None = None
    source: int | None = None


_DETAILS = (
    _Detail(quote=True, appointments=True),
    _Detail(quote=False, appointments=True),
    _Detail(quote=False, appointments=True, what=60, to_whom=30, source=50),
    _Detail(quote=False, appointments=False, what=60, to_whom=30, source=50),
    _Detail(quote=False, appointments=False, what=48, to_whom=0, source=36),
)


def digest(
    items: Sequence[Item],
    today: date,
    *,
    home: str,
    changes: Sequence[Change] = (),
    room: int | None = ROOM,
    calendar: bool = True,
) -> Digest:
    """Return the message of a day; with more items it says less of each, so that it fits.

    Args:
        items: what is due, in any order; the same twice stands once.
        today: the day of the message.
        home: what tells this home from every other, for calendars.
        changes: days that are another than the person was told; they come first.
        room: what the message may hold, in UTF-16 code units; None without a limit. More than ten items may need more.
        calendar: appointments go with it; where the person is reached by chat only they would say everything twice.
    """
    ordered = _ordered(items)
    body: tuple[Block, ...] = ()
    for detail in _DETAILS:
        body = tuple(_blocks(ordered, changes, today, home, detail, calendar=calendar))
        if room is None or units(plain(body)) <= room - _LABEL_ROOM:
            break
    numbered = tuple((item.kept.id, item.occurrence.last_day) for item in ordered)
    return Digest(OutgoingMessage(body, _subject(ordered, today)), numbered)


def announcement(changes: Sequence[Change], *, home: str, calendar: bool = True) -> OutgoingMessage:
    """Return the message that days are others now: "đổi từ … sang …"."""
    blocks: list[Block] = [Heading("Thông báo tự động: thay đổi hạn"), *_told(changes)]
    if calendar:
        blocks += [_moved(change, home) for change in changes]
    return OutgoingMessage(tuple(blocks), "Thay đổi hạn nộp, hạn báo cáo")


def appointment_of(item: Item, home: str) -> Appointment:
    """Return one time of a deadline for a calendar: its whole last day, or the half hour before its hour."""
    kept, occurrence = item.kept, item.occurrence
    uid = uid_of(home, kept.id, occurrence.last_day if kept.deadline.recurrence else None)
    title = f"Hạn: {what_words(kept, 48)}"
    if kept.deadline.time is None:
        starts = datetime.combine(occurrence.last_day, time(0), VIETNAM)
        return Appointment(uid, title, starts, alarms=(_ALARM,), sequence=kept.sequence)
    starts = begin_of(occurrence)
    return Appointment(uid, title, starts, occurrence.closes - starts, (timedelta(days=1),), kept.sequence)


def begin_of(occurrence: Occurrence) -> datetime:
    """Return when a deadline with an hour begins in a calendar: half an hour before, on its last day."""
    midnight = datetime.combine(occurrence.last_day, time(0), VIETNAM)
    return max(midnight, occurrence.closes - _MEETING)


def _ordered(items: Sequence[Item]) -> list[Item]:
    found = {(item.kept.id, item.occurrence.last_day): item for item in items}
    return sorted(found.values(), key=lambda i: (i.occurrence.last_day, i.occurrence.closes, i.kept.id))


def _subject(items: Sequence[Item], today: date) -> str:
    if not items:
        return "Thay đổi hạn nộp, hạn báo cáo"
    first = items[0]
    if len(items) == 1:
        left = by_when(first.occurrence.last_day, today)
        return f"Nhắc hạn: {what_words(first.kept, 60)}, {left[:1].lower()}{left[1:]}"
    return f"Nhắc hạn: {len(items)} việc, gần nhất {day_words(first.occurrence.last_day)}"


def _blocks(
    items: Sequence[Item], changes: Sequence[Change], today: date, home: str, detail: _Detail, *, calendar: bool
) -> Iterator[Block]:
    yield Heading(f"Nhắc hạn tự động: {len(items)} việc" if items else "Thông báo tự động: thay đổi hạn")
    yield from _told(changes)
    number = 0
    for day, group in groupby(items, key=lambda item: item.occurrence.last_day):
        yield Paragraph(f"{by_when(day, today)}:")
        for item in group:
            number += 1
            yield from _item(number, item, detail)
    if items:
        yield Notice(_HOW)
    if calendar and detail.appointments:
        yield from (appointment_of(item, home) for item in items)
        yield from (_moved(change, home) for change in changes)


def _item(number: int, item: Item, detail: _Detail) -> Iterator[Block]:
    """Yield what is to be done, to whom and until when, with the words of the document and where they stand."""
    kept, occurrence = item.kept, item.occurrence
    said = f"{number}. {what_words(kept, detail.what)}"
    if kept.deadline.to_whom and detail.to_whom != 0:
        said += f", nơi nhận: {shortened(kept.deadline.to_whom, detail.to_whom)}"
    limit = hour_words(kept, occurrence) or ("" if detail.what else named_words(occurrence))
    yield Paragraph(said + (f" ({limit})" if limit else ""))
    if detail.quote and kept.deadline.who:
        yield Paragraph(f"Ai làm: {kept.deadline.who}")
    if detail.quote and kept.deadline.quote and kept.document:
        yield Quotation(f"«{kept.deadline.quote}»")
    if source := source_words(kept, detail.source):
        yield CitationLine(f"Nguồn: {source}")


def _told(changes: Sequence[Change]) -> Iterator[Block]:
    for change in changes:
        what, source = what_words(change.kept), source_words(change.kept)
        said = f"{what}: không còn hạn {day_words(change.was)} nữa."
        if change.now is not None:
            hour = hour_words(change.kept, change.now)
            said = f"{what}: hạn đổi từ {day_words(change.was)} sang {day_words(change.now.last_day)}"
            said += f" ({hour})." if hour else "."
        yield Paragraph(said)
        if source:
            yield CitationLine(f"Nguồn: {source}")


def _moved(change: Change, home: str) -> Appointment:
    """Return what puts a change into calendars: the appointment at its new time, or cancelled at its old one."""
    if change.now is not None:
        return appointment_of(Item(change.kept, change.now), home)
    uid = uid_of(home, change.kept.id, change.was if change.kept.deadline.recurrence else None)
    starts = datetime.combine(change.was, time(0), VIETNAM)
    title = f"Hạn: {what_words(change.kept, 48)}"
    return Appointment(uid, title, starts, sequence=change.kept.sequence, cancelled=True)
