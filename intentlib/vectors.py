"""What every layer does with rows of numbers."""

from __future__ import annotations

import numpy as np


def unit(rows: np.ndarray) -> np.ndarray:
    """Return the rows scaled to length 1; rows of zeros stay."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))


def group_sums(
    rows: np.ndarray, groups: np.ndarray, weights: np.ndarray | None = None
) -> np.ndarray:
    """Return the sum of the rows of each group, in double precision.

    Parameters
    ----------
    rows : ndarray of shape (n, d)
    groups : ndarray of shape (n,), int
        The group of each row; every number from 0 occurs.
    weights : ndarray of shape (n,)
        What each row counts; 1 where ``None``.

    Returns
    -------
    ndarray of shape (n_groups, d)
    """
    order = np.argsort(groups, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(groups))[:-1])
    factors = np.ones(len(rows)) if weights is None else weights.astype(float)
    # sums of one group at a time: neither a copy of all rows nor an order that hangs on threads
    return np.stack([(rows[part] * factors[part, None]).sum(axis=0) for part in parts])
