"""Groups that obey what people decided, with the undecided wordings placed as they would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from intentlib.review.components import Component
from intentlib.review.standing import Standing

_VOTERS = 5
_SHARPNESS = 10
_MOSTLY = 0.5
"""A group of whose calls people decided this share is theirs: its other wordings follow."""


@dataclass(frozen=True, eq=False)
class Obeyed:
    """Groups as decided.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Numbered from 0 in the order of each group's first wording.
    intents
        The intent that people made a group, by label.
    noise
        The group of what people said is no intent, None where there is nothing such.
    """

    labels: np.ndarray
    intents: Mapping[int, Component]
    noise: int | None


def obey(
    labels: np.ndarray,
    keys: Sequence[str],
    calls: np.ndarray,
    vectors: np.ndarray,
    standing: Standing,
) -> Obeyed:
    """Return the groups of a cut, changed where people decided otherwise.

    Wordings that are one intent by decision are one group, whatever the cut says. The undecided
    wordings of a group follow if people decided of most of its calls: each goes to the intent of
    the decided wordings nearest to it. So they do in the group that holds most of the wordings
    that an intent is known by, its anchors: what was moved to an intent joins the rest of it. In
    any other group that is mostly undecided they stay.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Groups of a cut, numbered from 0.
    keys
        The normalised wordings.
    calls : ndarray of shape (n_wordings,)
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    standing
        What is in force.
    """
    row_of = {key: row for row, key in enumerate(keys)}
    noise = _rows(standing.noise, row_of)
    parts = standing.components()
    members = [_rows(part.keys, row_of) for part in parts]
    owner, hint = np.full(len(labels), -1), np.full(len(labels), -1)
    for number, (part, rows) in enumerate(zip(parts, members, strict=True)):
        if part.intent_id is not None:
            owner[rows] = number
            hint[_rows(part.anchors, row_of)] = number
    free = np.ones(len(labels), bool)
    free[noise] = False
    hint[(owner >= 0) | ~free] = -1
    groups = _follow(labels, len(parts), owner, hint, free, calls, vectors)
    apart = defaultdict[int, set[int]](set)
    for link in standing.cannot_links():
        apart[link.left].add(link.right)
        apart[link.right].add(link.left)
    _pin(groups, [part.intent_id is None for part in parts], members, apart, calls, vectors)
    groups[noise] = _unused(groups, len(parts))
    numbers, first, found = np.unique(groups, return_index=True, return_inverse=True)
    place = np.argsort(np.argsort(first))
    intents = {
        int(place[at]): parts[number]
        for at, number in enumerate(numbers.tolist())
        if number < len(parts) and parts[number].intent_id is not None
    }
    final = place[found]
    return Obeyed(final, intents, int(final[noise[0]]) if len(noise) else None)


def _rows(keys: Iterable[str], row_of: Mapping[str, int]) -> np.ndarray:
    return np.array([row_of[key] for key in keys if key in row_of], np.int64)


def _follow(
    labels: np.ndarray,
    n_owners: int,
    owner: np.ndarray,
    hint: np.ndarray,
    free: np.ndarray,
    calls: np.ndarray,
    vectors: np.ndarray,
) -> np.ndarray:
    """Return a group for every wording: an owner's number, or beyond these the cut's group."""
    groups = np.where(owner >= 0, owner, labels + n_owners)
    n_groups = int(labels.max(initial=-1)) + 1
    decided = np.bincount(labels, calls * (owner >= 0), n_groups)
    undecided = np.bincount(labels, calls * ((owner < 0) & free), n_groups)
    theirs = (decided > 0) & (decided >= _MOSTLY * (decided + undecided))
    seated = _seated(labels, hint, calls)
    known = np.where(theirs[labels], owner, -1)
    known[seated] = hint[seated]
    open_ = (
        free
        & (owner < 0)
        & (theirs | (np.bincount(labels[seated], minlength=n_groups) > 0))[labels]
    )
    for label in np.unique(labels[open_]):
        rows = np.flatnonzero(labels == label)
        asked, told = rows[open_[rows]], rows[known[rows] >= 0]
        groups[asked] = _voted(vectors[asked] @ vectors[told].T, known[told])
    return groups


def _seated(labels: np.ndarray, hint: np.ndarray, calls: np.ndarray) -> np.ndarray:
    """Return the anchors that lie where most calls of their intent's anchors are."""
    rows = np.flatnonzero(hint >= 0)
    pairs, at = np.unique(np.stack([hint[rows], labels[rows]]), axis=1, return_inverse=True)
    weights = np.bincount(at.ravel(), calls[rows], pairs.shape[1])
    order = np.lexsort((pairs[1], -weights, pairs[0]))
    _, first = np.unique(pairs[0, order], return_index=True)
    chosen = np.zeros(pairs.shape[1], bool)
    chosen[order[first]] = True
    return rows[chosen[at.ravel()]]


def _voted(cosines: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Return the owner that the columns nearest to each row stand for, the nearest most."""
    choices, codes = np.unique(owners, return_inverse=True)
    nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :_VOTERS]
    strength = np.take_along_axis(cosines, nearest, axis=1).clip(1e-6, 1) ** _SHARPNESS
    votes = np.zeros((len(cosines), len(choices)))
    np.add.at(votes, (np.arange(len(cosines))[:, None], codes[nearest]), strength)
    return np.asarray(choices[votes.argmax(axis=1)])


def _pin(
    groups: np.ndarray,
    loose: Sequence[bool],
    members: Sequence[np.ndarray],
    apart: Mapping[int, set[int]],
    calls: np.ndarray,
    vectors: np.ndarray,
) -> None:
    """Bring together what pins hold, in place, and move apart what they hold apart.

    A pinned component goes where most of its calls are, unless that is where one is from which it
    is held apart: then to the nearest group without such.
    """
    shared = [number for number, rows in enumerate(members) if loose[number] and len(rows)]
    placed = {number for number, rows in enumerate(members) if not loose[number] and len(rows)}
    for number in sorted(shared, key=lambda each: (-calls[members[each]].sum(), each)):
        rows = members[number]
        barred = {groups[members[other][0]] for other in apart.get(number, ()) if other in placed}
        here = np.unique(groups[rows])
        weights = [calls[rows[groups[rows] == group]].sum() for group in here]
        best = next((g for g in here[np.argsort(weights)[::-1]] if g not in barred), None)
        if best is None:
            best = _nearest_group(groups, rows, barred, vectors)
        groups[rows] = _unused(groups, len(members)) if best is None else best
        placed.add(number)


def _unused(groups: np.ndarray, n_owners: int) -> int:
    """Return a group that holds no wording and is no owner's."""
    return max(int(groups.max(initial=-1)) + 1, n_owners)


def _nearest_group(
    groups: np.ndarray, rows: np.ndarray, barred: set[int], vectors: np.ndarray
) -> int | None:
    """Return the group nearest to some wordings that is not barred, None where there is none."""
    others = np.setdiff1d(np.arange(len(groups)), rows)
    others = others[~np.isin(groups[others], list(barred))]
    if not len(others):
        return None
    middle = vectors[rows].sum(axis=0)
    candidates = np.unique(groups[others])
    cosines = [
        middle @ vectors[others[groups[others] == group]].mean(axis=0) for group in candidates
    ]
    return int(candidates[int(np.argmax(cosines))])
