"""A known merge tree with a few more wordings, without building it anew.

Building the tree of 100,000 wordings takes longer than all else of a refresh, and a few hundred new
wordings hardly change it. So these, the known ones around them and a sample of all others are put
into a tree of their own, by the same method. Its branches of mostly new wordings are joined to the
known tree where they are in that one, without the known wordings among them: those stay where they
were. They are joined at the heights that they have there, as heights mean the same on every file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from intentlib.model import Tree
from intentlib.tree.building import build

_AROUND = 10
"""Known wordings that are looked at around each new one."""
_SAMPLED = 5_000
"""Known wordings that stand for all."""
_NEW = 0.8
"""Share of new wordings from which a branch is one of new wordings."""
_BLOCK = 1 << 22


def graft(tree: Tree, known: np.ndarray, vectors: np.ndarray, texts: Sequence[str]) -> Tree:
    """Return a tree with further wordings; where known ones meet stays as it is.

    Parameters
    ----------
    tree
        Over the known wordings.
    known : ndarray of shape (n_known,)
        The row of each of them.
    vectors : ndarray of shape (n_wordings, n_dimensions)
        Unit rows; those that are not known are new.
    texts : sequence of str of length n_wordings
        The normalised wordings.

    Returns
    -------
    Tree
        Over all rows. Every cut of it has the known wordings in the groups they had.
    """
    leaf = np.full(len(vectors), -1)
    leaf[known] = np.arange(len(known))
    new = np.flatnonzero(leaf < 0)
    if not len(new):
        return tree
    sampled = known[np.linspace(0, len(known) - 1, min(_SAMPLED, len(known))).astype(int)]
    rows = np.unique(np.concatenate([new, _around(vectors, new, leaf < 0), sampled]))
    local = build(vectors[rows], [texts[row] for row in rows.tolist()])
    within = _mostly_new(local, leaf[rows] < 0)
    grown = _Grown(tree, known, len(vectors))
    # of each node of the local tree: its new rows, as one branch and one by one, and its known ones
    branch: list[int | None] = [row if leaf[row] < 0 else None for row in rows.tolist()]
    fresh = [[row] if leaf[row] < 0 else [] for row in rows.tolist()]
    seen = [[row] if leaf[row] >= 0 else [] for row in rows.tolist()]
    for (one, other), height in zip(local.children(), local.linkage[:, 2].tolist(), strict=True):
        joined = None
        if within[len(branch)]:
            joined = grown.merge(branch[one], branch[other], height)
        else:
            for top, beside in ((one, other), (other, one)):
                new_rows = branch[top]
                if new_rows is not None:
                    stems = seen[beside] or seen[top]
                    alike = vectors[stems] @ vectors[fresh[top]].sum(axis=0)
                    grown.graft(new_rows, int(leaf[stems[alike.argmax()]]), height)
        branch.append(joined)
        fresh.append(_together(fresh[one], fresh[other]))
        seen.append(_together(seen[one], seen[other]))
    return grown.tree()


def _around(vectors: np.ndarray, new: np.ndarray, is_new: np.ndarray) -> np.ndarray:
    """Return the known rows that new ones resemble most, each once."""
    many = min(_AROUND, len(vectors) - len(new) - 1)
    step = max(1, _BLOCK // len(vectors))
    found = []
    for start in range(0, len(new), step):
        block = vectors[new[start : start + step]] @ vectors.T
        block[:, is_new] = -np.inf
        found.append(np.argpartition(-block, many, axis=1)[:, :many])
    return np.unique(np.concatenate(found))


def _mostly_new(local: Tree, is_new: np.ndarray) -> list[bool]:
    """Tell of each node whether it is in a branch of mostly new wordings."""
    share = is_new.astype(float).tolist()
    sizes = [1.0] * len(share) + local.linkage[:, 3].tolist()
    for one, other in local.children():
        share.append(share[one] + share[other])
    within = [new >= _NEW * size for new, size in zip(share, sizes, strict=True)]
    within[-1] = False
    for node, above in reversed(list(enumerate(local.parent.tolist()))):
        within[node] |= within[above]
    return within


def _together(one: list[int], other: list[int]) -> list[int]:
    """Return two lists as one, in the longer of them."""
    few, many = sorted((one, other), key=len)
    many.extend(few)
    return many


class _Grown:
    """A known tree, and branches of new wordings to be joined to it.

    Parameters
    ----------
    tree
        Over the known wordings.
    known : ndarray of shape (n_known,)
        The row of each of its leaves.
    n
        Rows in all.
    """

    def __init__(self, tree: Tree, known: np.ndarray, n: int) -> None:
        self._tree, self._known, self._n = tree, known.tolist(), n
        self._parent = tree.parent.tolist()
        self._heights = [*[0.0] * len(known), *tree.linkage[:, 2].tolist()]
        self._grafts: dict[int, list[tuple[float, int]]] = defaultdict(list)
        self._merges: list[tuple[int, int, float]] = []

    def merge(self, one: int | None, other: int | None, height: float) -> int | None:
        """Return what two rows, or what was returned for such, are together; None is nothing."""
        if one is None or other is None:
            return other if one is None else one
        self._merges.append((one, other, height))
        return self._n + len(self._merges) - 1

    def graft(self, branch: int, leaf: int, height: float) -> None:
        """Join a branch to the tree above a leaf; later heights must not be lower."""
        node, top = leaf, len(self._parent) - 1
        while node != top and self._heights[self._parent[node]] <= height:
            node = self._parent[node]
        self._grafts[node].append((height, branch))

    def tree(self) -> Tree:
        """Return the tree with all that was joined to it."""
        now = [self._with_grafts(leaf, row) for leaf, row in enumerate(self._known)]
        heights = self._tree.linkage[:, 2].tolist()
        for (one, other), height in zip(self._tree.children(), heights, strict=True):
            self._merges.append((now[one], now[other], height))
            now.append(self._with_grafts(len(now), self._n + len(self._merges) - 1))
        merges = np.array(self._merges)
        order = np.argsort(merges[:, 2], kind="stable")  # what is merged comes before its merge
        place = np.arange(self._n + len(merges))
        place[self._n + order] = np.arange(self._n, len(place))
        nodes = np.sort(place[merges[order, :2].astype(np.int64)], axis=1)
        sizes = [1.0] * self._n
        for one, other in nodes.tolist():
            sizes.append(sizes[one] + sizes[other])
        return Tree(np.column_stack([nodes, merges[order, 2], sizes[self._n :]]))

    def _with_grafts(self, node: int, now: int) -> int:
        """Return what a node of the known tree is, with the branches that are joined above it."""
        for height, branch in self._grafts.get(node, ()):
            self._merges.append((now, branch, height))
            now = self._n + len(self._merges) - 1
        return now
