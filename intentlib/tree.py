"""The merge tree over wordings, and its cuts.

Ward's criterion on unit vectors: every wording stays in the tree, nothing is an outlier.
"""

from __future__ import annotations

import fastcluster
import numpy as np

from intentlib.model import Progress, Tree


def build(vectors: np.ndarray, calls: np.ndarray, progress: Progress | None = None) -> Tree:
    """Return Ward's merge tree over the rows of ``vectors``."""
    return Tree(fastcluster.linkage_vector(vectors.astype(np.float64), "ward"))


def count_groups(tree: Tree, height: float) -> int:
    """Return the number of groups at a height."""
    heights = tree.linkage[:, 2]
    return tree.n_wordings - int(np.searchsorted(heights, height, side="right"))


def height_for(tree: Tree, n_groups: int) -> float:
    """Return a height at which the tree falls into ``n_groups`` groups (or as near as ties allow).

    The middle of the gap between the merge that would leave one group fewer and the one before.
    """
    n_groups = min(max(n_groups, 1), tree.n_wordings)
    heights = np.concatenate([[0.0], tree.linkage[:, 2], [np.inf]])
    done = tree.n_wordings - n_groups
    above = heights[done + 1]
    return float(heights[done] * 1.01 + 1e-9 if np.isinf(above) else (heights[done] + above) / 2)


def cut_to(tree: Tree, n_groups: int) -> np.ndarray:
    """Return the labels of a cut into ``n_groups`` groups."""
    return cut(tree, height_for(tree, n_groups))


def cut(tree: Tree, height: float) -> np.ndarray:
    """Return one label per wording for the groups below a height.

    Returns
    -------
    labels : ndarray of shape (n_wordings,), int64
        Numbered from 0 in the order of each group's first wording.
    """
    n = tree.n_wordings
    merges = int(np.searchsorted(tree.linkage[:, 2], height, side="right"))
    parent = np.arange(n + merges)
    children = tree.linkage[:merges, :2].astype(np.int64)
    parent[children[:, 0]] = parent[children[:, 1]] = np.arange(n, n + merges)
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            break
        parent = above
    _, first, label = np.unique(parent[:n], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[label]
