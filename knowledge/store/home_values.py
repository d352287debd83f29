"""Single values of a home, by name; on a connection whose transaction the caller owns."""

from sqlalchemy import Connection, delete, insert, select

from knowledge.store.schema import home_values

UNIT = "unit"
TRUSTED = "trusts_sure_deadlines"


def read_value(connection: Connection, name: str) -> str | None:
    """Return a value; None where it was never written."""
    return connection.execute(select(home_values.c.value).where(home_values.c.name == name)).scalar()


def write_value(connection: Connection, name: str, value: str) -> None:
    """Write a value in place of the one before."""
    connection.execute(delete(home_values).where(home_values.c.name == name))
    connection.execute(insert(home_values).values(name=name, value=value))
