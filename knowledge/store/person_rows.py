"""Between the tables of people and units and the person of the field; each on a connection that the caller owns."""

import json
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from knowledge.audiences import unit_group
from knowledge.people import Person, Role
from knowledge.store.chat_schema import people, units
from knowledge.store.inserting import inserted


def people_query() -> Any:  # noqa: ANN401 (a query)
    """Return the query for people with the names of their units."""
    return select(people, units.c.name.label("unit_name")).outerjoin(units, units.c.id == people.c.unit)


def person_of(connection: Connection, person_id: int | None) -> Person | None:
    """Return a person on a connection; None where there is none."""
    row = connection.execute(people_query().where(people.c.id == person_id)).mappings().first()
    return person_from(row) if row else None


def known_person(connection: Connection, entry: Person) -> int | None:
    """Return the number of a person who is kept already, by number or staff code."""
    if entry.id is not None:
        return connection.execute(select(people.c.id).where(people.c.id == entry.id)).scalar()
    if entry.code:
        return connection.execute(select(people.c.id).where(people.c.code == entry.code)).scalar()
    return None


def unit_of(connection: Connection, name: str) -> int:
    """Return the number of a unit, kept now where it is new."""
    group = unit_group(name)
    known = connection.execute(select(units.c.id).where(units.c.group == group)).scalar()
    if known is not None:
        return int(known)
    return inserted(connection, units, {"name": name, "group": group})


def person_row(entry: Person, unit: int | None) -> dict[str, Any]:
    """Return the row of a person."""
    return {
        "code": entry.code or None, "name": entry.name, "email": entry.email, "unit": unit,
        "role": entry.role.value, "channels": json.dumps(list(entry.channels)), "active": int(entry.active),
    }  # fmt: skip


def person_from(row: RowMapping) -> Person:
    """Return the person of a row."""
    return Person(
        name=row["name"],
        role=Role(row["role"]),
        unit=row["unit_name"] or "",
        code=row["code"] or "",
        email=row["email"],
        channels=tuple(json.loads(row["channels"])),
        active=bool(row["active"]),
        id=row["id"],
    )
