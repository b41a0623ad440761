import pytest

from intentlib.dashboard.telling import tell, tell_step
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
)

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
    assert tell(decision, NAMES).startswith(told)


def test_a_wording_told_apart_from_many_is_told_once():
    apart = [PinApart(("a", other)) for other in "bcde"]
    assert tell_step(apart, NAMES) == "told “a”, “b”, “c” and 2 more apart"


def test_a_long_step_is_cut_short():
    renames = [Rename("i1", name) for name in "abcde"]
    assert tell_step(renames, NAMES).endswith("“c”; 2 more")
