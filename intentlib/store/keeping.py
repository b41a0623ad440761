"""The runs that are stored: listing them, removing old ones, and publishing one of them again."""

from __future__ import annotations

from typing import Any

import pandas as pd

from intentlib.errors import OptionError, StoreError
from intentlib.store import manifest as manifests
from intentlib.store.runs import (
    MANIFEST,
    is_run_id,
    latest_id,
    publish,
    read_manifest,
    runs_place,
)
from intentlib.store.verify import verify

_COUNTS = ("calls", "no_intent", "wordings", "intents", "themes")
_UTC = pd.DatetimeTZDtype("us", "UTC")


def list_runs(runs: str) -> pd.DataFrame:
    """Return one row per run, newest first; unfinished folders are left out.

    Returns
    -------
    DataFrame
        ``run_id, created_at, status, published, input, height`` and the counts; ``status`` is
        ``damaged`` where the manifest can't be read.
    """
    place, published = runs_place(runs), latest_id(runs)
    rows: list[dict[str, Any]] = []
    for run_id, data in place.read_each(MANIFEST).items():
        if not is_run_id(run_id):
            continue
        row: dict[str, Any] = {"run_id": run_id, "published": run_id == published}
        try:
            manifest = manifests.from_json(data, place.url(run_id, MANIFEST))
        except StoreError:
            rows.append({**row, "status": "damaged"})
            continue
        row |= {name: getattr(manifest, name) for name in ("created_at", "status", "height")}
        rows.append({**row, "input": manifest.config.get("input"), **manifest.counts})
    columns = ["run_id", "created_at", "status", "published", "input", "height", *_COUNTS]
    frame = pd.DataFrame(rows, columns=columns)
    frame["created_at"] = pd.to_datetime(frame["created_at"], utc=True).astype(_UTC)
    frame = frame.astype({"published": bool, "height": float, **dict.fromkeys(_COUNTS, "Int64")})
    return frame.sort_values(["created_at", "run_id"], ascending=False, ignore_index=True)


def prune(runs: str, keep: int, *, dry: bool = False) -> list[str]:
    """Remove the oldest runs, and return their ids.

    The published run and the one before it, which it is compared with, always stay; so do folders
    that aren't complete runs.

    Parameters
    ----------
    runs
        Folder (or fsspec URL) that holds the run folders.
    keep
        So many of the newest runs stay.
    dry
        Only tell what would be removed.

    Raises
    ------
    OptionError
        If ``keep`` is less than 1.
    StoreError
        If a run can't be removed, or the pointer to the published run is damaged.
    """
    if keep < 1:
        raise OptionError("at least one run must stay", value=keep, do="Give 1 or more")
    place, published = runs_place(runs), latest_id(runs)
    stored = list_runs(runs)
    stored = stored[stored["status"] == "complete"]
    stay = {published}
    if published in set(stored["run_id"]):
        stay.add(read_manifest(place, str(published)).previous)
    gone = [run_id for run_id in stored["run_id"].iloc[keep:] if run_id not in stay]
    for run_id in [] if dry else gone:
        place.remove(run_id)
    return gone


def restore(runs: str, run_id: str) -> None:
    """Make a stored run the published one again, if it is still what was written.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    StoreError
        If something is wrong with it; the published run stays.
    """
    wrong = verify(runs, run_id)
    if wrong:
        raise StoreError(
            "the run is damaged, and was not published",
            value=wrong[0],
            where=run_id,
            do="Choose another one: `intentlib runs` lists them",
        )
    publish(runs, run_id)
