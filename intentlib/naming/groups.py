"""Groups of wordings -> names that an analyst would type.

Every wording is read as an act and an object (``language.phrases``), its slips put right. Out of
all that callers of a group say, ``candidates`` finds the best that can be said of it, and ``apart``
sees to it that no two groups are confused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from intentlib.language.clauses import stems
from intentlib.language.hearing import Heard, Object, hear, topic
from intentlib.language.meanings import Meanings
from intentlib.language.misspellings import put_right
from intentlib.language.titles import spell, spellings
from intentlib.language.verbs import stem
from intentlib.naming.apart import tell_apart
from intentlib.naming.candidates import Near, rank
from intentlib.vectors import group_sums, unit

_MOST_READ, _FEWEST_READ = 100, 40
"""Wordings of a group that are read for its name: the ones with most calls, nearest its middle."""
_READ_IN_ALL = 20_000
"""Wordings that are read of all groups, as far as each has its fewest."""
_RIVALS = 30
"""Groups that a name must be farther from than from its own: the nearest."""
_AROUND = 10
"""Groups around one that is named by itself: the nearest."""
_COMMON_PART = 0.3
"""What a word tells that all groups say."""

Floats = NDArray[np.float64]


def name_groups(
    texts: Sequence[str], calls: np.ndarray, vectors: np.ndarray, labels: np.ndarray
) -> list[str]:
    """Return one name per group, all distinct, in sentence case and of two to seven words.

    Where callers say no more than one word, so does the name; where two groups would be confused
    and no other name is near as good, the smaller one's gets a word in brackets or a number. The
    names depend neither on the order of the wordings nor on the unit of the calls.

    Parameters
    ----------
    texts : sequence of str of length n
        The wordings as written; nothing in them is trusted, a name is plain text.
    calls : ndarray of shape (n,)
        Calls of each wording.
    vectors : ndarray of shape (n, d)
        Unit rows.
    labels : ndarray of shape (n,), int
        The group of each wording; every number from 0 occurs.

    Returns
    -------
    list of str
        Name of group 0, 1, …
    """
    if not len(texts):
        return []
    order = np.array(sorted(range(len(texts)), key=lambda i: (texts[i], calls[i])), dtype=np.intp)
    calls, vectors, labels = calls[order].astype(float), vectors[order], labels[order]
    groups = range(int(labels.max()) + 1)
    members = [np.flatnonzero(labels == group) for group in groups]
    size = [round(calls[rows].sum() / calls.sum(), 9) for rows in members]
    centroids = unit(group_sums(vectors, labels, calls))

    most = int(np.clip(_READ_IN_ALL // len(groups), _FEWEST_READ, _MOST_READ))
    read = [_ranked(members[group], calls, vectors, centroids[group])[:most] for group in groups]
    kept = np.sort(np.concatenate(read))
    said = put_right([texts[i] for i in order[kept]], calls[kept].tolist())
    words = dict(zip(kept.tolist(), (stems(text) for text in said), strict=True))
    written = dict(zip(kept.tolist(), said, strict=True))
    meanings = Meanings.learn(list(words.values()), vectors[kept])
    callers = _callers(words, calls, labels)

    heard, ranked = [], []
    for group in groups:
        rows = read[group].tolist()
        share = calls[rows] / calls[rows].sum()
        own = _own(callers, {word for row in rows for word in words[row]}, group)
        heard.append(hear([written[row] for row in rows], share.tolist(), own))
        ranked.append(
            rank(heard[-1], _nearness(heard[-1], meanings, _neighbours(centroids, group)))
        )
    scores = [found[0].score if found else 0.0 for found in ranked]
    first = sorted(groups, key=lambda group: (-size[group], -scores[group], members[group][0]))
    titles = tell_apart(ranked, heard, first)
    known = spellings(said, {word for title in titles for word in title})
    return [spell(title, known) for title in titles]


def name_some(
    texts: Sequence[str],
    calls: np.ndarray,
    vectors: np.ndarray,
    labels: np.ndarray,
    some: Sequence[int],
) -> list[str]:
    """Return names of some groups, told apart from each other and from the groups around them.

    Parameters
    ----------
    texts, calls, vectors, labels
        See :func:`name_groups`.
    some
        Numbers of groups, rising; where it is all, the names are those of :func:`name_groups`.
    """
    if not len(some):
        return []
    middles = unit(group_sums(vectors, labels, calls))
    alike = np.round(middles[some] @ middles.T, 6)
    around = np.argsort(-alike, axis=1, kind="stable")[:, : _AROUND + 1]
    asked = np.union1d(some, around)
    rows = np.flatnonzero(np.isin(labels, asked))
    place = np.searchsorted(asked, labels[rows])
    names = name_groups([texts[row] for row in rows.tolist()], calls[rows], vectors[rows], place)
    return [names[group] for group in np.searchsorted(asked, some).tolist()]


def _ranked(rows: np.ndarray, calls: Floats, vectors: np.ndarray, middle: Floats) -> np.ndarray:
    """Return the rows of a group: first those with most calls, of these the nearest its middle."""
    near = np.round(vectors[rows] @ middle, 6)
    ranked: np.ndarray = rows[np.lexsort((np.arange(len(rows)), -near, -calls[rows]))]
    return ranked


def _callers(
    words: Mapping[int, Iterable[str]], calls: Floats, labels: np.ndarray
) -> dict[str, dict[int, float]]:
    """Return for each stem how many callers of which group say it."""
    said: dict[str, dict[int, float]] = {}
    for row, in_text in words.items():
        for word in in_text:
            of_word = said.setdefault(word, {})
            of_word[int(labels[row])] = of_word.get(int(labels[row]), 0.0) + float(calls[row])
    return said


def _own(
    callers: Mapping[str, Mapping[int, float]], found: Iterable[str], group: int
) -> dict[str, float]:
    """Return how much some stems are their group's own, 0-1."""
    part = {word: callers[word][group] / math.fsum(callers[word].values()) for word in found}
    return {word: _COMMON_PART + (1 - _COMMON_PART) * own for word, own in part.items()}


def _neighbours(centroids: Floats, group: int) -> Floats:
    """Return the middles of the groups nearest to one, its own first."""
    near = np.round(centroids @ centroids[group], 6)
    near[group] = 2.0
    nearest: Floats = centroids[np.argsort(-near, kind="stable")[: 1 + _RIVALS]]
    return nearest


def _nearness(heard: Heard, meanings: Meanings, middles: Floats) -> Near:
    """Return what tells how much nearer objects are to their own group than to any other.

    That is the cosine to the group's middle (the first), less what another group's has more.
    """
    act = np.zeros_like(meanings.mean)
    for name, share in sorted(heard.acts.items()):
        verbs = heard.verbs[name]
        for verb, said in sorted(verbs.items()):
            part = share * said / sum(verbs.values())
            act += part * meanings.of(map(stem, verb.split()))

    def near(objects: Sequence[Object]) -> Floats:
        placed = np.array([meanings.of(sorted(topic(obj))) for obj in objects])
        cosines = unit(placed + meanings.mean + act) @ middles.T
        own = cosines[:, 0]
        margin: Floats = np.minimum(own, 2 * own - cosines[:, 1:].max(axis=1, initial=-1))
        return margin

    return near
