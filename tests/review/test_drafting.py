"""Decisions about a run, from what people call its intents and wordings."""

from __future__ import annotations

import pytest
from sample_run import make_run

from intentlib.errors import DecisionError
from intentlib.review import (
    FORMS,
    KINDS,
    Approve,
    Comment,
    Decision,
    Drafter,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Rename,
    SetTheme,
    SetType,
    Skip,
    Split,
    draft,
    fold,
    intents_now,
    new_intent_id,
)
from intentlib.schema import NOISE_ID

W = [f"wording {n}" for n in range(6)]


def drafter(*decided: Decision) -> Drafter:
    run = make_run()
    calls = [9, 5, 7, 7, 3, 30]
    return Drafter(run.wordings.assign(calls=calls), run.intents, fold(decided))


@pytest.mark.parametrize(
    ("name", "said", "wordings", "made"),
    [
        ("approve", ["i0"], [], Approve(keys=(W[0], W[1]), intent_id="i0")),
        ("approve", ["name 2"], [], Approve(keys=(W[5], W[4]), intent_id="i2")),
        ("rename", ["i0", "Pay"], [], Rename("i0", "Pay", (W[0], W[1]))),
        ("set_theme", ["i0", "Bills"], [], SetTheme("i0", "Bills", (W[0], W[1]))),
        ("set_type", ["i0", "request"], [], SetType("i0", "request", (W[0], W[1]))),
        ("merge", ["i1", "i0"], [], Merge("i1", ("i0",), (W[2], W[3], W[0], W[1]))),
        ("split", ["i0"], ["Wording 0"], Split("i0", ((W[1],), (W[0],)))),
        ("move", ["i2"], [W[0], W[2]], Move((W[0], W[2]), "i2", ("i0", "i1"), (W[5], W[4]))),
        ("move", [], [W[0]], Move((W[0],), None, ("i0",))),
        ("noise", [], ["Wording 3"], Noise((W[3],))),
        ("pin_together", [], [W[0], W[3]], PinTogether((W[0], W[3]))),
        ("pin_apart", [], [W[0], W[3]], PinApart((W[0], W[3]))),
        ("comment", ["hm", "Name 1"], [], Comment("hm", "i1")),
        ("comment", ["hm"], [W[1]], Comment("hm", None, (W[1],))),
        ("skip", ["q"], [], Skip("q")),
    ],
)
def test_every_form(name: str, said: list[str], wordings: list[str], made: Decision) -> None:
    assert draft(name, said, wordings, drafter()) == made
    assert made.kind == name


def test_there_is_a_form_for_every_kind_but_undo() -> None:
    assert {*FORMS, "undo"} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "said", "wordings", "told"),
    [
        ("approve", [], [], "Give: approve INTENT"),
        ("approve", ["i0", "i1"], [], "'approve' can't be read: i0 i1"),
        ("rename", ["i0", "x"], [W[0]], "Give: rename INTENT NAME"),
        ("merge", ["i0"], [], "Give: merge INTENT OTHER"),
        ("noise", [], [], "no wording is given"),
        ("approve", ["nam 1"], [], "no such intent: nam 1. Did you mean 'Name 1'"),
        ("noise", [], ["wordin 1"], "no such wording: wordin 1. Did you mean 'Wording 1'"),
        ("split", ["i0"], [W[5]], "not a wording of i0: wording 5"),
        ("split", ["i0"], [W[0], W[1]], "all wordings of i0"),
        ("merge", ["i0", "Name 0"], [], "merged with itself"),
    ],
)
def test_what_does_not_fit_is_refused(
    name: str, said: list[str], wordings: list[str], told: str
) -> None:
    with pytest.raises(DecisionError, match=told):
        draft(name, said, wordings, drafter())


def test_a_name_that_two_intents_have_is_refused() -> None:
    with pytest.raises(DecisionError, match=r"Give the id: i\d and i\d"):
        drafter(Rename("i0", "name 1")).approve("Name 1")


def test_decisions_since_the_run_count() -> None:
    new = new_intent_id([W[4]])
    made = drafter(
        Move((W[0],), "i1"),
        Noise((W[2],)),
        Move((W[4],)),
        Merge("i1", ("i2",), (W[5],)),
        Rename("i1", "Pay"),
    )
    assert made.names == {"i1": "Pay", "i0": "Name 0", new: "Wording 4"}
    assert (
        made.approve("pay")
        == made.approve("i2")
        == Approve(keys=(W[5], W[0], W[3]), intent_id="i1")
    )
    assert made.keys("i0") == (W[1],)
    assert made.move([W[2]], "i0").from_ids == ()


def test_intents_now_keeps_the_order_of_wordings() -> None:
    run = make_run()
    shuffled = run.wordings.sample(frac=1, random_state=1)
    now = intents_now(shuffled, fold([Move((W[0],), "i2"), Noise((W[1],))]))
    assert now.index.equals(shuffled.index)
    assert now.sort_index().fillna("none").tolist() == ["i2", "none", "i1", "i1", "i2", "i2"]
    shown = run.wordings.assign(intent_id=["i0", NOISE_ID, "i1", "i1", "i2", "i2"])
    assert intents_now(shown, fold([])).isna().tolist() == [False, True, *[False] * 4]
    assert intents_now(run.wordings, fold([])).tolist() == run.wordings["intent_id"].tolist()
