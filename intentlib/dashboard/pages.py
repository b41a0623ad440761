"""Paging: back, forward, and where one is."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from ipywidgets import HTML, Button, HBox

from intentlib.dashboard import html


class Pages(HBox):  # type: ignore[misc]
    """Two buttons and a line such as ``1 to 15 of 22``; hidden where one page holds all.

    Parameters
    ----------
    size
        Rows of a page.
    draw
        Called when another page is asked for.

    Attributes
    ----------
    back, forward : Button
    """

    def __init__(self, size: int, draw: Callable[[], None]) -> None:
        super().__init__()
        self.add_class("il-pages")
        self._size, self._draw, self._page = size, draw, 0
        self.back = Button(description="Back", tooltip="Page before").add_class("il-quiet")
        self.forward = Button(description="Next", tooltip="Next page").add_class("il-quiet")
        self._told = HTML()
        self.children = [self._told, self.back, self.forward]
        self.back.on_click(lambda _: self._turn(-1))
        self.forward.on_click(lambda _: self._turn(1))

    def cut(self, frame: pd.DataFrame, *, first: bool = False) -> pd.DataFrame:
        """Return the rows of the page one is on, which is the first where ``first`` is set."""
        return frame.iloc[self.span(len(frame), first=first)]

    def span(self, length: int, *, first: bool = False) -> slice:
        """Return which of so many rows are on the page one is on, and show which these are."""
        last = max(length - 1, 0) // self._size
        self._page = 0 if first else min(self._page, last)
        start = self._page * self._size
        end = min(start + self._size, length)
        told = f"{html.number(start + 1)} to {html.number(end)} of {html.number(length)}"
        text = told if length else html.NOTHING_LEFT
        self._told.value = f'<span class="il-note">{text}</span>'
        self.back.disabled, self.forward.disabled = self._page == 0, self._page == last
        for button in (self.back, self.forward):
            button.layout.display = None if last else "none"
        return slice(start, end)

    def _turn(self, pages: int) -> None:
        self._page += pages
        self._draw()
