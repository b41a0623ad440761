"""Which decisions a cut of the tree alone would break; a run keeps them all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from intentlib.model import Run

if TYPE_CHECKING:
    from intentlib.review import Standing


class Against:
    """The decisions in force, ready to be held against any cut of a run's tree.

    Parameters
    ----------
    run
        The run.
    standing
        What is in force.
    """

    def __init__(self, run: Run, standing: Standing) -> None:
        row_of = {key: row for row, key in enumerate(run.wordings["key"])}
        parts = [[row_of[k] for k in part.keys if k in row_of] for part in standing.components()]
        self._members = [np.array(rows, np.int64) for rows in parts]
        self._apart = [(link.left, link.right) for link in standing.cannot_links()]

    def at(self, labels: np.ndarray) -> tuple[int, int]:
        """Return how much of what people decided the groups of a cut would break.

        Parameters
        ----------
        labels : ndarray of shape (n_wordings,)
            The group of every wording.

        Returns
        -------
        parted, joined : int
            How much that belongs together is in several groups; how many pairs that were told
            apart share a group.
        """
        groups = [set(labels[rows].tolist()) for rows in self._members]
        parted = sum(len(found) > 1 for found in groups)
        return parted, sum(not groups[a].isdisjoint(groups[b]) for a, b in self._apart)
