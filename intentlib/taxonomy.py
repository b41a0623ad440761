"""Groups and the run before → permanent ids and names, and the lineage that tells what changed.

Identity is carried by wordings: a group goes on being an old intent when they share enough calls.
Groups go by their smallest wording id here and intents by their id, so that neither the numbering
of groups nor the order of rows can change an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import chain, count

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from intentlib import schema
from intentlib.model import Manifest, Run

_EVENT = ["intent_id", "event", "from_ids", "to_ids", "calls_moved"]
_MOVE = ["from_id", "to_id", "calls"]
_LONGEST_NAME = 60


@dataclass(frozen=True, eq=False)
class Settled:
    """What every group is called from now on; all but ``lineage`` are in the order of groups.

    Parameters
    ----------
    intent_ids, names : tuple of str, length n_groups
        Neither has repeats.
    name_source
        ``person`` where a person gave the name, otherwise ``auto``.
    status
        ``new`` for a group of mostly unseen wordings, ``reviewed`` as before, otherwise ``known``.
    lineage
        What happened since the run before (see :data:`intentlib.schema.LINEAGE`).
    """

    intent_ids: tuple[str, ...]
    names: tuple[str, ...]
    name_source: tuple[str, ...]
    status: tuple[str, ...]
    lineage: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Return ``intent_id, name, name_source, status``, one row per group in their order."""
        return pd.DataFrame(
            {
                "intent_id": self.intent_ids,
                "name": self.names,
                "name_source": self.name_source,
                "status": self.status,
            }
        )


def settle(
    wordings: pd.DataFrame,
    labels: np.ndarray,
    names: Sequence[str],
    previous: Run | None,
    run_id: str,
    at: datetime,
    cause: str,
) -> Settled:
    """Return ids and names that stay what they were where the groups are what they were.

    Ids go to groups so that as many calls as possible keep theirs. A person's name is always
    kept with its id; an automatic one unless the old wordings in the group are mostly others than
    before. In a first run nothing is ``new``, as there is nothing to compare with.

    Parameters
    ----------
    wordings
        With ``wording_id``, ``text`` and ``calls``.
    labels : ndarray of shape (n_wordings,)
        Group of each wording, numbered from 0 without gaps.
    names
        A distinct automatic name for each group.
    previous
        The run that was published before, or None.
    run_id, at, cause
        Written into the lineage; see :func:`cause_between` for the cause.
    """
    grouped = wordings[["wording_id", "text", "calls"]].assign(label=labels)
    grouped["group"] = grouped.groupby("label")["wording_id"].transform("min")
    flows = _flows(previous, grouped)
    groups = grouped.groupby("label").agg(group=("group", "first"), calls=("calls", "sum"))
    groups["seen"] = _looked_up(groups["group"], flows.groupby("group")["calls"].sum())
    kept = match(flows, groups.set_index("group")["calls"])
    groups["kept"] = groups["group"].map(pd.Series(kept, dtype="str"))
    groups["fresh"] = groups["kept"].isna() & (2 * groups["seen"] < groups["calls"])
    known = _known_intents(previous)
    groups["intent_id"] = _ids(groups, grouped, set(known.index))
    groups["name"], groups["name_source"] = _names(groups, names, known, flows, grouped)
    groups["status"] = np.where(groups["fresh"] & (previous is not None), "new", "known")
    reviewed = groups["kept"].map(known["status"]) == "reviewed"
    groups["status"] = groups["status"].mask(reviewed, "reviewed")
    events = pd.DataFrame(_events(groups, known, flows), columns=_EVENT)
    lineage = events.assign(run_id=run_id, at=pd.Timestamp(at), cause=cause)
    return Settled(
        intent_ids=tuple(groups["intent_id"]),
        names=tuple(groups["name"]),
        name_source=tuple(groups["name_source"]),
        status=tuple(groups["status"]),
        lineage=schema.check(lineage, schema.LINEAGE),
    )


def match(flows: pd.DataFrame, group_calls: pd.Series) -> dict[str, str]:
    """Return which group goes on being which intent, by group: most calls keep their intent.

    A pair is possible where it shares at least half the calls of one of the two; without that
    limit a few strays would hand an intent's identity to an unrelated group.

    Parameters
    ----------
    flows
        ``from_id, group, calls``: calls of the wordings that an old intent and a group share.
    group_calls
        All calls of each group, by group.

    References
    ----------
    Crouse, D. (2016). On implementing 2D rectangular assignment algorithms. IEEE Transactions on
    Aerospace and Electronic Systems 52(4), as in ``scipy.optimize.linear_sum_assignment``.
    """
    of_old = flows.groupby("from_id")["calls"].transform("sum")
    of_group = _looked_up(flows["group"], group_calls)
    possible = flows[(2 * flows["calls"] >= of_old) | (2 * flows["calls"] >= of_group)]
    if possible.empty:
        return {}
    old, old_ids = pd.factorize(possible["from_id"])
    new, new_ids = pd.factorize(possible["group"])
    size = len(old_ids) + len(new_ids)
    # One small dense problem per connected part: an intent meets few groups, not all.
    edges = coo_array((np.ones(len(old)), (old, new + len(old_ids))), shape=(size, size))
    _, part = connected_components(edges, directed=False)
    kept: dict[str, str] = {}
    for _, pairs in possible.groupby(part[old]):
        table = pairs.pivot_table(index="from_id", columns="group", values="calls", fill_value=0)
        shared = table.to_numpy()
        rows, columns = linear_sum_assignment(shared, maximize=True)
        chosen = shared[rows, columns] > 0
        pairing = zip(table.columns[columns[chosen]], table.index[rows[chosen]], strict=True)
        kept |= {str(group): str(old_id) for group, old_id in pairing}
    return kept


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
    are the same where their ids are; ids that only one run knows are matched by their wordings, so
    that runs which don't follow one another can be compared too.

    Returns
    -------
    DataFrame
        ``from_id, from_name, to_id, to_name, cause, wordings, calls``; the cause is the one that
        the lineage of ``after`` gives where it followed ``before``, else judged by the manifests.
    """
    flows = _flows(before, after.wordings.assign(group=after.wordings["intent_id"]))
    old, new = (run.intents.set_index("intent_id") for run in (before, after))
    only_one_knows = ~flows["from_id"].isin(new.index) & ~flows["group"].isin(old.index)
    same = match(flows[only_one_knows], new["calls"])
    stayed = (flows["group"] == flows["from_id"]) | (flows["group"].map(same) == flows["from_id"])
    flows = flows[~stayed].rename(columns={"group": "to_id"})
    flows["from_name"] = flows["from_id"].map(old["name"])
    flows["to_name"] = flows["to_id"].map(new["name"])
    flows["cause"] = _causes(before, after, flows)
    order = ["calls", "from_id", "to_id"]
    flows = flows.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return flows[["from_id", "from_name", "to_id", "to_name", "cause", "wordings", "calls"]]


def _flows(previous: Run | None, grouped: pd.DataFrame) -> pd.DataFrame:
    """Return what old intents and groups share: ``from_id, group, wordings, calls``, sorted."""
    if previous is None:
        old = pd.Series(dtype="str")
    else:
        old = previous.wordings.set_index("wording_id")["intent_id"]
    shared = grouped.assign(from_id=grouped["wording_id"].map(old)).dropna(subset="from_id")
    flows = shared.groupby(["from_id", "group"], as_index=False)
    return flows.agg(wordings=("calls", "size"), calls=("calls", "sum"))


def _known_intents(previous: Run | None) -> pd.DataFrame:
    if previous is None:
        return pd.DataFrame(columns=["name", "name_source", "status"], dtype="str")
    return previous.intents.set_index("intent_id").sort_index()


def _ids(groups: pd.DataFrame, grouped: pd.DataFrame, taken: set[str]) -> pd.Series:
    """Return the kept ids, and for the others one made from the founding wordings."""
    ids = groups["kept"].astype("object")
    founders = grouped.sort_values("wording_id").groupby("label")["wording_id"]
    for label in groups.index[ids.isna()]:
        members = "\n".join(founders.get_group(label))
        for salt in count():
            told = members if salt == 0 else f"{members}\n{salt}"
            found = "i" + blake2b(told.encode(), digest_size=4).hexdigest()
            if found not in taken:
                break
        taken.add(found)
        ids[label] = found
    return ids


def _names(
    groups: pd.DataFrame,
    names: Sequence[str],
    known: pd.DataFrame,
    flows: pd.DataFrame,
    grouped: pd.DataFrame,
) -> tuple[pd.Series, pd.Series]:
    """Return a distinct name for every group, and who gave it."""
    pairs = flows.set_index(["from_id", "group"])["calls"]
    keys = pd.MultiIndex.from_frame(groups[["kept", "group"]])
    shared = pairs.reindex(keys).to_numpy()
    either = _looked_up(groups["kept"], flows.groupby("from_id")["calls"].sum()) + groups["seen"]
    same = 2 * shared >= either - shared
    source = groups["kept"].map(known["name_source"]).fillna("auto")
    holds = groups["kept"].notna() & (same | (source == "person"))
    held = groups["kept"].map(known["name"]).where(holds)
    return _distinct(held, groups, names, grouped), source


def _distinct(
    held: pd.Series, groups: pd.DataFrame, names: Sequence[str], grouped: pd.DataFrame
) -> pd.Series:
    """Return the held names with the free groups' own, changed only where one is taken."""
    chosen = dict(zip(held.dropna().index, held.dropna(), strict=True))
    used = {name.casefold() for name in chosen.values()}
    order = groups.sort_values(["calls", "group"], ascending=[False, True]).index
    free = [label for label in order if label not in chosen]
    taken = [label for label in free if names[label].casefold() in used]
    chosen |= {label: names[label] for label in free if label not in taken}
    used = {name.casefold() for name in chosen.values()}
    for label in taken:
        texts = grouped[grouped["label"] == label]
        texts = texts.sort_values(["calls", "text"], ascending=[False, True])["text"]
        short = (text[:1].upper() + text[1:] for text in texts if len(text) <= _LONGEST_NAME)
        numbered = (f"{names[label]} ({number})" for number in count(2))
        chosen[label] = next(n for n in chain(short, numbered) if n.casefold() not in used)
        used.add(chosen[label].casefold())
    return pd.Series([chosen[label] for label in groups.index], index=groups.index)


def _events(
    groups: pd.DataFrame, known: pd.DataFrame, flows: pd.DataFrame
) -> Iterator[tuple[str, str, list[str], list[str], int]]:
    """Give the lineage rows; every call that changed its intent is counted in exactly one."""
    ids = groups.set_index("group")["intent_id"]
    moving = flows.assign(to_id=flows["group"].map(ids)).query("from_id != to_id")
    moving = moving.sort_values(["calls", "from_id", "to_id"], ascending=[False, True, True])
    kept, founded = groups[groups["kept"].notna()], groups[groups["kept"].isna()]
    gone = set(known.index) - set(kept["intent_id"])
    merged = moving[moving["from_id"].isin(gone)].drop_duplicates("from_id")
    moving = moving.drop(merged.index)
    split_off = founded.loc[~founded["fresh"], "intent_id"]
    split = moving[moving["to_id"].isin(split_off)].drop_duplicates("to_id")
    moving = moving.drop(split.index)

    for intent_id in sorted(founded.loc[founded["fresh"], "intent_id"]):
        yield intent_id, "born", [], [intent_id], 0
    for to_id in sorted(set(merged["to_id"])):
        part = merged[merged["to_id"] == to_id]
        from_ids = {*part["from_id"], *({to_id} & set(known.index))}
        yield to_id, "merged", sorted(from_ids), [to_id], part["calls"].sum()
    for from_id in sorted(set(split["from_id"])):
        part = split[split["from_id"] == from_id]
        to_ids = {*part["to_id"], *({from_id} - gone)}
        yield from_id, "split", [from_id], sorted(to_ids), part["calls"].sum()
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


def _looked_up(keys: pd.Series, calls: pd.Series) -> np.ndarray:
    return calls.reindex(keys, fill_value=0).to_numpy()
