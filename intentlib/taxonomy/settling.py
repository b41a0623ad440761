"""Permanent ids and names for the groups of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count

import numpy as np
import pandas as pd

from intentlib.model import Run
from intentlib.taxonomy.acts import Act, told_by
from intentlib.taxonomy.lineage import EVENT, tell_events
from intentlib.taxonomy.matching import (
    carried_calls,
    intents_by_wording,
    looked_up,
    match,
    new_id,
    shared_calls,
)

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


@dataclass(frozen=True, eq=False)
class Decided:
    """What people decided of the groups of a run.

    Parameters
    ----------
    intent_ids
        The intent that a group is, by label; such an intent is ``reviewed``.
    names
        Every name that a person gave, by intent id; None keeps those of the run before.
    themes, types
        Every theme and every type that a person gave, by intent id.
    acts
        What people decided since the run before, in the order of recording.
    """

    intent_ids: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[str, str] | None = None
    themes: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    acts: Sequence[Act] = ()


NOTHING = Decided()


def unnamed(
    wordings: pd.DataFrame,
    labels: np.ndarray,
    previous: Run | None,
    decided: Decided = NOTHING,
    goes_on: Sequence[str] | None = None,
) -> list[int]:
    """Return the groups that :func:`settle` needs an automatic name for: the others keep theirs."""
    held = _hold(wordings, labels, previous, decided, goes_on).groups["held"]
    return [int(label) for label in held.index[held.isna()]]


def settle(
    wordings: pd.DataFrame,
    labels: np.ndarray,
    names: Sequence[str] | Mapping[int, str],
    previous: Run | None,
    run_id: str,
    at: datetime,
    cause: str,
    decided: Decided = NOTHING,
    goes_on: Sequence[str] | None = None,
) -> Settled:
    """Return ids and names that stay what they were where the groups are what they were.

    Ids go to groups so that as many calls as possible keep theirs. A person's name is always
    kept with its id; an automatic one unless the old wordings in the group are mostly others than
    before. Where nothing is shared with a run before, as in a first run, nothing is ``new``.

    Parameters
    ----------
    wordings
        With ``wording_id``, ``text`` and ``calls``.
    labels : ndarray of shape (n_wordings,)
        Group of each wording, numbered from 0 without gaps.
    names
        A distinct automatic name for each group, or for those that :func:`unnamed` tells.
    previous
        The run that was published before, or None.
    run_id, at, cause
        Written into the lineage; see :func:`cause_between` for the cause, which is that of all
        that no decision of a reviewer explains.
    decided
        What people decided of the groups.
    goes_on
        The intent as found that each wording goes on being of, unseen ones too, and ``""`` where
        that is none: see :func:`carry` and :func:`go_on`. Where None, by what the run before had.
    """
    held = _hold(wordings, labels, previous, decided, goes_on)
    grouped, groups, flows, known = held.grouped, held.groups, held.flows, held.known
    groups["name"] = _distinct(groups["held"], groups, names, grouped)
    groups["status"] = _status(groups, known, flows, still_new=cause != "new data")
    groups.loc[list(decided.intent_ids), "status"] = "reviewed"
    grouped["to_id"] = grouped["label"].map(groups["intent_id"])
    seen = grouped.assign(from_id=grouped["wording_id"].map(intents_by_wording(previous)))
    told = tell_events(groups, known, seen.dropna(subset="from_id"), decided.acts)
    events = told_by(pd.DataFrame(told, columns=EVENT), decided.acts, cause)
    return Settled(
        intent_ids=tuple(groups["intent_id"]),
        names=tuple(groups["name"]),
        name_source=tuple(groups["name_source"]),
        status=tuple(groups["status"]),
        lineage=events.assign(run_id=run_id, at=pd.Timestamp(at)),
    )


def _known_intents(previous: Run | None) -> pd.DataFrame:
    if previous is None:
        return pd.DataFrame(columns=["name", "name_source", "status"], dtype="str")
    return previous.intents.set_index("intent_id").sort_index()


def _kept(matched: pd.Series, decided: Decided, known: pd.DataFrame) -> pd.Series:
    """Return the known intent that each group goes on being: the decided one before any other."""
    ids = pd.Series(decided.intent_ids, dtype="str")
    free = matched.mask(matched.isin(set(ids)) | matched.index.isin(ids.index))
    return free.fillna(ids[ids.isin(known.index)])


@dataclass(frozen=True, eq=False)
class _Held:
    """What groups have from before or by people.

    ``groups`` is by label, with ``group, calls, seen, kept, fresh, intent_id, held`` (the name) and
    ``name_source``; ``grouped`` has the wordings with their group, ``flows`` the calls that groups
    share with intents, ``known`` the intents of the run before.
    """

    grouped: pd.DataFrame
    groups: pd.DataFrame
    flows: pd.DataFrame
    known: pd.DataFrame


def _hold(
    wordings: pd.DataFrame,
    labels: np.ndarray,
    previous: Run | None,
    decided: Decided,
    goes_on: Sequence[str] | None,
) -> _Held:
    grouped = wordings[["wording_id", "text", "calls"]].assign(label=labels)
    grouped["group"] = grouped.groupby("label")["wording_id"].transform("min")
    shared = shared_calls(previous, grouped)
    flows = shared if goes_on is None else carried_calls(goes_on, grouped)
    groups = grouped.groupby("label").agg(group=("group", "first"), calls=("calls", "sum"))
    groups["seen"] = looked_up(groups["group"], flows.groupby("group")["calls"].sum())
    kept = match(flows, groups.set_index("group")["calls"])
    known = _known_intents(previous)
    matched = _told(groups["group"], pd.Series(kept, dtype="str"))
    groups["kept"] = _kept(matched.where(matched.isin(known.index)), decided, known)
    groups["fresh"] = groups["kept"].isna() & (2 * groups["seen"] < groups["calls"])
    # Found before, but hidden by a decision that doesn't hold any more.
    back = matched[~matched.isin({*known.index, *decided.intent_ids.values()})].dropna()
    groups["intent_id"] = _ids(groups, grouped, {**back, **decided.intent_ids}, known)
    groups["held"], groups["name_source"] = _names(groups, known, flows, decided)
    return _Held(grouped, groups, flows, known)


def _ids(
    groups: pd.DataFrame, grouped: pd.DataFrame, given: Mapping[int, str], known: pd.DataFrame
) -> pd.Series:
    """Return kept and given ids, and for the others one made from the founding wordings."""
    ids = {**dict(zip(groups.index, groups["kept"], strict=True)), **given}
    taken = {*known.index, *given.values()}
    for label in groups.index[groups["kept"].isna()].difference(list(given)):
        ids[label] = new_id(grouped.loc[grouped["label"] == label, "wording_id"], taken)
        taken.add(ids[label])
    return pd.Series(ids, dtype="str")


def _names(
    groups: pd.DataFrame, known: pd.DataFrame, flows: pd.DataFrame, decided: Decided
) -> tuple[pd.Series, pd.Series]:
    """Return the name that each group has from before or by people, and who gave it."""
    pairs = flows.set_index(["from_id", "group"])["calls"]
    keys = pd.MultiIndex.from_frame(groups[["kept", "group"]])
    shared = pairs.reindex(keys).to_numpy()
    either = looked_up(groups["kept"], flows.groupby("from_id")["calls"].sum()) + groups["seen"]
    same = 2 * shared >= either - shared
    if decided.names is None:
        by_people = _told(groups["kept"], known["name"][known["name_source"] == "person"])
    else:
        by_people = _told(groups["intent_id"], pd.Series(decided.names, dtype="str"))
    before = _told(groups["kept"], known["name"][known["name_source"] == "auto"])
    held = by_people.fillna(before.where(same))
    source = by_people.notna().map({True: "person", False: "auto"})
    return held, source


def _distinct(
    held: pd.Series,
    groups: pd.DataFrame,
    names: Sequence[str] | Mapping[int, str],
    grouped: pd.DataFrame,
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


def _status(
    groups: pd.DataFrame, known: pd.DataFrame, flows: pd.DataFrame, *, still_new: bool
) -> np.ndarray:
    """Return what is new, reviewed or known; what was new stays so as long as the calls do."""
    largest = flows.sort_values(["calls", "from_id"], ascending=[False, True])
    source = largest.drop_duplicates("group").set_index("group")["from_id"]
    origin = groups["kept"].fillna(_told(groups["group"], source))
    was = _told(origin, known["status"])
    new = (groups["fresh"] & bool(len(flows))) | ((was == "new") & still_new)
    reviewed = groups["kept"].notna() & (was == "reviewed")
    return np.select([new, reviewed], ["new", "reviewed"], "known")


def _told(keys: pd.Series, values: pd.Series) -> pd.Series:
    # Text even where nothing is known: an empty map would give numbers.
    return keys.map(values).astype("str")
