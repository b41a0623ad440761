"""Viewers who review a published run."""

from __future__ import annotations

from dashboard.factories import make_run, publish_run

from intentlib.dashboard.state import State


def reviewed_runs(folder: object, **options: int) -> str:
    """Return where a run is published that can be reviewed."""
    publish_run(make_run(**options), str(folder))
    return str(folder)


def reviewer_of(runs: str, name: str = "Ann Example") -> State:
    """Return the state of a viewer who reviews."""
    state = State(runs)
    state.review.open()
    state.review.reviewer = name
    return state
