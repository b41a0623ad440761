"""Downloads: the frames of a run as CSV, made when asked for and sent inside the page."""

from __future__ import annotations

import base64
import gzip
import io

from intentlib.dashboard import html
from intentlib.errors import OptionError
from intentlib.extract import csv_pieces
from intentlib.model import Run

ZIP_ABOVE = 4 * 2**20
MOST_BYTES = 32 * 2**20
"""The page holds a download whole, as text, and so does the viewer's kernel for a moment."""


def csv_of(run: Run, frame: str) -> tuple[str, bytes]:
    """Return the file name and content of one frame; zipped with gzip where it is large.

    The content is that of :func:`intentlib.extract.csv_pieces`.

    Raises
    ------
    OptionError
        If it is too large for a browser even zipped; says how else to get it.
    """
    name = f"{frame}-{run.run_id}.csv"
    plain, zipped = io.BytesIO(), io.BytesIO()
    with gzip.GzipFile(fileobj=zipped, mode="wb", compresslevel=5, mtime=0) as file:
        for piece in csv_pieces(run, frame):
            told = piece.encode("utf-8" if plain.tell() else "utf-8-sig")
            if plain.tell() <= ZIP_ABOVE:
                plain.write(told)
            file.write(told)
            if zipped.tell() > MOST_BYTES:
                raise OptionError(
                    f"the CSV of {frame} is too large to send through a browser",
                    value=f"over {MOST_BYTES / 2**20:.0f} MB zipped",
                    do=f"Run `intentlib export {frame} --run {run.run_id}`, or take "
                    f"{frame}.parquet from {run.path}",
                )
    if plain.tell() <= ZIP_ABOVE:
        return name, plain.getvalue()
    return f"{name}.gz", zipped.getvalue()


def link(name: str, content: bytes) -> str:
    """Return a link that saves the content under a name; it holds the content itself."""
    kinds = {"gz": "application/gzip", "html": "text/html", "csv": "text/csv"}
    kind = kinds[name.rsplit(".", 1)[-1]]
    data = base64.b64encode(content).decode("ascii")
    size = f"{len(content) / 1024:,.0f} kB" if len(content) >= 1024 else f"{len(content)} bytes"
    return (
        f'<a class="il-download" data-now download="{html.esc(name)}" '
        f'href="data:{kind};base64,{data}">Save {html.esc(name)} ({size})</a>'
    )
