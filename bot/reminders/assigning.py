"""Who is given a deadline, and why somebody will hear less of it than expected (giao việc)."""

from collections.abc import Iterable, Sequence

from bot.reminders.register import Register, ways_to_follow
from knowledge.people import Person
from knowledge.store import Library
from knowledge.store.deadlines import DeadlineRecord
from knowledge.store.reminders import Follow, Following, Reminders


def assign(
    reminders: Reminders,
    library: Library,
    record: DeadlineRecord,
    wanted: Sequence[tuple[Follow, str]],
    actor: str,
    *,
    remove: bool = False,
) -> str:
    """Give a deadline to people and units, or take it back, with a line in the audit; return their names.

    Args:
        reminders: keeps who follows what.
        library: keeps the audit.
        record: the deadline.
        wanted: from ``given_to``.
        actor: who says so.
        remove: they are to be reminded of it no more.
    """
    for one, _ in wanted:
        reminders.unfollow(one) if remove else reminders.follow(one)
    names = ", ".join(name for _, name in wanted)
    action = f"deadline {'unassigned' if remove else 'assigned'}"
    library.note(actor, action, record.document_id, f"số {record.id}: {names}")
    return names


def given_to(deadline_id: int, people: Iterable[Person], units: Iterable[tuple[int, str]]) -> list[tuple[Follow, str]]:
    """Return what makes people and units, told by number and name, follow a deadline, each with its name."""
    target = str(deadline_id)
    wanted = [(Follow(Following.DEADLINE, target, person=p.id), p.name) for p in people]
    return wanted + [(Follow(Following.DEADLINE, target, unit=number), name) for number, name in units]


def hindrances(held: Register, person: Person, wanted: Follow) -> list[str]:
    """Return why somebody will hear less than expected: gone, or a document that this person may not see."""
    if not person.active:
        return [f"{person.name} đã nghỉ nên không được nhắc."]
    meant = [r for r in held.records.values() if (wanted.kind, wanted.target) in ways_to_follow(r, held.documents)]
    unheard = {r.document_id for r in meant if person.id not in held.followers[r.id] and r.document_id is not None}
    found = [f"{person.name} không được xem văn bản {n} nên không được nhắc hạn của nó." for n in sorted(unheard)]
    if wanted.kind is Following.ISSUER and not meant:
        found.append("Kho chưa có hạn nào trong văn bản của cơ quan này.")
    return found
