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
        self._codes, self._calls = intent_codes(run), run.wordings["calls"].to_numpy()
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
            return self._codes
        return self._obeyed(self._cut(height))

    def _preview(self, height: float) -> Preview:
        run, published, alone = self._run, height == self._run.manifest.height, self._cut(height)
        labels = self._codes if published else self._obeyed(alone)
        shared = overlaps(labels, self._codes, self._calls)
        return Preview(
            derived.intents(run) if published else preview(run, labels, shared),
            changes(run, shared),
            moved_share(shared),
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
        keys = run.wordings["key"].tolist()
        return obey(labels, keys, self._calls, run.vectors, self._standing).labels

    def _broken(self, labels: np.ndarray) -> tuple[int, int]:
        return self._against.at(labels) if self._against else (0, 0)


def preview(run: Run, labels: np.ndarray, shared: pd.DataFrame) -> pd.DataFrame:
    """Return what the intents would be under other labels, largest first, before any naming.

    A group goes by the name of the published intent that it mainly consists of; a part split off
    goes by its commonest wording.

    Parameters
    ----------
    run
        The run as published.
    labels : ndarray of shape (n_wordings,), int
        The group of every wording, numbered from 0.
    shared
        What the groups share with the published intents, as :func:`overlaps` returns it.

    Returns
    -------
    DataFrame
        ``intent_id`` (such as ``g0``), ``name, theme_id, theme, colour, calls, share, share_low,
        share_high, wordings`` and ``merged``: published intents that are mostly in it.
    """
    home = _homes(shared)
    main = shared.sort_values(["calls", "code"], ascending=[False, True]).drop_duplicates("label")
    main = main.set_index("label").sort_index()
    merged = home.groupby("label").size().reindex(main.index, fill_value=0)
    owner = home.set_index("code")["label"].reindex(main["code"]).to_numpy() == main.index
    names = run.intents["name"].to_numpy()[main["code"]]
    more = [f" + {n - 1} more" if n > 1 else "" for n in merged]
    frame = pd.DataFrame(
        {
            "intent_id": [f"g{label}" for label in main.index],
            "name": np.where(owner, names + np.array(more), _commonest(run, labels)),
            "theme_id": run.intents["theme_id"].to_numpy()[main["code"]],
            "calls": shared.groupby("label")["calls"].sum().to_numpy(),
            "wordings": np.bincount(labels),
            "merged": merged.to_numpy(),
        }
    )
    return with_themes(run, with_shares(frame))


def changes(run: Run, shared: pd.DataFrame) -> pd.DataFrame:
    """Return which published intents would merge or split, largest first.

    Parameters
    ----------
    run
        The run as published.
    shared
        What the groups share with its intents, as :func:`overlaps` returns it.

    Returns
    -------
    DataFrame
        ``kind`` (``merge`` or ``split``), ``names`` (the intents involved, largest first),
        ``parts`` (groups that a split gives), ``calls``.
    """
    names, calls = run.intents["name"].to_numpy(), run.intents["calls"].to_numpy()
    home = _homes(shared).sort_values(["label", "code"])
    together = np.split(home["code"].to_numpy(), np.flatnonzero(np.diff(home["label"])) + 1)
    rows = [
        {"kind": "merge", "names": list(names[codes]), "parts": 1, "calls": int(calls[codes].sum())}
        for codes in together
        if len(codes) > 1
    ]
    parts = np.bincount(shared["code"])
    rows += [
        {"kind": "split", "names": [names[code]], "parts": int(n), "calls": int(calls[code])}
        for code, n in enumerate(parts)
        if n > 1
    ]
    frame = pd.DataFrame(rows, columns=["kind", "names", "parts", "calls"])
    return frame.sort_values("calls", ascending=False, kind="stable", ignore_index=True)


def moved_share(shared: pd.DataFrame) -> float:
    """Return the share of calls outside what most of their group, or of their intent, becomes."""
    kept = min(shared.groupby(side)["calls"].max().sum() for side in ("label", "code"))
    return 1 - float(kept) / max(int(shared["calls"].sum()), 1)


def overlaps(labels: np.ndarray, codes: np.ndarray, calls: np.ndarray) -> pd.DataFrame:
    """Return the calls that each group shares with each published intent.

    Parameters
    ----------
    labels, codes : ndarrays of shape (n_wordings,), int
        The group of every wording, and the row in ``intents`` of its intent.
    calls : ndarray of shape (n_wordings,)
        Calls of each wording.

    Returns
    -------
    DataFrame
        ``label``, ``code``, ``calls``; only pairs that share a wording.
    """
    width = int(codes.max()) + 1
    place, pairs = pd.factorize(labels * width + codes, sort=True)
    shared = sums(place, calls, len(pairs))
    return pd.DataFrame({"label": pairs // width, "code": pairs % width, "calls": shared})


def _homes(shared: pd.DataFrame) -> pd.DataFrame:
    """Return for each published intent the group that most of its calls are in."""
    ordered = shared.sort_values(["calls", "label"], ascending=[False, True])
    return ordered.drop_duplicates("code")


def _commonest(run: Run, labels: np.ndarray) -> np.ndarray:
    """Return the text of each group's commonest wording, of equals the first by key."""
    rarest_first = np.argsort(-run.wordings["calls"].to_numpy(), kind="stable")[::-1]
    row = np.zeros(int(labels.max()) + 1, dtype=int)
    row[labels[rarest_first]] = rarest_first  # what is written last stays
    return run.wordings["text"].to_numpy()[row]
