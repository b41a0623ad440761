"""Which decision of a reviewer is the cause of a change between two runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd


@dataclass(frozen=True)
class Act:
    """A decision that was recorded since the run before, as far as it changes intents.

    Of an undo it is told what it undoes speaks of.

    Parameters
    ----------
    decision_id, reviewer, at
        Its number in the ledger, by whom, and when (UTC).
    wording_ids
        The wordings that it decides on.
    intent_ids
        The intents that it speaks of.
    names
        Whether it is about a name only.
    """

    decision_id: int
    reviewer: str
    at: datetime
    wording_ids: frozenset[str]
    intent_ids: frozenset[str]
    names: bool = False


AT = pd.DatetimeTZDtype("us", "UTC")
TOLD = ["decision_id", "reviewer", "decided_at"]
"""The columns of the lineage that tell of a decision."""


def acts_of_moves(moves: pd.DataFrame, moved: pd.DataFrame, acts: Sequence[Act]) -> list[int]:
    """Return the decision that moved calls from an intent to another, 0 where none did.

    It is the one that decided of most of these calls; where none decided of any, the latest that
    speaks of both intents: other wordings follow those that people decide on.

    Parameters
    ----------
    moves
        ``from_id, to_id``, one row per move.
    moved
        ``from_id, to_id, wording_id, calls``, one row per wording that moved.
    acts
        In the order of recording.
    """
    on_wordings = [act for act in acts if not act.names]
    latest = {wording: act.decision_id for act in on_wordings for wording in act.wording_ids}
    said = moved.assign(decision_id=moved["wording_id"].map(latest)).dropna(subset="decision_id")
    counted = said.groupby(["from_id", "to_id", "decision_id"])["calls"].sum().reset_index()
    counted = counted.sort_values(["calls", "decision_id"]).set_index(["from_id", "to_id"])
    most = counted["decision_id"].groupby(level=[0, 1]).last().to_dict()
    found = []
    for from_id, to_id in zip(moves["from_id"], moves["to_id"], strict=True):
        both = (
            act.decision_id for act in reversed(on_wordings) if {from_id, to_id} <= act.intent_ids
        )
        number = most.get((from_id, to_id)) or next(both, 0)
        found.append(int(number))
    return found


def act_on_name(intent_id: str, acts: Sequence[Act]) -> int:
    """Return the latest decision that can have changed the name of an intent, 0 without one."""
    found = (act.decision_id for act in reversed(acts) if intent_id in act.intent_ids)
    return next(found, 0)


def told_by(events: pd.DataFrame, acts: Sequence[Act], cause: str) -> pd.DataFrame:
    """Return lineage events with their cause: a decision and whose it was, or that of the run.

    Parameters
    ----------
    events
        With ``decision_id``, 0 where no decision is known to be the cause.
    acts
        The decisions since the run before.
    cause
        Why the run differs from the one before.
    """
    by_id = {act.decision_id: act for act in acts}
    found = [by_id.get(number) for number in events["decision_id"]]
    at = pd.Series([act.at if act else None for act in found], events.index, dtype="object")
    return events.assign(
        cause=["decision" if act else cause for act in found],
        decision_id=events["decision_id"].astype("Int64").mask(events["decision_id"] == 0),
        reviewer=[act.reviewer if act else "" for act in found],
        decided_at=pd.to_datetime(at, utc=True).astype(AT),
    )
