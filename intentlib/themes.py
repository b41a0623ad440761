"""Intents -> themes: what fits on one slide.

The themes are a coarser cut of the merge tree, so that they are the far end of the same slider.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, count

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster

from intentlib.language.inflection import plural
from intentlib.language.nouns import Mention, mentions
from intentlib.language.titles import plainness, spell
from intentlib.language.verbs import stem
from intentlib.model import Tree

FEWEST, MOST = 4, 12
"""Themes, where there are intents enough."""

OTHER = "Other"
"""Name of a theme whose intents' names hold no word."""

_PER_ROOT = 1.5
"""Themes to expect: this many times the root of the number of intents."""

_CRUMB = 0.25
"""A single intent with less than this share of an even theme's calls is no theme of its own."""

_ADDS = 0.2
"""Share of a theme's calls that a second noun must add to be in its name."""
_COVERS = 0.5
"""Share of a theme's calls that a noun must cover to be the whole name where none adds as much."""
_MODIFIES = 0.6
"""Share of a noun's calls that a modifier must go with to be in the name."""
_ASIDE = 0.5
"""Weight of a noun that is not what an intent is mainly about."""

_MOST_WORDS = 4
"""Words in a theme's name at most."""

Object = tuple[str, ...]
Floats = NDArray[np.float64]


def group_themes(
    tree: Tree, labels: np.ndarray, vectors: np.ndarray, calls: np.ndarray
) -> np.ndarray:
    """Return the theme of each intent.

    Their number is the one whose cut lies in the widest gap of the tree, shares out the calls most
    evenly and is near what one expects of so many intents. An intent goes where most of its calls
    do; one that would be a tiny theme by itself joins the theme of the nearest intent.

    Parameters
    ----------
    tree
        The merge tree over the wordings.
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
    n_intents = int(labels.max()) + 1
    most = max(min(MOST, n_intents // 2), 1)
    if most == 1:
        return np.zeros(n_intents, dtype=np.int64)
    size = np.bincount(labels, weights=calls, minlength=n_intents)
    cuts = {n: _majority(tree, n, labels, calls) for n in range(min(FEWEST, most), most + 1)}
    worth = {
        n: _gap(tree, n) * _evenness(cut, size, n) * _expected(n, n_intents)
        for n, cut in cuts.items()
    }
    best = max(cuts, key=lambda n: (round(worth[n], 6), -n))
    centroids = np.zeros((n_intents, vectors.shape[1]))
    np.add.at(centroids, labels, vectors * calls[:, None])
    return _numbered(_without_crumbs(cuts[best], size, _unit(centroids)))


def _expected(n_themes: int, n_intents: int) -> float:
    """Return how well a number of themes suits a number of intents, 0-1."""
    expected = min(_PER_ROOT * math.sqrt(n_intents), MOST)
    return math.exp(-(math.log(n_themes / expected) ** 2) / 2)


def _majority(tree: Tree, n_themes: int, labels: np.ndarray, calls: np.ndarray) -> np.ndarray:
    """Return for each intent the part of the tree, cut into so many, where most calls fall."""
    part = fcluster(tree.linkage, n_themes, "maxclust").astype(np.int64) - 1
    held = np.zeros((int(labels.max()) + 1, n_themes))
    np.add.at(held, (labels, part), calls)
    return np.asarray(held.argmax(axis=1))


def _gap(tree: Tree, n_themes: int) -> float:
    """Return how much higher the merge into fewer themes is than the one into so many."""
    above, below = tree.linkage[-(n_themes - 1), 2], tree.linkage[-n_themes, 2]
    return float(above / max(below, 1e-12))


def _evenness(themes: np.ndarray, size: np.ndarray, n_themes: int) -> float:
    """Return the effective number of themes (the exponential of the entropy) per theme."""
    share = np.bincount(themes, weights=size / size.sum())
    share = share[share > 0]
    return float(np.exp(-(share * np.log(share)).sum()) / n_themes)


def _without_crumbs(themes: np.ndarray, size: np.ndarray, centroids: Floats) -> np.ndarray:
    """Return the themes with lone small intents put to the theme of their nearest neighbour."""
    even = size.sum() / len(np.unique(themes))
    alone = np.bincount(themes)[themes] == 1
    crumbs = np.flatnonzero(alone & (size < _CRUMB * even))
    kept = np.setdiff1d(np.arange(len(themes)), crumbs)
    joined = themes.copy()
    for crumb in crumbs if len(kept) else []:
        joined[crumb] = themes[kept[np.round(centroids[kept] @ centroids[crumb], 6).argmax()]]
    return joined


def _numbered(themes: np.ndarray) -> np.ndarray:
    """Return the themes numbered in the order of their first intent."""
    numbers: dict[int, int] = {}
    return np.array([numbers.setdefault(int(theme), len(numbers)) for theme in themes])


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def name_themes(
    names: Sequence[str], calls: np.ndarray, vectors: np.ndarray, themes: np.ndarray
) -> list[str]:
    """Return one name per theme, all distinct, such as "Bills and charges".

    A theme is called by the one or two nouns that most of its intents' calls are about and few of
    the other themes', with their modifier where they share one.

    Parameters
    ----------
    names : sequence of str of length n_intents
        The names of the intents.
    calls : ndarray of shape (n_intents,)
        Calls of each intent.
    vectors : ndarray of shape (n_intents, d)
        Middle of each intent; an intent near the middle of its theme says more about it.
    themes : ndarray of shape (n_intents,), int
        The theme of each intent; every number from 0 occurs.

    Returns
    -------
    list of str
        One to four words each, in sentence case.
    """
    n_themes = int(themes.max()) + 1
    middles = np.zeros((n_themes, vectors.shape[1]))
    np.add.at(middles, themes, vectors * calls[:, None])
    near = (_unit(vectors.astype(float)) * _unit(middles)[themes]).sum(axis=1)
    weights = np.round(calls / calls.sum() * np.maximum(near, 0.1), 9)
    topics = [mentions(name) for name in names]
    overall: defaultdict[str, float] = defaultdict(float)
    for topic, weight in zip(topics, weights.tolist(), strict=True):
        for noun in topic:
            overall[noun] += weight
    members = [np.flatnonzero(themes == theme) for theme in range(n_themes)]
    taken: dict[int, Object] = {}
    for theme in sorted(range(n_themes), key=lambda t: (-round(weights[members[t]].sum(), 6), t)):
        rows = [(topics[i], float(weights[i])) for i in members[theme]]
        taken[theme] = _apart(_options(_nouns(rows, overall)), taken.values())
    return [spell(taken[theme], {}) for theme in range(n_themes)]


def _apart(options: Sequence[Object], taken: Collection[Object]) -> Object:
    """Return the first option that says neither more nor less than a name already taken."""
    said = [_stems(name) for name in taken]
    for option in options:
        if not any(_stems(option) <= other or other <= _stems(option) for other in said):
            return option
    numbers = ((*options[0], str(number)) for number in count(2))
    return next(name for name in chain(options, numbers) if name not in taken)


def _stems(name: Object) -> frozenset[str]:
    return frozenset(stem(word) for word in name) - {"and"}


@dataclass(frozen=True, eq=False)
class _Noun:
    """A noun of a theme: how it is written, how well it stands for the theme, what it covers."""

    text: Object
    score: float
    covers: Mapping[int, float]


def _nouns(
    rows: Sequence[tuple[Mapping[str, Mention], float]], overall: Mapping[str, float]
) -> list[_Noun]:
    """Return the nouns of a theme, best first.

    A noun is good when it covers many of the theme's calls and few of other themes', and is common.
    """
    covers: defaultdict[str, dict[int, float]] = defaultdict(dict)
    worded: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    modified: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    whole = sum(weight for _, weight in rows)
    for row, (topic, weight) in enumerate(rows):
        for noun, mention in topic.items():
            covers[noun][row] = weight / whole * (_ASIDE if mention.aside else 1)
            worded[noun][mention.word] += weight
            modified[noun][mention.modifier] += weight
    found = []
    for noun, held in covers.items():
        word = _most(worded[noun])
        modifier = _most(modified[noun])
        here = sum(worded[noun].values())
        score = sum(held.values()) * math.sqrt(here / overall[noun]) * (1 + plainness(word)) / 2
        mostly = modified[noun][modifier] >= _MODIFIES * here
        text = (modifier, plural(word)) if modifier and mostly else (plural(word),)
        found.append(_Noun(text, round(score, 6), held))
    return sorted(found, key=lambda noun: (-noun.score, noun.text))


def _most(shares: Mapping[str, float]) -> str:
    return min(shares, key=lambda word: (-round(shares[word], 6), word))


def _options(nouns: Sequence[_Noun]) -> list[Object]:
    """Return names for a theme, best first."""
    if not nouns:
        return [(OTHER.lower(),)]
    first = nouns[0]
    pairs = {
        (one, other): sum(share for row, share in other.covers.items() if row not in one.covers)
        for one, other in combinations(nouns, 2)
        if not _stems(other.text[-1:]) <= _stems(one.text)
    }
    best = max(pairs, key=lambda p: (p[0] is first, pairs[p] * p[1].score), default=None)
    covered = sum(first.covers.values())
    short = covered < _COVERS and best is not None and pairs[best] > 0
    ranked = [best] if best and best[0] is first and (pairs[best] >= _ADDS or short) else []
    both = [_joined(one.text, other.text) for one, other in [*ranked, *pairs]]
    alone = [noun.text for noun in nouns]
    return both + alone if ranked else [alone[0], *both, *alone]


def _joined(one: Object, other: Object) -> Object:
    """Return two nouns joined, the second with its modifier where that is new and has room."""
    whole = (*one, "and", *other)
    again = _stems(one) & _stems(other)
    return whole if len(whole) <= _MOST_WORDS and not again else (*one, "and", other[-1])
