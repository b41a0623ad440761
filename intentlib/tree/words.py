"""What the words of a file say by themselves: which of them are used for the same things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import snowballstemmer
from scipy.sparse import csr_matrix

_WORD = re.compile(r"[\w']+")
_TWICE = 2
"""A word that only one wording has says nothing of others."""
_AXES = 32
_ROUNDS = 16
_NOTHING = 1e-6


def weigh_words(texts: Sequence[str]) -> csr_matrix:
    """Return how much each word stem says of each text: a row per text, of length 1 or 0.

    Rarer words say more (tf-idf); one that no other text has says nothing.

    Parameters
    ----------
    texts
        The normalised wordings.

    Returns
    -------
    table : sparse matrix of shape (n_texts, n_stems)
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    stem = cache(snowballstemmer.stemmer("english").stemWord)
    weights = TfidfVectorizer(
        analyzer=lambda text: [stem(word) for word in _WORD.findall(text)],
        min_df=_TWICE,
        sublinear_tf=True,
    )
    try:
        return csr_matrix(weights.fit_transform(texts))
    except ValueError:  # no word comes up twice
        return csr_matrix((len(texts), 1))


def place_words(table: csr_matrix) -> np.ndarray:
    """Return a row per text, close to those of texts whose words keep the same company.

    A model of language places each text by what its words mean anywhere; this places it by how
    they are used in this file, where a florid verb stands with everything and so tells nothing.

    Parameters
    ----------
    table
        See :func:`weigh_words`.

    Returns
    -------
    rows : ndarray of shape (n_texts, n_axes)
        Of length 1, or 0 for a text that shares no word; up to 32 axes.

    References
    ----------
    Deerwester et al., "Indexing by latent semantic analysis", JASIS 41, 1990. Halko et al.,
    "Finding structure with randomness", SIAM Review 53, 2011 (so often repeated that chance has
    no say).
    """
    from sklearn.decomposition import TruncatedSVD

    if min(table.shape) < 2:
        return np.zeros((table.shape[0], 1))
    axes = min(_AXES, *table.shape)
    known = TruncatedSVD(axes, n_iter=_ROUNDS, n_oversamples=_AXES, random_state=0)
    rows = known.fit_transform(table)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(np.where(lengths > _NOTHING, rows / np.maximum(lengths, _NOTHING), 0))


def words_in_common(linkage: np.ndarray, table: csr_matrix) -> np.ndarray:
    """Return the cosine of the words of the two groups of each merge, shape (n - 1,).

    1 where both use the same words equally often, 0 where they share none. Each group's words are
    the sum of its rows; the smaller sum is poured into the larger, so that every word moves at
    most ``log2(n)`` times.
    """
    n = len(linkage) + 1
    stems, weights = table.indices.tolist(), table.data.tolist()
    sums: list[dict[int, float]] = [
        dict(zip(stems[i:j], weights[i:j], strict=True)) for i, j in pairwise(table.indptr)
    ]
    squares = [sum(weight * weight for weight in row.values()) for row in sums]
    found = np.zeros(n - 1)
    for row, (a, b) in enumerate(linkage[:, :2].astype(np.int64).tolist()):
        small, large = sorted((sums[a], sums[b]), key=len)
        across = 0.0
        for stem, weight in small.items():
            other = large.get(stem, 0.0)
            across += weight * other
            large[stem] = weight + other
        if across > 0:
            found[row] = across / np.sqrt(squares[a] * squares[b])
        sums.append(large)
        squares.append(squares[a] + squares[b] + 2 * across)
        sums[a] = sums[b] = {}
    return found
