"""Where intents lie in two runs, each seen from the middle of its own wordings.

The middle is taken out because a new style of wording moves all of them alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from intentlib.vectors import group_sums, unit

_ALIKE = 0.5
"""How far an intent in new words may lie from itself, on the way to its nearest other."""


class Kinship:
    """How near groups of wordings lie to the intents of the run before.

    Parameters
    ----------
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    before : ndarray of shape (n_before, n_dimensions)
        Those of the run before, by the same model.
    codes : ndarray of shape (n_before,)
        The intent of each, numbered from 0 without gaps.

    Attributes
    ----------
    other
        Cosine of an intent of the run before to its nearest other, in the middle of all.
    alike
        Cosine from which a group is more likely an intent in new words than another one.
    """

    def __init__(self, vectors: np.ndarray, before: np.ndarray, codes: np.ndarray) -> None:
        self._vectors, self._middle = vectors, vectors.mean(axis=0)
        means = group_sums(before, codes) / np.bincount(codes)[:, None]
        self._places = unit(means - before.mean(axis=0))
        cosines = self._places @ self._places.T
        np.fill_diagonal(cosines, -1)
        self.other = float(max(np.median(cosines.max(axis=1)), 0))
        self.alike = self.other + _ALIKE * (1 - self.other)
        self.growth = len(vectors) / len(before)

    def near(self, groups: Sequence[np.ndarray]) -> np.ndarray:
        """Return the cosine of each group of wordings to each intent of the run before."""
        means = np.stack([self._vectors[rows].mean(axis=0, dtype=float) for rows in groups])
        cosines: np.ndarray = np.round(unit(means - self._middle) @ self._places.T, 6)
        return cosines
