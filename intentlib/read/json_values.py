"""JSON -> a table of strings: a list of strings or of objects, or one of them per line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa

from intentlib.errors import InputError
from intentlib.model import Progress
from intentlib.read.cells import PIECE, STRING, column_names, strings
from intentlib.read.lines import lines
from intentlib.read.quarantine import Quarantine

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)
_ERRORS = (json.JSONDecodeError, RecursionError)

Found = tuple[int, Any]
"""A JSON value and its place among the elements or lines."""


@dataclass(frozen=True)
class _Broken:
    """A line that is no JSON, in the place of its value."""

    line: str
    error: InputError


def json_table(text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None) -> pa.Table:
    """Return the elements of a JSON list, whose keys are the columns; strings are ``text``."""
    return _stack(_elements(text, name, progress), name, "element", aside)


def json_lines_table(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> pa.Table:
    """Return what is on the lines of a text, as :func:`json_table` does."""
    return _stack(_line_values(text, name, aside, progress), name, "line", aside)


def _elements(text: BinaryIO, name: str, progress: Progress | None) -> Iterator[Found]:
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
    except _ERRORS as error:
        raise _decoding_error(error, name) from error


def _line_values(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> Iterator[Found]:
    """Give the value on each line that isn't blank, and the number of the line."""
    number = 0
    for piece in lines(text, name, aside, progress):
        for number, line in enumerate(piece, number + 1):  # noqa: B020 - counts on
            if line and not line.isspace():
                try:
                    value = _DECODER.decode(line)
                except _ERRORS as error:
                    value = _Broken(line, _decoding_error(error, name, number))
                yield number, value


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
                aside.refuse(row, _mixed(told, where), told)
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


def _decoding_error(error: Exception, name: str, line: int = 1) -> InputError:
    """Make our error of the decoder's; `line` is where the decoded text begins."""
    if not isinstance(error, json.JSONDecodeError):
        return InputError("the JSON is nested too deeply", where=name)
    return InputError(
        "the JSON breaks off",
        value=error.msg,
        where=f"{name}, line {line + error.lineno - 1}, column {error.colno}",
        do="Give a list of strings or of objects, or one of them per line",
    )


def _mixed(value: str, where: str) -> InputError:
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
