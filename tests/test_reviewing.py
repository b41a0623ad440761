"""Decisions in a ledger hold in every later run of a file, and are gone when undone."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_file import CALLS, small_config

from intentlib.comparison import compare
from intentlib.pipeline import recut, run
from intentlib.review import (
    Comment,
    Drafter,
    Merge,
    Move,
    Noise,
    PinApart,
    Rename,
    SetTheme,
    SetType,
    Split,
    Undo,
    open_ledger,
)
from intentlib.schema import NOISE_ID, NOISE_NAME


@pytest.fixture
def config(tmp_path):
    return small_config(tmp_path)


@pytest.fixture
def ledger(config):
    with open_ledger(runs=config.runs) as opened:
        yield opened


def intents_of(of):
    """The wordings of each intent, by id."""
    return of.wordings.groupby("intent_id")["key"].agg(set).to_dict()


def intent_with(of, text):
    return of.wordings.set_index("text").loc[text, "intent_id"]


def keys_of(of, intent_id):
    return tuple(sorted(intents_of(of)[intent_id]))


def test_a_run_without_decisions_says_so(config):
    made = run(config)
    assert made.manifest.ledger_position == 0
    assert set(made.intents["status"]) == {"known"}


def test_what_was_merged_is_one_intent_with_the_id_and_name_given(config, ledger):
    first = run(config)
    bill, sim = intent_with(first, "bill payment"), intent_with(first, "Lost SIM card")
    ledger.append(
        Merge(bill, (sim,), (*keys_of(first, bill), *keys_of(first, sim))), reviewer="ann"
    )
    ledger.append(Rename(bill, "Bills and cards"), reviewer="ann")
    later = run(config)
    assert intents_of(later)[bill] == intents_of(first)[bill] | intents_of(first)[sim]
    row = later.intents.set_index("intent_id").loc[bill]
    assert (row["name"], row["name_source"], row["status"]) == (
        "Bills and cards", "person", "reviewed",
    )  # fmt: skip
    assert later.manifest.ledger_position == 2
    assert set(later.lineage["cause"]) == {"decision"}
    merged = later.lineage[later.lineage["event"] == "merged"].iloc[0]
    assert set(merged["from_ids"]) == {bill, sim}
    of_both = later.wordings["intent_id"] == bill
    assert later.wordings.loc[of_both, "confidence"].eq(1).all()


def test_what_was_split_stays_apart_at_any_granularity(config, ledger):
    first = run(config)
    bill = intent_with(first, "bill payment")
    one, *others = keys_of(first, bill)
    split = Split(bill, ((one,), tuple(others)))
    ledger.append(split, reviewer="ann")
    coarse = recut(run(config), 2, config.runs)
    found = intents_of(coarse)
    assert found[bill] >= {one}
    assert found[split.intent_ids[1]] >= set(others)


def test_moved_and_pinned_wordings_are_where_people_put_them(config, ledger):
    first = run(config)
    bill, sim = intent_with(first, "bill payment"), intent_with(first, "Lost SIM card")
    moved, pinned, other = *keys_of(first, bill)[:2], keys_of(first, bill)[2]
    ledger.append(Move((moved,), sim, (bill,), keys_of(first, sim)), reviewer="ann")
    ledger.append(PinApart((pinned, other)), reviewer="ann")
    later = intents_of(run(config))
    assert moved in later[sim]
    assert not any({pinned, other} <= keys for keys in later.values())
    assert sum(map(len, later.values())) == sum(map(len, CALLS.values()))


def test_what_is_no_intent_stands_apart_under_a_name_of_its_own(config, ledger):
    first = run(config)
    key = keys_of(first, intent_with(first, "bill payment"))[0]
    ledger.append(Noise((key,)), reviewer="ann")
    later = run(config)
    assert intents_of(later)[NOISE_ID] == {key}
    assert later.intents.set_index("intent_id").loc[NOISE_ID, "name"] == NOISE_NAME


def test_undo_restores_ids_names_and_groups(config, ledger):
    first = run(config)
    bill, sim = intent_with(first, "bill payment"), intent_with(first, "Lost SIM card")
    keys = (*keys_of(first, bill), *keys_of(first, sim))
    decided = [Rename(bill, "Bills"), Merge(bill, (sim,), keys)]
    numbers = [ledger.append(each, reviewer="ann").decision_id for each in decided]
    run(config)
    for number in reversed(numbers):
        ledger.append(Undo(number), reviewer="ann")
    later = run(config)
    assert intents_of(later)[bill] == intents_of(first)[bill]
    name_of = later.intents.set_index("intent_id")["name"]
    assert name_of[bill] == first.intents.set_index("intent_id").loc[bill, "name"]
    assert intents_of(later) == intents_of(first)
    assert set(later.intents["name_source"]) == {"auto"}


def theme_names(of):
    """The theme of each intent, by its id."""
    return of.intents.set_index("intent_id")["theme_id"].map(
        of.themes.set_index("theme_id")["name"]
    )


def test_a_theme_and_a_type_that_people_set_hold_on_changed_data_and_in_a_recut(config, ledger):
    first = run(config)
    bill, sim = intent_with(first, "bill payment"), intent_with(first, "Lost SIM card")
    theirs = theme_names(first)[sim]
    ledger.append(SetTheme(bill, theirs.upper()), reviewer="ann")
    ledger.append(SetType(bill, "complaint"), reviewer="ann")
    with Path(config.input).open("a", encoding="utf-8") as file:
        file.write("Bill payment by card,2026-02-01T09:00:00Z,care,Pay a bill\n")
    for later in (changed := run(config), recut(changed, 6, config.runs)):
        row = later.intents.set_index("intent_id").loc[bill]
        assert (row["type"], row["type_source"], row["theme_source"]) == (
            "complaint", "person", "person",
        )  # fmt: skip
        assert theme_names(later)[bill] == theirs.upper()
        assert theme_names(later)[sim] == theirs.upper(), "one name, one theme, as people spell it"
        assert later.intents["theme_source"].value_counts()["person"] == 1


def test_a_theme_of_a_new_name_is_a_theme_of_its_own_until_it_is_taken_back(config, ledger):
    first = run(config)
    bill = intent_with(first, "bill payment")
    number = ledger.append(SetTheme(bill, "Money"), reviewer="ann").decision_id
    alone = run(config)
    money = alone.themes.set_index("name").loc["Money"]
    assert money["calls"] == alone.intents.set_index("intent_id").loc[bill, "calls"]
    assert money["intents"] == 1
    ledger.append(Undo(number), reviewer="ann")
    later = run(config)
    assert theme_names(later).to_dict() == theme_names(first).to_dict()
    assert set(later.intents["theme_source"]) == {"auto"}


def test_what_people_gave_stays_where_the_ledger_is_not_at_hand(config, ledger, tmp_path):
    bill = intent_with(run(config), "bill payment")
    for label in (SetTheme(bill, "Money"), SetType(bill, "complaint"), Rename(bill, "Bills")):
        ledger.append(label, reviewer="ann")
    run(config)
    Path(config.runs, "ledger.db").rename(tmp_path / "elsewhere.db")
    later = run(config)
    row = later.intents.set_index("intent_id").loc[bill]
    told = ["name", "name_source", "theme_source", "type", "type_source"]
    assert row[told].tolist() == ["Bills", "person", "person", "complaint", "person"]
    assert theme_names(later)[bill] == "Money"


def add_call(config, text):
    with Path(config.input).open("a", encoding="utf-8") as file:
        file.write(f"{text},2026-02-01T09:00:00Z,care,\n")


def test_what_people_moved_says_so_beside_new_data_and_undone_it_goes_back(config, ledger):
    config = replace(config, granularity=None)
    first = run(config)
    bill, sim = intent_with(first, "bill payment"), intent_with(first, "Lost SIM card")
    keys = (*keys_of(first, bill), *keys_of(first, sim))
    number = ledger.append(Merge(bill, (sim,), keys), reviewer="ann").decision_id
    add_call(config, "Bill payment by card")
    merged = run(config)
    moves = compare(first, merged).moves
    assert moves[["from_id", "to_id", "event", "reviewer"]].to_numpy().tolist() == [
        [sim, bill, "merged", "ann"]
    ]
    assert moves["decision_id"].tolist() == [number]
    assert moves["calls"].tolist() == [first.intents.set_index("intent_id").loc[sim, "calls"]]
    day = merged.lineage["decided_at"].dropna().iloc[0]
    assert compare(first, merged).told()[0].endswith(f": merged by ann on {day.day} {day:%B %Y}")

    ledger.append(Undo(number), reviewer="ben")
    add_call(config, "Card bill payment")
    later = run(config)
    of_old = later.wordings["key"].isin(first.wordings["key"])
    regrouped = later.wordings[of_old].groupby("intent_id")["key"].agg(set)
    assert regrouped.to_dict() == intents_of(first), "with their old ids"
    (event,) = later.lineage[later.lineage["calls_moved"] > 0].to_dict("records")
    assert (event["event"], event["cause"], event["reviewer"]) == ("split", "decision", "ben")


@pytest.mark.parametrize(
    "decide",
    [
        lambda run, keys, sim: run.move(keys, sim),
        lambda run, keys, sim: run.move(keys),
        lambda run, keys, sim: run.noise(keys),
        lambda run, keys, sim: run.pin_apart(keys),
    ],
)
def test_every_kind_of_decision_is_told_as_the_cause(config, ledger, decide):
    first = run(config)
    bill, sim = intent_with(first, "bill payment"), intent_with(first, "Lost SIM card")
    drafter = Drafter(first.wordings, first.intents, ledger.standing())
    decision = decide(drafter, keys_of(first, bill)[:2], sim)
    number = ledger.append(decision, reviewer="ann").decision_id
    later = run(config)
    moved = later.lineage[later.lineage["calls_moved"] > 0]
    assert set(moved["decision_id"]) == {number}


def test_a_name_that_people_gave_tells_who_gave_it(config, ledger):
    first = run(config)
    bill = intent_with(first, "bill payment")
    ledger.append(Comment("not a cause"), reviewer="ben")
    ledger.append(Rename(bill, "Bills"), reviewer="ann")
    ledger.append(SetTheme(bill, "Money"), reviewer="ben", reason="no cause of a name")
    (event,) = run(config).lineage.to_dict("records")
    assert (event["event"], event["intent_id"], event["reviewer"]) == ("renamed", bill, "ann")


def test_a_name_that_people_gave_survives_any_cut(config, ledger):
    first = run(config)
    smallest = first.intents["intent_id"].iloc[-1]
    drafter = Drafter(first.wordings, first.intents, ledger.standing())
    ledger.append(drafter.label("name", smallest, "Named by Ann"), reviewer="ann")
    coarse = recut(run(config), 2, config.runs)
    for cut in (coarse, recut(coarse, len(first.intents), config.runs)):
        row = cut.intents.set_index("intent_id").loc[smallest]
        assert (row["name"], row["name_source"]) == ("Named by Ann", "person")
        assert intents_of(cut)[smallest] >= intents_of(first)[smallest]
