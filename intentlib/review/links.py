"""Which wordings and intents are one, by the decisions that hold: the state behind a standing.

References
----------
Wagstaff, K. and Cardie, C. (2000). Clustering with instance-level constraints. ICML, for the
closure of must-links and the cannot-links that follow from it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from intentlib.review.base import Decision, intent_of, is_intent
from intentlib.review.decisions import Label
from intentlib.review.grouping import Merge, Noise

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Group:
    """Nodes that are one intent.

    Parameters
    ----------
    nodes
        Keys and intents.
    numbers
        The decisions that have one of the nodes in their links.
    home
        The id of the intent that they are; None where pins alone hold them.
    labels
        Numbers of the decisions whose value holds, by what they label; more than one where they
        agree.
    replaced
        Numbers of the decisions whose value doesn't hold here.
    """

    nodes: list[str]
    numbers: list[int] = field(default_factory=list)
    home: str | None = None
    labels: dict[str, list[int]] = field(default_factory=dict)
    replaced: set[int] = field(default_factory=set)


class Links:
    """Groups of nodes, what is held apart, and what is no intent.

    Parameters
    ----------
    decisions
        Every decision by its number; those that hold are added one by one.

    Attributes
    ----------
    decisions
        As given.
    of
        The group of each node.
    apart
        By node: the nodes it is held apart from, and the decision that says so.
    noise
        By key: the decisions that say it is no intent.
    """

    def __init__(self, decisions: Mapping[int, Decision]) -> None:
        self.of: dict[str, Group] = {}
        self.apart: dict[str, list[tuple[str, int]]] = {}
        self.noise: dict[str, list[int]] = {}
        self.decisions = decisions

    def extend(self, number: int, decision: Decision) -> bool:
        """Add a decision if it clearly can't contradict any, and tell whether it was added.

        That is so where it adds fresh nodes to the group of its first node, or a value to that
        group which replaces the one it has; nearly all decisions do. A ledger of a hundred
        thousand of them is folded in a fraction of a second only because of this.
        """
        links = decision.links()
        if len(links) != 1 or not self.noise.keys().isdisjoint(links[0]):
            return not links and not isinstance(decision, Noise)
        nodes, of = links[0], self.of
        group = of.get(nodes[0])
        known = set(map(of.get, nodes))
        if not known <= {group, None}:
            return False
        if group is None:
            group = Group([], home=intent_of(nodes[0]) if is_intent(nodes[0]) else None)
        if isinstance(decision, Merge | Label):
            held = group.labels.get(decision.what, ()) if isinstance(decision, Label) else ()
            if not set(decision.supersedes).issuperset(held):
                return False
            self._replace(group, number, decision)
        if None in known:
            fresh = [node for node in nodes if node not in of]
            of.update(dict.fromkeys(fresh, group))
            group.nodes += fresh
        group.numbers.append(number)
        return True

    def add(self, number: int, decision: Decision) -> None:
        """Add a decision that has no :func:`~intentlib.review.clashes.clash` with the others."""
        if isinstance(decision, Noise):
            for key in decision.keys:
                self.noise.setdefault(key, []).append(number)
            return
        links = decision.links()
        for nodes in links:
            group = self._join(nodes)
            group.numbers.append(number)
            if isinstance(decision, Merge | Label):
                self._replace(group, number, decision)
        for left, right in combinations(links, 2):
            self.apart.setdefault(left[0], []).append((right[0], number))
            self.apart.setdefault(right[0], []).append((left[0], number))

    def groups(self, nodes: Iterable[str]) -> set[Group]:
        """Return the groups that some of the nodes are in."""
        of = self.of
        return {of[node] for node in nodes if node in of}

    def decided_in(self, group: Group) -> dict[int, Decision]:
        """Return the decisions that concern a group, by number."""
        return {number: self.decisions[number] for number in group.numbers}

    def value(self, number: int) -> str:
        """Return the name, theme or type that a decision gives."""
        decision = self.decisions[number]
        return decision.value if isinstance(decision, Label) else ""

    def region(self, decisions: Iterable[Decision]) -> tuple[set[str], set[int]]:
        """Return the nodes that decisions can have an effect on, and all decisions on those."""
        nodes = {node for decision in decisions for node in _touched(decision)}
        groups = self.groups(nodes)
        nodes.update(node for group in groups for node in group.nodes)
        numbers = {number for group in groups for number in group.numbers}
        numbers.update(number for node in nodes for number in self.noise.get(node, ()))
        return nodes, numbers

    def splice(self, nodes: Iterable[str], other: Links) -> None:
        """Take over what another state says of some nodes."""
        for node in nodes:
            _take_over(node, self.of, other.of)
            _take_over(node, self.apart, other.apart)
            _take_over(node, self.noise, other.noise)

    def replaced(self, decision: Merge | Label, known: Container[int] = ()) -> set[int]:
        """Return the labels that a decision replaces, and all that these replaced.

        That is so even if those in between are undone: somebody saw them all.

        Parameters
        ----------
        known
            Labels to leave out, with those that they replaced.
        """
        found, waiting = set[int](), list(decision.supersedes)
        while waiting:
            number = waiting.pop()
            if number in known or number in found:
                continue
            found.add(number)
            other = self.decisions.get(number)
            if isinstance(other, Merge | Label):
                waiting += other.supersedes
        return found

    def _replace(self, group: Group, number: int, decision: Merge | Label) -> None:
        gone = self.replaced(decision, group.replaced)
        group.replaced |= gone
        for what, numbers in group.labels.items():
            if not gone.isdisjoint(numbers):
                group.labels[what] = [each for each in numbers if each not in gone]
        if isinstance(decision, Label) and number not in group.replaced:
            group.labels.setdefault(decision.what, []).append(number)

    def _join(self, nodes: tuple[str, ...]) -> Group:
        """Return the one group that the nodes are in from now on."""
        of = self.of
        groups = self.groups(nodes)
        home = self._home(nodes[0], groups)
        group = max(groups, key=lambda each: len(each.nodes), default=None) or Group([])
        for other in groups:
            if other is not group:
                self._absorb(group, other)
        for node in nodes:
            if node not in of:
                of[node] = group
                group.nodes.append(node)
        group.home = home
        return group

    def _home(self, first: str, groups: Iterable[Group]) -> str | None:
        """Return the home of the groups once joined: that of the first node where it has one."""
        if is_intent(first):
            group = self.of.get(first)
            return group.home if group else intent_of(first)
        return next((group.home for group in groups if group.home), None)

    def _absorb(self, group: Group, other: Group) -> None:
        group.nodes += other.nodes
        group.numbers += other.numbers
        for node in other.nodes:
            self.of[node] = group
        group.replaced |= other.replaced
        for what in {**group.labels, **other.labels}:
            numbers = {*group.labels.get(what, ()), *other.labels.get(what, ())}
            group.labels[what] = sorted(numbers - group.replaced)


def _touched(decision: Decision) -> Iterator[str]:
    """Give the nodes whose state a decision has a part in."""
    if isinstance(decision, Noise):
        yield from decision.keys
    for nodes in decision.links():
        yield from nodes


def _take_over(node: str, mine: dict[str, T], theirs: Mapping[str, T]) -> None:
    if node in theirs:
        mine[node] = theirs[node]
    else:
        mine.pop(node, None)
