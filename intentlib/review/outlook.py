"""The intents as they are by the decisions in force, before any new run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

import numpy as np

from intentlib.model import Tree
from intentlib.review.doubts import nearest_groups
from intentlib.review.obeying import obey
from intentlib.review.standing import Standing
from intentlib.vectors import unit

_ANCHORS = 10


@dataclass(frozen=True, eq=False)
class Ground:
    """What every question about a run is asked of; rows are its wordings.

    Parameters
    ----------
    keys
        The normalised wordings.
    calls : ndarray of shape (n_wordings,)
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows.
    tree
        The run's tree.
    intent_ids
        The published intent of each wording.
    """

    keys: Sequence[str]
    calls: np.ndarray
    vectors: np.ndarray
    tree: Tree
    intent_ids: Sequence[str]

    @cached_property
    def published(self) -> tuple[np.ndarray, np.ndarray]:
        """The distinct published intents, and the position among them of each wording's."""
        distinct, labels = np.unique(np.asarray(self.intent_ids, dtype=object), return_inverse=True)
        return distinct, labels

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each key."""
        return {key: row for row, key in enumerate(self.keys)}

    @cached_property
    def shared(self) -> float:
        """The cosine that two wordings of the file have on average."""
        n = len(self.keys)
        total = np.square(self.vectors.sum(axis=0, dtype=float)).sum()
        return float((total - n) / max(n * (n - 1), 1))


class Outlook:
    """The groups of a run by the decisions in force.

    Attributes
    ----------
    labels : ndarray of shape (n_wordings,)
        Group of each wording; -1 where it is no intent.
    intent_ids
        The intent that each group is.
    settled : ndarray of shape (n_wordings,), bool
        Wordings of which people decided where they belong.
    """

    def __init__(self, ground: Ground, standing: Standing) -> None:
        self.ground, self.standing = ground, standing
        distinct, published = ground.published
        found = obey(published, ground.keys, ground.calls, ground.vectors, standing)
        _, first = np.unique(found.labels, return_index=True)
        ids = [
            str(found.intents[label].intent_id)
            if label in found.intents
            else standing.home(str(distinct[published[row]]))
            for label, row in enumerate(first)
        ]
        # what is left of an intent is that intent, unless it is decided to be another
        known, same = np.unique(np.asarray(ids, dtype=object), return_inverse=True)
        labels = same[found.labels]
        if found.noise is not None:
            labels = np.where(found.labels == found.noise, -1, labels)
        kept, self.labels = np.unique(labels, return_inverse=True)
        if len(kept) and kept[0] == -1:
            kept, self.labels = kept[1:], self.labels - 1
        self.intent_ids: tuple[str, ...] = tuple(known[kept])
        decided = (part.keys for part in standing.components() if part.intent_id is not None)
        settled = chain(standing.noise, *decided)
        self.settled = np.zeros(len(ground.keys), bool)
        self.settled[[ground.row_of[key] for key in settled if key in ground.row_of]] = True

    @cached_property
    def rows(self) -> list[np.ndarray]:
        """The wordings of each group, commonest first; of these, nearest to its centre first."""
        near = np.einsum("ij,ij->i", self.ground.vectors, self.centres[self.labels])
        order = np.lexsort((-near, -self.ground.calls, self.labels))
        edges = np.searchsorted(self.labels[order], np.arange(len(self.intent_ids) + 1))
        return [order[start:end] for start, end in pairwise(edges)]

    @cached_property
    def calls(self) -> np.ndarray:
        """Calls of each group."""
        return np.array([self.ground.calls[rows].sum() for rows in self.rows], float)

    @cached_property
    def open_calls(self) -> np.ndarray:
        """Calls of each group that nobody has decided yet."""
        left = self.ground.calls * ~self.settled
        return np.array([left[rows].sum() for rows in self.rows], float)

    @cached_property
    def centres(self) -> np.ndarray:
        """Unit mean of each group's wordings."""
        from scipy.sparse import csr_matrix

        vectors, inside = self.ground.vectors, np.flatnonzero(self.labels >= 0)
        places = (np.ones(len(inside), vectors.dtype), (self.labels[inside], inside))
        sums = csr_matrix(places, shape=(len(self.intent_ids), len(vectors))) @ vectors
        return unit(sums)

    @cached_property
    def near(self) -> np.ndarray:
        """The nearest other groups of each."""
        return nearest_groups(self.centres)

    @cached_property
    def cores(self) -> np.ndarray:
        """The wording of each group that is nearest to its centre, of the commonest ten."""
        best = [rows[:_ANCHORS] for rows in self.rows]
        near = (self.ground.vectors[rows] @ c for rows, c in zip(best, self.centres, strict=True))
        return np.array([rows[n.argmax()] for rows, n in zip(best, near, strict=True)])

    @property
    def share_settled(self) -> float:
        """The share of calls of which people decided where they belong."""
        return float(self.ground.calls[self.settled].sum() / max(self.ground.calls.sum(), 1))

    def label_of(self, intent_id: str) -> int:
        """Return the group of an intent; raises ValueError if there is none."""
        return self.intent_ids.index(intent_id)

    def keys(self, rows: np.ndarray) -> tuple[str, ...]:
        """Return the keys of wordings."""
        return tuple(self.ground.keys[row] for row in rows)

    def anchors(self, label: int) -> tuple[str, ...]:
        """Return the commonest wordings of a group."""
        return self.keys(self.rows[label][:_ANCHORS])
