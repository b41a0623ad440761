"""What changed in the last periods against all before, in figures and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from intentlib.dashboard import html
from intentlib.dashboard.caches import DAYS
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.figures import Figures, Span

KINDS = ("new", "rising", "falling", "gone")


@dataclass(frozen=True)
class Change:
    """What became of an intent: which one, how it is called, its ``kind``, and a sentence."""

    intent_id: str
    name: str
    kind: str
    sentence: str


@dataclass(frozen=True, eq=False)
class Latest:
    """What changed in the last periods.

    Parameters
    ----------
    figures
        The run and its filters.
    period
        The length of a period, such as ``week``.
    window
        How many periods at the end are compared with all before.
    frame
        What changed (see :func:`intentlib.trends.changes`) and the ``name`` of the intent, in the
        order of :data:`KINDS`, the largest change first.
    """

    figures: Figures
    period: str
    window: int
    frame: pd.DataFrame

    def told(self, most: int) -> Iterator[Change]:
        """Give the first changes in words."""
        for row in rows_of(self.frame.head(most)):
            yield Change(row.intent_id, row.name, row.kind, self._sentence(row))

    def _sentence(self, row: Any) -> str:
        earlier, later = self._lengths
        before, after = row.calls_before / earlier, row.calls_after / later
        each = "an hour" if self.period == "hour" else f"a {self.period}"
        if row.kind == "gone":
            return f"None any more; {html.rate(before)} calls {each} before."
        change, longer = row.calls_after - before * later, later / earlier
        spans: tuple[Span, Span] = ((None, self._start), (self._start, None))
        mostly = self.figures.mostly(row.intent_id, change, *spans, longer)
        where = f", mostly with {mostly}" if mostly else ""
        if row.kind == "new":
            return f"{html.rate(after)} calls {each}{where}."
        now = f"{html.rate(after)} calls {each} ({html.percent(row.after)})"
        return f"{now}, {html.rate(before)} before ({html.percent(row.before)}){where}."

    @property
    def _start(self) -> pd.Timestamp:
        return self.figures.starts(self.period)[-self.window]

    @property
    def _lengths(self) -> tuple[float, float]:
        """How many periods there are before and after, to the minute: the ends are hardly whole."""
        first, last = self.figures.calls.span or (self._start, self._start)
        length = pd.Timedelta(days=DAYS[self.period])
        return max((self._start - first) / length, 1.0), max((last - self._start) / length, 1.0)

    @property
    def compared(self) -> str:
        """What is compared with what, in words."""
        return f"The last {html.plural(self.window, self.period)} against all before, beyond chance"


def latest_changes(figures: Figures, period: str, window: int | None = None) -> Latest:
    """Return what changed in the last periods, of the intents and calls that the filters leave.

    Parameters
    ----------
    figures
        The run and its filters; its calls have times.
    period
        The length of a period, such as ``week``.
    window
        How many periods at the end are compared with all before; as
        :func:`intentlib.trends.usual_window` says where it isn't given.
    """
    window = window or figures.usual_window(period)
    frame = figures.trend(period, window)
    frame = frame[frame["kind"].isin(KINDS)]
    frame = frame.merge(figures.listed[["intent_id", "name"]], on="intent_id")
    order = frame["kind"].map(KINDS.index).sort_values(kind="stable").index
    return Latest(figures, period, window, frame.loc[order].reset_index(drop=True))
