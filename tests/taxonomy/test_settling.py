from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from small_runs import (
    AT,
    FEW,
    Groups,
    events,
    first_run,
    frame_of,
    groupings,
    names_of,
    run_of,
    settled,
)

from intentlib import schema
from intentlib.taxonomy import settle, unnamed

BILLS = {"pay bill": 40, "bill too high": 30, "explain bill": 30}
FAULTS = {"no internet": 60, "slow internet": 40}
MOVES = {"moving house": 20, "new address": 10}
BASE = [BILLS, FAULTS, MOVES]


def test_in_a_first_run_all_is_known() -> None:
    result = settled(BASE)
    assert set(result.status) == {"known"}
    assert set(result.name_source) == {"auto"}
    assert events(result) == [("born", [], [i], 0) for i in sorted(result.intent_ids)]
    assert all(len(i) == 9 and i.startswith("i") for i in result.intent_ids)


def test_the_lineage_keeps_its_contract() -> None:
    before = first_run(BASE)
    for groups in (BASE, [{**BILLS, **MOVES}, {"5g masts": 9}]):
        lineage = settled(groups, before).lineage
        checked = schema.check(lineage, schema.LINEAGE)
        assert_frame_equal(checked, lineage[checked.columns], check_dtype=False)


def test_the_same_groups_change_nothing() -> None:
    before = first_run(BASE, people={1: "Internet faults"})
    again = settled(BASE, before)
    assert again.intent_ids == tuple(before.intents["intent_id"])
    assert again.names == tuple(before.intents["name"])
    assert again.name_source == ("auto", "person", "auto")
    assert again.lineage.empty


def test_new_wordings_join_without_a_rename() -> None:
    before = first_run(BASE)
    flood = {f"bill wording {n}": 50 for n in range(20)}
    result = settled([{**BILLS, **flood}, FAULTS, MOVES], before)
    assert result.intent_ids == tuple(before.intents["intent_id"])
    assert result.names == tuple(before.intents["name"])
    assert set(result.status) == {"known"}
    assert result.lineage.empty


def test_unseen_wordings_make_a_new_intent() -> None:
    before = first_run(BASE)
    result = settled([*BASE, {"5g masts": 9, "moving house now": 2}], before)
    assert result.intent_ids[:3] == tuple(before.intents["intent_id"])
    assert result.status == ("known", "known", "known", "new")
    assert events(result) == [("born", [], [result.intent_ids[3]], 0)]
    following = run_of([*BASE, {"5g masts": 9}], settled([*BASE, {"5g masts": 9}], before))
    assert set(settled([*BASE, {"5g masts": 9}], following).status) == {"known"}


def test_what_is_new_stays_new_when_the_same_calls_are_cut_again() -> None:
    masts, cables = {"5g masts": 9}, {"broken cable": 6}
    groups = [*BASE, {**masts, **cables}]
    before = run_of(groups, settled(groups, first_run(BASE)))
    again = settled([*BASE, masts, cables], before, cause="granularity")
    assert again.status == ("known", "known", "known", "new", "new")
    assert settled([*BASE, masts, cables], before).status[3:] == ("known", "known")


def test_a_run_of_other_calls_is_like_a_first_one() -> None:
    result = settled([{"refund": 3}, {"delivery": 4}], first_run(BASE))
    assert set(result.status) == {"known"}
    assert [event for event, *_ in events(result)] == ["born"] * 2 + ["retired"] * 3


def test_a_reviewed_intent_stays_reviewed() -> None:
    before = first_run(BASE)
    before.intents["status"] = ["reviewed", "known", "new"]
    assert settled(BASE, before).status == ("reviewed", "known", "known")


def test_merged_intents_go_on_as_the_larger() -> None:
    before = first_run(BASE)
    bills, faults, moves = before.intents["intent_id"]
    result = settled([{**BILLS, **MOVES}, FAULTS], before, cause="granularity")
    assert result.intent_ids == (bills, faults)
    assert result.names[0] == before.intents["name"][0]
    assert events(result) == [("merged", sorted([bills, moves]), [bills], 30)]
    assert result.lineage["cause"].tolist() == ["granularity"]


def test_a_split_intent_goes_on_as_its_larger_part() -> None:
    before = first_run(BASE)
    bills = before.intents["intent_id"][0]
    pay = {"pay bill": 40}
    rest = {"bill too high": 30, "explain bill": 30}
    result = settled([pay, rest, FAULTS, MOVES], before)
    assert result.intent_ids[1] == bills
    assert set(result.status) == {"known"}, "nobody called about something new"
    assert events(result) == [("split", [bills], sorted([bills, result.intent_ids[0]]), 40)]


def test_a_moved_wording_is_told() -> None:
    before = first_run(BASE)
    bills, _, moves = before.intents["intent_id"]
    result = settled(
        [{"pay bill": 40, "bill too high": 30}, FAULTS, {**MOVES, "explain bill": 3}], before
    )
    assert events(result) == [("moved", [bills], [moves], 3)]


def test_an_absent_intent_is_retired() -> None:
    before = first_run(BASE)
    result = settled([BILLS, FAULTS], before)
    assert events(result) == [("retired", [before.intents["intent_id"][2]], [], 0)]


def test_strays_do_not_carry_an_identity_away() -> None:
    before = first_run([BILLS, FAULTS])
    bills, faults = before.intents["intent_id"]
    stray = {"explain bill": 1, "roaming in france": 300}
    merged = {"pay bill": 40, "bill too high": 30, **FAULTS}
    result = settled([merged, stray], before)
    assert bills not in result.intent_ids
    assert result.intent_ids[0] == faults
    assert result.status == ("known", "new")


def test_an_automatic_name_changes_with_its_group_and_a_persons_does_not() -> None:
    halves = [{"pay bill": 35}, {"bill too high": 33}, {"explain bill": 32}]
    for people, renamed in ((None, True), ({0: "All about bills"}, False)):
        before = first_run(BASE, people)
        result = settled([*halves, FAULTS, MOVES], before)
        bills = result.intent_ids.index(before.intents["intent_id"][0])
        assert (result.names[bills] == before.intents["name"][0]) is not renamed
        assert ("renamed" in result.lineage["event"].tolist()) is renamed


def test_a_taken_name_gives_way() -> None:
    before = first_run(BASE, people={0: "Bills"})
    groups = [*BASE, {"billing app": 7, "app for bills": 2}, {"x" * 61: 3}]
    auto = ["", "", "", "BILLS", "Name of moving house+new address"]
    result = settled(groups, before, names=auto)
    assert result.names[0] == "Bills"
    assert result.names[3:] == ("Text of billing app", f"{auto[4]} (2)")


@pytest.mark.parametrize("taken", ["text of billing app", "TEXT OF BILLING APP"])
def test_the_next_wording_names_where_the_first_is_taken_too(taken: str) -> None:
    before = first_run(BASE, people={0: "Bills", 1: taken})
    result = settled([*BASE, {"billing app": 7, "app": 2}], before, names=["", "", "", "bills"])
    assert result.names[3] == "Text of app"


def test_an_id_is_not_given_twice() -> None:
    before = first_run([{"a": 1}, {"b": 9}])
    used = before.intents["intent_id"][0]
    taken_over = run_of(
        [{"b": 9}, {"a": 1}], settled([{"b": 9}, {"a": 1}], before), run_id="second"
    )
    taken_over.intents["intent_id"] = [used, "i00000000"]
    taken_over.wordings["intent_id"] = ["i00000000", used]
    result = settled([{"a": 1, "c": 9}, {"b": 9}], taken_over)
    assert result.intent_ids[1] == used
    fresh = settled([{"b": 9}, {"d": 5}, {"a": 1}], taken_over)
    assert len(set(fresh.intent_ids)) == 3


@FEW
@given(groupings(), groupings(), st.randoms(use_true_random=False))
def test_order_and_numbering_change_nothing(old: Groups, new: Groups, random) -> None:
    before = first_run(old, people={0: "A person's"})
    result = settled(new, before)
    numbers = list(range(len(new)))
    random.shuffle(numbers)
    wordings, labels = frame_of(new)
    rows = list(range(len(wordings)))
    random.shuffle(rows)
    names = [f"Name of {'+'.join(sorted(new[number]))}" for number in numbers]
    place = np.argsort(numbers)
    other = settle(wordings.iloc[rows], place[labels][rows], names, before, "run", AT, "new data")
    assert [other.intent_ids[place[n]] for n in range(len(new))] == list(result.intent_ids)
    assert [other.names[place[n]] for n in range(len(new))] == list(result.names)
    assert [other.status[place[n]] for n in range(len(new))] == list(result.status)
    assert_frame_equal(other.lineage, result.lineage)


@FEW
@given(groupings(), groupings(), groupings())
def test_ids_and_names_are_distinct_and_persons_are_heard(
    first: Groups, second: Groups, third: Groups
) -> None:
    # Another group may come to be called what the person's is, though none is yet.
    assume({"c"} not in [set(group) for group in first])
    before = first_run(first, people={0: "A person's", len(first) - 1: "Name of C"})
    for groups in (second, third):
        result = settled(groups, before)
        assert len(set(result.intent_ids)) == len(groups)
        assert len({name.casefold() for name in result.names}) == len(groups)
        told = before.intents.set_index("intent_id")
        for intent_id, name, source in zip(
            result.intent_ids, result.names, result.name_source, strict=True
        ):
            if intent_id in told.index and told.loc[intent_id, "name_source"] == "person":
                assert (name, source) == (told.loc[intent_id, "name"], "person")
            else:
                assert source == "auto"
        before = run_of(groups, result)


@FEW
@given(groupings())
def test_settling_again_changes_nothing(groups: Groups) -> None:
    before = first_run(groups)
    again = settled(groups, before)
    assert again.intent_ids == tuple(before.intents["intent_id"])
    assert again.names == tuple(before.intents["name"])
    assert again.lineage.empty


@FEW
@given(groupings("abcdef"), st.dictionaries(st.sampled_from("uvwxyz"), st.integers(0, 9)))
def test_whole_groups_with_more_wordings_keep_ids_and_names(
    groups: Groups, joining: dict[str, int]
) -> None:
    before = first_run(groups)
    grown = [dict(group) for group in groups]
    for wording, number in joining.items():
        grown[number % len(grown)][wording] = number + 1
    result = settled(grown, before)
    assert result.intent_ids == tuple(before.intents["intent_id"])
    assert result.names == tuple(before.intents["name"])
    assert result.lineage.empty


@FEW
@given(groupings(), groupings())
def test_only_names_that_are_needed_are_asked_for(old: Groups, new: Groups) -> None:
    before = first_run(old, people={0: "A person's"})
    wordings, labels = frame_of(new)
    names = names_of(new)
    needed = unnamed(wordings, labels, before)
    told = settled(new, before)
    some = settled(new, before, names={label: names[label] for label in needed})
    assert some.names == told.names
    assert unnamed(wordings, labels, None) == list(range(len(new)))
    again, _ = frame_of(old)
    assert unnamed(again, frame_of(old)[1], before) == []
