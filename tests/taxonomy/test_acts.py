from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from small_runs import AT, first_run, run_of, settled

from intentlib import schema
from intentlib.taxonomy import Act, Decided, moved
from intentlib.taxonomy.acts import acts_of_moves

ANN = Act(3, "Ann", AT, frozenset(), frozenset())


def told(moved_calls: dict[str, int], *acts: Act) -> int:
    """Return the act that moved some calls, by wording, from i1 to i2."""
    rows = [("i1", "i2", wording, calls) for wording, calls in moved_calls.items()]
    frame = pd.DataFrame(rows, columns=["from_id", "to_id", "wording_id", "calls"])
    return acts_of_moves(frame[["from_id", "to_id"]].drop_duplicates(), frame, acts)[0]


def on(decision_id: int, wordings: str = "", intents: str = "", **changed: object) -> Act:
    ids = frozenset(f"i{number}" for number in intents)
    act = replace(ANN, decision_id=decision_id, wording_ids=frozenset(wordings), intent_ids=ids)
    return replace(act, **changed)


def test_who_decided_of_most_calls_moved_them() -> None:
    assert told({"a": 5, "b": 3, "c": 3}, on(1, "bc"), on(2, "a")) == 1
    assert told({"a": 5, "b": 3}, on(1, "b"), on(2, "a")) == 2
    assert told({"a": 5, "b": 5}, on(1, "a"), on(2, "b")) == 2, "the later of equals"


def test_of_each_wording_the_latest_decision_counts() -> None:
    assert told({"a": 5}, on(1, "a"), on(2, "a"), on(3, "b")) == 2


def test_wordings_that_follow_go_by_who_spoke_of_both_intents() -> None:
    assert told({"z": 5}, on(1, "a", "12"), on(2, "b", "13")) == 1
    assert told({"z": 5, "a": 1}, on(1, "a"), on(2, "b", "12")) == 1


@pytest.mark.parametrize("act", [on(1, "b", "13"), on(1, "a", "12", names=True)])
def test_what_is_said_of_others_or_of_names_moves_nothing(act: Act) -> None:
    assert told({"a": 5}, act) == 0


def test_every_event_has_its_own_cause() -> None:
    groups = [{"a": 5, "b": 3}, {"c": 4}, {"d": 2, "e": 1}]
    before = first_run(groups)
    one, two, three = before.intents["intent_id"]
    merge = Act(7, "Ann", AT, frozenset("cb"), frozenset({one, two}))
    rename = Act(8, "Ben", AT + timedelta(1), frozenset(), frozenset({three}), names=True)
    after = [{"a": 5, "b": 3, "c": 4}, {"d": 2}, {"e": 1, "x": 9}]
    decided = Decided(names={three: "Ben's"}, acts=(merge, rename))
    result = settled(after, before, decided=decided, cause="new data")
    lineage = schema.check(result.lineage, schema.LINEAGE)
    rows = lineage.set_index("event")[["cause", "decision_id", "reviewer", "decided_at"]]
    assert rows.loc["merged"].tolist() == ["decision", 7, "Ann", AT]
    assert rows.loc["renamed"].tolist() == ["decision", 8, "Ben", AT + timedelta(1)]
    assert rows.loc["moved", "cause"] == "new data"
    assert pd.isna(rows.loc["moved", "decision_id"])
    assert rows.loc["moved", "reviewer"] == ""
    followed = run_of(after, result, "second", previous=before.run_id)
    moves = moved(before, followed).set_index("calls")
    assert moves.loc[4, ["event", "cause", "reviewer"]].tolist() == ["merged", "decision", "Ann"]
    assert moves.loc[1, ["event", "cause", "reviewer"]].tolist() == ["moved", "new data", ""]


def test_one_intent_can_be_merged_into_for_several_causes() -> None:
    before = first_run([{"a": 9}, {"b": 4}, {"c": 2}])
    one, two, three = before.intents["intent_id"]
    merge = Act(1, "Ann", AT, frozenset("ab"), frozenset({one, two}))
    result = settled([{"a": 9, "b": 4, "c": 2}], before, decided=Decided(acts=(merge,)))
    merged = result.lineage.sort_values("calls_moved")
    assert merged["from_ids"].tolist() == [sorted([one, three]), sorted([one, two])]
    assert merged["calls_moved"].tolist() == [2, 4]
    assert merged["cause"].tolist() == ["new data", "decision"]
