"""Files of calls -> parts: the same calls in one form, as Parquet, a bounded number in each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intentlib.model import Progress, RunConfig
from intentlib.read.columns import Columns
from intentlib.read.faults import Faults, check_times
from intentlib.read.pieces import Piece, open_pieces
from intentlib.read.quarantine import Quarantine
from intentlib.read.reading import MARK
from intentlib.read.timestamps import Fit, is_month_first
from intentlib.scale.scratch import Scratch

T = TypeVar("T", Faults, Fit)

ROW_GROUP = 1 << 17
"""Rows that a reader of one column has to unpack at a time."""
_NOTHING = Fit()


@dataclass(frozen=True)
class Part:
    """Some calls in scratch.

    Parameters
    ----------
    name
        Of the file there: ``call_id``, ``text``, ``at``, then the dimensions.
    calls
        How many there are.
    dimensions
        The names of the further columns.
    ambiguous
        Whether there is a file beside it, of the times with the month first and how all of them
        are written.
    """

    name: str
    calls: int
    dimensions: tuple[str, ...]
    ambiguous: bool = False


@dataclass(frozen=True)
class Staged:
    """One file of calls, as parts in scratch.

    Parameters
    ----------
    path
        What it is called.
    sha256
        Hash of its bytes.
    columns
        Which of its columns is which.
    parts
        In the order of the file.
    fits, unread
        How well either order of day and month reads its times: the day first, then the month.
    aside
        The rows that can't be read as calls.
    """

    path: str
    sha256: str
    columns: Columns
    parts: tuple[Part, ...]
    fits: tuple[Fit, Fit]
    unread: tuple[Faults, Faults]
    aside: Quarantine


def stage(
    path: str,
    folder: str,
    config: RunConfig,
    scratch: Scratch,
    columns: Columns | None = None,
    progress: Progress | None = None,
) -> Staged:
    """Return a file of calls as parts that were written into scratch.

    Parameters
    ----------
    path
        The file.
    folder
        The folder in scratch that is its own.
    config
        How it is to be read.
    columns
        Of the files that this one belongs to; found where ``None``.

    Raises
    ------
    InputError, ColumnError, OptionError
        As :func:`intentlib.read.read` does, but for dates and repeated ids.
    """
    with open_pieces(path, config, columns, progress) as pieces:
        parts: list[Part] = []
        fits = (_NOTHING, _NOTHING)
        unread = (Faults(), Faults())
        for piece in pieces:
            parts.append(_write_piece(piece, f"{folder}/{len(parts):05}.parquet", scratch))
            fits = _both(fits, piece.fits)
            unread = _both(unread, piece.unread)
        return Staged(path, pieces.sha256, pieces.columns, tuple(parts), fits, unread, pieces.aside)


def settle_times(files: Sequence[Staged]) -> bool:
    """Return whether the month stands before the day in the times of some files.

    Raises
    ------
    InputError
        If dates can't be read, and none may be set aside.
    """
    fits = (_NOTHING, _NOTHING)
    for file in files:
        fits = _both(fits, file.fits)
    month_first = is_month_first(fits)
    for file in (file for file in files if not file.aside.share):
        check_times(file.unread[int(month_first)], file.columns, file.path)
    return month_first


def settle(
    part: Part,
    scratch: Scratch,
    *,
    month_first: bool = False,
    prefix: str = "",
    gone: Sequence[int] = (),
) -> Part:
    """Return a part as it counts, written anew where that isn't as it was staged.

    Parameters
    ----------
    month_first
        Take the times with the month first.
    prefix
        To be put before every id.
    gone
        Rows of calls that are left out, since they are known.
    """
    ambiguous = part.ambiguous and month_first
    if not (ambiguous or prefix or len(gone)):
        return part
    with scratch.reading([part.name]) as (path,):
        table = pq.read_table(path)
    if ambiguous:
        with scratch.reading([_beside(part.name)]) as (path,):
            times = pq.read_table(path)["at"]
        table = table.set_column(table.column_names.index("at"), "at", times)
    if prefix:
        salt, nothing = (pa.scalar(text, pa.large_string()) for text in (prefix, ""))
        ids = pc.binary_join_element_wise(salt, table["call_id"], nothing)
        table = table.set_column(table.column_names.index("call_id"), "call_id", ids)
    stays = np.ones(len(table), dtype=bool)
    stays[list(gone)] = False
    table = table.filter(pa.array(stays))
    name = part.name.replace(".parquet", "-settled.parquet")
    write_table(table, name, scratch)
    return replace(part, name=name, calls=len(table), ambiguous=False)


def unread_rows(part: Part, scratch: Scratch, *, month_first: bool) -> list[int]:
    """Return the rows, from 0, whose date can be read in the other order only."""
    if not part.ambiguous:
        return []
    with scratch.reading([part.name, _beside(part.name)]) as paths:
        times = [pq.read_table(path, columns=["at"])["at"] for path in paths]
    own, other = reversed(times) if month_first else times
    unread = pc.and_(pc.is_null(own), pc.is_valid(other))
    return [int(row) for row in np.flatnonzero(unread.to_numpy())]


def told_rows(part: Part, rows: Sequence[int], columns: Columns, scratch: Scratch) -> list[str]:
    """Return rows of a part as JSON objects by the columns of its file."""
    with scratch.reading([part.name]) as (path,):
        frame = pq.read_table(path).take(list(rows)).to_pandas()
    if part.ambiguous:
        with scratch.reading([_beside(part.name)]) as (path,):
            written = pq.read_table(path, columns=["written"])["written"].take(list(rows))
            frame["at"] = written.to_pandas()
    own = {"call_id": columns.call_id, "text": columns.text, "at": columns.at}
    told = [
        {
            own.get(column) or column.removesuffix(MARK): None if pd.isna(value) else str(value)
            for column, value in row.items()
            if own.get(column, column)
        }
        for row in frame.to_dict("records")
    ]
    return [json.dumps(row, ensure_ascii=False) for row in told]


def write_table(table: pa.Table, name: str, scratch: Scratch) -> None:
    """Write a table of calls into scratch."""
    with scratch.writing(name) as path:
        pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def _both(one: tuple[T, T], other: tuple[T, T]) -> tuple[T, T]:
    """Add up what is told of either order."""
    return one[0] + other[0], one[1] + other[1]


def _write_piece(piece: Piece, name: str, scratch: Scratch) -> Part:
    write_table(pa.Table.from_pandas(piece.calls, preserve_index=False), name, scratch)
    ambiguous = not piece.month_first.equals(piece.calls["at"])
    if ambiguous:
        times = pd.DataFrame({"at": piece.month_first, "written": piece.written})
        write_table(pa.Table.from_pandas(times, preserve_index=False), _beside(name), scratch)
    return Part(name, len(piece.calls), tuple(piece.calls.columns[3:]), ambiguous)


def _beside(name: str) -> str:
    return name.replace(".parquet", "-month-first.parquet")
