"""How many calls are expected to be in the wrong place, by what the tree says of its merges.

The height of a merge is the share of the pairs it joins that people would not call one intent.
"""

from __future__ import annotations

import numpy as np

from intentlib.model import Tree

_NEAREST = 4
_SHARPNESS = 25
"""Of the groups below two sides of a merge, those whose centres are nearest are meant."""
_MARGIN = 0.07
"""Of wordings nearer to their own kind by so much, as a part of the way from the file's mean
cosine to sameness, a quarter are wrong; by three times as much, one of twenty."""


def inside(tree: Tree, labels: np.ndarray, calls: np.ndarray) -> np.ndarray:
    """Return the height of the merges within each group, its mean over pairs of calls.

    Parameters
    ----------
    tree
        Over ``n`` wordings.
    labels : ndarray of shape (n,)
        Groups, numbered from 0; -1 for what belongs to none.
    calls : ndarray of shape (n,)

    Returns
    -------
    heights : ndarray of shape (n_groups,)
        0 for a group in which no two wordings merge.
    """
    n = len(labels)
    owner = [*labels.tolist(), *[-1] * (n - 1)]
    held = [*calls.tolist(), *[0] * (n - 1)]
    wrong = [0.0] * (int(labels.max(initial=-1)) + 1)
    pairs = [0.0] * len(wrong)
    heights = tree.linkage[:, 2].tolist()
    for row, (a, b) in enumerate(tree.children()):
        group = owner[a]
        if group >= 0 and group == owner[b]:
            owner[n + row] = group
            held[n + row] = held[a] + held[b]
            pairs[group] += held[a] * held[b]
            wrong[group] += heights[row] * held[a] * held[b]
    return np.array(wrong) / np.maximum(pairs, 1)


def across(
    tree: Tree, cores: np.ndarray, centres: np.ndarray, near: np.ndarray, calls: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return neighbouring groups, and how likely each two are one intent.

    What a merge says of all that it joins is shared among the neighbours it joins: the nearer two
    groups' centres are, the more of it is theirs.

    Parameters
    ----------
    tree
        Over ``n`` wordings.
    cores : ndarray of shape (n_groups,)
        A wording that stands for each group.
    centres : ndarray of shape (n_groups, n_dimensions)
        Unit rows.
    near : ndarray of shape (n_groups, n_near)
        The nearest groups of each; see :func:`nearest_groups`.
    calls : ndarray of shape (n_groups,)

    Returns
    -------
    pairs : ndarray of shape (n_pairs, 2)
        The lower group first.
    chances : ndarray of shape (n_pairs,)
    """
    one = np.repeat(np.arange(len(near)), near.shape[1])
    pairs = np.unique(np.sort(np.stack([one, near.ravel()], axis=1), axis=1), axis=0)
    if not len(pairs):
        return pairs, np.empty(0)
    merge = tree.meet(cores[pairs[:, 0]], cores[pairs[:, 1]])
    weights = calls[pairs].prod(axis=1)
    cosines = np.einsum("ij,ij->i", centres[pairs[:, 0]], centres[pairs[:, 1]])
    closeness = weights * np.exp(_SHARPNESS * (cosines - 1))
    _, at = np.unique(merge, return_inverse=True)
    share = closeness / np.maximum(np.bincount(at, closeness)[at], 1e-300)
    heights = tree.linkage[merge, 2]
    joined = (1 - heights) * _joined(tree, cores, calls)[merge] * share
    return pairs, np.minimum(joined / weights, 1 - heights**2)


def astray(
    vectors: np.ndarray, labels: np.ndarray, told: np.ndarray, asked: np.ndarray, shared: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely wordings of one group belong elsewhere, and where.

    Judged by the nearest wording of its own group, among those that people decided if these are
    most of it, and the nearest that people put elsewhere.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dimensions)
        Unit rows.
    labels : ndarray of shape (n,)
        Group of each wording.
    told
        Rows that people decided, some of them in other groups.
    asked
        Rows of one group.
    shared
        The cosine that two wordings of the file have on average.

    Returns
    -------
    chances : ndarray of shape (n_asked,)
    elsewhere : ndarray of shape (n_asked,)
        The nearest other group.
    """
    label = labels[asked[0]]
    own, others = told[labels[told] == label], told[labels[told] != label]
    everything = np.flatnonzero(labels == label)
    own = own if 2 * len(own) >= len(everything) else everything
    cosines = vectors[asked] @ vectors[own].T
    cosines[asked[:, None] == own[None, :]] = shared
    away = vectors[asked] @ vectors[others].T
    margin = (cosines.max(axis=1) - away.max(axis=1)) / max(1 - shared, 1e-6)
    return 1 / (1 + np.exp(margin / _MARGIN)), labels[others[away.argmax(axis=1)]]


def nearest_groups(centres: np.ndarray) -> np.ndarray:
    """Return the groups with the nearest centres, nearest first: shape (n_groups, up to 4)."""
    cosines = centres @ centres.T
    np.fill_diagonal(cosines, -2)
    many = min(_NEAREST, len(centres) - 1)
    if not many:
        return np.empty((len(centres), 0), np.int64)
    near = np.sort(np.argpartition(-cosines, many - 1, axis=1)[:, :many], axis=1)
    order = np.argsort(-np.take_along_axis(cosines, near, axis=1), axis=1, kind="stable")
    return np.take_along_axis(near, order, axis=1)


def _joined(tree: Tree, cores: np.ndarray, calls: np.ndarray) -> np.ndarray:
    """Return how many pairs of calls each merge joins, every group lying where its core does."""
    n = tree.n_wordings
    held = [0.0] * (2 * n - 1)
    for core, amount in zip(cores.tolist(), calls.tolist(), strict=True):
        held[core] += amount
    joined = np.empty(n - 1)
    for row, (a, b) in enumerate(tree.children()):
        held[n + row] = held[a] + held[b]
        joined[row] = held[a] * held[b]
    return joined
