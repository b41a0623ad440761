"""How good a grouping is: against labels, and wording by wording without any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from intentlib.vectors import group_sums, unit


@dataclass(frozen=True)
class Scores:
    """Agreement with labels, each 1 at best.

    Parameters
    ----------
    ari
        Adjusted Rand index.
    nmi
        Normalised mutual information, arithmetic mean.
    accuracy
        Share of calls in the right intent under the best one-to-one matching (as DSTC11 does).
    """

    ari: float
    nmi: float
    accuracy: float


def scores(gold: Sequence[str], found: Sequence[str]) -> Scores:
    """Return the agreement of two groupings of the same calls.

    Parameters
    ----------
    gold, found : sequences of length n_calls
        One label per call, so that every call weighs the same.

    References
    ----------
    Hubert & Arabie, "Comparing partitions", Journal of Classification 2, 1985.
    Gung et al., "Intent Induction from Conversations for Task-Oriented Dialogue Track at
    DSTC 11", 2023.
    """
    table = contingency_matrix(gold, found)
    rows, columns = linear_sum_assignment(table, maximize=True)
    return Scores(
        ari=float(adjusted_rand_score(gold, found)),
        nmi=float(normalized_mutual_info_score(gold, found)),
        accuracy=float(table[rows, columns].sum() / table.sum()),
    )


CONFIDENCE = np.array([5.83, 2.01, -0.52])
"""Weights of ``clearness``, of one minus ``loosest``, and the constant.

From the share of wordings that are right on labelled sets: ``tests/bench/fit_convention.py``.
"""
_ROWS = 1 << 14


def confidence(vectors: np.ndarray, labels: np.ndarray, loosest: np.ndarray) -> np.ndarray:
    """Return how likely each wording stands with its own kind, from 0 to 1.

    Right means: what people would call most of its group is what they would call the wording.

    Parameters
    ----------
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    labels : ndarray of shape (n_wordings,)
        Groups, numbered from 0.
    loosest : ndarray of shape (n_groups,)
        Height of the highest merge within each group; see :func:`intentlib.tree.loosest`.

    Returns
    -------
    ndarray of shape (n_wordings,)
    """
    columns = np.column_stack([clearness(vectors, labels), 1 - loosest[labels]])
    return np.asarray(1 / (1 + np.exp(-(columns @ CONFIDENCE[:-1] + CONFIDENCE[-1]))))


def clearness(vectors: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return how much nearer each wording is to the rest of its group than to any other group.

    Difference of cosines, over what two wordings of the file have between them on average (0) and
    sameness (1); shape (n_wordings,). A group of one has the average as its rest.
    """
    sizes = np.bincount(labels)
    sums = group_sums(vectors, labels)
    n = len(labels)
    shared = (np.square(sums.sum(axis=0)).sum() - n) / max(n * (n - 1), 1)
    centres = unit(sums)
    found = np.empty(n)
    for start in range(0, n, _ROWS):
        rows, own = vectors[start : start + _ROWS], labels[start : start + _ROWS]
        cosines = rows @ centres.T
        cosines[np.arange(len(rows)), own] = -1
        rest = unit(sums[own] - rows)
        near = np.where(sizes[own] > 1, np.einsum("ij,ij->i", rest, rows), shared)
        found[start : start + _ROWS] = near - np.maximum(cosines.max(axis=1), shared)
    return np.asarray(found / max(1 - shared, 1e-6))
