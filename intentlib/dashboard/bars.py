"""Bars of calls per intent: a bqplot chart whose axis is a list that takes focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bqplot as bq
import numpy as np
import pandas as pd
from ipywidgets import HTML, Button, HBox, VBox

from intentlib.dashboard import html
from intentlib.dashboard.colours import QUIET
from intentlib.dashboard.derived import rows_of
from intentlib.schema import NO_INTENT

ROW_HEIGHT = 32
"""Height of one bar with its space, in CSS pixels; the style sheet has the same number."""

INTERVAL = (
    "Wilson's 95% interval: where the share would lie in 95 of 100 such files, "
    "were these calls a sample of all that could have come"
)
"""Where the thin lines come from (see :func:`intentlib.trends.share_interval`)."""

_OTHERS = "*"
"""What the bar of the others stands for; no intent has this id."""


class IntentBars(HBox):  # type: ignore[misc]
    """Horizontal bars with names on the left, each a button, and calls and shares on the right.

    The marks and buttons are made once and updated in place, so that a redraw is a few small
    messages. Bars beyond the last row are added up in one for the others, which is cut short
    where it would dwarf the intents, and says so; a click opens it: as many rows again are there.
    The thin lines are Wilson's intervals of the shares. On a phone, where the names would leave no
    room for it, the chart gives way to plain bars below the names.

    Parameters
    ----------
    rows
        The most bars that are drawn before the others are opened.
    on_pick
        Called with an intent's id when its bar or name is clicked.
    fixed
        Whether the chart keeps its height when there are fewer bars; it redraws faster then.

    Attributes
    ----------
    fewer : Button
        Close the others again.
    """

    def __init__(self, rows: int, on_pick: Callable[[str], None], *, fixed: bool = False) -> None:
        super().__init__()
        self.add_class("il-bars")
        self._first, self._rows, self._on_pick, self._ids = rows, rows, on_pick, [""] * rows
        self._fixed = fixed
        self._drawn = (pd.DataFrame(), "", 0)
        # From the bottom up: bqplot forgets that a scale is reversed when its domain changes.
        self._up = bq.OrdinalScale(domain=_from_below(rows))
        self._across = bq.LinearScale(min=0, max=1, allow_padding=False)
        self._down = bq.LinearScale(min=-0.5, max=rows - 0.5, reverse=True, allow_padding=False)
        self.names = [self._name(row) for row in range(rows)]
        self.fewer = Button(description="Show fewer", layout={"display": "none"})
        self.fewer.add_class("il-link").on_click(lambda _: self._open(self._first))
        self.list = VBox([*self.names, self.fewer]).add_class("il-bars-names")
        self.figure = self._figure()
        self.plain = HTML().add_class("il-bars-plain")
        self.children = [self.list, self.figure, self.plain]

    def draw(self, frame: pd.DataFrame, selected: str = "", no_intent: int = 0) -> None:
        """Show the intents of a frame, largest first.

        Parameters
        ----------
        frame
            ``intent_id, name, theme, colour, calls, share, share_low, share_high``.
        selected
            Id of the intent to set off.
        no_intent
            Calls without an intent, shown in a bar of their own.
        """
        self._drawn = frame, selected, no_intent
        shown = _rows(frame, self._rows, no_intent)
        self._ids = [*shown["intent_id"], *[""] * (self._rows - len(shown))]
        self.fewer.layout.display = None if len(shown) > self._first else "none"
        self._draw_names(shown, selected)
        told = [f"{html.number(row.calls)}  ·  {html.percent(row.share)}" for row in rows_of(shown)]
        if not self._fixed:
            self._set_height(len(shown))
        most = float(shown["share_high"].max()) if len(frame) else 1.0
        self._draw_marks(shown, told, most)
        self.plain.value = _plain(shown, told, most)

    def pick(self, row: int) -> None:
        """Do what a click on a row does; nothing on the bars that aren't one intent."""
        if self._ids[row] == _OTHERS:
            self._open(2 * self._rows)
        elif self._ids[row]:
            self._on_pick(self._ids[row])

    def _open(self, rows: int) -> None:
        """Draw so many bars from now on."""
        self._rows = rows
        self.names += [self._name(row) for row in range(len(self.names), rows)]
        self.list.children = [*self.names, self.fewer]
        if self._fixed:
            self._set_height(rows)
        self.draw(*self._drawn)

    def _draw_names(self, shown: pd.DataFrame, selected: str) -> None:
        for button, row in zip(self.names, rows_of(shown), strict=False):
            with button.hold_sync():
                button.description, button.tooltip = row.name, _tooltip(row)
                button.disabled = not row.intent_id
                button.layout.display = None
            on = row.intent_id and row.intent_id == selected
            (button.add_class if on else button.remove_class)("il-on")
        for button in self.names[len(shown) :]:
            button.layout.display = "none"

    def _draw_marks(self, shown: pd.DataFrame, told: list[str], most: float) -> None:
        rows = np.arange(len(shown))
        share = shown["share"].to_numpy()
        low, high = shown["share_low"].to_numpy(), shown["share_high"].to_numpy()
        self._across.max = most
        with self.bars.hold_sync(), self.whiskers.hold_sync(), self.labels.hold_sync():
            self.bars.x, self.bars.y = rows, share.clip(max=most)
            self.bars.colors = shown["colour"].tolist()
            known = np.isfinite(low)
            self.whiskers.x = np.column_stack([low, high])[known]
            self.whiskers.y = np.column_stack([rows, rows])[known]
            self.labels.x, self.labels.y = np.fmax(share, high).clip(max=most), rows
            self.labels.text = np.array(told, dtype=str)

    def _set_height(self, rows: int) -> None:
        self._up.domain, self._down.max = _from_below(rows), rows - 0.5
        self.figure.layout.height = f"{rows * ROW_HEIGHT}px"

    def _name(self, row: int) -> Button:
        button = Button(layout={"display": "none"}).add_class("il-row")
        button.on_click(lambda _: self.pick(row))
        return button

    def _figure(self) -> bq.Figure:
        scales = {"x": self._across, "y": self._down}
        self.bars = bq.Bars(
            x=[],
            y=[],
            scales={"x": self._up, "y": self._across},
            orientation="horizontal",
            color_mode="no_group",
            padding=0.42,
            stroke_width=0,
        )
        self.bars.on_element_click(lambda _, event: self.pick(int(event["data"]["index"])))
        self.whiskers = bq.Lines(x=[], y=[], scales=scales, colors=[QUIET], stroke_width=1.5)
        self.labels = bq.Label(
            x=[],
            y=[],
            text=[],
            scales=scales,
            colors=[QUIET],
            x_offset=8,
            y_offset=0,
            default_size=12,
            font_weight="normal",
            apply_clip=False,
        )
        return bq.Figure(
            marks=[self.bars, self.whiskers, self.labels],
            fig_margin={"top": 0, "bottom": 0, "left": 0, "right": 108},
            padding_x=0,
            padding_y=0,
            animation_duration=0,
            display_toolbar=False,
            layout={"height": f"{self._rows * ROW_HEIGHT}px"},
        ).add_class("il-bars-figure")


def _tooltip(row: Any) -> str:
    """Return what a row stands for, in words."""
    told = f"{row.name}: {html.plural(row.calls, 'call')}"
    if row.intent_id == _OTHERS:
        return f"{told}. Show more of them"
    if not row.theme:
        return told
    low, high = html.percent(row.share_low), html.percent(row.share_high)
    return f"{told}, {row.theme}. {low} to {high} of calls. {INTERVAL}"


def _from_below(rows: int) -> list[int]:
    return list(range(rows))[::-1]


def _plain(shown: pd.DataFrame, told: list[str], most: float) -> str:
    """Return the same bars as HTML; the names beside them are the buttons'."""
    rows = "".join(
        f'<div class="il-plain"><i style="width:{72 * min(row.share / most, 1):.2f}%;'
        f'background:{html.esc(row.colour)}"></i><span>{html.esc(text)}</span></div>'
        for row, text in zip(rows_of(shown), told, strict=True)
    )
    return f'<div aria-hidden="true">{rows}</div>'


def _rows(frame: pd.DataFrame, rows: int, no_intent: int) -> pd.DataFrame:
    """Return what the bars stand for: intents, then the others together, then calls without."""
    total = int(frame["calls"].sum())
    room = rows - (no_intent > 0)
    kept = frame if len(frame) <= room else frame.head(room - 1)
    extra = []
    if len(kept) < len(frame):
        calls = total - int(kept["calls"].sum())
        cut = " (bar cut short)" if calls / total > kept["share_high"].max() else ""
        extra.append((_OTHERS, f"{html.number(len(frame) - len(kept))} other intents{cut}", calls))
    if no_intent:
        extra.append(("", NO_INTENT, no_intent))
    columns = ["intent_id", "name", "theme", "colour", "calls", "share", "share_low", "share_high"]
    tail = pd.DataFrame(
        [(i, name, "", QUIET, n, n / max(total, 1), np.nan, np.nan) for i, name, n in extra],
        columns=columns,
    )
    return pd.concat([kept[columns], tail], ignore_index=True) if extra else kept[columns]
