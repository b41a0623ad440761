"""What is outstanding of decisions: refused, in conflict, or waiting for a run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intentlib.review import Conflict, Decision, Standing


@dataclass(frozen=True)
class Refusal:
    """A step that was not recorded because it contradicts what is in force.

    Parameters
    ----------
    text
        What is in its way, for people.
    decisions
        What was to be recorded.
    instead_of
        The decisions in its way; empty where it has to be decided anew.
    """

    text: str
    decisions: tuple[Decision, ...]
    instead_of: tuple[int, ...]


def conflicts(standing: Standing, keys: Collection[str]) -> tuple[Conflict, ...]:
    """Return the decisions that contradict others, and those whose wordings a run doesn't have.

    Parameters
    ----------
    standing
        What is in force.
    keys
        The wordings of the run.
    """
    from intentlib.review import Conflict

    why = "none of its wordings is in this run"
    lost = [Conflict(each, why, (), f"Undo #{each}") for each in standing.lost(keys)]
    return (*standing.conflicts, *lost)


def waiting(standing: Standing, known: int) -> int:
    """Return how many decisions a run doesn't know of that was made when so many were recorded."""
    from intentlib.review import Comment, Skip, Undo

    new = [n for n in range(known + 1, standing.position + 1) if not standing.undone_by(n)]
    decided = [standing.decision(number) for number in new]
    return sum(
        not isinstance(each, Comment | Skip)
        and not (isinstance(each, Undo) and each.decision_id > known)
        for each in decided
    )
