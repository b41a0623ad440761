"""Nearest wordings, and drawing each wording towards them."""

from __future__ import annotations

import warnings

import numpy as np

from intentlib.vectors import unit

_DIMENSIONS = 128
_NEIGHBOURS = 10
_BLOCK = 1 << 22
_ROWS = 1 << 14

_ALL = 5_000
"""Up to so many wordings are compared with each other in double precision, all at once."""
_PART = 256
"""Wordings of one part, on average, where there are too many to compare all."""
_PARTS_SEEN = 96
"""Parts that a wording's neighbours are looked for in: all of them up to 24,832 wordings."""
_TAUGHT = 40
"""Wordings per part that the parts are made from."""
_ROUNDS = 5
_SPARE = 6
"""So many more neighbours are compared in double precision than are kept."""
_COLUMNS = 16


def compress(vectors: np.ndarray) -> np.ndarray:
    """Return unit rows in at most 128 dimensions that keep the cosines.

    Uncentred principal components in double precision, so that the outcome hangs neither on the
    number of threads nor on a random start.
    """
    n, width = vectors.shape
    if width <= _DIMENSIONS:
        return unit(vectors.astype(np.float64))
    blocks = range(0, n, _ROWS)
    gram = np.zeros((width, width))
    for start in blocks:
        wide = vectors[start : start + _ROWS].astype(np.float64)
        gram += wide.T @ wide
    _, axes = np.linalg.eigh(gram)
    points = np.empty((n, _DIMENSIONS))
    for start in blocks:
        wide = vectors[start : start + _ROWS].astype(np.float64)
        points[start : start + _ROWS] = wide @ axes[:, -_DIMENSIONS:]
    return unit(points)


def nearest(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest other rows of each row, nearest first, and their cosines.

    Of more than 24,832 rows, those of the same and the nearest parts of the space are compared:
    about 999 in 1,000 neighbours are found, in a time that grows with the number of rows.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        Unit rows.

    Returns
    -------
    rows, cosines : ndarrays of shape (n, k)
        ``k`` is 10, fewer where there are under 200 wordings.

    References
    ----------
    Jégou et al., "Product quantization for nearest neighbor search", IEEE TPAMI 33, 2011 (its
    inverted file, without the quantization).
    """
    n = len(points)
    k = min(_NEIGHBOURS, max(1, n // 20), n - 1)
    return _among_all(points, k) if n <= _ALL else _among_parts(points, k)


def _among_all(points: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    block = points @ points.T
    np.fill_diagonal(block, -np.inf)
    found = np.argpartition(-block, k - 1, axis=1)[:, :k]
    return _in_order(found, np.take_along_axis(block, found, axis=1))


def _in_order(found: np.ndarray, cosines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((found, -cosines), axis=1)
    return np.take_along_axis(found, order, axis=1), np.take_along_axis(cosines, order, axis=1)


def _among_parts(points: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    n = len(points)
    light = points.astype(np.float32)
    members, seen = _parts(light)
    rows, cosines = np.empty((n, k), np.int64), np.empty((n, k))
    for part, parts_seen in enumerate(seen):
        others = np.concatenate([members[other] for other in parts_seen])
        theirs = light[others]
        step = max(1, _BLOCK // len(others))
        for start in range(0, len(members[part]), step):
            mine = members[part][start : start + step]
            found = others[_largest(light[mine] @ theirs.T, k + 1 + _SPARE)]
            # single precision only chooses who is compared: what is close must not hang on it
            close = np.einsum("ij,ikj->ik", points[mine], points[found])
            close[found == mine[:, None]] = -np.inf
            found, close = _in_order(found, close)
            rows[mine], cosines[mine] = found[:, :k], close[:, :k]
    return rows, cosines


def _parts(light: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the rows of each part of the space, and for each the parts nearest to it."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    n = len(light)
    n_parts = n // _PART
    first, taught = (
        np.linspace(0, n - 1, many).astype(int) for many in (n_parts, n_parts * _TAUGHT)
    )
    # one thread, as several add up in the order in which they finish
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Number of distinct clusters")
        means = KMeans(n_parts, init=light[first], n_init=1, max_iter=_ROUNDS, tol=0)
        middles = unit(means.fit(light[taught]).cluster_centers_)
    own = np.concatenate(
        [(light[at : at + _ROWS] @ middles.T).argmax(axis=1) for at in range(0, n, _ROWS)]
    )
    kept, own = np.unique(own, return_inverse=True)
    like = middles[kept] @ middles[kept].T
    seen = np.argsort(-like, axis=1, kind="stable")[:, :_PARTS_SEEN]
    members = np.split(np.argsort(own, kind="stable"), np.cumsum(np.bincount(own))[:-1])
    return members, seen


def _largest(block: np.ndarray, many: int) -> np.ndarray:
    """Return the columns of the largest entries of each row, in no order.

    Columns are taken by 16: the largest entries can only be in the groups with the largest maxima.
    """
    rows, width = block.shape
    groups = width // _COLUMNS
    if groups <= many:
        return np.argpartition(-block, many - 1, axis=1)[:, :many]
    grouped = block[:, : groups * _COLUMNS].reshape(rows, _COLUMNS, groups)
    best = np.argpartition(-grouped.max(axis=1), many - 1, axis=1)[:, :many]
    inside = (best[:, None, :] + groups * np.arange(_COLUMNS)[:, None]).reshape(rows, -1)
    over = np.broadcast_to(np.arange(groups * _COLUMNS, width), (rows, width % _COLUMNS))
    columns = np.hstack([inside, over])
    values = np.take_along_axis(block, columns, axis=1)
    return np.take_along_axis(columns, np.argpartition(-values, many - 1, axis=1)[:, :many], axis=1)


def draw_together(points: np.ndarray, near: np.ndarray, cosines: np.ndarray) -> np.ndarray:
    """Return each row moved halfway to the mean of its neighbours, as unit rows.

    What neighbours share is the intent; what sets them apart is mostly the wording.

    References
    ----------
    Wu et al., "Simplifying Graph Convolutional Networks", ICML 2019 (one step of their filter).
    """
    weights = np.clip(cosines, 0, 1)
    total = np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    middle = sum(points[near[:, j]] * weights[:, j : j + 1] for j in range(near.shape[1])) / total
    return unit(points + middle)
