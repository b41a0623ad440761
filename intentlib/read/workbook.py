"""Excel workbook -> a table of strings: the first sheet that isn't empty."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

import openpyxl
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from intentlib.errors import InputError
from intentlib.model import Progress
from intentlib.read.cells import (
    PIECE,
    STRING,
    as_text,
    column_names,
    is_header,
    strings,
    without_blank_end,
)
from intentlib.read.source import CHUNK, Source, too_large

_FORMULA = re.compile(rb"<f[ >/]")


def read_xlsx(source: Source, progress: Progress | None) -> pa.Table:
    """Read the first sheet that isn't empty as a table of strings.

    Raises
    ------
    InputError
        If the file is no workbook, is encrypted or damaged, or expands to over the limit.
    """
    try:
        with zipfile.ZipFile(source.file) as archive:
            if sum(part.file_size for part in archive.infolist()) > source.max_bytes:
                raise too_large(source.name, source.max_bytes)
            read_rows = _rows_with_formulas if _has_formulas(archive) else _rows
        source.file.seek(0)
        return _stack_rows(read_rows(source.file), source.name, progress)
    except (zipfile.BadZipFile, zlib.error, CalamineError, KeyError, ValueError, OSError) as error:
        raise InputError(
            "the Excel workbook can't be read",
            value=error,
            where=source.name,
            do="Save it again as .xlsx, without a password",
        ) from error


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    """Tell whether a worksheet has a cell with a formula."""
    for part in archive.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            with archive.open(part) as sheet:
                before = b""
                while chunk := sheet.read(CHUNK):
                    if _FORMULA.search(before + chunk):
                        return True
                    before = chunk[-4:]
    return False


def _rows(file: BinaryIO) -> Iterator[Sequence[object]]:
    """Give the rows of the first sheet that has any."""
    with CalamineWorkbook.from_filelike(file) as book:
        sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
        yield from next((sheet.iter_rows() for sheet in sheets if sheet.height), ())


def _rows_with_formulas(file: BinaryIO) -> Iterator[Sequence[object]]:
    """Give the rows of the first sheet that has any, formulas that were never computed as text.

    Such cells are usually words that begin with ``=`` and that a script wrote. Much slower than
    `_rows`, so only for workbooks with formulas.
    """
    values = openpyxl.load_workbook(file, read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(file, read_only=True)
    for computed, written in zip(values.worksheets, formulas.worksheets, strict=True):
        rows = zip(computed.values, written.values, strict=True)
        merged = (
            [text if value is None else value for value, text in zip(*row, strict=True)]
            for row in rows
        )
        first = next((row for row in merged if any(row)), None)
        if first:
            yield first
            yield from merged
            return


def _stack_rows(rows: Iterator[Sequence[object]], name: str, progress: Progress | None) -> pa.Table:
    """Make a table of rows of cells; rows without any value are left out if there are columns."""
    head = [[as_text(cell) or "" for cell in row] for row in islice(rows, 100)]
    if not head:
        return pa.table({})
    headed = is_header(head[0], head[1:], ())
    names = column_names(head[0] if headed else [""] * len(head[0]), name)
    kept = (row for row in chain(head[headed:], rows) if len(names) == 1 or any(row))
    pieces, done = [pa.table({column: pa.array([], STRING) for column in names})], 0
    while piece := list(islice(kept, PIECE)):
        columns = zip(names, zip(*piece, strict=True), strict=True)
        pieces.append(pa.table({column: strings(cells) for column, cells in columns}))
        done += len(piece)
        if progress:
            progress("read", done, 0)
    return pa.concat_tables(without_blank_end(pieces))
