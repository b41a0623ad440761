"""A 2-D map of wordings: each stands among the intents it resembles."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE

from intentlib.vectors import group_sums, unit

_SHARPNESS = 12.0
_FEW = 200
"""Beyond so many intents their places are approximated."""
_ROWS = 1 << 14


def place(vectors: np.ndarray, calls: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return coordinates of shape (n_wordings, 2), each axis within -1 to 1.

    Intents are spread by t-SNE over their centres; a wording is drawn towards the intents it
    resembles (softmax of cosines), and to its own a little more.
    """
    centres = unit(group_sums(vectors, labels, calls))
    anchors = _spread(centres)
    points = np.empty((len(labels), 2))
    for start in range(0, len(labels), _ROWS):
        own = labels[start : start + _ROWS]
        cosines = vectors[start : start + _ROWS] @ centres.T
        cosines[np.arange(len(own)), own] += 0.15
        weights = np.exp(_SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
        points[start : start + _ROWS] = (weights / weights.sum(axis=1, keepdims=True)) @ anchors
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    return np.asarray(points / max(np.abs(points).max(), 1e-12))


def _spread(centres: np.ndarray) -> np.ndarray:
    if len(centres) < 5:
        corners = np.array([[0, 0], [1, 0], [0.5, 1], [0.5, 0.4]])
        return corners[: len(centres)]
    tsne = TSNE(
        n_components=2,
        perplexity=min(15.0, (len(centres) - 1) / 3),
        init="pca",
        metric="cosine",
        random_state=0,
        method="exact" if len(centres) <= _FEW else "barnes_hut",
    )
    spread = tsne.fit_transform(
        PCA(min(len(centres) - 1, 50), random_state=0).fit_transform(centres)
    )
    return np.asarray(spread / np.abs(spread).max())
