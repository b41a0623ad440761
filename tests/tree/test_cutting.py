"""Cuts: any number of groups, any height, numbered by first wording."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_trees import random_tree
from scipy.cluster.hierarchy import fcluster

from intentlib.model import Tree
from intentlib.tree import count_groups, cut, cut_to, height_for, loosest


def same_partition(one, other):
    pairs = set(zip(one, other, strict=True))
    return len(pairs) == len(set(one)) == len(set(other))


@given(st.integers(2, 60), st.integers(0, 10**6))
def test_cut_agrees_with_scipy_at_every_height(n, seed):
    linkage, _ = random_tree(n, seed)
    tree = Tree(linkage)
    for height in np.append(linkage[:, 2], 0.0):
        labels = cut(tree, height)
        assert same_partition(labels, fcluster(linkage, height, "distance"))
        assert labels.max() + 1 == count_groups(tree, height)


@given(st.integers(2, 60), st.integers(0, 10**6), st.data())
def test_any_number_of_groups_can_be_had(n, seed, data):
    linkage, _ = random_tree(n, seed)
    linkage[:, 2] /= 2 * linkage[-1, 2]
    wanted = data.draw(st.integers(1, n))
    tree = Tree(linkage)
    assert cut_to(tree, wanted).max() + 1 == wanted
    assert count_groups(tree, height_for(tree, wanted)) == wanted


@given(st.integers(2, 60), st.integers(0, 10**6))
def test_labels_count_up_from_the_first_wording(n, seed):
    linkage, _ = random_tree(n, seed)
    labels = cut(Tree(linkage), float(np.median(linkage[:, 2])))
    firsts = [np.flatnonzero(labels == label)[0] for label in range(labels.max() + 1)]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(("asked", "given_"), [(-3, 1), (0, 1), (10**6, 4)])
def test_numbers_outside_are_taken_to_the_nearest(asked, given_):
    linkage, _ = random_tree(4, 0)
    linkage[:, 2] /= 2 * linkage[-1, 2]
    assert cut_to(Tree(linkage), asked).max() + 1 == given_


def test_one_wording_is_one_group():
    assert cut(Tree(np.empty((0, 4))), 0.6).tolist() == [0]


@given(st.integers(2, 60), st.integers(0, 10**6))
def test_loosest_is_the_height_below_which_a_group_falls_apart(n, seed):
    linkage, _ = random_tree(n, seed)
    tree = Tree(linkage)
    labels = cut(tree, float(np.median(linkage[:, 2])))
    for group, height in enumerate(loosest(tree, labels)):
        rows = labels == group
        if rows.sum() == 1:
            assert height == 0
        else:
            assert len(set(cut(tree, height)[rows])) == 1
            assert len(set(cut(tree, np.nextafter(height, 0))[rows])) > 1
