"""The recommended height, and what every other height would mean."""

from __future__ import annotations

import numpy as np
import pandas as pd

from intentlib.model import Recommendation, Tree

LEAST = 0.5
"""Groups are joined while at least this share of the pairs brought together is one intent.

Heights are one minus that share on every file, so one number serves all: a half, where joining
stops being right more often than wrong. ``tests/bench/fit_convention.py`` shows what other shares
would give, with each labelled set left out in turn.
"""

_TICKS = 40
_FINEST = 8
"""The slider ends at so many times the recommended number of intents."""


def recommend(tree: Tree) -> Recommendation:
    """Return the height at which groups are what people would call one intent."""
    height = 1 - LEAST
    n_groups = tree.n_wordings - int(np.searchsorted(tree.linkage[:, 2], height, side="right"))
    return Recommendation(
        height,
        n_groups,
        "Up to here, joining two groups is right for half or more of the pairs of wordings it "
        "brings together, by what people call one intent on labelled sets; from here on, for "
        "fewer.",
    )


def ticks(
    tree: Tree, calls: np.ndarray, labels: np.ndarray, recommendation: Recommendation
) -> pd.DataFrame:
    """Return what a cut means at each tick of the slider, from themes to near-duplicates.

    Parameters
    ----------
    tree
        The run's tree.
    calls : ndarray of shape (n_wordings,)
        Calls of each wording.
    labels : ndarray of shape (n_wordings,)
        The published groups, numbered from 0.
    recommendation
        Its number of intents is one of the ticks.

    Returns
    -------
    DataFrame
        ``height`` (falling), ``intents``, ``moved_share`` (share of calls outside the published
        intent that most of their group comes from, or outside the group that most of their
        published intent goes to), ``recommended`` (true once).
    """
    n = tree.n_wordings
    most = min(n, max(_FINEST * recommendation.intents, 12))
    counts = np.round(np.geomspace(min(4, most), most, _TICKS)).astype(int)
    counts = np.unique(np.append(counts, recommendation.intents))
    heights = np.concatenate([[0.0], tree.linkage[:, 2], [1.0]])
    moved = _moved_shares(tree, calls, labels, counts)
    return pd.DataFrame(
        {
            "height": (heights[n - counts] + heights[n - counts + 1]) / 2,
            "intents": counts,
            "moved_share": moved,
            "recommended": counts == recommendation.intents,
        }
    )


def _moved_shares(
    tree: Tree, calls: np.ndarray, labels: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Return the moved share at each number of groups, walking up the tree once."""
    n = tree.n_wordings
    children = list(tree.children())
    held = [{label: part} for label, part in zip(labels.tolist(), calls.tolist(), strict=True)]
    # the largest part of each group, and the largest part of each label that one group holds
    largest_said = np.zeros(int(labels.max()) + 1)
    np.maximum.at(largest_said, labels, calls)
    of_group, of_label = calls.tolist(), largest_said.tolist()
    in_groups, in_labels = sum(of_group), sum(of_label)
    shares = np.empty(len(counts))
    done = 0
    for place in np.argsort(-counts):
        for a, b in children[done : n - counts[place]]:
            few, many = sorted((held[a], held[b]), key=len)
            largest = max(of_group[a], of_group[b])
            for label, part in few.items():
                many[label] = together = many.get(label, 0) + part
                largest = max(largest, together)
                in_labels += max(together - of_label[label], 0)
                of_label[label] = max(of_label[label], together)
            in_groups += largest - of_group[a] - of_group[b]
            held[a] = held[b] = {}
            held.append(many)
            of_group.append(largest)
        done = n - counts[place]
        shares[place] = 1 - min(in_groups, in_labels) / calls.sum()
    return shares
