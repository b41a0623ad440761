"""The recommended height and the ticks of the slider."""

import numpy as np
import pytest
from clouds import clouds, texts_of

from intentlib.granularity import recommend, ticks
from intentlib.tree import build, count_groups, cut


@pytest.fixture(scope="module")
def tree():
    vectors, truth = clouds(12, 30)
    return build(vectors, texts_of(truth))


def test_the_recommendation_counts_its_own_groups_and_says_why(tree):
    recommendation = recommend(tree)
    assert recommendation.intents == count_groups(tree, recommendation.height) == 12
    assert "half or more" in recommendation.reason


def test_each_tick_says_what_its_cut_gives(tree):
    recommendation = recommend(tree)
    calls = np.arange(1, tree.n_wordings + 1)
    table = ticks(tree, calls, cut(tree, recommendation.height), recommendation)
    assert table["height"].is_monotonic_decreasing
    assert table["recommended"].sum() == 1
    for row in table.itertuples():
        assert count_groups(tree, row.height) == row.intents
    assert table.loc[table["recommended"], "moved_share"].item() == 0


def test_moved_share_is_the_calls_that_change_company(tree):
    recommendation = recommend(tree)
    labels = cut(tree, recommendation.height)
    calls = np.ones(tree.n_wordings)
    table = ticks(tree, calls, labels, recommendation)
    for row in table.itertuples():
        groups = cut(tree, row.height)
        counts = np.zeros((groups.max() + 1, labels.max() + 1))
        np.add.at(counts, (groups, labels), calls)
        stay = min(counts.max(axis=0).sum(), counts.max(axis=1).sum())
        assert row.moved_share == pytest.approx(1 - stay / tree.n_wordings)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_tiny_trees_have_ticks_too(n):
    vectors, truth = clouds(n, 1)
    small = build(vectors, texts_of(truth))
    recommendation = recommend(small)
    labels = cut(small, recommendation.height)
    table = ticks(small, np.ones(n), labels, recommendation)
    assert table["intents"].between(1, n).all()
