"""Whether a stored run is still what was written, and adds up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from intentlib import schema
from intentlib.calls import Calls, calls_of
from intentlib.errors import StoreError
from intentlib.model import Manifest, Run
from intentlib.store.artefacts import ARTEFACTS, CALLS, FRAMES, file_hash
from intentlib.store.place import Place
from intentlib.store.runs import (
    LATEST,
    open_run,
    read_manifest,
    resolve,
    runs_place,
)


def verify(runs: str, run_id: str = LATEST) -> list[str]:
    """Return what is wrong with a stored run, one sentence each; empty when all is well.

    Hashes of all files are recomputed first; only when they hold are the frames checked against
    their contracts and each other.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    StoreError
        If the runs can't be reached.
    """
    place = runs_place(runs)
    run_id = resolve(runs, run_id)
    try:
        manifest = read_manifest(place, run_id)
        changed = list(_changed_files(place, manifest))
        return changed or list(_broken_figures(open_run(runs, run_id)))
    except StoreError as error:
        return [str(error)]


def is_intact(runs: str, run_id: str, *names: str) -> bool:
    """Tell whether some files of a stored run are as they were written."""
    place = runs_place(runs)
    hashes = read_manifest(place, run_id).hashes
    try:
        return all(_hash(place, run_id, name) == hashes.get(name) for name in names)
    except FileNotFoundError:
        return False


def _changed_files(place: Place, manifest: Manifest) -> Iterator[str]:
    if manifest.status != "complete":
        yield f"manifest.json: status is {manifest.status!r}, not 'complete'"
    for name in _files(place, manifest):
        expected = manifest.hashes.get(name)
        try:
            found = _hash(place, manifest.run_id, name)
        except FileNotFoundError:
            yield f"{name}: the file is missing"
            continue
        if expected is None:
            yield f"{name}: the manifest has no hash of it"
        elif found != expected:
            yield f"{name}: changed since it was written (sha256 {found}, not {expected})"


def _hash(place: Place, run_id: str, name: str) -> str:
    """Return the sha256 of a file of a run; raises FileNotFoundError."""
    source = place.source(run_id, name)
    if isinstance(source, str):
        return file_hash(Path(source))
    return hashlib.sha256(source.getbuffer()).hexdigest()


def _files(place: Place, manifest: Manifest) -> Iterator[str]:
    """Give the names of the files that there are or should be."""
    names = {*ARTEFACTS, *(name for name in manifest.hashes if "." in name)}
    if any(name.startswith(f"{CALLS}/") for name in names):
        names = {*names, *place.parts(manifest.run_id, CALLS)} - {CALLS}
    yield from sorted(names)


def _broken_figures(run: Run) -> Iterator[str]:
    calls = calls_of(run)
    lacking = [column for column in FRAMES["calls"].columns if column not in calls.columns]
    if lacking:
        yield f"{CALLS}: no column {lacking[0]!r}"
        return
    for name, contract in FRAMES.items():
        try:
            if name != "calls":  # which may be too many to be held
                schema.check(getattr(run, name), contract)
        except StoreError as error:
            yield f"{name}.parquet: {error}"
    for what, found, expected in _figures(run, calls):
        if found != expected:
            yield f"{what}: {found:,}, not {expected:,}"
    for what, ids, known in _references(run, calls):
        unknown = sorted(set(ids.dropna()) - set(known))
        if unknown:
            yield f"{what} without a row: {', '.join(unknown[:3])} ({len(unknown):,} in all)"
    if not run.wordings["key"].is_monotonic_increasing:
        yield "wordings.parquet: not sorted by key"


def _figures(run: Run, calls: Calls) -> Iterator[tuple[str, int, int]]:
    """Give what must be equal: what it is, as found, as it should be."""
    counts, worded = run.manifest.counts, calls.per_wording()
    yield "calls in calls.parquet", len(calls), counts["calls"]
    yield "calls without an intent", len(calls.unworded), counts["no_intent"]
    for column, contract in FRAMES["calls"].columns.items():
        if not contract.nullable:
            yield f"calls without {column}", calls.missing(column), 0
        if contract.unique:
            yield f"values of {column} that several calls have", calls.repeated(column), 0
    for name in ("wordings", "intents", "themes"):
        yield f"{name} in {name}.parquet", len(getattr(run, name)), counts[name]
    for name in ("wordings", "intents", "themes"):
        yield f"calls counted by {name}", int(getattr(run, name)["calls"].sum()), int(worded.sum())
    yield "wordings counted by intents", int(run.intents["wordings"].sum()), len(run.wordings)
    yield "intents counted by themes", int(run.themes["intents"].sum()), len(run.intents)
    by_wording = run.wordings.set_index("wording_id")["calls"]
    by_intent = run.intents.set_index("intent_id")["calls"]
    of_intents = run.wordings.groupby("intent_id")["calls"].sum()
    yield (
        "wordings whose calls differ from calls.parquet",
        _differing(by_wording, worded),
        0,
    )
    yield "intents whose calls differ from wordings.parquet", _differing(by_intent, of_intents), 0


def _references(run: Run, calls: Calls) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    yield "wordings of calls", calls.per_wording().index.to_series(), run.wordings["wording_id"]
    yield "intents of wordings", run.wordings["intent_id"], run.intents["intent_id"]
    yield "themes of intents", run.intents["theme_id"], run.themes["theme_id"]


def _differing(left: pd.Series, right: pd.Series) -> int:
    left, right = left.align(right, fill_value=0)
    return int((left != right).sum())
