"""What people decided of a file shows how coarse their intents are: the height that fits them."""

from __future__ import annotations

import numpy as np

from intentlib.model import Tree

_WORTH = 0.1
"""A height is left for another if that puts right so many pairs of calls, as a share of all pairs
that people put together: a few wordings in the wrong place are no sign of another convention."""
_ENOUGH = 0.8
"""The nearest height is taken that puts right so much of what could be put right."""


def learned_height(tree: Tree, decided: np.ndarray, calls: np.ndarray, height: float) -> float:
    """Return the height at which the tree agrees with what people decided.

    Decisions hold at any height; the height is for the wordings of which nothing is decided. It
    stays where it is unless another is clearly better at what is decided, and changes no more of
    the whole than that is worth: the less is decided, the less.

    Parameters
    ----------
    tree
    decided : ndarray of shape (n_wordings,)
        A number for each intent of which people decided, -1 for wordings they didn't decide.
    calls : ndarray of shape (n_wordings,)
    height
        The recommended height before anything was decided.

    Returns
    -------
    float
        ``height`` where people agree with it, or have decided too little to tell.
    """
    together, met = _pairs(tree, decided, calls)
    heights = np.concatenate([[0.0], tree.linkage[:, 2]])
    right = np.concatenate([[0.0], np.cumsum(2 * together - met)])
    here = int(np.searchsorted(tree.linkage[:, 2], height, side="right"))
    gained = right - right[here]
    known = float(calls[decided >= 0].sum())
    # One merge says little of the rest: what is changed there must be in proportion.
    may_change = gained / max(known**2 / 2, 1) * known / calls.sum()
    gained = np.where(_changed(tree, calls, here) <= may_change, gained, 0)
    if gained.max() <= _WORTH * together.sum():
        return height
    enough = np.flatnonzero(gained >= _ENOUGH * gained.max())
    merges = enough[np.abs(heights[enough] - heights[here]).argmin()]
    above = np.append(tree.linkage[:, 2], 1.0)[merges]
    return float(heights[merges] + above) / 2


def _changed(tree: Tree, calls: np.ndarray, here: int) -> np.ndarray:
    """Return the share of all pairs of calls that a cut elsewhere brings together or parts.

    Parameters
    ----------
    here
        The number of merges below the cut that is compared with.

    Returns
    -------
    changed : ndarray of shape (n_wordings,), by the number of merges below the other cut
    """
    weights = calls.astype(float).tolist()
    pairs = np.zeros(len(tree.linkage))
    for row, (a, b) in enumerate(tree.children()):
        pairs[row] = weights[a] * weights[b]
        weights.append(weights[a] + weights[b])
    joined = np.concatenate([[0.0], np.cumsum(pairs)])
    return np.asarray(np.abs(joined - joined[here]) / max(float(calls.sum()) ** 2 / 2, 1))


def _pairs(tree: Tree, decided: np.ndarray, calls: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many decided pairs of calls each merge brings together, rightly and in all."""
    held: list[dict[int, float]] = [
        {intent: weight} if intent >= 0 else {}
        for intent, weight in zip(decided.tolist(), calls.astype(float).tolist(), strict=True)
    ]
    together, met = np.zeros(len(tree.linkage)), np.zeros(len(tree.linkage))
    for row, (a, b) in enumerate(tree.children()):
        few, many = sorted((held[a], held[b]), key=len)
        if few:
            together[row] = sum(part * many.get(intent, 0) for intent, part in few.items())
            met[row] = sum(few.values()) * sum(many.values())
            for intent, part in few.items():
                many[intent] = many.get(intent, 0) + part
        held[a] = held[b] = {}
        held.append(many)
    return together, met
