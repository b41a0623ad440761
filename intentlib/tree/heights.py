"""From chances of merges to heights that never fall from a group to the one above."""

from __future__ import annotations

import heapq

import numpy as np

_Block = tuple[float, int]
"""Mean chance of merges that rise or fall as one, and the topmost of them."""


def best_chances(linkage: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return the chances nearest to those given that never rise from a merge to the one above.

    Cutting the tree where these fall under ``t`` is, of all cuts, the one that gains most when
    every pair joined gains its chance less ``t``: isotonic regression on the tree, each merge
    weighing as many pairs as it joins.

    Parameters
    ----------
    linkage : ndarray of shape (n - 1, 4)
    chances : ndarray of shape (n - 1,)
        Share of the pairs across each merge that belong together.

    References
    ----------
    Pardalos & Xue, "Algorithms for a class of isotonic regression problems", Algorithmica 23,
    1999. Breiman et al., "Classification and Regression Trees", 1984 (weakest-link pruning).
    """
    n = len(linkage) + 1
    children = linkage[:, :2].astype(np.int64)
    sizes = np.concatenate([np.ones(n), linkage[:, 3]])
    weights = sizes[children[:, 0]] * sizes[children[:, 1]]
    sums, totals = chances * weights, weights.astype(float)
    blocks: list[list[_Block]] = [[] for _ in range(n - 1)]
    pooled = np.arange(n - 1)
    for row in range(n - 1):
        below = children[row][children[row] >= n] - n
        heap = [(sums[child] / totals[child], int(child)) for child in below]
        heapq.heapify(heap)
        while heap and heap[0][0] < sums[row] / totals[row]:
            _, weakest = heapq.heappop(heap)
            pooled[weakest] = row
            sums[row] += sums[weakest]
            totals[row] += totals[weakest]
            heap = _joined(heap, blocks[weakest])
            blocks[weakest] = []
        blocks[row] = heap
    means = sums / totals
    for row in range(n - 2, -1, -1):
        means[row] = means[pooled[row]]
    return np.asarray(means)


def _joined(one: list[_Block], other: list[_Block]) -> list[_Block]:
    small, large = sorted((one, other), key=len)
    for item in small:
        heapq.heappush(large, item)
    return large


def ordered(linkage: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return the tree with heights ``1 - chance``, its merges in their order.

    Merges of one height keep their order, each a trifle higher than the one before, so that the
    tree can be cut into any number of groups.
    """
    n = len(linkage) + 1
    heights = 1 - best_chances(linkage, chances)
    order = np.lexsort((np.arange(n - 1), heights.round(12)))
    place = np.empty(n - 1, np.int64)
    place[order] = np.arange(n - 1)
    children = linkage[order, :2].astype(np.int64)
    children = np.where(children < n, children, n + place[np.maximum(children - n, 0)])
    rising = heights[order].round(12) + 1e-9 * np.arange(n - 1) / n
    return np.column_stack([np.sort(children, axis=1), rising, linkage[order, 3]])
