"""The merge tree read as branches, each a stretch of wordings that lie side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intentlib.model import Tree


@dataclass(frozen=True, eq=False)
class Branches:
    """A tree whose wordings are in such an order that every node is a stretch of them.

    Nodes are numbered as scipy does: wordings first, then merges from the lowest up.
    """

    tree: Tree

    @cached_property
    def height(self) -> np.ndarray:
        """Where each node's wordings come together, 0 for a leaf."""
        return np.concatenate([np.zeros(self.tree.n_wordings), self.tree.linkage[:, 2]])

    @cached_property
    def size(self) -> np.ndarray:
        """Wordings of each node."""
        one = np.ones(self.tree.n_wordings, np.int64)
        return np.concatenate([one, self.tree.linkage[:, 3].astype(np.int64)])

    @cached_property
    def start(self) -> np.ndarray:
        """Where in :attr:`leaves` each node's wordings begin."""
        n = self.tree.n_wordings
        found = np.zeros(2 * n - 1, np.int64)
        children = list(self.tree.children())
        for node in range(2 * n - 2, n - 1, -1):
            a, b = children[node - n]
            found[a] = found[node]
            found[b] = found[node] + self.size[a]
        return found

    @cached_property
    def leaves(self) -> np.ndarray:
        """The wordings in such an order that those of every node lie side by side."""
        return np.argsort(self.start[: self.tree.n_wordings], kind="stable")

    def of(self, node: int) -> np.ndarray:
        """Return the wordings of a node."""
        return self.leaves[self.start[node] : self.start[node] + self.size[node]]

    def count(self, amounts: np.ndarray) -> np.ndarray:
        """Return the sum of the wordings' amounts for every node."""
        until = np.concatenate([[0], np.cumsum(amounts[self.leaves])])
        return np.asarray(until[self.start + self.size] - until[self.start])

    def tops(self, wanted: np.ndarray, share: float, height: float) -> np.ndarray:
        """Return the largest nodes of which this share of wordings is wanted, or more.

        Parameters
        ----------
        wanted : ndarray of shape (n_wordings,), bool
        share
            0 to 1.
        height
            No node reaches beyond it.
        """
        fit = (self.count(wanted) >= share * self.size) & (self.height <= height)
        return np.flatnonzero(
            fit & ~(fit[self.tree.parent] & (self.tree.parent != np.arange(len(fit))))
        )

    def joins(self, nodes: np.ndarray) -> np.ndarray:
        """Return where nodes come together with others, infinite for the node of all wordings."""
        return np.where(nodes == len(self.size) - 1, np.inf, self.height[self.tree.parent[nodes]])

    def joined(self, owner: np.ndarray) -> np.ndarray:
        """Return the owner of each wording: where it has none, that of its nearest branch.

        That is the smallest branch around it in which any wording has one, and whoever owns most
        of these.

        Parameters
        ----------
        owner : ndarray of shape (n_wordings,), int
            -1 where there is none; some have one.
        """
        owned = self.count(owner >= 0)
        found = owner.copy()
        for row in np.flatnonzero(owner < 0).tolist():
            if found[row] >= 0:
                continue
            node = row
            while not owned[self.tree.parent[node]]:
                node = self.tree.parent[node]
            around = owner[self.of(self.tree.parent[node])]
            found[self.of(node)] = np.bincount(around[around >= 0]).argmax()
        return found
