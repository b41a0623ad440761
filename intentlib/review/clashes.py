"""Whether a decision can be added to those that hold, and what speaks against it.

1. Only a merge makes one of two intents.
2. What a split or a pin holds apart can't be joined; what is linked can't be held apart.
3. A wording that is no intent can't be linked to anything or held apart from it.
4. An intent has one name, one theme and one type: a new one says which it replaces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from intentlib.review.base import Decision, is_intent
from intentlib.review.decisions import Label
from intentlib.review.grouping import Merge, Noise
from intentlib.review.links import Group, Links
from intentlib.review.paths import cut
from intentlib.review.telling import listed

Nodes = tuple[str, ...]


@dataclass(frozen=True)
class Clash:
    """Why a decision can't be added.

    Parameters
    ----------
    what
        What is in its way, as a clause.
    numbers
        The decisions that say so: with all of them undone, this is no longer in its way.
    """

    what: str
    numbers: tuple[int, ...]


def clash(state: Links, decision: Decision) -> Clash | None:
    """Return what speaks against adding a decision to a state, or None."""
    if isinstance(decision, Noise):
        return _linked(state, decision)
    links = decision.links()
    if isinstance(decision, Label):
        return _labelled(state, decision, state.groups(links[0]))
    joined = [state.groups(nodes) for nodes in links]
    found = [_together(state, links, joined)]
    for nodes, groups in zip(links, joined, strict=True):
        found.append(_noisy(state, nodes))
        if len(nodes) > 1:
            found.append(_foreign(state, nodes, groups))
        if len(groups) > 1:
            found.append(_apart(state, groups))
            if isinstance(decision, Merge):
                found.append(_labelled(state, decision, groups))
    return _all_of([each for each in found if each])


def _linked(state: Links, decision: Noise) -> Clash | None:
    """Find what speaks of wordings that are to be no intent."""
    numbers = {
        number
        for key in decision.keys
        if key in state.of
        for number, other in state.decided_in(state.of[key]).items()
        if any(key in nodes for nodes in other.links())
    }
    return _clash("wordings belong to an intent", numbers)


def _noisy(state: Links, nodes: Nodes) -> Clash | None:
    """Find what says that wordings to be linked are no intent."""
    numbers = {number for node in nodes for number in state.noise.get(node, ())}
    return _clash("wordings are no intent", numbers)


def _foreign(state: Links, nodes: Nodes, groups: set[Group]) -> Clash | None:
    """Find what ties wordings to another intent than those named."""
    named = state.groups(node for node in nodes if is_intent(node))
    tied = sorted(
        (group for group in groups - named if group.home), key=lambda group: str(group.home)
    )
    if not is_intent(nodes[0]):
        # Pins may tie their wordings to one intent, whichever it is.
        del tied[:1]
    numbers: set[int] = set()
    for group in tied:
        keys = [node for node in nodes if state.of.get(node) is group]
        intents = [node for node in group.nodes if is_intent(node)]
        numbers.update(cut(state.decided_in(group), keys, intents, nearest=True))
    return _clash("wordings belong to another intent", numbers)


def _apart(state: Links, groups: set[Group]) -> Clash | None:
    """Find what holds groups apart."""
    largest = max(groups, key=lambda group: len(group.nodes))
    numbers = {
        number
        for group in groups - {largest}
        for node in group.nodes
        for other, number in state.apart.get(node, ())
        if state.of[other] in groups
    }
    return _clash("they are held apart", numbers)


def _labelled(state: Links, decision: Merge | Label, groups: Collection[Group]) -> Clash | None:
    """Find other names, themes or types than the intent would have, unless they are replaced."""
    replaced = state.replaced(decision).union(*(group.replaced for group in groups))
    held: dict[str, list[int]] = {}
    for group in groups:
        for what, numbers in group.labels.items():
            held.setdefault(what, []).extend(set(numbers) - replaced)
    if isinstance(decision, Label):
        others = [n for n in held.get(decision.what, ()) if state.value(n) != decision.value]
        return _clash(f"the intent has another {decision.what}", others)
    for what, numbers in held.items():
        if len({state.value(number) for number in numbers}) > 1:
            return _clash(f"the intents have different {what}s", numbers)
    return None


def _together(state: Links, links: Sequence[Nodes], joined: Sequence[set[Group]]) -> Clash | None:
    """Find what links nodes that are to be held apart."""
    numbers: set[int] = set()
    for left, right in combinations(range(len(links)), 2):
        for group in joined[left] & joined[right]:
            ends = [
                [node for node in links[side] if state.of.get(node) is group]
                for side in (left, right)
            ]
            numbers.update(cut(state.decided_in(group), *ends, nearest=False))
    return _clash("they are held together", numbers)


def _all_of(found: Sequence[Clash]) -> Clash | None:
    """Return several reasons as one."""
    if not found:
        return None
    whats = dict.fromkeys(each.what for each in found)
    return _clash(listed(whats), {number for each in found for number in each.numbers})


def _clash(what: str, numbers: Iterable[int]) -> Clash | None:
    found = tuple(sorted(numbers))
    return Clash(what, found) if found else None
