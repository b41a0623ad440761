"""Themes -> names: a noun phrase that covers most of their calls."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, count

import numpy as np
from numpy.typing import NDArray

from intentlib.language import wordlists as words
from intentlib.language.inflection import plural
from intentlib.language.nouns import Mention, mentions
from intentlib.language.subjects import NOTHING, SIDES, SUBJECTS, subject_of
from intentlib.language.titles import plainness, spell
from intentlib.language.verbs import stem
from intentlib.vectors import group_sums, unit

OTHER = "Other"
"""Name of a theme whose intents' names hold no word."""

_ADDS = 0.2
"""Share of a theme's calls that a second noun must add to be in its name."""
_COVERS = 0.5
"""Share of a theme's calls that a noun must cover to be the whole name where none adds as much."""
_MODIFIES = 0.6
"""Share of a noun's calls that a modifier must go with to be in the name."""
_UNHEARD = 0.2
"""How plain an abbreviation is that is rare in English at large."""
_ONE_WORD = 0.75
"""Share of a subject's calls that say one and the same word, for it to be called by that."""
_ASIDE = 0.5
"""Weight of a noun that is not what an intent is mainly about."""

_MOST_WORDS = 4
"""Words in a theme's name at most."""

_SUBJECT_OF = {side: subject for subject, sides in SUBJECTS.items() for side in sides}

Object = tuple[str, ...]
Floats = NDArray[np.float64]


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
    middles = unit(group_sums(vectors, themes, calls))
    near = (unit(vectors.astype(float)) * middles[themes]).sum(axis=1)
    weights = np.round(calls / calls.sum() * np.maximum(near, 0.1), 9)
    topics = [_said(name) for name in names]
    overall: defaultdict[str, float] = defaultdict(float)
    for topic, weight in zip(topics, weights.tolist(), strict=True):
        for key in {key for key, _ in topic}:
            overall[key] += weight
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
    """A noun of a theme: how it is written, how well it stands for the theme, what it covers.

    The key is its stem, or the side of a subject that it belongs to.
    """

    key: str
    text: Object
    score: float
    covers: Mapping[int, float]


def _said(name: str) -> list[tuple[str, Mention]]:
    """Return the nouns that a name is about, each by its side of a subject, or else its stem."""
    subject = subject_of(name)
    if subject and subject[0] == NOTHING:
        return [(subject[1], Mention("", "", aside=False))]
    found = [
        (SIDES[key][1] if key in SIDES else key, mention) for key, mention in mentions(name).items()
    ]
    if not subject or subject[1] in {key for key, _ in found}:
        return found
    # "a scam call" is about a scam
    aside = [(key, replace(mention, aside=True)) for key, mention in found]
    return [(subject[1], Mention("", "", aside=False)), *aside]


def _nouns(
    rows: Sequence[tuple[Sequence[tuple[str, Mention]], float]], overall: Mapping[str, float]
) -> list[_Noun]:
    """Return the nouns of a theme, best first.

    A noun is good when it covers many of the theme's calls and few of other themes', and is common.
    """
    covers: defaultdict[str, dict[int, float]] = defaultdict(dict)
    worded: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    modified: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    whole = sum(weight for _, weight in rows)
    for row, (topic, weight) in enumerate(rows):
        for key, mention in topic:
            share = weight / whole * (_ASIDE if mention.aside else 1)
            covers[key][row] = max(share, covers[key].get(row, 0.0))
            worded[key][mention.word] += weight
            modified[key][mention.modifier] += weight
    found = []
    for key, held in covers.items():
        text, plain = _worded(key, worded[key], modified[key])
        here = sum(rows[row][1] for row in held)
        score = sum(held.values()) * math.sqrt(here / overall[key]) * (1 + plain) / 2
        found.append((plain > 0, _Noun(key, text, round(score, 6), held)))
    telling = [noun for tells, noun in found if tells] or [noun for _, noun in found]
    return sorted(telling, key=lambda noun: (-noun.score, noun.text))


def _worded(
    key: str, said: Mapping[str, float], modified: Mapping[str, float]
) -> tuple[Object, float]:
    """Return how a noun is written, and how plain that is, 0-1.

    It is written as most callers have it, or by the side of the subject that its words share.
    """
    word, modifier = _most(said), _most(modified)
    often = sum(said.values())
    if key in _SUBJECT_OF and (not word or said[word] < _ONE_WORD * often):
        return tuple(key.split()), 1.0
    with_it = modifier and modified[modifier] >= _MODIFIES * often
    hollow = word[:1].isdigit() or not words.HOLLOW.isdisjoint((word, word.removesuffix("s")))
    plain = 0.0 if hollow else plainness(word) or _UNHEARD * (word in words.SPELLINGS)
    return ((modifier, plural(word)) if with_it else (plural(word),)), plain


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
        and not _stems(one.text[-1:]) <= _stems(other.text)
    }
    best = max(pairs, key=lambda p: (p[0] is first, pairs[p] * p[1].score), default=None)
    covered = sum(first.covers.values())
    short = covered < _COVERS and best is not None and pairs[best] > 0
    ranked = [best] if best and best[0] is first and (pairs[best] >= _ADDS or short) else []
    both = [_joined(*_in_order(pair)) for pair in [*ranked, *pairs]]
    alone = [noun.text for noun in nouns]
    return both + alone if ranked else [alone[0], *both, *alone]


def _in_order(pair: tuple[_Noun, _Noun]) -> tuple[Object, Object]:
    """Return how two nouns are written; two sides of one subject in the order that it gives."""
    one, other = pair
    if _SUBJECT_OF.get(one.key, "") == _SUBJECT_OF.get(other.key):
        one, other = sorted(pair, key=lambda noun: [*_SUBJECT_OF].index(noun.key))
    return one.text, other.text


def _joined(one: Object, other: Object) -> Object:
    """Return two nouns joined, the second with its modifier where that is new and has room."""
    whole = (*one, "and", *other)
    again = _stems(one) & _stems(other)
    return whole if len(whole) <= _MOST_WORDS and not again else (*one, "and", other[-1])
