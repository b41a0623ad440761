"""What is wrong with rows of a file, and the errors that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from intentlib.errors import ColumnError, InputError
from intentlib.read.columns import Columns

LONGEST_VALUE = 1_000_000
"""Characters; a longer value is no intent but a file read the wrong way."""


@dataclass(frozen=True)
class Faults:
    """Rows of which a value can't be used: how many of how many, and the first, counted from 1."""

    count: int = 0
    of: int = 0
    row: int = 0
    value: str | None = None

    def __add__(self, later: Faults) -> Faults:
        """Return the same of these rows and of those that follow them."""
        first = self if self.count else later
        return Faults(self.count + later.count, self.of + later.of, first.row, first.value)

    @property
    def rows(self) -> str:
        """How many, in words."""
        return f"{self.count:,} row{'s' if self.count > 1 else ''}"


def faults(bad: pd.Series, filled: pd.Series, values: pd.Series, before: int = 0) -> Faults:
    """Return what is wrong with some rows of a file.

    Parameters
    ----------
    bad, filled
        Masks of the values that can't be used, and of those that there are.
    values
        The values.
    before
        Rows of the file before these.
    """
    if not bad.any():
        return Faults(of=int(filled.sum()))
    first = int(bad.to_numpy().argmax())
    value = values.iloc[first]
    return Faults(
        int(bad.sum()), int(filled.sum()), before + first + 1, None if pd.isna(value) else value
    )


def check_lengths(table: pa.Table, name: str, before: int = 0) -> None:
    """Raise InputError where a value is too long to be an intent; `before` counts earlier rows."""
    for column in table.column_names:
        lengths = pc.utf8_length(table[column])
        longest = pc.max(lengths).as_py() or 0
        if longest > LONGEST_VALUE:
            row = before + pc.index(lengths, longest).as_py() + 1
            raise InputError(
                f"a value of {longest:,} characters is too long to be an intent",
                where=f"{name}, column {column!r}, row {row}",
                do="Give one call per line or row",
            )


def lacking_ids(ids: pd.Series, before: int = 0) -> Faults:
    """Return which ids are missing; `before` counts earlier rows."""
    missing = ids.isna() | (ids == "")
    return faults(missing, ~missing, ids, before)


def check_ids(missing: Faults, columns: Columns, name: str) -> None:
    """Raise InputError where ids are missing."""
    if missing.count:
        raise InputError(
            f"ids are missing in {missing.rows}",
            where=f"{name}, column {columns.call_id!r}, row {missing.row:,}",
            do="Fill them in, or name another column with --call-id",
        )


def repeated_ids(rows: Sequence[int], count: int, value: str, where: str) -> InputError:
    """Make the error for ids that come up again.

    Parameters
    ----------
    rows
        The first two rows of the same id, from 1.
    count
        Rows whose id stands in an earlier one.
    value
        The first such id.
    where
        The file and its column.
    """
    return InputError(
        f"ids come up again in {Faults(count).rows}, the first",
        value=value,
        where=f"{where}, rows {' and '.join(f'{row:,}' for row in rows)}",
        do="Make the ids unique, or name another column with --call-id",
    )


def check_times(bad: Faults, columns: Columns, name: str) -> None:
    """Raise InputError where dates can't be read."""
    if bad.count:
        raise InputError(
            f"{bad.count:,} of {bad.of:,} dates can't be read, the first",
            value=bad.value,
            where=f"{name}, column {columns.at!r}, row {bad.row:,}",
            do="Write dates such as 2026-03-31 14:05, or name another column with --at",
        )


def no_calls(name: str) -> InputError:
    """Make the error for a file without any row."""
    return InputError("the file holds no calls", where=name, do="Give at least one row")


def nothing_said(name: str, columns: Columns) -> ColumnError:
    """Make the error for a file of calls without any intent."""
    return ColumnError(
        "every intent is empty",
        where=f"{name}, column {columns.text!r}",
        do="Name the column of intents with --text",
    )
