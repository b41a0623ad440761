"""The page's address, kept in step with the view."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from ipywidgets import HTML, HBox, Text, ToggleButtons

from intentlib.dashboard import html
from intentlib.dashboard.address import TRAITS, address_of, go_to
from intentlib.dashboard.state import State

_LONGEST = 2000


class Link(HBox):  # type: ignore[misc]
    """What passes between the page's address and the state; nobody sees it.

    Parameters
    ----------
    state
        What is shown.
    tabs
        Which view shows it.

    Attributes
    ----------
    address : Text
        Where the page writes the address that was opened.
    """

    def __init__(self, state: State, tabs: ToggleButtons) -> None:
        super().__init__(layout={"display": "none"})
        self._state, self._tabs = state, tabs
        self.address = Text(description="Address").add_class("il-address")
        self._link = HTML().add_class("il-link-of-view")
        self.children = [self.address, self._link]
        self.address.observe(lambda change: state.attempt(self.follow, change["new"]), "value")
        state.observe(self._write, [*TRAITS])
        tabs.observe(self._write, "value")
        self._write()

    def follow(self, address: str) -> None:
        """Show what an address holds."""
        if self._state.run is not None:
            go_to(self._state, address[:_LONGEST])
        title = parse_qs(address[:_LONGEST]).get("tab", self._tabs.options[:1])[-1]
        if title in self._tabs.options:
            self._tabs.value = title

    def _write(self, _: object = None) -> None:
        title = self._tabs.value
        tab = urlencode({"tab": title}) if title != self._tabs.options[0] else ""
        address = "&".join(filter(None, [tab, address_of(self._state)]))
        self._link.value = f'<span data-address="{html.esc(address)}"></span>'
