"""What the intents would be at another height of the tree, and what would change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from intentlib.dashboard.derived import intent_codes, sums, with_shares, with_themes
from intentlib.model import Run


def preview(run: Run, labels: np.ndarray, counts: np.ndarray) -> pd.DataFrame:
    """Return what the intents would be under other labels, largest first, before any naming.

    A group goes by the name of the published intent that it mainly consists of; a part split off
    goes by its commonest wording.

    Parameters
    ----------
    run
        The run as published.
    labels : ndarray of shape (n_wordings,), int
        The group of every wording, numbered from 0.
    counts : ndarray of shape (n_wordings,)
        Calls of each wording.

    Returns
    -------
    DataFrame
        ``intent_id`` (such as ``g0``), ``name, theme_id, theme, colour, calls, share, share_low,
        share_high, wordings`` and ``merged``: published intents that are mostly in it.
    """
    overlap = overlaps(run, labels, counts)
    home = overlap.sort_values(["calls", "label"], ascending=[False, True]).drop_duplicates("code")
    main = overlap.sort_values(["calls", "code"], ascending=[False, True]).drop_duplicates("label")
    main = main.set_index("label").sort_index()
    merged = home.groupby("label").size().reindex(main.index, fill_value=0)
    owner = home.set_index("code")["label"].reindex(main["code"]).to_numpy() == main.index
    order = np.argsort(-counts, kind="stable")  # wordings are in the order of their keys
    first = pd.Series(order).groupby(labels[order], sort=True).first()
    names = run.intents["name"].to_numpy()[main["code"]]
    more = [f" + {n - 1} more" if n > 1 else "" for n in merged]
    frame = pd.DataFrame(
        {
            "intent_id": [f"g{label}" for label in main.index],
            "name": np.where(owner, names + np.array(more), run.wordings["text"].to_numpy()[first]),
            "theme_id": run.intents["theme_id"].to_numpy()[main["code"]],
            "calls": sums(labels, counts, len(main)),
            "wordings": sums(labels, counts > 0, len(main)),
            "merged": merged.to_numpy(),
        }
    )
    return with_themes(run, with_shares(frame[frame["calls"] > 0]))


def changes(run: Run, labels: np.ndarray, counts: np.ndarray) -> pd.DataFrame:
    """Return which published intents would merge or split under other labels, largest first.

    Returns
    -------
    DataFrame
        ``kind`` (``merge`` or ``split``), ``names`` (the intents involved, largest first),
        ``parts`` (groups that a split gives), ``calls``.
    """
    overlap = overlaps(run, labels, counts)
    names, calls = run.intents["name"].to_numpy(), run.intents["calls"].to_numpy()
    home = overlap.sort_values(["calls", "label"], ascending=[False, True]).drop_duplicates("code")
    together = [sorted(group["code"]) for _, group in home.groupby("label", sort=True)]
    rows = [
        {"kind": "merge", "names": list(names[codes]), "parts": 1, "calls": int(calls[codes].sum())}
        for codes in together
        if len(codes) > 1
    ]
    parts = np.bincount(overlap["code"])
    rows += [
        {"kind": "split", "names": [names[code]], "parts": int(n), "calls": int(calls[code])}
        for code, n in enumerate(parts)
        if n > 1
    ]
    frame = pd.DataFrame(rows, columns=["kind", "names", "parts", "calls"])
    return frame.sort_values("calls", ascending=False, kind="stable", ignore_index=True)


def overlaps(run: Run, labels: np.ndarray, counts: np.ndarray) -> pd.DataFrame:
    """Return the calls that each group shares with each published intent.

    Returns
    -------
    DataFrame
        ``label``, ``code`` (row in ``intents``), ``calls``; only pairs that share a wording.
    """
    width = len(run.intents)
    pairs, inverse = np.unique(labels * width + intent_codes(run), return_inverse=True)
    calls = np.bincount(inverse, weights=counts, minlength=len(pairs)).astype(int)
    return pd.DataFrame({"label": pairs // width, "code": pairs % width, "calls": calls})
