"""What reviewers decided, applied to the groups of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass

import fsspec
import numpy as np
import pandas as pd

from intentlib.schema import NOISE_ID, NOISE_NAME
from intentlib.taxonomy import Decided


@dataclass(frozen=True, eq=False)
class Reviewed:
    """The groups of a run after review.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
        Groups that obey what is in force.
    settled : ndarray of shape (n_wordings,), bool
        Wordings of which people decided where they belong.
    decided
        The ids and names that people gave.
    position
        Of the ledger; 0 where there is none.
    """

    labels: np.ndarray
    settled: np.ndarray
    decided: Decided
    position: int


def review(labels: np.ndarray, wordings: pd.DataFrame, vectors: np.ndarray, runs: str) -> Reviewed:
    """Return the groups of a cut as people decided them.

    Their ledger is the database that the environment names in ``INTENTLIB_LEDGER``, or the one
    beside the runs; runs in a bucket have none there. A URL can hold a password, so that it is no
    part of a run's configuration, which is stored with the run.

    Parameters
    ----------
    labels : ndarray of shape (n_wordings,)
    wordings
        With ``key`` and ``calls``.
    vectors : ndarray of shape (n_wordings, n_dimensions)
    runs
        Folder (or fsspec URL) of the runs.

    Raises
    ------
    StoreError
        If the ledger can't be read.
    """
    nothing = Reviewed(labels, np.zeros(len(labels), bool), Decided({}, None), 0)
    ledger = os.environ.get("INTENTLIB_LEDGER")
    if not ledger and fsspec.utils.get_protocol(runs) not in {"file", "local"}:
        return nothing
    # A database library is a lot to import for the runs that nobody has reviewed.
    from intentlib.review import open_ledger
    from intentlib.review.obeying import obey

    with open_ledger(ledger, runs=runs) as opened:
        standing = opened.standing()
    if not standing.position:
        return nothing
    keys = wordings["key"].tolist()
    found = obey(labels, keys, wordings["calls"].to_numpy(), vectors, standing)
    intent_ids = {label: str(part.intent_id) for label, part in found.intents.items()}
    named = (part for part in standing.components() if part.name and part.intent_id)
    names = {str(part.intent_id): part.name.value for part in named if part.name}
    if found.noise is not None:
        intent_ids[found.noise] = NOISE_ID
        names[NOISE_ID] = NOISE_NAME
    settled = np.array([standing.is_settled(key) for key in keys])
    return Reviewed(found.labels, settled, Decided(intent_ids, names), standing.position)
