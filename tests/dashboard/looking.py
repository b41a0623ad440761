"""What a view would put on the screen, read off its widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipywidgets import HTML, Box, Widget


def widgets_in(widget: Widget) -> Iterator[Widget]:
    """Yield a widget and everything below it."""
    yield widget
    if isinstance(widget, Box):
        for child in widget.children:
            yield from widgets_in(child)


def shown_in(widget: Widget) -> Iterator[Widget]:
    """Yield a widget and everything below it that isn't hidden."""
    if is_shown(widget):
        yield widget
        for child in widget.children if isinstance(widget, Box) else ():
            yield from shown_in(child)


def html_of(widget: Widget) -> str:
    """Return the HTML below a widget, one line per HTML widget."""
    return "\n".join(part.value for part in widgets_in(widget) if isinstance(part, HTML))


def text_of(widget: Widget) -> str:
    """Return the HTML below a widget without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html_of(widget)))


def is_shown(widget: Widget) -> bool:
    """Tell whether a widget itself isn't hidden."""
    return widget.layout.display != "none"
