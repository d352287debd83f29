"""A staff list joined with the people already kept: who is meant by a row, and what it changes (đối chiếu)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.staff_list import StaffList
from bot.staff_rows import group_of
from knowledge.people import Person


def merged(kept: Sequence[Person], listed: StaffList) -> tuple[Person, ...]:
    """Return what a list changes or adds; what it does not tell stays as it is kept.

    Somebody is known by staff code; without one, by the same name in the same unit, where only one person is meant
    and the e-mail addresses do not speak against it.

    Args:
        kept: everybody in the home.
        listed: a list that was read.
    """
    codes = {p.code.casefold(): p for p in kept if p.code}
    namesakes: defaultdict[str, list[Person]] = defaultdict(list)
    for person in kept:
        namesakes[person.name.casefold()].append(person)
    taken: set[int | None] = set()
    changes = []
    in_order = sorted(zip(listed.people, listed.told, strict=True), key=lambda pair: not pair[0].code)
    for entry, told in in_order:
        alike = (p for p in namesakes[entry.name.casefold()] if p.id not in taken)
        known = codes.get(entry.code.casefold()) or _only(p for p in alike if _may_be(p, entry))
        joined = _joined(known, entry, told) if known else entry
        taken |= {known.id} if known else set()
        if joined != known:
            changes.append(joined)
    return tuple(changes)


def _only(people: Iterable[Person]) -> Person | None:
    found = list(people)
    return found[0] if len(found) == 1 else None


def _may_be(known: Person, entry: Person) -> bool:
    """Say whether nothing that both tell speaks against their being one person of this name."""
    pairs = ((known.code, entry.code), (group_of(known.unit), group_of(entry.unit)),
             (known.email.casefold(), entry.email.casefold()))  # fmt: skip
    return all(not one or not other or one == other for one, other in pairs)


def _joined(known: Person, entry: Person, told: frozenset[str]) -> Person:
    same_unit = group_of(known.unit) == group_of(entry.unit)  # however it is spelled this time
    fields = told - {"unit"} if same_unit else told
    return replace(known, **{field: getattr(entry, field) for field in fields})
