"""What the store holds of deadlines as the plan of reminders sees it: who may be reminded of what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from bot.reminders.occurrences import Kept
from bot.reminders.wishes import Wishes, first_allowed
from knowledge.audiences import audience_of, may_see, unit_group
from knowledge.deadlines import DeadlineState
from knowledge.people import Person
from knowledge.store import DocumentRecord, Library
from knowledge.store.deadlines import DeadlineRecord, Deadlines
from knowledge.store.people import People
from knowledge.store.reminders import Following, Reminders, Reply
from knowledge.text import squeezed
from knowledge.validity import find_registered

_USUAL = Wishes()


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that a plan of reminders is made of, at one moment.

    Attributes:
        kept: the deadlines.
        records: the same as they are stored, by number.
        followers: deadline -> the people who follow it and may see its document.
        wishes: person -> what the person wants.
        people: those who use the home, by number.
        documents: by number.
    """

    kept: tuple[Kept, ...]
    records: Mapping[int, DeadlineRecord]
    followers: Mapping[int, frozenset[int]]
    wishes: Mapping[int, Wishes]
    people: Mapping[int, Person]
    documents: Mapping[int, DocumentRecord]

    @property
    def of_number(self) -> dict[int, Kept]:
        """Return the deadlines by number."""
        return {kept.id: kept for kept in self.kept}

    def may_see(self, person: int, deadline: int) -> bool:
        """Say whether somebody may see the document of a deadline, or anything of the home."""
        known = person in self.people and deadline in self.records
        return known and _may_see(self.people[person], self.records[deadline], self.documents)

    def people_of_unit(self, name: str) -> frozenset[int]:
        """Return the people of a unit."""
        group = unit_group(name)
        return frozenset(number for number, p in self.people.items() if p.unit and unit_group(p.unit) == group)

    def wishes_of(self, person: int) -> Wishes:
        """Return what a person wants; what is usual where nothing was said."""
        return self.wishes.get(person, _USUAL)


def read_register(library: Library, deadlines: Deadlines, reminders: Reminders, people: People) -> Register:
    """Return the deadlines of a home with who follows them."""
    documents = {d.id: d for d in library.documents()}
    records = [r for r in deadlines.all() if r.document_id is None or r.document_id in documents]
    everybody = {p.id: p for p in people.all() if p.id is not None and p.active}
    following = reminders.followers({r.id: ways_to_follow(r, documents) for r in records})
    allowed = {
        r.id: frozenset(p for p in following[r.id] if p in everybody and _may_see(everybody[p], r, documents))
        for r in records
    }
    return Register(
        tuple(kept_of(r, documents) for r in records),
        {r.id: r for r in records},
        allowed,
        {person: wishes_of(content) for person, content in reminders.wishes().items()},
        everybody,
        documents,
    )


def kept_of(record: DeadlineRecord, documents: Mapping[int, DocumentRecord]) -> Kept:
    """Return a stored deadline as the plan sees it: one of a text that is in force no more has fallen with it."""
    document = documents.get(record.document_id) if record.document_id else None
    called, ended = (_called(document), _in_force_until(document)) if document else ("", None)
    held = record.deadline.until(ended) if ended else record.deadline
    if held is None:
        return Kept(record.id, record.deadline, DeadlineState.CANCELLED, record.sequence, called)
    return Kept(record.id, held, record.state, record.sequence, called)


def _in_force_until(document: DocumentRecord) -> date | None:
    """Return the last day of a text that the register of law knows to end; None for every other."""
    number, issuer = document.metadata.number, document.metadata.issuer
    text = find_registered(number.value, issuer=issuer.value if issuer else None) if number else None
    return text.effective_to if text else None


def ways_to_follow(
    record: DeadlineRecord, documents: Mapping[int, DocumentRecord]
) -> tuple[tuple[Following, str], ...]:
    """Return everything by which a deadline may be followed: itself, its document, its agency, all."""
    ways = [(Following.ALL, ""), (Following.DEADLINE, str(record.id))]
    if record.document_id is not None:
        ways.append((Following.DOCUMENT, str(record.document_id)))
        issuer = documents[record.document_id].metadata.issuer
        ways += [(Following.ISSUER, issuer_key(issuer.value))] if issuer else []
    return tuple(ways)


def issuer_key(name: str) -> str:
    """Return an agency as follows name it, however it is typed."""
    return unit_group(name)


def wishes_of(content: Mapping[str, Any]) -> Wishes:
    """Return what a person wants, as it was written by ``written_wishes``."""
    paused = content.get("paused_until")
    return Wishes(
        tuple(content["lead_days"]),
        time.fromisoformat(content["hour"]),
        time.fromisoformat(content["quiet_from"]),
        time.fromisoformat(content["quiet_to"]),
        datetime.fromisoformat(paused) if paused else None,
        bool(content.get("stopped")),
    )


def written_wishes(wishes: Wishes) -> dict[str, Any]:
    """Return what a person wants as plain data."""
    plain = asdict(wishes)
    return {name: value.isoformat() if isinstance(value, time | datetime) else value for name, value in plain.items()}


def held_until(reminders: Reminders, person: int, now: datetime) -> datetime | None:
    """Return when a person may get a reminder that is written; None for at once."""
    content = reminders.wish_of(person)
    wishes = wishes_of(content) if content else _USUAL
    return None if wishes.allow(now) else first_allowed(now, wishes)


def last_said(reminders: Reminders) -> dict[tuple[int, int, date], Reply]:
    """Return what each person said last of each time of a deadline."""
    return {(r.person, r.deadline, r.occurrence): r for r in reminders.replies()}


def _may_see(person: Person, record: DeadlineRecord, documents: Mapping[int, DocumentRecord]) -> bool:
    if record.document_id is None:
        return True
    groups = audience_of([person.role], [person.unit] if person.unit else [])
    return may_see(documents[record.document_id].shown_to, groups)


def _called(document: DocumentRecord) -> str:
    metadata = document.metadata
    numbered = metadata.number is not None and not metadata.number.value.startswith("/")
    number = f" {squeezed(metadata.number.value)}" if metadata.number and numbered else ""
    issuer = f" của {squeezed(metadata.issuer.value)}" if metadata.issuer else ""
    return f"{metadata.type}{number}{issuer}"
