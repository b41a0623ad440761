"""Rows -> distinct texts with their calls, and ids that come up again: DuckDB, out of core."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from intentlib.calls.table import OFFLINE
from intentlib.errors import StoreError

MEMORY = "1GB"
"""What DuckDB may hold; beyond that it goes on on the disk."""

_COUNT = """
select text, count(*) as calls, epoch_us(min("at")) as first_seen, epoch_us(max("at")) as last_seen
from read_parquet(?, union_by_name = true) group by text
"""
_ADD_UP = """
select text, sum(calls)::bigint as calls, min(first_seen) as first_seen, max(last_seen) as last_seen
from read_parquet(?) group by text
"""
_REPEATED = """
select call_id, filename, file_row_number as row
from read_parquet(?, filename = true, file_row_number = true)
where call_id in (select call_id from read_parquet(?) group by call_id having count(*) > 1)
order by filename, row
"""
_KNOWN = """
select filename, file_row_number as row
from read_parquet(?, filename = true, file_row_number = true)
where call_id in (select call_id from read_parquet(?))
"""
_MOVED = """
select count(*) from (select distinct text, wording_id from read_parquet(?)) as before
left join read_parquet(?) as now using (text)
where before.wording_id is distinct from now.wording_id
"""


def count_texts(paths: Sequence[str], spill: str) -> pa.Table:
    """Return the distinct texts of some parts, in any order.

    Parameters
    ----------
    paths
        Parquet files with ``text`` and ``at``.
    spill
        Folder for what doesn't fit into memory.

    Returns
    -------
    Table
        ``text``, ``calls``, ``first_seen`` and ``last_seen``, these in microseconds since 1970 and
        null where no call has a time.

    Raises
    ------
    StoreError
        If memory and disk together aren't enough.
    """
    return _ask(_COUNT, [list(paths)], spill)


def add_up(paths: Sequence[str], spill: str) -> pa.Table:
    """Return the distinct texts of several counts, each as :func:`count_texts` gives it."""
    return _ask(_ADD_UP, [list(paths)], spill)


def as_texts(counted: pa.Table) -> pd.DataFrame:
    """Return counted texts as :func:`intentlib.normalise.count_texts` does."""
    frame: pd.DataFrame = counted.to_pandas()
    seen = {
        column: pd.to_datetime(frame[column].astype("Int64"), unit="us", utc=True).astype(
            "datetime64[us, UTC]"
        )
        for column in ("first_seen", "last_seen")
    }
    return frame.assign(**seen)


def repeated_rows(paths: Sequence[str], spill: str) -> pd.DataFrame:
    """Return the rows whose id more than one has: ``call_id``, ``filename`` and ``row`` from 0."""
    found: pd.DataFrame = _ask(_REPEATED, [list(paths), list(paths)], spill).to_pandas()
    return found


def known_rows(paths: Sequence[str], before: Sequence[str], spill: str) -> pd.DataFrame:
    """Return the rows whose id is among those of other parts: ``filename`` and ``row`` from 0."""
    found: pd.DataFrame = _ask(_KNOWN, [list(paths), list(before)], spill).to_pandas()
    return found


def moved_texts(paths: Sequence[str], ids: str, spill: str) -> int:
    """Return how many texts have another wording in some parts than in a file of both."""
    return int(_ask(_MOVED, [list(paths), ids], spill)[0][0].as_py())


def _ask(query: str, given: list[object], spill: str) -> pa.Table:
    with _connected(spill) as connection:
        return connection.sql(query, params=given).to_arrow_table()


@contextmanager
def _connected(spill: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="duckdb-", dir=spill) as folder:
        settings: dict[str, Any] = {
            **OFFLINE,
            "memory_limit": MEMORY,
            "temp_directory": folder,
            "preserve_insertion_order": False,
        }
        try:
            with duckdb.connect(config=settings) as connection:
                yield connection
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise StoreError(
                "the calls can't be grouped in the memory and on the disk that there are",
                value=str(error).splitlines()[0],
                where=spill,
                do="Free memory or disk space, or put the runs where there is more",
            ) from error
