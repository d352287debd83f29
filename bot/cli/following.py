"""``tdkt deadlines follow|unfollow|assign|followers``: who is reminded of what."""

from typing import Annotated, Any

import typer

from bot.bootstrap import Home
from bot.cli.context import Context
from bot.cli.wishes import person_of
from bot.reminders.assigning import assign as give
from bot.reminders.assigning import given_to, hindrances
from bot.reminders.deciding import standing
from bot.reminders.register import Register, issuer_key, read_register, ways_to_follow
from knowledge.errors import TdktError, UsageError
from knowledge.people import Person
from knowledge.store.reminders import Follow, Following
from knowledge.text import squeezed

WhoId = Annotated[int, typer.Argument(help="Số của người, xem “people list”.", metavar="PERSON_ID")]
Everything = Annotated[bool, typer.Option("--all", help="Mọi hạn.")]
DocumentId = Annotated[int | None, typer.Option("--document", help="Các hạn của văn bản số này.")]
Issuer = Annotated[str, typer.Option(help="Các hạn trong văn bản của cơ quan này.")]
DeadlineId = Annotated[int | None, typer.Option("--deadline", help="Hạn số này.")]


def register(group: typer.Typer, command: type[Any]) -> None:
    """Add the commands to the group of deadlines."""
    for name, act in (("follow", follow), ("unfollow", unfollow), ("assign", assign), ("followers", followers)):
        group.command(name, cls=command)(act)


def follow(
    context: typer.Context,
    person_id: WhoId,
    everything: Everything = False,
    document: DocumentId = None,
    issuer: Issuer = "",
    deadline: DeadlineId = None,
) -> None:
    """Cho một người theo dõi mọi hạn, hạn của một văn bản, của một cơ quan, hay một hạn."""
    mine: Context = context.obj
    home = mine.home(create=False)
    person = person_of(home.people, person_id)
    wanted, called = _wanted(person_id, everything, document, issuer, deadline)
    _check(home, wanted)
    new = home.reminders.follow(wanted)
    told = f"{person.name} {'theo dõi' if new else 'đã theo dõi từ trước'} {called}."
    warnings = hindrances(_register(home), person, wanted)
    value = {"person": person_id, "follows": wanted.kind.value, "target": wanted.target, "new": new}
    mine.give({**value, "warnings": warnings}, "\n".join([told, *(f"⚠ {w}" for w in warnings)]))


def unfollow(
    context: typer.Context,
    person_id: WhoId,
    everything: Everything = False,
    document: DocumentId = None,
    issuer: Issuer = "",
    deadline: DeadlineId = None,
) -> None:
    """Thôi cho một người theo dõi điều đã theo dõi."""
    mine: Context = context.obj
    home = mine.home(create=False)
    person = person_of(home.people, person_id)
    wanted, called = _wanted(person_id, everything, document, issuer, deadline)
    if not home.reminders.unfollow(wanted):
        raise TdktError(f"{person.name} không theo dõi {called}.", "Xem: tdkt deadlines followers ID")
    value = {"person": person_id, "unfollowed": wanted.kind.value, "target": wanted.target}
    mine.give(value, f"{person.name} thôi theo dõi {called}.")


def assign(
    context: typer.Context,
    deadline_id: Annotated[int, typer.Argument(help="Số của hạn.", metavar="DEADLINE_ID")],
    person: Annotated[list[int] | None, typer.Option("--person", help="Số của người; lặp lại được.")] = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", help="Tên phòng, ban; lặp lại được.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Thôi giao cho những người, phòng ban ấy.")] = False,
) -> None:
    """Giao một hạn cho người hay phòng ban: mọi người ở đó được nhắc."""
    mine: Context = context.obj
    home = mine.home(create=False)
    (record,) = standing(home.deadlines, [deadline_id])
    if not person and not unit:
        raise UsageError(
            "Chưa nói giao cho ai: --person, --unit.", "Ví dụ: tdkt deadlines assign 3 --unit “Phòng Tổ chức cán bộ”"
        )
    people = [person_of(home.people, number) for number in person or ()]
    called = home.people.units()
    units = [(number, called[number]) for number in (_unit(home, name) for name in unit or ())]
    wanted = given_to(deadline_id, people, units)
    names = give(home.reminders, home.library, record, wanted, mine.actor, remove=remove)
    held = _register(home)
    warnings = [w for p, (one, _) in zip(people, wanted, strict=False) if not remove for w in hindrances(held, p, one)]
    value = {"deadline": deadline_id, "people": [p.id for p in people], "units": [name for _, name in units]}
    told = f"{'Thôi giao' if remove else 'Đã giao'} hạn {deadline_id}: {names}."
    mine.give({**value, "removed": remove, "warnings": warnings}, "\n".join([told, *(f"⚠ {w}" for w in warnings)]))


def followers(
    context: typer.Context,
    deadline_id: Annotated[int, typer.Argument(help="Số của hạn.", metavar="DEADLINE_ID")],
) -> None:
    """Xem ai được nhắc về một hạn."""
    mine: Context = context.obj
    home = mine.home(create=False)
    standing(home.deadlines, [deadline_id])
    held = _register(home)
    documents = {d.id: d for d in home.library.documents()}
    ways = set(ways_to_follow(held.records[deadline_id], documents))
    follows = [f for f in home.reminders.all_follows() if (f.kind, f.target) in ways]
    found = sorted((held.people[p] for p in held.followers[deadline_id]), key=lambda p: (p.name, p.id or 0))
    units = home.people.units()
    assigned = [units[f.unit] for f in follows if f.unit is not None]
    rows = [{"id": p.id, "name": p.name, "unit": p.unit, "stopped": _stopped(held, p)} for p in found]
    told = [f"[{r['id']}] {r['name']}" + (f" · {r['unit']}" if r["unit"] else "")
            + (" · không nhận nhắc" if r["stopped"] else "") for r in rows]  # fmt: skip
    told += [f"Giao cho: {', '.join(assigned)}"] if assigned else []
    value = {"deadline": deadline_id, "people": rows, "units": assigned}
    mine.give(value, "\n".join(told) or f"Chưa ai theo dõi hạn {deadline_id}.")


def _stopped(held: Register, person: Person) -> bool:
    wishes = held.wishes.get(person.id or 0)
    return wishes is not None and wishes.stopped


def _wanted(
    person: int, everything: bool, document: int | None, issuer: str, deadline: int | None
) -> tuple[Follow, str]:
    """Return what somebody is to follow, and how it is called."""
    named: list[tuple[Follow, str]] = []
    if everything:
        named.append((Follow(Following.ALL, person=person), "mọi hạn"))
    if document is not None:
        named.append((Follow(Following.DOCUMENT, str(document), person=person), f"văn bản {document}"))
    if issuer:
        named.append((Follow(Following.ISSUER, _issuer(issuer), person=person), f"văn bản của {squeezed(issuer)}"))
    if deadline is not None:
        named.append((Follow(Following.DEADLINE, str(deadline), person=person), f"hạn {deadline}"))
    if len(named) != 1:
        raise UsageError(
            "Cần đúng một trong --all, --document, --issuer, --deadline.",
            f"Ví dụ: tdkt deadlines follow {person} --document 3",
        )
    return named[0]


def _issuer(name: str) -> str:
    try:
        return issuer_key(name)
    except ValueError:
        raise UsageError(f"“{name}” không phải tên cơ quan.", "Ví dụ: --issuer “Sở Nội vụ tỉnh Nghệ An”") from None


def _unit(home: Home, name: str) -> int:
    try:
        number = home.people.unit_id(name)
    except ValueError:
        number = None
    if number is None:
        raise TdktError(f"Không có đơn vị “{name}” trong danh sách người.", "Xem tên ở “tdkt people list”.")
    return number


def _check(home: Home, wanted: Follow) -> None:
    """Refuse to follow what is not there."""
    if wanted.kind is Following.DOCUMENT:
        home.library.current_version(int(wanted.target))
    if wanted.kind is Following.DEADLINE:
        standing(home.deadlines, [int(wanted.target)])


def _register(home: Home) -> Register:
    return read_register(home.library, home.deadlines, home.reminders, home.people)
