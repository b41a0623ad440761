"""Intents as they are found, whatever people decide of them.

A decision changes which intent a wording is counted in, and an undo must give back exactly what was
there. So each wording keeps the intent that it was found in beside the one that it is in, and it
is those as found that go from run to run; decisions are applied to them anew each time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from intentlib.model import Run
from intentlib.taxonomy.matching import carried_calls, match, new_id


def found_before(previous: Run) -> pd.Series:
    """Return the intent that each wording of a run was found in, by ``wording_id``."""
    wordings = previous.wordings.set_index("wording_id")
    # Runs of older versions don't tell.
    return wordings["found_id"].mask(wordings["found_id"] == "", wordings["intent_id"])


def go_on(wordings: pd.DataFrame, labels: np.ndarray, previous: Run) -> list[str]:
    """Return which intent as found each wording goes on being of, by the calls that groups share.

    Where no group goes on being an intent its wordings tell from which one they came.

    Parameters
    ----------
    wordings
        With ``wording_id`` and ``calls``.
    labels : ndarray of shape (n_wordings,)
        Groups of a cut, before any decision.
    previous
        The run before.

    Returns
    -------
    list of str of length n_wordings
        ``""`` for an unseen wording in a group that goes on being none.
    """
    was = wordings["wording_id"].map(found_before(previous)).astype("str").fillna("")
    grouped = wordings[["calls"]].assign(group=labels.astype("str"))
    flows = carried_calls(was.tolist(), grouped)
    kept = match(flows, grouped.groupby("group")["calls"].sum())
    return grouped["group"].map(kept).astype("str").fillna(was).tolist()


def as_found(
    wordings: pd.DataFrame,
    labels: np.ndarray,
    goes_on: Sequence[str] | None,
    intent_ids: Sequence[str],
) -> list[str]:
    """Return the intent that each wording was found in: one per group, no two with the same.

    Parameters
    ----------
    wordings
        With ``wording_id`` and ``calls``.
    labels : ndarray of shape (n_wordings,)
        Groups before any decision.
    goes_on : sequence of str of length n_wordings
        The intents as found that wordings go on being of; None in a first run.
    intent_ids : sequence of str of length n_wordings
        The intents that wordings are in, by decisions.
    """
    told = wordings[["wording_id", "calls"]].assign(group=labels, now=intent_ids)
    told["was"] = "" if goes_on is None else list(goes_on)
    found: dict[int, str] = {}
    order = told.groupby("group")["calls"].sum().sort_values(ascending=False, kind="stable").index
    for column in ("was", "now"):
        counted = told.groupby(["group", column])["calls"].sum()
        for group in order:
            if group not in found:
                best = str(counted[group].idxmax())
                if best and best not in found.values():
                    found[group] = best
    taken = {*found.values(), *told["now"], *told["was"]}
    for group in order:
        if group not in found:
            found[group] = new_id(told.loc[told["group"] == group, "wording_id"], taken)
    return told["group"].map(found).tolist()
