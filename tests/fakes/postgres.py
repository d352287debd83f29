"""A PostgreSQL of our own for a while: made in a temporary folder, reached by a socket file, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

_NOBODY = 65534  # PostgreSQL refuses to run for root
_SECONDS = 60
PROGRAMS = ("initdb", "pg_ctl")


class Postgres:
    """A running server; every database in it is a new one.

    Args:
        sockets: the folder of its socket.
    """

    def __init__(self, sockets: Path) -> None:
        self._sockets, self._made = sockets, 0

    def database(self, like: str = "template0") -> str:
        """Make a database as another one is; return its address."""
        self._made += 1
        name = f"home{self._made}"
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy"))
        engine.dispose()
        return self.address(name)

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://tdkt@/{name}?host={self._sockets}"


def why_not() -> str:
    """Return why there can be no PostgreSQL here; empty where there can."""
    try:
        import psycopg  # noqa: F401 (an extra that need not be installed)
    except ImportError:
        return "psycopg is not installed"
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"{' and '.join(missing)} not found" if missing else ""


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a server; what it holds need not outlive a power cut, only the death of its clients."""
    folder = Path(tempfile.mkdtemp(prefix="tdkt-pg-"))
    if os.getuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    data = folder / "data"
    try:
        _run("initdb", "-D", data, "-U", "tdkt", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        careless = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", careless, "start")
        try:
            yield Postgres(folder)
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    """Run a program of PostgreSQL as a user without rights, where we have more."""
    drop = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
    surroundings = {"PATH": os.environ["PATH"], "LANG": "C", "HOME": "/"}
    words = [*drop, *map(str, command)]
    ran = subprocess.run(
        words, env=surroundings, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, timeout=_SECONDS, check=False, text=True,
    )  # fmt: skip
    if ran.returncode != 0:
        raise RuntimeError(f"{command[0]}: {ran.stderr}")
