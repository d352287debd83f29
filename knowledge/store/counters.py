"""Counts that outlive a restart: messages of a month, and how many different people wrote, without a list of them."""

import math

from sqlalchemy import ColumnElement, Connection, Engine, select, update

from knowledge.store.chat_schema import counters
from knowledge.store.engine import writing
from knowledge.store.once import insert_new

_PLACES = 4096  # of the bitmap; for some hundred people the estimate is off by one or two


class Counters:
    """Named counts of one home.

    Args:
        engine: from ``open_engine``.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def value(self, name: str, period: str) -> int:
        """Return a count; zero before anything was counted."""
        with self._engine.connect() as connection:
            return int(_read(connection, name, period) or 0)

    def add(self, name: str, period: str, by: int = 1) -> int:
        """Count on; return the new value."""
        with writing(self._engine) as connection:
            value = int(_held(connection, name, period) or 0) + by
            _write(connection, name, period, str(value))
        return value

    def meet(self, name: str, pseudonym: str) -> int:
        """Count somebody among the different people met; return about how many there are.

        Each sets one place of a bitmap, which many share (linear counting, Whang et al. 1990): no list of people is
        kept, though whoever has a pseudonym can test whether it was probably there.
        """
        place = int(pseudonym, 16) % _PLACES
        with writing(self._engine) as connection:
            bits = int(_held(connection, name, "") or "0", 16)
            if not bits >> place & 1:
                bits |= 1 << place
                _write(connection, name, "", f"{bits:x}")
        return _estimate(bits)

    def met(self, name: str) -> int:
        """Return about how many different people were met."""
        with self._engine.connect() as connection:
            return _estimate(int(_read(connection, name, "") or "0", 16))


def _estimate(bits: int) -> int:
    empty = _PLACES - bits.bit_count()
    return round(-_PLACES * math.log(max(empty, 1) / _PLACES))


def _read(connection: Connection, name: str, period: str) -> str | None:
    query = select(counters.c.value).where(*_one(name, period))
    return connection.execute(query).scalar()


def _held(connection: Connection, name: str, period: str) -> str:
    """Return a count, zero where there was none, and let whoever else wants to change it wait for this transaction."""
    insert_new(connection, counters, [{"name": name, "period": period, "value": "0"}])
    held = select(counters.c.value).where(*_one(name, period)).with_for_update()
    return str(connection.execute(held).scalar_one())


def _write(connection: Connection, name: str, period: str, value: str) -> None:
    connection.execute(update(counters).where(*_one(name, period)).values(value=value))


def _one(name: str, period: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return counters.c.name == name, counters.c.period == period
