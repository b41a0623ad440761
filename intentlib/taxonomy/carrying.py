"""A refresh: the groups of a new tree, with the intents of the run before carried over.

A tree is built anew for every file, and a tenth more calls can move a twentieth of the old
wordings. So intents are carried over instead of being found again: a wording that was seen before
stays in its intent, an unseen one joins the intent that it is nearest to, and a branch of unseen
wordings that stands apart from the others founds a new one. It may be below the cut: what was seen
had no such branch, so less than the cut asks for tells that it is something else.

Where most calls have unseen wordings, or many are in such branches, it isn't likely that callers
have that many new reasons: the wording has changed. Then a branch is a known intent in new words
if it lies where that intent lay: see ``kinship``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from intentlib.model import Run, Tree
from intentlib.taxonomy.branches import Branches
from intentlib.taxonomy.founding import found_before
from intentlib.taxonomy.kinship import Kinship

APART = 0.07
"""Height from which a branch of unseen wordings stands apart from what it joins there. That is far
below the cut: that a whole branch is unseen says more than how high it joins the others."""
_PURE = 0.8
"""Share of a branch's wordings that are unseen. What is new often resembles something that a few
callers said before: those stay where they were."""
_CHANCE = 0.01
"""How likely a file whose calls with unseen wordings are spread at random may have any such
branch. A wording of many calls would have been seen before, so calls count here."""
_LEAST, _NUMBERS = 8, 0.001
"""Calls, and their share of all, from which something is there in numbers."""
_MOST, _WHOLESALE = 0.5, 0.2
"""Share of calls with unseen wordings, and in branches of them, from which the wording changed."""
_GROWN = 2
"""A file of more than so many times the wordings is more than the run before can tell about."""


@dataclass(frozen=True, eq=False)
class Carried:
    """The groups of a refresh.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Numbered from 0 in the order of each group's first wording.
    goes_on : sequence of str of length n_wordings
        The intent as found that each wording goes on being of, ``""`` for what is new; None where
        there is no run before.
    """

    labels: np.ndarray
    goes_on: Sequence[str] | None


def carry(
    labels: np.ndarray,
    tree: Tree,
    height: float,
    wordings: pd.DataFrame,
    vectors: np.ndarray,
    previous: Run,
) -> Carried | None:
    """Return the groups of a cut, changed so that the intents of the run before go on.

    None where the run before can't tell: of another file, or one that has outgrown it.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Groups of the cut, numbered from 0.
    tree, height
        The tree and where it was cut.
    wordings
        With ``wording_id`` and ``calls``.
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows, by the model of the run before.
    previous
        The run before; its intents as they were found, whatever people decided of them.
    """
    found = found_before(previous)
    codes, ids = pd.factorize(found, sort=True)
    by_wording = pd.Series(codes, found.index)
    was = by_wording.reindex(wordings["wording_id"], fill_value=-1).to_numpy()
    owner = was.copy()
    branches = Branches(tree)
    fresh = _fresh(branches, was < 0, wordings["calls"].to_numpy(), height)
    kinship = Kinship(vectors, previous.vectors, codes)
    kin = _kin(fresh, kinship, np.bincount(was[was >= 0], minlength=len(ids)) == 0)
    if kin is None:
        return None
    for rows, code, founds in zip(fresh.rows, kin.tolist(), fresh.many.tolist(), strict=True):
        if code >= 0:
            owner[rows] = code
        elif founds:
            # What is one group of the cut is one intent: its branches go together.
            owner[rows] = len(ids) + labels[rows[0]]
    if (owner < 0).all():
        return None
    owner = branches.joined(owner)
    _, first, place = np.unique(owner, return_index=True, return_inverse=True)
    goes_on = np.array([*ids, ""], dtype=object)[np.where(owner < len(ids), owner, -1)]
    return Carried(np.argsort(np.argsort(first))[place], goes_on.tolist())


@dataclass(frozen=True, eq=False)
class _Fresh:
    """Branches of unseen wordings.

    Parameters
    ----------
    rows
        The unseen wordings of each.
    many : ndarray of shape (n_branches,), bool
        Those that stand apart and are there in numbers.
    calls : ndarray of shape (n_branches,)
    reworded
        Whether there is more of them than new intents would account for.
    """

    rows: list[np.ndarray]
    many: np.ndarray
    calls: np.ndarray
    reworded: bool


def _fresh(branches: Branches, unseen: np.ndarray, calls: np.ndarray, height: float) -> _Fresh:
    """Return the branches of unseen wordings: only those beyond chance, unless reworded."""
    nodes = branches.tops(unseen, _PURE, height)
    within, around = branches.count(calls * unseen)[nodes], branches.count(calls)[nodes]
    many = within >= max(_LEAST, _NUMBERS * calls.sum())
    many &= branches.joins(nodes) >= min(APART, height)
    by_chance = binom.sf(within - 1, around, calls[unseen].sum() / calls.sum())
    sure = many & (by_chance <= _CHANCE / max(len(nodes), 1))
    reworded = bool(
        calls[unseen].sum() > _MOST * calls.sum() or within[sure].sum() > _WHOLESALE * calls.sum()
    )
    if not reworded:
        nodes, many, within = nodes[sure], many[sure], within[sure]
    rows = [branches.of(node) for node in nodes.tolist()]
    return _Fresh([each[unseen[each]] for each in rows], many, within, reworded)


def _kin(fresh: _Fresh, kinship: Kinship, gone: np.ndarray) -> np.ndarray | None:
    """Return the known intent that each branch is, -1 for none; None if nothing can be told.

    Parameters
    ----------
    gone : ndarray of shape (n_intents,), bool
        Known intents none of whose wordings is left: without a change of wording, only these can
        come back in other words.
    """
    if not fresh.rows:
        return np.empty(0, np.int64)
    near = kinship.near(fresh.rows)
    best = near.argmax(axis=1)
    mutual = near.argmax(axis=0)[best] == np.arange(len(near))
    cosines = near.max(axis=1)
    if not fresh.reworded:
        back = mutual & gone[best] & (cosines >= kinship.alike)
        return np.where(back, best, -1)
    known = fresh.calls[cosines >= kinship.alike].sum()
    if 2 * known < fresh.calls.sum() or kinship.growth > _GROWN:
        return None
    return np.where(mutual | (cosines >= kinship.other), best, -1)
