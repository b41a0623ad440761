"""The files of a run: its frames as parquet, the tree and the vectors as npy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet as pq

from intentlib import schema
from intentlib.errors import StoreError
from intentlib.export import to_csv
from intentlib.model import QUARANTINE, Run
from intentlib.store.place import Place

FRAMES: dict[str, schema.Contract] = {
    "calls": schema.NORMALISED_CALLS,
    "wordings": schema.GROUPED_WORDINGS,
    "intents": schema.INTENTS,
    "themes": schema.THEMES,
    "lineage": schema.LINEAGE,
}
CALLS = "calls.parquet"
"""One file, or a folder of parts in the order of the calls."""
TEXTS = "texts.parquet"
"""Distinct texts with their keys; runs of older versions lack it."""
QUARANTINE_FILE = "quarantine.csv"
"""Only there where rows of the input couldn't be read as calls."""
ARTEFACTS = (*(f"{name}.parquet" for name in FRAMES), "tree.npy", "vectors.npy")

_LISTS = ("from_ids", "to_ids")
_UNREADABLE = (OSError, ValueError, EOFError, pyarrow.ArrowException)


def write_artefacts(run: Run, folder: Path) -> dict[str, str]:
    """Return the sha256 of every file, by path, after writing them into an empty folder.

    Calls that lie on a disk are put there as they are, unread.

    Raises
    ------
    StoreError
        If a column can't be written as parquet; names it.
    """
    for name in FRAMES:
        if name == "calls" and run.stored_calls:
            run.stored_calls.write(folder / CALLS)
        else:
            write_frame(getattr(run, name), folder / f"{name}.parquet")
    if isinstance(run.texts, pd.DataFrame):
        write_frame(schema.check(run.texts, schema.TEXTS), folder / TEXTS)
    elif run.texts:
        run.texts.write(folder / TEXTS)
    _write_array(run.tree.linkage, folder / "tree.npy")
    _write_array(run.vectors, folder / "vectors.npy")
    if len(run.quarantine):
        (folder / QUARANTINE_FILE).write_text(to_csv(run.quarantine), encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


def read_frame(place: Place, run_id: str, name: str) -> pd.DataFrame:
    """Return one frame of a run; that of the calls may lie in several files.

    Raises
    ------
    StoreError
        If it can't be read, or lacks a column; names the file.
    """
    file = f"{name}.parquet"
    try:
        parts = place.parts(run_id, file) if name == "calls" else [file]
        tables = [pq.read_table(place.source(run_id, part)) for part in parts]
        table = pyarrow.concat_tables(tables, promote_options="permissive")
        frame: pd.DataFrame = table.to_pandas()
    except _UNREADABLE as error:
        raise _damaged(place, run_id, file) from error
    added = {
        column: pd.Series("" if dtype == "str" else pd.NA, frame.index, dtype=dtype)
        for column, dtype in schema.ADDED.get(name, {}).items()
        if column not in frame.columns
    }
    frame = frame.assign(**added)
    contract = FRAMES.get(name, schema.TEXTS)
    missing = [column for column in contract.columns if column not in frame.columns]
    if missing:
        raise _damaged(place, run_id, file, f"no column {missing[0]!r}")
    lists = {column: frame[column].map(list) for column in _LISTS if column in frame.columns}
    return frame.assign(**lists) if name == "lineage" else frame


def read_quarantine(place: Place, run_id: str) -> pd.DataFrame:
    """Return the rows that were set aside for a run; raises StoreError that names the file."""
    try:
        source = place.source(run_id, QUARANTINE_FILE)
        return pd.read_csv(source, dtype=QUARANTINE, keep_default_na=False)
    except _UNREADABLE as error:
        raise _damaged(place, run_id, QUARANTINE_FILE) from error


def read_array(place: Place, run_id: str, name: str) -> np.ndarray:
    """Return one array of a run; raises StoreError that names the file."""
    file = f"{name}.npy"
    try:
        source = place.source(run_id, file)
        array: np.ndarray = np.load(source, mmap_mode="r" if isinstance(source, str) else None)
    except _UNREADABLE as error:
        raise _damaged(place, run_id, file) from error
    return array


def file_hash(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as Parquet; raises StoreError where a column can't be."""
    try:
        table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    except pyarrow.ArrowException as error:
        raise StoreError("a frame can't be written", value=error, where=path.name) from error
    for column in _LISTS:
        if path.stem == "lineage":
            ids = table[column].cast(pyarrow.list_(pyarrow.string()))
            table = table.set_column(table.column_names.index(column), column, ids)
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")


def _write_array(array: np.ndarray, path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)


def _damaged(place: Place, run_id: str, file: str, why: str | None = None) -> StoreError:
    return StoreError(
        "a file of the run is missing or damaged",
        value=why,
        where=place.url(run_id, file),
        do=f"See what else is with `intentlib verify {run_id}`, then make the run again",
    )
