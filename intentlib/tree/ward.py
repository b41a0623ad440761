"""Ward's merge tree, whole for small files and along neighbours for large ones.

The libraries are imported when a tree is built: opening a run only cuts one.
"""

from __future__ import annotations

import warnings

import numpy as np

_WHOLE = 5_000
"""Up to so many wordings every pair may merge; beyond, only groups with neighbouring members."""


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
    if len(points) <= _WHOLE:
        import fastcluster

        return np.asarray(fastcluster.linkage_vector(points, "ward"))
    return _along(points, near)


def _along(points: np.ndarray, near: np.ndarray) -> np.ndarray:
    from scipy.sparse import csr_matrix
    from sklearn.cluster import ward_tree

    n, k = near.shape
    graph = csr_matrix((np.ones(n * k), (np.repeat(np.arange(n), k), near.ravel())), shape=(n, n))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the number of connected components")
        children, _, _, _, heights = ward_tree(points, connectivity=graph, return_distance=True)
    sizes = np.ones(2 * n - 1)
    for row, (a, b) in enumerate(children):
        sizes[n + row] = sizes[a] + sizes[b]
    return np.column_stack([children, np.maximum.accumulate(heights), sizes[n:]])
