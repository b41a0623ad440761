import pytest

from intentlib.language.openers import peel, without_subject


@pytest.mark.parametrize(
    ("text", "manner", "rest"),
    [
        ("i would like to pay", "do", "pay"),
        ("good morning please could you help me with paying", "do", "paying"),
        ("how do we go about renewing", "do", "renewing"),
        ("caller wants to move house", "do", "move house"),
        ("calling about a parcel", "", "a parcel"),
        ("tell me about my plan", "ask", "my plan"),
        ("tell me a joke", "", "tell me a joke"),
        ("do you know what the fee is", "ask", "the fee is"),
        ("why is the line dead", "state", "the line dead"),
        ("i am looking for a shop", "want", "a shop"),
        ("customer complaint", "", "customer complaint"),
        ("hi hello there", "", ""),
    ],
)
def test_peels_off_what_comes_before_an_intent(text, manner, rest):
    assert peel(tuple(text.split())) == (manner, tuple(rest.split()))


@pytest.mark.parametrize(
    ("text", "wants", "rest"),
    [
        ("i need a quote", True, "a quote"),
        ("we've lost the key", False, "lost the key"),
        ("internet is slow", False, "internet is slow"),
    ],
)
def test_drops_who_speaks(text, wants, rest):
    assert without_subject(tuple(text.split())) == (wants, tuple(rest.split()))
