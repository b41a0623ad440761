import pytest

from intentlib.language.tags import base, can_be_verb, kind, noun_phrases, positive, tagged


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("my lost card", ",adjective,noun"),
        ("card declined", "noun,did"),
        ("a hold on the account", ",noun,,,noun"),
        ("i want to change address", ",verb,,verb,noun"),
        ("international roaming charges", "adjective,noun,noun"),
        ("wifi dropping out", "noun,doing,"),
        ("missing delivery", "adjective,noun"),
        ("using data abroad", "doing,noun,adverb"),
        ("suspicious calls", "adjective,noun"),
        ("a flight to lisbon", ",noun,,name"),
        ("lost or stolen phone", "adjective,,adjective,noun"),
        ("frobnicable gizmo", "adjective,noun"),
        ("mobile showing no service", "adjective,doing,,noun"),
    ],
)
def test_neighbours_tell_what_a_word_is(text, kinds):
    assert ",".join(tagged(tuple(text.split()))) == kinds


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("the expiry date of my bank card", ["expiry date", "bank card"]),
        ("how many calories are in a taco", ["calories", "taco"]),
        ("when will my order arrive", ["order"]),
        ("app sign in", ["app sign in"]),
        ("is it really so", []),
    ],
)
def test_finds_noun_phrases(text, phrases):
    tokens = text.split()

    assert [" ".join(tokens[slice(*span)]) for span in noun_phrases(tuple(tokens))] == phrases


def test_knows_words_by_their_lexicon_and_their_endings():
    assert kind("the") == ""
    assert kind("42") == "number"
    assert kind("lisbon") == "name"
    assert kind("esim") == "noun"
    assert kind("unzippable") == "adjective"


def test_a_noun_with_verb_forms_can_be_a_verb():
    assert can_be_verb("report")
    assert can_be_verb("dispute")
    assert not can_be_verb("luggage")


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ("logging", "log"),
        ("charging", "charge"),
        ("declined", "decline"),
        ("calls", "call"),
        ("accessing", "access"),
        ("luggage", "luggage"),
    ],
)
def test_base_forms(form, verb):
    assert base(form) == verb


def test_comparatives_have_a_plain_form():
    assert [positive(word) for word in ("higher", "slower", "bigger", "heavier", "other")] == [
        "high",
        "slow",
        "big",
        "heavy",
        "other",
    ]
