"""From vectors to the merge tree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from intentlib.model import Progress, Tree
from intentlib.tree.convention import judge
from intentlib.tree.heights import ordered
from intentlib.tree.merges import describe
from intentlib.tree.neighbours import compress, draw_together, nearest
from intentlib.tree.ward import merge
from intentlib.tree.words import place_words, weigh_words
from intentlib.vectors import unit

_STEPS = 4
_WORDS = 0.2
"""Weight of a file's own use of words beside the model's vectors."""


def build(vectors: np.ndarray, texts: Sequence[str], progress: Progress | None = None) -> Tree:
    """Return the merge tree over wordings; its heights run from 0 to 1 on every file.

    The height of a merge is one minus the share of the pairs of wordings it joins that people
    would call one intent, so that one height means the same for 400 wordings and for 100,000.
    Calls don't count: a wording said twice is not two wordings.

    Parameters
    ----------
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    texts
        The normalised wordings: the words they share count beside the vectors.
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
    table = weigh_words(texts)
    points = place(vectors, table)
    near, cosines = nearest(points)
    drawn = draw_together(points, near, cosines)
    told("tree", 1, _STEPS)
    near, _ = nearest(drawn)
    told("tree", 2, _STEPS)
    tree = merge(drawn, near)
    told("tree", 3, _STEPS)
    chances = judge(tree, describe(tree, points, near, table))
    told("tree", _STEPS, _STEPS)
    return Tree(ordered(tree, chances))


def place(vectors: np.ndarray, table: csr_matrix) -> np.ndarray:
    """Return unit rows of what is known of each wording: its meaning, and a little of its words."""
    return unit(np.hstack([compress(vectors), _WORDS * place_words(table)]))
