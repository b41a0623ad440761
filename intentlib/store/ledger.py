"""The ledger of decisions in a database: rows are appended, and never changed or removed.

One table, made by the migrations in ``migrations/`` and the same on SQLite and PostgreSQL:

===============  =========================================================================
``decision_id``  position: 1, 2, 3 … without gaps; the primary key
``at``           when it was recorded, UTC to the microsecond
``reviewer``     who decided
``kind``         such as ``merge``; see :mod:`intentlib.review.decisions`
``payload``      what was decided, as a JSON object
``run_id``       the run that the reviewer looked at, or null
``reason``       in the reviewer's words, or null
``token``        made by the client, unique: recording the same decision again does nothing
===============  =========================================================================

What the database itself enforces, by triggers: a row can't be updated or deleted, and the next
row gets the next position. Appends wait for each other (``BEGIN IMMEDIATE`` on SQLite, a table
lock on PostgreSQL), so what an append has checked still holds when it commits. A commit is on
disk when it returns: write-ahead logging with ``synchronous=FULL`` on SQLite.

A SQLite file is made by the first append; until then a ledger is empty and reading it leaves no
trace. One database holds one ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from intentlib.errors import StoreError
from intentlib.store.ledger_engine import Address
from intentlib.store.ledger_schema import is_current, upgrade, version_of

T = TypeVar("T")


class Row(NamedTuple):
    """One row of the ledger; ``payload`` is JSON text."""

    decision_id: int
    at: datetime
    reviewer: str
    kind: str
    payload: str
    run_id: str | None
    reason: str | None
    token: str


class Content(NamedTuple):
    """What a decision says, without who said it and when."""

    decision_id: int
    kind: str
    payload: str


class _Moment(sa.types.TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


DECISIONS = sa.Table(
    "decisions",
    sa.MetaData(),
    sa.Column("decision_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", _Moment, nullable=False),
    sa.Column("reviewer", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("run_id", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("token", sa.Text, nullable=False, unique=True),
)
_number = DECISIONS.c.decision_id


class Reader:
    """Reads the ledger inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def contents(self, after: int) -> Sequence[Content]:
        """Return what the decisions after a position say, in order."""
        columns = [DECISIONS.c[name] for name in Content._fields]
        # The database's rows are such tuples already; to make others of them all takes its time.
        return cast("Sequence[Content]", self._read(sa.select(*columns).where(_number > after)))

    def rows(self, after: int = 0) -> list[Row]:
        """Return the rows after a position, in order."""
        return [Row._make(row) for row in self._read(sa.select(DECISIONS).where(_number > after))]

    def some(self, decision_ids: Collection[int]) -> list[Row]:
        """Return the rows with these numbers, in order."""
        query = sa.select(DECISIONS).where(_number.in_(decision_ids))
        return [Row._make(row) for row in self._read(query)]

    def by_token(self, token: str) -> Row | None:
        """Return the row that a token was recorded with."""
        query = sa.select(DECISIONS).where(DECISIONS.c.token == token)
        return next((Row._make(row) for row in self._read(query)), None)

    def tokens(self) -> dict[str, int]:
        """Return the number of every decision, by its token."""
        rows = self._read(sa.select(DECISIONS.c.token, _number))
        return {row.token: row.decision_id for row in rows}

    def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        return self._connection.execute(query.order_by(_number)).all()


class Writer(Reader):
    """Reads and appends inside one transaction that no other append can interrupt."""

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows; their numbers must go on where the ledger ends."""
        if rows:
            self._connection.execute(sa.insert(DECISIONS), [row._asdict() for row in rows])


class LedgerStore:
    """The ledger's table, wherever it is.

    Parameters
    ----------
    url
        ``postgresql://…``, ``sqlite:///…`` or the path of a SQLite file.

    Raises
    ------
    OptionError
        If the address is of no known kind, or its library isn't installed.
    """

    def __init__(self, url: str) -> None:
        self._address = Address.of(url)
        self._engine = self._address.engine()
        self._is_current = False

    @property
    def url(self) -> str:
        """The address as it may be shown: without a password."""
        return self._address.shown

    def read(self, work: Callable[[Reader], T]) -> T | None:
        """Return what ``work`` makes of the ledger, or None if there is no ledger yet.

        Raises
        ------
        StoreError
            If the database can't be reached, or is of a newer version.
        """
        if not self._is_current and not self._address.exists():
            return None
        with self._begun("deferred") as connection:
            return work(Reader(connection))

    def write(self, work: Callable[[Writer], T]) -> T:
        """Return what ``work`` gives back, once all that it added is on disk.

        If the connection breaks in the middle, ``work`` is called once more: what it adds may
        have been recorded, and it finds out by its tokens.

        Raises
        ------
        StoreError
            If the database can't be reached or written, or is of a newer version.
        """
        self._address.prepare()
        try:
            return self._write_once(work)
        except StoreError as error:
            cause = error.__cause__
            if isinstance(cause, DBAPIError) and cause.connection_invalidated:
                return self._write_once(work)
            raise

    def schema(self) -> str | None:
        """Return the version of the tables as they are, None where there are none yet.

        Raises
        ------
        StoreError
            If the database can't be reached.
        """
        if not self._address.exists():
            return None
        with self._begun("deferred", migrated=False) as connection:
            return version_of(connection)

    def close(self) -> None:
        """Close the connections to the database."""
        self._engine.dispose()

    def _write_once(self, work: Callable[[Writer], T]) -> T:
        with self._begun("immediate") as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execute(sa.text("LOCK TABLE decisions IN SHARE ROW EXCLUSIVE MODE"))
            return work(Writer(connection))

    @contextmanager
    def _begun(self, mode: str, *, migrated: bool = True) -> Iterator[Connection]:
        """Give a connection in a transaction, to a database of the current version if asked."""
        try:
            if migrated and not self._is_current:
                self._make_current()
            with self._engine.connect() as connection:
                # Read by the listener that begins the transaction on SQLite.
                connection.info["begin"] = mode
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            told = getattr(error, "orig", None) or error
            raise StoreError(
                "the ledger can't be used",
                value=f"{type(told).__name__}: {str(told).splitlines()[0]}",
                where=self.url,
                do="Check its address, that the database is up, and the permissions",
            ) from error

    def _make_current(self) -> None:
        with self._engine.connect() as connection:
            connection.info["begin"] = "deferred"
            with connection.begin():
                current = is_current(connection, self.url)
        if not current:
            with self._engine.connect() as connection:
                connection.info["begin"] = "immediate"
                with connection.begin():
                    upgrade(connection)
        self._is_current = True
