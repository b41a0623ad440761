"""A list to tick: check boxes with what is known of each beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import pandas as pd
from ipywidgets import HTML, Checkbox, HBox, VBox

from intentlib.dashboard import html
from intentlib.dashboard.derived import rows_of


class Ticks(VBox):  # type: ignore[misc]
    """Rows with a check box each, made once and updated in place.

    Parameters
    ----------
    rows
        The most rows that are shown.
    on_tick
        Called with what a row stands for, and whether it is ticked now.

    Attributes
    ----------
    boxes : list of Checkbox
    """

    def __init__(self, rows: int, on_tick: Callable[[str, bool], None]) -> None:
        super().__init__()
        self.add_class("il-ticks")
        self._on_tick, self._values, self._filling = on_tick, list[str](), False
        self.boxes = [self._box(row) for row in range(rows)]
        self._notes = [HTML().add_class("il-tick-note") for _ in range(rows)]
        self.children = [
            HBox([box, note]).add_class("il-tick")
            for box, note in zip(self.boxes, self._notes, strict=True)
        ]

    def draw(self, items: Iterable[tuple[str, str, str]], ticked: Sequence[str]) -> None:
        """Show rows of what they stand for, their text, and HTML beside it."""
        shown = list(items)
        self._values = [value for value, _, _ in shown]
        self._filling = True
        for row, box, note, (value, text, told) in zip(
            self.children, self.boxes, self._notes, shown, strict=False
        ):
            row.layout.display = None
            box.description = box.tooltip = html.plain(text)
            box.value = value in ticked
            note.value = told
        for row in self.children[len(shown) :]:
            row.layout.display = "none"
        self._filling = False

    def _box(self, row: int) -> Checkbox:
        box = Checkbox(indent=False)
        box.observe(partial(self._ticked, row), "value")
        return box

    def _ticked(self, row: int, change: dict[str, bool]) -> None:
        if not self._filling and row < len(self._values):
            self._on_tick(self._values[row], change["new"])


def wording_items(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the rows of a list of wordings to tick, from ``key, text, calls, confidence``."""
    return [
        (
            row.key,
            row.text,
            f'<span class="il-num">{html.plural(row.calls, "call")}</span>'
            + html.meter(row.confidence, f"{row.confidence:.0%} sure"),
        )
        for row in rows_of(frame)
    ]
