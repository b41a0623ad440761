"""What the words of a file mean: a vector for each, learned from the wordings' vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

_MOST_STEMS = 2000
"""Words of a file that get a vector, commonest first."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Meanings:
    """Vectors of words, such that their sum and the mean make up a wording's vector.

    Parameters
    ----------
    rows
        The row of each stem in ``vectors``.
    mean : ndarray of shape (d,)
        Mean of the wordings' vectors.
    vectors : ndarray of shape (n_stems, d)
        What each stem adds to it.
    """

    rows: Mapping[str, int]
    mean: Floats
    vectors: Floats

    @classmethod
    def learn(cls, found: Sequence[Sequence[str]], vectors: np.ndarray) -> Meanings:
        """Return what the words mean, by ridge regression of the wordings' vectors on their stems.

        Parameters
        ----------
        found
            The stems of each wording.
        vectors : ndarray of shape (n_wordings, d)
            Unit rows.
        """
        counts = Counter(word for in_text in found for word in in_text)
        kept = sorted(sorted(counts), key=lambda word: -counts[word])[:_MOST_STEMS]
        rows = {word: row for row, word in enumerate(kept)}
        cells = [rows[word] for in_text in found for word in in_text if word in rows]
        ends = np.cumsum([0, *(sum(word in rows for word in in_text) for in_text in found)])
        said = sparse.csr_array((np.ones(len(cells)), cells, ends), shape=(len(found), len(rows)))
        mean = vectors.mean(axis=0, dtype=float) if len(vectors) else np.zeros(vectors.shape[1])
        gram = (said.T @ said).toarray() + np.eye(len(rows))
        target = said.T @ vectors - np.outer(said.sum(axis=0), mean)
        return cls(rows, mean, linalg.solve(gram, target, assume_a="pos") if rows else target)

    def of(self, found: Iterable[str]) -> Floats:
        """Return the sum of the vectors of some stems."""
        rows = [self.rows[word] for word in found if word in self.rows]
        return np.asarray(self.vectors[rows].sum(axis=0))
