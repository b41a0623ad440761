"""Themes that stay: those that people gave, then those of the run before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from intentlib.themes.grouping import MOST


def keep_themes(
    themes: np.ndarray,
    names: Sequence[str],
    calls: np.ndarray,
    before: Sequence[str],
    decided: Sequence[str],
) -> tuple[np.ndarray, list[str]]:
    """Return the themes of intents and their names, changed only where something is new.

    An intent has the theme that a person gave it, else the one that it had. One that had none goes
    where most calls of its fresh theme are; a theme of fresh intents only keeps its fresh name.
    Where most calls are of intents that had no theme, or there would be more than twelve of them,
    only what people gave stays. Names that differ in case only are one theme.

    Parameters
    ----------
    themes : ndarray of shape (n_intents,), int
        As :func:`intentlib.themes.group_themes` makes them afresh.
    names : sequence of length n_themes
        Their names.
    calls : ndarray of shape (n_intents,)
        Calls of each intent.
    before, decided : sequences of length n_intents
        The name of the theme that each intent had in the run before, and of the one that a person
        gave it; ``""`` where there is none.

    Returns
    -------
    themes : ndarray of shape (n_intents,), int64
        Numbered from 0 in the order of each theme's first intent.
    names : list of str
    """
    had = np.array([bool(name) for name in before])
    stays = 2 * calls[had].sum() >= calls.sum()
    said = _said(themes, names, calls, before, decided) if stays else []
    if not stays or len({name.casefold() for name in said}) > MOST:
        said = _said(themes, names, calls, [""] * len(calls), decided)
    by_people = {name.casefold(): name for name in reversed(decided) if name}
    spelt: dict[str, str] = {}
    for name in said:
        spelt.setdefault(name.casefold(), by_people.get(name.casefold(), name))
    place = {key: number for number, key in enumerate(spelt)}
    return np.array([place[name.casefold()] for name in said], dtype=np.int64), [*spelt.values()]


def _said(
    themes: np.ndarray,
    names: Sequence[str],
    calls: np.ndarray,
    before: Sequence[str],
    decided: Sequence[str],
) -> list[str]:
    """Return the name of each intent's theme."""
    votes: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for theme, name, weight in zip(themes.tolist(), before, calls.tolist(), strict=True):
        if name:
            votes[theme][name] += weight
    most = {
        theme: min(found, key=lambda name: (-found[name], name)) for theme, found in votes.items()
    }
    return [
        person or own or most.get(theme, names[theme])
        for person, own, theme in zip(decided, before, themes.tolist(), strict=True)
    ]
