"""What the decisions in force say, as grouping needs it: components and what is held apart."""

from __future__ import annotations

from dataclasses import dataclass

from intentlib.review.base import intent_of, is_intent
from intentlib.review.decisions import Label
from intentlib.review.grouping import Approve, Move
from intentlib.review.links import Group, Links


@dataclass(frozen=True)
class Held:
    """A name, theme or type that a person gave.

    Parameters
    ----------
    value
        The name, theme or type.
    decision_id
        The decision that gave it.
    """

    value: str
    decision_id: int


@dataclass(frozen=True)
class Component:
    """Wordings that are one intent, by decisions in force.

    Parameters
    ----------
    keys
        The wordings, sorted: they must be in one group. May be empty, where all that is decided
        of an intent is a name, say.
    intent_id
        The intent they are; None where pins alone hold them. Components of different intents are
        different intents: only a merge joins two.
    intent_ids
        All ids that this intent has had, sorted: its own, and those merged into it.
    name, theme, type
        What people gave, or None.
    approved_by
        The latest decision that approved the intent, or None.
    anchors
        The commonest wordings that the intent was known by when it was last named or moved to;
        unlike ``keys`` they are only a hint at where it is.
    decision_ids
        The decisions in force that concern it, sorted.
    """

    keys: tuple[str, ...]
    intent_id: str | None
    intent_ids: tuple[str, ...]
    name: Held | None
    theme: Held | None
    type: Held | None
    approved_by: int | None
    anchors: tuple[str, ...]
    decision_ids: tuple[int, ...]


@dataclass(frozen=True)
class CannotLink:
    """Two components that a split or a pin holds apart.

    Parameters
    ----------
    left, right
        Their positions among the components, ``left < right``.
    decision_ids
        The decisions that say so, sorted.
    """

    left: int
    right: int
    decision_ids: tuple[int, ...]


def component(links: Links, group: Group) -> Component:
    """Return a group of nodes as a component."""
    decided = dict(sorted(links.decided_in(group).items()))
    approvals = [number for number, each in decided.items() if isinstance(each, Approve)]
    hints = [each.anchors for each in decided.values() if isinstance(each, Label | Move)]
    held = {
        what: Held(links.value(numbers[0]), numbers[0])
        for what, numbers in group.labels.items()
        if numbers
    }
    return Component(
        keys=tuple(sorted(node for node in group.nodes if not is_intent(node))),
        intent_id=group.home,
        intent_ids=tuple(sorted(intent_of(node) for node in group.nodes if is_intent(node))),
        name=held.get("name"),
        theme=held.get("theme"),
        type=held.get("type"),
        approved_by=approvals[-1] if approvals else None,
        anchors=next((keys for keys in reversed(hints) if keys), ()),
        decision_ids=tuple(decided),
    )


def survey(links: Links) -> tuple[tuple[Component, ...], tuple[CannotLink, ...]]:
    """Return every component, intents by id and then pins by wording, and what is held apart."""
    groups = sorted(set(links.of.values()), key=lambda group: min(group.nodes))
    place = {group: number for number, group in enumerate(groups)}
    apart: dict[tuple[int, int], set[int]] = {}
    for node, others in links.apart.items():
        for other, number in others:
            pair = place[links.of[node]], place[links.of[other]]
            if pair[0] < pair[1]:
                apart.setdefault(pair, set()).add(number)
    return (
        tuple(component(links, group) for group in groups),
        tuple(CannotLink(*pair, tuple(sorted(apart[pair]))) for pair in sorted(apart)),
    )
