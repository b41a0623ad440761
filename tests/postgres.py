"""A PostgreSQL server of the tests' own: a real one, on a socket that only they know."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
_OWNER = "postgres"


def binaries() -> Path | None:
    """Return the folder of the newest server's programs, or None where there is none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [path for place in _PLACES for path in Path("/").glob(f"{place[1:]}/initdb")]
    return max(found, key=lambda path: _version(path.parent.parent.name)).parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a running server's first database; the server is gone afterwards.

    The server refuses to run as root: it is run as its own user then, below a folder that it may
    enter.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data, programs = folder / "data", binaries()
    assert programs
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, _OWNER, _OWNER)
        as_owner = ["runuser", "-u", _OWNER, "--"]

    def run(program: str, *args: str) -> None:
        command = [*as_owner, str(programs / program), "-D", str(data), *args]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions")
        options = f"-c listen_addresses= -c unix_socket_directories={folder}"
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{_OWNER}@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """Give the URL of an empty database on a server; it is dropped afterwards."""
    import sqlalchemy as sa  # the environment of the infrastructure has none

    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.rpartition("@")[2].split(".") if part.isdigit())
