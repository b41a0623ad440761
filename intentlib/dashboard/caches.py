"""What is worked out once: per run, and per choice of days and dimensions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from intentlib.calls import Calls, calls_of
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


FILTERS_KEPT = 4
"""Choices of filters that what was worked out for them is kept of."""

MOST_TOLD = 3
"""Dimensions, the first of them, that a change is looked for in."""

Moment = pd.Timestamp | None
"""Where a span of time begins or ends; None where it is open."""

Filters = tuple[date | None, date | None, dict[str, str], str]
"""Days from and until, values of dimensions, type of call."""


class OfRun:
    """What is worked out once per run.

    Parameters
    ----------
    run
        The run.
    before
        What was worked out before; it holds on to what is known of the same calls.
    """

    def __init__(self, run: Run, before: OfRun | None = None) -> None:
        self.run = run
        known = before is not None and before.run.shares_calls(run)
        self._left: dict[object, OfFilters] = {}
        self.calls: Calls = before.calls if before is not None and known else calls_of(run)

    def left_by(self, filters: Filters) -> OfFilters:
        """Return what the filters leave, as it was worked out if they were among the last few."""
        since, until, dimensions, call_type = filters
        key = (since, until, tuple(sorted(dimensions.items())), call_type)
        left = self._left.pop(key, None) or OfFilters(self, filters)
        self._left[key] = left  # the last again
        for oldest in list(self._left)[:-FILTERS_KEPT]:
            del self._left[oldest]
        return left

    @cached_property
    def intents(self) -> pd.Series:
        """The ``intent_id`` of each wording, by ``wording_id``."""
        return self.run.wordings.set_index("wording_id")["intent_id"]

    @property
    def told_dimensions(self) -> list[str]:
        """The dimensions that a change is looked for in."""
        return [*self.calls.dimensions][:MOST_TOLD]

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

    def __init__(self, cache: OfRun, filters: Filters) -> None:
        self.cache, self.filters = cache, filters
        self._all = filters == (None, None, {}, "")
        self._steps: dict[str, pd.DataFrame] = {}
        self._periods: dict[str, pd.DataFrame] = {}
        self._values: dict[object, dict[str, pd.DataFrame]] = {}

    @cached_property
    def calls(self) -> Calls:
        """The calls that are left."""
        since, until, dimensions, call_type = self.filters
        wordings = self.cache.run.wordings
        return self.cache.calls.where(
            start=None if since is None else _midnight(since),
            end=None if until is None else _midnight(until) + timedelta(days=1),
            values=dimensions,
            wordings=wordings.loc[wordings["type"] == call_type, "wording_id"].tolist()
            if call_type
            else None,
        )

    @cached_property
    def of_any_type(self) -> OfFilters:
        """The same for calls of every type."""
        since, until, dimensions, call_type = self.filters
        return self.cache.left_by((since, until, dimensions, "")) if call_type else self

    @cached_property
    def counts(self) -> np.ndarray:
        """Calls of every wording that are left, of shape (n_wordings,)."""
        wordings = self.cache.run.wordings
        if self._all:
            return wordings["calls"].to_numpy()
        found = self.calls.per_wording().reindex(wordings["wording_id"], fill_value=0)
        return found.to_numpy(dtype=np.int64)

    @cached_property
    def no_intent(self) -> int:
        """Calls without an intent that are left."""
        if self._all:
            return int(self.cache.run.manifest.counts["no_intent"])
        return len(self.calls) - int(self.counts.sum())

    @cached_property
    def usual(self) -> dict[str, pd.Series]:
        """The share of each value of the first dimensions among the calls that are left."""
        counted = {column: self.calls.counts(column) for column in self.cache.told_dimensions}
        return {column: calls / calls.sum() for column, calls in counted.items()}

    def values(self, start: Moment, end: Moment) -> dict[str, pd.DataFrame]:
        """Return the calls of a span of time, by intent and value of each of the first dimensions.

        Without a start or an end, the span is open there.
        """
        if (start, end) not in self._values:
            calls = self.calls.where(start=start, end=end)
            columns = self.cache.told_dimensions
            found = {column: calls.per_value(column, self.cache.intents) for column in columns}
            self._values[start, end] = found
        return self._values[start, end]

    @cached_property
    def intents(self) -> pd.DataFrame:
        """The published intents with the calls that are left, largest first."""
        return derived.intents(self.cache.run, None if self._all else self.counts)

    def recent(self, intent_id: str) -> tuple[np.ndarray, str]:
        """Return an intent's calls per step of time, and the step; none without times."""
        first, span = self._days
        if first is None:
            return np.zeros(0, dtype=int), ""
        name, length, _ = next(step for step in STEPS if span <= step[2])
        mine = self._per_step("day")
        mine = mine[mine["intent_id"] == intent_id]
        steps = (mine["at"] - first).dt.days.to_numpy() // length
        return derived.sums(steps, mine["calls"].to_numpy(), -(-span // length)), name

    def periods(self, period: str) -> pd.DataFrame:
        """Return calls and shares per period, as :func:`intentlib.trends.per_period`."""
        from intentlib.trends import per_period

        if period not in self._periods:
            steps = self._per_step("hour" if period == "hour" else "day")
            self._periods[period] = per_period(steps, period, counted=True)
        return self._periods[period]

    @cached_property
    def fitting_period(self) -> str:
        """The length of a period that shows the calls best.

        Longer than the span asks for while a period has too few calls to tell anything, as long
        as there are enough periods for a line.
        """
        from intentlib.trends import choose_freq

        chosen = PERIODS.index(choose_freq(pd.Series(self.calls.span or [pd.NaT])))
        calls, days = self.intents["calls"].to_numpy().max(initial=0), self._days[1]
        for period, longer in pairwise(PERIODS[chosen:]):
            enough = calls * DAYS[period] >= FEW_CALLS * days
            if enough or days < FEW_PERIODS * DAYS[longer]:
                return period
        return PERIODS[-1]

    def _per_step(self, step: str) -> pd.DataFrame:
        if step not in self._steps:
            self._steps[step] = self.calls.per_step(self.cache.intents, step)
        return self._steps[step]

    @property
    def _days(self) -> tuple[pd.Timestamp | None, int]:
        """The first day, and the days in all; none without times."""
        if self.calls.span is None:
            return None, 0
        first, last = (at.floor("D") for at in self.calls.span)
        return first, (last - first).days + 1


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
