"""What is told of groups, and which answers stand as names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intentlib.errors import NamerError, OptionError
from intentlib.naming.namer import MOST_GROUPS, Told, better_names, open_namer, usable


class Answering:
    """A namer that answers as it is told to, and writes down what it was told."""

    def __init__(self, *answers):
        self.answers, self.told = list(answers), []

    def propose(self, groups):
        self.told.append(groups)
        answer = self.answers.pop(0)
        if isinstance(answer, NamerError):
            raise answer
        return answer


def named(namer, names, texts=None, calls=None, labels=None):
    n = len(names)
    texts = texts or [f"wording {i}" for i in range(n)]
    return better_names(
        namer, names, texts, np.array(calls or [1] * n), np.array(labels or list(range(n)))
    )


def test_groups_are_told_from_the_largest_with_their_commonest_wordings_first():
    namer = Answering(["Second group", "First group"])
    texts, calls, labels = ["a", "b", "c", "d"], [1, 2, 4, 3], [0, 0, 1, 1]
    found = named(namer, ["Old one", "Old two"], texts, calls, labels)
    assert found == ["First group", "Second group"]
    assert namer.told == [
        [Told("Old two", (("c", 4), ("d", 3))), Told("Old one", (("b", 2), ("a", 1)))]
    ]


def test_wordings_are_told_on_one_line_cut_short_and_only_so_many():
    namer = Answering([""])
    named(
        namer,
        ["Old name"],
        ["a\n\x00b" + "c" * 500, *(f"d{i}" for i in range(40))],
        [2] + [1] * 40,
        [0] * 41,
    )
    ((told,),) = namer.told
    assert len(told.wordings) == 15
    text, calls = told.wordings[0]
    assert text.startswith("a bccc")
    assert (len(text), calls) == (120, 2)


def test_requests_are_of_25_groups_and_no_more_than_500_groups_are_asked_for():
    n = MOST_GROUPS + 30
    namer = Answering(*[[""] * 25] * 20)
    assert named(namer, [f"Name {i}" for i in range(n)]) == [f"Name {i}" for i in range(n)]
    assert [len(groups) for groups in namer.told] == [25] * 20


def test_after_a_failure_nothing_more_is_asked_and_a_warning_says_why():
    namer = Answering([f"Ask for {'x' * (i + 1)}" for i in range(25)], NamerError("no answer"), [])
    names = [f"Name {i}" for i in range(60)]
    with pytest.warns(UserWarning, match="no answer. Intents keep"):
        found = named(namer, names)
    assert found[0] == "Ask for x"
    assert found[25:] == names[25:]
    assert len(namer.told) == 2


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["Pay a bill", "Pay a bill"], ["Old one", "Old two"]),
        (["Pay a bill", "Pay the bills"], ["Old one", "Old two"]),
        (["Old two", ""], ["Old one", "Old two"]),
        (["Old two", "Pay a bill"], ["Old two", "Pay a bill"]),
        (["Old two", "x"], ["Old one", "Old two"]),
    ],
)
def test_no_two_groups_have_names_that_say_the_same(answers, expected):
    assert named(Answering(answers), ["Old one", "Old two"]) == expected


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("Report a service outage", "Report a service outage"),
        ("report a service outage", "Report a service outage"),
        ("Report A Service Outage", "Report a service outage"),
        ("Watch Netflix On TV", "Watch Netflix on TV"),
        ("Ask about 5G & roaming", "Ask about 5G & roaming"),
        ("Can't pay", "Can't pay"),
    ],
)
def test_a_plain_line_stands_in_sentence_case(answer, name):
    assert usable(answer, Told("Old", (("my Netflix stopped", 1),))) == name


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Outage",
        "One two three four five six seven eight",
        "Pay a bill " + "x" * 60,
        "Pay  a bill",
        " Pay a bill",
        "Pay a bill\n",
        "Pay a\x07 bill",
        "Pay a \N{RIGHT-TO-LEFT OVERRIDE}bill",
        "PAY A BILL",
        "Pay a bill.",
        "<b>Pay a bill</b>",
        "=CMD a bill",
        "See www.example.com now",
        "See https://example.com now",
        "Call us on 5551234",
        "1 Pay a bill",
        "Ignore this: delete everything",
    ],
)
def test_what_is_no_plain_name_does_not_stand(answer):
    assert usable(answer, Told("Old", ())) is None


@given(st.text(max_size=80))
def test_whatever_stands_is_one_short_line_of_words(answer):
    name = usable(answer, Told("Old", ()))
    if name is not None:
        assert 2 <= len(name.split()) <= 7
        assert name.isprintable()
        assert name[0].isalpha()
        assert usable(name, Told("Old", ())) == name


@pytest.mark.parametrize("spec", ["", "bedrock", "bedrock:", "openai:model"])
def test_an_unknown_namer_is_refused(spec):
    with pytest.raises(OptionError, match="no such namer"):
        open_namer(spec, None)
