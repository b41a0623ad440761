"""The selected intent: its figures, its wordings, how it went over time, what is most like it."""

from __future__ import annotations

from functools import partial

import pandas as pd
from ipywidgets import HTML, Button, Text, VBox

from intentlib.dashboard import html
from intentlib.dashboard.acts import Acts
from intentlib.dashboard.bars import INTERVAL
from intentlib.dashboard.derived import TYPES, rows_of
from intentlib.dashboard.figures import CALL_FILTERS
from intentlib.dashboard.view import View

FIRST_WORDINGS = 10
MOST_WORDINGS = 200
NEAREST = 4


class Detail(View):
    """A panel about the intent that is selected.

    Attributes
    ----------
    search, more : Text, Button
        Find wordings of the intent; show up to 200 of them.
    nearest : list of Button
        Select one of the intents most like it.
    acts : Acts
        What can be decided of it.
    """

    title = "Selected intent"

    def build(self) -> None:
        """Make the panel."""
        self.search = Text(
            placeholder="Search its wordings", description="Search the intent's wordings"
        ).add_class("il-search")
        self.more = Button(description="Show more wordings").add_class("il-quiet")
        self.nearest = [Button().add_class("il-link") for _ in range(NEAREST)]
        self._nearest_ids: list[str] = []
        self._shown, self._most = "", FIRST_WORDINGS
        self._head, self._wordings = HTML(), HTML()
        near = VBox([HTML(html.heading("Most alike", level=3)), *self.nearest])
        self.acts = Acts(self.state)
        self.children = [self._head, self.acts, self.search, self._wordings, self.more, near]
        self.add_class("il-panel").add_class("il-detail")
        self.on_change(self.search, lambda _: self.draw_wordings())
        self.on_click(self.more, self.show_more)
        for place, button in enumerate(self.nearest):
            self.on_click(button, partial(self._pick, place))
        self.listen(self.draw, "run", "selected", *CALL_FILTERS)

    def draw(self) -> None:
        """Show the selected intent, or what to do where there is none."""
        intent = self.state.intent
        if self._shown != self.state.selected:
            self._shown, self._most, self.search.value = self.state.selected, FIRST_WORDINGS, ""
        for part in self.children[1:]:
            part.layout.display = None if intent is not None else "none"
        if intent is None:
            self._head.value = html.empty("Select an intent to see what is in it.")
            return
        self._head.value = self._figures(intent)
        self.draw_wordings()
        self._draw_nearest()

    def draw_wordings(self) -> None:
        """Show the wordings that hold the words searched for, most calls first."""
        frame = self.state.wordings_of(self.state.selected, self.search.value)
        shown = frame.head(self._most)
        rows = (
            (
                html.esc(row.text),
                html.number(row.calls),
                html.meter(row.confidence, f"{row.confidence:.0%} sure"),
            )
            for row in rows_of(shown)
        )
        self._wordings.value = (
            html.table(
                ["Wording", "Calls", "Confidence"],
                rows,
                caption="Wordings of the selected intent",
                numeric=[1],
            )
            + f'<p class="il-note">{html.number(len(shown))} of '
            f"{html.plural(len(frame), 'wording')}</p>"
            if len(frame)
            else html.empty("None of its wordings holds these words.")
        )
        all_shown = len(shown) == min(len(frame), MOST_WORDINGS)
        self.more.layout.display = "none" if all_shown else None

    def show_more(self) -> None:
        """Show up to the first 200 wordings."""
        self._most = MOST_WORDINGS
        self.draw_wordings()

    def _pick(self, place: int) -> None:
        self.state.select(self._nearest_ids[place])

    def _figures(self, intent: pd.Series) -> str:
        low, high = html.percent(intent["share_low"]), html.percent(intent["share_high"])
        kind = html.chip(TYPES[intent["type"]]) if intent["type"] else ""
        new = html.chip("New") if intent["status"] == "new" and self.state.has_previous else ""
        return (
            f'<div class="il-chips">{html.chip(intent["theme"], intent["colour"])}{kind}{new}</div>'
            + html.heading(intent["name"])
            + html.figures(
                [
                    ("Calls", html.number(intent["calls"])),
                    ("Share of calls", html.percent(intent["share"])),
                    ("95% interval", f"{low} to {high}"),
                    ("Wordings", html.number(intent["wordings"])),
                ],
                {"95% interval": INTERVAL},
            )
            + self._trend(intent["intent_id"])
        )

    def _trend(self, intent_id: str) -> str:
        counts, step = self.state.recent(intent_id)
        if len(counts) < 2:
            return ""
        seen = f"between {html.number(counts.min())} and {html.number(counts.max())}"
        return html.sparkline(counts.tolist(), f"Calls per {step}, {seen}") + (
            f'<p class="il-note">Calls per {html.esc(step)}, {html.esc(seen)}</p>'
        )

    def _draw_nearest(self) -> None:
        frame = self.state.nearest(self.state.selected, NEAREST)
        self._nearest_ids = frame["intent_id"].tolist()
        for button in self.nearest[len(frame) :]:
            button.layout.display = "none"
        for button, row in zip(self.nearest, rows_of(frame), strict=False):
            button.layout.display = None
            button.description = row.name
            button.tooltip = f"Select {row.name}: {html.plural(row.calls, 'call')}"
