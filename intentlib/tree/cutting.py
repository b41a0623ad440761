"""Cuts of a merge tree; none of them rebuilds it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from intentlib.model import Tree


def count_groups(tree: Tree, height: float) -> int:
    """Return the number of groups at a height."""
    return tree.n_wordings - int(np.searchsorted(tree.linkage[:, 2], height, side="right"))


def height_for(tree: Tree, n_groups: int) -> float:
    """Return the height in the middle of those that give ``n_groups`` groups.

    From 1 group to as many as there are wordings; numbers outside are taken to the nearest.
    """
    merges = tree.n_wordings - min(max(n_groups, 1), tree.n_wordings)
    heights = np.concatenate([[0.0], tree.linkage[:, 2], [1.0]])
    return float(heights[merges] + heights[merges + 1]) / 2


def cut_to(tree: Tree, n_groups: int) -> np.ndarray:
    """Return the labels of a cut into ``n_groups`` groups; see :func:`cut`."""
    return cut(tree, height_for(tree, n_groups))


def cut(tree: Tree, height: float) -> np.ndarray:
    """Return one label per wording for the groups below a height.

    Returns
    -------
    labels : ndarray of shape (n_wordings,), int64
        Numbered from 0 in the order of each group's first wording.
    """
    n = tree.n_wordings
    merges = n - count_groups(tree, height)
    parent = np.arange(n + merges)
    children = tree.linkage[:merges, :2].astype(np.int64)
    parent[children[:, 0]] = parent[children[:, 1]] = np.arange(n, n + merges)
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            break
        parent = above
    return np.asarray(pd.factorize(parent[:n])[0], dtype=np.int64)


def loosest(tree: Tree, labels: np.ndarray) -> np.ndarray:
    """Return the height of the highest merge within each group, 0 for a group of one.

    Parameters
    ----------
    tree
    labels : ndarray of shape (n_wordings,)
        Groups, numbered from 0. Merges of what no cut would bring together don't count.

    Returns
    -------
    heights : ndarray of shape (n_groups,)
    """
    n = tree.n_wordings
    owner = np.concatenate([labels, np.full(n - 1, -1)])
    heights = np.zeros(int(labels.max()) + 1)
    for row, (a, b) in enumerate(tree.children()):
        if owner[a] == owner[b]:
            owner[n + row] = owner[a]
            if owner[a] >= 0:
                heights[owner[a]] = tree.linkage[row, 2]
    return heights
