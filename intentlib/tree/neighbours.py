"""Nearest wordings, and drawing each wording towards them."""

from __future__ import annotations

import numpy as np

_DIMENSIONS = 128
_NEIGHBOURS = 10
_CELLS = 1 << 25


def compress(vectors: np.ndarray) -> np.ndarray:
    """Return unit rows in at most 128 dimensions that keep the cosines.

    Uncentred principal components in double precision, so that the outcome hangs neither on the
    number of threads nor on a random start.
    """
    wide = vectors.astype(np.float64)
    if wide.shape[1] > _DIMENSIONS:
        _, axes = np.linalg.eigh(wide.T @ wide)
        wide = wide @ axes[:, -_DIMENSIONS:]
    return unit(wide)


def unit(rows: np.ndarray) -> np.ndarray:
    """Return the rows scaled to length 1; rows of zeros stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def nearest(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest other rows of each row, nearest first, and their cosines.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        Unit rows.

    Returns
    -------
    rows, cosines : ndarrays of shape (n, k)
        ``k`` is 10, fewer where there are under 200 wordings.
    """
    n = len(points)
    k = min(_NEIGHBOURS, max(1, n // 20), n - 1)
    rows, cosines = np.empty((n, k), np.int64), np.empty((n, k))
    step = max(1, _CELLS // n)
    for start in range(0, n, step):
        block = points[start : start + step] @ points.T
        mine = np.arange(len(block))
        block[mine, start + mine] = -np.inf
        found = np.argpartition(-block, k - 1, axis=1)[:, :k]
        near = np.take_along_axis(block, found, axis=1)
        order = np.lexsort((found, -near), axis=1)
        rows[start : start + step] = np.take_along_axis(found, order, axis=1)
        cosines[start : start + step] = np.take_along_axis(near, order, axis=1)
    return rows, cosines


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
