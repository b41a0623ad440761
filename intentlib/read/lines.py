"""Text -> lines, a piece at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import pyarrow as pa

from intentlib.model import Progress
from intentlib.read.cells import PIECE, STRING
from intentlib.read.delimited import too_long
from intentlib.read.quarantine import Quarantine

_LONGEST_LINE = 1_000_001


def lines(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> Iterator[list[str]]:
    """Give the lines in pieces, without their ends; one that is too long is cut."""
    size = text.seek(0, io.SEEK_END)
    text.seek(0)
    wrapper = io.TextIOWrapper(text, "utf-8-sig")
    cut = _cut_lines(wrapper, name, aside)
    try:
        while piece := list(islice(cut, PIECE)):
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


def line_tables(
    text: BinaryIO, name: str, aside: Quarantine, progress: Progress | None
) -> Iterator[pa.Table]:
    """Give the lines as tables of one column, ``text``."""
    for piece in lines(text, name, aside, progress):
        yield pa.table({"text": pa.array(piece, STRING)})
