"""What happened to intents between two runs, and the calls that it moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from intentlib.model import Manifest, Run
from intentlib.taxonomy.matching import match, shared_calls

EVENT = ["intent_id", "event", "from_ids", "to_ids", "calls_moved"]
_MOVE = ["from_id", "to_id", "calls"]


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
        ``from_id, from_name, to_id, to_name, cause, wordings, calls``; the cause is the one that
        the lineage of ``after`` gives where it followed ``before``, else judged by the manifests.
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
    flows["cause"] = _causes(before, after, flows)
    order = ["calls", "from_id", "to_id"]
    flows = flows.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return flows[["from_id", "from_name", "to_id", "to_name", "cause", "wordings", "calls"]]


def tell_events(
    groups: pd.DataFrame, known: pd.DataFrame, flows: pd.DataFrame
) -> Iterator[tuple[str, str, list[str], list[str], int]]:
    """Give the lineage rows; every call that changed its intent is counted in exactly one."""
    ids = groups.set_index("group")["intent_id"]
    moving = flows.assign(to_id=flows["group"].map(ids)).query("from_id != to_id")
    moving = moving.sort_values(["calls", "from_id", "to_id"], ascending=[False, True, True])
    kept, founded = groups[groups["kept"].notna()], groups[groups["kept"].isna()]
    existed = set(known.index)
    gone = existed - set(kept["intent_id"])
    merged = moving[moving["from_id"].isin(gone)].drop_duplicates("from_id")
    moving = moving.drop(merged.index)
    split_off = founded.loc[~founded["fresh"], "intent_id"]
    split = moving[moving["to_id"].isin(split_off)].drop_duplicates("to_id")
    moving = moving.drop(split.index)

    for intent_id in sorted(founded.loc[founded["fresh"], "intent_id"]):
        yield intent_id, "born", [], [intent_id], 0
    for to_id, part in merged.groupby("to_id"):
        from_ids = {*part["from_id"], *({str(to_id)} & existed)}
        yield str(to_id), "merged", sorted(from_ids), [str(to_id)], int(part["calls"].sum())
    for from_id, part in split.groupby("from_id"):
        to_ids = {*part["to_id"], *({str(from_id)} - gone)}
        yield str(from_id), "split", [str(from_id)], sorted(to_ids), int(part["calls"].sum())
    for from_id, to_id, calls in zip(*(moving[c] for c in _MOVE), strict=True):
        yield to_id, "moved", [from_id], [to_id], calls
    before = kept["kept"].map(known["name"])
    for intent_id in sorted(kept.loc[kept["name"] != before, "intent_id"]):
        yield intent_id, "renamed", [intent_id], [intent_id], 0
    for intent_id in sorted(gone - set(merged["from_id"])):
        yield intent_id, "retired", [intent_id], [], 0


def _causes(before: Run, after: Run, flows: pd.DataFrame) -> pd.Series:
    """Return the cause of every move: the lineage's where it tells, otherwise judged."""
    judged = cause_between(before.manifest, after.manifest.hashes, after.manifest.ledger_position)
    if after.manifest.previous != before.run_id:
        return pd.Series(judged, index=flows.index)
    told = after.lineage.explode("from_ids").explode("to_ids")
    causes = told.drop_duplicates(["from_ids", "to_ids"]).set_index(["from_ids", "to_ids"])
    pairs = pd.MultiIndex.from_frame(flows[["from_id", "to_id"]])
    return causes["cause"].reindex(pairs).fillna(judged).set_axis(flows.index)
