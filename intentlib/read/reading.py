"""Any file of calls -> a frame of calls, or one clear error.

The way is ``source`` (bytes) → ``encoding`` (text) → ``formats`` (a table of strings) →
``columns`` (which is which) → ``timestamps`` (times) → calls. No call is dropped: one whose intent
is blank is kept with the text ``""``.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from intentlib.errors import ColumnError, InputError
from intentlib.model import DEFAULT_MAX_BYTES, Progress, Reading
from intentlib.read.columns import Columns, choose_columns
from intentlib.read.formats import open_tables
from intentlib.read.quarantine import Quarantine
from intentlib.read.source import open_source
from intentlib.read.timestamps import parse_times
from intentlib.schema import CALLS, check

LONGEST_VALUE = 1_000_000
"""Characters; a longer value is no intent but a file read the wrong way."""

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
        _check_lengths(table, source.name)
    if found.format == "txt":  # each line is a call, however little it says
        given["text"] = text or table.column_names[0]
    columns = choose_columns(table, **given)
    if bad_rows:
        table = aside.sift(table, columns, LONGEST_VALUE)
        aside.check(table.num_rows, source.name)
    calls = _calls(table, columns, source.name)
    empty = int((calls["text"] == "").sum())
    if empty == len(calls):
        raise ColumnError(
            "every intent is empty",
            where=f"{source.name}, column {columns.text!r}",
            do="Name the column of intents with --text",
        )
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


def _check_lengths(table: pa.Table, name: str) -> None:
    for column in table.column_names:
        lengths = pc.utf8_length(table[column])
        longest = pc.max(lengths).as_py() or 0
        if longest > LONGEST_VALUE:
            raise InputError(
                f"a value of {longest:,} characters is too long to be an intent",
                where=f"{name}, column {column!r}, row {pc.index(lengths, longest).as_py() + 1}",
                do="Give one call per line or row",
            )


def _calls(table: pa.Table, columns: Columns, name: str) -> pd.DataFrame:
    """Make the frame of calls, its own columns first."""
    frame = table.to_pandas()
    texts = frame[columns.text].fillna("")
    own = pd.DataFrame(
        {
            "call_id": _ids(frame, columns.call_id, name),
            "text": texts.where(texts.str.strip() != "", ""),
            "at": _times(frame, columns.at, name),
        }
    )
    used = [column for column in (columns.call_id, columns.text, columns.at) if column]
    rest = frame.drop(columns=used).rename(columns=lambda column: _dimension_name(column))
    return check(own.join(rest.where(rest != "")), CALLS)


def _dimension_name(column: str) -> str:
    return f"{column} (input)" if column in _OURS else column


def _ids(frame: pd.DataFrame, column: str | None, name: str) -> pd.Series:
    if column is None:
        return pd.Series(range(1, len(frame) + 1), index=frame.index).astype("str")
    ids = frame[column].str.strip()
    missing = ids.isna() | (ids == "")
    if missing.any():
        raise InputError(
            f"ids are missing in {_rows(missing)}",
            where=f"{name}, column {column!r}, row {_first_row(missing)}",
            do="Fill them in, or name another column with --call-id",
        )
    repeated = ids.duplicated()
    if repeated.any():
        first = ids[repeated].iloc[0]
        rows = " and ".join(f"{row + 1:,}" for row in ids.index[ids == first][:2])
        raise InputError(
            f"ids come up again in {_rows(repeated)}, the first",
            value=first,
            where=f"{name}, column {column!r}, rows {rows}",
            do="Make the ids unique, or name another column with --call-id",
        )
    return ids


def _times(frame: pd.DataFrame, column: str | None, name: str) -> pd.Series:
    if column is None:
        return parse_times(pd.Series(None, index=frame.index, dtype="str"))
    written = frame[column]
    times = parse_times(written)
    filled = written.notna() & (written.str.strip() != "")
    bad = filled & times.isna()
    if bad.any():
        raise InputError(
            f"{bad.sum():,} of {filled.sum():,} dates can't be read, the first",
            value=written[bad].iloc[0],
            where=f"{name}, column {column!r}, row {_first_row(bad)}",
            do="Write dates such as 2026-03-31 14:05, or name another column with --at",
        )
    return times


def _rows(mask: pd.Series) -> str:
    count = int(mask.sum())
    return f"{count:,} row{'s' if count > 1 else ''}"


def _first_row(mask: pd.Series) -> str:
    """Give the number of the first marked row as people count, without the header."""
    return f"{mask.to_numpy().argmax() + 1:,}"
