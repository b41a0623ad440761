"""What publishing at another height would make of the intents, and what would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from intentlib.dashboard import derived
from intentlib.dashboard.against import Against
from intentlib.dashboard.derived import intent_codes, sums, with_shares, with_themes
from intentlib.model import Run

if TYPE_CHECKING:
    from intentlib.review import Standing


@dataclass(frozen=True, eq=False)
class Preview:
    """What publishing at a height would give.

    Parameters
    ----------
    intents, changes
        As :func:`preview` and :func:`changes` return them; at the published height the intents
        are the published ones.
    moved_share
        Share of calls that would move, as :func:`intentlib.granularity.ticks` counts them.
    broken : tuple of two int
        What of people's decisions it would break, as :meth:`Against.at` returns it.
    broken_by_tree : tuple of two int
        The same of the cut alone, before decisions have the last word.
    """

    intents: pd.DataFrame
    changes: pd.DataFrame
    moved_share: float
    broken: tuple[int, int]
    broken_by_tree: tuple[int, int]


class Previews:
    """What publishing a run would give at any height; each height is worked out once.

    Parameters
    ----------
    run
        The run as it is shown.
    standing
        What people decided; None where that is nothing.
    """

    def __init__(self, run: Run, standing: Standing | None) -> None:
        self._run, self._standing = run, standing
        self._against = Against(run, standing) if standing else None
        self._known: dict[float, Preview] = {}

    def at(self, height: float) -> Preview:
        """Return what publishing at a height would give."""
        if height not in self._known:
            self._known[height] = self._preview(height)
        return self._known[height]

    def labels(self, height: float) -> np.ndarray:
        """Return the group that every wording would be in, as shape (n_wordings,)."""
        if height == self._run.manifest.height:
            # No cut gives this where people decided, or where data came in piece by piece.
            return intent_codes(self._run)
        return self._obeyed(self._cut(height))

    def _preview(self, height: float) -> Preview:
        run, calls = self._run, self._run.wordings["calls"].to_numpy()
        published, alone = height == run.manifest.height, self._cut(height)
        labels = intent_codes(run) if published else self._obeyed(alone)
        return Preview(
            derived.intents(run) if published else preview(run, labels, calls),
            changes(run, labels, calls),
            moved_share(run, labels, calls),
            self._broken(labels),
            self._broken(alone),
        )

    def _cut(self, height: float) -> np.ndarray:
        from intentlib.tree import cut

        return cut(self._run.tree, height)

    def _obeyed(self, labels: np.ndarray) -> np.ndarray:
        if self._standing is None:
            return labels
        from intentlib.review.obeying import obey

        run = self._run
        keys, calls = run.wordings["key"].tolist(), run.wordings["calls"].to_numpy()
        return obey(labels, keys, calls, run.vectors, self._standing).labels

    def _broken(self, labels: np.ndarray) -> tuple[int, int]:
        return self._against.at(labels) if self._against else (0, 0)


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
    home = home.sort_values(["label", "code"])
    together = np.split(home["code"].to_numpy(), np.flatnonzero(np.diff(home["label"])) + 1)
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


def moved_share(run: Run, labels: np.ndarray, counts: np.ndarray) -> float:
    """Return the share of calls outside what most of their group, or of their intent, becomes."""
    overlap = overlaps(run, labels, counts)
    kept = min(overlap.groupby(side)["calls"].max().sum() for side in ("label", "code"))
    return 1 - float(kept) / max(int(overlap["calls"].sum()), 1)


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
