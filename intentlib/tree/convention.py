"""What people call one intent, learned from labelled sets: a few numbers.

No measure of distance tells by itself where one intent ends: that is a convention. It carries
from file to file, though, once merges are described without units. Three logistic models are
averaged: one looks at how far apart two groups stand, one at how large they are for their file,
and one at their size and the words they share. A first model, of distance alone, guesses the
file's number of intents, which gives "large" its meaning. ``tests/bench/fit_convention.py`` makes
the numbers and scores them with each set left out.
"""

from __future__ import annotations

import numpy as np

from intentlib.tree.heights import best_chances
from intentlib.tree.merges import Merges

DISTANCE = np.array([1.36, 6.95, 0.53, -1.81])
"""Weights of ``centres``, ``pairs``, ``mixing``, and the constant."""

WEIGHTS = np.array([0.87, 0.74, 0.08, 2.25, -0.73, -0.75, 0.27, -2.61])
"""Weights of ``centres, pairs, mixing, words, variance, small, whole``, and the constant."""

FIRST_GUESS = 0.3
"""Chance under which the first model takes two groups for two intents."""


def judge(linkage: np.ndarray, merges: Merges) -> np.ndarray:
    """Return the share of the pairs across each merge that people would call one intent.

    Returns
    -------
    chances : ndarray of shape (n - 1,)
        0 to 1.
    """
    return logistic(described(linkage, merges), WEIGHTS)


def described(linkage: np.ndarray, merges: Merges) -> np.ndarray:
    """Return the columns that :data:`WEIGHTS` is for, shape (n - 1, 7).

    ``variance`` and the sizes are logs of ratios: to the variance of the first merge between
    intents, and to the wordings that one intent has on average, both by the first guess.
    """
    first = np.column_stack([merges.centres, merges.pairs, merges.mixing])
    guess = best_chances(linkage, logistic(first, DISTANCE))
    intents = 1 + int((guess < FIRST_GUESS).sum())
    scale = (len(linkage) + 1) / intents
    edge = max(np.sort(merges.variance)[-min(intents, len(linkage))], 1e-6)
    return np.column_stack(
        [
            first,
            merges.words,
            np.log(np.maximum(merges.variance, 1e-6) / edge),
            np.log(merges.small / scale),
            np.log(merges.whole / scale),
        ]
    )


def logistic(columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the chances that a model gives each row; its last weight is the constant."""
    with np.errstate(over="ignore"):  # a chance of 0 is meant
        return np.asarray(1 / (1 + np.exp(-(columns @ weights[:-1] + weights[-1]))))
