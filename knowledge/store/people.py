"""The people of a home, their units, and the one-time codes that tie a chat to a person (liên kết)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from knowledge.audiences import unit_group
from knowledge.people import Person, Role
from knowledge.store.chat_schema import chats, link_codes, link_tries, outbox, people, units
from knowledge.store.deadline_schema import answers, follows, reminders, wishes
from knowledge.store.engine import writing
from knowledge.store.inserting import inserted, note
from knowledge.store.person_rows import known_person, people_query, person_from, person_of, person_row, unit_of


class Linking(StrEnum):
    """What became of a one-time code."""

    LINKED = "linked"
    ALREADY = "already"  # this chat is linked to this person
    OTHER_PERSON = "other_person"  # this chat is linked to somebody else, and stays so
    WRONG = "wrong"  # no such code, or it is over
    TOO_MANY = "too_many"  # too many wrong codes lately


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How one-time codes behave: seconds that one is good for, and wrong ones allowed in so many seconds."""

    good_for: float = 15 * 60
    most_tries: int = 5
    within: float = 60 * 60
    most_tries_of_all: int = 60


class People:
    """The people of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine, rules: CodeRules | None = None) -> None:
        self._engine = engine
        self.rules = rules or CodeRules()

    # -- reading ----------------------------------------------------------------------------------------

    def all(self) -> list[Person]:
        """Return everybody, in order of name."""
        with self._engine.connect() as connection:
            rows = connection.execute(people_query().order_by(people.c.name, people.c.id)).mappings()
            return [person_from(row) for row in rows]

    def find(self, person_id: int) -> Person | None:
        """Return a person by number."""
        with self._engine.connect() as connection:
            row = connection.execute(people_query().where(people.c.id == person_id)).mappings().first()
        return person_from(row) if row else None

    def unit_id(self, name: str) -> int | None:
        """Return the number of a unit, however its name is typed; None where nobody belongs, or belonged, to it.

        Raises:
            ValueError: the name holds nothing to tell a unit by.
        """
        with self._engine.connect() as connection:
            return connection.execute(select(units.c.id).where(units.c.group == unit_group(name))).scalar()

    def units(self) -> dict[int, str]:
        """Return the names of the units, by number."""
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(select(units.c.id, units.c.name))}

    def of_chat(self, key: str) -> Person | None:
        """Return whom a chat is linked to; None for nobody, or somebody who may not use the home any more."""
        query = (
            people_query().join(chats, chats.c.person == people.c.id).where(chats.c.key == key, people.c.active == 1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return person_from(row) if row else None

    def administrators(self) -> list[Person]:
        """Return the administrators who may use the home."""
        return [p for p in self.all() if p.role is Role.ADMINISTRATOR and p.active]

    def has_linked_administrator(self) -> bool:
        """Say whether an administrator can be reached in some chat."""
        query = (
            select(func.count())
            .select_from(chats.join(people, people.c.id == chats.c.person))
            .where(people.c.role == Role.ADMINISTRATOR.value, people.c.active == 1)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one() > 0

    # -- writing ----------------------------------------------------------------------------------------

    def save(self, entries: Iterable[Person], actor: str, now: float) -> tuple[int, int]:
        """Add people, or change those with the same staff code or number; return (added, changed)."""
        added = changed = 0
        with writing(self._engine) as connection:
            for entry in entries:
                known = known_person(connection, entry)
                unit = unit_of(connection, entry.unit) if entry.unit else None
                row = person_row(entry, unit)
                if known is None:
                    connection.execute(insert(people).values(added_at=now, **row))
                    added += 1
                else:
                    changed += connection.execute(update(people).where(people.c.id == known).values(**row)).rowcount
            note(connection, actor, "people", None, f"thêm {added}, sửa {changed}")
        return added, changed

    def remove(self, person_id: int, actor: str) -> bool:
        """Forget a person for good; False where unknown.

        The record goes, the links of chats and what was to be sent, what the person follows and wants, was reminded of
        and said of it.
        """
        with writing(self._engine) as connection:
            if connection.execute(select(people.c.id).where(people.c.id == person_id)).first() is None:
                return False
            for table in (chats, link_codes, outbox):
                connection.execute(update(table).where(table.c.person == person_id).values(person=None))
            for table in (follows, reminders, answers, wishes):
                connection.execute(delete(table).where(table.c.person == person_id))
            connection.execute(delete(people).where(people.c.id == person_id))
            note(connection, actor, "people", None, f"xóa người số {person_id}")
        return True

    def order_channels(self, person_id: int, names: Iterable[str]) -> None:
        """Record in which order a person wants to be reached."""
        with writing(self._engine) as connection:
            wanted = json.dumps(list(names))
            connection.execute(update(people).where(people.c.id == person_id).values(channels=wanted))

    # -- one-time codes ---------------------------------------------------------------------------------

    def issue_code(self, code_hash: str, person_id: int | None, now: float) -> bool:
        """Make a code good; earlier codes for the same person are over. None makes the first administrator.

        Returns:
            False where the same code is good for somebody else at this moment; nothing changed then.
        """
        alike, unused = link_codes.c.hash == code_hash, link_codes.c.used_at.is_(None)
        of_another = link_codes.c.person.is_distinct_from(person_id)
        in_use = select(link_codes.c.id).where(alike, of_another, unused, link_codes.c.expires_at > now)
        times = {"made_at": now, "expires_at": now + self.rules.good_for}
        with writing(self._engine) as connection:
            if connection.execute(in_use).first() is not None:
                return False
            connection.execute(delete(link_codes).where(alike))  # one that is over may come up again
            connection.execute(update(link_codes).where(~of_another, unused).values(expires_at=now))
            connection.execute(insert(link_codes).values(hash=code_hash, person=person_id, **times))
        return True

    def link(self, code_hash: str, key: str, now: float) -> tuple[Linking, Person | None]:
        """Tie a kept chat to the person for whom a code was made; a code works once, and overwrites nothing."""
        with writing(self._engine) as connection:
            if self._too_many(connection, key, now):
                return Linking.TOO_MANY, None
            code = connection.execute(select(link_codes).where(link_codes.c.hash == code_hash)).mappings().first()
            chat = connection.execute(select(chats.c.person).where(chats.c.key == key)).first()
            owner = chat[0] if chat else None
            if code is not None and code["used_by"] == key and owner is not None and code["person"] == owner:
                return Linking.ALREADY, person_of(connection, owner)
            if code is None or not _is_good(connection, code, now):
                connection.execute(insert(link_tries).values(chat=key, at=now))
                return Linking.WRONG, None
            if chat is None:  # forgotten while the code was on its way; the code stays good
                return Linking.WRONG, None
            if owner is not None:
                same = owner == code["person"]
                return (Linking.ALREADY if same else Linking.OTHER_PERSON), person_of(connection, owner)
            person = code["person"] if code["person"] is not None else _first_administrator(connection, now)
            used = {"used_at": now, "used_by": key, "person": person}
            connection.execute(update(link_codes).where(link_codes.c.id == code["id"]).values(**used))
            connection.execute(update(chats).where(chats.c.key == key).values(person=person))
            note(connection, "trò chuyện", "link", None, f"người số {person}")
            return Linking.LINKED, person_of(connection, person)

    def forget_tries(self, moment: float) -> None:
        """Delete wrong codes typed before a moment, and codes that were over by then."""
        with writing(self._engine) as connection:
            connection.execute(delete(link_tries).where(link_tries.c.at < moment))
            connection.execute(delete(link_codes).where(link_codes.c.expires_at < moment))

    def _too_many(self, connection: Connection, key: str, now: float) -> bool:
        lately = select(func.count()).where(link_tries.c.at > now - self.rules.within)
        mine = connection.execute(lately.where(link_tries.c.chat == key)).scalar_one()
        of_all = connection.execute(lately).scalar_one()
        return mine >= self.rules.most_tries or of_all >= self.rules.most_tries_of_all


def _is_good(connection: Connection, code: RowMapping, now: float) -> bool:
    """Say whether a code still works: not used, in time, and for somebody whom it may still link.

    That is a person who may use the home, or the first administrator while nobody else became one.
    """
    if code["used_at"] is not None or code["expires_at"] <= now:
        return False
    if code["person"] is None:
        return connection.execute(_administrators()).first() is None
    active = select(people.c.active).where(people.c.id == code["person"])
    return bool(connection.execute(active).scalar())


def _administrators() -> Any:  # noqa: ANN401 (a query)
    joined = chats.join(people, people.c.id == chats.c.person)
    return (
        select(people.c.id).select_from(joined).where(people.c.role == Role.ADMINISTRATOR.value, people.c.active == 1)
    )


def _first_administrator(connection: Connection, now: float) -> int:
    row = {"name": "Quản trị", "role": Role.ADMINISTRATOR.value, "added_at": now}
    return inserted(connection, people, row)
