"""A treemap of intents by theme: each tile a button as large as its share of calls."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import pandas as pd
from ipywidgets import HTML, Box, Button

from intentlib.dashboard import html
from intentlib.dashboard.colours import PALETTE, SHADES
from intentlib.dashboard.derived import rows_of
from intentlib.dashboard.figures import FILTERS
from intentlib.dashboard.view import View

MOST = 60
SMALL = 1 / 40
"""Part of all calls on show below which a tile has hardly room for a word."""
ASPECT = 0.9
"""Width to height that tiles are laid out for: between a wide page and a phone."""
ON_WIDE, ON_NARROW = (74, 24), (50, 32)
"""Letters across and lines down the whole treemap, on a wide page and on a phone."""
_SHADE = dict(zip(PALETTE, SHADES, strict=True))

Tile = tuple[float, float, float, float]


class Treemap(View):
    """Tiles in the colours of their themes, themes side by side; a click selects an intent.

    The small intents of a theme are one tile; a click on it leaves that theme alone.

    Attributes
    ----------
    tiles : list of Button
    """

    title = "Treemap"

    def build(self) -> None:
        """Make the tiles."""
        self.add_class("il-panel")
        self.tiles: list[Button] = []
        self._rows: list[Any] = []
        self._head, self.legend = HTML(), HTML()
        self.box = Box().add_class("il-treemap")
        self.children = [self._head, self.legend, self.box]
        self.listen(self.draw, "run", "selected", *FILTERS)

    def draw(self) -> None:
        """Show the intents that the filters leave."""
        frame, tiles = squarify(gather(self.state.listed))
        head = html.heading("By theme", _note(len(self.state.listed), frame))
        self._head.value = head if len(frame) else head + html.nothing_left()
        self.box.layout.display = None if len(frame) else "none"
        self._rows = list(rows_of(frame))
        while len(self.tiles) < len(tiles):
            self.tiles.append(self._tile(len(self.tiles)))
        for button, row, tile in zip(self.tiles, self._rows, tiles, strict=False):
            place = [f"{part:.3%}" for part in tile]
            with button.hold_sync(), button.layout.hold_sync():
                button.description = _fitting(row.name, tile, *ON_WIDE)
                button.tooltip = _told(row)
                button.style.button_color = _SHADE[row.colour]
                button.layout.left, button.layout.top = place[:2]
                button.layout.width, button.layout.height = place[2:]
            selected = self.state.selected in row.intent_ids
            (button.add_class if selected else button.remove_class)("il-on")
            fits = _fitting(row.name, tile, *ON_NARROW) == button.description
            (button.remove_class if fits else button.add_class)("il-wide-only")
        self.box.children = self.tiles[: len(tiles)]
        self.legend.value = html.legend(frame["theme"], frame["colour"])

    def _tile(self, place: int) -> Button:
        button = Button().add_class("il-tile")
        self.on_click(button, lambda: self._open(self._rows[place]))
        return button

    def _open(self, row: Any) -> None:
        if len(row.intent_ids) == 1:
            self.state.select(row.intent_ids[0])
        else:
            self.state.choose(theme=row.theme_id)


def gather(listed: pd.DataFrame) -> pd.DataFrame:
    """Return what has a tile: an intent, or the small ones of a theme together.

    A theme alone has its largest :data:`MOST` intents, each by itself.

    Parameters
    ----------
    listed
        Intents as in :attr:`State.listed`, largest first.

    Returns
    -------
    DataFrame
        ``intent_ids`` (a tuple), ``name, calls, theme_id, theme, colour``.
    """
    columns = ["intent_ids", "name", "calls", "theme_id", "theme", "colour"]
    listed = listed.assign(intent_ids=listed["intent_id"].astype(object).map(lambda one: (one,)))
    if listed["theme_id"].nunique() < 2:
        return listed[columns].head(MOST)
    small = listed["calls"] < SMALL * listed["calls"].sum()
    small &= small.groupby(listed["theme_id"]).transform("sum") > 1
    rows = [listed.loc[~small, columns]]
    shown = set(rows[0]["theme_id"])
    for theme_id, some in listed[small].groupby("theme_id", sort=False):
        first = some.iloc[:1].assign(
            intent_ids=pd.Series([tuple(some["intent_id"])], some.index[:1]),
            name=f"{len(some)} more" if theme_id in shown else some["theme"],
            calls=some["calls"].sum(),
        )
        rows.append(first[columns])
    return pd.concat(rows, ignore_index=True)


def _note(listed: int, frame: pd.DataFrame) -> str:
    left = listed - int(frame["intent_ids"].map(len).sum())
    if left:
        return f"The largest {MOST}; {html.number(left)} more are in the table."
    if len(frame) < listed:
        return "A tile is as large as its calls. Small intents share one, which opens their theme."
    return "A tile is as large as its calls."


def _told(row: Any) -> str:
    calls = html.plural(row.calls, "call")
    if len(row.intent_ids) == 1:
        return f"{row.name}: {calls}, {row.theme}"
    return f"{row.theme}: {len(row.intent_ids)} small intents, {calls}. Show this theme alone"


def _fitting(name: str, tile: Tile, letters: int, most: int) -> str:
    """Return as much of a name as fits a tile of a treemap so wide and so high.

    The tooltip has all of it.

    It ends before a word that is longer than a line: tiles of two letters tell nobody anything.
    """
    line, lines = int(tile[2] * letters - 1.6), int(tile[3] * most)
    if line < 3 or not lines:
        return ""
    told = list(takewhile(lambda word: len(word) <= line, name.split()))
    short = " ".join(told) + "…" * (len(told) < len(name.split()))
    shown = textwrap.wrap(short, line, break_long_words=False, max_lines=lines, placeholder="…")
    fits = bool(shown) and shown[0] != "…" and all(len(part) <= line for part in shown)
    return " ".join(shown).replace(" …", "…") if fits else ""


def squarify(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Tile]]:
    """Return rows of :func:`gather` by theme, and a tile for each: themes first, then in them."""
    themes = [group for _, group in frame.groupby("theme_id", sort=False)]
    themes.sort(key=lambda group: -int(group["calls"].sum()))
    rooms = _squarify([float(group["calls"].sum()) for group in themes])
    pairs = zip(themes, rooms, strict=True)
    tiles = [tile for group, room in pairs for tile in _squarify(group["calls"].tolist(), room)]
    return pd.concat([frame.head(0), *themes], ignore_index=True), tiles


def _squarify(sizes: Sequence[float], room: Tile = (0.0, 0.0, 1.0, 1.0)) -> list[Tile]:
    """Return tiles ``(left, top, width, height)`` that fill a room, as square as they get.

    Parameters
    ----------
    sizes
        Positive, largest first; the tiles' areas are in proportion to them.
    room
        In parts of a box that is ``ASPECT`` times as wide as high.

    References
    ----------
    Bruls, Huizing, van Wijk, "Squarified treemaps", Data Visualization 2000.
    """
    left, top, width, height = room
    tiles: list[Tile] = []
    start, total = 0, float(sum(sizes))
    while start < len(sizes):
        wide = width * ASPECT >= height
        short, long = (height, width * ASPECT) if wide else (width * ASPECT, height)
        end, best = start, float("inf")
        while end < len(sizes):
            part = sum(sizes[start : end + 1]) / total
            worst = max(
                max(r, 1 / r)
                for size in (sizes[start], sizes[end])
                for r in [(long * part) / (short * size / total / part)]
            )
            if worst > best:
                break
            end, best = end + 1, worst
        part = sum(sizes[start:end]) / total
        offset = 0.0
        for size in sizes[start:end]:
            along = size / total / part
            tiles.append(
                (left, top + offset * height, width * part, height * along)
                if wide
                else (left + offset * width, top, width * along, height * part)
            )
            offset += along
        if wide:
            left, width = left + width * part, width * (1 - part)
        else:
            top, height = top + height * part, height * (1 - part)
        total -= float(sum(sizes[start:end]))
        start = end
    return tiles
