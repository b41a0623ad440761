"""Intents: a table to search, sort and filter, a treemap by theme, a map of wordings."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
from ipywidgets import HTML, Button, Dropdown, HBox, Text, VBox

from intentlib.dashboard import html
from intentlib.dashboard.derived import TYPES, rows_of
from intentlib.dashboard.detail import Detail
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.pages import Pages
from intentlib.dashboard.state import State
from intentlib.dashboard.treemap import Treemap
from intentlib.dashboard.view import View
from intentlib.dashboard.wordmap import WordingMap

PAGE = 20
STATUSES = {"new": "New", "known": "Known", "reviewed": "Reviewed"}
COLUMNS = {
    "name": "Intent",
    "theme": "Theme",
    "type": "Type",
    "calls": "Calls",
    "share": "Share",
    "wordings": "Wordings",
    "last_seen": "Last seen",
}
_TEXT = ("name", "theme", "type")


class Intents(View):
    """Every intent as a row, a tile and a cloud of wordings.

    Attributes
    ----------
    search, status : Text, Dropdown
        What an intent's name or wordings must hold; its status.
    sort : dict of str to Button
        Sort by a column; once more turns the order round.
    rows : list of Button
        Select the intent of a row.
    pages : Pages
    treemap : Treemap
    map : WordingMap
    detail : Detail
    """

    title = "Intents"

    def build(self) -> None:
        """Make the table, the treemap, the map and the panel of the selected intent."""
        self.search = Text(
            placeholder="Search names and wordings", description="Search intents"
        ).add_class("il-search")
        self.status = Dropdown(description="Status").add_class("il-filter")
        self.sort = {column: self._sorter(column) for column in COLUMNS}
        self.pages = Pages(PAGE, self.draw_table)
        self._order, self._falling = "calls", True
        self.rows = [Button().add_class("il-cell-name") for _ in range(PAGE)]
        self._cells = [HTML().add_class("il-cells") for _ in range(PAGE)]
        self._lines = [
            HBox([button, cells]).add_class("il-line")
            for button, cells in zip(self.rows, self._cells, strict=True)
        ]
        self._ids = [""] * PAGE
        first, *rest = self.sort.values()
        header = HBox([first, HBox(rest).add_class("il-cells")])
        header.add_class("il-line").add_class("il-line-head")
        tools = HBox([self.search, self.status]).add_class("il-tools")
        table = VBox([HTML(html.heading("Intents")), tools, header, *self._lines, self.pages])
        self.treemap = Treemap(self.state)
        self.map = WordingMap(self.state)
        self.detail = Detail(self.state)
        top = HBox([table.add_class("il-panel"), self.detail]).add_class("il-split")
        below = HBox([self.treemap, self.map]).add_class("il-split").add_class("il-halves")
        self.children = [top, below]
        self.on_change(self.search, self._search)
        self.on_change(self.status, lambda _: self.draw_table(first=True))
        for place, button in enumerate(self.rows):
            self.on_click(button, partial(self._pick, place))
        self.listen(self.draw_statuses, "run")
        self.listen(self.draw_search, "search")
        self.listen(lambda: self.draw_table(first=True), *FILTERS)
        self.listen(self.draw_table, "run", "selected")

    def sort_by(self, column: str) -> None:
        """Sort by a column: numbers from the top, names from A, turned round the second time."""
        falling = column not in _TEXT
        self._falling = not self._falling if column == self._order else falling
        self._order = column
        self.draw_table(first=True)

    def draw_statuses(self) -> None:
        """Offer the statuses that the run has."""
        found = [s for s in STATUSES if (self.state.opened.intents["status"] == s).any()]
        self.fill(self.status, [("Any status", ""), *((STATUSES[s], s) for s in found)], "")

    def draw_search(self) -> None:
        """Show what is searched for."""
        self.search.value = self.state.search

    def draw_table(self, *, first: bool = False) -> None:
        """Show one page of the intents that are left."""
        frame = self.frame
        shown = self.pages.cut(frame, first=first)
        self._ids = [*shown["intent_id"], *[""] * (PAGE - len(shown))]
        for line in self._lines[len(shown) :]:
            line.layout.display = "none"
        told = zip(self._lines, self.rows, self._cells, rows_of(shown), strict=False)
        for line, button, cells, row in told:
            line.layout.display = None
            button.description = row.name
            button.tooltip = f"Select {row.name}"
            new = self.state.has_previous and bool(row.status == "new")
            cells.value = _cells(row, new=new, state=self.state)
            selected = row.intent_id == self.state.selected
            (line.add_class if selected else line.remove_class)("il-on")
        self.sort["last_seen"].layout.display = None if self.state.has_times else "none"
        self.sort["type"].layout.display = None if self.state.has_types else "none"
        for column, button in self.sort.items():
            for name, on in (("descending", self._falling), ("ascending", not self._falling)):
                active = on and column == self._order
                (button.add_class if active else button.remove_class)(f"il-{name}")

    @property
    def frame(self) -> pd.DataFrame:
        """The intents that every filter leaves, in the order chosen."""
        frame = self.state.listed
        if self.status.value:
            frame = frame[frame["status"] == self.status.value]
        key = frame[self._order]
        key = key.str.casefold() if self._order in _TEXT else key
        order = key.sort_values(ascending=not self._falling, kind="stable").index
        return frame.loc[order].reset_index(drop=True)

    def _pick(self, place: int) -> None:
        self.state.select(self._ids[place])

    def _search(self, words: str) -> None:
        if words != self.state.search:
            self.state.choose(search=words)

    def _sorter(self, column: str) -> Button:
        button = Button(
            description=COLUMNS[column], tooltip=f"Sort by {COLUMNS[column].lower()}"
        ).add_class("il-sort")
        self.on_click(button, lambda: self.sort_by(column))
        return button.add_class(f"il-col-{column.replace('_', '-')}")


def _cells(row: Any, *, new: bool, state: State) -> str:
    theme = html.chip(row.theme, row.colour)
    full, short = html.esc(TYPES[row.type]), html.esc(row.type.capitalize())
    type_ = f'<span class="il-col-type" title="{full}">{short}</span>'
    last_seen = f'<span class="il-col-last-seen">{html.esc(html.day(row.last_seen))}</span>'
    return (
        f'<span class="il-col-theme">{html.chip("New") if new else ""}{theme}</span>'
        f"{type_ if state.has_types else ''}"
        f'<span class="il-col-calls">{html.number(row.calls)}</span>'
        f'<span class="il-col-share">{html.percent(row.share)}</span>'
        f'<span class="il-col-wordings">{html.number(row.wordings)}</span>'
        f"{last_seen if state.has_times else ''}"
    )
