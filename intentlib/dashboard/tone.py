"""Tone: the shares of negative, neutral and positive calls, and of each type of call."""

from __future__ import annotations

from functools import partial

import pandas as pd
from ipywidgets import HTML, Box, Button

from intentlib.dashboard import html
from intentlib.dashboard.colours import TONES as COLOURS
from intentlib.dashboard.derived import TYPES
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.view import View
from intentlib.schema import TONE_OF, TONES


class Tone(View):
    """A bar of the three tones, its figures as a list, and a button for each type of call.

    A button leaves only the calls of its type, in every view; once more brings the others back.

    Attributes
    ----------
    types : dict of str to Button
        By the type's name in ``schema.TYPES``.
    """

    title = "Tone"

    def build(self) -> None:
        """Make the bar and the buttons."""
        self.add_class("il-panel").add_class("il-tone")
        self.bar = HTML()
        self.types = {name: self._button(name) for name in TONE_OF}
        self.row = Box(list(self.types.values())).add_class("il-types")
        self.children = [self.bar, self.row, HTML(f'<p class="il-note">{html.esc(_HOW)}</p>')]
        self.listen(self.draw, "run", *FILTERS)

    def draw(self) -> None:
        """Show the tones and types of the calls that the filters leave."""
        frame = self.state.tones
        total = int(frame["calls"].sum())
        self.row.layout.display = None if total else "none"
        if not total:
            why = html.NOTHING_LEFT if self.state.has_types else _NOT_JUDGED
            self.bar.value = html.heading(_TITLE) + html.empty(why)
            return
        self.bar.value = _bar(frame.groupby("tone")["calls"].sum().reindex(TONES, fill_value=0))
        counted = frame.groupby("type")["calls"].sum()
        for name, button in self.types.items():
            calls = int(counted.get(name, 0))
            chosen = name == self.state.call_type
            share = html.percent(calls / total)
            button.description = f"{TYPES[name]}  {html.number(calls)} · {share}"
            button.tooltip = "Show all calls again" if chosen else "Show only these calls"
            button.layout.display = None if calls or chosen else "none"
            (button.add_class if chosen else button.remove_class)("il-on")

    def pick(self, name: str) -> None:
        """Leave only the calls of a type, or all where it is chosen already."""
        self.state.choose(call_type="" if name == self.state.call_type else name)

    def _button(self, name: str) -> Button:
        button = Button().add_class("il-type").add_class(f"il-tone-{TONE_OF[name]}")
        self.on_click(button, partial(self.pick, name))
        return button


def _bar(calls: pd.Series) -> str:
    """Return what the tones come to as a list, and a bar of their parts."""
    counted = [(tone, int(calls[tone]), calls[tone] / calls.sum()) for tone in TONES]
    items = "".join(
        f"<li>{html.dot(COLOURS[tone])}<b>{tone.capitalize()} {html.percent(share)}</b> "
        f"{html.plural(number, 'call')}</li>"
        for tone, number, share in counted
    )
    parts = "".join(
        f'<i style="flex-grow:{share:.5f};background:{COLOURS[tone]}"></i>'
        for tone, number, share in counted
        if number
    )
    return (
        f'<div class="il-tone-head">{html.heading(_TITLE)}'
        f'<ul class="il-tone-list" aria-label="{_TITLE}">{items}</ul></div>'
        f'<div class="il-tone-bar" aria-hidden="true">{parts}</div>'
    )


_TITLE = "Tone of calls"
_HOW = (
    "Judged by what is said: problems, complaints and losses are negative, praise is positive, "
    "the rest is neutral, unless the words themselves are angry or grateful."
)
_NOT_JUDGED = "This run was made before calls had types. Make it again to see their tone."
