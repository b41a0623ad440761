"""What is in force: decisions folded in their order.

A decision is in force unless it is undone, or contradicts what is in force already when its turn
comes; then it is listed in :attr:`Standing.conflicts` until that changes. The ledger refuses to
record such a decision, so conflicts come from ledgers that were imported into each other.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from intentlib.errors import DecisionError, StoreError
from intentlib.review.clashes import Clash, clash
from intentlib.review.components import CannotLink, Component, Held, component, survey
from intentlib.review.decisions import (
    Decision,
    Label,
    Merge,
    Skip,
    Split,
    Undo,
    intent_node,
    replacing,
)
from intentlib.review.links import Links
from intentlib.review.telling import numbered


@dataclass(frozen=True)
class Conflict:
    """A decision that is not in force because it contradicts earlier ones.

    Parameters
    ----------
    decision_id
        The decision.
    what
        What is in its way, as a clause.
    contradicts
        The decisions in its way.
    do
        A way out, as a sentence without the full stop.
    """

    decision_id: int
    what: str
    contradicts: tuple[int, ...]
    do: str


class Standing:
    """What is in force after the decisions up to :attr:`position`.

    It grows by :meth:`advance`. An undo folds anew only what the undone decision touches.
    """

    def __init__(self) -> None:
        self.position = 0
        self._decisions: dict[int, Decision] = {}
        self._undone: dict[int, set[int]] = {}
        self._links = Links(self._decisions)
        self._clashes: dict[int, Clash] = {}
        self._survey: tuple[tuple[Component, ...], tuple[CannotLink, ...]] | None = None

    # What is in force

    def components(self) -> tuple[Component, ...]:
        """Return the components, intents by id and then pins by wording."""
        return self._surveyed()[0]

    def cannot_links(self) -> tuple[CannotLink, ...]:
        """Return which components a split or a pin holds apart, by their positions."""
        return self._surveyed()[1]

    def component_of(self, key: str) -> Component | None:
        """Return the component of a wording, None where nothing is decided of it."""
        group = self._links.of.get(key)
        return component(self._links, group) if group else None

    def intent_of(self, key: str) -> str | None:
        """Return the intent that a wording belongs to by decision, None where it is undecided."""
        group = self._links.of.get(key)
        return group.home if group else None

    def home(self, intent_id: str) -> str:
        """Return the intent that an intent is now: another where it was merged into that."""
        group = self._links.of.get(intent_node(intent_id))
        return group.home or intent_id if group else intent_id

    def label(self, intent_id: str, what: str) -> Held | None:
        """Return the ``name``, ``theme`` or ``type`` that a person gave an intent, or None."""
        group = self._links.of.get(intent_node(intent_id))
        numbers = group.labels.get(what) if group else None
        return Held(self._links.value(numbers[0]), numbers[0]) if numbers else None

    @property
    def noise(self) -> dict[str, int]:
        """The wordings that are no intent, with the decision that says so."""
        return {key: numbers[0] for key, numbers in self._links.noise.items()}

    def is_settled(self, key: str) -> bool:
        """Tell whether a person has decided where a wording belongs: to an intent or to none."""
        return key in self._links.noise or self.intent_of(key) is not None

    @property
    def skipped(self) -> dict[str, int]:
        """The questions that come back later, with the latest decision that says so."""
        skips = (each for each in self._in_force() if isinstance(each[1], Skip))
        return {each.question: number for number, each in skips if isinstance(each, Skip)}

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The decisions that contradict earlier ones, in their order."""
        return tuple(
            Conflict(
                number,
                found.what,
                found.numbers,
                f"Undo #{number}, or undo {numbered(found.numbers)} so that it holds",
            )
            for number, found in sorted(self._clashes.items())
        )

    def lost(self, keys: Collection[str]) -> tuple[int, ...]:
        """Return the decisions in force none of whose wordings is among the keys of a run."""
        known = frozenset(keys)
        return tuple(
            number
            for number, decision in self._in_force()
            if (said := decision.wordings()) and known.isdisjoint(said)
        )

    # Single decisions

    def decision(self, number: int) -> Decision:
        """Return a decision; raises DecisionError if there is none with this number."""
        try:
            return self._decisions[number]
        except KeyError as error:
            raise DecisionError(
                "there is no such decision",
                value=f"#{number}",
                do="`intentlib review history` shows all",
            ) from error

    def undone_by(self, number: int) -> int | None:
        """Return the first undo of a decision that holds, or None."""
        return min(self._undone.get(number, ()), default=None)

    def changes(self, label: Label) -> list[int]:
        """Return what changed the intent of a label: merges, splits, and other such labels."""
        groups = self._links.groups(label.links()[0])
        held = [number for each in groups for number in each.labels.get(label.what, ())]
        others = [number for number in held if self._links.value(number) != label.value]
        shapes = (Merge, Split)
        return sorted(others) + [
            number
            for each in groups
            for number, decision in self._links.decided_in(each).items()
            if isinstance(decision, shapes)
        ]

    def _is_undone(self, number: int) -> bool:
        return bool(self._undone.get(number))

    def _in_force(self) -> Iterator[tuple[int, Decision]]:
        for number, decision in self._decisions.items():
            if number not in self._clashes and not self._is_undone(number):
                yield number, decision

    def _surveyed(self) -> tuple[tuple[Component, ...], tuple[CannotLink, ...]]:
        if self._survey is None:
            self._survey = survey(self._links)
        return self._survey

    # Growing

    def advance(self, decisions: Iterable[tuple[int, Decision]]) -> None:
        """Take in the next decisions, with their numbers.

        Raises
        ------
        StoreError
            If an undo speaks of a decision that doesn't come before it.
        """
        known, was, new = self.position, dict[int, bool](), list[int]()
        for number, decision in decisions:
            self._decisions[number] = decision
            new.append(number)
            if isinstance(decision, Undo):
                self._flip(number, decision.decision_id, was)
        if not new:
            return
        self.position, self._survey = new[-1], None
        with _uncollected():
            self._refold(self._changed(was, known), known)
            for number in new:
                if not self._is_undone(number):
                    _take(self._links, self._clashes, number, self._decisions[number])

    def completed(self, decision: Decision) -> Decision:
        """Return a decision with the numbers of those whose name, theme or type it replaces."""
        if isinstance(decision, Label):
            groups = self._links.groups(decision.links()[0])
            held = [number for each in groups for number in each.labels.get(decision.what, ())]
            return replacing(decision, held)
        if isinstance(decision, Merge):
            return replacing(decision, self._giving_way(decision))
        return decision

    def clash(self, decision: Decision) -> Clash | None:
        """Return what speaks against a decision that would be the next, or None."""
        if not isinstance(decision, Undo):
            return clash(self._links, decision)
        number, was = self.position + 1, dict[int, bool]()
        self._flip(number, decision.decision_id, was)
        changed = self._changed(was, self.position)
        clashes = self._folded(changed, self.position, trial=True)[2]
        self._flip(number, decision.decision_id, {})
        found = {each: why for each, why in clashes.items() if each not in self._clashes}
        restored = [why for each, why in found.items() if each in changed]
        if restored:
            return restored[0]
        return Clash("later decisions build on it", tuple(found)) if found else None

    def instead(self, numbers: Collection[int], decision: Decision) -> list[tuple[Decision, str]]:
        """Return what to record before a decision that is made instead of others, and why.

        What the others say of other wordings comes first, since later decisions may build on it,
        as far as it goes with the new decision; then they are undone, the latest first.
        """
        rests: list[tuple[Decision, str]] = []
        for number in sorted(numbers):
            old = self.decision(number)
            rest = old.without(decision.wordings())
            if rest is None or rest == old:
                continue
            if self._go_together(numbers, [*(other for other, _ in rests), rest, decision]):
                rests.append((rest, f"What remains of #{number}"))
        undos = (Undo(number) for number in sorted(numbers, reverse=True))
        return [*rests, *((undo, "To make way for another decision") for undo in undos)]

    def _go_together(self, without: Collection[int], added: Sequence[Decision]) -> bool:
        """Tell whether decisions go together once some others are undone."""
        _, numbers = self._links.region([*map(self.decision, without), *added])
        decided = {
            number: self._decisions[number] for number in sorted(numbers.difference(without))
        }
        decided |= enumerate(map(self.completed, added), start=self.position + 1)
        return not _fold(decided)[1]

    def _giving_way(self, decision: Merge) -> Iterator[int]:
        """Give the decisions on names, themes and types that a merge doesn't keep."""
        nodes = decision.links()[0][: 1 + len(decision.merged)]
        kept: dict[str, str] = {}
        for group in dict.fromkeys(group for node in nodes for group in self._links.groups([node])):
            for what, numbers in group.labels.items():
                for number in numbers:
                    value = self._links.value(number)
                    if kept.setdefault(what, value) != value:
                        yield number

    def _flip(self, undo: int, number: int, was: dict[int, bool]) -> None:
        """Let an undo hold, or hold no longer; note whether what it changes was in force.

        An undone undo restores what it undid, which may be an undo itself, and so on.
        """
        while True:
            decision = self._decisions.get(number)
            if decision is None or number >= undo:
                raise StoreError(
                    f"the ledger is damaged: #{undo} undoes what doesn't come before it",
                    value=f"#{number}",
                )
            undos = self._undone.setdefault(number, set())
            before = bool(undos)
            undos ^= {undo}
            was.setdefault(number, not before)
            if bool(undos) == before or not isinstance(decision, Undo):
                return
            undo, number = number, decision.decision_id

    def _changed(self, was: Mapping[int, bool], known: int) -> list[int]:
        """Return which of the known decisions are now undone and weren't, or the other way."""
        return [n for n, held in was.items() if n <= known and held == self._is_undone(n)]

    def _refold(self, changed: list[int], known: int) -> None:
        """Fold anew what the changed decisions touch."""
        nodes, links, clashes = self._folded(changed, known, trial=False)
        if nodes is None:
            links.decisions = self._decisions
            self._links, self._clashes = links, clashes
        else:
            self._links.splice(nodes, links)

    def _folded(
        self, changed: list[int], known: int, *, trial: bool
    ) -> tuple[set[str] | None, Links, dict[int, Clash]]:
        """Return the nodes that the changed decisions touch, and a new state of those.

        Where anything contradicts, all is folded and the nodes are None: which of several
        decisions gives way then depends on all that came before.
        """
        if not self._clashes:
            nodes, numbers = self._links.region(self._decisions[number] for number in changed)
            links, clashes = _fold(self._not_undone(sorted(numbers.union(changed))))
            if not clashes or trial:
                return nodes, links, clashes
        return None, *_fold(self._not_undone(range(1, known + 1)))

    def _not_undone(self, numbers: Iterable[int]) -> dict[int, Decision]:
        return {
            number: self._decisions[number] for number in numbers if not self._is_undone(number)
        }


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the garbage collector: it would look at every new object again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _fold(decisions: Mapping[int, Decision]) -> tuple[Links, dict[int, Clash]]:
    """Return the state that decisions lead to, in their order, and those that contradict it."""
    links, clashes = Links(decisions), dict[int, Clash]()
    for number, decision in decisions.items():
        _take(links, clashes, number, decision)
    return links, clashes


def _take(links: Links, clashes: dict[int, Clash], number: int, decision: Decision) -> None:
    """Add a decision to a state or to the clashes; a merge or a name may settle some of these."""
    if not links.extend(number, decision):
        found = clash(links, decision)
        if found:
            clashes[number] = found
            return
        links.add(number, decision)
    if clashes and isinstance(decision, Merge | Label):
        for waiting in sorted(clashes):
            other = links.decisions[waiting]
            if clash(links, other) is None:
                del clashes[waiting]
                _take(links, clashes, waiting, other)
                return


def fold(decisions: Iterable[Decision]) -> Standing:
    """Return what is in force after decisions, numbered from 1 in their order.

    Raises
    ------
    StoreError
        If an undo speaks of a decision that doesn't come before it.
    """
    standing = Standing()
    standing.advance(enumerate(decisions, start=1))
    return standing
