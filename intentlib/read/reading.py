"""Any file of calls -> a frame of calls, or one clear error.

The way is ``source`` (bytes) → ``encoding`` (text) → ``formats`` (a table of strings) →
``columns`` (which is which) → ``timestamps`` (times) → calls. No call is dropped: one whose intent
is blank is kept with the text ``""``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from intentlib.errors import ColumnError, InputError
from intentlib.model import DEFAULT_MAX_BYTES, Progress, Reading
from intentlib.read.cells import is_filled
from intentlib.read.columns import Columns, choose_columns
from intentlib.read.formats import open_tables
from intentlib.read.quarantine import Quarantine
from intentlib.read.source import open_source
from intentlib.read.timestamps import parse_times
from intentlib.schema import CALLS, check

LONGEST_VALUE = 1_000_000
"""Characters; a longer value is no intent but a file read the wrong way."""

MARK = " (input)"
"""Behind the name of a column that is called as one of ours."""
_OURS = {"call_id", "text", "at", "wording_id", "intent_id", "confidence"}


def read(
    path: str,
    *,
    text: str | None = None,
    at: str | None = None,
    call_id: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
    bad_rows: float = 0.0,
    progress: Progress | None = None,
) -> Reading:
    """Return the calls of a file, in its order, and how they were found.

    Parameters
    ----------
    path
        A .txt, .csv, .tsv, .json, .jsonl, .parquet or .xlsx file, each optionally gzipped, an
        fsspec URL of one, or ``-`` for standard input.
    text, at, call_id
        Names of the columns of intents, times and ids; found by name and content where ``None``.
        Calls without ids are numbered from ``"1"``.
    encoding, delimiter
        Of text files; found where ``None``.
    max_bytes
        Limit on the expanded size.
    bad_rows
        Share of the rows that may be set aside, from 0 to 1; see :mod:`intentlib.read.quarantine`.
    progress
        Told of the stages ``open`` (in bytes of the input) and ``read``.

    Returns
    -------
    Reading
        Its ``calls`` have ``call_id``, ``text`` (as written; ``""`` where blank), ``at`` (UTC, to
        the microsecond, or NaT) and every other column as text, missing where empty. A column
        called as one of ours gets `` (input)`` behind its name.

    Raises
    ------
    InputError
        If the file can't be read as calls: its bytes or text, or too many of its rows, dates or
        ids.
    ColumnError
        If the columns given aren't there, or the column of intents can't be told.
    OptionError
        If the encoding or delimiter isn't usable.
    """
    given = {"text": text, "at": at, "call_id": call_id}
    aside = Quarantine(bad_rows)
    with (
        open_source(path, max_bytes=max_bytes, progress=progress) as source,
        open_tables(
            source,
            encoding=encoding,
            delimiter=delimiter,
            given=[name for name in given.values() if name],
            aside=aside,
            progress=progress,
        ) as found,
    ):
        table = found.together()
    aside.check(table.num_rows, source.name)
    if table.num_rows == 0:
        raise InputError("the file holds no calls", where=source.name, do="Give at least one row")
    if not bad_rows:
        check_lengths(table, source.name)
    if found.format == "txt":  # each line is a call, however little it says
        given["text"] = text or table.column_names[0]
    columns = choose_columns(table, **given)
    if bad_rows:
        table = aside.sift(table, columns, LONGEST_VALUE)
        aside.check(table.num_rows, source.name)
    calls = _calls(table, columns, source.name)
    empty = int((calls["text"] == "").sum())
    if empty == len(calls):
        raise nothing_said(source.name, columns)
    return Reading(
        calls=calls,
        text=columns.text,
        at=columns.at,
        call_id=columns.call_id,
        format=found.format,
        encoding=found.encoding,
        sha256=source.sha256,
        empty=empty,
        quarantine=aside.frame,
    )


def nothing_said(name: str, columns: Columns) -> ColumnError:
    """Make the error for a file of calls without any intent."""
    return ColumnError(
        "every intent is empty",
        where=f"{name}, column {columns.text!r}",
        do="Name the column of intents with --text",
    )


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


def texts_of(frame: pd.DataFrame, columns: Columns) -> pd.Series:
    """Return the intents as written, ``""`` where there is nothing but blanks."""
    texts = frame[columns.text].fillna("")
    return texts.where(texts.str.strip() != "", "")


def dimensions_of(frame: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return the columns that are neither intent, time nor id, missing where they are empty."""
    used = [column for column in (columns.call_id, columns.text, columns.at) if column]
    rest = frame.drop(columns=used).rename(
        columns=lambda column: column + MARK if column in _OURS else column
    )
    return rest.where(rest != "")


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


def _calls(table: pa.Table, columns: Columns, name: str) -> pd.DataFrame:
    """Make the frame of calls, its own columns first."""
    frame = table.to_pandas()
    own = pd.DataFrame(
        {
            "call_id": _ids(frame, columns, name),
            "text": texts_of(frame, columns),
            "at": _times(frame, columns, name),
        }
    )
    return check(own.join(dimensions_of(frame, columns)), CALLS)


def _ids(frame: pd.DataFrame, columns: Columns, name: str) -> pd.Series:
    if columns.call_id is None:
        return pd.Series(range(1, len(frame) + 1), index=frame.index).astype("str")
    ids = frame[columns.call_id].str.strip()
    missing = ids.isna() | (ids == "")
    check_ids(faults(missing, ~missing, ids), columns, name)
    repeated = ids.duplicated()
    if repeated.any():
        first = ids[repeated].iloc[0]
        rows = [row + 1 for row in ids.index[ids == first][:2]]
        where = f"{name}, column {columns.call_id!r}"
        raise repeated_ids(rows, int(repeated.sum()), first, where)
    return ids


def _times(frame: pd.DataFrame, columns: Columns, name: str) -> pd.Series:
    if columns.at is None:
        return parse_times(pd.Series(None, index=frame.index, dtype="str"))
    written = frame[columns.at]
    times = parse_times(written)
    filled = is_filled(written)
    check_times(faults(filled & times.isna(), filled, written), columns, name)
    return times
