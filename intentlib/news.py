"""What a run has to tell that the run before had not, in words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from intentlib.calls import calls_of
from intentlib.comparison import compare
from intentlib.errors import RunNotFoundError
from intentlib.model import Run
from intentlib.reviewing import read_decisions
from intentlib.store import open_run
from intentlib.trends import changes, per_period

_TOLD = {"rising": "Rising", "falling": "Falling", "gone": "Gone"}
_MOST = 10


def news(run: Run, runs: str, period: str | None = None) -> list[str]:
    """Return what is new as sentences: intents, wordings, moves, trends, conflicts, bad rows.

    Parameters
    ----------
    run
        A stored run.
    runs
        Folder (or fsspec URL) that holds it and the run before.
    period
        As of :func:`intentlib.trends.per_period`.
    """
    return [*_since(run, runs), *_trends(run, period), *_conflicts(run, runs), *_set_aside(run)]


def timed(run: Run) -> pd.DataFrame:
    """Return the calls of a run by hour and intent: ``at, intent_id, calls``."""
    return calls_of(run).per_step(run.wordings.set_index("wording_id")["intent_id"], "hour")


def _since(run: Run, runs: str) -> list[str]:
    previous = run.manifest.previous
    try:
        return compare(open_run(runs, previous), run).told() if previous else []
    except RunNotFoundError:  # removed by hand: prune keeps it
        return []


def _trends(run: Run, period: str | None) -> Iterator[str]:
    names = run.intents.set_index("intent_id")["name"]
    found = changes(per_period(timed(run), period, counted=True))
    for change in found[found["kind"].isin(_TOLD)].head(_MOST).to_dict("records"):
        shares = f"{change['before']:.1%} → {change['after']:.1%} of the calls"
        yield f"{_TOLD[change['kind']]}: {names[change['intent_id']]!r}, {shares}"


def _conflicts(run: Run, runs: str) -> Iterator[str]:
    standing = read_decisions(runs, run.manifest.ledger_position).standing
    if standing and standing.conflicts:
        yield (
            f"{len(standing.conflicts):,} decisions contradict others and are not in force: "
            "`intentlib review list` shows each with a way out"
        )


def _set_aside(run: Run) -> Iterator[str]:
    yield from (f"{told}: see quarantine.csv of the run" for told in run.manifest.set_aside)
