"""Headlines: the largest of the latest changes, in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ipywidgets import HTML, Button, HBox, VBox

from intentlib.dashboard import html
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.latest import Latest, latest_changes
from intentlib.dashboard.view import View

MOST = 4


class ChangeList(VBox):  # type: ignore[misc]
    """Changes in words, one below the other: of what kind, the intent's name, a sentence.

    Parameters
    ----------
    most
        How many there are at most.
    on_pick
        Called with an intent's id when its name is clicked.

    Attributes
    ----------
    names : list of Button
    """

    def __init__(self, most: int, on_pick: Callable[[str], None]) -> None:
        super().__init__()
        self.add_class("il-changed")
        self._on_pick, self._ids = on_pick, list[str]()
        self.names = [Button().add_class("il-cell-name") for _ in range(most)]
        self._kinds = [HTML() for _ in range(most)]
        self._told = [HTML().add_class("il-note") for _ in range(most)]
        self.children = [
            HBox([kind, VBox([name, told])]).add_class("il-change")
            for kind, name, told in zip(self._kinds, self.names, self._told, strict=True)
        ]
        for place, button in enumerate(self.names):
            button.on_click(partial(self._pick, place))

    def draw(self, latest: Latest) -> None:
        """Show the first changes."""
        changes = list(latest.told(len(self.names)))
        self._ids = [change.intent_id for change in changes]
        for line in self.children[len(changes) :]:
            line.layout.display = "none"
        parts = zip(self.children, self._kinds, self.names, self._told, changes, strict=False)
        for line, kind, name, told, change in parts:
            line.layout.display = None
            kind.value, told.value = html.kind(change.kind), html.esc(change.sentence)
            name.description, name.tooltip = change.name, f"Select {change.name}"

    def _pick(self, place: int, _: Button) -> None:
        self._on_pick(self._ids[place])


class Headlines(View):
    """What is new, rising, falling or gone, in words; shows nothing where calls have no times.

    Attributes
    ----------
    changes : ChangeList
        The largest changes; each selects its intent.
    """

    title = "What changed"

    def build(self) -> None:
        """Make the panel."""
        self.add_class("il-panel").add_class("il-headlines")
        self._head, self._empty = HTML(), HTML()
        self.changes = ChangeList(MOST, self.state.select)
        self.children = [self._head, self.changes, self._empty]
        self.listen(self.draw, "run", *FILTERS)

    def draw(self) -> None:
        """Show the largest changes of the calls that the filters leave."""
        state = self.state
        timed = state.calls.span is not None
        self.layout.display = None if timed else "none"
        if not timed:
            return
        latest = latest_changes(state, state.fitting_period)
        left = len(latest.frame) - MOST
        more = f"; {html.number(left)} more under Trends" if left > 0 else ""
        self._head.value = html.heading(self.title, f"{latest.compared}{more}.")
        self.changes.draw(latest)
        self._empty.value = "" if len(latest.frame) else html.empty("No share of calls changed.")
