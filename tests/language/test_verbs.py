from concurrent.futures import ThreadPoolExecutor

import pytest

from intentlib.language import wordlists
from intentlib.language.verbs import act_of, base_of, leading_verb, stem


@pytest.mark.parametrize("form", ["cancel", "cancels", "cancelled", "cancelling", "terminate"])
def test_every_form_of_a_verb_stands_for_its_act(form):
    assert act_of(form) == "cancel"


def test_words_that_are_no_known_verb_stand_for_nothing():
    assert act_of("kettle") == base_of("kettle") == ""


def test_every_act_is_among_its_own_verbs():
    assert {act: act_of(act) for act in wordlists.ACTS} == {act: act for act in wordlists.ACTS}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("look into the fee", ("enquire", "look into", ("the", "fee"))),
        ("order status", None),
        ("order a kettle", ("buy", "order", ("a", "kettle"))),
        ("billing error", None),
        ("polish my shoes", ("polish", "polish", ("my", "shoes"))),
        ("advise my bank", ("advis", "advise", ("my", "bank"))),
        ("advise my bank about a trip", ("report", "advise", ("a", "trip"))),
        ("get me a taxi", ("request", "get", ("a", "taxi"))),
    ],
)
def test_finds_the_verb_a_clause_begins_with(text, found):
    assert leading_verb(tuple(text.split()), sure=False) == found


def test_stems_are_the_same_from_many_threads():
    words = [
        f"{head}{tail}" for head in ("connect", "relat", "gener") for tail in ("ion", "ed", "ing")
    ]
    expected = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(stem.__wrapped__, words * 200))

    assert found == expected * 200
