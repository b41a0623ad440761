"""The calls of several files together, each call once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd

from intentlib.model import Input, Reading, Run
from intentlib.schema import CALLS, check

_SALT = 8


def add_calls(
    run: Run | None, reading: Reading, name: str
) -> tuple[pd.DataFrame, tuple[Input, ...]]:
    """Return the calls of a run with those of a file that are not among them, and all inputs.

    A file that was added before adds nothing, whatever it is called. Where a file has ids, a call
    whose id is known is not added again; where it has none, its calls get ids of their own.

    Parameters
    ----------
    run
        Whose calls are known; None where none are.
    reading
        The file to add.
    name
        What it is called.

    Returns
    -------
    calls
        ``run.calls`` itself where nothing is new. A column that one side lacks is missing there.
    inputs
        With the file at the end, unless it was there.
    """
    if run is None:
        return reading.calls, (Input(name, reading.sha256, len(reading.calls), 0),)
    inputs = inputs_of(run)
    if any(each.sha256 == reading.sha256 for each in inputs):
        return run.calls, inputs
    calls = reading.calls
    if reading.call_id is None:
        calls = calls.assign(call_id=salted(reading.sha256) + calls["call_id"])
    new = calls[~calls["call_id"].isin(run.calls["call_id"])]
    inputs = (*inputs, Input(name, reading.sha256, len(new), len(calls) - len(new)))
    if new.empty:
        return run.calls, inputs
    both = pd.concat([run.calls.drop(columns="wording_id"), new], ignore_index=True)
    return check(both, CALLS), inputs


def input_hash(inputs: Sequence[Input]) -> str:
    """Return the sha256 of the bytes of one input, or of the hashes of several in any order."""
    if len(inputs) == 1:
        return inputs[0].sha256
    hashes = sorted(each.sha256 for each in inputs if each.calls)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def inputs_of(run: Run) -> tuple[Input, ...]:
    """Return the files that the calls of a run come from, in the order added."""
    manifest = run.manifest
    if manifest.inputs:
        return manifest.inputs
    # a run of a version that didn't keep a list of them
    name = str(manifest.config["input"])
    return (Input(name, manifest.hashes["input"], manifest.counts["calls"], 0),)


def salted(sha256: str) -> str:
    """Return what stands before the numbers of a file's calls that are added to others."""
    return f"{sha256[:_SALT]}-"
