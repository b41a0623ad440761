"""Any file of calls -> a frame of calls, or one clear error.

The way is ``source`` (bytes) → ``encoding`` (text) → ``formats`` (a table of strings) →
``columns`` (which is which) → ``timestamps`` (times) → calls. No call is dropped: one whose intent
is blank is kept with the text ``""``.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from intentlib.model import DEFAULT_MAX_BYTES, Progress, Reading
from intentlib.read.cells import is_filled
from intentlib.read.columns import Columns, choose_columns
from intentlib.read.faults import (
    LONGEST_VALUE,
    check_ids,
    check_lengths,
    check_times,
    faults,
    lacking_ids,
    no_calls,
    nothing_said,
    repeated_ids,
)
from intentlib.read.formats import open_tables
from intentlib.read.quarantine import Quarantine
from intentlib.read.source import open_source
from intentlib.read.timestamps import parse_times
from intentlib.schema import CALLS, check

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
        raise no_calls(source.name)
    if not bad_rows:
        check_lengths(table, source.name)
    columns = columns_of(table, found.format, **given)
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


def columns_of(
    table: pa.Table, form: str, *, text: str | None, at: str | None, call_id: str | None
) -> Columns:
    """Return which column of a table is which.

    Parameters
    ----------
    form
        The format that it was read from.
    text, at, call_id
        As of :func:`read`.

    Raises
    ------
    ColumnError
        As :func:`intentlib.read.columns.choose_columns` does.
    """
    if form == "txt":  # each line is a call, however little it says
        text = text or table.column_names[0]
    return choose_columns(table, text=text, at=at, call_id=call_id)


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
    check_ids(lacking_ids(ids), columns, name)
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
