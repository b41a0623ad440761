"""A map of wordings: alike ones stand together, coloured by theme, sized by calls."""

from __future__ import annotations

import bqplot as bq
import numpy as np
import pandas as pd
from bqplot.interacts import LassoSelector
from ipywidgets import HTML, ToggleButton

from intentlib.dashboard import html
from intentlib.dashboard.colours import QUIET
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.view import View

MOST = 5000
MOST_LETTERS = 26
LISTED = 12
"""Wordings of a lasso that are listed."""


class WordingMap(View):
    """Dots for wordings; a click selects the wording's intent, hovering tells what it is.

    With the lasso, wordings that are drawn around are listed.

    Attributes
    ----------
    dots : bqplot.Scatter
    labels, few_labels : bqplot.Label
        Names of intents as they fit a wide chart, and a phone's; the style sheet shows one of them.
    lasso : ToggleButton
    """

    title = "Map of wordings"

    def build(self) -> None:
        """Make the chart."""
        self.add_class("il-panel")
        self._head = HTML()
        scales = {
            "x": bq.LinearScale(min=-1, max=1, allow_padding=False),
            "y": bq.LinearScale(min=-1, max=1, allow_padding=False),
            "size": bq.LinearScale(min=0, max=1),
            "opacity": bq.LinearScale(min=0, max=1),
        }
        self.dots = bq.Scatter(
            x=[],
            y=[],
            size=[],
            opacity=[],
            names=[],
            display_names=False,
            scales=scales,
            default_size=180,
            stroke_width=0,
            tooltip=bq.Tooltip(fields=["name"], show_labels=False),
        )
        self.dots.on_element_click(lambda _, event: self.pick(int(event["data"]["index"])))
        self.labels, self.few_labels = (_labels(scales["x"], scales["y"]) for _ in range(2))
        self.figure = bq.Figure(
            marks=[self.dots, self.labels, self.few_labels],
            fig_margin={"top": 6, "bottom": 6, "left": 6, "right": 6},
            padding_x=0,
            padding_y=0,
            animation_duration=0,
            display_toolbar=False,
            layout={"height": "440px", "width": "100%"},
        ).add_class("il-map")
        self.lasso = (
            ToggleButton(description="Lasso", tooltip="Draw around dots to list their wordings")
            .add_class("il-quiet")
            .add_class("il-lasso")
        )
        self._lassoed = HTML()
        self.on_change(self.lasso, lambda _: self.take_up())
        self.dots.observe(lambda _: self.draw_lassoed(), "selected")
        self.children = [self._head, self.lasso, self.figure, self._lassoed]
        self._frame = pd.DataFrame({"intent_id": []})
        self.listen(self.draw, "run", *FILTERS)
        self.listen(self.draw_selected, "run", "selected", *FILTERS)

    def draw(self) -> None:
        """Show the wordings that the filters leave; a sample of them where they are many."""
        frame = self.state.wordings
        left = len(frame)
        if left > MOST:
            # Always the same sample of a run: ids are hashes, so their order is a fair draw.
            frame = frame.sort_values("wording_id").head(MOST)
        note = "Wordings that mean the same stand together. "
        sampled = f"{html.number(MOST)} of {html.number(left)} are shown."
        head = html.heading("Map of wordings", note + (sampled if left > MOST else ""))
        self._head.value = head if left else head + html.nothing_left()
        for part in (self.lasso, self.figure):
            part.layout.display = None if left else "none"
        self._frame = frame
        names = frame["name"].str.cat(frame["text"], sep=": ").map(html.plain)
        for axis in ("x", "y"):
            scale = self.dots.scales[axis]
            scale.min, scale.max = extent(self.state.opened.wordings[axis])
        with self.dots.hold_sync():
            self.dots.selected = None
            self.dots.x = frame["x"].to_numpy()
            self.dots.y = frame["y"].to_numpy()
            self.dots.size = np.sqrt(frame["calls"] / max(frame["calls"].max(), 1)).to_numpy()
            self.dots.colors = frame["colour"].tolist() or ["#000000"]
            self.dots.names = names.str.slice(0, 120).to_numpy(dtype=str)

        self._draw_labels(frame)

    def draw_selected(self) -> None:
        """Set the wordings of the selected intent off from the others."""
        own = (self._frame["intent_id"] == self.state.selected).to_numpy()
        self.dots.opacity = np.where(own, 1.0, 0.35 if own.any() else 0.75)

    def pick(self, place: int) -> None:
        """Select the intent of a dot."""
        self.state.select(str(self._frame["intent_id"].iloc[place]))

    def take_up(self) -> None:
        """Take the lasso up, or put it down; while it is up a click selects nothing."""
        self.dots.selected = None
        lasso = LassoSelector(marks=[self.dots], color=QUIET) if self.lasso.value else None
        self.figure.interaction = lasso

    def draw_lassoed(self) -> None:
        """List the wordings in the lasso, commonest first."""
        chosen = self.dots.selected
        places = np.unique(np.asarray([] if chosen is None else chosen, dtype=int))
        inside = self._frame.iloc[places[(places >= 0) & (places < len(self._frame))]]
        if inside.empty:
            self._lassoed.value = ""
            return
        inside = inside.sort_values("calls", ascending=False, kind="stable")
        told = [html.plural(len(inside), "wording"), html.plural(inside["calls"].sum(), "call")]
        told.append(html.plural(inside["intent_id"].nunique(), "intent"))
        if len(inside) > LISTED:
            told.append(f"the {LISTED} commonest are listed")
        rows = [
            (html.esc(row.text), html.esc(row.name), html.number(row.calls))
            for row in rows_of(inside.head(LISTED))
        ]
        table = html.table(
            ["Wording", "Intent", "Calls"], rows, caption="Wordings in the lasso", numeric=[2]
        )
        self._lassoed.value = f'<p class="il-note">{", ".join(told)}</p>{table}'

    def _draw_labels(self, frame: pd.DataFrame) -> None:
        across, up = (self.dots.scales[axis] for axis in ("x", "y"))
        for labels, wide in ((self.labels, 0.34), (self.few_labels, 0.62)):
            far = (wide * (across.max - across.min), 0.055 * (up.max - up.min))
            names = place_names(self.state.listed, frame, far=far, most=MOST_LETTERS)
            with labels.hold_sync():
                labels.x, labels.y = names["x"].to_numpy(), names["y"].to_numpy()
                labels.text = names["name"].to_numpy(dtype=str)


def _labels(across: bq.Scale, up: bq.Scale) -> bq.Label:
    return bq.Label(
        x=[],
        y=[],
        text=[],
        scales={"x": across, "y": up},
        colors=[QUIET],
        align="middle",
        y_offset=-14,
        default_size=12,
        font_weight="normal",
        apply_clip=False,
    )


def extent(values: pd.Series) -> tuple[float, float]:
    """Return the ends of an axis on which values have some room around them."""
    low, high = float(values.min()), float(values.max())
    edge = max(high - low, 0.1) * 0.06
    return low - edge, high + edge


def place_names(
    intents: pd.DataFrame, wordings: pd.DataFrame, *, far: tuple[float, float], most: int
) -> pd.DataFrame:
    """Return where on the map the largest intents are named, as far as there is room.

    Parameters
    ----------
    intents, wordings
        Largest first; wordings with their ``x`` and ``y``.
    far
        Two names are at least so far apart, either across or up.
    most
        Letters of a name.

    Returns
    -------
    DataFrame
        ``x, y, name``.
    """
    centres = wordings.groupby("intent_id", sort=False)[["x", "y"]].median()
    left, right = wordings["x"].min() + far[0] / 2, wordings["x"].max() - far[0] / 2
    kept: list[tuple[float, float, str]] = []
    for row in rows_of(intents.join(centres, on="intent_id", how="inner")):
        # Names near the edge would leave the chart.
        place = float(np.clip(row.x, left, max(left, right)))
        if all(abs(place - x) > far[0] or abs(row.y - y) > far[1] for x, y, _ in kept):
            kept.append((place, float(row.y), html.shortened(row.name, most)))
    named = pd.DataFrame(kept, columns=["x", "y", "name"])
    return named.astype({"x": float, "y": float})  # of objects where there are none
