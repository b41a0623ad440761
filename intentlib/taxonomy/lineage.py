"""What happened to intents between two runs, and the calls that it moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from intentlib.model import Manifest, Run
from intentlib.taxonomy.acts import TOLD, Act, act_on_name, acts_of_moves
from intentlib.taxonomy.matching import match, shared_calls

EVENT = ["intent_id", "event", "from_ids", "to_ids", "calls_moved", "decision_id"]
_WHY = ["event", "cause", *TOLD]
_MOVE = ["from_id", "to_id", "calls", "decision_id"]


def cause_between(before: Manifest, hashes: Mapping[str, str], ledger_position: int) -> str:
    """Return why a run differs from the one before: model, new data, decision or granularity.

    Parameters
    ----------
    before
        Manifest of the earlier run.
    hashes, ledger_position
        Of the later run, as its manifest has them.
    """
    if before.hashes.get("model") != hashes.get("model"):
        return "model"
    if before.hashes.get("input") != hashes.get("input"):
        return "new data"
    return "decision" if before.ledger_position != ledger_position else "granularity"


def moved(before: Run, after: Run) -> pd.DataFrame:
    """Return the calls that moved between intents from one run to another, most first.

    Only wordings that both runs have can move; their calls are counted as in ``after``. Intents
    are the same where their ids are; where ``after`` doesn't follow ``before`` directly, ids that
    only one of them knows are matched by their wordings, so that any two runs can be compared.

    Returns
    -------
    DataFrame
        ``from_id, from_name, to_id, to_name, event, cause, decision_id, reviewer, decided_at,
        wordings, calls``; event and cause are those that the lineage of ``after`` gives where it
        followed ``before``, else ``moved``, for a cause judged by the manifests.
    """
    flows = shared_calls(before, after.wordings.assign(group=after.wordings["intent_id"]))
    old, new = (run.intents.set_index("intent_id") for run in (before, after))
    stayed = flows["group"] == flows["from_id"]
    if after.manifest.previous != before.run_id:
        same = flows["group"].map(match(flows, new["calls"])) == flows["from_id"]
        stayed |= same & ~flows["from_id"].isin(new.index) & ~flows["group"].isin(old.index)
    flows = flows[~stayed].rename(columns={"group": "to_id"})
    flows["from_name"] = flows["from_id"].map(old["name"])
    flows["to_name"] = flows["to_id"].map(new["name"])
    flows = flows.join(_causes(before, after), on=["from_id", "to_id"])
    judged = cause_between(before.manifest, after.manifest.hashes, after.manifest.ledger_position)
    flows = flows.fillna({"event": "moved", "cause": judged, "reviewer": ""})
    order = ["calls", "from_id", "to_id"]
    flows = flows.sort_values(order, ascending=[False, True, True], ignore_index=True)
    names = ["from_id", "from_name", "to_id", "to_name"]
    return flows[[*names, *_WHY, "wordings", "calls"]]


def tell_events(
    groups: pd.DataFrame, known: pd.DataFrame, grouped: pd.DataFrame, acts: Sequence[Act]
) -> Iterator[tuple[str, str, list[str], list[str], int, int]]:
    """Give the lineage rows; every call that changed its intent is counted in exactly one.

    Parameters
    ----------
    groups
        What each group is: ``intent_id, name, kept, fresh``.
    known
        The intents of the run before, by id.
    grouped
        ``from_id, to_id, wording_id, calls`` of every wording that the run before had.
    acts
        The decisions since the run before; an event gives the number of the one that is its cause,
        0 where none is.
    """
    moving = _moving(grouped, acts)
    kept, founded = groups[groups["kept"].notna()], groups[groups["kept"].isna()]
    existed = set(known.index)
    gone = existed - set(kept["intent_id"])
    merged = moving[moving["from_id"].isin(gone)].drop_duplicates("from_id")
    moving = moving.drop(merged.index)
    split_off = founded.loc[~founded["fresh"], "intent_id"]
    split = moving[moving["to_id"].isin(split_off)].drop_duplicates("to_id")
    moving = moving.drop(split.index)

    for intent_id in sorted(founded.loc[founded["fresh"], "intent_id"]):
        yield intent_id, "born", [], [intent_id], 0, 0
    for _, part in merged.groupby(["to_id", "decision_id"]):
        to_id, number, calls = part["to_id"].iloc[0], part["decision_id"].iloc[0], part["calls"]
        from_ids = {*part["from_id"], *({to_id} & existed)}
        yield to_id, "merged", sorted(from_ids), [to_id], int(calls.sum()), number
    for _, part in split.groupby(["from_id", "decision_id"]):
        from_id, number, calls = part["from_id"].iloc[0], part["decision_id"].iloc[0], part["calls"]
        to_ids = {*part["to_id"], *({from_id} - gone)}
        yield from_id, "split", [from_id], sorted(to_ids), int(calls.sum()), number
    for from_id, to_id, calls, number in zip(*(moving[c] for c in _MOVE), strict=True):
        yield to_id, "moved", [from_id], [to_id], calls, number
    before = kept["kept"].map(known["name"])
    for intent_id in sorted(kept.loc[kept["name"] != before, "intent_id"]):
        yield intent_id, "renamed", [intent_id], [intent_id], 0, act_on_name(intent_id, acts)
    for intent_id in sorted(gone - set(merged["from_id"])):
        yield intent_id, "retired", [intent_id], [], 0, 0


def _moving(grouped: pd.DataFrame, acts: Sequence[Act]) -> pd.DataFrame:
    """Return the calls that moved from intent to intent, most first, and by which decision."""
    moved = grouped[grouped["from_id"] != grouped["to_id"]]
    moving = moved.groupby(["from_id", "to_id"]).agg(calls=("calls", "sum")).reset_index()
    moving = moving.sort_values(["calls", "from_id", "to_id"], ascending=[False, True, True])
    return moving.assign(decision_id=acts_of_moves(moving, moved, acts))


def _causes(before: Run, after: Run) -> pd.DataFrame:
    """Return what the lineage tells of every move, by ``from_id`` and ``to_id``."""
    told = after.lineage
    if after.manifest.previous != before.run_id:
        told = told.iloc[:0]
    told = told.explode("from_ids").explode("to_ids").drop_duplicates(["from_ids", "to_ids"])
    return told.set_index(["from_ids", "to_ids"])[_WHY]
