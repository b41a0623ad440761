"""Decisions: what they may hold, their JSON, and what is left of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import groupings, labels, others

from intentlib.errors import DecisionError
from intentlib.review import (
    KINDS,
    Approve,
    Decision,
    Merge,
    Move,
    Noise,
    PinApart,
    PinTogether,
    Rename,
    Skip,
    Split,
    Undo,
    from_payload,
    new_intent_id,
    to_payload,
)
from intentlib.review.payload import read_contents
from intentlib.store.ledger import Content


@given(groupings | labels | others | st.integers(1, 9).map(Undo))
def test_json_gives_the_same_decision_back(decision: Decision) -> None:
    told = to_payload(decision)
    assert from_payload(decision.kind, json.loads(told)) == decision
    assert read_contents([Content(7, decision.kind, told)]) == [(7, decision)]
    assert KINDS[decision.kind] is type(decision)


def test_json_says_nothing_that_goes_without_saying() -> None:
    assert to_payload(Rename("i1", "Zahlung über Ünïcode")) == (
        '{"intent_id": "i1", "value": "Zahlung über Ünïcode"}'
    )


@pytest.mark.parametrize(
    ("kind", "payload", "told"),
    [
        ("nonsense", {}, "no such kind.*Give one of approve, merge"),
        (["undo"], {}, "no such kind"),
        ("undo", [1], "not an object"),
        ("undo", {}, "has a field 'decision_id'"),
        ("undo", {"decision_id": 1, "why": "?"}, "has no field 'why'.*fields are decision_id"),
        ("undo", {"decision_id": 0}, "'decision_id' is not the number of a decision: 0"),
        ("undo", {"decision_id": True}, "not the number"),
        ("undo", {"decision_id": "1"}, "not the number"),
        ("noise", {"keys": []}, "'keys' is not a list of texts"),
        ("noise", {"keys": "abc"}, "'keys' is not a list of texts: 'abc'"),
        ("noise", {"keys": ["a", 1]}, "'keys' is not a list of texts"),
        ("noise", {"keys": ["a\0"]}, "'keys' is not a list of texts"),
        ("noise", {"keys": ["\ud800"]}, "'keys' is not a list of texts"),
        ("approve", {"keys": ["a"], "intent_id": ""}, "'intent_id' is not a text"),
        ("approve", {"keys": ["a"], "intent_id": None}, "'intent_id' is not a text"),
        ("rename", {"intent_id": "i", "value": " \n"}, "1 to 200 characters"),
        ("rename", {"intent_id": "i", "value": "x" * 201}, "1 to 200 characters"),
        ("pin_apart", {"keys": ["a", "a"]}, "two wordings or more"),
        ("merge", {"intent_id": "i", "merged": ["i"]}, "merged with itself"),
        ("merge", {"intent_id": "i", "merged": []}, "'merged' is not a list"),
        ("split", {"intent_id": "i", "parts": [["a"]]}, "two parts"),
        ("split", {"intent_id": "i", "parts": [["a"], []]}, "'parts' is not a list of lists"),
        ("split", {"intent_id": "i", "parts": [["a", "b"], ["b"]]}, "one part only"),
        ("split", {"intent_id": "i", "parts": [["a"], ["b"]], "new_ids": ["j", "k"]}, "its own"),
        ("split", {"intent_id": "i", "parts": [["a"], ["b"]], "new_ids": ["i"]}, "come first"),
        ("set_type", {"intent_id": "i", "value": "Problem"}, "one of: problem, .*not 'Problem'"),
        ("skip", {"question": 5}, "'question' is not a text"),
    ],
)
def test_what_is_no_decision_is_refused(kind: str, payload: object, told: str) -> None:
    with pytest.raises(DecisionError, match=told):
        from_payload(kind, payload)


def test_fields_are_put_into_one_form() -> None:
    assert Noise(["a", "b", "a"]) == Noise(("a", "b"))
    assert Rename("i1", "  Pay \n a bill ").value == "Pay a bill"
    assert Split("i1", [["a"], ["b"]]).parts == (("a",), ("b",))
    assert hash(Merge("i1", ["i2"])) == hash(Merge("i1", ("i2",)))


def test_a_new_intent_has_the_same_id_whoever_founds_it() -> None:
    founded = new_intent_id(("b", "a"))
    assert founded == new_intent_id(["a", "b"]) != new_intent_id(["a"])
    assert Move(("a", "b")).target == founded
    assert Split("i1", (("c",), ("b", "a"))).intent_ids == ("i1", founded)
    assert Move(("a", "b"), "i9").target == "i9"


@pytest.mark.parametrize(
    ("decision", "left"),
    [
        (Approve(keys=("a", "b"), intent_id="i1"), Approve(keys=("a",), intent_id="i1")),
        (Approve(keys=("b",), intent_id="i1"), None),
        (Merge("i1", ("i2",), ("a", "b")), Merge("i1", ("i2",), ("a",))),
        (Move(("a", "b"), "i1"), Move(("a",), "i1")),
        (Move(("a", "b")), Move(("a",), new_intent_id("ab"))),
        (Noise(("a", "b")), Noise(("a",))),
        (PinTogether(("a", "b", "d")), PinTogether(("a", "d"))),
        (PinTogether(("a", "b")), None),
        (PinApart(("a", "b", "d")), PinApart(("a", "d"))),
        (
            Split("i1", (("a",), ("b",), ("d",))),
            Split("i1", (("a",), ("d",)), (new_intent_id("d"),)),
        ),
        (Split("i1", (("b",), ("d",))), Approve(keys=("d",), intent_id=new_intent_id("d"))),
        (Split("i1", (("b",), ("c",))), None),
        (Rename("i1", "x"), None),
        (Skip("q"), None),
    ],
)
def test_what_is_left_once_wordings_are_decided_otherwise(
    decision: Decision, left: Decision | None
) -> None:
    assert decision.without({"b", "c"}) == left
