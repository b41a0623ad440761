"""Decisions in words, with the names of intents or their ids."""

import pytest

from intentlib.review import (
    Approve,
    Comment,
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
    Undo,
)
from intentlib.review.base import Decision
from intentlib.review.telling import describe

NAMES = {"i1": "Pay a bill", "i2": "Settle an invoice", "i3": "Pay"}


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Approve(("a", "b"), "i1"), "approved “Pay a bill” (2 wordings)"),
        (Merge("i1", ("i2", "i3")), "merged “Settle an invoice” and “Pay” into “Pay a bill”"),
        (Split("i1", (("a",), ("b",))), "split “Pay a bill” in 2"),
        (Move(("a", "b", "c", "d", "e"), "i2"), "moved “a”, “b”, “c” and 2 more to “Settle an in"),
        (Move(("a",)), "moved “a” to an intent of its own"),
        (Noise(("a",)), "marked “a” as no intent"),
        (PinApart(("a", "b")), "told “a” and “b” apart"),
        (PinTogether(("a", "b")), "put “a” and “b” together"),
        (Rename("i1", "Bills"), "named an intent “Bills”"),
        (SetTheme("i1", "Money"), "gave “Pay a bill” the theme “Money”"),
        (SetType("i1", "request"), "gave “Pay a bill” the type “request”"),
        (Comment("why?" * 20), "commented: “why?why?why?why?why?why?why?why?why?why?why?why…”"),
        (Skip("one i1"), "skipped a question"),
    ],
)
def test_a_decision_is_told_with_names(decision, told):
    assert describe(decision, NAMES).startswith(told)


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (Merge("i1", ("i2", "i3")), "merged i2 and i3 into i1"),
        (Split("i1", (("a",), ("b",)), ("i4",)), "split i1 in 2"),
        (Move(("a",), "i2"), "moved “a” to i2"),
        (Rename("i1", "Bills"), "gave i1 the name “Bills”"),
        (Comment("why?", "i1"), "commented on i1: “why?”"),
        (Undo(3), "undid #3"),
    ],
)
def test_a_decision_is_told_with_ids(decision, told):
    assert describe(decision) == told


def test_a_kind_that_has_no_words_yet_is_told_by_its_name():
    class Praise(Decision):
        kind = "praise"

    assert describe(Praise()) == "praise"


def test_what_a_terminal_or_a_reader_would_obey_is_left_out():
    assert describe(Comment("a\x1b[31m\n\u202eb")) == "commented: “a [31m  b”"
