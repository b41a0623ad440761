"""Where the ledger is, and the engine that reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from intentlib.errors import OptionError, StoreError

_WAIT = 30
"""Seconds to wait for another process's append."""
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}


@dataclass(frozen=True)
class Address:
    """Where a ledger is.

    Parameters
    ----------
    url
        For SQLAlchemy, with a driver of ours.
    file
        The SQLite file; None on a server.
    """

    url: URL
    file: Path | None

    @classmethod
    def of(cls, url: str) -> Address:
        """Return the address that a URL or the path of a SQLite file means.

        Raises
        ------
        OptionError
            If it is neither.
        """
        if "://" not in url:
            file = Path(url).expanduser()
            return cls(URL.create("sqlite", database=str(file)), file)
        try:
            parsed = sa.make_url(url)
        except (sa.exc.ArgumentError, ValueError) as error:
            raise _unusable("the ledger's address can't be read", None) from error
        if parsed.drivername in _POSTGRESQL:
            return cls(parsed.set(drivername="postgresql+psycopg"), None)
        if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and parsed.database:
            return cls(parsed, Path(parsed.database))
        raise _unusable("the ledger has an address of an unknown kind", parsed)

    @property
    def shown(self) -> str:
        """The address as it may be shown: a path, or the URL without its password."""
        return str(self.file or self.url.render_as_string(hide_password=True))

    def exists(self) -> bool:
        """Tell whether there can be a ledger: on a server always, else if the file is there."""
        return self.file is None or self.file.exists()

    def prepare(self) -> None:
        """Make the folder of a SQLite file; raises StoreError where that is not possible."""
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError("the ledger's folder can't be made", where=self.shown) from error

    def engine(self) -> Engine:
        """Return the engine; nothing is connected yet.

        Raises
        ------
        OptionError
            If the driver isn't installed.
        """
        if self.file is not None:
            engine = sa.create_engine(self.url, connect_args={"timeout": _WAIT})
            sa.event.listen(engine, "connect", _set_up_sqlite)
            sa.event.listen(engine, "begin", _begin_sqlite)
            return engine
        try:
            return sa.create_engine(
                self.url, pool_pre_ping=True, connect_args={"connect_timeout": _WAIT}
            )
        except ImportError as error:
            raise OptionError(
                "a ledger on PostgreSQL needs a library that isn't installed",
                value=self.shown,
                do='Install it with pip install "intentlib[postgres]"',
            ) from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    # The driver's own idea of when a transaction begins is switched off: see _begin_sqlite.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.info['begin']}")


def _unusable(what: str, url: URL | None) -> OptionError:
    return OptionError(
        what,
        value=url and url.render_as_string(hide_password=True),
        do="Give the path of a SQLite file, or postgresql://user@host/name",
    )
