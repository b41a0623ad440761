"""The frames of a run as CSV for others, piece by piece, however many calls there are."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from intentlib.calls import calls_of
from intentlib.errors import OptionError
from intentlib.export import to_csv
from intentlib.model import Progress, Run

FRAMES = ("intents", "wordings", "calls", "themes", "lineage")


def csv_pieces(run: Run, frame: str, progress: Progress | None = None) -> Iterator[str]:
    """Give one frame of a run as CSV; the first piece begins with the header.

    Calls and wordings get the name of their intent; texts can't run as formulas in a spreadsheet.

    Parameters
    ----------
    run
        The run; its calls are read piece by piece.
    frame
        One of :data:`FRAMES`.
    progress
        Told how many rows are done.

    Raises
    ------
    OptionError
        If there is no such frame.
    """
    if frame not in FRAMES:
        raise OptionError("no such frame", value=frame, do=f"Choose one of {', '.join(FRAMES)}")
    rows = run.manifest.counts["calls"] if frame == "calls" else len(getattr(run, frame))
    done = 0
    for piece in _pieces(run, frame):
        yield to_csv(piece, header=not done)
        done += len(piece)
        if progress:
            progress("export", done, rows)


def _pieces(run: Run, frame: str) -> Iterator[pd.DataFrame]:
    """Give a frame in one piece or more, with the name of the intent where that is told by id."""
    names = run.intents.set_index("intent_id")["name"]
    if frame == "wordings":
        yield run.wordings.assign(intent=run.wordings["intent_id"].map(names))
    elif frame == "calls":
        intent_of = run.wordings.set_index("wording_id")["intent_id"]
        for piece in calls_of(run).pieces():
            ids = piece["wording_id"].map(intent_of)
            yield piece.assign(intent_id=ids, intent=ids.map(names))
    else:
        yield getattr(run, frame)
