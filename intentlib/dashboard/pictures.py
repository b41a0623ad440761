"""Charts as pictures: with names and numbers inside, to be saved as PNG."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bqplot as bq
import numpy as np
import pandas as pd

from intentlib.dashboard import html
from intentlib.dashboard.charts import DATES, nice_ticks, some
from intentlib.dashboard.colours import PALETTE, SHADES
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.state import State
from intentlib.dashboard.treemap import gather, squarify
from intentlib.dashboard.wordmap import extent, place_names
from intentlib.errors import OptionError

INK, QUIET_INK, RULE = "#171c26", "#596273", "#d6dae2"
MOST_BARS, MOST_LINES, MOST_DOTS = 30, 6, 3000
_NAME = 46


def bars(state: State) -> bq.Figure:
    """Return calls per intent, largest on top."""
    frame = state.listed.head(MOST_BARS)
    rows = np.arange(len(frame))
    up = bq.OrdinalScale(domain=rows.tolist(), reverse=True)
    across = bq.LinearScale(min=0, max=float(frame["calls"].max()) * 1.02)
    down = bq.LinearScale(min=-0.5, max=len(frame) - 0.5, reverse=True)
    marks = [
        bq.Bars(
            x=rows,
            y=frame["calls"].to_numpy(),
            scales={"x": up, "y": across},
            orientation="horizontal",
            colors=frame["colour"].tolist(),
            color_mode="no_group",
            padding=0.35,
            stroke_width=0,
        ),
        _labels(np.zeros(len(frame)), rows, frame["name"], across, down, align="end", x_offset=-10),
        _labels(
            frame["calls"].to_numpy(),
            rows,
            [f"{html.number(row.calls)}  ·  {html.percent(row.share)}" for row in rows_of(frame)],
            across,
            down,
            x_offset=8,
        ),
    ]
    return _figure("Calls per intent", marks, height=90 + 28 * len(frame), left=340, right=120)


def lines(state: State) -> bq.Figure:
    """Return calls over time of the largest intents."""
    if not state.has_times:
        raise OptionError("this run's calls have no times", do="Choose another chart")
    frame = state.listed.head(MOST_LINES)
    periods = state.periods(state.fitting_period)
    table = periods.pivot_table(index="period", columns="intent_id", values="calls", observed=True)
    table = table.reindex(columns=frame["intent_id"], fill_value=0)
    ticks = nice_ticks(float(table.to_numpy().max(initial=0)), whole=True)
    scales = {"x": bq.DateScale(), "y": bq.LinearScale(min=0, max=float(ticks[-1]))}
    colours = list(PALETTE[: len(frame)])
    mark = bq.Lines(
        x=pd.DatetimeIndex(table.index).tz_localize(None).to_numpy(),
        y=table.to_numpy(dtype=float).T,
        scales=scales,
        colors=colours,
        stroke_width=2.5,
    )
    ends = _labels(
        np.repeat(pd.DatetimeIndex(table.index[-1:]).tz_localize(None).to_numpy(), len(frame)),
        _apart(table.iloc[-1].to_numpy(dtype=float), float(ticks[-1]) / 26),
        frame["name"],
        *scales.values(),
        x_offset=10,
    )
    ends.colors = colours
    style = {"color": RULE, "tick_style": {"fill": QUIET_INK, "font-size": "13px"}}
    axes = [
        bq.Axis(
            scale=scales["x"],
            tick_values=some(mark.x, 8),
            tick_format=DATES[state.fitting_period],
            grid_lines="none",
            **style,
        ),
        bq.Axis(scale=scales["y"], side="left", tick_values=ticks, tick_format=",d", **style),
    ]
    title = f"Calls per {state.fitting_period}"
    return _figure(title, [mark, ends], axes=axes, height=560, left=70, right=360, bottom=50)


def treemap(state: State) -> bq.Figure:
    """Return intents as tiles by theme, each as large as its calls."""
    frame, tiles = squarify(gather(state.listed))
    left, top, width, height = np.array(tiles).T
    scales = {
        "x": bq.LinearScale(min=0, max=1, allow_padding=False),
        "y": bq.LinearScale(min=0, max=1, reverse=True, allow_padding=False),
    }
    colours = [SHADES[PALETTE.index(colour)] for colour in frame["colour"]]
    mark = bq.Lines(
        x=np.column_stack([left, left + width, left + width, left]),
        y=np.column_stack([top, top, top + height, top + height]),
        scales=scales,
        close_path=True,
        fill="inside",
        fill_colors=colours,
        colors=["#ffffff"],
        stroke_width=2,
    )
    room = (width * 1100 / 8 - 2).clip(0).astype(int)
    fits = (room >= 5) & (height > 0.035)
    names = [
        html.shortened(name, most) if fit else ""
        for name, most, fit in zip(frame["name"], room, fits, strict=True)
    ]
    text = _labels(left, top, names, *scales.values(), x_offset=8, y_offset=16)
    text.colors = ["#ffffff"]
    return _figure("Intents by theme", [mark, text], height=700)


def wordings(state: State) -> bq.Figure:
    """Return the map of wordings, with the names of the largest intents on it."""
    frame = state.wordings.sort_values("wording_id").head(MOST_DOTS)
    sides = {axis: extent(state.opened.wordings[axis]) for axis in ("x", "y")}
    scales: dict[str, Any] = {
        axis: bq.LinearScale(min=low, max=high) for axis, (low, high) in sides.items()
    }
    wide, tall = (high - low for low, high in sides.values())
    dots = bq.Scatter(
        x=frame["x"].to_numpy(),
        y=frame["y"].to_numpy(),
        scales=scales,
        colors=frame["colour"].tolist(),
        opacities=[0.7],
        default_size=40,
        stroke_width=0,
    )
    named = place_names(state.listed, frame, far=(0.24 * wide, 0.028 * tall), most=_NAME)
    text = _labels(named["x"], named["y"], named["name"], *scales.values(), align="middle")
    text.y_offset, text.font_weight = -14, "bold"
    return _figure("Map of wordings", [dots, text], height=800)


PICTURES: dict[str, Callable[[State], bq.Figure]] = {
    "Calls per intent": bars,
    "Intents by theme": treemap,
    "Map of wordings": wordings,
    "Calls over time": lines,
}


def _labels(
    x: Any, y: Any, text: Any, across: bq.Scale, down: bq.Scale, **options: Any
) -> bq.Label:
    return bq.Label(
        x=np.asarray(x),
        y=np.asarray(y),
        text=np.array([html.shortened(str(t), _NAME) for t in text], dtype=str),
        scales={"x": across, "y": down},
        colors=[INK],
        default_size=13,
        font_weight="normal",
        apply_clip=False,
        **options,
    )


def _figure(title: str, marks: list[bq.Mark], **options: Any) -> bq.Figure:
    margin = {"top": 56, "bottom": 16, "left": 24, "right": 24}
    margin |= {side: options[side] for side in margin if side in options}
    return bq.Figure(
        marks=marks,
        axes=options.get("axes", []),
        title=title,
        title_style={"font-size": "20px", "font-weight": "600", "fill": INK},
        fig_margin=margin,
        background_style={"fill": "#ffffff"},
        display_toolbar=False,
        layout={"width": "1100px", "height": f"{options['height']}px"},
    )


def _apart(values: np.ndarray, gap: float) -> np.ndarray:
    """Return the values moved apart to a gap at least, so that labels beside them don't overlap."""
    order = np.argsort(values, kind="stable")
    spread = values[order].copy()
    for place in range(1, len(spread)):
        spread[place] = max(spread[place], spread[place - 1] + gap)
    moved = np.empty_like(spread)
    moved[order] = spread
    return moved
