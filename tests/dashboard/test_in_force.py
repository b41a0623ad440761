import pytest
from dashboard.factories import make_run

from intentlib import schema
from intentlib.dashboard.in_force import in_force
from intentlib.review import (
    Approve,
    Merge,
    Move,
    Noise,
    Rename,
    SetTheme,
    SetType,
    Split,
    fold,
    new_intent_id,
)
from intentlib.schema import NOISE_ID


@pytest.fixture
def run():
    return make_run()


def keys_of(run, intent_id):
    return tuple(run.wordings.loc[run.wordings["intent_id"] == intent_id, "key"])


def shown(run, *decisions):
    found = in_force(run, fold(decisions))
    assert found.intents["calls"].sum() == run.intents["calls"].sum()
    assert found.intents["share"].sum() == pytest.approx(1)
    assert found.themes["calls"].sum() == run.intents["calls"].sum()
    schema.check(found.intents, schema.INTENTS)
    schema.check(found.themes, schema.THEMES)
    return found.intents.set_index("intent_id")


def test_without_decisions_a_run_is_as_it_was_made(run):
    now = in_force(run, fold([]))
    assert now.intents[run.intents.columns].equals(run.intents)
    assert now.themes[run.themes.columns].equals(run.themes)
    assert now.wordings["intent_id"].tolist() == run.wordings["intent_id"].tolist()


def test_merged_intents_are_one(run):
    before = run.intents.set_index("intent_id")["calls"]
    intents = shown(run, Merge("i1", ("i2",), keys_of(run, "i1") + keys_of(run, "i2")))
    assert "i2" not in intents.index
    assert intents.loc["i1", "calls"] == before["i1"] + before["i2"]
    assert intents.loc["i1", "status"] == "reviewed"
    assert intents.loc["i0", "status"] == "new"


def test_an_intent_that_was_split_off_goes_by_its_commonest_wording(run):
    *rest, first, last = keys_of(run, "i1")
    intents = shown(run, Split("i1", (tuple(rest), (first, last))))
    founded = intents.loc[new_intent_id((first, last))]
    counts = run.wordings.set_index("key")
    assert founded["calls"] == counts.loc[[first, last], "calls"].sum()
    assert founded["name"] == counts.loc[[first, last]].sort_values("calls")["text"].iloc[-1]
    assert founded["theme_id"] == intents.loc["i1", "theme_id"]


def test_wordings_that_are_no_intent_are_told_apart(run):
    key = keys_of(run, "i0")[0]
    intents = shown(run, Noise((key,)))
    calls = run.wordings.set_index("key").loc[key, "calls"]
    assert intents.loc[NOISE_ID, ["name", "calls"]].tolist() == ["Not an intent", calls]


def test_an_intent_all_of_whose_wordings_moved_is_gone(run):
    intents = shown(run, Move(keys_of(run, "i3"), "i0"))
    assert "i3" not in intents.index


def test_intents_have_the_names_themes_and_types_that_people_gave(run):
    theme = run.themes["name"].iloc[0]
    intents = shown(
        run,
        Rename("i1", "Pay a bill"),
        SetType("i1", "praise"),
        SetTheme("i1", theme),
        SetTheme("i2", "Money"),
    )
    assert intents.loc["i1", ["name", "name_source", "type"]].tolist() == [
        "Pay a bill",
        "person",
        "praise",
    ]
    assert intents.loc["i1", "theme_id"] == run.themes["theme_id"].iloc[0]
    now = in_force(run, fold([SetTheme("i2", "Money")]))
    assert "Money" in set(now.themes["name"])
    assert now.themes["intents"].sum() == len(run.intents)


def test_what_people_decided_is_sure(run):
    keys = keys_of(run, "i4")
    now = in_force(run, fold([Approve(keys, "i4")]))
    sure = now.wordings.set_index("key")["confidence"]
    assert (sure[list(keys)] == 1).all()
    assert (run.wordings["confidence"] < 1).all()
