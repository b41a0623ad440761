"""What the views show, worked out from a run's frames; no widgets, no state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from intentlib.model import Run

PALETTE = (
    *("#466fcb", "#d37812", "#b0416b", "#978cad", "#17a664", "#617209"),
    *("#7a87ec", "#86659b", "#5c8a88", "#a86654", "#2b88c0", "#46707b"),
)
"""Colours of themes, in order of calls: at least 3:1 on white and on near-black, and chosen to
stay apart under protanopia, deuteranopia and tritanopia (distance in OKLab after Machado et al.,
"A physiologically-based model for simulation of color vision deficiency", 2009)."""

SHADES = tuple(
    "#" + "".join(f"{round(0.74 * int(colour[i : i + 2], 16)):02x}" for i in (1, 3, 5))
    for colour in PALETTE
)
"""The same colours darker: white text on them has at least 4.5:1."""

QUIET = "#7d8694"
"""Colour of what has no theme: other intents, and calls without an intent."""

MAX_DIMENSION_VALUES = 40
PERIODS = ("hour", "day", "week", "month")
FEW_CALLS = 60
"""Calls per period, on average, under which a line over time is mostly noise."""

STEPS = (("day", 1, 45), ("week", 7, 400), ("month", 30, 10**9))
"""Steps of a small trend line: name, days, and the longest span in days that it is used for."""

_OWN_COLUMNS = frozenset({"call_id", "text", "at", "wording_id"})


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows as named tuples."""
    return frame.itertuples(index=False)


def theme_colours(run: Run) -> dict[str, str]:
    """Return the colour of every theme, by its id."""
    return {theme: PALETTE[i % len(PALETTE)] for i, theme in enumerate(run.themes["theme_id"])}


def dimensions(run: Run) -> dict[str, list[str]]:
    """Return the columns worth filtering by, each with its values, commonest first."""
    found: dict[str, list[str]] = {}
    for column in run.calls.columns:
        if column not in _OWN_COLUMNS:
            values = run.calls[column].astype("string").value_counts()
            if 2 <= len(values) <= MAX_DIMENSION_VALUES:
                found[str(column)] = sorted(values.index, key=lambda v: (-values[v], v))
    return found


def wording_codes(run: Run) -> np.ndarray:
    """Return the row in ``wordings`` of every call, -1 where it has no intent.

    Returns
    -------
    codes : ndarray of shape (n_calls,)
    """
    return np.asarray(pd.Index(run.wordings["wording_id"]).get_indexer(run.calls["wording_id"]))


def intent_codes(run: Run) -> np.ndarray:
    """Return the row in ``intents`` of every wording, as an ndarray of shape (n_wordings,)."""
    return np.asarray(pd.Index(run.intents["intent_id"]).get_indexer(run.wordings["intent_id"]))


def calls_within(
    run: Run, since: date | None, until: date | None, chosen: Mapping[str, str]
) -> np.ndarray:
    """Return which calls lie in a span of days (both included, UTC) and have the chosen values.

    Returns
    -------
    within : ndarray of shape (n_calls,), bool
    """
    within = np.ones(len(run.calls), dtype=bool)
    if since is not None:
        within &= (run.calls["at"] >= pd.Timestamp(since, tz="UTC")).to_numpy()
    if until is not None:
        end = pd.Timestamp(until, tz="UTC") + pd.Timedelta(days=1)
        within &= (run.calls["at"] < end).to_numpy()
    for column, value in chosen.items():
        within &= (run.calls[column].astype("string") == value).fillna(False).to_numpy(bool)
    return within


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
            calls=_sums(codes, counts, len(frame)),
            wordings=_sums(codes, counts > 0, len(frame)),
        )
        frame = _with_shares(frame[frame["calls"] > 0])
    return _with_themes(run, frame)


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
    order = np.lexsort((run.wordings["key"].to_numpy(), -counts))
    first = pd.Series(order).groupby(labels[order], sort=True).first()
    names = run.intents["name"].to_numpy()[main["code"]]
    more = [f" + {n - 1} more" if n > 1 else "" for n in merged]
    frame = pd.DataFrame(
        {
            "intent_id": [f"g{label}" for label in main.index],
            "name": np.where(owner, names + np.array(more), run.wordings["text"].to_numpy()[first]),
            "theme_id": run.intents["theme_id"].to_numpy()[main["code"]],
            "calls": _sums(labels, counts, len(main)),
            "wordings": _sums(labels, counts > 0, len(main)),
            "merged": merged.to_numpy(),
        }
    )
    return _with_themes(run, _with_shares(frame[frame["calls"] > 0]))


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


def nearest(run: Run, intent_id: str, most: int = 5) -> pd.DataFrame:
    """Return the intents most like one, by the cosine of their mean vectors.

    Returns
    -------
    DataFrame
        ``intent_id, name, calls, cosine``, most alike first.
    """
    codes = intent_codes(run)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    centres = np.add.reduceat(run.vectors[order], starts, axis=0)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    own = run.intents.index[run.intents["intent_id"] == intent_id][0]
    frame = run.intents[["intent_id", "name", "calls"]].assign(cosine=centres @ centres[own])
    frame = frame.drop(index=own).sort_values(["cosine", "name"], ascending=[False, True])
    alike: pd.DataFrame = frame.head(most).reset_index(drop=True)
    return alike


def nice_ticks(top: float, whole: bool) -> np.ndarray:
    """Return up to six round values from 0 to at least ``top``; whole numbers where asked for."""
    step = 10.0 ** np.floor(np.log10(max(top, 1e-6)))
    step = next(step * part for part in (0.2, 0.5, 1, 2) if top <= step * part * 5)
    step = max(round(step), 1) if whole else step
    return np.asarray(np.arange(int(np.ceil(max(top, step) / step)) + 1) * step)


def some(values: np.ndarray, most: int) -> np.ndarray:
    """Return up to ``most`` of the values, evenly spaced, the first and the last among them."""
    places = np.linspace(0, len(values) - 1, min(len(values), most)).round().astype(int)
    return values[places]


def _sums(codes: np.ndarray, weights: np.ndarray, length: int) -> np.ndarray:
    return np.bincount(codes, weights=weights, minlength=length).astype(int)


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    # Imported when first needed: scipy.stats takes longer to load than a run to open.
    from intentlib.trends import share_interval

    total = int(frame["calls"].sum())
    low, high = share_interval(frame["calls"].to_numpy(), total)
    return frame.assign(share=frame["calls"] / max(total, 1), share_low=low, share_high=high)


def _with_themes(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    names = run.themes.set_index("theme_id")["name"]
    themes = frame["theme_id"]
    frame = frame.assign(theme=themes.map(names), colour=themes.map(theme_colours(run)))
    return frame.sort_values(["calls", "intent_id"], ascending=[False, True], ignore_index=True)


class OfRun:
    """What is worked out once per run."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def codes(self) -> np.ndarray:
        """The row in ``wordings`` of every call, -1 where it has no intent."""
        return wording_codes(self.run)

    @cached_property
    def dimensions(self) -> dict[str, list[str]]:
        """The columns worth filtering by, each with its values."""
        return dimensions(self.run)

    @cached_property
    def ticks(self) -> pd.DataFrame:
        """The heights worth stopping at, the published one among them, coarsest first."""
        from intentlib.granularity import ticks

        run = self.run
        weights = run.wordings["calls"].to_numpy()
        frame = ticks(run.tree, weights, intent_codes(run), run.manifest.recommended)
        if not (frame["height"] == run.manifest.height).any():
            own = pd.DataFrame(
                {
                    "height": [run.manifest.height],
                    "intents": [len(run.intents)],
                    "moved_share": [0.0],
                    "recommended": [False],
                }
            )
            frame = pd.concat([frame, own])
        return frame.sort_values("height", ascending=False, ignore_index=True)


class OfFilters:
    """What is worked out once per run and choice of days and dimensions."""

    def __init__(
        self, cache: OfRun, filters: tuple[date | None, date | None, dict[str, str]]
    ) -> None:
        self.cache, self.filters = cache, filters
        self._all = filters == (None, None, {})
        self._periods: dict[str, pd.DataFrame] = {}

    @cached_property
    def within(self) -> np.ndarray:
        """Which calls are left, of shape (n_calls,)."""
        return calls_within(self.cache.run, *self.filters)

    @cached_property
    def codes(self) -> np.ndarray:
        """The row in ``wordings`` of every call that is left, -1 where it has no intent."""
        return self.cache.codes if self._all else self.cache.codes[self.within]

    @cached_property
    def counts(self) -> np.ndarray:
        """Calls of every wording that are left, of shape (n_wordings,)."""
        wordings = self.cache.run.wordings
        if self._all:
            return wordings["calls"].to_numpy()
        codes = self.codes
        return np.bincount(codes[codes >= 0], minlength=len(wordings))

    @cached_property
    def no_intent(self) -> int:
        """Calls without an intent that are left."""
        if self._all:
            return int(self.cache.run.manifest.counts["no_intent"])
        return int((self.codes < 0).sum())

    @cached_property
    def intents(self) -> pd.DataFrame:
        """The published intents with the calls that are left, largest first."""
        return intents(self.cache.run, None if self._all else self.counts)

    def recent(self, intent_id: str) -> tuple[np.ndarray, str]:
        """Return an intent's calls per step of time, and the step; none without times."""
        days, span = self._days
        if not span:
            return np.zeros(0, dtype=int), ""
        name, length, _ = next(step for step in STEPS if span <= step[2])
        run = self.cache.run
        own = (run.wordings["intent_id"] == intent_id).to_numpy()
        mine = (self.codes >= 0) & own[self.codes] & (days >= 0)
        return np.bincount(days[mine] // length, minlength=-(-span // length)), name

    def periods(self, period: str) -> pd.DataFrame:
        """Return calls and shares per period, as :func:`intentlib.trends.per_period`."""
        from intentlib.trends import per_period

        if period not in self._periods:
            run, codes = self.cache.run, self.codes
            ids = run.wordings["intent_id"].to_numpy()[codes]
            calls = run.calls[["at"]][self.within].assign(intent_id=ids)[codes >= 0]
            self._periods[period] = per_period(calls, period)
        return self._periods[period]

    @cached_property
    def fitting_period(self) -> str:
        """The length of a period that shows the calls best: long enough to hold some."""
        from intentlib.trends import choose_freq

        chosen = choose_freq(self.cache.run.calls["at"])
        for period in PERIODS[PERIODS.index(chosen) : -1]:
            if self.periods(period).groupby("period")["calls"].sum().mean() >= FEW_CALLS:
                return period
            chosen = PERIODS[PERIODS.index(period) + 1]
        return chosen if self._days[1] > 60 else "day"

    @cached_property
    def _days(self) -> tuple[np.ndarray, int]:
        """Each call's day counted from the first, -1 without a time; and the days in all."""
        at = self.cache.run.calls["at"][self.within].dt.floor("D")
        days = (at - at.min()).dt.days.fillna(-1).to_numpy(dtype=int)
        return days, int(days.max(initial=-1)) + 1
