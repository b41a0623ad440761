"""The ways in which calls can be collected, made ready for small files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import pytest

from intentlib.model import Input, Run, RunConfig
from intentlib.read import pieces
from intentlib.scale import Workers, inputs, open_scratch, read_rows
from intentlib.scale.workers import ThisProcess


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of collecting the calls of an input."""

    calls: pd.DataFrame
    wordings: pd.DataFrame
    inputs: tuple[Input, ...]
    grown: bool
    columns: dict[str, str | None]
    aside: pd.DataFrame


@contextmanager
def few_are_many(large: int = 0, rows: int = 3) -> Iterator[None]:
    """Take every file for one that is too large to be held, and read three rows at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "LARGE_BYTES", large)
        patch.setattr(pieces, "PIECE_ROWS", rows)
        yield


def held(config: RunConfig, before: Run | None = None) -> Outcome:
    """Collect the calls of one file in memory."""
    return collect(config, before)


def staged(config: RunConfig, before: Run | None = None) -> Outcome:
    """Collect calls out of core, with the keys that a stored run knows."""
    texts = before.texts if before else None
    known = texts if texts is None or isinstance(texts, pd.DataFrame) else texts.frame
    with few_are_many():
        return collect(config, before, known=known)


def collect(
    config: RunConfig,
    before: Run | None = None,
    workers: Workers | None = None,
    known: pd.DataFrame | None = None,
) -> Outcome:
    """Collect calls as a run does."""
    workers = workers or ThisProcess()
    with open_scratch(config.runs, shared=workers.apart) as scratch:
        given = read_rows(config, before, scratch, workers)
        collected = given.after(before)
        said = collected.worded(config.skip_rules, known)
        # as a run has them: a frame, or what is read when somebody asks for it
        calls = collected.assign(said.ids, stay=known is not None)
        calls = calls if isinstance(calls, pd.DataFrame) else calls.frame
        assert said.calls == len(calls)
        return Outcome(
            calls,
            said.wordings,
            collected.inputs,
            collected.grown,
            dict(given.columns),
            collected.quarantine,
        )


def same(one: Outcome, other: Outcome) -> None:
    """Assert that two ways gave the same."""
    pd.testing.assert_frame_equal(one.calls, other.calls)
    pd.testing.assert_frame_equal(one.wordings, other.wordings)
    told = ["row", "reason"]
    pd.testing.assert_frame_equal(one.aside[told], other.aside[told])
    assert (one.inputs, one.grown, one.columns) == (other.inputs, other.grown, other.columns)
