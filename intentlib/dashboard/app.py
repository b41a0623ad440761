"""The dashboard as a whole: header, notices, filters, and one tab per view."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from importlib import import_module

from ipywidgets import HTML, Button, HBox, ToggleButtons, VBox

from intentlib.dashboard import html
from intentlib.dashboard.filters import Filters
from intentlib.dashboard.link import Link
from intentlib.dashboard.state import Notice, State
from intentlib.dashboard.view import View, stylesheet

LOOK_EVERY = 4.0
"""Seconds between two looks for a newer published run."""

HEAR_EVERY = 2.0
"""Seconds between two looks for decisions of others."""


class Dashboard(VBox):  # type: ignore[misc]
    """The views of one state behind tabs, each made when its tab is first opened.

    Parameters
    ----------
    state
        What is shown.
    views
        Title of each tab, and the view in it.

    Attributes
    ----------
    tabs, colour_theme : ToggleButtons
        Choose a view; choose light, dark, or as the system has it.
    filters : Filters
    link : Link
        Keeps the page's address in step with the view.
    views : dict of str to View
        The views that have been opened so far.
    """

    def __init__(self, state: State, views: Mapping[str, type[View]]) -> None:
        super().__init__()
        self.add_class("il-app")
        self.state, self._kinds = state, views
        self.views: dict[str, View] = {}
        self.tabs = ToggleButtons(options=list(views), description="View", tooltips=list(views))
        self.tabs.add_class("il-tabs")
        self.colour_theme = ToggleButtons(
            options=[("Auto", "auto"), ("Light", "light"), ("Dark", "dark")],
            tooltips=["Colours as the system has them", "Light colours", "Dark colours"],
            description="Colours",
        ).add_class("il-colours")
        self.filters = Filters(state)
        self._header, self._notice, self._stage = HTML(), HTML(), VBox().add_class("il-stage")
        self.dismiss = Button(description="Dismiss").add_class("il-quiet")
        self.show_newer = Button(description="Show it").add_class("il-primary")
        self._offer = HTML(html.banner("A newer run has been published."))
        self.notices = [
            HBox([self._notice, self.dismiss]).add_class("il-banner-row"),
            HBox([self._offer, self.show_newer]).add_class("il-banner-row"),
        ]
        style = HTML(f"<style>{stylesheet()}</style>").add_class("il-style")
        header = HBox([self._header, self.colour_theme]).add_class("il-header")
        self.link = Link(state, self.tabs)
        parts = [style, header, *self.notices, self.tabs, self.filters, self._stage, self.link]
        self.children = parts
        self.dismiss.on_click(lambda _: setattr(state, "notice", None))
        self.show_newer.on_click(lambda _: state.attempt(state.open, state.newer))
        self.tabs.observe(lambda change: state.attempt(self.show, change["new"]), "value")
        self.colour_theme.observe(
            lambda change: setattr(state, "colour_theme", change["new"]), "value"
        )
        state.observe(self._draw_header, "run")
        state.observe(self._draw_notices, ["notice", "newer"])
        state.observe(self._draw_colours, "colour_theme")
        self._draw_header()
        self._draw_notices()
        self._draw_colours()
        needing = [title for title, kind in views.items() if state.run or not kind.needs_run]
        self.show(needing[0] if needing else self.tabs.value)

    def show(self, title: str) -> None:
        """Show the view of a tab; the others stop drawing until they are shown again."""
        self.tabs.value = title
        if title not in self.views:
            self.views[title] = self._kinds[title](self.state)
            self._stage.children = list(self.views.values())
        for name, view in self.views.items():
            view.layout.display = None if name == title else "none"
            (view.resume if name == title else view.pause)()
        view = self.views[title]
        self.filters.layout.display = None if view.has_filters else "none"

    def keep_watch(self) -> None:
        """Look for newer published runs and for decisions from now on, every few seconds."""
        loop, state = asyncio.get_running_loop(), self.state
        looks = ((state.look, LOOK_EVERY), (state.review.look, HEAR_EVERY))
        self._watching = [loop.create_task(self._watch(look, every)) for look, every in looks]

    async def _watch(self, look: Callable[[], Awaitable[None]], every: float) -> None:
        reached = True
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(_warm_up)
            try:
                await look()
                reached = True
            except Exception as error:
                if reached:  # said once, not every few seconds
                    self.state.tell(error)
                reached = False

    def _draw_header(self, _: object = None) -> None:
        run = self.state.run
        parts = []
        if run is not None:
            source = html.file_name(run.manifest.config.get("input"))
            parts = [source, html.plural(run.manifest.counts["calls"], "call")]
            if days := self.state.days:
                parts.append(f"{html.day(days[0])} to {html.day(days[1])}")
            parts.append(f"run of {html.day(run.manifest.created_at)}")
            if run is not self.state.made:
                parts.append(f"{html.plural(self.state.review.waiting, 'decision')} made since")
        source, *rest = parts or ["No run yet"]
        self._header.value = (
            f'<p class="il-source">{html.esc(source)}</p>'
            f'<p class="il-note">{html.esc(" · ".join(rest))}</p>'
        )

    def _draw_notices(self, _: object = None) -> None:
        notice = self.state.notice or Notice("")
        self._notice.value = html.banner(notice.text, notice.kind)
        self.notices[0].layout.display = None if notice.text else "none"
        self.notices[1].layout.display = None if self.state.newer else "none"

    def _draw_colours(self, _: object = None) -> None:
        for name in ("auto", "light", "dark"):
            self.remove_class(f"il-{name}")
        self.add_class(f"il-{self.state.colour_theme}")


def _warm_up() -> None:
    """Import what the other tabs need, which takes a second, before they are opened."""
    # What fails here is said when its tab is opened.
    with suppress(Exception):
        for name in ("granularity", "tree", "trends"):
            import_module(f"intentlib.{name}")
