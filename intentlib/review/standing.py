"""What is in force by the decisions.

A decision is in force unless it is undone, or contradicts what is in force already when its turn
comes; then it is listed in :attr:`Standing.conflicts` until that changes. The ledger refuses to
record such a decision, so conflicts come from ledgers that were imported into each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from intentlib.errors import DecisionError
from intentlib.review.base import Decision, intent_node
from intentlib.review.clashes import Clash
from intentlib.review.components import CannotLink, Component, Held, component, survey
from intentlib.review.decisions import Label, Skip, Undo, replacing
from intentlib.review.folding import Fold
from intentlib.review.grouping import Merge, Move, Split
from intentlib.review.links import Group, Links
from intentlib.review.telling import numbered


@dataclass(frozen=True)
class Conflict:
    """A decision that is not in force because it contradicts others.

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
    """What is in force after the decisions up to :attr:`position`; grows by :meth:`advance`."""

    def __init__(self) -> None:
        self._fold = Fold()
        self._survey: tuple[tuple[Component, ...], tuple[CannotLink, ...]] | None = None

    @property
    def position(self) -> int:
        """Number of the last decision."""
        return self._fold.position

    # Wordings and intents

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
        group = self._group(intent_id)
        return group.home or intent_id if group else intent_id

    def label(self, intent_id: str, what: str) -> Held | None:
        """Return the ``name``, ``theme`` or ``type`` that a person gave an intent, or None."""
        group = self._group(intent_id)
        numbers = group.labels.get(what) if group else None
        return Held(self._links.value(numbers[0]), numbers[0]) if numbers else None

    @property
    def noise(self) -> dict[str, int]:
        """The wordings that are no intent, with the decision that says so."""
        return {key: numbers[0] for key, numbers in self._links.noise.items()}

    def is_settled(self, key: str) -> bool:
        """Tell whether a person has decided where a wording belongs: to an intent or to none."""
        return key in self._links.noise or self.intent_of(key) is not None

    # Decisions

    def decision(self, number: int) -> Decision:
        """Return a decision; raises DecisionError if there is none with this number."""
        try:
            return self._fold.decisions[number]
        except KeyError as error:
            raise DecisionError(
                "there is no such decision",
                value=f"#{number}",
                do="`intentlib review history` shows all",
            ) from error

    def undone_by(self, number: int) -> int | None:
        """Return the first undo of a decision that holds, or None."""
        return min(self._fold.undone.get(number, ()), default=None)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The decisions that contradict others, in their order."""
        return tuple(
            Conflict(
                number,
                found.what,
                found.numbers,
                f"Undo #{number}, or undo {numbered(found.numbers)} so that it holds",
            )
            for number, found in sorted(self._fold.clashes.items())
        )

    @property
    def skipped(self) -> dict[str, int]:
        """The questions that come back later, with the latest decision that says so."""
        return {each.question: number for number, each in self._fold.in_force(Skip)}

    @property
    def parted(self) -> set[tuple[str, str]]:
        """The intents that wordings were moved to, each with one that they were shown in."""
        moves = (move for _, move in self._fold.in_force(Move) if move.from_ids)
        return {(self.home(m.target), self.home(each)) for m in moves for each in m.from_ids}

    def lost(self, keys: Collection[str]) -> tuple[int, ...]:
        """Return the decisions in force none of whose wordings is among the keys of a run."""
        known = frozenset(keys)
        return tuple(
            number
            for number, decision in self._fold.in_force(Decision)
            if (said := decision.wordings()) and known.isdisjoint(said)
        )

    # What can be decided next

    def advance(self, decisions: Iterable[tuple[int, Decision]]) -> None:
        """Take in the next decisions, with their numbers.

        Raises
        ------
        StoreError
            If an undo speaks of a decision that doesn't come before it.
        """
        before = self.position
        self._fold.advance(decisions)
        if self.position > before:
            self._survey = None

    def clash(self, decision: Decision) -> Clash | None:
        """Return what speaks against a decision that would be the next, or None."""
        return self._fold.clash(decision)

    def completed(self, decision: Decision) -> Decision:
        """Return a decision with the numbers of those whose name, theme or type it replaces."""
        if isinstance(decision, Label):
            return replacing(decision, sorted({*self._labels(decision), *self._seen(decision)}))
        if isinstance(decision, Merge):
            return replacing(decision, self._giving_way(decision))
        return decision

    def changes(self, label: Label) -> list[int]:
        """Return what changed the intent of a label: merges, splits, and other such labels."""
        others = [n for n in self._labels(label) if self._links.value(n) != label.value]
        group = self._group(label.intent_id)
        decided = self._links.decided_in(group) if group else {}
        shaped = [number for number, each in decided.items() if isinstance(each, Merge | Split)]
        return sorted({*others, *shaped})

    def instead(self, numbers: Collection[int], decision: Decision) -> list[tuple[Decision, str]]:
        """Return what to record before a decision that is made instead of others, and why.

        What the others say of other wordings comes first, since later decisions may build on it,
        as far as it goes with the new decision; then they are undone, the latest first.
        """
        new, rests = self.completed(decision), list[tuple[Decision, str]]()
        for number, old in {number: self.decision(number) for number in sorted(numbers)}.items():
            rest = old.without(decision.wordings())
            if rest is None or rest == old:
                continue
            if self._fold.go_together([*(each for each, _ in rests), rest, new], numbers):
                rests.append((rest, f"What remains of #{number}"))
        undos = (Undo(number) for number in sorted(numbers, reverse=True))
        return [*rests, *((undo, "To make way for another decision") for undo in undos)]

    @property
    def _links(self) -> Links:
        return self._fold.links

    def _group(self, intent_id: str) -> Group | None:
        return self._links.of.get(intent_node(intent_id))

    def _labels(self, label: Label) -> list[int]:
        """Return the decisions on the name, theme or type that a label would replace."""
        group = self._group(label.intent_id)
        return group.labels.get(label.what, []) if group else []

    def _seen(self, label: Label) -> Iterator[int]:
        """Give the labels that a new one replaces although they don't hold at present.

        The latest of the same intent comes back when a merge is undone that it gave way to; those
        that contradict others never held, and a new one settles the matter.
        """
        group = self._group(label.intent_id)
        decided = self._links.decided_in(group) if group else {}
        same = [n for n, each in decided.items() if isinstance(each, type(label))]
        yield from sorted(n for n in same if decided[n].links() == label.links())[-1:]
        for number in self._fold.clashes:
            other = self._fold.decisions[number]
            if isinstance(other, type(label)) and self._group(other.intent_id) is group:
                yield number

    def _giving_way(self, merge: Merge) -> Iterator[int]:
        """Give the decisions on names, themes and types that a merge doesn't keep."""
        kept: dict[str, str] = {}
        found = map(self._group, (merge.intent_id, *merge.merged))
        groups = dict.fromkeys(each for each in found if each)
        replaced = set[int]().union(*(group.replaced for group in groups))
        for group in groups:
            for what, numbers in group.labels.items():
                for number in numbers:
                    value = self._links.value(number)
                    if number not in replaced and kept.setdefault(what, value) != value:
                        yield number

    def _surveyed(self) -> tuple[tuple[Component, ...], tuple[CannotLink, ...]]:
        if self._survey is None:
            self._survey = survey(self._links)
        return self._survey


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
