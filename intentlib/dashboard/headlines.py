"""Headlines: the largest of the latest changes, in words."""

from __future__ import annotations

from functools import partial

from ipywidgets import HTML, Button, HBox, VBox

from intentlib.dashboard import html
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.latest import latest_changes
from intentlib.dashboard.view import View

MOST = 4


class Headlines(View):
    """What is new, rising, falling or gone, in words; shows nothing where calls have no times.

    Attributes
    ----------
    rows : list of Button
        Select the intent of a change.
    """

    title = "What changed"

    def build(self) -> None:
        """Make the panel."""
        self.add_class("il-panel").add_class("il-headlines")
        self._head, self._empty = HTML(), HTML()
        self.rows = [Button().add_class("il-cell-name") for _ in range(MOST)]
        self._kinds = [HTML() for _ in range(MOST)]
        self._told = [HTML().add_class("il-note") for _ in range(MOST)]
        self._lines = [
            HBox([kind, VBox([name, told])]).add_class("il-headline")
            for kind, name, told in zip(self._kinds, self.rows, self._told, strict=True)
        ]
        self._ids: list[str] = []
        self.children = [self._head, *self._lines, self._empty]
        for place, button in enumerate(self.rows):
            self.on_click(button, partial(self._pick, place))
        self.listen(self.draw, "run", *FILTERS)

    def draw(self) -> None:
        """Show the largest changes of the calls that the filters leave."""
        state = self.state
        timed = state.has_times and state.calls.span is not None
        self.layout.display = None if timed else "none"
        if not timed:
            return
        latest = latest_changes(state, state.fitting_period)
        told = list(latest.told(MOST))
        left = len(latest.frame) - len(told)
        more = f"; {html.number(left)} more under Trends" if left else ""
        self._head.value = html.heading("What changed", f"{latest.compared}{more}.")
        self._empty.value = "" if told else html.empty("No share of calls changed.")
        self._ids = [change.intent_id for change in told]
        for line in self._lines[len(told) :]:
            line.layout.display = "none"
        parts = zip(self._lines, self._kinds, self.rows, self._told, told, strict=False)
        for line, kind, name, sentence, change in parts:
            line.layout.display = None
            kind.value = html.kind(change.kind)
            name.description, name.tooltip = change.name, f"Select {change.name}"
            sentence.value = html.esc(change.sentence)

    def _pick(self, place: int) -> None:
        self.state.select(self._ids[place])
