"""Which decisions hold nodes together."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

from intentlib.review.base import Decision


def cut(
    decisions: Mapping[int, Decision],
    sources: Collection[str],
    targets: Collection[str],
    *,
    nearest: bool,
) -> list[int]:
    """Return decisions without which no source is linked to a target.

    Of each way between them one decision is taken, shortest ways first.

    Parameters
    ----------
    decisions
        By number; what their links hold together is one.
    sources, targets
        Nodes.
    nearest
        Take the decision next to the source rather than the latest one.
    """
    linked: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, decision in decisions.items():
        for nodes in decision.links():
            for node in nodes:
                linked.setdefault(node, []).append((number, nodes))
    taken: list[int] = []
    while way := _way(linked, sources, frozenset(targets), taken):
        taken.append(way[0] if nearest else max(way))
    return taken


def _way(
    linked: Mapping[str, list[tuple[int, tuple[str, ...]]]],
    sources: Collection[str],
    targets: frozenset[str],
    without: Collection[int],
) -> tuple[int, ...]:
    """Return the decisions on a shortest way from a source to a target; empty if there is none."""
    ways: dict[str, tuple[int, ...]] = dict.fromkeys(sources, ())
    waiting = deque(sources)
    while waiting:
        node = waiting.popleft()
        for number, nodes in linked.get(node, ()):
            if number in without:
                continue
            for other in nodes:
                if other not in ways:
                    ways[other] = (*ways[node], number)
                    if other in targets:
                        return ways[other]
                    waiting.append(other)
    return ()
