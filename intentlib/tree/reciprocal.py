"""Ward's tree of many wordings, by merging all groups at once that are each other's nearest.

Ward's criterion is reducible: no merge brings a third group closer. Two groups that are each
other's nearest therefore merge in the end whatever else merges before, so that all such pairs may
merge in one round, in whole arrays; the tree is that of one merge at a time.
"""

from __future__ import annotations

import numpy as np

from intentlib.tree.neighbours import nearest
from intentlib.vectors import unit

_FEW = 10_000
"""From so many groups down every two may merge; above, only those with neighbouring members."""
_WORTH = 0.02
"""A round along neighbours that merges no more than this share of the groups calls for new ones."""
_REFRESHED = 0.9
"""New neighbours that leave more than this share of the groups are the last ones looked for."""
_SAME = 1e-12
"""Wordings nearer than this (squared) can't be told apart, and merge before all others."""
_BLOCK = 1 << 22
_EDGES = 1 << 17


def merge_in_rounds(points: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Return Ward's merges as scipy writes them, shape (n - 1, 4).

    Parameters
    ----------
    points : ndarray of shape (n, d)
    near : ndarray of shape (n, k)
        Nearest rows of each row.

    References
    ----------
    Sumengen et al., "Scaling hierarchical agglomerative clustering to billion-sized datasets",
    arXiv 2105.11653, 2021. Murtagh, "A survey of recent advances in hierarchical clustering
    algorithms", The Computer Journal 26, 1983 (reciprocal nearest neighbours).
    """
    groups = _Groups(points)
    edges = _merge_same(groups, _edges(near))
    before = np.inf
    while _FEW < len(groups) < _REFRESHED * before:
        before = len(groups)
        _merge_neighbours(groups, edges)
        if len(groups) > _FEW:
            edges = _edges(nearest(unit(groups.middles))[0])
    _merge_all(groups)
    return groups.linkage()


class _Groups:
    """The groups that no merge has taken yet, and the merges so far.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        Each is a group to begin with.
    """

    def __init__(self, points: np.ndarray) -> None:
        n = len(points)
        self.middles, self.sizes = points.astype(np.float64), np.ones(n)
        self._nodes, self._heights = np.arange(n), np.zeros(n)
        self._merges: list[np.ndarray] = []
        self._n = n

    def __len__(self) -> int:
        return len(self.sizes)

    def gaps(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return Ward's criterion for pairs of groups."""
        gaps = np.empty(len(one))
        for start in range(0, len(one), _EDGES):
            a, b = one[start : start + _EDGES], other[start : start + _EDGES]
            apart = self.middles[a] - self.middles[b]
            gaps[start : start + _EDGES] = np.einsum("ij,ij->i", apart, apart)
        return np.asarray(gaps * 2 / (1 / self.sizes[one] + 1 / self.sizes[other]))

    def merge(self, one: np.ndarray, other: np.ndarray, gaps: np.ndarray) -> np.ndarray:
        """Merge pairs, no group in two of them; return the new number of each former group."""
        sizes = self.sizes[one] + self.sizes[other]
        # along neighbours a merge can be lower than one below it
        below = np.maximum(self._heights[one], self._heights[other])
        heights = np.maximum(np.sqrt(gaps), below)
        self._merges.append(np.column_stack([self._nodes[one], self._nodes[other], heights, sizes]))
        weights = (self.sizes[other] / sizes)[:, None]
        self.middles[one] += weights * (self.middles[other] - self.middles[one])
        made = 2 * self._n - len(self)
        self._nodes[one] = np.arange(made, made + len(one))
        self.sizes[one], self._heights[one] = sizes, heights
        kept = np.ones(len(self), bool)
        kept[other] = False
        number = np.cumsum(kept) - 1
        number[other] = number[one]
        self.middles, self.sizes = self.middles[kept], self.sizes[kept]
        self._nodes, self._heights = self._nodes[kept], self._heights[kept]
        return number

    def linkage(self) -> np.ndarray:
        """Return all merges, lowest first."""
        merges = np.vstack(self._merges)
        order = np.argsort(merges[:, 2], kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        nodes = merges[order, :2].astype(np.int64)
        nodes = np.where(nodes < self._n, nodes, self._n + place[np.maximum(nodes - self._n, 0)])
        return np.column_stack([np.sort(nodes, axis=1), merges[order, 2:]])


def _edges(near: np.ndarray) -> np.ndarray:
    """Return the pairs of neighbours, shape (2, n_pairs), each once and the lower first."""
    n, k = near.shape
    return _distinct(np.stack([np.repeat(np.arange(n), k), near.ravel()]), n)


def _distinct(edges: np.ndarray, n: int) -> np.ndarray:
    low, high = edges.min(axis=0), edges.max(axis=0)
    return np.stack(np.divmod(np.unique((low * n + high)[low != high]), n))


def _merge_same(groups: _Groups, edges: np.ndarray) -> np.ndarray:
    """Merge neighbours that can't be told apart, two by two; return the edges that are left."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(groups)
    one, other = edges[:, groups.gaps(*edges) <= _SAME]
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(n, n))
    _, same = connected_components(graph, directed=False)
    while True:
        order = np.argsort(same, kind="stable")
        ordered = same[order]
        place = np.arange(len(order)) - np.searchsorted(ordered, ordered)
        first = np.flatnonzero((place[:-1] % 2 == 0) & (ordered[:-1] == ordered[1:]))
        if not len(first):
            return _distinct(edges, n)
        one, other = order[first], order[first + 1]
        number = groups.merge(one, other, groups.gaps(one, other))
        left = np.empty(len(groups), same.dtype)
        left[number] = same
        same, edges = left, number[edges]


def _merge_neighbours(groups: _Groups, edges: np.ndarray) -> None:
    """Merge pairs of neighbours while there are many groups and a round merges many of them."""
    gaps = groups.gaps(*edges)
    worth = True
    while worth and len(groups) > _FEW:
        n, (one, other) = len(groups), edges
        chosen = _mutual(one, other, gaps, n)
        worth = len(chosen) > _WORTH * n
        number = groups.merge(one[chosen], other[chosen], gaps[chosen])
        grown = np.zeros(len(groups), bool)
        grown[number[one[chosen]]] = True
        low, high = np.sort(number[edges], axis=0)
        _, first = np.unique(low * n + high, return_index=True)
        first = first[low[first] < high[first]]
        edges, gaps = np.stack([low[first], high[first]]), gaps[first]
        anew = grown[edges].any(axis=0)
        gaps[anew] = groups.gaps(*edges[:, anew])


def _mutual(one: np.ndarray, other: np.ndarray, gaps: np.ndarray, n: int) -> np.ndarray:
    """Return the edges that are the shortest of both their ends; of equal ones, the first."""
    least = np.full(n, np.inf)
    np.minimum.at(least, one, gaps)
    np.minimum.at(least, other, gaps)
    chosen = np.flatnonzero((gaps == least[one]) & (gaps == least[other]))
    first = np.full(n, len(gaps))
    np.minimum.at(first, one[chosen], chosen)
    np.minimum.at(first, other[chosen], chosen)
    alone = (first[one[chosen]] == chosen) & (first[other[chosen]] == chosen)
    return np.asarray(chosen[alone])


def _merge_all(groups: _Groups) -> None:
    """Merge pairs of any groups until one is left."""
    near, gaps = np.empty(len(groups), np.int64), np.empty(len(groups))
    stale = np.arange(len(groups))
    while len(groups) > 1:
        near[stale], gaps[stale] = _nearest_groups(groups, stale)
        rows = np.arange(len(groups))
        one = np.flatnonzero((near[near] == rows) & (rows < near))
        if not len(one):
            # rounding can hide that the nearest two of all are each other's
            one = np.array([gaps.argmin()])
        other = near[one]
        moved, kept = np.zeros(len(groups), bool), np.ones(len(groups), bool)
        moved[one] = moved[other] = True
        kept[other] = False
        number = groups.merge(one, other, gaps[one])
        stale = np.flatnonzero((moved | moved[near])[kept])
        near, gaps = number[near[kept]], gaps[kept]


def _nearest_groups(groups: _Groups, of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest other group of some groups, and Ward's criterion for the two."""
    near, gaps = np.empty(len(of), np.int64), np.empty(len(of))
    squares, inverse = np.square(groups.middles).sum(axis=1), 1 / groups.sizes
    step = max(1, _BLOCK // len(groups))
    for start in range(0, len(of), step):
        rows = of[start : start + step]
        block = groups.middles[rows] @ groups.middles.T
        block *= -2
        block += squares
        block += squares[rows, None]
        block /= np.add.outer(inverse[rows], inverse)
        mine = np.arange(len(rows))
        block[mine, rows] = np.inf
        near[start : start + step] = closest = block.argmin(axis=1)
        gaps[start : start + step] = np.maximum(2 * block[mine, closest], 0)
    return near, gaps
