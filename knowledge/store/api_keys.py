"""The keys by which programs use the API (khóa API): whose, for what, and when last; secrets only as hashes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, RowMapping, select, update

from knowledge.people import Person
from knowledge.store.chat_schema import people
from knowledge.store.engine import writing
from knowledge.store.inserting import inserted, note
from knowledge.store.person_rows import people_query, person_from
from knowledge.store.web_schema import api_keys

_SEEN_AFTER = 60.0  # seconds between two notes that a key was used


class KeyScope(StrEnum):
    """What a key may be used for (phạm vi của khóa)."""

    ASK = "hoi"
    READ_DOCUMENTS = "van-ban:doc"
    WRITE_DOCUMENTS = "van-ban:ghi"
    READ_DEADLINES = "han:doc"
    WRITE_DEADLINES = "han:ghi"
    CRITERIA = "tieu-chuan"

    @property
    def words(self) -> str:
        """Return what it allows, in words."""
        return _WORDS[self]


_WORDS = {
    KeyScope.ASK: "hỏi, tìm đoạn",
    KeyScope.READ_DOCUMENTS: "xem văn bản",
    KeyScope.WRITE_DOCUMENTS: "nạp văn bản",
    KeyScope.READ_DEADLINES: "xem hạn",
    KeyScope.WRITE_DEADLINES: "xác nhận, hủy hạn",
    KeyScope.CRITERIA: "tiêu chuẩn, xét hồ sơ",
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept.

    Attributes:
        id: its number.
        name: what it is for, as whoever made it called it.
        scopes: what it may be used for.
        person: the number of whose rights it has.
        made_at, used_at, revoked_at: seconds since 1970; None for never.
    """

    id: int
    name: str
    scopes: frozenset[KeyScope]
    person: int
    made_at: float
    used_at: float | None = None
    revoked_at: float | None = None


class ApiKeys:
    """The keys of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def make(
        self, secret_hash: str, name: str, scopes: Iterable[KeyScope], person_id: int, actor: str, now: float
    ) -> ApiKey:
        """Keep a new key for a person, with a line in the audit.

        Args:
            secret_hash: under which its secret is known.
            name: what it is for.
            scopes: what it may be used for.
            person_id: whose rights it has.
            actor: who makes it.
            now: the moment.
        """
        wanted = sorted(set(scopes))
        row = {"key": secret_hash, "name": name, "scopes": json.dumps(wanted), "person": person_id, "made_at": now}
        with writing(self._engine) as connection:
            number = inserted(connection, api_keys, row)
            said = f"số {number} “{name}” cho người số {person_id}: {', '.join(wanted)}"
            note(connection, actor, "api key made", None, said)
        return ApiKey(number, name, frozenset(wanted), person_id, now)

    def all(self) -> list[ApiKey]:
        """Return every key, also those that were revoked, in order of number."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.id)).mappings()
            return [_key_from(row) for row in rows]

    def known(self, secret_hash: str, now: float) -> tuple[ApiKey, Person] | None:
        """Return the key with this secret and whose it is; None where it is none, revoked, or its person has left."""
        query = select(api_keys).where(api_keys.c.key == secret_hash, api_keys.c.revoked_at.is_(None))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            of_person = people_query().where(people.c.id == row["person"], people.c.active == 1)
            owner = connection.execute(of_person).mappings().first()
        if owner is None:
            return None
        if row["used_at"] is None or now - row["used_at"] > _SEEN_AFTER:  # one write in a while is enough
            with writing(self._engine) as connection:
                connection.execute(update(api_keys).where(api_keys.c.id == row["id"]).values(used_at=now))
        return _key_from(row), person_from(owner)

    def revoke(self, key_id: int, actor: str, now: float) -> bool:
        """Let a key open nothing any more, with a line in the audit; False where none with this number does."""
        good = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        with writing(self._engine) as connection:
            if not connection.execute(update(api_keys).where(*good).values(revoked_at=now)).rowcount:
                return False
            note(connection, actor, "api key revoked", None, f"số {key_id}")
        return True


def _key_from(row: RowMapping) -> ApiKey:
    scopes = frozenset(KeyScope(s) for s in json.loads(row["scopes"]) if s in set(KeyScope))
    return ApiKey(
        row["id"], row["name"], scopes, row["person"], row["made_at"], row["used_at"], row["revoked_at"],
    )  # fmt: skip
