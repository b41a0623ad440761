"""Every merge described by numbers that have no unit and don't grow with the file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from intentlib.model import Tree
from intentlib.tree.words import words_in_common

_PRIOR_PAIRS = 3
"""So many pairs of a typical small group are mixed into each group's own spread."""


@dataclass(frozen=True, eq=False)
class Merges:
    """What is known of each merge; every array has shape (n_wordings - 1,).

    Parameters
    ----------
    centres
        Cosine of the two groups' centres, freed of the noise of few wordings and of what all
        wordings of the file share; 1 for one and the same group.
    pairs
        Mean cosine of pairs across the merge, between the file's mean (0) and sameness (1).
    mixing
        Log of the share of neighbour links that cross the merge, over what chance would give.
    words
        Cosine of the words that the two groups use.
    small, whole
        Wordings in the smaller group and in both.
    variance
        Ward's criterion: what the merge adds to the variance within groups.
    """

    centres: np.ndarray
    pairs: np.ndarray
    mixing: np.ndarray
    words: np.ndarray
    small: np.ndarray
    whole: np.ndarray
    variance: np.ndarray


def describe(
    linkage: np.ndarray, points: np.ndarray, near: np.ndarray, table: csr_matrix
) -> Merges:
    """Return what is known of each merge of a tree.

    Parameters
    ----------
    linkage : ndarray of shape (n - 1, 4)
        Merges as scipy writes them.
    points : ndarray of shape (n, d)
        Unit rows.
    near : ndarray of shape (n, k)
        Nearest rows of each row.
    table : sparse matrix of shape (n, n_stems)
        How much each word says of each row.
    """
    n = len(points)
    a, b = linkage[:, 0].astype(np.int64), linkage[:, 1].astype(np.int64)
    sums = np.concatenate([points, np.empty((n - 1, points.shape[1]))])
    for row in range(n - 1):
        np.add(sums[a[row]], sums[b[row]], out=sums[n + row])
    sizes = np.concatenate([np.ones(n), linkage[:, 3]])
    small, whole = np.minimum(sizes[a], sizes[b]), linkage[:, 3]

    squares = np.einsum("ij,ij->i", sums, sums)
    pairs = sizes * (sizes - 1)
    mean = (squares[-1] - n) / pairs[-1]
    tight = np.divide(squares - sizes, pairs, out=np.zeros_like(pairs), where=pairs > 0)
    few = (sizes > 1) & (sizes <= 5)
    typical = tight[few].mean() if few.any() else tight[-1]
    tight = (tight * pairs / 2 + typical * _PRIOR_PAIRS) / (pairs / 2 + _PRIOR_PAIRS)
    spread = np.sqrt(np.maximum(tight - mean, 1e-3))
    across = np.einsum("ij,ij->i", sums[a], sums[b]) / (sizes[a] * sizes[b]) - mean

    crossing = _links(linkage, near)
    inside = _below(linkage, crossing)
    chance = 2 * sizes[a] * sizes[b] / np.maximum(whole * (whole - 1), 1)
    share = crossing / np.maximum(inside, 1)
    return Merges(
        centres=across / np.maximum(spread[a] * spread[b], 1e-3),
        pairs=across / max(1 - mean, 1e-6),
        mixing=np.log((share + 0.01) / (chance + 0.01)),
        words=words_in_common(linkage, table),
        small=small,
        whole=whole,
        variance=linkage[:, 2] ** 2,
    )


def _links(linkage: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Return how many neighbour links meet first in each merge, shape (n - 1,)."""
    n, k = near.shape
    met = Tree(linkage).meet(np.repeat(np.arange(n), k), near.ravel())
    return np.bincount(met[met >= 0], minlength=n - 1).astype(float)


def _below(linkage: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """Return the sum of the merges' amounts over each merge and all below it, shape (n - 1,)."""
    n = len(linkage) + 1
    total = np.concatenate([np.zeros(n), amounts])
    for row, (a, b) in enumerate(linkage[:, :2].astype(np.int64)):
        total[n + row] += total[a] + total[b]
    return total[n:]
