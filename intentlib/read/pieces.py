"""A file of calls a piece at a time, for files of more calls than can be held.

A piece says of its rows what :func:`intentlib.read.read` would say. What only all rows together
tell, whether an id comes up again and in which order day and month stand, is left to whoever puts
the pieces together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from intentlib.errors import ColumnError
from intentlib.model import Progress, RunConfig
from intentlib.read.cells import is_filled
from intentlib.read.columns import Columns
from intentlib.read.faults import (
    LONGEST_VALUE,
    Faults,
    check_ids,
    check_lengths,
    faults,
    lacking_ids,
    no_calls,
    nothing_said,
)
from intentlib.read.formats import Tables, open_tables
from intentlib.read.quarantine import Quarantine
from intentlib.read.reading import columns_of, dimensions_of, texts_of
from intentlib.read.source import Source, open_source
from intentlib.read.timestamps import Fit, read_times

PIECE_ROWS = 1 << 19
"""Rows of a piece; so many at the start of a file tell which column is which."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Calls that follow each other in a file.

    Parameters
    ----------
    calls
        As :func:`intentlib.read.read` gives them, but that ``call_id`` is the number of the row
        where the file has no ids; where it has, they are not checked for repeats. Day and month
        in figures are read with the day first.
    month_first
        The times with the month first.
    written
        The texts that the times are read from.
    fits
        How well the two orders read the texts that have one.
    unread
        The dates that can't be read in either order.
    """

    calls: pd.DataFrame
    month_first: pd.Series
    written: pd.Series
    fits: tuple[Fit, Fit]
    unread: tuple[Faults, Faults]


class Pieces:
    """A file of calls, to be iterated over once.

    Parameters
    ----------
    source
        The opened file.
    found
        Its tables.
    config
        Names of columns where the user gave them.
    aside
        Where rows go that can't be read as calls.
    columns
        Those of the files that this one belongs to; found in the first piece where ``None``.

    Attributes
    ----------
    sha256
        Hash of the file's bytes.
    aside
        As given.
    columns
        Which is which.

    Raises
    ------
    InputError
        If the file holds no calls.
    ColumnError
        If a column isn't there, or the column of intents can't be told.
    """

    def __init__(
        self,
        source: Source,
        found: Tables,
        config: RunConfig,
        aside: Quarantine,
        columns: Columns | None,
    ) -> None:
        self._name, self.sha256, self.aside = source.name, source.sha256, aside
        self._tables = _gathered(found.tables)
        self._first = next(self._tables, pa.table({}))
        if self._first.num_rows == 0:
            raise no_calls(source.name)
        self.columns = columns or columns_of(
            self._first, found.format, text=config.text, at=config.at, call_id=config.call_id
        )
        self._check_columns(self._first)

    def __iter__(self) -> Iterator[Piece]:
        """Give the pieces, in the order of the file.

        Raises
        ------
        InputError
            If a value is too long or, told at the end, ids are missing or more rows were set aside
            than may be.
        ColumnError
            If no call says anything, told at the end.
        """
        missing, rows, said = Faults(), 0, 0
        table: pa.Table | None = self._first
        while table is not None:
            if self.aside.share:
                table = self.aside.sift_piece(table, self.columns, LONGEST_VALUE, rows)
            else:
                check_lengths(table, self._name, rows)
            frame = table.to_pandas()
            texts = texts_of(frame, self.columns)
            ids = self._ids(frame, rows)
            missing += lacking_ids(ids, rows)
            yield self._piece(frame, ids, texts, rows)
            rows, said = rows + len(frame), said + int((texts != "").sum())
            table = next(self._tables, None)
        self.aside.check(rows, self._name)
        check_ids(missing, self.columns, self._name)
        if not said:
            raise nothing_said(self._name, self.columns)

    def _ids(self, frame: pd.DataFrame, before: int) -> pd.Series:
        if self.columns.call_id is None:
            numbers = range(before + 1, before + len(frame) + 1)
            return pd.Series(numbers, index=frame.index).astype("str")
        return frame[self.columns.call_id].str.strip()

    def _piece(self, frame: pd.DataFrame, ids: pd.Series, texts: pd.Series, before: int) -> Piece:
        if self.columns.at is None:
            written = pd.Series(None, index=frame.index, dtype="str")
        else:
            written = frame[self.columns.at]
        times, filled = read_times(written), is_filled(written)
        unread = [
            faults(filled & at.isna(), filled, written, before)
            for at in (times.day_first, times.month_first)
        ]
        own = pd.DataFrame({"call_id": ids, "text": texts, "at": times.day_first})
        calls = own.join(dimensions_of(frame, self.columns))
        return Piece(calls, times.month_first, written, times.fits, (unread[0], unread[1]))

    def _check_columns(self, table: pa.Table) -> None:
        used = (self.columns.text, self.columns.at, self.columns.call_id)
        for column in used:
            if column is not None and column not in table.column_names:
                raise ColumnError(
                    "the file lacks a column that the first one has",
                    value=column,
                    where=self._name,
                    do="Give files of the same columns, or one after the other",
                )


@contextmanager
def open_pieces(
    path: str,
    config: RunConfig,
    columns: Columns | None = None,
    progress: Progress | None = None,
) -> Iterator[Pieces]:
    """Give a file of calls, to be read a piece at a time.

    Parameters
    ----------
    path
        As of :func:`intentlib.read.read`.
    config
        How it is to be read; the input that it names doesn't matter.
    columns
        Of the files that this one belongs to; found where ``None``.

    Raises
    ------
    InputError, ColumnError, OptionError
        As :func:`intentlib.read.read` does, some of it only while the pieces are read.
    """
    given = (config.text, config.at, config.call_id)
    if columns:
        given = (columns.text, columns.at, columns.call_id)
    aside = Quarantine(config.bad_rows)
    with (
        open_source(path, max_bytes=config.max_bytes, progress=progress) as source,
        open_tables(
            source,
            encoding=config.encoding,
            delimiter=config.delimiter,
            given=[name for name in given if name],
            aside=aside,
            progress=progress,
        ) as found,
    ):
        yield Pieces(source, found, config, aside, columns)


def _gathered(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Give the same rows in tables of :data:`PIECE_ROWS` each, but for the last."""
    held: list[pa.Table] = []
    rows = 0
    for table in tables:
        held.append(table)
        rows += table.num_rows
        while rows >= PIECE_ROWS:
            together = pa.concat_tables(held)
            yield together.slice(0, PIECE_ROWS)
            held, rows = [together.slice(PIECE_ROWS)], rows - PIECE_ROWS
    if rows:
        yield pa.concat_tables(held)
