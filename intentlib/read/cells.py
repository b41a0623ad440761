"""Cells of any file as strings, and what the columns they stand in are called."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import pandas as pd
import pyarrow as pa

from intentlib.errors import InputError
from intentlib.read.columns import is_telling

STRING = pa.large_string()
PIECE = 1 << 16
"""Rows that are read at a time."""

_FIGURES = re.compile(r"[+-]?\d[\d.,:/+ TZ-]*")


def strings(values: Sequence[object]) -> pa.Array:
    """Make an array of strings of values of any kind; halves of surrogate pairs are replaced."""
    texts = [value if isinstance(value, str) else as_text(value) for value in values]
    try:
        return pa.array(texts, STRING)
    except UnicodeEncodeError:  # JSON can hold half of a pair, UTF-8 can't
        whole = [text and text.encode("utf-16", "surrogatepass") for text in texts]
        return pa.array([text and text.decode("utf-16", "replace") for text in whole], STRING)


def is_filled(values: pd.Series) -> pd.Series:
    """Tell which values there are and are more than blanks."""
    return values.notna() & (values.str.strip() != "")


def as_text(value: object) -> str | None:
    """Write a value as text, the same way whatever format it comes from."""
    match value:
        case None | "":
            return None
        case bool():
            return str(value).lower()
        case float() if value != value:  # not a number
            return None
        case float() if value.is_integer():
            return str(int(value))
        case dt.date() | dt.time():
            return value.isoformat()
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
        case _:
            return str(value)


def is_header(
    first: Sequence[str], others: Sequence[Sequence[str]], given: Collection[str]
) -> bool:
    """Tell whether the first row names the columns rather than being a call."""
    cells = [cell.strip() for cell in first]
    known = {name.lower() for name in given}
    if any(cell.lower() in known or is_telling(cell) for cell in cells):
        return True
    if any(_FIGURES.fullmatch(cell) for cell in cells):
        return False
    longest = max(len(cell.split()) for cell in cells)
    below = (set(column) for column in zip(*others, strict=False))
    recurs = any(cell and cell in column for cell, column in zip(first, below, strict=False))
    return longest <= (1 if len(cells) == 1 else 4) and not recurs


def column_names(cells: Sequence[str], name: str) -> list[str]:
    """Name every column, those without a name by their position.

    Raises
    ------
    InputError
        If two columns have the same name.
    """
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        raise InputError(
            "two columns have the same name", value=twice[0], where=name, do="Rename one of them"
        )
    return names


def without_blank_end(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Give the tables of a file without the blank rows at its end, where it has one column."""
    blank: list[pa.Table] = []
    for table in tables:
        told = _without_blank_rows(table)
        if told.num_rows:
            yield from blank
            blank = []
        yield told
        blank.append(table.slice(told.num_rows))


def _without_blank_rows(table: pa.Table) -> pa.Table:
    rows = table.num_rows
    while table.num_columns == 1 and rows and not (table[0][rows - 1].as_py() or "").strip():
        rows -= 1
    return table.slice(0, rows)
