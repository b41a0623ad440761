"""Intents -> themes: by what customers of any service call about, and by their vectors.

The vectors of intents tell what is worded alike, which is not what stands on a slide: "copy of a
bill" is nearer to "copy of a letter" than to "dispute a charge". So intents that share a subject
(``language.subjects``) start out as one theme, if they are near each other at all; Ward's method
puts the others to them, or makes themes of their own. Calls about nothing stay among themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from intentlib.language.subjects import NOTHING, subject_of
from intentlib.vectors import group_sums, unit

FEWEST, MOST = 4, 12
"""Themes, where there are intents enough."""

_PER_ROOT = 1.5
"""Themes to expect: this many times the root of the number of intents."""
_ALIKE = -0.08
"""Mean cosine to the others of its subject that an intent needs, seen from the middle of all."""
_WORTH = 0.5
"""Share of an even theme's calls that intents of one subject need to be a theme."""
_NOTHING = 0.01
"""Share of all calls that make calls about nothing a theme."""
_CRUMB = 0.25
"""Share of an even theme's calls below which a theme joins its nearest."""

Floats = NDArray[np.float64]


def group_themes(
    names: Sequence[str], labels: np.ndarray, vectors: np.ndarray, calls: np.ndarray
) -> np.ndarray:
    """Return the theme of each intent.

    Parameters
    ----------
    names : sequence of str of length n_intents
        The names of the intents.
    labels : ndarray of shape (n_wordings,), int
        The intent of each wording; every number from 0 occurs.
    vectors : ndarray of shape (n_wordings, d)
        Unit rows.
    calls : ndarray of shape (n_wordings,)
        Calls of each wording.

    Returns
    -------
    ndarray of shape (n_intents,), int64
        Numbered from 0 in the order of each theme's first intent: 4 to 12 themes from eight intents
        on, fewer for fewer, one for up to three.
    """
    n_intents = len(names)
    most = max(min(MOST, n_intents // 2), 1)
    if most == 1:
        return np.zeros(n_intents, dtype=np.int64)
    expected = round(_PER_ROOT * math.sqrt(n_intents))
    wanted = int(np.clip(expected, min(FEWEST, most), most))
    size = np.bincount(labels, weights=calls, minlength=n_intents).astype(float)
    order = np.array(sorted(range(n_intents), key=lambda i: (names[i], i)))
    places, size = _places(labels, vectors, calls, size)[order], size[order] / size.sum()
    subjects = np.array([(subject_of(names[i]) or ("",))[0] for i in order])
    apart = (subjects == NOTHING) & (size[subjects == NOTHING].sum() >= _NOTHING)
    if apart.all():
        apart[:] = False
    rest, wanted = np.flatnonzero(~apart), wanted - int(apart.any())
    themes = np.full(n_intents, n_intents)
    start = _by_subject(subjects[rest].tolist(), places[rest], size[rest], wanted)
    themes[rest] = _merge(start, places[rest], size[rest], wanted)
    found = np.empty(n_intents, dtype=np.int64)
    found[order] = themes
    return _numbered(found)


def _places(labels: np.ndarray, vectors: np.ndarray, calls: np.ndarray, size: Floats) -> Floats:
    """Return where each intent lies seen from the middle of all calls, as unit rows."""
    sums = group_sums(vectors, labels, calls)
    seen = sums / size[:, None] - sums.sum(axis=0) / size.sum()
    return unit(seen)


def _by_subject(subjects: Sequence[str], places: Floats, size: Floats, wanted: int) -> np.ndarray:
    """Return a theme per subject that is worth one, and one for each other intent."""
    themes = np.arange(len(subjects))
    cosines = np.round(places @ places.T, 6)
    found = []
    for subject in sorted({*subjects} - {""}):
        held = np.array([at for at, other in enumerate(subjects) if other == subject])
        if len(held) > 1:
            others = (cosines[np.ix_(held, held)].sum(axis=1) - 1) / (len(held) - 1)
            held = held[others >= _ALIKE]
        if len(held) > 1 and size[held].sum() * wanted >= _WORTH:
            found.append(held)
    # Where one subject is the whole file, it says nothing.
    found.sort(key=lambda held: (-len(held), held[0]))
    while found and len(themes) - sum(len(held) - 1 for held in found) < wanted:
        found.pop(0)
    for held in found:
        themes[held] = held[0]
    return themes


def _merge(themes: np.ndarray, places: Floats, size: Floats, wanted: int) -> np.ndarray:
    """Return so many themes or fewer, by merging the nearest (Ward), crumbs last.

    Those that begin as more than one intent are merged only when there is nothing else to merge.
    """
    first, themes = np.unique(themes, return_inverse=True)
    counts = np.bincount(themes).astype(float)
    fixed = counts > 1
    share = np.bincount(themes, weights=size) * wanted
    cost = _costs(themes, places, counts)
    alive = np.ones(len(first), dtype=bool)
    while True:
        small = alive & ~fixed & (np.round(share, 6) < _CRUMB)
        many = alive.sum() > wanted
        if not many and not (small.any() and alive.sum() > min(FEWEST, wanted)):
            return themes
        allowed = ~(fixed[:, None] & fixed[None, :]) if (alive & ~fixed).any() else alive[:, None]
        if not many:
            allowed = allowed & (small[:, None] | small[None, :])
        price = np.where(allowed & alive[:, None] & alive[None, :], cost, np.inf)
        one, other = (int(at) for at in np.unravel_index(price.argmin(), price.shape))
        stays, goes = sorted((one, other), key=lambda at: (not fixed[at], at))
        # Lance and Williams
        n, m = counts[stays], counts[goes]
        joined = (n + counts) * cost[stays] + (m + counts) * cost[goes] - counts * cost[one, other]
        joined /= n + m + counts
        cost[stays], cost[:, stays] = np.round(joined, 9), np.round(joined, 9)
        cost[stays, stays] = np.inf
        counts[stays] += m
        share[stays] += share[goes]
        alive[goes] = False
        themes[themes == goes] = stays


def _costs(themes: np.ndarray, places: Floats, counts: Floats) -> Floats:
    """Return what the variance within themes grows by with each merge."""
    means = np.zeros((len(counts), places.shape[1]))
    np.add.at(means, themes, places)
    means /= counts[:, None]
    inner = (means**2).sum(axis=1)
    apart = inner[:, None] + inner[None, :] - 2 * means @ means.T
    cost: Floats = np.round(apart * np.outer(counts, counts) / np.add.outer(counts, counts), 9)
    cost[np.diag_indices(len(counts))] = np.inf
    return cost


def _numbered(themes: np.ndarray) -> np.ndarray:
    """Return the themes numbered in the order of their first intent."""
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(int(theme), len(numbers)) for theme in themes])
