"""Open the database of a home: SQLite with WAL by default, and its schema brought up to date."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy import Engine as Engine
from sqlalchemy.exc import DatabaseError

from knowledge.errors import HomeError
from knowledge.store.schema import SCHEMA_REVISION

BUSY_TIMEOUT_MS = 15_000
_RETRY = 0.02  # seconds
_EMPTYING_MS = 200
_VERSIONS = "alembic_version"
_MIGRATING = 7_432_011  # names the lock under which tables are made; any number of ours


def open_engine(url: str) -> Engine:
    """Return an engine on the database at ``url``, migrated to this program's schema.

    Raises:
        HomeError: the database was written by a newer tdkt, or it is no database.
    """
    engine = create_engine(url, hide_parameters=True)  # an error in a log must not tell what people wrote
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    try:
        _migrate(engine)
    except HomeError:
        engine.dispose()
        raise
    except DatabaseError as error:
        engine.dispose()
        raise HomeError(
            f"Không mở được cơ sở dữ liệu {engine.url.database}: tệp bị hỏng hoặc không phải kho của tdkt.",
            "Hãy khôi phục từ bản sao lưu, hoặc chọn kho khác bằng --home.",
        ) from error
    return engine


def sqlite_url(path: Path) -> str:
    """Return the database address of a SQLite file."""
    return f"sqlite:///{path}"


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 (a DB-API connection)
    connection.isolation_level = None  # we emit BEGIN ourselves
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    _write_ahead(connection)


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 (a DB-API connection)
    """Switch to write-ahead logging; this one pragma does not honour ``busy_timeout``, so it is tried again."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            time.sleep(_RETRY)
        else:
            return


def empty_log(engine: Engine) -> bool:
    """Empty the write-ahead log, in which deleted words can be read until others are written over them.

    Returns:
        False where somebody was reading; it may be tried again later.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_EMPTYING_MS}")  # writers wait meanwhile
        try:
            blocked = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    finally:
        connection.close()
    return not blocked


def _begin_immediate(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("tdkt_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Run one short write transaction that takes the write lock at its start."""
    with engine.connect().execution_options(tdkt_writes=True) as connection, connection.begin():
        yield connection


def _migrate(engine: Engine) -> None:
    """Bring the schema to ``SCHEMA_REVISION``: a new database is made at once, an older one revision by revision."""
    with engine.connect() as connection:
        current = _revision(connection)
    if current == SCHEMA_REVISION:
        return
    if current is not None and current > SCHEMA_REVISION:
        raise HomeError(
            f"Kho dữ liệu do bản tdkt mới hơn tạo (lược đồ {current}, chương trình này hiểu {SCHEMA_REVISION}).",
            "Hãy nâng cấp tdkt rồi chạy lại.",
        )
    with engine.connect().execution_options(tdkt_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":  # of several workers that start at once, one makes the tables
            connection.execute(text(f"select pg_advisory_xact_lock({_MIGRATING})"))
        if inspect(connection).get_table_names():
            _upgrade(connection)
        else:
            _create(connection)


def _revision(connection: Connection) -> str | None:
    """Return the revision of a database; None where it has none."""
    if not inspect(connection).has_table(_VERSIONS):
        return None
    found: str | None = connection.execute(text(f"select version_num from {_VERSIONS}")).scalar()
    return found


def _create(connection: Connection) -> None:
    """Make every table of today, and note the revision as alembic would."""
    from knowledge.store.whole_schema import metadata

    metadata.create_all(connection)
    connection.execute(text(f"create table {_VERSIONS} (version_num varchar(32) not null primary key)"))
    connection.execute(text(f"insert into {_VERSIONS} values (:revision)"), {"revision": SCHEMA_REVISION})


def _upgrade(connection: Connection) -> None:
    """Run the revisions that are missing; alembic is imported only where there are some."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
