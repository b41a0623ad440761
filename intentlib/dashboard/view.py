"""What every view has in common: it takes the state, listens, and draws what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from importlib.resources import files
from typing import Any

from IPython.display import display
from ipywidgets import HTML, Box, Button, VBox
from traitlets import HasTraits

from intentlib.dashboard import html
from intentlib.dashboard.state import State


class View(VBox):  # type: ignore[misc]
    """A part of the dashboard that can be displayed alone or laid out with others.

    A subclass makes its controls in :meth:`build`, as attributes, and names in :meth:`listen`
    which of its methods draws which traits of the state. A paused view draws nothing until it is
    resumed, and then only what has changed.

    Parameters
    ----------
    state
        What is shown.
    """

    title = ""
    without_run = "No run yet. Open the Data tab and upload a file of call intents to make one."
    needs_run = True
    has_filters = True

    def __init__(self, state: State) -> None:
        super().__init__()
        self.add_class("il-view")
        self.state = state
        self._built = self._paused = self._filling = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._drawers: dict[Callable[[], None], tuple[str, ...]] = {}
        self._drawn: dict[Callable[[], None], tuple[Any, ...]] = {}
        state.observe(self._begin, "run")
        self._begin()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return what a cell shows; the style sheet is shown first, as nothing else brings it."""
        style = HTML(f"<style>{stylesheet()}</style>").add_class("il-style")
        display(style)  # type: ignore[no-untyped-call]
        return super()._repr_mimebundle_(**kwargs)

    def build(self) -> None:
        """Make the controls and lay them out; a view without any shows nothing."""

    def listen(self, draw: Callable[[], None], *names: str) -> None:
        """Draw now, and again whenever one of the named traits has changed.

        A name is that of a trait of the state or, as ``review.position``, of a part of it.
        """
        self._drawers[draw] = names
        for name in names:
            owner, trait = self._owner(name)
            owner.observe(lambda _: self._redraw(draw), trait)
        self._redraw(draw)

    def on_click(self, button: Button, verb: Callable[[], Any]) -> None:
        """Let a button call a verb; a failure is said on the page."""
        button.on_click(lambda _: self.state.attempt(verb))

    def on_change(self, control: Any, verb: Callable[[Any], Any]) -> None:
        """Let a control's new value be passed to a verb; a failure is said on the page."""

        def told(change: dict[str, Any]) -> None:
            if not self._filling:
                self.state.attempt(verb, change["new"])

        control.observe(told, "value")

    def fill(self, control: Any, options: Iterable[tuple[str, Any]], value: Any) -> None:
        """Give a control its options and its value without taking that for a choice."""
        self._filling = True
        try:
            control.options = list(options)
            control.value = value
        finally:
            self._filling = False

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something long beside everything else; a failure is said on the page."""

        async def told() -> None:
            try:
                await work
            except Exception as error:
                self.state.tell(error)

        task = asyncio.get_running_loop().create_task(told())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def pause(self) -> None:
        """Draw nothing from now on, nor in the views inside: they aren't on the screen."""
        self._paused = True
        for view in _views_in(self):
            view.pause()

    def resume(self) -> None:
        """Draw what has changed meanwhile, and everything from now on."""
        self._paused = False
        for draw in self._drawers:
            self._redraw(draw)
        for view in _views_in(self):
            view.resume()

    def _begin(self, _: object = None) -> None:
        if self._built:
            return
        if self.state.run is None and self.needs_run:
            self.children = [HTML(html.empty(self.without_run))] if self.without_run else []
        else:
            self._built = True
            self.build()

    def _owner(self, name: str) -> tuple[HasTraits, str]:
        part, _, trait = name.rpartition(".")
        return (getattr(self.state, part) if part else self.state), trait

    def _redraw(self, draw: Callable[[], None]) -> None:
        # One change of the state may touch several traits: what is drawn already isn't again.
        now = tuple(getattr(*self._owner(name)) for name in self._drawers[draw])
        if self._paused or self._drawn.get(draw) == now:
            return
        self._drawn[draw] = now
        self.state.attempt(draw)


def stylesheet() -> str:
    """Return the style sheet, which the page, a JupyterLab cell and the template share."""
    return (files(__package__) / "template" / "static" / "intentlib.css").read_text("utf-8")


def _views_in(box: Box) -> Iterator[View]:
    """Give the views inside a box; those inside them are their own affair."""
    for child in box.children:
        if isinstance(child, View):
            yield child
        elif isinstance(child, Box):
            yield from _views_in(child)
