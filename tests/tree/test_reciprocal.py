"""Merging in rounds: the tree that one merge at a time gives, in few rounds."""

import fastcluster
import numpy as np
import pytest
from clouds import clouds
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, is_monotonic, is_valid_linkage
from sklearn.metrics import adjusted_rand_score

from intentlib.tree import reciprocal
from intentlib.tree.neighbours import compress, nearest
from intentlib.tree.reciprocal import merge_in_rounds
from intentlib.vectors import unit


@pytest.fixture
def rounds(monkeypatch):
    """How many groups there were before each round."""
    seen = []
    merge = reciprocal._Groups.merge

    def told(groups, *pairs):
        seen.append(len(groups))
        return merge(groups, *pairs)

    monkeypatch.setattr(reciprocal._Groups, "merge", told)
    return seen


def criterion(linkage, points):
    """Ward's criterion of every merge, from scratch, but never lower than those below."""
    n = len(points)
    members, heights = [[row] for row in range(n)], [0.0] * n
    for a, b in linkage[:, :2].astype(int):
        one, other = points[members[a]], points[members[b]]
        apart = np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))
        height = apart * np.sqrt(2 / (1 / len(one) + 1 / len(other)))
        heights.append(max(height, heights[a], heights[b]))
        members.append(members[a] + members[b])
    return np.array(heights[n:])


@given(st.integers(2, 80), st.integers(0, 10**6))
def test_the_tree_is_that_of_one_merge_at_a_time(n, seed):
    points = np.random.default_rng(seed).normal(size=(n, 3))
    near, _ = nearest(points)
    found, exact = merge_in_rounds(points, near), fastcluster.linkage_vector(points, "ward")
    assert is_valid_linkage(found)
    assert found[:, 2:] == pytest.approx(exact[:, 2:])
    assert (found[:, :2] == exact[:, :2]).all()


def test_merging_along_neighbours_first_gives_nearly_the_same_groups(monkeypatch):
    points = compress(clouds(20, 40, noise=1.2)[0])
    near, _ = nearest(points)
    exact = merge_in_rounds(points, near)
    monkeypatch.setattr(reciprocal, "_FEW", 100)
    along = merge_in_rounds(points, near)
    assert is_valid_linkage(along)
    assert is_monotonic(along)
    assert along[:, 2] == pytest.approx(criterion(along, points))
    one, other = (fcluster(tree, 20, "maxclust") for tree in (exact, along))
    assert adjusted_rand_score(one, other) > 0.98


def test_equal_wordings_merge_first_and_in_few_rounds(monkeypatch, rounds):
    monkeypatch.setattr(reciprocal, "_FEW", 10)
    points = unit(np.random.default_rng(0).normal(size=(300, 8)))
    points[:200] = points[0]
    linkage = merge_in_rounds(points, nearest(points)[0])
    assert (linkage[:199, 2] == 0).all()
    assert linkage[:199, 3].max() == 200
    assert linkage[199, 2] > 0
    assert len(rounds) < 40


def test_strays_with_neighbours_in_one_group_only_find_others(monkeypatch, rounds):
    monkeypatch.setattr(reciprocal, "_FEW", 100)
    whole = []
    merge_all = reciprocal._merge_all
    monkeypatch.setattr(
        reciprocal, "_merge_all", lambda groups: (whole.append(len(groups)), merge_all(groups))
    )
    rng = np.random.default_rng(0)
    points = np.vstack([0.01 * rng.normal(size=(200, 50)), unit(rng.normal(size=(400, 50)))])
    near = rng.integers(0, 200, size=(600, 10))
    linkage = merge_in_rounds(points, near)
    assert is_monotonic(linkage)
    assert linkage[:, 2] == pytest.approx(criterion(linkage, points))
    assert whole[0] <= 100
    assert len(rounds) < 60


def test_wordings_equally_far_from_each_other_all_merge():
    for seed in range(300):
        rng = np.random.default_rng(seed)
        turned = 2 * np.pi * (np.arange(3) + rng.random()) / 3
        points = np.column_stack([np.cos(turned), np.sin(turned)]) + rng.normal(size=2)
        assert is_valid_linkage(merge_in_rounds(points, nearest(points)[0]))
