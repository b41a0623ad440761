"""Distribution: how many calls each intent has."""

from __future__ import annotations

from ipywidgets import HTML

from intentlib.dashboard import html
from intentlib.dashboard.bars import IntentBars
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.view import View

ROWS = 24


class Distribution(View):
    """Bars of calls per intent in the colours of their themes; a click selects.

    Attributes
    ----------
    bars : IntentBars
        A click on a bar or a name selects the intent.
    legend : HTML
        The themes, or what to do where the filters leave nothing.
    """

    title = "Calls per intent"

    def build(self) -> None:
        """Make the panel."""
        self.add_class("il-panel")
        self.legend, self.bars = HTML(), IntentBars(ROWS, self.state.select)
        self.children = [HTML(html.heading(self.title, _HOW_TO_READ)), self.legend, self.bars]
        self.listen(self.draw, "run", "selected", *FILTERS)

    def draw(self) -> None:
        """Show the bars of the intents that the filters leave."""
        frame, state = self.state.listed, self.state
        if frame.empty:
            self.legend.value = html.nothing_left()
        else:
            self.legend.value = html.legend(frame["theme"], frame["colour"])
        self.bars.layout.display = "none" if frame.empty else None
        no_intent = 0 if state.theme or state.search else state.no_intent
        self.bars.draw(frame, state.selected, no_intent)


_HOW_TO_READ = (
    "Coloured by theme; the thin line is the 95% interval. Select one, or the others, to see more."
)
