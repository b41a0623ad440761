"""The calls themselves: what each said, what became of it, page by page."""

from __future__ import annotations

from typing import Any

import pandas as pd
from ipywidgets import HTML, Dropdown, HBox, Text

from intentlib.dashboard import html
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.pages import Pages
from intentlib.dashboard.state import State
from intentlib.dashboard.view import View
from intentlib.schema import NO_INTENT

PAGE = 20
WITHOUT = "-"
"""The choice of calls without an intent; no intent has this id."""


class CallTable(View):
    """A table of calls to search, and to filter by intent.

    Attributes
    ----------
    search, intent : Text, Dropdown
    pages : Pages
    """

    title = "Calls"

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.add_class("il-panel").add_class("il-calls")

    def build(self) -> None:
        """Make the controls and the table."""
        self.search = Text(
            placeholder="Search what the calls said", description="Search calls"
        ).add_class("il-search")
        self.intent = Dropdown(description="Intent").add_class("il-filter")
        self.table = HTML()
        self.pages = Pages(PAGE, self.draw)
        tools = HBox([self.search, self.intent]).add_class("il-tools")
        self.children = [HTML(html.heading("Calls")), tools, self.table, self.pages]
        for control in (self.search, self.intent):
            self.on_change(control, lambda _: self.draw(first=True))
        self.listen(self.draw_intents, "run")
        self.listen(lambda: self.draw(first=True), "run", *FILTERS)

    def draw_intents(self) -> None:
        """Offer the intents of the run."""
        intents = self.state.opened.intents.sort_values("name", key=lambda s: s.str.casefold())
        names = zip(intents["name"].map(html.plain), intents["intent_id"], strict=True)
        self.fill(self.intent, [("All intents", ""), *names, (NO_INTENT, WITHOUT)], "")

    def draw(self, *, first: bool = False) -> None:
        """Show one page of the calls that are left."""
        if first:
            chosen = None if self.intent.value == WITHOUT else self.intent.value
            self._found = self.state.find_calls(chosen, self.search.value)
        page = self.pages.span(len(self._found), first=first)
        shown = self.state.describe_calls(self._found.page(page.start, page.stop))
        timed, more = self.state.has_times, [c for c in shown.columns if c not in _KNOWN]
        headers = [
            "Call",
            *(["Time (UTC)"] if timed else []),
            "Said",
            "Intent",
            "Wording",
            "Status",
            *map(html.column_title, more),
        ]
        rows = (
            [
                html.esc(row["call_id"]),
                *([_told(row["at"])] * timed),
                *(_told(row[column]) for column in ("text", "intent", "wording", "status", *more)),
            ]
            for row in shown.to_dict("records")
        )
        self.table.value = html.table(headers, rows, caption="Calls")


def _told(value: Any) -> str:
    if pd.isna(value) or value == "":
        return "-"
    if isinstance(value, pd.Timestamp):
        return f'<span class="il-at">{value:%Y-%m-%d} <span>{value:%H:%M}</span></span>'
    return html.esc(value)


_KNOWN = ("call_id", "at", "text", "wording_id", "wording", "intent", "status")
