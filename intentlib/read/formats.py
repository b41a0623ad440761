"""Any file format -> tables of strings, a piece at a time.

Every value is text as the file writes it, so that an id such as ``007`` keeps its zeros and the
same calls give the same tables in every format. Missing and empty values are ``""`` or null.

- ``txt``: one intent per line, without a header. A blank line is a call with no intent recorded,
  except at the end of the file. Where the first line holds several names of columns, the file is
  delimited text instead.
- ``csv``, ``tsv``: see :mod:`intentlib.read.delimited`.
- ``json``: a list of strings or of objects; ``jsonl``: one of them per line.
- ``parquet``, and ``xlsx``, of which the first sheet that isn't empty is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intentlib.errors import InputError
from intentlib.model import Progress
from intentlib.read.cells import PIECE, STRING, strings, without_blank_end
from intentlib.read.columns import is_telling
from intentlib.read.delimited import (
    delimited_tables,
    find_delimiter,
    first_record,
    take_sample,
)
from intentlib.read.encoding import open_text
from intentlib.read.json_values import json_lines_table, json_table
from intentlib.read.lines import line_tables
from intentlib.read.quarantine import Quarantine
from intentlib.read.source import Source, too_large
from intentlib.read.workbook import read_xlsx

_PARQUET_PIECE = 1 << 13  # small, since a short file can hold a long value many times
KNOWN = (".csv", ".json", ".jsonl", ".parquet", ".tsv", ".txt", ".xlsx")
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_PANDAS_INDEX = re.compile(r"__index_level_\d+__")

_CAST_BY_ARROW = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_boolean,
    pa.types.is_temporal,
)


@dataclass(frozen=True, eq=False)
class Tables:
    """A file as tables of strings, one after the other, with the format and encoding it was in.

    Delimited text, lines and Parquet are read a piece at a time, all else is one table.
    """

    format: str
    encoding: str | None
    tables: Iterator[pa.Table]

    def together(self) -> pa.Table:
        """Return all of them as one."""
        tables = list(self.tables)
        return pa.concat_tables(tables) if tables else pa.table({})


@contextmanager
def open_tables(
    source: Source,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    given: Sequence[str] = (),
    aside: Quarantine | None = None,
    progress: Progress | None = None,
) -> Iterator[Tables]:
    """Give a source of any known format as tables of strings.

    Parameters
    ----------
    source
        The input; without a suffix (standard input) its content tells the format.
    encoding, delimiter
        For text; found where ``None``.
    given
        Column names the user gave.
    aside
        Where rows go that can't be read, as long as the tables are read; an error where None.

    Raises
    ------
    InputError
        If the extension is unknown or the content isn't what the extension says; some of that is
        found only while the tables are read.
    OptionError
        If `encoding` or `delimiter` isn't usable.
    """
    name, suffix = source.name, source.suffix
    if suffix is None:
        suffix = _suffix_by_content(source)
    if suffix not in KNOWN:
        raise InputError(
            "the extension isn't known",
            value=name,
            do=f"Give one of {' '.join(KNOWN)}, each optionally with .gz",
        )
    if suffix == ".parquet":
        yield Tables("parquet", None, _parquet_tables(source, progress))
        return
    if suffix == ".xlsx":
        yield Tables("xlsx", None, iter([read_xlsx(source, progress)]))
        return
    aside = Quarantine() if aside is None else aside
    with open_text(source, encoding) as (text, found):
        form = _textual_format(text, suffix, name, tabular=bool(delimiter or given))
        if form == "txt":
            tables = without_blank_end(line_tables(text, name, aside, progress))
        elif form == "json":
            tables = iter([json_table(text, name, aside, progress)])
        elif form == "jsonl":
            tables = iter([json_lines_table(text, name, aside, progress)])
        else:
            tables = delimited_tables(
                text, name=name, delimiter=delimiter, given=given, aside=aside, progress=progress
            )
        yield Tables(form, found, tables)


def _suffix_by_content(source: Source) -> str:
    head = source.file.read(4)
    source.file.seek(0)
    return {b"PAR1": ".parquet", b"PK\x03\x04": ".xlsx"}.get(head, ".txt")


def _textual_format(text: BinaryIO, suffix: str, name: str, *, tabular: bool) -> str:
    """Tell which format a text is in; what is piped in or called .txt may be any of them."""
    if suffix == ".json":
        return "jsonl" if text.read(PIECE).lstrip(_BLANKS).startswith(b"{") else "json"
    if suffix != ".txt":
        return suffix[1:]
    if tabular:
        return "csv"
    sample = take_sample(text, name)
    if re.match(r'\s*\[\s*["{\]]', sample):
        return "json"
    if re.match(r'\s*\{\s*"', sample):
        return "jsonl"
    found = find_delimiter(sample, agreement=0.9)
    return "csv" if found and any(map(is_telling, first_record(sample, found))) else "txt"


def _parquet_tables(source: Source, progress: Progress | None) -> Iterator[pa.Table]:
    try:
        file = pq.ParquetFile(source.file)
        rows, size = 0, 0
        for batch in file.iter_batches(_PARQUET_PIECE):
            columns = {
                name: _cast(batch[place])
                for place, name in enumerate(batch.schema.names)
                if not _PANDAS_INDEX.fullmatch(name)
            }
            table = pa.table(columns)
            rows, size = rows + len(batch), size + table.nbytes
            if size > source.max_bytes:
                raise too_large(source.name, source.max_bytes)
            if progress:
                progress("read", rows, file.metadata.num_rows)
            yield table
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            "the Parquet file can't be read", value=error, where=source.name
        ) from error


def _cast(values: pa.Array) -> pa.Array:
    """Make strings of any type of values."""
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if any(is_kind(kind) for is_kind in _CAST_BY_ARROW):
        return pc.cast(values, STRING)
    return strings(values.to_pylist())
