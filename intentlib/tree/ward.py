"""Ward's merge tree, one merge at a time for small files and in rounds for large ones.

The libraries are imported when a tree is built: opening a run only cuts one.
"""

from __future__ import annotations

import numpy as np

from intentlib.tree.reciprocal import merge_in_rounds

_ONE_BY_ONE = 5_000
"""Up to so many wordings a library makes the tree, in quadratic time on one core."""


def merge(points: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Return Ward's merges as scipy writes them, shape (n - 1, 4).

    Parameters
    ----------
    points : ndarray of shape (n, d)
    near : ndarray of shape (n, k)
        Nearest rows of each row.

    References
    ----------
    Ward, "Hierarchical grouping to optimize an objective function", JASA 58, 1963.
    Müllner, "fastcluster", Journal of Statistical Software 53, 2013.
    """
    if len(points) <= _ONE_BY_ONE:
        import fastcluster

        return np.asarray(fastcluster.linkage_vector(points, "ward"))
    return merge_in_rounds(points, near)
