"""Words of a file: those that keep the same company stand together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_trees import random_tree

from intentlib.tree.words import place_words, weigh_words, words_in_common

TEXTS = [
    f"{verb} {thing}"
    for thing in ("bill copy", "last bill", "outage report", "outage fault")
    for verb in ("crave", "request", "demand", "seek")
]
BILL, OUTAGE = slice(0, 8), slice(8, 16)


def test_each_text_weighs_1_in_all_or_says_nothing():
    table = weigh_words([*TEXTS, "zebra"])
    squares = np.asarray(table.multiply(table).sum(axis=1)).ravel()
    assert squares == pytest.approx([1] * 16 + [0])


def test_what_is_asked_for_counts_more_than_the_verb_that_stands_with_everything():
    rows = place_words(weigh_words(TEXTS))
    cosines = rows @ rows.T
    assert cosines[BILL, BILL].mean() > cosines[BILL, OUTAGE].mean() + 0.3


def test_inflection_does_not_count():
    rows = place_words(weigh_words([*TEXTS, "requesting reports outages"]))
    assert rows[9] @ rows[16] == pytest.approx(1)


@pytest.mark.parametrize("texts", [["a"], ["a", "b"], ["!", "?"], ["same", "same"]])
def test_files_that_share_next_to_nothing_do_no_harm(texts):
    table = weigh_words(texts)
    assert np.isfinite(place_words(table)).all()
    assert words_in_common(np.array([[0, 1, 1.0, 2]])[: len(texts) - 1], table).shape == (
        len(texts) - 1,
    )


def test_same_texts_give_the_same_rows_bit_by_bit():
    table = weigh_words(TEXTS)
    assert np.array_equal(place_words(table), place_words(table))


@given(st.integers(2, 40), st.integers(0, 10**6))
def test_words_in_common_are_the_cosine_of_the_groups_sums(n, seed):
    linkage, _ = random_tree(n, seed)
    rng = np.random.default_rng(seed)
    table = weigh_words([" ".join(rng.choice(list("abcdefgh"), 3)) for _ in range(n)])
    sums = [np.asarray(row).ravel() for row in table.todense()]
    for row, found in enumerate(words_in_common(linkage, table)):
        one, other = (sums[int(node)] for node in linkage[row, :2])
        lengths = np.linalg.norm(one) * np.linalg.norm(other)
        assert found == pytest.approx(one @ other / lengths if lengths else 0)
        sums.append(one + other)
