"""Whether an uploaded file is more of the same, told by its first rows."""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from intentlib.dashboard.upload import safe_name
from intentlib.errors import IntentlibError
from intentlib.read import read

_HEAD = 2**16
_ROWS = 200
_LARGE = 4 * 2**20
_BY_LINE = (".txt", ".csv", ".tsv", ".jsonl")


def fits(
    name: str, content: bytes | memoryview, columns: Mapping[str, str | None], *, text: str = ""
) -> bool:
    """Return whether a file has its intents and times in the columns that a run had them in.

    Parameters
    ----------
    name
        The file's name as the viewer has it; its ending tells the format.
    content
        The file's bytes, of which no more than the first rows are read where that is possible.
    columns
        ``text`` and ``at`` of the run, as in its manifest.
    text
        Column of the intent text; found where empty.

    Returns
    -------
    bool
        False too where the file can't be read, or is too large to tell.
    """
    try:
        path, head = _head(safe_name(name), content)
        with tempfile.TemporaryDirectory(prefix="intentlib-upload-") as folder:
            place = Path(folder) / path
            place.write_bytes(head)
            found = read(str(place), text=text or None)
    except (IntentlibError, pa.ArrowInvalid, zlib.error):
        return False
    return (found.text, found.at) == (columns.get("text"), columns.get("at"))


def _head(name: str, content: bytes | memoryview) -> tuple[str, bytes | memoryview]:
    """Return a name and the content of a file with a file's first rows; none of a large one."""
    if name.lower().endswith(".gz"):
        name = name[:-3]
        content = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, _LARGE)
    if name.lower().endswith(_BY_LINE):
        rows = bytes(content[:_HEAD])
        return name, rows[: rows.rfind(b"\n") + 1] if len(content) > _HEAD else rows
    if name.lower().endswith(".parquet"):
        file, rows_only = pq.ParquetFile(pa.BufferReader(bytes(content))), io.BytesIO()
        first = next(file.iter_batches(_ROWS), None)
        pq.write_table(
            pa.Table.from_batches([first] if first else [], file.schema_arrow), rows_only
        )
        return name, rows_only.getvalue()
    return name, content if len(content) < _LARGE else b""
