"""What is worked out once: per run, and per choice of days and dimensions."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from intentlib.dashboard import derived
from intentlib.model import Run

PERIODS = ("hour", "day", "week", "month")
FEW_CALLS = 15
"""Calls of the largest intent per period under which its line is mostly noise."""

FEW_PERIODS = 8
"""Periods under which there is hardly a line."""

DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30}
STEPS = (("day", 1, 45), ("week", 7, 400), ("month", 30, 10**9))
"""Steps of a small trend line: name, days, and the longest span in days that it is used for."""


class OfRun:
    """What is worked out once per run."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def codes(self) -> np.ndarray:
        """The row in ``wordings`` of every call, -1 where it has no intent."""
        return derived.wording_codes(self.run)

    @cached_property
    def dimensions(self) -> dict[str, list[str]]:
        """The columns worth filtering by, each with its values."""
        return derived.dimensions(self.run)

    @cached_property
    def centres(self) -> np.ndarray:
        """The mean direction of every intent (see :func:`derived.centres`)."""
        return derived.centres(self.run)

    @cached_property
    def ticks(self) -> pd.DataFrame:
        """The heights worth stopping at, the published one among them, coarsest first."""
        from intentlib.granularity import ticks
        from intentlib.tree import count_groups

        run, height = self.run, self.run.manifest.height
        weights = run.wordings["calls"].to_numpy()
        frame = ticks(run.tree, weights, derived.intent_codes(run), run.manifest.recommended)
        published = pd.DataFrame({"height": [height], "intents": [count_groups(run.tree, height)]})
        # Cuts into as many groups are the same cut: one stop for both, at the published height.
        same = frame["intents"] == published["intents"][0]
        published["moved_share"], published["recommended"] = 0.0, frame["recommended"][same].any()
        stops: pd.DataFrame = pd.concat([frame[~same], published])
        return stops.sort_values("height", ascending=False, ignore_index=True)


class OfFilters:
    """What is worked out once per run and choice of days, dimensions and type of call."""

    def __init__(
        self, cache: OfRun, filters: tuple[date | None, date | None, dict[str, str], str]
    ) -> None:
        self.cache, self.filters = cache, filters
        self._all = filters == (None, None, {}, "")
        self._periods: dict[str, pd.DataFrame] = {}

    @cached_property
    def within(self) -> np.ndarray:
        """Which calls are left, of shape (n_calls,)."""
        since, until, dimensions, call_type = self.filters
        within = derived.calls_within(self.cache.run, since, until, dimensions)
        if call_type:
            wanted = (self.cache.run.wordings["type"] == call_type).to_numpy()
            within &= (self.cache.codes >= 0) & wanted[self.cache.codes]
        return within

    @cached_property
    def of_any_type(self) -> OfFilters:
        """The same for calls of every type."""
        since, until, dimensions, call_type = self.filters
        return OfFilters(self.cache, (since, until, dimensions, "")) if call_type else self

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
        return derived.intents(self.cache.run, None if self._all else self.counts)

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
        """The length of a period that shows the calls best.

        Longer than the span asks for while a period has too few calls to tell anything, as long
        as there are enough periods for a line.
        """
        from intentlib.trends import choose_freq

        chosen = PERIODS.index(choose_freq(self.cache.run.calls["at"][self.within]))
        calls, days = int(self.intents["calls"].max()), self._days[1]
        for period, longer in pairwise(PERIODS[chosen:]):
            enough = calls * DAYS[period] >= FEW_CALLS * days
            if enough or days < FEW_PERIODS * DAYS[longer]:
                return period
        return PERIODS[-1]

    @cached_property
    def _days(self) -> tuple[np.ndarray, int]:
        """Each call's day counted from the first, -1 without a time; and the days in all."""
        at = self.cache.run.calls["at"][self.within].dt.floor("D")
        days = (at - at.min()).dt.days.fillna(-1).to_numpy(dtype=int)
        return days, int(days.max(initial=-1)) + 1
