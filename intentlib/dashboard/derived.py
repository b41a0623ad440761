"""What the views show, worked out from a run's frames; no widgets, no state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from intentlib.dashboard import html
from intentlib.dashboard.colours import theme_colours
from intentlib.model import Run
from intentlib.schema import NO_INTENT
from intentlib.vectors import unit

TYPES = {
    "problem": "Problem",
    "complaint": "Complaint or dispute",
    "loss": "Loss, theft or damage",
    "request": "Request",
    "enquiry": "Enquiry",
    "praise": "Praise",
    "other": "Other",
    "": "-",
}
"""What each type of call is called; a hyphen in runs from before there were types."""

MOSTLY = 0.6
"""Part of a change that a value of a dimension has at least where it is said to be mostly there."""

CENTRE_OF = 64
"""Wordings of an intent, the commonest first, that its centre is the mean of."""


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows as named tuples."""
    return frame.itertuples(index=False)


def intent_codes(run: Run) -> np.ndarray:
    """Return the row in ``intents`` of every wording, as an ndarray of shape (n_wordings,)."""
    return np.asarray(pd.Index(run.intents["intent_id"]).get_indexer(run.wordings["intent_id"]))


def intents(run: Run, counts: np.ndarray | None = None) -> pd.DataFrame:
    """Return the published intents with theme and colour, largest first.

    Parameters
    ----------
    run
        The run.
    counts : ndarray of shape (n_wordings,), optional
        Calls of each wording that are left by the filters; all where ``None``.

    Returns
    -------
    DataFrame
        The columns of ``intents`` and ``theme, colour``; intents without calls are left out.
    """
    frame = run.intents
    if counts is not None:
        codes = intent_codes(run)
        frame = frame.assign(
            calls=sums(codes, counts, len(frame)),
            wordings=sums(codes, counts > 0, len(frame)),
        )
        frame = with_shares(frame[frame["calls"] > 0])
    return with_themes(run, frame)


def centres(run: Run) -> np.ndarray:
    """Return the mean direction of every intent's commonest wordings.

    Enough to tell which intents are alike, without reading the vectors of every wording.

    Returns
    -------
    centres : ndarray of shape (n_intents, n_dimensions), unit rows
    """
    codes = intent_codes(run)
    order = np.lexsort((-run.wordings["calls"].to_numpy(), codes))
    starts = np.searchsorted(codes[order], np.arange(len(run.intents)))
    ends = np.append(starts[1:], len(order))
    sums = np.stack(
        [
            run.vectors[np.sort(order[start : min(end, start + CENTRE_OF)])].sum(axis=0)
            for start, end in zip(starts, ends, strict=True)
        ]
    )
    return unit(sums)


def sums(codes: np.ndarray, weights: np.ndarray, length: int) -> np.ndarray:
    """Return the sum of the weights under every code, as an ndarray of shape (length,), int."""
    return np.bincount(codes, weights=weights, minlength=length).astype(int)


def with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with ``share``, ``share_low`` and ``share_high`` of its ``calls``."""
    # Imported when first needed: scipy.stats takes longer to load than a run to open.
    from intentlib.trends import share_interval

    total = int(frame["calls"].sum())
    low, high = share_interval(frame["calls"].to_numpy(), total)
    return frame.assign(share=frame["calls"] / max(total, 1), share_low=low, share_high=high)


def with_themes(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the ``theme`` and ``colour`` of its ``theme_id``, largest first.

    Names are plain, for the controls and charts that they stand on.
    """
    titles = run.themes.set_index("theme_id")["name"].map(html.plain)
    themes = frame["theme_id"]
    frame = frame.assign(
        name=frame["name"].map(html.plain),
        theme=themes.map(titles),
        colour=themes.map(theme_colours(run)),
    )
    return frame.sort_values(["calls", "intent_id"], ascending=[False, True], ignore_index=True)


def stands_out(
    change: float, counts: Mapping[str, pd.DataFrame], usual: Mapping[str, pd.Series]
) -> str:
    """Return the column and value that most of a change in the number of calls has.

    A value stands out with :data:`MOSTLY` of the change, if it has clearly less of all calls.
    Empty where none does.

    Parameters
    ----------
    change
        How many calls more there are.
    counts
        The calls ``before`` and ``after`` by value of each column to look at.
    usual
        The share of each value of each of these columns among all calls.
    """
    for column, calls in counts.items():
        shares = (calls["after"] - calls["before"]) / (change or np.nan)
        of_all = usual[column].reindex(shares.index, fill_value=0)
        excess = (shares - of_all).sort_values(ascending=False)
        if len(excess) and shares[excess.index[0]] >= MOSTLY and excess.iloc[0] >= MOSTLY / 2:
            return f"{html.column_name(column)} {excess.index[0]}"
    return ""


def describe_calls(run: Run, calls: pd.DataFrame) -> pd.DataFrame:
    """Return calls with their ``wording``, ``intent`` (its name) and ``status``."""
    wordings = run.wordings.set_index("wording_id").reindex(calls["wording_id"])
    intents = run.intents.set_index("intent_id").reindex(wordings["intent_id"])
    return calls.assign(
        wording=wordings["text"].to_numpy(),
        intent=intents["name"].fillna(NO_INTENT).to_numpy(),
        status=intents["status"].fillna("-").to_numpy(),
    )


def holds(texts: pd.Series, search: str) -> pd.Series:
    """Return which texts hold the words searched for, whatever their case."""
    found: pd.Series = texts.str.contains(search.strip(), case=False, regex=False)
    return found
