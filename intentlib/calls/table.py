"""Rows that DuckDB reads where they are: Parquet files, or a frame in memory.

Names of columns come from data, so they are no part of any SQL: there columns go by number.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from intentlib.errors import OptionError, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "512MB"
"""What DuckDB may hold before it goes on in a temporary folder."""

OFFLINE: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""What DuckDB must be told so that it fetches nothing from anywhere."""

# Every viewer has a process of their own, so one must do with little, and give it back at once.
_SETTINGS: dict[str, Any] = {
    **OFFLINE,
    "threads": 1,
    "memory_limit": MEMORY,
    "enable_external_file_cache": False,
    "allocator_flush_threshold": "0MB",
    "allocator_bulk_deallocation_flush_threshold": "0MB",
}

# Parts may lack values that others have; folders called a=b must not become columns.
_FILES = "read_parquet($files, union_by_name = true, hive_partitioning = false)"
_HELD = "held"


class Table:
    """Rows to ask for, in one order.

    Parameters
    ----------
    source
        A frame, or what gives the paths of Parquet files with the same columns each time that
        the rows are read.
    """

    def __init__(self, source: pd.DataFrame | Callable[[], list[str]]) -> None:
        self._source = source

    @cached_property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [str(name) for name in self._schema.names]

    @property
    def rows(self) -> str:
        """What to select from, in SQL."""
        numbered = ", ".join(f"c{number}" for number in range(len(self.names)))
        return f"{_HELD if self._held is not None else _FILES} AS rows({numbered})"

    def column(self, name: str) -> str:
        """Return a column in SQL; raises OptionError where there is none of this name."""
        if name not in self.names:
            told = ", ".join(map(repr, self.names))
            raise OptionError("no such column", value=name, do=f"Choose one of {told}")
        return f"c{self.names.index(name)}"

    def text(self, name: str) -> str:
        """Return a column's values as text, as Python writes them, in SQL."""
        column = self.column(name)
        if pa.types.is_boolean(self._schema.field(self.names.index(name)).type):
            return f"if({column}, 'True', if(NOT {column}, 'False', NULL))"
        return f"CAST({column} AS VARCHAR)"

    def ask(self, sql: str, given: Mapping[str, Any], joined: pa.Table | None = None) -> pa.Table:
        """Return the answer to a question in SQL.

        Parameters
        ----------
        sql
            Selects from :attr:`rows` and, where there is one, from ``joined``.
        given
            Its parameters by name.
        joined
            Another table.

        Raises
        ------
        StoreError
            If the rows can't be read.
        """
        with self._connected(given, joined) as (connection, parameters):
            return connection.sql(sql, params=parameters).to_arrow_table()

    def stream(self, sql: str, given: Mapping[str, Any], rows: int) -> Iterator[pa.RecordBatch]:
        """Give the answer to a question piece by piece, so many rows at a time."""
        with self._connected(given, None) as (connection, parameters):
            yield from connection.sql(sql, params=parameters).to_arrow_reader(rows)

    @contextmanager
    def _connected(
        self, given: Mapping[str, Any], joined: pa.Table | None
    ) -> Iterator[tuple[DuckDBPyConnection, dict[str, Any]]]:
        import duckdb

        files = self._files()
        try:
            with self._database.cursor() as connection:
                connection.execute("SET TimeZone = 'UTC'")
                if self._held is not None:
                    connection.register(_HELD, self._held)
                if joined is not None:
                    connection.register("joined", joined)
                yield connection, {**given, **({"files": files} if files else {})}
        except duckdb.Error as error:
            raise _unreadable(error, files) from error

    @cached_property
    def _database(self) -> DuckDBPyConnection:
        import duckdb

        spilled = Path(tempfile.gettempdir()) / f"intentlib-{os.getpid()}"
        return duckdb.connect(config={**_SETTINGS, "temp_directory": str(spilled)})

    @cached_property
    def _held(self) -> pa.Table | None:
        if isinstance(self._source, pd.DataFrame):
            return pa.Table.from_pandas(self._source, preserve_index=False)
        return None

    def _files(self) -> list[str]:
        return [] if isinstance(self._source, pd.DataFrame) else self._source()

    @cached_property
    def _schema(self) -> pa.Schema:
        if self._held is not None:
            return self._held.schema
        files = self._files()
        try:
            return pq.read_schema(files[0])
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(error, files) from error


def _unreadable(error: Exception, files: list[str]) -> StoreError:
    return StoreError(
        "the calls of the run can't be read",
        value=str(error).partition("\n")[0],
        where=files[0] if files else None,
        do="See what is wrong with `intentlib verify`, then make the run again",
    )
