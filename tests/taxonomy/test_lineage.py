from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from small_runs import FEW, Groups, first_run, groupings, run_of, settled

from intentlib.model import Run
from intentlib.taxonomy import cause_between, moved


def followed(before: Run, new: Groups, cause: str = "new data") -> Run:
    """Return the run that follows another."""
    result = settled(new, before, cause=cause, run_id="second")
    return run_of(new, result, "second", previous=before.run_id)


def changed_calls(before: Run, after: Run) -> int:
    """Return the calls of shared wordings whose intent is another, counted the plain way."""
    old = dict(zip(before.wordings["wording_id"], before.wordings["intent_id"], strict=True))
    rows = after.wordings[["wording_id", "intent_id", "calls"]].itertuples(index=False)
    return sum(calls for w, intent_id, calls in rows if old.get(w, intent_id) != intent_id)


@FEW
@given(groupings(), groupings())
def test_every_call_that_moved_is_told_once(old: Groups, new: Groups) -> None:
    before = first_run(old)
    after = followed(before, new)
    assert after.lineage["calls_moved"].sum() == changed_calls(before, after)
    assert moved(before, after)["calls"].sum() == changed_calls(before, after)


@FEW
@given(groupings(), groupings())
def test_every_id_that_comes_or_goes_is_told(old: Groups, new: Groups) -> None:
    before = first_run(old)
    after = followed(before, new)
    ids = [set(run.intents["intent_id"]) for run in (before, after)]
    lineage = after.lineage

    def told(events: set[str], column: str) -> set[str]:
        lists = lineage.loc[lineage["event"].isin(events), column]
        return {intent_id for one in lists for intent_id in one}

    assert ids[1] - ids[0] <= told({"born", "split", "merged"}, "to_ids")
    assert ids[0] - ids[1] <= told({"retired", "merged"}, "from_ids")
    assert told({"born"}, "to_ids") <= ids[1] - ids[0]
    assert told({"retired"}, "from_ids") <= ids[0] - ids[1]
    every = {"born", "renamed", "merged", "split", "moved", "retired"}
    assert told(every, "from_ids") <= ids[0]
    assert told(every, "to_ids") <= ids[1]


def test_moves_are_told_with_names_and_calls() -> None:
    before = first_run([{"a": 5, "b": 3}, {"c": 4}])
    after = followed(before, [{"a": 5}, {"b": 2, "c": 4}, {"z": 7}], cause="granularity")
    (row,) = moved(before, after).to_dict("records")
    assert row == {
        "from_id": before.intents["intent_id"][0],
        "from_name": "Name of a+b",
        "to_id": before.intents["intent_id"][1],
        "to_name": "Name of c",
        "event": "moved",
        "cause": "granularity",
        "decision_id": None,
        "reviewer": "",
        "decided_at": pd.NaT,
        "wordings": 1,
        "calls": 2,
    }


def test_most_calls_come_first() -> None:
    before = first_run([{"a": 1, "b": 5, "x": 50}, {"c": 9}, {"d": 9}])
    after = followed(before, [{"x": 50}, {"c": 9, "a": 1}, {"d": 9, "b": 5}])
    assert moved(before, after)["calls"].tolist() == [5, 1]


def test_nothing_moved_between_a_run_and_itself() -> None:
    run = first_run([{"a": 1}, {"b": 2}])
    assert moved(run, run).empty


def test_unrelated_runs_are_matched_by_wordings() -> None:
    one = first_run([{"a": 5, "b": 3}, {"c": 4}])
    other = first_run([{"a": 5, "b": 3, "n": 1}, {"c": 4, "m": 1}])
    assert not set(one.intents["intent_id"]) & set(other.intents["intent_id"])
    assert moved(one, other).empty
    third = first_run([{"a": 5, "n": 1}, {"b": 3, "c": 4, "m": 1}])
    assert moved(one, third)["calls"].tolist() == [3]


def test_the_cause_is_judged_where_the_lineage_cannot_tell() -> None:
    before = first_run([{"a": 5, "b": 3}, {"c": 4}])
    after = followed(before, [{"a": 5}, {"b": 2, "c": 4}], cause="decision")
    assert moved(before, after)["cause"].tolist() == ["decision"]
    apart = replace(after, manifest=replace(after.manifest, previous="another"))
    assert moved(before, apart)["cause"].tolist() == ["granularity"]


@pytest.mark.parametrize(
    ("hashes", "ledger_position", "cause"),
    [
        ({"input": "other", "model": "other"}, 0, "model"),
        ({"input": "other", "model": "model"}, 3, "new data"),
        ({"input": "input", "model": "model"}, 3, "decision"),
        ({"input": "input", "model": "model"}, 0, "granularity"),
    ],
)
def test_the_cause_between_two_runs(hashes: dict, ledger_position: int, cause: str) -> None:
    assert cause_between(first_run([{"a": 1}]).manifest, hashes, ledger_position) == cause
