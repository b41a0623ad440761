"""What the dashboard shows: a run, the filters on it, and every figure that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from traitlets import Dict, Float, HasTraits, Instance, Unicode

from intentlib.calls import Calls
from intentlib.dashboard.caches import Moment, OfFilters, OfRun
from intentlib.dashboard.derived import describe_calls, holds, stands_out
from intentlib.errors import RunNotFoundError
from intentlib.model import Run

CALL_FILTERS = ("since", "until", "dimensions", "call_type")
"""What decides which calls are counted."""

FILTERS = ("theme", "search", *CALL_FILTERS)

Span = tuple[Moment, Moment]
"""From when on, and before when."""


class Figures(HasTraits):
    """The figures of one run; each is worked out when it is first asked for."""

    run = Instance(Run, allow_none=True)
    height = Float(help="Height that the granularity view shows.")
    selected = Unicode(help="Id of the selected intent; empty where there is none.")
    theme = Unicode(help="Id of the theme to show; empty for all.")
    search = Unicode(help="Words that an intent's name or wordings must hold.")
    since = Instance(date, allow_none=True)
    until = Instance(date, allow_none=True)
    dimensions = Dict(help="Dimension column to the one value that calls must have.")
    call_type = Unicode(help="The one type that calls must have; empty for all.")

    _of_run: OfRun | None = None
    _of_filters: OfFilters | None = None

    @property
    def opened(self) -> Run:
        """The run that is open; raises RunNotFoundError where there is none."""
        if self.run is None:
            raise RunNotFoundError("no run is open", do="Upload a file, or choose a run")
        return self.run

    @property
    def intents(self) -> pd.DataFrame:
        """The intents left by the filters of calls, largest first."""
        return self._now.intents

    @property
    def listed(self) -> pd.DataFrame:
        """The intents left by every filter, theme and search included."""
        return self._chosen(self.intents).reset_index(drop=True)

    @property
    def tones(self) -> pd.DataFrame:
        """Calls that every filter but the type leaves: ``type, tone, calls``; none unjudged."""
        run = self.opened
        wordings = run.wordings[["intent_id", "type", "tone"]]
        wordings = wordings.assign(calls=self._now.of_any_type.counts)
        kept = wordings["intent_id"].isin(self._chosen(run.intents)["intent_id"])
        wordings = wordings[kept & (wordings["calls"] > 0) & (wordings["type"] != "")]
        counted: pd.DataFrame = wordings.groupby(["type", "tone"], as_index=False).agg(
            calls=("calls", "sum")
        )
        return counted

    @property
    def has_types(self) -> bool:
        """Whether the run tells types of calls, as those of older versions don't."""
        return self.run is not None and bool((self.run.wordings["type"] != "").any())

    @property
    def calls(self) -> Calls:
        """The calls left by the filters of calls, to be asked."""
        return self._now.calls

    @property
    def counts(self) -> np.ndarray:
        """Calls of every wording left by the filters, of shape (n_wordings,)."""
        return self._now.counts

    @property
    def no_intent(self) -> int:
        """Calls without an intent left by the filters."""
        return self._now.no_intent

    @property
    def intent(self) -> pd.Series | None:
        """The selected intent, or None where there is none or the filters leave no call of it."""
        if self.run is None:
            return None
        found = self.intents[self.intents["intent_id"] == self.selected]
        return None if found.empty else found.iloc[0]

    @property
    def has_times(self) -> bool:
        """Whether any call has a time."""
        return self.run is not None and self.days is not None

    @property
    def has_previous(self) -> bool:
        """Whether there was a run before, so that an intent can be new."""
        return self.run is not None and self.run.manifest.previous is not None

    @property
    def filtered(self) -> bool:
        """Whether the filters may leave calls out."""
        return any(getattr(self, name) for name in CALL_FILTERS)

    @property
    def wordings(self) -> pd.DataFrame:
        """The wordings left by every filter, with the ``name`` and ``colour`` of their intent."""
        intents = self.listed[["intent_id", "name", "colour"]]
        wordings = self.opened.wordings[["wording_id", "intent_id", "text", "x", "y"]]
        wordings = wordings.assign(calls=self.counts)
        return wordings[wordings["calls"] > 0].merge(intents, on="intent_id")

    def find_calls(self, intent_id: str | None, search: str = "") -> Calls:
        """Return the calls left by the filters whose text holds the words searched for.

        Parameters
        ----------
        intent_id
            Only calls of this intent; of all where it is empty, and without any where ``None``.
        """
        calls = self.calls.where(search=search)
        if intent_id is None:
            return calls.unworded
        wordings = self.opened.wordings
        own = wordings.loc[wordings["intent_id"] == intent_id, "wording_id"]
        return calls.where(wordings=own.tolist()) if intent_id else calls

    def describe_calls(self, calls: pd.DataFrame) -> pd.DataFrame:
        """Return calls with what became of them, as :func:`derived.describe_calls`."""
        return describe_calls(self.opened, calls)

    def wordings_of(self, intent_id: str, search: str = "") -> pd.DataFrame:
        """Return an intent's wordings, most calls first: ``text, calls, confidence``."""
        run = self.opened
        frame = run.wordings[["wording_id", "intent_id", "text", "key", "confidence"]]
        frame = frame.assign(calls=self.counts)
        frame = frame[(frame["intent_id"] == intent_id) & (frame["calls"] > 0)]
        if search:
            frame = frame[holds(frame["text"], search)]
        return frame.sort_values(["calls", "key"], ascending=[False, True], ignore_index=True)

    def wordings_by_key(self, keys: Sequence[str]) -> pd.DataFrame:
        """Return wordings, whatever the filters, in order: ``key, text, calls, confidence``."""
        frame = self.opened.wordings.set_index("key")
        return frame.loc[list(keys), ["text", "calls", "confidence"]].reset_index()

    def nearest(self, intent_id: str, most: int) -> pd.DataFrame:
        """Return the intents most like one: ``intent_id, name, calls, cosine``, alikest first."""
        frame, centres = self.opened.intents, self._cache.centres
        own = int(np.argmax(frame["intent_id"] == intent_id))
        frame = frame[["intent_id", "name", "calls"]].assign(cosine=centres @ centres[own])
        frame = frame.drop(index=own).sort_values(["cosine", "name"], ascending=[False, True])
        return frame.head(most).reset_index(drop=True)

    def recent(self, intent_id: str) -> tuple[np.ndarray, str]:
        """Return an intent's calls per step of time, and the step (``day``, ``week``, …)."""
        return self._now.recent(intent_id)

    @property
    def fitting_period(self) -> str:
        """The length of a period that shows the calls best, such as ``week``."""
        return self._now.fitting_period

    def periods(self, period: str) -> pd.DataFrame:
        """Return calls and shares per period, as :func:`intentlib.trends.per_period`."""
        return self._now.periods(period)

    def usual_window(self, period: str) -> int:
        """Return how many periods at the end are compared with all before, if not told."""
        from intentlib.trends import usual_window

        return usual_window(self.starts(period))

    def starts(self, period: str) -> pd.DatetimeIndex:
        """Return when each period starts, in order."""
        return pd.DatetimeIndex(self.periods(period)["period"].unique())

    def trend(self, period: str, last: int | None = None) -> pd.DataFrame:
        """Return what changed in the last periods, as :func:`intentlib.trends.changes`."""
        from intentlib.trends import changes

        return changes(
            self.periods(period), last and min(last, max(len(self.starts(period)) - 1, 1))
        )

    def between(self, period: str, one: pd.Timestamp, other: pd.Timestamp) -> pd.DataFrame:
        """Return what changed from one period to another, the largest change first.

        Parameters
        ----------
        period
            Their length, such as ``week``.
        one, other
            Their starts, the earlier first.

        Returns
        -------
        DataFrame
            As :func:`intentlib.trends.changes`, with the ``name`` of each intent.
        """
        from intentlib.trends import changes

        periods = self.periods(period)
        found = changes(periods[periods["period"].isin([one, other])], 1)
        return found.merge(self.opened.intents[["intent_id", "name"]], on="intent_id")

    def mostly(
        self, intent_id: str, change: float, before: Span, after: Span, longer: float = 1.0
    ) -> str:
        """Return where most of an intent's change is, as ``channel phone``; empty if nowhere.

        Parameters
        ----------
        intent_id
            The intent.
        change
            How many calls more it has after than before.
        before, after
            The spans of time that are compared: from when on, and before when, None if open.
        longer
            How many times as long as the span before the one after is; calls before count as many
            times.
        """
        sides: dict[str, dict[str, pd.Series]] = {}
        for side, span, times in (("before", before, longer), ("after", after, 1.0)):
            for column, found in self._now.values(*span).items():
                own = found[found["intent_id"] == intent_id].set_index("value")["calls"]
                sides.setdefault(column, {})[side] = own * times
        counts = {column: pd.DataFrame(side).fillna(0) for column, side in sides.items()}
        return stands_out(change, counts, self._now.usual)

    @property
    def ticks(self) -> pd.DataFrame:
        """The heights worth stopping at: ``height, intents, moved_share, recommended``."""
        return self._cache.ticks

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day of the run's calls, or None where they have no times."""
        span = self._cache.calls.span
        return span and (span[0].date(), span[1].date())

    @property
    def dimension_values(self) -> dict[str, list[str]]:
        """The columns worth filtering by, each with its values."""
        return self._cache.calls.dimensions

    def _chosen(self, intents: pd.DataFrame) -> pd.DataFrame:
        """Return the intents that are of the theme and hold the words searched for."""
        if self.theme:
            intents = intents[intents["theme_id"] == self.theme]
        if self.search:
            intents = intents[intents["intent_id"].isin(self._matching(self.search))]
        return intents

    def _matching(self, search: str) -> list[str]:
        run = self.opened
        named = run.intents.loc[holds(run.intents["name"], search), "intent_id"]
        worded = run.wordings.loc[holds(run.wordings["text"], search), "intent_id"]
        return [*named, *worded]

    @property
    def _cache(self) -> OfRun:
        if self._of_run is None or self._of_run.run is not self.opened:
            self._of_run = OfRun(self.opened, self._of_run)
        return self._of_run

    @property
    def _now(self) -> OfFilters:
        cache, filters = (
            self._cache,
            (self.since, self.until, dict(self.dimensions), self.call_type),
        )
        now = self._of_filters
        if now is None or now.cache is not cache or now.filters != filters:
            now = self._of_filters = cache.left_by(filters)
        return now
