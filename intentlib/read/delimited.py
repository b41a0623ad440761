"""Delimited text (csv, tsv and the like) -> tables of strings.

Quoting is as RFC 4180 has it: a quoted value may hold delimiters, line breaks and doubled quotes.
pyarrow reads; only where it fails does the standard library's reader walk the file once more, to
say on which line and why.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv

from intentlib.errors import InputError, OptionError
from intentlib.model import Progress
from intentlib.read.cells import STRING, column_names, is_header, without_blank_end
from intentlib.read.columns import is_telling
from intentlib.read.quarantine import Quarantine

_DELIMITERS = ",;\t|"
_NONE = "\x1f"
_NAMED_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
_SAMPLE = 1 << 18
_BLOCK = 1 << 24
_END = "\x1e"


def delimited_tables(
    text: BinaryIO,
    *,
    name: str,
    delimiter: str | None = None,
    given: Collection[str] = (),
    aside: Quarantine | None = None,
    progress: Progress | None = None,
) -> Iterator[pa.Table]:
    """Give delimited UTF-8 as tables of strings, one after the other.

    Parameters
    ----------
    text
        File of UTF-8, at its start.
    name
        What to call it in messages.
    delimiter
        One character or its name; found where ``None``.
    given
        Column names the user gave: a first row with one of them is the header.
    aside
        Where rows of too many or too few values go; an error where None.

    Raises
    ------
    InputError
        If a row has too many or too few values and may not be set aside, a quote is left open
        (with the line), a line is too long, or two columns have the same name.
    OptionError
        If `delimiter` isn't one character.
    """
    sample = take_sample(text, name)
    used = _checked(delimiter) if delimiter else find_delimiter(sample) or _NONE
    first, *others = _records(sample, used)
    if not first:
        raise _explain(text, used, 0, name)
    headed = is_header(first, others, given)
    names = column_names(first if headed else [""] * len(first), name)
    aside = Quarantine() if aside is None else aside
    batches = _open(text, used, len(names), aside, headed=headed)
    tables = _until_end(batches, text, progress)
    try:
        yield from (table.rename_columns(names) for table in without_blank_end(tables))
    except pa.ArrowInvalid as error:
        raise _explain(text, used, len(names), name) from error


def take_sample(text: BinaryIO, name: str) -> str:
    """Take the whole lines at the file's start, without its byte-order mark."""
    text.seek(0)
    head = text.read(_SAMPLE)
    sample = head.decode("utf-8-sig", "ignore")
    if len(head) < _SAMPLE:
        return sample
    end = max(sample.rfind("\n"), sample.rfind("\r"))
    if end < 0:
        raise too_long(name, 1)
    return sample[: end + 1]


def too_long(name: str, line: int) -> InputError:
    """Make the error for a line that can't be one intent."""
    return InputError(
        "a line is too long to be a call",
        where=f"{name}, line {line}",
        do="Give one call per line",
    )


def find_delimiter(sample: str, *, agreement: float = 0.5) -> str | None:
    """Find the delimiter that gives most rows the header's number of values.

    Parameters
    ----------
    sample
        Whole lines from the start of a file.
    agreement
        Share of rows that must have that number, unless the header has a telling name.

    Returns
    -------
    str or None
        ``None`` where the file has one column.
    """
    best: tuple[bool, float, int] | None = None
    found = None
    for delimiter in _DELIMITERS:
        rows = _records(sample, delimiter)
        width = len(rows[0])
        share = sum(len(row) == width for row in rows) / len(rows)
        score = (any(is_telling(cell) for cell in rows[0]), share, width)
        likely = width > 1 and (score[0] or share > agreement)
        if likely and (best is None or score > best):
            best, found = score, delimiter
    return found


def first_record(sample: str, delimiter: str) -> list[str]:
    """Take the first row that isn't blank."""
    return _records(sample, delimiter)[0]


def _checked(delimiter: str) -> str:
    character = _NAMED_DELIMITERS.get(delimiter.lower(), delimiter)
    if len(character) != 1 or not character.isascii() or character in '"\r\n':
        raise OptionError(
            "the delimiter isn't usable",
            value=repr(delimiter),
            do="Give one ASCII character, or tab, comma, semicolon or pipe",
        )
    return character


def _records(sample: str, delimiter: str) -> list[list[str]]:
    """Split the sample into rows that aren't blank, as far as its quotes can be followed."""
    rows: list[list[str]] = []
    try:
        rows.extend(
            row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row
        )
    except csv.Error:
        return rows or [[]]
    return rows


class _Ended(io.RawIOBase):
    """A file with one more record after its end, which a quote left open would swallow."""

    def __init__(self, file: BinaryIO, end: bytes) -> None:
        self.file, self.end = file, io.BytesIO(end)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self.file.read(len(buffer)) or self.end.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _open(
    text: BinaryIO, delimiter: str, width: int, aside: Quarantine, *, headed: bool
) -> Iterator[pa.RecordBatch]:
    places = [str(place) for place in range(width)]

    def skip(row: pa_csv.InvalidRow) -> str:
        error = InputError(f"a row has {row.actual_columns} values where the header has {width}")
        aside.refuse(row.number - headed, error, row.text)
        return "skip"

    tolerant = aside.share > 0
    end = "\n" + delimiter.join([_END] * width) + "\n"
    yield from pa_csv.open_csv(
        _Ended(text, end.encode()),
        pa_csv.ReadOptions(
            column_names=places,
            skip_rows_after_names=int(headed),
            block_size=_BLOCK,
            use_threads=not tolerant,  # several threads don't know a row's number
        ),
        pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
            ignore_empty_lines=width > 1,
            invalid_row_handler=skip if tolerant else None,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(places, STRING), strings_can_be_null=False
        ),
    )


def _until_end(
    batches: Iterator[pa.RecordBatch], text: BinaryIO, progress: Progress | None
) -> Iterator[pa.Table]:
    """Give the tables up to the record after the end; raises ArrowInvalid where that is gone."""
    size = text.seek(0, io.SEEK_END)
    text.seek(0)
    last = pa.table({})
    for batch in batches:
        if batch.num_rows:
            if last.num_rows:
                yield last
            last = pa.Table.from_batches([batch])
        if progress:
            progress("read", text.tell(), size)
    if not last.num_rows or last[0][-1].as_py() != _END:
        raise pa.ArrowInvalid("the end was swallowed")
    yield last.slice(0, last.num_rows - 1)


def _explain(text: BinaryIO, delimiter: str, width: int, name: str) -> InputError:
    """Say on which line the file breaks off, and why."""
    text.seek(0)
    lines = io.TextIOWrapper(text, "utf-8-sig", newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    start = following = 1
    row: list[str] = []
    try:
        for row in reader:
            start, following = following, reader.line_num + 1
            if row and len(row) != width:
                break
        # what a quote left open swallows are all the lines that follow
        swallowed = next(reader, None) is None and (following - start > 1 or len(row) == width)
    except csv.Error:
        start, swallowed = following, True
    finally:
        lines.detach()
    if swallowed:
        return InputError(
            "a quote is never closed, or a value is very long",
            where=f"{name}, line {start}",
            do='Close the quote, or write "" for a quote inside quotes',
        )
    return InputError(
        f"a row has {len(row)} values where the header has {width}",
        where=f"{name}, line {start}",
        do="Put values that hold the delimiter in double quotes",
    )
