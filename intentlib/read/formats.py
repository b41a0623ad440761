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

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intentlib.errors import InputError
from intentlib.model import Progress
from intentlib.read.cells import PIECE, STRING, column_names, strings, without_blank_end
from intentlib.read.columns import is_telling
from intentlib.read.delimited import (
    delimited_tables,
    find_delimiter,
    first_record,
    take_sample,
    too_long,
)
from intentlib.read.encoding import open_text
from intentlib.read.quarantine import Quarantine
from intentlib.read.source import Source, too_large
from intentlib.read.workbook import read_xlsx

_LONGEST_LINE = 1_000_001
_PARQUET_PIECE = 1 << 13  # small, since a short file can hold a long value many times
KNOWN = (".csv", ".json", ".jsonl", ".parquet", ".tsv", ".txt", ".xlsx")
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_SPACE = re.compile(r"[ \t\r\n]*")
_PANDAS_INDEX = re.compile(r"__index_level_\d+__")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)

_CAST_BY_ARROW = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_boolean,
    pa.types.is_temporal,
)

_JSON_ERRORS = (json.JSONDecodeError, RecursionError)

Found = tuple[int, Any]
"""A JSON value and its place among the elements or lines."""


@dataclass(frozen=True)
class _Broken:
    """A line that is no JSON, in the place of its value."""

    line: str
    error: InputError


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
            tables = without_blank_end(_line_tables(text, name, aside, progress))
        elif form == "json":
            tables = iter([_stack(_json_values(text, name, progress), name, "element", aside)])
        elif form == "jsonl":
            values = _json_line_values(text, name, aside, progress)
            tables = iter([_stack(values, name, "line", aside)])
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


def _lines(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> Iterator[list[str]]:
    """Give the lines in pieces, without their ends; one that is too long is cut."""
    size = text.seek(0, io.SEEK_END)
    text.seek(0)
    wrapper = io.TextIOWrapper(text, "utf-8-sig")
    lines = _cut_lines(wrapper, name, aside)
    try:
        while piece := list(islice(lines, PIECE)):
            if progress:
                progress("read", text.tell(), size)
            yield [line.removesuffix("\n") for line in piece]
    finally:
        wrapper.detach()


def _cut_lines(text: io.TextIOWrapper, name: str, aside: Quarantine) -> Iterator[str]:
    """Give the lines, of one that is too long only so much that whoever reads it finds that."""
    number = 0
    while line := text.readline(_LONGEST_LINE):
        number += 1
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith("\n"):
            if not aside.share:
                raise too_long(name, number)
            rest = text.readline(_LONGEST_LINE)
        yield line


def _line_tables(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> Iterator[pa.Table]:
    for piece in _lines(text, name, aside, progress):
        yield pa.table({"text": pa.array(piece, STRING)})


def _json_values(text: BinaryIO, name: str, progress: Progress | None) -> Iterator[Found]:
    """Give the elements of a JSON list, and the number of each."""
    text.seek(0)
    whole = text.read().decode("utf-8-sig")
    place = _skip(whole, 0)
    if not whole.startswith("[", place):
        raise InputError(
            "the JSON isn't a list", where=name, do="Give a list of strings or of objects"
        )
    place = _skip(whole, place + 1)
    number, going = 0, not whole.startswith("]", place)
    try:
        while going:
            number += 1
            value, place = _DECODER.raw_decode(whole, place)
            yield number, value
            place = _skip(whole, place)
            if going := whole.startswith(",", place):
                place = _skip(whole, place + 1)
            if progress and number % PIECE == 0:
                progress("read", place, len(whole))
        if not whole.startswith("]", place):
            raise json.JSONDecodeError("Expecting ',' or ']'", whole, place)
        if (end := _skip(whole, place + 1)) < len(whole):
            raise json.JSONDecodeError("Extra data after the list", whole, end)
    except _JSON_ERRORS as error:
        raise _broken_json(error, name) from error


def _json_line_values(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> Iterator[Found]:
    """Give the value on each line that isn't blank, and the number of the line."""
    number = 0
    for piece in _lines(text, name, aside, progress):
        for number, line in enumerate(piece, number + 1):  # noqa: B020 - counts on
            if line and not line.isspace():
                try:
                    value = _DECODER.decode(line)
                except _JSON_ERRORS as error:
                    value = _Broken(line, _broken_json(error, name, number))
                yield number, value


def _broken_json(error: Exception, name: str, line: int = 1) -> InputError:
    """Make our error of the decoder's; `line` is where the decoded text begins."""
    if not isinstance(error, json.JSONDecodeError):
        return InputError("the JSON is nested too deeply", where=name)
    return InputError(
        "the JSON breaks off",
        value=error.msg,
        where=f"{name}, line {line + error.lineno - 1}, column {error.colno}",
        do="Give a list of strings or of objects, or one of them per line",
    )


def _mixed_json(value: str, where: str) -> InputError:
    return InputError(
        "the JSON isn't a list of strings or of objects",
        value=value,
        where=where,
        do="Make every element a string, or every element an object",
    )


def _skip(text: str, place: int) -> int:
    """Tell where the white space from `place` on ends."""
    space = _SPACE.match(text, place)
    return space.end() if space else place


def _stack(values: Iterable[Found], name: str, unit: str, aside: Quarantine) -> pa.Table:
    """Make a table of JSON values, all of them strings (or null) or all of them objects."""
    values = enumerate(values, 1)
    pieces, kind = [], None
    while piece := list(islice(values, PIECE)):
        kept: list[Any] = []
        for row, (number, value) in piece:
            if isinstance(value, _Broken):
                aside.refuse(row, value.error, value.line)
                continue
            if value is not None and not isinstance(value, kind or (str, dict)):
                told = json.dumps(value, ensure_ascii=False)
                where = f"{name}, {unit} {number}"
                aside.refuse(row, _mixed_json(told, where), told)
                continue
            kind = kind or (None if value is None else type(value))
            kept.append(value)
        if kind is dict:
            rows = [row or {} for row in kept]
            keys = list(dict.fromkeys(key for row in rows for key in row))
            columns = {key: strings([row.get(key) for row in rows]) for key in keys}
        else:
            columns = {"text": strings(kept)}
        pieces.append(pa.table(columns))
    if not pieces:
        return pa.table({"text": pa.array([], STRING)})
    table = pa.concat_tables(pieces, promote_options="default")
    return table.rename_columns(column_names(table.column_names, name))


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
