from __future__ import annotations

from itertools import permutations

import pandas as pd
from hypothesis import given
from small_runs import FEW, Groups, first_run, frame_of, groupings

from intentlib.taxonomy.matching import match, shared_calls


def shared(old: Groups, new: Groups) -> tuple[pd.DataFrame, pd.Series]:
    """Return the shared calls, and those of every group."""
    wordings, labels = frame_of(new)
    groups = wordings.assign(group=[f"g{label}" for label in labels])
    return shared_calls(first_run(old), groups), groups.groupby("group")["calls"].sum()


def test_only_shared_wordings_count() -> None:
    flows, _ = shared([{"a": 5, "b": 1}], [{"a": 2, "c": 9}, {"b": 3}])
    assert flows[["group", "wordings", "calls"]].to_numpy().tolist() == [["g0", 1, 2], ["g1", 1, 3]]


def test_without_a_run_before_nothing_is_shared() -> None:
    wordings, _ = frame_of([{"a": 1}])
    flows = shared_calls(None, wordings.assign(group="g0"))
    assert flows.empty
    assert match(flows, pd.Series({"g0": 1})) == {}


def test_most_calls_keep_their_intent() -> None:
    """55 + 0 calls if the largest pair is taken first, 45 + 50 if not."""
    old = [{"a": 55, "b": 45}, {"c": 50}]
    flows, calls = shared(old, [{"a": 55, "c": 50}, {"b": 45}])
    ids = first_run(old).intents["intent_id"]
    assert match(flows, calls) == {"g1": ids[0], "g0": ids[1]}


@FEW
@given(groupings("abcdefgh"), groupings("abcdefgh"))
def test_the_matching_is_the_best_there_is(old: Groups, new: Groups) -> None:
    flows, calls = shared(old, new)
    table = flows.pivot_table(index="from_id", columns="group", values="calls", fill_value=0)
    possible = table.where(
        (2 * table).ge(table.sum(axis=1), axis=0) | (2 * table).ge(calls[table.columns], axis=1), 0
    )
    kept = match(flows, calls)
    assert len(set(kept.values())) == len(kept)
    assert all(possible.loc[old_id, group] > 0 for group, old_id in kept.items())
    found = sum(possible.loc[old_id, group] for group, old_id in kept.items())
    wide = possible.to_numpy() if len(possible) <= len(possible.columns) else possible.to_numpy().T
    best = max(
        (
            sum(wide[row, column] for row, column in enumerate(columns))
            for columns in permutations(range(wide.shape[1]), wide.shape[0])
        ),
        default=0,
    )
    assert found == best
