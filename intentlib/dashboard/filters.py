"""Filters: which calls and which intents every view is about."""

from __future__ import annotations

from typing import Any

from ipywidgets import Button, DatePicker, Dropdown, HBox, ToggleButton

from intentlib.dashboard import html
from intentlib.dashboard.derived import TYPES
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.view import View

MOST_DIMENSIONS = 6


class Filters(View):
    """One line of filters: theme, type of call, dimensions, days; on a phone, behind a button.

    Attributes
    ----------
    toggle : ToggleButton
        Shows and hides the filters where they would fill the screen.
    theme, call_type : Dropdown
    dimensions : dict of str to Dropdown
        One control for each dimension worth filtering by.
    since, until : DatePicker
        Present where calls have times.
    clear : Button
    """

    without_run = ""

    def build(self) -> None:
        """Make the controls that every run has."""
        self.theme = Dropdown(description="Theme").add_class("il-filter")
        self.call_type = Dropdown(description="Type of call").add_class("il-filter")
        self.since = DatePicker(description="From").add_class("il-filter")
        self.until = DatePicker(description="Until").add_class("il-filter")
        self.clear = Button(description="Clear filters", tooltip="Show every call again")
        self.clear.add_class("il-quiet")
        self.dimensions: dict[str, Dropdown] = {}
        self._row = HBox().add_class("il-filters")
        self.toggle = ToggleButton().add_class("il-quiet").add_class("il-filters-toggle")
        self.children = [HBox([self.toggle, self._row, self.clear]).add_class("il-filtering")]
        self.on_change(self.toggle, self._open)
        self.on_change(self.theme, lambda new: self._choose(theme=new))
        self.on_change(self.call_type, lambda new: self._choose(call_type=new))
        self.on_change(self.since, lambda new: self._choose(since=new))
        self.on_change(self.until, lambda new: self._choose(until=new))
        self.on_click(self.clear, self.state.clear)
        self.listen(self.draw_controls, "run")
        self.listen(self.draw_values, "run", *FILTERS)

    def draw_controls(self) -> None:
        """Offer what the run has: its themes, dimensions and days."""
        state, run = self.state, self.state.opened
        names = zip(run.themes["name"].map(html.plain), run.themes["theme_id"], strict=True)
        self.fill(self.theme, [("All themes", ""), *names], state.theme)
        types = [(TYPES[t], t) for t in TYPES if t and (run.wordings["type"] == t).any()]
        self.fill(self.call_type, [("All types", ""), *types], state.call_type)
        self.call_type.layout.display = None if types else "none"
        self.dimensions = {
            column: self._dimension(column, values)
            for column, values in list(state.dimension_values.items())[:MOST_DIMENSIONS]
        }
        days = [self.since, self.until] if state.days else []
        if state.days:
            for control in days:
                control.min, control.max = state.days
        self._row.children = [
            self.theme,
            self.call_type,
            *self.dimensions.values(),
            *days,
        ]

    def draw_values(self) -> None:
        """Show what is chosen."""
        state = self.state
        self.theme.value, self.since.value, self.until.value = state.theme, state.since, state.until
        self.call_type.value = state.call_type
        for column, control in self.dimensions.items():
            control.value = state.dimensions.get(column, "")
        of_all = (state.theme, state.search, state.call_type, state.since, state.until)
        chosen = sum(map(bool, (*of_all, *state.dimensions.values())))
        self.clear.layout.display = None if chosen else "none"
        self.toggle.description = f"Filters ({chosen})" if chosen else "Filters"

    def _open(self, shown: bool) -> None:
        (self._row.add_class if shown else self._row.remove_class)("il-open")

    def _dimension(self, column: str, values: list[str]) -> Dropdown:
        offered = [(html.plain(value), value) for value in values]
        options = [(f"Any {html.column_name(column)}", ""), *offered]
        control = Dropdown(description=html.column_title(column), options=options, value="")
        self.on_change(control, lambda new: self._choose_value(column, new))
        return control.add_class("il-filter")

    def _choose_value(self, column: str, value: str) -> None:
        others = {k: v for k, v in self.state.dimensions.items() if k != column}
        self._choose(dimensions={**others, **({column: value} if value else {})})

    def _choose(self, **filters: Any) -> None:
        if any(getattr(self.state, name) != value for name, value in filters.items()):
            self.state.choose(**filters)
