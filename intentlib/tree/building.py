"""From vectors to the merge tree."""

from __future__ import annotations

import numpy as np

from intentlib.model import Progress, Tree
from intentlib.tree.convention import judge
from intentlib.tree.heights import ordered
from intentlib.tree.merges import describe
from intentlib.tree.neighbours import compress, draw_together, nearest
from intentlib.tree.ward import merge

_STEPS = 4


def build(vectors: np.ndarray, progress: Progress | None = None) -> Tree:
    """Return the merge tree over wordings; its heights run from 0 to 1 on every file.

    The height of a merge is one minus the share of the pairs of wordings it joins that people
    would call one intent, so that one height means the same for 400 wordings and for 100,000.
    Calls don't count: a wording said twice is not two wordings.

    Parameters
    ----------
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    progress
        Told of each step.

    Returns
    -------
    Tree
        With ``n_wordings - 1`` merges; nothing is left out as an outlier.
    """
    if len(vectors) < 2:
        return Tree(np.empty((0, 4)))
    told = progress or (lambda stage, done, total: None)
    told("tree", 0, _STEPS)
    points = compress(vectors)
    near, cosines = nearest(points)
    drawn = draw_together(points, near, cosines)
    told("tree", 1, _STEPS)
    near, _ = nearest(drawn)
    told("tree", 2, _STEPS)
    tree = merge(drawn, near)
    told("tree", 3, _STEPS)
    chances = judge(tree, describe(tree, points, near))
    told("tree", _STEPS, _STEPS)
    return Tree(ordered(tree, chances))
