"""How many calls are expected to be in the wrong place, by what the tree says of its merges."""

from __future__ import annotations

import numpy as np

_NEAREST = 4
_SHARPNESS = 25
"""Of the intents below two sides of a merge, those whose centres are nearest are meant."""
_MARGIN = 0.07
"""Of wordings nearer to their own kind by so much, as a part of the way from the file's mean
cosine to sameness, a quarter are wrong; by three times as much, one of twenty."""


def wrong_inside(linkage: np.ndarray, labels: np.ndarray, calls: np.ndarray, both=False) -> np.ndarray:
    """Return how many pairs of calls in each group are expected to be two intents.

    The height of a merge is the share of the pairs it joins that are not one intent.

    Parameters
    ----------
    linkage : ndarray of shape (n - 1, 4)
        With the learned heights.
    labels : ndarray of shape (n,)
        Groups, numbered from 0; -1 for what belongs to none.
    calls : ndarray of shape (n,)

    Returns
    -------
    pairs : ndarray of shape (n_groups,)
    """
    n = len(labels)
    owner = [*labels.tolist(), *[-1] * (n - 1)]
    held = [*calls.tolist(), *[0] * (n - 1)]
    pairs = [0.0] * (int(labels.max(initial=-1)) + 1); tot=list(pairs)
    children, heights = linkage[:, :2].astype(np.int64).tolist(), linkage[:, 2].tolist()
    for row, (a, b) in enumerate(children):
        if owner[a] >= 0 and owner[a] == owner[b]:
            owner[n + row] = owner[a]
            held[n + row] = held[a] + held[b]
            pairs[owner[a]] += heights[row] * held[a] * held[b]; tot[owner[a]]+=held[a]*held[b]
    if both: return np.array(pairs),np.array(tot)
    return np.array(pairs)


def wrong_across(
    linkage: np.ndarray, cores: np.ndarray, centres: np.ndarray, calls: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return neighbouring groups, and how likely each two are one intent.

    What a merge says of all that it joins is shared among the neighbours it joins: the nearer two
    groups' centres are, the more of it is theirs.

    Parameters
    ----------
    linkage : ndarray of shape (n - 1, 4)
    cores : ndarray of shape (n_groups,)
        A wording that stands for each group.
    centres : ndarray of shape (n_groups, n_dimensions)
        Unit rows.
    calls : ndarray of shape (n_groups,)

    Returns
    -------
    pairs : ndarray of shape (n_pairs, 2)
        The lower group first.
    chances : ndarray of shape (n_pairs,)
    """
    k = len(cores)
    if k < 2:
        return np.empty((0, 2), np.int64), np.empty(0)
    cosines = centres @ centres.T
    np.fill_diagonal(cosines, -2)
    near = np.argsort(-cosines, axis=1, kind="stable")[:, : min(_NEAREST, k - 1)]
    one = np.repeat(np.arange(k), near.shape[1])
    pairs = np.unique(np.sort(np.stack([one, near.ravel()], axis=1), axis=1), axis=0)
    merge = _meet(linkage, cores[pairs[:, 0]], cores[pairs[:, 1]])
    weights = calls[pairs].prod(axis=1)
    closeness = weights * np.exp(_SHARPNESS * (cosines[pairs[:, 0], pairs[:, 1]] - 1))
    _, at = np.unique(merge, return_inverse=True)
    share = closeness / np.maximum(np.bincount(at, closeness)[at], 1e-300)
    sides = _sides(linkage, cores, calls)
    joined = (1 - linkage[merge, 2]) * sides[merge] * share
    return pairs, np.minimum(joined / weights, 1 - linkage[merge, 2] ** 2)


def wrong_wordings(
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
    inside = np.flatnonzero(labels == label)
    own = own if 2 * len(own) >= len(inside) else inside
    cosines = vectors[asked] @ vectors[own].T
    cosines[asked[:, None] == own[None, :]] = shared
    away = vectors[asked] @ vectors[others].T
    margin = (cosines.max(axis=1) - away.max(axis=1)) / max(1 - shared, 1e-6)
    return 1 / (1 + np.exp(margin / _MARGIN)), labels[others[away.argmax(axis=1)]]


def _meet(linkage: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the merge in which each two wordings meet."""
    n = len(linkage) + 1
    parent = np.full(2 * n - 1, 2 * n - 2)
    parent[linkage[:, 0].astype(np.int64)] = np.arange(n, 2 * n - 1)
    parent[linkage[:, 1].astype(np.int64)] = np.arange(n, 2 * n - 1)
    one, other = one.copy(), other.copy()
    apart = one != other
    while apart.any():
        # a merge has a higher number than what it merges, so the lower of two climbs
        lower, upper = apart & (one < other), apart & (other < one)
        one[lower], other[upper] = parent[one[lower]], parent[other[upper]]
        apart = one != other
    return np.asarray(one - n)


def _sides(linkage: np.ndarray, cores: np.ndarray, calls: np.ndarray) -> np.ndarray:
    """Return how many pairs of calls each merge joins, every group lying where its core does."""
    n = len(linkage) + 1
    held = [0.0] * (2 * n - 1)
    for core, amount in zip(cores.tolist(), calls.tolist(), strict=True):
        held[core] += amount
    joined = np.empty(n - 1)
    for row, (a, b) in enumerate(linkage[:, :2].astype(np.int64).tolist()):
        held[n + row] = held[a] + held[b]
        joined[row] = held[a] * held[b]
    return joined
