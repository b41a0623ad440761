from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from random_trees import random_tree
from scipy.cluster.hierarchy import to_tree
from small_runs import FEW

from intentlib.model import Tree
from intentlib.taxonomy.branches import Branches

SIZES, SEEDS = st.integers(2, 40), st.integers(0, 10**6)


def wordings_by_node(tree: Tree) -> list[set[int]]:
    """Return the wordings below every node, as scipy walks the tree."""
    _, nodes = to_tree(tree.linkage, rd=True)
    return [set(node.pre_order()) for node in nodes]


@FEW
@given(SIZES, SEEDS)
def test_a_node_is_a_stretch_of_wordings(n: int, seed: int) -> None:
    branches = Branches(Tree(random_tree(n, seed)[0]))
    amounts = np.random.default_rng(seed).integers(0, 9, n)
    for node, wordings in enumerate(wordings_by_node(branches.tree)):
        assert set(branches.of(node).tolist()) == wordings
        assert branches.count(amounts)[node] == amounts[list(wordings)].sum()


@FEW
@given(SIZES, SEEDS, st.sampled_from([0.5, 0.9, 1.0]))
def test_the_tops_are_the_largest_nodes_that_fit(n: int, seed: int, share: float) -> None:
    branches = Branches(Tree(random_tree(n, seed)[0]))
    dice = np.random.default_rng(seed)
    wanted, height = dice.random(n) < 0.7, float(dice.choice(branches.height))
    below = wordings_by_node(branches.tree)
    fit = [
        wanted[list(wordings)].mean() >= share and branches.height[node] <= height
        for node, wordings in enumerate(below)
    ]
    above = {child: n + row for row, pair in enumerate(branches.tree.linkage) for child in pair[:2]}
    tops = [node for node in range(2 * n - 1) if fit[node] and not fit[above.get(node, node)]]
    tops += [2 * n - 2] if fit[-1] else []
    assert branches.tops(wanted, share, height).tolist() == sorted(tops)
    joins = branches.joins(np.array(tops, dtype=int))
    assert joins.tolist() == [branches.height[above[t]] if t in above else np.inf for t in tops]


@FEW
@given(SIZES, SEEDS)
def test_a_wording_joins_whoever_owns_most_of_the_smallest_branch_around_it(
    n: int, seed: int
) -> None:
    branches = Branches(Tree(random_tree(n, seed)[0]))
    dice = np.random.default_rng(seed)
    owner = np.where(dice.random(n) < 0.6, -1, dice.integers(0, 3, n))
    owner[dice.integers(n)] = 2
    found = branches.joined(owner)
    below = sorted(wordings_by_node(branches.tree), key=len)
    for row in range(n):
        held = next(
            [owner[other] for other in sorted(node) if owner[other] >= 0]
            for node in below
            if row in node and any(owner[other] >= 0 for other in node)
        )
        assert found[row] == (owner[row] if owner[row] >= 0 else np.bincount(held).argmax())
