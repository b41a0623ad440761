"""How good a grouping is: against labels, and wording by wording without any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix


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


def confidence(vectors: np.ndarray, calls: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return how sure each wording's group is, from 0 to 1, shape (n_wordings,)."""
    n_groups = int(labels.max()) + 1
    centres = np.zeros((n_groups, vectors.shape[1]))
    np.add.at(centres, labels, vectors * calls[:, None])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    cosines = vectors @ centres.T
    rows = np.arange(len(labels))
    own = cosines[rows, labels].copy()
    cosines[rows, labels] = -1.0
    other = cosines.max(axis=1) if n_groups > 1 else np.full(len(labels), -1.0)
    return np.asarray(1 / (1 + np.exp(-12 * (own - other - 0.05))))
