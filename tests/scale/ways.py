"""The ways in which calls can be collected, made ready for small files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from intentlib.model import Input, Run, RunConfig
from intentlib.read import pieces
from intentlib.scale import inputs, open_scratch, open_workers, read_rows


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of collecting the calls of an input."""

    calls: pd.DataFrame
    wordings: pd.DataFrame
    inputs: tuple[Input, ...]
    grown: bool
    columns: dict[str, str | None]


Way = Callable[..., Outcome]


@contextmanager
def few_are_many(large: int = 0, rows: int = 3) -> Iterator[None]:
    """Take every file for one that is too large to be held, and read three rows at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "LARGE_BYTES", large)
        patch.setattr(pieces, "PIECE_ROWS", rows)
        yield


def held(config: RunConfig, before: Run | None = None) -> Outcome:
    """Collect the calls of one file in memory."""
    return _collect(config, before)


def staged(config: RunConfig, before: Run | None = None) -> Outcome:
    """Collect calls out of core."""
    with few_are_many():
        return _collect(config, before)


def _collect(config: RunConfig, before: Run | None) -> Outcome:
    Path(config.runs).mkdir(exist_ok=True)
    with open_scratch(config.runs, shared=False) as scratch, open_workers(None) as workers:
        given = read_rows(config, before, scratch, workers)
        collected = given.after(before)
        said = collected.worded(config.skip_rules)
        calls = collected.assign(said.ids)
        if not isinstance(calls, pd.DataFrame):
            calls = calls.frame
        assert said.calls == len(calls)
        return Outcome(calls, said.wordings, collected.inputs, collected.grown, dict(given.columns))


def same(one: Outcome, other: Outcome) -> None:
    """Assert that two ways gave the same."""
    pd.testing.assert_frame_equal(one.calls, other.calls)
    pd.testing.assert_frame_equal(one.wordings, other.wordings)
    assert (one.inputs, one.grown, one.columns) == (other.inputs, other.grown, other.columns)
