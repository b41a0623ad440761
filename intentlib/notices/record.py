"""What was told to whom: ``notices.json`` beside the runs.

A run is written down there before anything is sent, by a conditional write, so that no two
processes tell it and a process that dies in between tells it no more. Addresses can hold secrets:
they are kept as hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from intentlib.errors import StoreError
from intentlib.notices.targets import target_of
from intentlib.store.runs import runs_place

_FILE = "notices.json"
_REMEMBERED = 1000
"""Runs that are kept per target, the latest, so that the file stays small."""


def expect(runs: str, addresses: Sequence[str], published: str | None) -> None:
    """Write down from which run on targets are told; those that are known already stay.

    Called before a run is made, so that the run is told even where the process that makes it dies
    once it is published: the next one finds that it never was.

    Parameters
    ----------
    published
        The run that is published now, of which they aren't told.

    Raises
    ------
    OptionError
        If an address can't be one.
    StoreError
        If it can't be written.
    """
    keys = [_key(address) for address in addresses if target_of(address)]

    def change(kept: bytes | None) -> bytes | None:
        known = _read(kept)
        new = {key: [published] for key in keys if key not in known}
        return _written({**known, **new}) if new else None

    if keys:
        runs_place(runs).exchange(_FILE, change)


def claim(runs: str, address: str, run_id: str) -> bool:
    """Write down that a target is told of a run; False where that is written already."""
    key, first = _key(address), True

    def change(kept: bytes | None) -> bytes | None:
        nonlocal first
        known = _read(kept)
        told = known.get(key, [])
        first = run_id not in told
        return _written({**known, key: [*told, run_id][-_REMEMBERED:]}) if first else None

    runs_place(runs).exchange(_FILE, change)
    return first


def release(runs: str, address: str, run_id: str) -> None:
    """Write down that a target is not told of a run after all."""
    key = _key(address)

    def change(kept: bytes | None) -> bytes:
        known = _read(kept)
        told = [each for each in known.get(key, []) if each != run_id]
        return _written({**known, key: told})

    runs_place(runs).exchange(_FILE, change)


def _read(kept: bytes | None) -> dict[str, list[str | None]]:
    try:
        known: dict[str, list[str | None]] = json.loads(kept) if kept else {}
    except ValueError as error:
        raise StoreError(
            "the record of who was told of which run is damaged",
            where=_FILE,
            do="Remove it from the folder of runs: from the next run on they are told again",
        ) from error
    return known


def _written(known: dict[str, list[str | None]]) -> bytes:
    return json.dumps(known).encode()


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]
