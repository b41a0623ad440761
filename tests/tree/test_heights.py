"""Heights: the best chances that never rise from a merge to the one above."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_trees import random_tree
from scipy.cluster.hierarchy import is_monotonic, is_valid_linkage

from intentlib.tree.heights import best_chances, ordered


def gain_of_the_best_cut(linkage, chances, least):
    """Dynamic programming over all cuts: an independent way to the same optimum."""
    n = len(linkage) + 1
    sizes = np.concatenate([np.ones(n), linkage[:, 3]])
    whole, best = np.zeros(2 * n - 1), np.zeros(2 * n - 1)
    for row, (a, b) in enumerate(linkage[:, :2].astype(int)):
        pairs = sizes[a] * sizes[b]
        whole[n + row] = whole[a] + whole[b] + pairs * (chances[row] - least)
        best[n + row] = max(whole[n + row], best[a] + best[b])
    return best[-1]


@given(st.integers(2, 80), st.integers(0, 10**6), st.floats(0.01, 0.99))
def test_cutting_where_the_best_chances_fall_short_gains_most(n, seed, least):
    linkage, chances = random_tree(n, seed)
    best = best_chances(linkage, chances)
    sizes = np.concatenate([np.ones(n), linkage[:, 3]])
    children = linkage[:, :2].astype(int)
    pairs = sizes[children[:, 0]] * sizes[children[:, 1]]
    gained = (pairs * (chances - least))[best >= least].sum()
    assert gained == pytest.approx(gain_of_the_best_cut(linkage, chances, least), abs=1e-6)


@given(st.integers(2, 80), st.integers(0, 10**6))
def test_heights_rise_and_every_merge_stays(n, seed):
    linkage, chances = random_tree(n, seed)
    tree = ordered(linkage, chances)
    assert is_valid_linkage(tree)
    assert is_monotonic(tree)
    assert (np.diff(tree[:, 2]) > 0).all()
    assert sorted(tree[:, 3]) == sorted(linkage[:, 3])


def test_chances_that_already_fall_stay_as_they_are():
    linkage = np.array([[0, 1, 1, 2], [2, 3, 2, 2], [4, 5, 3, 4]], float)
    chances = np.array([0.9, 0.8, 0.3])
    assert best_chances(linkage, chances) == pytest.approx(chances)
