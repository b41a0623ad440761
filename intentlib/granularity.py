"""The recommended height, and what every other height would mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from intentlib.model import Recommendation, Tree

_SPREAD = 0.45
_TICKS = 40


def recommend(tree: Tree, vectors: np.ndarray, calls: np.ndarray) -> Recommendation:
    """Return the height at which groups are as wide as one intent usually is."""
    heights = tree.linkage[:, 2]
    groups = tree.n_wordings - np.arange(1, len(heights) + 1)
    wide = heights >= _SPREAD * np.sqrt(tree.n_wordings / np.maximum(groups, 1))
    merges = int(np.argmax(wide)) if wide.any() else len(heights)
    n_groups = tree.n_wordings - merges
    height = float((heights[merges - 1] + heights[min(merges, len(heights) - 1)]) / 2)
    return Recommendation(height, n_groups, "Groups are as wide as one intent usually is.")


def ticks(
    tree: Tree, calls: np.ndarray, labels: np.ndarray, recommendation: Recommendation
) -> pd.DataFrame:
    """Return what a cut means at each tick of the slider, from themes to near-duplicates."""
    from intentlib.tree import cut_to, height_for

    top = min(tree.n_wordings, max(8 * recommendation.intents, 12))
    counts = np.unique(np.round(np.geomspace(min(4, top), top, _TICKS)).astype(int))
    counts = np.unique(np.append(counts, recommendation.intents))
    rows = []
    for count in counts:
        cut = cut_to(tree, int(count))
        table = np.zeros((cut.max() + 1, labels.max() + 1))
        np.add.at(table, (cut, labels), calls)
        kept = min(table.max(axis=1).sum(), table.max(axis=0).sum())
        rows.append((height_for(tree, int(count)), int(count), 1 - kept / calls.sum()))
    frame = pd.DataFrame(rows, columns=["height", "intents", "moved_share"])
    frame["recommended"] = frame["intents"] == recommendation.intents
    return frame
