"""Trends: calls and shares over time, and what is new, rising, falling or gone."""

from __future__ import annotations

import bqplot as bq
import numpy as np
import pandas as pd
from ipywidgets import HTML, Dropdown, HBox, IntSlider, ToggleButtons, VBox

from intentlib.dashboard import html
from intentlib.dashboard.charts import DATES, nice_ticks, some
from intentlib.dashboard.colours import PALETTE
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.headlines import ChangeList
from intentlib.dashboard.latest import KINDS, Latest, latest_changes
from intentlib.dashboard.periods import TwoPeriods
from intentlib.dashboard.view import View

MOST_LINES = 5
ROWS = 14
PERIODS = {"hour": "Hours", "day": "Days", "week": "Weeks", "month": "Months"}


class Trends(View):
    """Lines over time, and a list of what changed in the last periods beyond chance.

    Attributes
    ----------
    measure, period, lines : ToggleButtons, Dropdown, Dropdown
        Calls or shares; the length of a period; which intents have a line.
    last : IntSlider
        How many periods at the end are compared with all before.
    changes : ChangeList
        What changed, in words; each selects its intent.
    periods : TwoPeriods
        Compare any two periods.
    """

    title = "Trends"

    def build(self) -> None:
        """Make the chart and the list of changes."""
        self.measure = ToggleButtons(
            options=[("Calls", "calls"), ("Share", "share")], description="Measure"
        ).add_class("il-segments")
        self.period = Dropdown(description="Period").add_class("il-filter")
        self.lines = Dropdown(
            options=[("Largest intents", ""), *((kind.capitalize(), kind) for kind in KINDS)],
            description="Lines for",
        ).add_class("il-filter")
        self.last = IntSlider(min=1, max=1, description="Last periods").add_class("il-slider")
        self.legend, self._changes_head, self._empty = HTML(), HTML(), HTML()
        self.changes = ChangeList(ROWS, self.state.select)
        tools = HBox([self.measure, self.lines, self.period]).add_class("il-tools")
        head = HTML(html.heading("Over time", "The selected intent always has a line."))
        chart = VBox([head, tools, self.legend, self._figure()]).add_class("il-panel")
        changed = VBox([self._changes_head, self.last, self.changes]).add_class("il-panel")
        self._content = HBox([chart, changed]).add_class("il-split")
        self.periods = TwoPeriods(self.state)
        self.children = [self._empty, self._content, self.periods]
        for control in (self.measure, self.lines):
            self.on_change(control, lambda _: self.draw_lines())
        self.on_change(self.period, lambda _: self.draw())
        self.on_change(self.last, lambda _: self.draw_changes())
        self.listen(self.draw_periods, "run", *FILTERS)
        self.listen(self.draw, "run", *FILTERS)
        self.listen(self.draw_lines, "run", "selected", *FILTERS)

    def draw_periods(self) -> None:
        """Offer the periods that suit the calls that are left; say so where they have no times."""
        timed = self.state.has_times
        self._content.layout.display = None if timed else "none"
        self._empty.layout.display = "none" if timed else None
        if not timed:
            self._empty.value = html.empty(_NO_TIMES)
            return
        fitting = self.state.fitting_period
        names = list(PERIODS)
        near = names[max(names.index(fitting) - 1, 0) : names.index(fitting) + 2]
        chosen = self.period.value if self.period.value in near else fitting
        self.fill(self.period, [(PERIODS[name], name) for name in near], chosen)

    def draw(self) -> None:
        """Show the lines and changes for the length of a period that is chosen."""
        if not self.state.has_times:
            return
        periods = self._periods
        count = periods["period"].nunique()
        self.last.max = max(count - 1, 1)
        self.last.layout.display = None if count > 2 else "none"
        self.last.description = f"Last {PERIODS[self.period.value].lower()}"
        self.last.value = self.state.usual_window(self.period.value)
        self.draw_changes()
        self.draw_lines()

    def draw_lines(self) -> None:
        """Show a line for each of the chosen intents, and for the selected one."""
        if not self.state.has_times:
            return
        frame = self._chosen()
        table = self._periods.pivot_table(
            index="period", columns="intent_id", values=self.measure.value, observed=True
        ).reindex(columns=frame["intent_id"], fill_value=0)
        colours = [PALETTE[place % len(PALETTE)] for place in range(len(frame))]
        self._left.tick_format = ".0%" if self.measure.value == "share" else ",d"
        ticks = nice_ticks(float(table.to_numpy().max(initial=0)), self.measure.value == "calls")
        self._left.tick_values, self._left.scale.max = ticks, float(ticks[-1])
        starts = pd.DatetimeIndex(table.index).tz_localize(None).to_numpy()
        self._below.tick_values = some(starts, 5)
        self._below.tick_format = DATES[self.period.value]
        with self.marks.hold_sync():
            self.marks.x = starts
            self.marks.y = table.to_numpy(dtype=float).T
            self.marks.colors = colours or [PALETTE[0]]
            self.marks.labels = frame["name"].tolist()
        self.legend.value = (
            html.legend(frame["name"], colours) if len(frame) else html.nothing_left()
        )
        self.figure.layout.display = None if len(frame) else "none"

    def draw_changes(self) -> None:
        """Show what changed in the last periods against those before."""
        if not self.state.has_times:
            return
        latest = self.latest
        counts = latest.frame["kind"].value_counts()
        told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if kind in counts)
        note = f"{latest.compared}: {told or 'nothing'}."
        self._changes_head.value = html.heading("What changed", note)
        self.changes.draw(latest)

    @property
    def latest(self) -> Latest:
        """What is new, rising, falling or gone in the last periods."""
        return latest_changes(self.state, self.period.value, self.last.value)

    @property
    def _periods(self) -> pd.DataFrame:
        return self.state.periods(self.period.value)

    def _chosen(self) -> pd.DataFrame:
        frame = self.state.listed
        if self.lines.value:
            changes = self.latest.frame
            kind = changes.loc[changes["kind"] == self.lines.value, "intent_id"]
            frame = frame[frame["intent_id"].isin(kind)]
        frame = frame.head(MOST_LINES)
        own = self.state.intents
        own = own[own["intent_id"] == self.state.selected]
        return pd.concat([frame, own]).drop_duplicates("intent_id")[["intent_id", "name"]]

    def _figure(self) -> bq.Figure:
        scales = {"x": bq.DateScale(), "y": bq.LinearScale(min=0)}
        self.marks = bq.Lines(
            x=np.array([], dtype="datetime64[ms]"),
            y=[],
            scales=scales,
            stroke_width=2.2,
            tooltip=bq.Tooltip(fields=["name"], show_labels=False),
        )
        self._below = bq.Axis(scale=scales["x"], grid_lines="none")
        self._left = bq.Axis(scale=scales["y"], side="left", grid_lines="solid")
        self.figure = bq.Figure(
            marks=[self.marks],
            axes=[self._below, self._left],
            fig_margin={"top": 10, "bottom": 34, "left": 52, "right": 36},
            padding_y=0,
            animation_duration=0,
            display_toolbar=False,
            layout={"height": "420px", "width": "100%"},
        ).add_class("il-lines")
        return self.figure


_NO_TIMES = (
    "This run's calls have no times, so there are no trends. "
    "Upload a file with a column of dates or times to see them."
)
