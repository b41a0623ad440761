"""Run folders: written whole, published by one atomic swap, opened fast.

::

    runs/
      latest.json            the published run, swapped in one step
      <run_id>/              appears whole (a disk) or counts from its manifest on (a bucket)
        manifest.json
        calls.parquet  wordings.parquet  intents.parquet  themes.parquet  lineage.parquet
        tree.npy  vectors.npy
        texts.parquet        what a refresh needs not work out again; older runs lack it
        quarantine.csv       rows that couldn't be read as calls, where there are any
        refresh.ipynb  report.html   what a refresh keeps

Calls that are too many to hold lie in a folder named ``calls.parquet``: ``part-00000.parquet``
and so on, in the order of the calls.

The usual way is ``run = save(run, runs); publish(runs, run.run_id)``. A process that is killed
anywhere between leaves ``latest`` as it was. Of two runs made after the same one, only the first is
published where ``publish`` is told which run they were made after.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from intentlib import schema
from intentlib.errors import OvertakenError, RunNotFoundError, StoreError
from intentlib.model import Manifest, Run, Tree, nothing_aside, unread
from intentlib.store import manifest as manifests
from intentlib.store.artefacts import (
    ARTEFACTS,
    FRAMES,
    QUARANTINE_FILE,
    TEXTS,
    read_array,
    read_frame,
    read_quarantine,
    write_artefacts,
)
from intentlib.store.opening import open_place
from intentlib.store.place import Layout, Place
from intentlib.store.stored_frame import FrameOnDisk

LATEST = "latest"
ANY = "*"
"""No run is called so: whichever is published."""
BESIDE = ("refresh.ipynb", "report.html")
"""Files that a refresh keeps in the folder of its run, which is complete without them."""

MANIFEST = "manifest.json"
_POINTER = f"{LATEST}.json"
_LAYOUT = Layout(
    folder=re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}"),
    files=frozenset({*ARTEFACTS, TEXTS, MANIFEST, QUARANTINE_FILE, *BESIDE}),
    complete=MANIFEST,
)
_RUN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")


def new_run_id(created_at: datetime | None = None) -> str:
    """Return a new name for a run that sorts by time, such as ``20261122T123456Z-1a2b3c``."""
    moment = (created_at or datetime.now(UTC)).astimezone(UTC)
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def save(run: Run, runs: str) -> Run:
    """Return the run as stored, complete under its own folder, with the hashes of its files.

    It isn't published by this: see :func:`publish`.

    Parameters
    ----------
    run
        The run; the order of rows in ``wordings``, ``vectors`` and ``tree`` is one.
    runs
        Folder (or fsspec URL) that holds the run folders; made when missing.

    Raises
    ------
    StoreError
        If a frame breaks its contract, the run exists already, or can't be written.
    """
    run_id, place = _checked(run.run_id), runs_place(runs)
    frames: dict[str, Any] = {
        name: schema.check(getattr(run, name), contract)
        for name, contract in FRAMES.items()
        if name != "calls" or run.stored_calls is None
    }
    stored = run.but(**frames, path=place.url(run_id))
    _check_rows(stored)
    place.sweep()
    if place.exists(run_id):
        raise StoreError("the run exists already", value=run_id, where=place.url())
    with place.staging(run_id) as folder:
        hashes = write_artefacts(stored, folder)
        manifest = replace(
            run.manifest, status="complete", hashes={**run.manifest.hashes, **hashes}
        )
        told = manifests.to_json(manifest)
        (folder / MANIFEST).write_bytes(told)
        place.commit(folder, run_id)
    if run.stored_calls:
        stored = stored.but(calls=unread(FrameOnDisk(place, run_id, "calls", manifest.hashes)))
    stored = stored.but(texts=_texts(place, manifest))
    return stored.but(manifest=manifests.from_json(told, place.url(run_id, MANIFEST)))


def publish(runs: str, run_id: str, *, after: str | None = ANY) -> None:
    """Make a stored run the one that ``latest`` opens, in one step.

    Parameters
    ----------
    runs
        Folder (or fsspec URL) that holds the run folders.
    run_id
        The run.
    after
        The run that must be published until then: None where there must be none.

    Raises
    ------
    RunNotFoundError
        If there is no such run.
    OvertakenError
        If another run than ``after`` is published; that one stays.
    StoreError
        If the run isn't complete, or the swap can't be written.
    """
    place = runs_place(runs)
    manifest = read_manifest(place, run_id)
    if manifest.status != "complete":
        raise StoreError("only a complete run can be published", value=manifest.status)
    told = {"run_id": run_id, "published_at": datetime.now(UTC).isoformat()}

    def change(pointer: bytes | None) -> bytes | None:
        if after != ANY:
            published = pointer and _pointed(pointer, place)
            if published == run_id:  # by a request whose answer was lost
                return None
            if published != after:
                raise OvertakenError(
                    "another run was published meanwhile",
                    value=published,
                    where=place.url(_POINTER),
                    do="Start again from that one",
                )
        return json.dumps(told).encode()

    place.exchange(_POINTER, change)


def discard(runs: str, run_id: str) -> None:
    """Remove a run that was stored and is not published; raises StoreError where it can't be."""
    runs_place(runs).remove(_checked(run_id))


def latest_id(runs: str) -> str | None:
    """Return the published run's id, or None before the first; one small read, fit for polling.

    Raises
    ------
    StoreError
        If the pointer is damaged or the runs can't be reached.
    """
    place = runs_place(runs)
    try:
        return _pointed(place.read(_POINTER), place)
    except FileNotFoundError:
        return None


def resolve(runs: str, run_id: str) -> str:
    """Return the id of a run that may be called ``latest``.

    Raises
    ------
    RunNotFoundError
        If none is published yet, or it can't be the name of a run.
    """
    if run_id != LATEST:
        return _checked(run_id)
    published = latest_id(runs)
    if published is None:
        raise RunNotFoundError(
            "no run has been published yet",
            where=runs_place(runs).url(),
            do="Make the first with `intentlib run FILE`",
        )
    return published


def open_run(runs: str, run_id: str = LATEST) -> Run:
    """Return a stored run, its calls unread.

    Its vectors are mapped into memory, read-only, on a local disk.

    Raises
    ------
    RunNotFoundError
        If there is no such run, or none is published yet.
    StoreError
        If a file is missing or damaged (it is named), or a newer version wrote the run.
    """
    place, run_id = runs_place(runs), resolve(runs, run_id)
    manifest = read_manifest(place, run_id)
    run = Run(
        manifest=manifest,
        calls=unread(FrameOnDisk(place, run_id, "calls", manifest.hashes)),
        **{name: read_frame(place, run_id, name) for name in FRAMES if name != "calls"},
        tree=Tree(read_array(place, run_id, "tree")),
        vectors=read_array(place, run_id, "vectors"),
        path=place.url(run_id),
        quarantine=read_quarantine(place, run_id) if manifest.quarantined else nothing_aside(),
        texts=_texts(place, manifest),
    )
    _check_rows(run)
    return run


def read_manifest(place: Place, run_id: str) -> Manifest:
    """Return a run's manifest; raises RunNotFoundError or StoreError."""
    try:
        data = place.read(_checked(run_id), MANIFEST)
    except FileNotFoundError as error:
        raise _not_found(run_id, place.url()) from error
    return manifests.from_json(data, place.url(run_id, MANIFEST))


def runs_place(runs: str) -> Place:
    """Return the place of the run folders; raises OptionError for an address of no known kind."""
    return open_place(runs, _LAYOUT)


def is_run_id(name: str) -> bool:
    """Tell whether a folder of this name can be a run."""
    return name != LATEST and _RUN_ID.fullmatch(name) is not None


def _texts(place: Place, manifest: Manifest) -> FrameOnDisk | None:
    if TEXTS not in manifest.hashes:
        return None
    return FrameOnDisk(place, manifest.run_id, "texts", manifest.hashes)


def _check_rows(run: Run) -> None:
    rows = (len(run.wordings), run.tree.n_wordings, len(run.vectors))
    if len(set(rows)) > 1:
        raise StoreError("wordings, tree and vectors differ in length", value=rows, where=run.path)


def _pointed(pointer: bytes, place: Place) -> str:
    """Return the id of the run that the pointer names."""
    try:
        return _checked(str(json.loads(pointer)["run_id"]))
    except (ValueError, KeyError, TypeError, RunNotFoundError) as error:
        raise StoreError(
            "the pointer to the published run is damaged",
            where=place.url(_POINTER),
            do="Publish a run again with `intentlib runs restore`",
        ) from error


def _checked(run_id: str) -> str:
    # An id becomes part of a path: anything else than a plain name could lead out of the folder.
    if not is_run_id(run_id):
        raise _not_found(run_id, None)
    return run_id


def _not_found(run_id: str, where: str | None) -> RunNotFoundError:
    return RunNotFoundError(
        "there is no such run",
        value=run_id,
        where=where,
        do="Choose one of the runs that are stored, or make one with `intentlib run FILE`",
    )
