"""Which group goes on being which intent."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from hashlib import blake2b
from itertools import count

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from intentlib.model import Run


def shared_calls(previous: Run | None, grouped: pd.DataFrame) -> pd.DataFrame:
    """Return what old intents and groups share: ``from_id, group, wordings, calls``, sorted.

    Parameters
    ----------
    previous
        The run before; without one nothing is shared.
    grouped
        Wordings with ``wording_id``, ``calls`` and ``group``; these calls are the ones counted.
    """
    return _flows(grouped.assign(from_id=grouped["wording_id"].map(intents_by_wording(previous))))


def intents_by_wording(previous: Run | None) -> pd.Series:
    """Return the intent of every wording of the run before; none without one."""
    if previous is None:
        return pd.Series(dtype="str")
    return previous.wordings.set_index("wording_id")["intent_id"]


def carried_calls(goes_on: Sequence[str], grouped: pd.DataFrame) -> pd.DataFrame:
    """Return the same as :func:`shared_calls`, where wordings go on being of these old intents.

    Parameters
    ----------
    goes_on : sequence of length n_wordings
        ``""`` for a wording that is of none.
    """
    told = grouped.assign(from_id=pd.Series(goes_on, grouped.index, dtype="str"))
    return _flows(told[told["from_id"] != ""])


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
    of_group = looked_up(flows["group"], group_calls)
    possible = flows[(2 * flows["calls"] >= of_old) | (2 * flows["calls"] >= of_group)]
    if possible.empty:
        return {}
    old, old_ids = pd.factorize(possible["from_id"], sort=True)
    new, new_ids = pd.factorize(possible["group"], sort=True)
    shape = (len(old_ids), len(new_ids))
    table = coo_array((possible["calls"].to_numpy(), (old, new)), shape=shape).tocsr()
    # One small dense problem per connected part: an intent meets few groups, not all.
    edges = coo_array((np.ones(len(old)), (old, new + shape[0])), shape=(sum(shape), sum(shape)))
    _, parts = connected_components(edges, directed=False)
    rows_of, columns_of = _members(parts[: shape[0]]), _members(parts[shape[0] :])
    kept: dict[str, str] = {}
    for rows, columns in zip(rows_of, columns_of, strict=True):
        shared = table[rows][:, columns].toarray()
        chosen = linear_sum_assignment(shared, maximize=True)
        pairs = [(r, c) for r, c in zip(*chosen, strict=True) if shared[r, c] > 0]
        kept |= {str(new_ids[columns[c]]): str(old_ids[rows[r]]) for r, c in pairs}
    return kept


def _flows(grouped: pd.DataFrame) -> pd.DataFrame:
    flows = grouped.dropna(subset="from_id").groupby(["from_id", "group"], as_index=False)
    return flows.agg(wordings=("calls", "size"), calls=("calls", "sum"))


def new_id(wording_ids: Iterable[str], taken: Container[str]) -> str:
    """Return an id for an intent that is founded with these wordings, none of those taken."""
    told = "\n".join(sorted(wording_ids))
    salted = (f"{told}{salt or ''}" for salt in count())
    hashed = ("i" + blake2b(each.encode(), digest_size=4).hexdigest() for each in salted)
    return next(intent_id for intent_id in hashed if intent_id not in taken)


def looked_up(keys: pd.Series, calls: pd.Series) -> np.ndarray:
    """Return the calls of each key, 0 for a key that has none."""
    return calls.reindex(keys, fill_value=0).to_numpy()


def _members(parts: np.ndarray) -> list[np.ndarray]:
    """Return the positions of every part's members, part by part."""
    order = np.argsort(parts, kind="stable")
    return np.split(order, np.cumsum(np.bincount(parts))[:-1])
