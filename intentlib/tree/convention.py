"""What people call one intent, learned from labelled sets: a few numbers.

No measure of distance tells by itself where one intent ends: that is a convention. It carries
from file to file, though, once merges are described without units. Two logistic models are
averaged, one that looks at how far apart two groups stand, one that also looks at how large they
are for their file; the first also guesses the file's number of intents, which gives "large" its
meaning. ``tests/bench/fit_convention.py`` makes the numbers and scores them with each set left
out.
"""

from __future__ import annotations

import numpy as np

from intentlib.tree.heights import best_chances
from intentlib.tree.merges import Merges

DISTANCE = np.array([1.993, 7.739, 0.470, -2.648])
"""Weights of ``centres``, ``pairs``, ``mixing``, and the constant."""

DISTANCE_AND_SIZE = np.array([2.770, 1.066, 0.029, -0.781, -0.727, 0.301, -2.932])
"""Weights of ``centres``, ``pairs``, ``mixing``, ``variance``, ``small``, ``whole``, constant."""

FIRST_GUESS = 0.3
"""Chance under which the first model takes two groups for two intents."""


def judge(linkage: np.ndarray, merges: Merges) -> np.ndarray:
    """Return the share of the pairs across each merge that people would call one intent.

    Returns
    -------
    chances : ndarray of shape (n - 1,)
        0 to 1.
    """
    return logistic(described(linkage, merges), DISTANCE_AND_SIZE)


def described(linkage: np.ndarray, merges: Merges) -> np.ndarray:
    """Return the six columns that the second model reads, shape (n - 1, 6).

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
            np.log(np.maximum(merges.variance, 1e-6) / edge),
            np.log(merges.small / scale),
            np.log(merges.whole / scale),
        ]
    )


def logistic(columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the chances that a model gives each row; its last weight is the constant."""
    with np.errstate(over="ignore"):  # a chance of 0 is meant
        return np.asarray(1 / (1 + np.exp(-(columns @ weights[:-1] + weights[-1]))))
