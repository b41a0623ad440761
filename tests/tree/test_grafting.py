"""New wordings join a known tree, which stays what it was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import is_valid_linkage
from sklearn.metrics import adjusted_rand_score

from intentlib.granularity import recommend
from intentlib.tree import build, cut, graft
from intentlib.vectors import unit

GROUPS, SIZE = 12, 20
N = GROUPS * SIZE


@pytest.fixture(scope="module")
def cloud():
    """Vectors and texts of twelve clear groups, and the group of each."""
    rng = np.random.default_rng(7)
    groups = np.repeat(np.arange(GROUPS), SIZE)
    middles = unit(rng.normal(size=(GROUPS, 48)))
    vectors = unit(middles[groups] + 0.12 * rng.normal(size=(N, 48)))
    order = rng.permutation(N)
    texts = [f"topic{group} said{n}" for n, group in enumerate(groups[order])]
    return vectors[order].astype(np.float32), texts, groups[order]


def known_tree(cloud, known):
    vectors, texts, _ = cloud
    return build(vectors[known], [texts[row] for row in known])


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, N - 1), min_size=1, max_size=N - 2))
def test_known_wordings_meet_where_they_met(cloud, new):
    vectors, texts, _ = cloud
    known = np.setdiff1d(np.arange(N), list(new))
    tree = known_tree(cloud, known)
    grown = graft(tree, known, vectors, texts)
    assert grown.n_wordings == N
    assert is_valid_linkage(grown.linkage)
    assert (np.diff(grown.linkage[:, 2]) >= 0).all()
    one, other = np.triu_indices(len(known), 1)
    before = tree.linkage[tree.meet(one, other), 2]
    after = grown.linkage[grown.meet(known[one], known[other]), 2]
    assert np.array_equal(before, after)


def test_new_wordings_join_their_like(cloud):
    vectors, texts, groups = cloud
    new = np.arange(0, N, 25)
    known = np.setdiff1d(np.arange(N), new)
    grown = graft(known_tree(cloud, known), known, vectors, texts)
    labels = cut(grown, recommend(grown).height)
    assert adjusted_rand_score(groups, labels) == 1


def test_a_new_intent_is_a_branch_of_its_own(cloud):
    vectors, texts, groups = cloud
    known = np.flatnonzero(groups != 5)
    grown = graft(known_tree(cloud, known), known, vectors, texts)
    labels = pd.Series(cut(grown, recommend(grown).height))
    own = labels[groups == 5]
    assert own.nunique() == 1
    assert not labels[groups != 5].isin(own).any()


def test_a_known_wording_among_new_ones_stays_where_it_was(cloud):
    vectors, texts, groups = cloud
    moved = vectors.copy()
    stray = np.flatnonzero(groups == 3)[0]
    moved[stray] = vectors[groups == 5].mean(axis=0) / np.linalg.norm(
        vectors[groups == 5].mean(axis=0)
    )
    known = np.flatnonzero(groups != 5)
    tree = build(moved[known], [texts[row] for row in known])
    grown = graft(tree, known, moved, texts)
    labels = pd.Series(cut(grown, recommend(grown).height))
    assert labels[groups == 5].nunique() == 1
    one, other = np.triu_indices(len(known), 1)
    assert np.array_equal(
        tree.linkage[tree.meet(one, other), 2],
        grown.linkage[grown.meet(known[one], known[other]), 2],
    )


def test_a_copy_of_a_known_wording_stays_with_it(cloud):
    vectors, texts, _ = cloud
    known = np.arange(N)
    tree = known_tree(cloud, known)
    grown = graft(tree, known, np.vstack([vectors, vectors[:1]]), [*texts, texts[0]])
    labels = cut(grown, recommend(tree).height)
    assert labels[-1] == labels[0]


def test_where_nothing_is_new_the_tree_stays(cloud):
    vectors, texts, _ = cloud
    known = np.arange(N)
    tree = known_tree(cloud, known)
    assert graft(tree, known, vectors, texts) is tree
