"""Decisions folded in their order, undos and contradictions included."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from intentlib.errors import StoreError
from intentlib.review.base import Decision
from intentlib.review.clashes import Clash, clash
from intentlib.review.decisions import Label, Undo
from intentlib.review.grouping import Merge
from intentlib.review.links import Links

D = TypeVar("D", bound=Decision)


class Fold:
    """The state after the decisions up to a position.

    Attributes
    ----------
    position
        Number of the last decision.
    decisions
        Every decision by its number.
    undone
        By number: the undos of it that hold; a decision is undone while there are any.
    clashes
        By number: why a decision that isn't undone is not in force.
    links
        The state that those in force lead to.
    """

    def __init__(self) -> None:
        self.position = 0
        self.decisions: dict[int, Decision] = {}
        self.undone: dict[int, set[int]] = {}
        self.clashes: dict[int, Clash] = {}
        self.links = Links(self.decisions)

    def in_force(self, kind: type[D]) -> Iterator[tuple[int, D]]:
        """Give the decisions of a kind that are in force, with their numbers."""
        for number, decision in self.decisions.items():
            if isinstance(decision, kind) and self._holds(number):
                yield number, decision

    def _holds(self, number: int) -> bool:
        return number not in self.clashes and not self.undone.get(number)

    def advance(self, decisions: Iterable[tuple[int, Decision]]) -> None:
        """Take in the next decisions, with their numbers.

        Raises
        ------
        StoreError
            If an undo speaks of a decision that doesn't come before it.
        """
        known, was, new = self.position, dict[int, bool](), dict(decisions)
        self.decisions.update(new)
        for number, decision in new.items():
            if type(decision) is Undo:
                self._flip(number, decision.decision_id, was)
        self._refold(self._changed(was, known))
        for number, decision in new.items():
            if not self.undone.get(number):
                _take(self.links, self.clashes, number, decision)
        self.position = max(new, default=known)

    def clash(self, decision: Decision) -> Clash | None:
        """Return what speaks against a decision that would be the next, or None."""
        if not isinstance(decision, Undo):
            return clash(self.links, decision)
        number, was = self.position + 1, dict[int, bool]()
        self._flip(number, decision.decision_id, was)
        changed = self._changed(was, self.position)
        clashes = (self._near(changed) or self._all())[-1]
        self._flip(number, decision.decision_id, {})
        # What contradicted before the undone decision settled it may do so again.
        since = min(changed, default=number)
        found = {n: why for n, why in clashes.items() if n >= since and n not in self.clashes}
        restored = [why for each, why in found.items() if each in changed]
        if restored:
            return restored[0]
        return Clash("later decisions build on it", tuple(found)) if found else None

    def go_together(self, added: Sequence[Decision], without: Collection[int]) -> bool:
        """Tell whether decisions can be added once some others are undone."""
        _, numbers = self.links.region([*(self.decisions[number] for number in without), *added])
        new = dict(enumerate(added, start=self.position + 1))
        decided = [*sorted(numbers.difference(without)), *new]
        return not _fold(ChainMap(new, self.decisions), decided)[1]

    def _flip(self, undo: int, number: int, was: dict[int, bool]) -> None:
        """Let an undo hold, or hold no longer; note whether what it changes was undone.

        An undone undo restores what it undid, which may be an undo itself, and so on.
        """
        while True:
            decision = self.decisions.get(number)
            if decision is None or number >= undo:
                raise StoreError(
                    f"the ledger is damaged: #{undo} undoes what doesn't come before it",
                    value=f"#{number}",
                )
            undos = self.undone.setdefault(number, set())
            before = bool(undos)
            was.setdefault(number, before)
            undos ^= {undo}
            if bool(undos) == before or not isinstance(decision, Undo):
                return
            undo, number = number, decision.decision_id

    def _changed(self, was: Mapping[int, bool], known: int) -> list[int]:
        """Return the decisions up to a position that are undone now and weren't, or were."""
        return [n for n, undone in was.items() if n <= known and undone != bool(self.undone[n])]

    def _refold(self, changed: list[int]) -> None:
        """Fold anew what the changed decisions touch.

        Where anything contradicts, all is folded: which decision gives way then depends on all
        that came before.
        """
        if not changed:
            return
        near = self._near(changed)
        if near and not near[-1]:
            self.links.splice(*near[:2])
        else:
            self.links, self.clashes = self._all()

    def _near(self, changed: list[int]) -> tuple[set[str], Links, dict[int, Clash]] | None:
        """Return the nodes that changed decisions touch and their new state.

        None where there are contradictions: any of these may hold now.
        """
        if self.clashes:
            return None
        nodes, numbers = self.links.region(self.decisions[number] for number in changed)
        return nodes, *self._without_undone(sorted(numbers.union(changed)))

    def _all(self) -> tuple[Links, dict[int, Clash]]:
        return self._without_undone(range(1, self.position + 1))

    def _without_undone(self, numbers: Iterable[int]) -> tuple[Links, dict[int, Clash]]:
        return _fold(self.decisions, (number for number in numbers if not self.undone.get(number)))


def _fold(
    decisions: Mapping[int, Decision], numbers: Iterable[int]
) -> tuple[Links, dict[int, Clash]]:
    """Return the state that some of the decisions lead to, and those that contradict it."""
    links, clashes = Links(decisions), dict[int, Clash]()
    for number in numbers:
        _take(links, clashes, number, decisions[number])
    return links, clashes


def _take(links: Links, clashes: dict[int, Clash], number: int, decision: Decision) -> None:
    """Add a decision to a state, or to the clashes."""
    if not links.extend(number, decision):
        found = clash(links, decision)
        if found:
            clashes[number] = found
            return
        links.add(number, decision)
    if clashes and isinstance(decision, Merge | Label):
        _settle(links, clashes)


def _settle(links: Links, clashes: dict[int, Clash]) -> None:
    """Add what contradicts no longer: a merge or a name may have settled it."""
    settled: int | None = 0
    while settled is not None:
        settled = next((number for number in sorted(clashes) if _fits(links, number)), None)
        if settled is not None:
            del clashes[settled]
            links.add(settled, links.decisions[settled])


def _fits(links: Links, number: int) -> bool:
    decision = links.decisions[number]
    if isinstance(decision, Label):
        # A later name may replace one that never held.
        replaced = (group.replaced for group in links.groups(decision.links()[0]))
        if any(number in numbers for numbers in replaced):
            return True
    return clash(links, decision) is None
