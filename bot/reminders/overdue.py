"""What passed without "đã xong" (quá hạn chưa báo xong), for the officers who look after the duties of others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.messages import Block, CitationLine, Heading, Notice, OutgoingMessage, Paragraph
from bot.reminders.occurrences import Kept, Occurrence, time_of
from bot.reminders.wording import day_words, source_words, what_words
from knowledge.people import Person

LOOKED_BACK = timedelta(days=14)
"""How long after its last day a deadline is still told of, where nothing could be told before."""
_MOST_NAMES = 30


@dataclass(frozen=True, slots=True)
class Overdue:
    """A time of a deadline that is over, and who was reminded of it and has not said that it is done."""

    kept: Kept
    occurrence: Occurrence
    people: tuple[Person, ...]


def overdue(
    kept: Mapping[int, Kept],
    people: Mapping[int, Person],
    reminded: Iterable[tuple[int, int, date]],
    done: Collection[tuple[int, int, date]],
    now: datetime,
) -> list[Overdue]:
    """Return what is over and not done by everybody, the oldest first; a day that was changed since is none.

    Args:
        kept: the deadlines that stand, by number.
        people: those who use the home, by number.
        reminded: (person, deadline, last day) of whoever was reminded.
        done: the same of whoever said that it is done.
        now: the moment.
    """
    waiting: defaultdict[tuple[int, date], list[Person]] = defaultdict(list)
    for person, deadline, day in reminded:
        if (person, deadline, day) not in done and person in people:
            waiting[deadline, day].append(people[person])
    found = []
    for (deadline, day), names in waiting.items():
        occurrence = time_of(kept[deadline], day) if deadline in kept else None
        if occurrence is not None and occurrence.closes <= now:
            found.append(Overdue(kept[deadline], occurrence, tuple(sorted(names, key=lambda p: (p.unit, p.name)))))
    return sorted(found, key=lambda one: (one.occurrence.closes, one.kept.id))


def overdue_message(found: Sequence[Overdue]) -> OutgoingMessage:
    """Return the message that names what passed and who has not said "đã xong"."""
    heading = f"Quá hạn, chưa báo xong: {len(found)} việc"
    return OutgoingMessage((Heading(heading), *_blocks(found)), heading)


def _blocks(found: Sequence[Overdue]) -> Iterator[Block]:
    for number, one in enumerate(found, start=1):
        yield Paragraph(f"{number}. {what_words(one.kept, 120)}: hạn {day_words(one.occurrence.last_day)}.")
        yield Paragraph(f"Đã được nhắc, chưa báo “đã xong” ({len(one.people)} người): {_names(one.people)}.")
        if source := source_words(one.kept):
            yield CitationLine(f"Nguồn: {source}")
    yield Notice("Tôi chỉ biết ai đã trả lời “đã xong”; có thể việc đã làm mà chưa báo.")


def _names(people: Sequence[Person]) -> str:
    shown = [f"{p.name} ({p.unit})" if p.unit else p.name for p in people[:_MOST_NAMES]]
    more = f" và {len(people) - _MOST_NAMES} người nữa" if len(people) > _MOST_NAMES else ""
    return "; ".join(shown) + more
