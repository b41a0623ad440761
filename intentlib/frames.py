"""The frames of a run, put together from what the stages say about one cut."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from intentlib.trends import share_interval
from intentlib.vectors import group_sums, unit


def sum_calls(weights: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the calls of every group, shape (n_groups,)."""
    return np.bincount(labels, weights).astype(np.int64)


def centres(vectors: np.ndarray, weights: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return one unit vector per group, the mean of its calls, shape (n_groups, n_dimensions)."""
    return unit(group_sums(vectors, labels, weights))


def group_wordings(
    wordings: pd.DataFrame,
    intent_ids: Sequence[str],
    labels: np.ndarray,
    confidence: np.ndarray,
    places: np.ndarray,
) -> pd.DataFrame:
    """Return the wordings with their intent, how sure that is and their place on the map.

    Parameters
    ----------
    intent_ids : sequence of length n_intents
    labels : ndarray of shape (n_wordings,)
        The position in ``intent_ids`` of each wording's intent.
    confidence : ndarray of shape (n_wordings,)
    places : ndarray of shape (n_wordings, 2)
    """
    return wordings.assign(
        intent_id=np.asarray(intent_ids, dtype=object)[labels],
        confidence=confidence.clip(0, 1),
        x=places[:, 0],
        y=places[:, 1],
    )


def describe_intents(wordings: pd.DataFrame, intents: pd.DataFrame) -> pd.DataFrame:
    """Return one row per intent, largest first, with exact counts and shares of the calls.

    Parameters
    ----------
    wordings
        As :func:`group_wordings` returns them.
    intents
        What is known of each intent, by ``intent_id``; its columns stay.
    """
    counted = wordings.groupby("intent_id", sort=False).agg(
        calls=("calls", "sum"),
        wordings=("wording_id", "size"),
        first_seen=("first_seen", "min"),
        last_seen=("last_seen", "max"),
    )
    intents = intents.join(counted, on="intent_id")
    total = int(intents["calls"].sum())
    low, high = share_interval(intents["calls"].to_numpy(), total)
    intents = intents.assign(share=intents["calls"] / total, share_low=low, share_high=high)
    return _largest_first(intents, "intent_id")


def describe_themes(
    intents: pd.DataFrame, theme_ids: Sequence[str], names: Sequence[str]
) -> pd.DataFrame:
    """Return one row per theme, largest first.

    Parameters
    ----------
    intents
        As :func:`describe_intents` returns them.
    theme_ids, names : sequences of length n_themes
    """
    counted = intents.groupby("theme_id", sort=False).agg(
        calls=("calls", "sum"), share=("share", "sum"), intents=("intent_id", "size")
    )
    themes = pd.DataFrame({"theme_id": list(theme_ids), "name": list(names)})
    themes = themes.join(counted, on="theme_id")
    return _largest_first(themes.assign(share=themes["share"].clip(0, 1)), "theme_id")


def theme_id(name: str) -> str:
    """Return a theme's id: the same wherever a theme has the same name."""
    return "t" + hashlib.blake2b(name.encode(), digest_size=4).hexdigest()


def _largest_first(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame.sort_values(["calls", key], ascending=[False, True], ignore_index=True)
