"""What can be decided of the selected intent, wherever it is shown."""

from __future__ import annotations

from functools import partial

from ipywidgets import HTML, Button, HBox

from intentlib.dashboard import html
from intentlib.dashboard.asking import NEW, NOWHERE
from intentlib.dashboard.derived import TYPES
from intentlib.dashboard.forms import Slot, choice_form, free_choice_form, text_form
from intentlib.dashboard.refused import Refused
from intentlib.dashboard.ticks import Ticks, wording_items
from intentlib.dashboard.view import View
from intentlib.schema import NOISE_ID

MOST = 30
"""Wordings, the commonest, that can be ticked here."""


class Acts(View):
    """Buttons to approve, rename, merge, give a theme or type, move wordings, and comment.

    Attributes
    ----------
    buttons : dict of str to Button
        By what they do: ``approve, rename, merge, theme, type, wordings,
        comment``.
    slot : Slot
        Where the chosen one asks for what it needs.
    """

    title = "Decide"

    def build(self) -> None:
        """Make the buttons."""
        self.add_class("il-acts")
        self.buttons = {
            name: Button(description=text, tooltip=told).add_class("il-quiet")
            for name, (text, told) in _BUTTONS.items()
        }
        self.slot, self.refused, self._said = Slot(self), Refused(self.state), HTML()
        row = HBox(list(self.buttons.values())).add_class("il-row-of")
        self.children = [row, self.slot, self.refused, self._said.add_class("il-said")]
        for name, button in self.buttons.items():
            self.on_click(button, partial(self._act, name))
        self.listen(self.draw, "selected")
        self.listen(self.draw_said, "review.said")

    def draw(self) -> None:
        """Begin anew with another intent: wordings that are none can only be moved."""
        self.slot.close()
        self._said.value = ""
        for name, button in self.buttons.items():
            hidden = self.state.selected == NOISE_ID and name != "wordings"
            button.layout.display = "none" if hidden else None

    def draw_said(self) -> None:
        """Say what was recorded."""
        said = self.state.review.said
        self._said.value = f'<p class="il-note">{html.esc(said)}</p>' if said else ""

    def approve(self) -> None:
        """Record that the intent is one thing."""
        self.state.review.decide("approve", [self.state.selected])

    def rename(self) -> None:
        """Ask for another name."""
        own = self.state.selected
        form = text_form("What should it be called?", "Name", self._value("name"), "Rename")
        self.slot.ask(form, lambda name: self.state.review.decide("rename", [own, name]))

    def merge(self) -> None:
        """Ask which intent it is the same as."""
        own, others = self.state.selected, self.state.review.others(self.state.selected)
        form = choice_form("Which intent is it the same as?", "Intent", others, "Merge")
        self.slot.ask(form, lambda other: self.state.review.merge(own, other))

    def theme(self) -> None:
        """Ask for the theme."""
        own, themes = self.state.selected, self.state.opened.themes["name"]
        form = free_choice_form("Which theme is it of?", "Theme", themes, "Set the theme")
        self.slot.ask(form, lambda theme: self.state.review.decide("set_theme", [own, theme]))

    def type(self) -> None:
        """Ask for the type of call."""
        own, types = self.state.selected, [(TYPES[each], each) for each in TYPES if each]
        form = choice_form("What type of call is it?", "Type", types, "Set the type")
        self.slot.ask(form, lambda kind: self.state.review.decide("set_type", [own, kind]))

    def comment(self) -> None:
        """Ask what is worth saying of it."""
        own = self.state.selected
        form = text_form("What is worth saying of it?", "Comment", "", "Comment")
        self.slot.ask(form, lambda text: self.state.review.decide("comment", [text, own]))

    def wordings(self) -> None:
        """Ask which of its wordings belong elsewhere, and where."""
        own = self.state.selected
        places = [
            ("A new intent", NEW),
            *self.state.review.others(own),
            ("None: not an intent", NOWHERE),
        ]
        ticks = Ticks(MOST, lambda key, on: (ticked.add if on else ticked.discard)(key))
        ticked: set[str] = set()
        ticks.draw(wording_items(self.state.wordings_of(own).head(MOST)), ())
        form = choice_form("Which wordings belong elsewhere?", "To", places, "Move")
        form.show_above(ticks)
        self.slot.ask(form, lambda place: self._move(sorted(ticked), place))

    def _move(self, keys: list[str], place: str) -> None:
        review = self.state.review
        if not keys:
            review.said = "Tick the wordings that belong elsewhere first."
        elif place == NOWHERE:
            review.decide("noise", [], keys)
        else:
            review.decide("move", [] if place == NEW else [place], keys)

    def _act(self, name: str) -> None:
        self.state.review.open()
        self.slot.as_reviewer(getattr(self, name))

    def _value(self, column: str) -> str:
        intent = self.state.intent
        return "" if intent is None else str(intent[column])


_BUTTONS = {
    "approve": ("Approve", "It is one thing: its wordings belong together"),
    "rename": ("Rename…", "Give it another name"),
    "merge": ("Merge…", "It is the same as another intent"),
    "theme": ("Theme…", "Give it a theme"),
    "type": ("Type…", "Give it a type of call"),
    "wordings": ("Wordings…", "Move wordings that belong elsewhere"),
    "comment": ("Comment…", "Say something of it, for the history"),
}
