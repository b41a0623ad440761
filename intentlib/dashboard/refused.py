"""Why a decision was not recorded, and what can be done about it."""

from __future__ import annotations

from ipywidgets import HTML, Button, HBox

from intentlib.dashboard import html
from intentlib.dashboard.view import View


class Refused(View):
    """What stands in the way of a decision, and the ways out; nothing where nothing does.

    Attributes
    ----------
    insist, give_way : Button
        Decide it instead of what is in its way; leave that as it is.
    """

    def build(self) -> None:
        """Make the banner."""
        self.add_class("il-refused")
        self._text = HTML()
        self.insist = Button(description="Decide this instead").add_class("il-quiet")
        self.give_way = Button(description="Leave it as it is").add_class("il-quiet")
        buttons = HBox([self.insist, self.give_way]).add_class("il-row-of")
        self.children = [self._text, buttons]
        self.on_click(self.insist, self.state.review.insist)
        self.on_click(self.give_way, self.state.review.give_way)
        self.listen(self.draw, "review.refusal")

    def draw(self) -> None:
        """Show what happened; nothing where nothing was refused."""
        refusal = self.state.review.refusal
        self.layout.display = None if refusal else "none"
        if refusal is not None:
            text = f"Not recorded: {refusal.text}."
            self._text.value = html.banner(text, "error")
            self.insist.layout.display = None if refusal.instead_of else "none"
