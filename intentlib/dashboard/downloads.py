"""Downloads: the frames of a run as CSV, made when asked for and sent inside the page."""

from __future__ import annotations

import base64
import gzip

import pandas as pd

from intentlib.dashboard import html
from intentlib.errors import OptionError
from intentlib.export import to_csv
from intentlib.model import Run

FRAMES = ("intents", "wordings", "calls", "themes", "lineage")
ZIP_ABOVE = 4 * 2**20
MOST_BYTES = 128 * 2**20


def csv_of(run: Run, frame: str) -> tuple[str, bytes]:
    """Return the file name and content of one frame; zipped with gzip where it is large.

    Calls and wordings get the name of their intent; texts can't run as formulas.

    Raises
    ------
    OptionError
        If it is too large for a browser even zipped; says where the run's files are.
    """
    told = to_csv(_named(run, frame)).encode("utf-8-sig")
    name = f"{frame}-{run.run_id}.csv"
    if len(told) > ZIP_ABOVE:
        name, told = f"{name}.gz", gzip.compress(told, compresslevel=5, mtime=0)
    if len(told) > MOST_BYTES:
        raise OptionError(
            f"the CSV of {frame} is too large to send through a browser",
            value=f"{len(told) / 2**20:.0f} MB zipped",
            do=f"Take {frame}.parquet from {run.path}",
        )
    return name, told


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


def _named(run: Run, frame: str) -> pd.DataFrame:
    table: pd.DataFrame = getattr(run, frame)
    names = run.intents.set_index("intent_id")["name"]
    if frame == "calls":
        intent = run.wordings.set_index("wording_id")["intent_id"]
        table = table.assign(intent_id=table["wording_id"].map(intent))
    if frame in ("calls", "wordings"):
        table = table.assign(intent=table["intent_id"].map(names))
    return table
