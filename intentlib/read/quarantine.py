"""Rows that can't be read as calls, set aside with the reason so that the others go on.

A row is set aside where it breaks off or has too many values, where a value is far too long, where
its id is missing, where its date can't be read, and where its id stands in an earlier row. Its
number counts the calls of the file from 1, without the header and blank lines, whatever the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from intentlib.errors import InputError
from intentlib.model import QUARANTINE
from intentlib.read.cells import is_filled
from intentlib.read.columns import Columns
from intentlib.read.timestamps import parse_times, read_times

TOO_LONG = "a value is too long to be an intent"
NO_ID = "the id is missing"
ID_AGAIN = "the id stands in an earlier row"
NO_DATE = "the date can't be read"


class Quarantine:
    """What was set aside of one file.

    Parameters
    ----------
    share
        Share of the rows that may be set aside, from 0 to 1. At 0 the first that would be is an
        error instead.
    """

    def __init__(self, share: float = 0.0) -> None:
        self.share = share
        self._rows: dict[int, tuple[str, str]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __copy__(self) -> Quarantine:
        other = Quarantine(self.share)
        other._rows = dict(self._rows)
        return other

    @property
    def frame(self) -> pd.DataFrame:
        """One line per row set aside, in the file's order: ``row, reason, values``.

        ``values`` are the row as it was: a JSON object by column, or the text of a row that has
        none.
        """
        told = [(row, *self._rows[row]) for row in sorted(self._rows)]
        frame = pd.DataFrame(told, columns=list(QUARANTINE))
        return frame.astype(QUARANTINE)

    def refuse(self, row: int, error: InputError, values: str) -> None:
        """Set a row aside; raises the error where no row may be."""
        if not self.share:
            raise error
        self._rows[row] = (error.what, values)

    def sift(self, table: pa.Table, columns: Columns, longest: int) -> pa.Table:
        """Return the rows that can be read as calls, once the others are set aside.

        Parameters
        ----------
        table
            Columns of strings, of all rows that weren't set aside before.
        columns
            Which is which.
        longest
            Characters that a value may have.
        """
        frame, reasons = self._judged(table, columns, longest)
        if columns.at:
            written = frame[columns.at]
            _mark(reasons, (is_filled(written) & parse_times(written).isna()).to_numpy(), NO_DATE)
        if columns.call_id:
            ids = frame[columns.call_id].str.strip()
            usable = ids[reasons == ""]
            _mark(reasons, frame.index.isin(usable.index[usable.duplicated()]), ID_AGAIN)
        return self._without(table, reasons, 0)

    def sift_piece(self, table: pa.Table, columns: Columns, longest: int, before: int) -> pa.Table:
        """Return the rows of a piece of a file that, by themselves, can be read as calls.

        Left in are rows whose id stands in an earlier one, and dates that can be read with the day
        or the month first: what of them can be used only the whole file tells.

        Parameters
        ----------
        table, columns, longest
            As of :meth:`sift`.
        before
            Rows of earlier pieces that weren't set aside.
        """
        frame, reasons = self._judged(table, columns, longest)
        if columns.at:
            written = frame[columns.at]
            times = read_times(written)
            unread = times.day_first.isna() & times.month_first.isna()
            _mark(reasons, (is_filled(written) & unread).to_numpy(), NO_DATE)
        return self._without(table, reasons, before)

    def numbers(self, places: np.ndarray) -> np.ndarray:
        """Return the numbers in the file of rows by their places, from 0, among those kept."""
        gone = np.array(sorted(self._rows), dtype=np.int64)
        ranks = np.asarray(places) + 1
        return np.asarray(ranks + np.searchsorted(gone - np.arange(len(gone)), ranks, "right"))

    def put(self, rows: Iterable[int], reasons: Iterable[str], values: Iterable[str]) -> None:
        """Set rows aside, by their numbers in the file."""
        told = zip(reasons, values, strict=True)
        self._rows |= {int(row): each for row, each in zip(rows, told, strict=True)}

    def check(self, kept: int, name: str) -> None:
        """Raise InputError where more rows were set aside than may be.

        Parameters
        ----------
        kept
            Rows of the file that were not.
        name
            What to call the file.
        """
        rows = kept + len(self)
        if len(self) > self.share * rows:
            first = min(self._rows)
            raise InputError(
                f"{len(self):,} of {rows:,} rows can't be read as calls, more than the "
                f"{self.share:.3g} of them that may be set aside; of the first, "
                f"{self._rows[first][0]}",
                value=self._rows[first][1],
                where=f"{name}, row {first:,}",
                do="Mend the file, or set more rows aside with --bad-rows",
            )

    def _judged(
        self, table: pa.Table, columns: Columns, longest: int
    ) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the columns that have a part in it, and why each row can't be used, if so."""
        frame = table.select(_used(columns)).to_pandas()
        reasons = np.full(len(frame), "", dtype=object)
        for column in table.column_names:
            lengths = pc.fill_null(pc.utf8_length(table[column]), 0)
            _mark(reasons, pc.greater(lengths, longest).to_numpy(), TOO_LONG)
        if columns.call_id:
            _mark(reasons, (~is_filled(frame[columns.call_id])).to_numpy(), NO_ID)
        return frame, reasons

    def _without(self, table: pa.Table, reasons: np.ndarray, before: int) -> pa.Table:
        """Return the rows without a reason against them, once the others are set aside."""
        places = np.flatnonzero(reasons != "")
        told = [
            json.dumps(
                {name: table[name][place].as_py() for name in table.column_names},
                ensure_ascii=False,
            )
            for place in places
        ]
        self.put(self.numbers(places + before), reasons[places], told)
        return table.filter(pa.array(reasons == ""))


def _used(columns: Columns) -> list[str]:
    return sorted(name for name in {columns.text, columns.call_id, columns.at} if name)


def _mark(reasons: np.ndarray, bad: np.ndarray, reason: str) -> None:
    """Give the reason to the bad ones that have none yet, in place."""
    reasons[bad & (reasons == "")] = reason
