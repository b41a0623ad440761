from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from small_runs import FEW, Groups, first_run, frame_of, groupings

from intentlib.taxonomy import as_found, go_on
from intentlib.taxonomy.founding import found_before


def found(
    labels: Sequence[int], now: Sequence[str], was: Sequence[str] | None = None, calls: int = 1
) -> list[str]:
    """Return the intents as found of wordings a, b, c …"""
    ids = pd.Series(list("abcdefgh")[: len(labels)], dtype="str")
    wordings = pd.DataFrame({"wording_id": ids, "calls": calls})
    return as_found(wordings, np.array(labels), was, now)


def test_without_decisions_intents_are_as_found() -> None:
    assert found([0, 0, 1], ["i1", "i1", "i2"]) == ["i1", "i1", "i2"]


def test_what_people_merged_keeps_its_own_intents_as_found() -> None:
    assert found([0, 0, 1], ["i1"] * 3, ["i1", "i1", "i2"]) == ["i1", "i1", "i2"]


def test_what_people_split_is_one_intent_as_found() -> None:
    assert found([0, 0, 0], ["i1", "i1", "i9"], ["i1"] * 3) == ["i1"] * 3


def test_no_two_groups_are_found_as_one() -> None:
    one, *_, other = found([0, 0, 1], ["i1"] * 3)
    assert one == "i1"
    assert other not in {"i1", ""}


def test_a_run_of_an_older_version_tells_what_its_intents_were() -> None:
    run = first_run([{"a": 1}, {"b": 2}])
    was = run.wordings.set_index("wording_id")["intent_id"]
    assert found_before(run).to_dict() == was.to_dict()
    run.wordings["found_id"] = ["ix", ""]
    assert found_before(run).to_dict() == {"a": "ix", "b": was["b"]}


@FEW
@given(groupings(), groupings())
def test_a_wording_goes_on_where_its_group_does_or_where_it_was(old: Groups, new: Groups) -> None:
    before = first_run(old)
    was = before.wordings.set_index("wording_id")["intent_id"].to_dict()
    wordings, labels = frame_of(new)
    told = pd.Series(go_on(wordings, labels, before))
    for label in np.unique(labels):
        here = set(told[labels == label])
        own = {was.get(wording, "") for wording in wordings["wording_id"][labels == label]}
        assert len(here) == 1 or here == own


@FEW
@given(groupings(), st.lists(st.sampled_from(["i1", "i2", "i3"]), min_size=10, max_size=10))
def test_there_is_one_intent_as_found_for_each_group(new: Groups, now: list[str]) -> None:
    wordings, labels = frame_of(new)
    told = pd.Series(as_found(wordings, labels, None, now[: len(labels)]))
    assert told.groupby(labels).nunique().eq(1).all()
    assert told.nunique() == len(new)
    assert "" not in set(told)
