import pytest

from intentlib.language.objects import cuts, things, tidy


@pytest.mark.parametrize(
    ("text", "obj"),
    [
        ("of the bill", "the bill"),
        ("my bill please", "my bill"),
        ("the speed i have paid for", "the speed i have"),
        ("someone pretending", "someone pretending"),
        ("a code to sign in", "a code to sign in"),
        ("bill urgently", "bill"),
        ("one of my cards", "my cards"),
        ("amount of days", "days"),
        ("number of the card", "card number"),
        ("my card's limit", "my card limit"),
        ("the status of my order", "the order status"),
        ("the fee for early exit", "the early exit fee"),
        ("limit on the card", "card limit"),
        ("the fee on the bill", "the fee on the bill"),
        ("the fees for sofas", "the fees for sofas"),
    ],
)
def test_tidies_an_object_into_a_label(text, obj):
    assert " ".join(tidy(tuple(text.split()))) == obj


def test_a_plain_act_keeps_its_preposition():
    assert tidy(("in", "one", "of", "the", "plans"), "enrol") == ("in", "the", "plans")


def test_cuts_before_a_verb_of_its_own():
    assert ("letter",) in cuts(("letter", "sent", "yesterday"))


def test_things_come_alone_and_joined_with_whether_they_are_all():
    found = things(("is", "the", "balance", "of", "my", "savings", "account", "right"))

    assert found == [
        (("the", "savings", "account", "balance"), True),
        (("the", "balance"), False),
        (("my", "savings", "account"), False),
    ]
