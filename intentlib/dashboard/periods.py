"""Two periods side by side: what changed from one to the other, in words and in a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
from ipywidgets import HTML, Dropdown, HBox

from intentlib.dashboard import html
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.figures import CALL_FILTERS
from intentlib.dashboard.view import View

MOST_TOLD = 5
MOST_ROWS = 15
_STEADY = "steady"


class TwoPeriods(View):
    """The calls of two periods, intent by intent.

    Attributes
    ----------
    one, other : Dropdown
        The starts of the two periods.
    """

    title = "Two periods"

    def build(self) -> None:
        """Make the panel."""
        self.add_class("il-panel")
        self.one = Dropdown(description="Compare").add_class("il-filter").add_class("il-period")
        self.other = Dropdown(description="With").add_class("il-filter").add_class("il-period")
        self._told, self._table = HTML(), HTML().add_class("il-compared")
        head = HTML(html.heading("Two periods side by side", _HOW_TO_READ))
        self.children = [
            head,
            HBox([self.one, self.other]).add_class("il-tools"),
            self._told,
            self._table,
        ]
        for control in (self.one, self.other):
            self.on_change(control, lambda _: self.draw())
        self.listen(self.draw_periods, "run", *CALL_FILTERS)

    def draw_periods(self) -> None:
        """Offer the periods that there are, and compare the last two unless others are chosen."""
        starts = self._starts
        self.layout.display = None if len(starts) > 1 else "none"
        if len(starts) < 2:
            return
        period = self.state.fitting_period
        options = [(_when(start, period), start) for start in starts[::-1]]
        for control, usual in ((self.one, starts[-2]), (self.other, starts[-1])):
            self.fill(control, options, control.value if control.value in starts else usual)
        self.draw()

    def draw(self) -> None:
        """Show what changed between the periods chosen."""
        if self.one.value == self.other.value:
            self._told.value = html.empty("Choose two different periods.")
            self._table.value = ""
            return
        period, pair = self.state.fitting_period, sorted([self.one.value, self.other.value])
        frame = self.state.between(period, *pair)
        frame = frame[frame["calls_before"] + frame["calls_after"] > 0]
        told = [
            f"<li>{html.esc(_tell(row, self._mostly(row, pair)))}</li>"
            for row in rows_of(frame[frame["kind"] != _STEADY].head(MOST_TOLD))
        ]
        nothing = html.empty("No share of calls changed beyond chance.")
        self._told.value = f'<ul class="il-changes">{"".join(told)}</ul>' if told else nothing
        earlier, later = (_when(start, period) for start in pair)
        titles = ["Intent", "Calls before", "Calls after", "Share", "Change"]
        self._table.value = html.table(
            titles,
            map(_cells, rows_of(frame.head(MOST_ROWS))),
            caption=f"Calls in {earlier} and in {later}",
            numeric=[1, 2, 3, 4],
        )

    @property
    def _starts(self) -> list[pd.Timestamp]:
        if self.state.calls.span is None:
            return []
        return list(self.state.starts(self.state.fitting_period))

    def _next(self, start: pd.Timestamp) -> pd.Timestamp | None:
        return min((later for later in self._starts if later > start), default=None)

    def _mostly(self, row: Any, pair: list[pd.Timestamp]) -> str:
        before, after = ((start, self._next(start)) for start in pair)
        return self.state.mostly(row.intent_id, row.calls_after - row.calls_before, before, after)


def _when(start: pd.Timestamp, period: str) -> str:
    """Return a period in words: ``week of 3 Aug 2026``, ``Aug 2026``."""
    if period == "month":
        return f"{start:%b %Y}"
    if period == "hour":
        return f"{html.day(start)}, {start:%H:%M}"
    return f"week of {html.day(start)}" if period == "week" else html.day(start)


def _tell(row: Any, mostly: str) -> str:
    """Return one change as a sentence."""
    calls = row.calls_after - row.calls_before
    more = f"{html.plural(abs(calls), 'call')} {'more' if calls >= 0 else 'fewer'}"
    shares = f"from {html.percent(row.before)} to {html.percent(row.after)} of calls"
    where = f", mostly with {mostly}" if mostly else ""
    if row.kind == "new":
        return f"New: {row.name}, {html.plural(row.calls_after, 'call')}{where}."
    if row.kind == "gone":
        return f"Gone: {row.name}, which had {html.plural(row.calls_before, 'call')}."
    way = "up" if row.change > 0 else "down"
    return f"{row.name} is {way} {shares}: {more}{where}."


def _cells(row: Any) -> tuple[str, ...]:
    change = html.points(row.change)
    return (
        html.esc(row.name),
        html.number(row.calls_before),
        html.number(row.calls_after),
        f"{html.percent(row.before)} → {html.percent(row.after)}",
        f"<b>{change}</b>" if row.kind != _STEADY else change,
    )


_HOW_TO_READ = "Told, and set in bold, is what changed beyond chance."
