"""Decisions in words for people who know intents by their names, not by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from intentlib.review import Decision, PinApart, Recorded, Standing, Undo
from intentlib.review.telling import SHOWN, describe, more


@dataclass(frozen=True)
class Step:
    """What one act of a reviewer recorded.

    Parameters
    ----------
    numbers
        Its decisions, in order.
    reviewer, at
        By whom, and when (UTC).
    text
        What was decided, in the past tense.
    undone
        Whether all of it is undone.
    undoes
        Whether it undid another step.
    """

    numbers: tuple[int, ...]
    reviewer: str
    at: datetime
    text: str
    undone: bool
    undoes: bool


def read_steps(
    recorded: Iterable[Recorded], standing: Standing, names: Mapping[str, str]
) -> list[Step]:
    """Return decisions by the acts that recorded them, newest first."""
    steps = []
    # The decisions of one act have tokens that begin alike; see Reviewing.record.
    for _, group in groupby(recorded, lambda done: done.token.rpartition(".")[0] or done.token):
        done = list(group)
        numbers = tuple(each.decision_id for each in done)
        text = tell_numbers(numbers, standing, names)
        undone = all(standing.undone_by(number) for number in numbers)
        undoes = isinstance(done[0].decision, Undo)
        steps.append(Step(numbers, done[0].reviewer, done[0].at, text, undone, undoes))
    return steps[::-1]


def tell_numbers(numbers: Sequence[int], standing: Standing, names: Mapping[str, str]) -> str:
    """Return what recorded decisions did; of those that undid others, what these were."""
    decisions, undid = [standing.decision(number) for number in numbers], ""
    while isinstance(decisions[0], Undo):
        undone = [each.decision_id for each in decisions if isinstance(each, Undo)]
        decisions, undid = [standing.decision(n) for n in undone[::-1]], f"{undid}undid: "
    return undid + tell_step(decisions, names)


def tell_step(decisions: Sequence[Decision], names: Mapping[str, str]) -> str:
    """Return what one act of a reviewer decided, in the past tense.

    Parameters
    ----------
    decisions
        What it recorded.
    names
        What intents are called, by their ids.
    """
    told = [describe(decision, names) for decision in _joined(decisions)]
    return "; ".join([*told[:SHOWN], *more(told)])


def _joined(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions with those that tell one wording apart from others as one."""
    apart: dict[str, list[str]] = {}
    rest: list[Decision] = []
    for decision in decisions:
        if isinstance(decision, PinApart) and len(decision.keys) == 2:
            apart.setdefault(decision.keys[0], []).append(decision.keys[1])
        else:
            rest.append(decision)
    return [*rest, *(PinApart((first, *others)) for first, others in apart.items())]
