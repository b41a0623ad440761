"""The grammar of the sample is whole, and its words are its own."""

import re

import grammar as grammar_module
import make_sample
import pytest
from sample_file import DATA, plain

CHALLENGE = DATA.parents[1] / "shared" / "data" / "telco_challenge.txt"


def templates(grammar):
    for intent in grammar.intents:
        yield from (*intent.labels, *intent.acts, *intent.facts)


def test_every_word_of_the_grammar_is_known_and_used(grammar):
    used = {word for text in templates(grammar) for word in re.findall(r"\{(\w+)\}", text)}
    assert used == set(grammar.words)


def test_every_choice_is_closed(grammar):
    for text in templates(grammar):
        rest = grammar_module.CHOICE.sub("", grammar_module.CHOICE.sub("", text))
        assert not set(rest) & set("[]{}|"), text


def test_style_weights_add_up_to_100(grammar):
    assert sum(style.weight for style in grammar.styles) == 100


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("a unexpected fee", "an unexpected fee"),
        ("A add-on", "An add-on"),
        ("an data pack", "a data pack"),
        ("a eSIM", "an eSIM"),
        ("an unique fee", "a unique fee"),
        ("a hourly fee", "an hourly fee"),
    ],
)
def test_articles_agree(written, right):
    assert grammar_module.ARTICLE.sub(grammar_module._right_article, written) == right


def test_no_wording_is_taken_from_the_challenge_file(sample, grammar):
    if not CHALLENGE.exists():
        pytest.skip("the challenge file is not beside this repository")
    theirs = {plain(line) for line in CHALLENGE.read_text(encoding="utf-8").splitlines()} - {""}
    assert len(theirs) > 1_000
    catalogue = grammar_module.make_catalogue(grammar, make_sample.volumes(grammar), 20_000, 1)
    assert theirs.isdisjoint(map(plain, sample["intent"]))
    assert theirs.isdisjoint(map(plain, catalogue.texts))
